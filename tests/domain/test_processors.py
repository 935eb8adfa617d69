"""Who may get data as a processor: nothing is missing, nothing has run out."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.processors import (
    MAY_NOT,
    ConnectorKind,
    Item,
    MayBecause,
    MayNotBecause,
    ProcessorFacts,
    Standing,
    Transfer,
    Warned,
    is_own_machine,
    may_process,
    may_stand,
    next_audit,
    obstacles,
    read_terms,
    terms_on,
    warnings,
)
from vorzimmer.privacy.policies import policy_text

DAY = date(2026, 11, 26)
TERMS = terms_on(read_terms(policy_text("processors.toml")), DAY)
WHOLE = ProcessorFacts(
    is_active=True,
    country="DE",
    agreement="AVV vom 2. Januar 2026",
    agreement_from=date(2026, 1, 2),
    agreement_until=None,
    items=frozenset(Item),
    sees_secrets=True,
    is_bound_to_secrecy=True,
    transfer=Transfer.NONE,
    selected_on=date(2026, 1, 2),
    audited_on=None,
)


def reason(day=DAY, **changes):
    return may_process(replace(WHOLE, **changes), day, TERMS).reason


def test_what_is_whole_may_process():
    assert may_process(WHOLE, DAY, TERMS) == Allowed(reason=MayBecause.AGREED)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"is_active": False}, "not_active"),
        ({"agreement": " "}, "no_agreement"),
        ({"agreement_from": None}, "no_agreement"),
        ({"agreement_from": date(2026, 11, 27)}, "not_begun"),
        ({"agreement_until": date(2026, 11, 25)}, "ended"),
        ({"is_bound_to_secrecy": False}, "no_secrecy"),
        ({"country": "US"}, "no_transfer_tool"),
        ({"selected_on": None}, "not_selected"),
        ({"selected_on": date(2025, 10, 1)}, "audit_overdue"),
        *(({"items": frozenset(Item) - {item}}, "item_missing") for item in Item),
    ],
)
def test_one_thing_that_is_missing_is_enough(changes, because):
    assert reason(**changes) == because
    assert obstacles(replace(WHOLE, **changes), DAY, TERMS) == (because,)


def test_both_ends_of_the_agreement_are_in_it():
    assert reason(agreement_from=DAY, agreement_until=DAY) == "agreed"


def test_what_needs_no_secrecy_or_no_transfer_is_not_asked_for_it():
    assert reason(sees_secrets=False, is_bound_to_secrecy=False) == "agreed"
    assert reason(country="NO") == "agreed"
    assert reason(country="US", transfer=Transfer.CLAUSES) == "agreed"


def test_an_audit_is_due_after_twelve_months_and_its_want_stops_the_connector_thirty_days_later():
    chosen = replace(WHOLE, selected_on=date(2025, 11, 26))
    assert next_audit(chosen, TERMS) == date(2026, 11, 26)
    assert warnings(chosen, date(2026, 10, 26), TERMS) == {}
    assert warnings(chosen, date(2026, 10, 27), TERMS) == {Warned.AUDIT_DUE: date(2026, 11, 26)}
    assert may_process(chosen, date(2026, 12, 26), TERMS).reason == "agreed"
    assert may_process(chosen, date(2026, 12, 27), TERMS).reason == "audit_overdue"
    audited = replace(chosen, audited_on=date(2026, 12, 28))
    assert may_process(audited, date(2026, 12, 28), TERMS).reason == "agreed"
    assert next_audit(replace(WHOLE, selected_on=date(2024, 2, 29)), TERMS) == date(2025, 2, 28)
    assert next_audit(replace(WHOLE, selected_on=None), TERMS) is None


def test_the_end_of_an_agreement_is_told_thirty_days_before():
    ending = replace(WHOLE, agreement_until=date(2026, 12, 26))
    assert warnings(ending, date(2026, 11, 25), TERMS) == {}
    assert warnings(ending, DAY, TERMS) == {Warned.AGREEMENT_ENDS: date(2026, 12, 26)}
    assert warnings(replace(ending, is_active=False), DAY, TERMS) == {}


def test_the_whole_table_by_an_oracle_that_was_written_apart():
    """All 1,728 combinations of the facts; whoever lacks anything is refused."""
    sides = (
        [True, False],
        ["DE", "US"],
        ["AVV", ""],
        [None, date(2026, 1, 1), date(2027, 1, 1)],
        [None, date(2026, 11, 25), date(2026, 11, 26)],
        [frozenset(Item), frozenset()],
        [(True, True), (True, False), (False, False)],
        [Transfer.NONE, Transfer.ADEQUACY],
    )
    seen = 0
    for active, country, paper, since, until, items, (sees, bound), tool in product(*sides):
        for chosen in (None, date(2026, 1, 2)):
            facts = replace(
                WHOLE, is_active=active, country=country, agreement=paper, agreement_from=since, agreement_until=until, items=items,
                sees_secrets=sees, is_bound_to_secrecy=bound, transfer=tool, selected_on=chosen,
            )  # fmt: skip
            wanted = (
                active and paper == "AVV" and since == date(2026, 1, 1) and until != date(2026, 11, 25) and len(items) == 8
                and (sees, bound) != (True, False) and (country, tool) != ("US", Transfer.NONE) and chosen is not None
            )  # fmt: skip
            assert isinstance(may_process(facts, DAY, TERMS), Allowed if wanted else Refused)
            seen += 1
    assert seen == 1728


@given(items=st.sets(st.sampled_from(Item)), after=st.integers(0, 900))
def test_no_agreement_with_a_gap_and_no_control_that_has_run_out_ever_opens_the_door(items, after):
    day = date(2026, 1, 2) + timedelta(days=after)
    answer = may_process(replace(WHOLE, items=frozenset(items)), day, TERMS)
    assert isinstance(answer, Allowed) == (len(items) == 8 and day <= date(2027, 2, 1))


def test_a_machine_of_ones_own_is_recognised():
    for host in ("localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "/run/mail.sock", "LOCALHOST."):
        assert is_own_machine(host), host
    for host in ("", "10.0.0.1", "mail.example", "localhost.example", "127.0.0.1.example", "0.0.0.0"):  # noqa: S104
        assert not is_own_machine(host), host


def test_only_telecommunications_are_carried():
    assert {kind for kind in ConnectorKind if may_stand(kind, Standing.CARRIER)} == {"sms", "telephony"}
    assert all(may_stand(kind, standing) for kind in ConnectorKind for standing in (Standing.OWN, Standing.PROCESSOR))


def test_every_refusal_has_its_sentence_and_every_number_its_law():
    assert set(MAY_NOT) == set(MayNotBecause)
    with pytest.raises(PolicyWrong, match="law"):
        read_terms(policy_text("processors.toml").replace('law = "Art. 28(3) GDPR', 'lov = "'))

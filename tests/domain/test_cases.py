"""Disputes, incidents and cases of abuse: what may be recorded, how they go on, when somebody looks at them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.cases import (
    NEEDS_CORRECTION,
    OUTCOMES,
    RAISED_SENTENCES,
    REOPENED_SENTENCES,
    RESOLVED_SENTENCES,
    STATE_SENTENCES,
    TABLE,
    CaseEvent,
    CaseKind,
    CaseState,
    Dispute,
    NotPossible,
    NotRaised,
    NotReopened,
    NotResolved,
    Outcome,
    Raised,
    Records,
    Reopened,
    Resolution,
    Resolved,
    ReviewBecause,
    check_reopen,
    check_resolve,
    check_review,
    disputed_cents,
    fold,
    possible,
    raise_about_records,
    raise_dispute,
    review_by,
    review_due,
    says,
    step,
)
from vorzimmer.domain.holds import Facts, Kept, Stretch, read_policy, usage_until

NUMBERS = read_policy((Path(vorzimmer.__file__).parent / "policy" / "holds.toml").read_text("utf-8"))
TODAY = date(2026, 11, 26)
D, F, A = CaseKind.DISPUTE, CaseKind.INCIDENT, CaseKind.ABUSE
E, S = CaseEvent, CaseState

DISPUTE = Dispute(raised_on=TODAY, review_on=date(2026, 12, 10), issued_on=date(2026, 11, 3), gross=18_802, base_until=date(2027, 5, 3))


# --- the table -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "event", "target"),
    [
        (S.OPEN, E.GIVEN, S.OPEN),
        (S.OPEN, E.REVIEW_SET, S.OPEN),
        (S.OPEN, E.RESOLVED, S.RESOLVED),
        (S.OPEN, E.REOPENED, None),
        (S.RESOLVED, E.GIVEN, None),
        (S.RESOLVED, E.REVIEW_SET, None),
        (S.RESOLVED, E.RESOLVED, None),
        (S.RESOLVED, E.REOPENED, S.OPEN),
    ],
)
def test_every_row_of_the_table(state, event, target):
    if target is None:
        with pytest.raises(NotPossible, match=f"{event} is not possible while the case is {state}"):
            step(state, event)
    else:
        assert step(state, event) is target
        assert event in possible(state)


def test_a_case_is_read_from_what_happened_to_it():
    assert fold([]) is S.OPEN
    assert fold([E.GIVEN, E.REVIEW_SET, E.RESOLVED]) is S.RESOLVED
    assert fold([E.RESOLVED, E.REOPENED, E.GIVEN]) is S.OPEN
    with pytest.raises(NotPossible) as refused:
        fold([E.RESOLVED, E.RESOLVED])
    assert str(refused.value.says) == "The case is resolved."


@given(st.lists(st.sampled_from(E), max_size=8))
def test_no_log_that_the_table_allows_leaves_its_states(events):
    try:
        state = fold(events)
    except NotPossible:
        return
    assert state in TABLE
    assert (state is S.RESOLVED) is bool([event for event in events if event in {E.RESOLVED, E.REOPENED}][-1:] == [E.RESOLVED])


def test_every_outcome_belongs_to_one_kind_and_every_refusal_has_its_sentence():
    assert OUTCOMES[D] == (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.REJECTED, Outcome.WITHDRAWN)
    assert OUTCOMES[F] == (Outcome.FIXED,)
    assert OUTCOMES[A] == (Outcome.CONFIRMED, Outcome.UNFOUNDED)
    assert sorted(each for kind in OUTCOMES for each in OUTCOMES[kind]) == sorted(Outcome)
    assert {Outcome.UPHELD, Outcome.PARTLY_UPHELD} == NEEDS_CORRECTION
    assert set(RAISED_SENTENCES) == set(NotRaised)
    assert set(REOPENED_SENTENCES) == set(NotReopened)
    assert set(RESOLVED_SENTENCES) == set(NotResolved)
    assert set(STATE_SENTENCES) == set(CaseState)
    assert str(says(NotRaised.TOO_MUCH)) == "The amount is more than the invoice asks for."


# --- raising ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, Raised.HOLDS),
        ({"amount": 1}, Raised.HOLDS),
        ({"amount": 18_802}, Raised.HOLDS),
        ({"amount": 18_803}, NotRaised.TOO_MUCH),
        ({"amount": 0}, NotRaised.NO_AMOUNT),
        ({"amount": -5}, NotRaised.NO_AMOUNT),
        ({"raised_on": date(2026, 11, 27)}, NotRaised.AHEAD),
        ({"raised_on": date(2026, 11, 2)}, NotRaised.BEFORE_INVOICE),
        ({"raised_on": date(2026, 11, 3)}, Raised.HOLDS),
        ({"review_on": TODAY}, Raised.HOLDS),
        ({"review_on": date(2026, 11, 25)}, NotRaised.REVIEW_PAST),
        ({"review_on": date(2026, 12, 11)}, NotRaised.REVIEW_TOO_FAR),
        ({"is_cancelled": True}, NotRaised.CANCELLED),
        ({"is_credit_note": True}, NotRaised.NO_INVOICE),
        ({"base_until": TODAY}, Raised.HOLDS),
        ({"base_until": date(2026, 11, 25)}, Raised.TOO_LATE),
        ({"base_until": date(2026, 11, 25), "raised_on": date(2026, 11, 25)}, Raised.HOLDS),  # it came in time, and was recorded today
    ],
)
def test_what_may_be_recorded_as_a_dispute(changes, answer):
    found = raise_dispute(replace(DISPUTE, **changes), TODAY, NUMBERS)
    assert found == (Allowed(reason=answer) if isinstance(answer, Raised) else Refused(reason=answer))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_dispute_says_that_it_holds_exactly_when_the_rule_of_holds_says_so(raised_on, base_until):
    sent = base_until.replace(day=1) - timedelta(days=1)  # any day will do: what counts is its base
    facts = Facts(sent_on=sent, performed_until=sent, objections=[Stretch(since=raised_on)])
    found = usage_until(facts, date(2029, 1, 1), NUMBERS)
    dispute = Dispute(raised_on=raised_on, review_on=raised_on, issued_on=date(2025, 1, 1), gross=100, base_until=found.base.until)
    holds = Raised.HOLDS if isinstance(found, Kept) else Raised.TOO_LATE
    assert raise_dispute(dispute, raised_on, NUMBERS) == Allowed(reason=holds)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, Raised.HOLDS),
        ({"number": 0}, NotRaised.NO_RECORDS),
        ({"raised_on": date(2026, 11, 27)}, NotRaised.AHEAD),
        ({"review_on": date(2026, 11, 25)}, NotRaised.REVIEW_PAST),
        ({"review_on": date(2026, 12, 3)}, Raised.HOLDS),
        ({"review_on": date(2026, 12, 4)}, NotRaised.REVIEW_TOO_FAR),
        ({"review_on": date(2026, 12, 10), "kind": F}, Raised.HOLDS),
        ({"review_on": date(2026, 12, 11), "kind": F}, NotRaised.REVIEW_TOO_FAR),
    ],
)
def test_an_incident_and_an_abuse_name_their_records(changes, answer):
    records = replace(Records(kind=A, raised_on=TODAY, review_on=TODAY, number=37), **changes)
    found = raise_about_records(records, TODAY, NUMBERS)
    assert found == (Allowed(reason=answer) if isinstance(answer, Raised) else Refused(reason=answer))


def test_a_dispute_names_no_records():
    with pytest.raises(ValueError, match="a dispute is about an invoice"):
        Records(kind=D, raised_on=TODAY, review_on=TODAY, number=1)


# --- looking at it ---------------------------------------------------------------------------------------------------------


def test_an_open_case_is_looked_at_within_fourteen_days_an_abuse_within_seven():
    assert review_by(D, TODAY, NUMBERS) == date(2026, 12, 10)
    assert review_by(F, TODAY, NUMBERS) == date(2026, 12, 10)
    assert review_by(A, TODAY, NUMBERS) == date(2026, 12, 3)
    assert check_review(D, date(2026, 12, 10), TODAY, NUMBERS) == Allowed(reason=ReviewBecause.IN_TIME)
    assert check_review(A, date(2026, 12, 10), TODAY, NUMBERS) == Refused(reason=ReviewBecause.TOO_FAR)
    assert check_review(D, date(2026, 11, 25), TODAY, NUMBERS) == Refused(reason=ReviewBecause.PAST)


def test_a_review_is_due_on_its_day_and_until_the_case_is_resolved():
    assert not review_due(S.OPEN, date(2026, 11, 27), TODAY)
    assert review_due(S.OPEN, TODAY, TODAY)
    assert review_due(S.OPEN, date(2026, 11, 1), TODAY)
    assert not review_due(S.RESOLVED, date(2026, 11, 1), TODAY)


# --- the end, and opening again ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "answer"),
    [
        (D, {}, Resolved.DOCUMENTED),
        (D, {"outcome": "fixed"}, NotResolved.OUTCOME),
        (D, {"outcome": ""}, NotResolved.OUTCOME),
        (D, {"words": "  "}, NotResolved.NO_WORDS),
        (D, {"on": date(2026, 11, 27)}, NotResolved.AHEAD),
        (D, {"on": date(2026, 11, 9)}, NotResolved.BEFORE_RAISED),
        (D, {"on": date(2026, 11, 10)}, Resolved.DOCUMENTED),
        (F, {"outcome": "fixed"}, Resolved.DOCUMENTED),
        (F, {}, NotResolved.OUTCOME),
        (A, {"outcome": "unfounded"}, Resolved.DOCUMENTED),
    ],
)
def test_only_a_documented_resolution_ends_a_case(kind, changes, answer):
    resolution = replace(Resolution(outcome="rejected", words="Die Minuten stimmen.", on=TODAY), **changes)
    found = check_resolve(kind, resolution, raised_on=date(2026, 11, 10), today=TODAY)
    assert found == (Allowed(reason=answer) if isinstance(answer, Resolved) else Refused(reason=answer))


@pytest.mark.parametrize(
    ("kind", "base_until", "more", "answer"),
    [
        (D, TODAY, {}, Reopened.WITHIN_PERIOD),
        (D, date(2026, 11, 25), {}, NotReopened.TOO_LATE),
        (D, TODAY, {"is_cancelled": True}, NotReopened.CANCELLED),
        (F, TODAY, {}, NotReopened.NO_DISPUTE),
        (A, None, {}, NotReopened.NO_DISPUTE),
    ],
)
def test_a_dispute_is_opened_again_only_while_its_data_would_be_held(kind, base_until, more, answer):
    found = check_reopen(kind, base_until=base_until, today=TODAY, **more)
    assert found == (Allowed(reason=answer) if isinstance(answer, Reopened) else Refused(reason=answer))


def test_disputed_is_no_more_than_is_open():
    assert disputed_cents(None, 11_900) == 11_900
    assert disputed_cents(5_000, 11_900) == 5_000
    assert disputed_cents(5_000, 1_900) == 1_900
    assert disputed_cents(5_000, 0) == 0

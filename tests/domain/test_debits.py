"""Direct debits: what is wrong with one, and in which groups they go to the bank."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.debits import (
    DEBIT_SENTENCES,
    EEA,
    OTHER_SEPA,
    Debit,
    DebitProblem,
    DebitsRefused,
    Place,
    batches,
    of_kind,
    problems,
)
from vorzimmer.domain.sepa import MandateKind, SequenceType

P = DebitProblem
DEBIT = Debit(
    end_to_end="R-2026-0001",
    amount_cents=47479,
    due_on=date(2026, 12, 15),
    mandate="M-1001-1",
    signed_on=date(2026, 3, 2),
    kind=MandateKind.CORE,
    sequence=SequenceType.FIRST,
    debtor="Tischlerei Müller & Söhne",
    iban="DE02120300000000202051",
    remittance="Rechnung R-2026-0001",
)
SWISS = replace(DEBIT, iban="CH9300762011623852957", bic="UBSWCHZH80A", place=Place(town="Zürich", country="CH"))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"amount_cents": 0}, P.NOT_POSITIVE),
        ({"amount_cents": -1}, P.NOT_POSITIVE),
        ({"amount_cents": 100_000_000_000}, P.TOO_HIGH),
        ({"currency": "CHF"}, P.CURRENCY),
        ({"currency": ""}, P.CURRENCY),
        ({"end_to_end": ""}, P.END_TO_END),
        ({"end_to_end": "R/2026//1"}, P.END_TO_END),
        ({"mandate": "Mandat für 1001"}, P.MANDATE),
        ({"replaces": "M" * 36}, P.MANDATE),
        ({"due_on": date(2026, 12, 25)}, P.NO_TARGET_DAY),
        ({"due_on": date(2026, 12, 12)}, P.NO_TARGET_DAY),
        ({"signed_on": date(2026, 12, 16)}, P.SIGNED_LATER),
        ({"debtor": "  "}, P.NO_DEBTOR),
        ({"debtor": "\u200b"}, P.NO_DEBTOR),
        ({"iban": "DE03120300000000202051"}, P.IBAN),
        ({"iban": "DE02 1203 0000 0000 2020 51"}, P.IBAN),
        ({"bic": "BYLADEM"}, P.BIC),
        ({"bic": ""}, P.BIC),
        ({"iban": "TR330006100519786457841326"}, P.NOT_IN_SEPA),
        ({"iban": "CH9300762011623852957"}, P.PLACE),
        ({"iban": "CH9300762011623852957", "bic": "UBSWCHZH80A"}, P.PLACE),
        ({"iban": "CH9300762011623852957", "place": Place(town="Zürich", country="CH")}, P.PLACE),
        ({"iban": "CH9300762011623852957", "bic": "UBSWCHZH80A", "place": Place(town=" ", country="CH")}, P.PLACE),
        ({"iban": "CH9300762011623852957", "bic": "UBSWCHZH80A", "place": Place(town="Zürich", country="1A")}, P.PLACE),
    ],
)
def test_what_is_wrong_is_named_and_nothing_else(changes, problem):
    debit = replace(DEBIT, **changes)
    assert problems(debit) == [problem]
    with pytest.raises(DebitsRefused) as refused:
        batches([replace(DEBIT, end_to_end="R-2"), debit])
    assert [(each.end_to_end, each.problem) for each in refused.value.wrong] == [(debit.end_to_end, problem)]
    assert str(refused.value.wrong[0].says).startswith(f"Direct debit {debit.end_to_end}")


@pytest.mark.parametrize("debit", [DEBIT, SWISS, replace(DEBIT, amount_cents=1), replace(DEBIT, amount_cents=99_999_999_999)])
def test_what_is_right_is_taken(debit):
    assert problems(debit) == []
    assert batches([debit])[0].debits == (debit,)


def test_a_wrong_id_is_told_in_detail():
    with pytest.raises(DebitsRefused) as refused:
        batches([replace(DEBIT, end_to_end="R_1")])
    assert str(refused.value.wrong[0].says) == (
        "Direct debit R_1: the end-to-end id is not right. "
        "A reference has letters without accents, digits, blanks and / - ? : ( ) . , ' + only."
    )


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(DebitsRefused) as refused:
        batches([replace(DEBIT, amount_cents=0, currency="USD"), replace(DEBIT, end_to_end="R-2", debtor="")])
    assert [(each.end_to_end, each.problem) for each in refused.value.wrong] == [
        ("R-2026-0001", P.NOT_POSITIVE),
        ("R-2026-0001", P.CURRENCY),
        ("R-2", P.NO_DEBTOR),
    ]


def test_one_end_to_end_id_is_one_payment():
    with pytest.raises(DebitsRefused) as refused:
        batches([DEBIT, replace(DEBIT, end_to_end="R-2"), replace(DEBIT, amount_cents=100)])
    assert [(each.end_to_end, each.problem) for each in refused.value.wrong] == [("R-2026-0001", P.TWICE)] * 2


def test_groups_are_by_day_kind_and_sequence():
    later, b2b = {"due_on": date(2026, 12, 16)}, {"kind": MandateKind.B2B}
    recurrent, one_off = {"sequence": SequenceType.RECURRENT}, {"sequence": SequenceType.ONE_OFF}
    debits = [
        replace(DEBIT, end_to_end="8", **later),
        replace(DEBIT, end_to_end="7", **b2b, **recurrent),
        replace(DEBIT, end_to_end="6", **one_off),
        replace(DEBIT, end_to_end="5", **recurrent, amount_cents=100),
        replace(DEBIT, end_to_end="4", **recurrent, amount_cents=23),
        replace(DEBIT, end_to_end="3"),
    ]
    groups = batches(debits)
    assert [(group.due_on.day, group.kind, group.sequence, [debit.end_to_end for debit in group.debits]) for group in groups] == [
        (15, "CORE", "FRST", ["3"]),
        (15, "CORE", "RCUR", ["4", "5"]),
        (15, "CORE", "OOFF", ["6"]),
        (15, "B2B", "RCUR", ["7"]),
        (16, "CORE", "FRST", ["8"]),
    ]
    assert groups[1].total_cents == 123
    assert of_kind(groups, MandateKind.B2B) == (groups[3],)
    assert batches([]) == ()


some = st.builds(
    replace,
    st.just(DEBIT),
    end_to_end=st.uuids().map(lambda number: number.hex),
    amount_cents=st.integers(1, 99_999_999_999),
    due_on=st.sampled_from([date(2026, 12, 15), date(2026, 12, 16), date(2027, 1, 4)]),
    kind=st.sampled_from(MandateKind),
    sequence=st.sampled_from(SequenceType),
)


@given(st.lists(some, unique_by=lambda debit: debit.end_to_end), st.randoms())
def test_groups_hold_every_debit_once_whatever_the_order(debits, chance):
    groups = batches(debits)
    shuffled = list(debits)
    chance.shuffle(shuffled)
    assert batches(shuffled) == groups
    assert sorted(debit.end_to_end for group in groups for debit in group.debits) == sorted(debit.end_to_end for debit in debits)
    assert sum(group.total_cents for group in groups) == sum(debit.amount_cents for debit in debits)
    keys = [(group.due_on, group.kind, group.sequence) for group in groups]
    assert len(set(keys)) == len(keys)
    for group in groups:
        assert {(debit.due_on, debit.kind, debit.sequence) for debit in group.debits} == {(group.due_on, group.kind, group.sequence)}


def test_countries_are_in_one_list_and_every_problem_has_its_sentence():
    assert len(EEA) == 30
    assert not EEA & OTHER_SEPA
    assert set(DEBIT_SENTENCES) == set(DebitProblem)

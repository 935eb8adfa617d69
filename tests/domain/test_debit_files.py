"""What becomes of planned direct debits, and the states of a file for the bank."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.debit_files import (
    FILE_SENTENCES,
    FILE_TABLE,
    Facts,
    FileEvent,
    FileNotPossible,
    FileState,
    Obstacle,
    plan,
    reachable_day,
    step_file,
)
from vorzimmer.domain.sepa import Mandate, MandateKind, SuspendedBecause, submit_by
from vorzimmer.domain.target_days import is_target_day

MANDATE = Mandate(reference="M-1", of_consumer=False, signed_on=date(2026, 9, 1))
FACTS = Facts(amount=18_802, due_on=date(2026, 11, 16), open=18_802, mandate=MANDATE)
TODAY = date(2026, 11, 3)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("announced", "today", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 3), date(2026, 11, 16)),
        (date(2026, 11, 16), date(2026, 11, 13), date(2026, 11, 16)),  # Friday before: the last day
        (date(2026, 11, 16), date(2026, 11, 14), date(2026, 11, 17)),  # Saturday: the bank has it on Monday
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 17)),
        (date(2026, 12, 25), date(2026, 12, 1), date(2026, 12, 28)),  # Christmas is announced by mistake
        (date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 28)),
        (date(2027, 3, 26), date(2027, 3, 25), date(2027, 3, 30)),  # Good Friday and Easter Monday
    ],
)
def test_the_due_day_is_the_first_one_that_the_bank_reaches(announced, today, due):
    assert reachable_day(announced, today) == due


@given(days, days)
def test_no_debit_is_due_before_it_was_announced_or_too_late_for_the_bank(announced, today):
    due = reachable_day(announced, today)
    assert due >= announced
    assert is_target_day(due)
    assert submit_by(due) >= today
    if due > announced and is_target_day(due - timedelta(days=1)) and due - timedelta(days=1) >= announced:
        assert submit_by(due - timedelta(days=1)) < today


@pytest.mark.parametrize(
    ("changes", "obstacle", "amount"),
    [
        ({}, None, 18_802),
        ({"open": 5_000}, None, 5_000),
        ({"open": 20_000}, None, 18_802),
        ({"open": 0}, Obstacle.PAID, 0),
        ({"open": -5}, Obstacle.PAID, 0),
        ({"is_cancelled": True, "open": 0}, Obstacle.CANCELLED, 0),
        ({"has_new_account": True}, Obstacle.NEW_ACCOUNT, 18_802),
        ({"mandate": replace(MANDATE, suspended_because=SuspendedBecause.RETURNED)}, Obstacle.MANDATE, 18_802),
        ({"mandate": replace(MANDATE, ended_on=date(2026, 11, 16))}, Obstacle.MANDATE, 18_802),
        ({"mandate": replace(MANDATE, ended_on=date(2026, 11, 17))}, None, 18_802),
        ({"mandate": replace(MANDATE, signed_on=date(2023, 11, 15))}, Obstacle.MANDATE, 18_802),
        ({"mandate": replace(MANDATE, signed_on=date(2023, 11, 16))}, None, 18_802),
        ({"mandate": replace(MANDATE, kind=MandateKind.B2B, of_consumer=True)}, Obstacle.MANDATE, 18_802),
    ],
)
def test_what_stands_in_the_way_is_said(changes, obstacle, amount):
    found = plan(replace(FACTS, **changes), TODAY)
    assert (found.obstacle, found.amount, found.due_on) == (obstacle, amount, date(2026, 11, 16))
    assert (found.says is None) == (obstacle is None)
    assert found.is_over == (obstacle in {Obstacle.PAID, Obstacle.CANCELLED})


def test_a_mandate_is_asked_for_the_day_to_which_the_debit_is_moved():
    ends = replace(FACTS, mandate=replace(MANDATE, ended_on=date(2026, 11, 17)))
    assert plan(ends, date(2026, 11, 14)).obstacle is Obstacle.MANDATE


def test_a_later_day_can_be_wished_and_an_earlier_one_is_not_heard():
    assert plan(FACTS, TODAY, not_before=date(2026, 12, 25)).due_on == date(2026, 12, 28)
    assert plan(FACTS, TODAY, not_before=date(2026, 11, 5)).due_on == date(2026, 11, 16)


@given(st.integers(1, 10**9), st.integers(-(10**6), 10**9))
def test_never_more_is_collected_than_is_planned_or_open(amount, open_cents):
    found = plan(replace(FACTS, amount=amount, open=open_cents), TODAY)
    assert 0 <= found.amount <= amount
    assert found.amount <= max(open_cents, 0)


def test_a_file_goes_its_way_and_no_other():
    assert {(state, event): target for state, moves in FILE_TABLE.items() for event, target in moves.items()} == {
        (FileState.MADE, FileEvent.CHANGED): FileState.MADE,
        (FileState.MADE, FileEvent.APPROVED): FileState.APPROVED,
        (FileState.MADE, FileEvent.DISCARDED): FileState.DISCARDED,
        (FileState.APPROVED, FileEvent.SENT): FileState.SENT,
        (FileState.APPROVED, FileEvent.DISCARDED): FileState.DISCARDED,
    }
    assert set(FILE_SENTENCES) == set(FILE_TABLE) == set(FileState)
    with pytest.raises(FileNotPossible):
        step_file(FileState.MADE, FileEvent.SENT)

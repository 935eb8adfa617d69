"""Tasks that are recorded by hand: what, how much, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.tasks import MOST_MINUTES, TASKS, TaskRefused, check_task, is_timed, may_undo, number_of, quantity_of
from vorzimmer.domain.usage import UsageMeter

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meter", "number", "minutes", "refused"),
    [
        ("task_time", 15, 0, None),
        ("task_time", 1440, 0, None),
        ("task_time", 1441, 0, "number"),
        ("letter", 1000, 0, None),
        ("letter", 1001, 0, "number"),
        ("letter", 0, 0, "number"),
        ("letter", 1, 1, "ahead"),
        ("letter", 1, -60 * 24 * 5, "before_contract"),
        ("talk", 1, 0, "no_task"),
    ],
)
def test_what_may_be_recorded(meter, number, minutes, refused):
    done_at = NOON + timedelta(minutes=minutes)
    answer = check_task(UsageMeter(meter), number, done_at, at=NOON, contract_began_on=date(2026, 11, 16))
    assert answer == (Allowed(reason="possible") if refused is None else Refused(reason=TaskRefused(refused)))


def test_the_first_day_of_the_contract_counts_in_berlin():
    midnight = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
    for moment, kind in ((midnight, Allowed), (midnight - timedelta(seconds=1), Refused)):
        assert isinstance(check_task(UsageMeter.FAX, 1, moment, at=NOON, contract_began_on=date(2026, 11, 16)), kind)


def test_without_a_contract_the_day_is_free():
    assert isinstance(check_task(UsageMeter.FAX, 1, NOON - timedelta(days=900), at=NOON, contract_began_on=None), Allowed)


@given(meter=st.sampled_from(TASKS), number=st.integers(1, MOST_MINUTES))
def test_what_was_entered_is_shown_again(meter, number):
    assert number_of(meter, quantity_of(meter, number)) == number
    assert is_timed(meter) == (meter is UsageMeter.TASK_TIME)


def test_it_is_taken_back_until_midnight_in_berlin():
    assert may_undo(NOON, datetime(2026, 11, 20, 22, 59, tzinfo=UTC))
    assert not may_undo(NOON, datetime(2026, 11, 20, 23, 0, tzinfo=UTC))

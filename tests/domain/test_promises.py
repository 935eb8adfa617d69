"""Promises to pay: once for a claim, a few days ahead, and only while it is the agency that reminds."""

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.dunning import Event, Happened, Stage, Standing, fold
from vorzimmer.domain.dunning_facts import Facts
from vorzimmer.domain.dunning_pauses import Pause, PauseKind
from vorzimmer.domain.dunning_schedule import read_schedule, schedule_on
from vorzimmer.domain.promises import REMINDED, PromiseReason, check_promise, latest_day, may_promise

TODAY = date(2026, 11, 26)
"""A Thursday."""
SCHEDULE = schedule_on(read_schedule(files("vorzimmer.policy").joinpath("dunning.toml").read_text("utf-8")), TODAY)
LATE = Facts(due_on=date(2026, 11, 16), gross=49980, open=49980, is_consumer=False, standing=Standing())
R = PromiseReason


def pause(kind, **more):
    return Pause(**{"kind": kind, "since": date(2026, 11, 20), "until": date(2026, 11, 30)} | more)


def refused(reason):
    return Refused(reason=reason)


def test_a_day_within_two_weeks_is_taken():
    assert SCHEDULE.promise_days == 14
    assert check_promise(LATE, date(2026, 11, 26), TODAY, SCHEDULE) == Allowed(reason=R.IN_TIME)
    assert check_promise(LATE, date(2026, 12, 10), TODAY, SCHEDULE) == Allowed(reason=R.IN_TIME)


def test_a_day_that_is_over_or_too_far_off_is_not():
    assert check_promise(LATE, date(2026, 11, 25), TODAY, SCHEDULE) == refused(R.PAST)
    assert check_promise(LATE, date(2026, 12, 11), TODAY, SCHEDULE) == refused(R.TOO_LATE)


def test_the_last_day_is_a_working_day():
    # two weeks after Saturday, 12 December is Saturday, 26 December: Christmas, so it is Monday
    assert latest_day(date(2026, 12, 12), SCHEDULE, {date(2026, 12, 26): "2. Weihnachtstag"}) == date(2026, 12, 28)


def test_what_is_not_overdue_needs_no_promise():
    # due on Saturday, 21 November, so in time until Monday
    due = replace(LATE, due_on=date(2026, 11, 21))
    assert may_promise(due, date(2026, 11, 23)) == refused(R.NOT_OVERDUE)
    assert may_promise(due, date(2026, 11, 24)) == Allowed(reason=R.IN_TIME)
    assert may_promise(replace(LATE, open=0), TODAY) == refused(R.NOTHING_OPEN)


def test_a_promise_is_given_once_whether_it_was_kept_or_not():
    over = pause(PauseKind.PROMISE, since=date(2026, 11, 17), until=date(2026, 11, 20))
    assert may_promise(replace(LATE, pauses=(over,)), TODAY) == refused(R.AGAIN)


@pytest.mark.parametrize("kind", [kind for kind in PauseKind if kind is not PauseKind.PROMISE])
def test_what_rests_already_is_not_put_off_again(kind):
    assert may_promise(replace(LATE, pauses=(pause(kind),)), TODAY) == refused(R.RESTS)
    assert may_promise(replace(LATE, pauses=(pause(kind, until=date(2026, 11, 25)),)), TODAY) == Allowed(reason=R.IN_TIME)


@pytest.mark.parametrize("stage", list(Stage))
def test_only_the_agency_itself_can_wait(stage):
    with_us = {"open", "friendly", "first", "second", "decision"}
    expected = Allowed(reason=R.IN_TIME) if stage.value in with_us else refused(R.NOT_WITH_US)
    assert may_promise(replace(LATE, standing=Standing(stage=stage)), TODAY) == expected
    assert {each.value for each in REMINDED} == with_us


def test_what_a_collector_has_is_his():
    log = [Happened(event=event, on=date(2026, 11, 20)) for event in (Event.DEFAULT_KNOWN, Event.GIVEN_TO_COLLECTOR)]
    assert may_promise(replace(LATE, standing=fold(log)), TODAY) == refused(R.NOT_WITH_US)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(-40, 40))
def test_no_promise_stops_the_letters_for_longer_than_the_policy_says(day, ahead):
    facts = replace(LATE, due_on=day - timedelta(days=10))
    taken = isinstance(check_promise(facts, day + timedelta(days=ahead), day, SCHEDULE), Allowed)
    assert not taken or 0 <= ahead <= 16  # two weeks and a weekend
    assert taken or not 0 <= ahead <= 14

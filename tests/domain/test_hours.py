"""Parts of the week, opening hours and holidays: worked examples and laws."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.days import BERLIN, Span, start_of_day
from vorzimmer.domain.hours import (
    ALWAYS,
    Closed,
    ClosedBecause,
    Closure,
    ClosureReason,
    HolidayRule,
    Open,
    OpeningHours,
    Window,
    WindowProblem,
    opening,
    overlapping,
    window_problems,
)

WEEKDAYS = frozenset({0, 1, 2, 3, 4})
MORNING = Window(weekdays=WEEKDAYS, start=time(8), end=time(12), on_holidays=HolidayRule.NOT)
AFTERNOON = Window(weekdays=frozenset({0, 1, 3}), start=time(14), end=time(18), on_holidays=HolidayRule.NOT)
SURGERY = OpeningHours(windows=(MORNING, AFTERNOON))
NIGHT = Window(start=time(22), end=time(6))
HOLIDAYS_ONLY = Window(on_holidays=HolidayRule.ONLY)
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag", date(2026, 12, 26): "Zweiter Weihnachtstag", date(2027, 1, 1): "Neujahr"}


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_in_the_morning_it_is_open_until_noon():
    assert opening(SURGERY, berlin("2026-11-26T09:00"), CHRISTMAS) == Open(until=berlin("2026-11-26T12:00"))


def test_over_lunch_it_is_closed_until_the_afternoon():
    closed = opening(SURGERY, berlin("2026-11-26T12:00"), CHRISTMAS)
    assert closed == Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=berlin("2026-11-26T14:00"))


def test_on_christmas_day_it_is_closed_until_the_monday_after():
    closed = opening(SURGERY, berlin("2026-12-25T09:00"), CHRISTMAS)
    assert closed == Closed(because=ClosedBecause.HOLIDAY, opens_at=berlin("2026-12-28T08:00"), holiday="Erster Weihnachtstag")


def test_on_christmas_evening_it_would_be_closed_anyway():
    closed = opening(SURGERY, berlin("2026-12-25T20:00"), CHRISTMAS)
    assert closed == Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=berlin("2026-12-28T08:00"))


def test_company_holidays_close_even_what_the_week_would_open():
    holidays = Closure(span=Span.of_days(date(2026, 12, 21), date(2027, 1, 3)), reason=ClosureReason.COMPANY_HOLIDAYS)
    hours = OpeningHours(windows=SURGERY.windows, closed=(holidays,))
    assert opening(hours, berlin("2026-12-22T09:00"), CHRISTMAS) == Closed(
        because=ClosedBecause.CLOSURE, opens_at=berlin("2027-01-04T08:00"), closure=holidays
    )
    assert opening(hours, berlin("2026-12-18T09:00"), CHRISTMAS) == Open(until=berlin("2026-12-18T12:00"))


def test_a_closure_in_the_middle_of_the_morning_ends_the_morning():
    training = Closure(span=Span(start=berlin("2026-11-26T10:00"), end=berlin("2026-11-26T11:00")), reason=ClosureReason.TRAINING)
    hours = OpeningHours(windows=SURGERY.windows, closed=(training,))
    assert opening(hours, berlin("2026-11-26T09:00")) == Open(until=berlin("2026-11-26T10:00"))
    answer = opening(hours, berlin("2026-11-26T10:30"))
    assert isinstance(answer, Closed)
    assert answer.opens_at == berlin("2026-11-26T11:00")


def test_windows_that_touch_are_one_opening():
    hours = OpeningHours(windows=(Window(start=time(8), end=time(20)), Window(start=time(20), end=time(8))))
    assert opening(hours, berlin("2026-11-26T09:00")) == Open(until=None)
    two_days = OpeningHours(windows=(Window(weekdays=frozenset({3, 4})),))
    assert opening(two_days, berlin("2026-11-26T09:00")) == Open(until=berlin("2026-11-28T00:00"))


def test_without_windows_it_never_opens():
    assert opening(OpeningHours(windows=()), berlin("2026-11-26T09:00")) == Closed(because=ClosedBecause.NO_HOURS, opens_at=None)


def test_what_opens_on_holidays_only_opens_on_the_next_one_that_is_known():
    hours = OpeningHours(windows=(HOLIDAYS_ONLY,))
    answer = opening(hours, berlin("2026-12-27T09:00"), CHRISTMAS)
    assert answer == Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=berlin("2027-01-01T00:00"))
    assert opening(hours, berlin("2027-01-01T09:00"), CHRISTMAS) == Open(until=berlin("2027-01-02T00:00"))
    answer = opening(hours, berlin("2027-01-02T09:00"), CHRISTMAS)
    assert answer == Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=None)


def test_a_night_that_began_before_the_holiday_lasts_into_it():
    night = Window(start=time(22), end=time(6), on_holidays=HolidayRule.NOT)
    assert night.holds(berlin("2026-12-25T03:00"), CHRISTMAS)
    assert not night.holds(berlin("2026-12-25T23:00"), CHRISTMAS)
    assert not night.holds(berlin("2026-12-27T03:00"), CHRISTMAS)
    closed = opening(OpeningHours(windows=(night,)), berlin("2026-12-27T03:00"), CHRISTMAS)
    assert isinstance(closed, Closed)
    assert (closed.because, closed.holiday) == (ClosedBecause.HOLIDAY, "Zweiter Weihnachtstag")


@pytest.mark.parametrize(
    ("at", "until"),
    [("2026-03-29T00:30+01:00", "2026-03-29T06:00+02:00"), ("2026-10-25T00:30+02:00", "2026-10-25T06:00+01:00")],
)
def test_a_night_ends_at_six_by_the_clock_though_the_clock_changes(at, until):
    hours = OpeningHours(windows=(NIGHT,))
    assert opening(hours, datetime.fromisoformat(at)) == Open(until=datetime.fromisoformat(until))


def test_in_october_the_second_half_past_two_begins_and_ends_nothing():
    early, late = Window(start=time(0), end=time(2, 30)), Window(start=time(2, 30), end=time(5))
    moments = {"00:29": True, "00:30": False, "01:29": False, "01:30": False, "01:59": False}
    for clock, is_early in moments.items():
        at = datetime.fromisoformat(f"2026-10-25T{clock}").replace(tzinfo=UTC)
        assert (early.holds(at), late.holds(at)) == (is_early, not is_early)


def test_in_march_what_would_begin_in_the_skipped_hour_begins_with_the_skip():
    late = OpeningHours(windows=(Window(start=time(2, 30), end=time(5)),))
    answer = opening(late, berlin("2026-03-29T01:00"))
    assert answer == Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=berlin("2026-03-29T03:00"))


def test_what_is_wrong_with_a_window_is_said_before_it_is_made():
    assert window_problems(WEEKDAYS, time(8), time(12)) == []
    assert window_problems(WEEKDAYS, time(8), None) == [WindowProblem.ONE_TIME_MISSING]
    assert window_problems(WEEKDAYS, time(8), time(8)) == [WindowProblem.EMPTY]
    assert window_problems(frozenset(), time(8), time(8)) == [WindowProblem.EMPTY, WindowProblem.WRONG_WEEKDAYS]
    assert window_problems(frozenset({7}), None, None) == [WindowProblem.WRONG_WEEKDAYS]


def test_windows_that_overlap_are_found():
    monday = frozenset({0})
    assert overlapping([MORNING, AFTERNOON]) == []
    assert overlapping([MORNING, AFTERNOON, Window(weekdays=monday, start=time(11), end=time(15))]) == [(0, 2), (1, 2)]
    assert overlapping([MORNING, Window(weekdays=monday, start=time(12), end=time(14)), MORNING]) == [(0, 2)]


def test_a_night_from_sunday_overlaps_with_monday_morning():
    assert overlapping([Window(weekdays=frozenset({6}), start=time(22), end=time(8, 30)), MORNING]) == [(0, 1)]
    assert overlapping([Window(weekdays=frozenset({6}), start=time(22), end=time(8)), MORNING]) == []


def test_holidays_only_and_all_but_holidays_never_overlap_on_one_day_but_over_midnight():
    assert overlapping([HOLIDAYS_ONLY, Window(on_holidays=HolidayRule.NOT)]) == []
    assert overlapping([HOLIDAYS_ONLY, ALWAYS]) == [(0, 1)]
    assert overlapping([HOLIDAYS_ONLY, Window(start=time(22), end=time(6), on_holidays=HolidayRule.NOT)]) == [(0, 1)]


def test_holidays_only_is_narrower_than_any_time_of_the_week():
    assert HOLIDAYS_ONLY.breadth < MORNING.breadth < Window(on_holidays=HolidayRule.NOT).breadth < ALWAYS.breadth


weekday_sets = st.frozensets(st.integers(0, 6), min_size=1)
clocks = st.sampled_from([time(0), time(2), time(2, 30), time(3), time(8), time(17), time(22)])
rules = st.sampled_from(HolidayRule)
windows = st.builds(
    lambda days, start, end, rule: Window(
        weekdays=days, start=None if start == end else start, end=None if start == end else end, on_holidays=rule
    ),
    weekday_sets,
    clocks,
    clocks,
    rules,
)
FIRST = date(2026, 10, 19)
october_days = st.integers(0, 13).map(lambda number: FIRST + timedelta(days=number))
holiday_sets = st.frozensets(october_days, max_size=5).map(lambda some: dict.fromkeys(some, "Feiertag"))
HALF_HOURS = [start_of_day(FIRST) + timedelta(minutes=30 * number) for number in range(-48, 16 * 48)]


@given(one=windows, other=windows, holidays=holiday_sets)
def test_windows_that_do_not_overlap_never_hold_together(one, other, holidays):
    assert one.meets(other) is other.meets(one)
    together = [at for at in HALF_HOURS if one.holds(at, holidays) and other.holds(at, holidays)]
    assert one.meets(other) or not together


@given(one=windows, other=windows)
def test_windows_that_overlap_hold_together_on_some_day_for_some_holidays(one, other):
    all_of = [FIRST + timedelta(days=number) for number in range(-1, 16)]
    calendars = [{}, dict.fromkeys(all_of, "x"), *({day: "x"} for day in all_of), *({d: "x" for d in all_of if d != day} for day in all_of)]
    if one.meets(other):
        assert any(one.holds(at, days) and other.holds(at, days) for days in calendars for at in HALF_HOURS)


@given(window=windows, holidays=holiday_sets)
def test_a_window_holds_exactly_between_the_moments_of_the_days_on_which_it_begins(window, holidays):
    all_of = [FIRST + timedelta(days=number) for number in range(-2, 16)]
    spans = [window.on(day) for day in all_of if window.begins_on(day, holidays)]
    assert [window.holds(at, holidays) for at in HALF_HOURS] == [any(span.holds(at) for span in spans) for at in HALF_HOURS]


@given(
    some=st.lists(windows, min_size=1, max_size=4),
    holidays=holiday_sets,
    start=st.integers(0, 300),
    length=st.integers(1, 90),
    data=st.data(),
)
def test_until_the_next_change_nothing_changes_and_then_it_does(some, holidays, start, length, data):
    closure = Closure(span=Span(start=HALF_HOURS[start], end=HALF_HOURS[start + length]))
    hours = OpeningHours(windows=tuple(some), closed=(closure,))
    at = data.draw(st.sampled_from(HALF_HOURS[:600]))
    answer = opening(hours, at, holidays)
    is_open, change = (True, answer.until) if isinstance(answer, Open) else (False, answer.opens_at)
    assert hours.holds(at, holidays) is is_open
    assert all(hours.holds(later, holidays) is is_open for later in HALF_HOURS if at <= later and (change is None or later < change))
    if change is not None:
        assert change > at
        assert hours.holds(change, holidays) is not is_open
        assert hours.holds(change - timedelta(microseconds=1), holidays) is is_open

"""Berlin civil dates: worked examples of law.md and laws."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vorzimmer.domain.days import (
    BERLIN,
    Span,
    add_months,
    add_years,
    berlin,
    berlin_date,
    elapsed,
    end_of_day,
    end_of_month,
    is_working_day,
    moment,
    next_month_start,
    start_of_day,
    start_of_month,
    weekday,
    working_day_from,
)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(fold=0))
CHANGES = {date(2026, 3, 29), date(2026, 10, 25)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_half_past_midnight_of_new_year_belongs_to_the_new_year():
    assert berlin_date(utc("2026-12-31T23:30")) == date(2027, 1, 1)
    assert berlin_date(utc("2026-12-31T22:59:59")) == date(2026, 12, 31)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs its zone"):
        berlin_date(datetime(2026, 12, 31, 12, 0))  # noqa: DTZ001  the missing zone is the point


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2028, 1, 1), "2027-12-31T23:00"),
        (date(2026, 7, 1), "2026-06-30T22:00"),
        (date(2026, 3, 29), "2026-03-28T23:00"),
        (date(2026, 3, 30), "2026-03-29T22:00"),
        (date(2026, 10, 25), "2026-10-24T22:00"),
        (date(2026, 10, 26), "2026-10-25T23:00"),
    ],
)
def test_a_day_begins_at_midnight_in_berlin(day, start):
    assert start_of_day(day) == utc(start)
    assert start_of_day(day).tzinfo is UTC


def test_with_the_end_of_a_day_the_next_one_begins():
    assert end_of_day(date(2027, 12, 31)) == utc("2027-12-31T23:00")


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 15), -13, date(2025, 12, 15)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
    ],
)
def test_months_keep_the_number_of_the_day_or_end_with_the_month(day, months, result):
    assert add_months(day, months) == result


def test_a_year_after_the_29th_of_february_is_the_28th():
    assert add_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert add_years(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_the_borders_of_a_month():
    assert start_of_month(date(2028, 2, 11)) == date(2028, 2, 1)
    assert end_of_month(date(2028, 2, 11)) == date(2028, 2, 29)
    assert next_month_start(date(2026, 12, 31)) == date(2027, 1, 1)


def test_the_day_of_the_week():
    assert [weekday(date(2026, 11, 23)), weekday(date(2026, 11, 29))] == [0, 6]


def test_a_declaration_that_is_due_on_a_holiday_is_due_on_the_next_working_day():
    christmas = {date(2026, 12, 25): "1. Weihnachtstag", date(2026, 12, 26): "2. Weihnachtstag"}
    assert working_day_from(date(2026, 12, 24), christmas) == date(2026, 12, 24)
    assert working_day_from(date(2026, 12, 25), christmas) == date(2026, 12, 28)
    assert not is_working_day(date(2026, 12, 27))


@pytest.mark.parametrize(("start", "end"), [("2026-10-24T12:00", "2026-10-27T11:00"), ("2027-03-27T12:00", "2027-03-30T13:00")])
def test_seventy_two_hours_are_seventy_two_hours_over_a_change_of_the_clock(start, end):
    begun = datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    assert berlin(elapsed(begun, timedelta(hours=72))).replace(tzinfo=None) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "clock", "at"),
    [
        (date(2026, 11, 26), time(8), "2026-11-26T07:00"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        (date(2026, 10, 25), time(3), "2026-10-25T02:00"),
        (date(2026, 3, 29), time(2), "2026-03-29T01:00"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        (date(2026, 3, 29), time(3), "2026-03-29T01:00"),
        (date(2026, 3, 29), time(3, 30), "2026-03-29T01:30"),
    ],
)
def test_a_time_of_day_is_one_moment_though_the_clock_changes(day, clock, at):
    assert moment(day, clock) == utc(at)


def test_spans_are_half_open_and_may_have_no_limit():
    christmas = Span.of_days(date(2026, 12, 24), date(2026, 12, 26))
    assert christmas.holds(utc("2026-12-23T23:00"))
    assert not christmas.holds(utc("2026-12-26T23:00"))
    assert Span().holds(utc("2026-12-26T23:00"))
    assert not christmas.meets(Span(start=christmas.end))
    assert christmas.meets(Span(end=utc("2026-12-24T00:00")))
    assert christmas.shared_with(Span(end=utc("2026-12-24T00:00"))) == Span(start=christmas.start, end=utc("2026-12-24T00:00"))
    assert Span(start=christmas.end, end=christmas.start).is_empty
    assert not Span(start=christmas.start, end=christmas.start).meets(Span())


@given(day=days)
def test_every_day_begins_once_and_lasts_23_24_or_25_hours(day):
    start, end = start_of_day(day), end_of_day(day)
    assert berlin_date(start) == day
    assert berlin_date(start - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert (end - start) in {timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)}


@given(day=days, months=st.integers(-48, 48))
def test_months_lead_into_the_right_month_and_never_past_the_day(day, months):
    result = add_months(day, months)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and result == end_of_month(result))


@given(day=st.sampled_from(sorted(CHANGES)) | days, one=clocks, other=clocks)
def test_a_later_time_of_day_is_never_an_earlier_moment(day, one, other):
    earlier, later = sorted([one, other])
    assert start_of_day(day) <= moment(day, earlier) <= moment(day, later) < end_of_day(day)


@given(day=days, clock=clocks)
def test_on_a_day_of_24_hours_the_clock_in_berlin_shows_the_time_asked_for(day, clock):
    assume(end_of_day(day) - start_of_day(day) == timedelta(hours=24))
    assert berlin(moment(day, clock)).replace(tzinfo=None) == datetime.combine(day, clock)


edges = st.none() | st.integers(0, 20).map(lambda hour: utc("2026-11-20T00:00") + timedelta(hours=hour))
spans = st.builds(lambda start, end: Span(start=start, end=end), edges, edges)


@given(one=spans, other=spans)
def test_spans_meet_when_some_moment_lies_in_both(one, other):
    moments = [utc("2026-11-19T00:00") + timedelta(hours=hour) for hour in range(72)]
    shared = [at for at in moments if one.holds(at) and other.holds(at)]
    assert one.meets(other) is other.meets(one) is bool(shared)
    assert [at for at in moments if one.shared_with(other).holds(at)] == shared

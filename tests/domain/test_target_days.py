"""TARGET days: the holidays of the banks, worked by hand and held against the calendar of the ECB in the library `holidays`."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.target_days import (
    easter_sunday,
    is_target_day,
    next_target_day,
    previous_target_day,
    target_day_from,
    target_days_before,
)

DAY = timedelta(days=1)
days = st.dates(date(2002, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(1818, 3, 22),  # the earliest there can be
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2000, 4, 23),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),  # the latest there can be
        date(2049, 4, 18),
    ],
)
def test_easter_is_where_the_calendars_have_it(day):
    assert easter_sunday(day.year) == day


def test_six_holidays_and_all_weekends_are_none():
    closed = [date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2028, 5, 1), date(2028, 12, 25), date(2028, 12, 26)]
    assert [is_target_day(day) for day in closed] == [False] * 6
    assert [is_target_day(date(2026, 11, 28) + number * DAY) for number in range(3)] == [False, False, True]
    assert is_target_day(date(2026, 10, 3) + 2 * DAY)
    assert is_target_day(date(2025, 10, 3))  # a German holiday, on which banks in Europe settle
    assert is_target_day(date(2026, 12, 24))
    assert is_target_day(date(2026, 12, 31))


@pytest.mark.parametrize("year", range(1999, 2101))
def test_the_calendar_is_that_of_the_european_central_bank(year):
    known = holidays.financial_holidays("ECB", years=year)
    assert known
    first = date(year, 1, 1)
    for number in range((date(year + 1, 1, 1) - first).days):
        day = first + number * DAY
        if year < 2002 and (day in {date(1999, 12, 31), date(2001, 12, 31)} or year == 1999):
            continue  # closed once for the change of the century and of the cash; in 1999 banks settled on four of the six holidays
        assert is_target_day(day) == (day.weekday() < 5 and day not in known), day


def test_in_1999_only_new_year_and_christmas_were_holidays():
    known = holidays.financial_holidays("ECB", years=1999)
    assert sorted(known) == [date(1999, 1, 1), date(1999, 12, 25), date(1999, 12, 31)]


def test_days_around_christmas_and_easter():
    assert target_day_from(date(2026, 12, 24)) == date(2026, 12, 24)
    assert target_day_from(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_target_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert previous_target_day(date(2026, 12, 28)) == date(2026, 12, 24)
    assert previous_target_day(date(2027, 3, 30)) == date(2027, 3, 25)
    assert target_days_before(date(2027, 3, 30), 2) == date(2027, 3, 24)
    assert target_days_before(date(2027, 3, 30), 0) == date(2027, 3, 30)
    with pytest.raises(ValueError, match="counted from 0"):
        target_days_before(date(2027, 3, 30), -1)


@given(days)
def test_next_and_previous_undo_each_other_on_target_days(day):
    on = target_day_from(day)
    assert is_target_day(on)
    assert previous_target_day(next_target_day(on)) == on == next_target_day(previous_target_day(on))
    assert 0 <= (on - day).days <= 4  # Good Friday to Easter Monday


@given(days, st.integers(0, 20))
def test_days_before_are_counted_one_by_one(day, number):
    assert target_days_before(day, number + 1) == previous_target_day(target_days_before(day, number))

"""The days on which banks settle in euro (TARGET): no Saturday, no Sunday and none of six holidays, the same ones everywhere in Europe."""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5
_FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
_GOOD_FRIDAY, _EASTER_MONDAY = -2 * _DAY, _DAY


def easter_sunday(year: int) -> date:
    """Say Easter Sunday of a Gregorian year (Butcher's rule, as in Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + leaps + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_target_day(day: date) -> bool:
    """Whether banks settle on this day. The calendar is that of 2002 and after (ECB press release of 14 December 2000)."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    return day - easter_sunday(day.year) not in {_GOOD_FRIDAY, _EASTER_MONDAY}


def target_day_from(day: date) -> date:
    """Say the day itself, or the next one on which banks settle."""
    while not is_target_day(day):
        day += _DAY
    return day


def next_target_day(day: date) -> date:
    """Say the first TARGET day after this day."""
    return target_day_from(day + _DAY)


def previous_target_day(day: date) -> date:
    """Say the last TARGET day before this day."""
    day -= _DAY
    while not is_target_day(day):
        day -= _DAY
    return day


def target_days_before(day: date, number: int) -> date:
    """Say the TARGET day that lies so many TARGET days before `day`; 0 is the day itself. Raises ValueError for a negative number."""
    if number < 0:
        raise ValueError("days before are counted from 0")
    for _ in range(number):
        day = previous_target_day(day)
    return day

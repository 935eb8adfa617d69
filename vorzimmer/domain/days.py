"""Berlin civil dates: days, months, years, working days, and the moments at which they begin (law.md D-01 to D-06).

Moments are aware and given back in UTC; a civil date is what a calendar on a wall in Berlin shows. Nothing here adds 24 hours to
get to the next day, and nothing shifts a date for a weekend unless it says so.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

Holidays = Mapping[date, str]
"""Public holidays of one place by civil date, with their names. A date that is not in it is no holiday."""

NO_HOLIDAYS: Holidays = MappingProxyType({})

_DAY = timedelta(days=1)
_MONTHS = 12
_SATURDAY = 5
_CLOCK_CHANGES = time(1, tzinfo=UTC)
"""Clocks of the European Union change at 1:00 UTC (Directive 2000/84/EC)."""


def berlin(at: datetime) -> datetime:
    """Read a moment from a clock in Berlin. Raises ValueError for a moment without a zone: it would be anybody's time."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(BERLIN)


def berlin_date(at: datetime) -> date:
    """Say the civil date in Berlin (D-01): 2026-12-31T23:30Z is the first of January."""
    return berlin(at).date()


def moment(day: date, clock: time) -> datetime:
    """Say when a clock in Berlin shows this time on this day, in UTC.

    A time that is shown twice in October means the first one; one that is skipped in March means the moment of the skip, so that
    a later time of day is never an earlier moment.
    """
    at = datetime.combine(day, clock.replace(fold=0), BERLIN).astimezone(UTC)
    is_skipped = at.astimezone(BERLIN).time() != clock.replace(fold=0)
    return datetime.combine(day, _CLOCK_CHANGES) if is_skipped else at


def start_of_day(day: date) -> datetime:
    """Say when the day begins in Berlin, in UTC: 23:00 or 22:00 of the day before (D-02)."""
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Say the moment "mit Ablauf des Tages": the day is over from this moment on, which is the start of the next one (D-02)."""
    return start_of_day(day + _DAY)


def add_months(day: date, months: int) -> date:
    """Go `months` on (or back): the same day number, or the last day of a month that is too short (BGB §188(2), (3))."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Go `years` on (or back); of 29 February it becomes the 28th where there is no 29th."""
    return add_months(day, years * _MONTHS)


def start_of_month(day: date) -> date:
    """Say the first day of this month."""
    return day.replace(day=1)


def end_of_month(day: date) -> date:
    """Say the last day of this month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month_start(day: date) -> date:
    """Say the first day of the month that follows."""
    return end_of_month(day) + _DAY


def weekday(day: date) -> int:
    """Say the day of the week: 0 is Monday, 6 is Sunday."""
    return day.weekday()


def is_working_day(day: date, holidays: Holidays = NO_HOLIDAYS) -> bool:
    """Whether it is neither Saturday, Sunday nor a holiday of the place, as BGB §193 counts."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_day_from(day: date, holidays: Holidays = NO_HOLIDAYS) -> date:
    """Say the day itself or the next working day (BGB §193): for declarations and payments, never for erasure (D-05)."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def elapsed(at: datetime, time_passed: timedelta) -> datetime:
    """Say the moment when this much time has really passed, in UTC (D-06): 72 hours are 72 hours over a change of the clock too."""
    return at.astimezone(UTC) + time_passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time between two moments: `start` is in, `end` is out, None is without a limit."""

    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of_days(cls, first: date, last: date) -> "Span":
        """Whole civil days, the first and the last one included."""
        return cls(start=start_of_day(first), end=end_of_day(last))

    @property
    def is_empty(self) -> bool:
        """Whether it ends before or when it starts."""
        return self.start is not None and self.end is not None and self.end <= self.start

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def meets(self, other: "Span") -> bool:
        """Whether some moment lies in both."""
        return not self.shared_with(other).is_empty

    def shared_with(self, other: "Span") -> "Span":
        """Say the stretch that lies in both; empty when they do not meet."""
        starts = [start for start in (self.start, other.start) if start is not None]
        ends = [end for end in (self.end, other.end) if end is not None]
        return Span(start=max(starts, default=None), end=min(ends, default=None))

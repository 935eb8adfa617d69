"""Parts of the week and opening hours: what is open at a moment, why not, and when again.

Times of day are Berlin wall-clock times. An end that lies before its start runs over midnight and belongs to the day on which it
began, whose weekday and holiday count. When a clock shows an hour twice in October, nothing begins or ends the second time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations, product

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, Span, berlin, berlin_date, moment, start_of_day

EVERY_DAY = frozenset(range(7))
SEARCH_DAYS = 400
"""So far ahead the next opening is looked for: a year, and whatever lies around its end."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class HolidayRule(StrEnum):
    """What a public holiday does to a part of the week."""

    AS_USUAL = "as_usual"
    NOT = "not"
    ONLY = "only"


class WindowProblem(StrEnum):
    """What makes a part of the week impossible."""

    ONE_TIME_MISSING = "one_time_missing"
    EMPTY = "empty"
    WRONG_WEEKDAYS = "wrong_weekdays"


def window_problems(weekdays: frozenset[int], start: time | None, end: time | None) -> list[WindowProblem]:
    """Say what is wrong with a window before it is made; none means that `Window` will take it."""
    problems = []
    if (start is None) != (end is None):
        problems.append(WindowProblem.ONE_TIME_MISSING)
    if start is not None and start == end:
        problems.append(WindowProblem.EMPTY)
    if not weekdays or not weekdays <= EVERY_DAY:
        problems.append(WindowProblem.WRONG_WEEKDAYS)
    return problems


_SENTENCES = {
    WindowProblem.ONE_TIME_MISSING: "a window has both a start and an end, or neither",
    WindowProblem.EMPTY: "a window that ends when it starts is empty; leave both out for the whole day",
    WindowProblem.WRONG_WEEKDAYS: "weekdays are 0 (Monday) to 6 (Sunday), and at least one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of the week: weekdays (0 = Monday) and times of day; without times the whole day. Raises ValueError when impossible."""

    weekdays: frozenset[int] = EVERY_DAY
    start: time | None = None
    end: time | None = None
    on_holidays: HolidayRule = HolidayRule.AS_USUAL

    def __post_init__(self) -> None:
        for problem in window_problems(self.weekdays, self.start, self.end):
            raise ValueError(_SENTENCES[problem])

    def begins_on(self, day: date, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether it holds on this civil day at all, or from this day on over midnight."""
        if day.weekday() not in self.weekdays:
            return False
        return self.on_holidays is HolidayRule.AS_USUAL or (day in holidays) is (self.on_holidays is HolidayRule.ONLY)

    def holds(self, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether the moment `at` (aware) lies in the window; the start is in, the end is out."""
        local = berlin(at)
        if self.start is None or self.end is None:
            return self.begins_on(local.date(), holidays)
        clock = local.time()
        if local.fold:
            clock = clock.replace(minute=59, second=59, microsecond=999_999)
        if self.start < self.end:
            return self.start <= clock < self.end and self.begins_on(local.date(), holidays)
        if clock >= self.start:
            return self.begins_on(local.date(), holidays)
        return clock < self.end and self.begins_on(local.date() - _DAY, holidays)

    def on(self, day: date) -> Span:
        """Say the moments between which it holds when it begins on this day."""
        if self.start is None or self.end is None:
            return Span.of_days(day, day)
        return Span(start=moment(day, self.start), end=moment(day if self.start < self.end else day + _DAY, self.end))

    def meets(self, other: "Window") -> bool:
        """Whether both can hold at one moment of some week, with or without a holiday in it."""
        apart_by_holidays = {self.on_holidays, other.on_holidays} == {HolidayRule.NOT, HolidayRule.ONLY}
        for mine, its in product(self.weekdays, other.weekdays):
            if mine == its and apart_by_holidays:
                continue
            ahead = (its - mine) * _DAY + _since_midnight(other.start) - _since_midnight(self.start)
            if ahead % _WEEK < self.time_a_day or -ahead % _WEEK < other.time_a_day:
                return True
        return False

    @property
    def length(self) -> timedelta:
        """How much of a week it covers; shifts of the clock and holidays are ignored."""
        return self.time_a_day * len(self.weekdays)

    @property
    def breadth(self) -> tuple[bool, timedelta, bool]:
        """What windows are compared by; less is narrower: holidays only, then the time in a week, then all but holidays."""
        return self.on_holidays is not HolidayRule.ONLY, self.length, self.on_holidays is HolidayRule.AS_USUAL

    @property
    def time_a_day(self) -> timedelta:
        """How long it lasts each time, by the clock."""
        if self.start is None or self.end is None:
            return _DAY
        time_a_day = _since_midnight(self.end) - _since_midnight(self.start)
        return time_a_day if self.start < self.end else time_a_day + _DAY


def _since_midnight(clock: time | None) -> timedelta:
    if clock is None:
        return timedelta()
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


ALWAYS = Window()


def borders(
    at: datetime, *, windows: Iterable[Window], clocks: Iterable[time] = (), edges: Iterable[datetime | None] = ()
) -> Iterator[datetime]:
    """Give all moments after `at` at which something may change, in order, for `SEARCH_DAYS`.

    Those are midnight, the starts and ends of the windows, the times of `clocks` on every day, and the `edges`; None is no moment.
    """
    times = {clock for window in windows for clock in (window.start, window.end) if clock is not None} | set(clocks)
    moments = [edge for edge in edges if edge is not None]
    first = berlin_date(at)
    start = start_of_day(first)
    for number in range(SEARCH_DAYS + 1):
        day, end = first + number * _DAY, start_of_day(first + (number + 1) * _DAY)
        today = {start} | {moment(day, clock) for clock in times} | {edge for edge in moments if start <= edge < end}
        yield from sorted(border for border in today if border > at)
        start = end


def overlapping(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Find the windows that can hold at the same moment, as pairs of their places in the list; such a list is refused when saved."""
    return [(one, other) for one, other in combinations(range(len(windows)), 2) if windows[one].meets(windows[other])]


class ClosureReason(StrEnum):
    """Why a business is closed for a while. Codes, no free text: nobody's illness is written here."""

    COMPANY_HOLIDAYS = "company_holidays"
    TRAINING = "training"
    EVENT = "event"
    REMOVAL = "removal"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A time in which it is closed whatever the week says."""

    span: Span
    reason: ClosureReason = ClosureReason.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When somebody is there. Without windows never."""

    windows: tuple[Window, ...]
    closed: tuple[Closure, ...] = ()

    def holds(self, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether it is open at the moment `at`."""
        at = berlin(at)
        is_in_week = any(window.holds(at, holidays) for window in self.windows)
        return is_in_week and not any(closure.span.holds(at) for closure in self.closed)


class ClosedBecause(StrEnum):
    """Why it is closed at a moment."""

    NO_HOURS = "no_hours"
    CLOSURE = "closure"
    HOLIDAY = "holiday"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """It is open. `until` None: as far ahead as one looks (`SEARCH_DAYS`)."""

    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """It is closed. `opens_at` None: not within `SEARCH_DAYS`; `closure` and `holiday` (its name) where they are the reason."""

    because: ClosedBecause
    opens_at: datetime | None
    closure: Closure | None = None
    holiday: str = ""


def opening(hours: OpeningHours, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> Open | Closed:
    """Say whether it is open at `at`, and until when, or why not, and when it opens next. Moments are given back in UTC."""
    is_open = hours.holds(at, holidays)
    edges = [edge for closure in hours.closed for edge in (closure.span.start, closure.span.end)]
    changes = (change for change in borders(at, windows=hours.windows, edges=edges) if hours.holds(change, holidays) is not is_open)
    if is_open:
        return Open(until=next(changes, None))
    if not hours.windows:
        return Closed(because=ClosedBecause.NO_HOURS, opens_at=None)
    opens_at = next(changes, None)
    closure = next((closure for closure in hours.closed if closure.span.holds(at)), None)
    if closure is not None:
        return Closed(because=ClosedBecause.CLOSURE, opens_at=opens_at, closure=closure)
    if hours.holds(at):
        today = berlin_date(at)
        name = holidays.get(today) or holidays.get(today - _DAY) or ""
        return Closed(because=ClosedBecause.HOLIDAY, opens_at=opens_at, holiday=name)
    return Closed(because=ClosedBecause.OUTSIDE_HOURS, opens_at=opens_at)

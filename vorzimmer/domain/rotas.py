"""Who is on call at a moment, who is asked next, and where nobody is.

Shifts are parts of the week; within a shift its members take turns by civil days or weeks, handed over at a time of day in Berlin.
A change of the clock moves no hand-over, because nothing here is counted in hours but the time an escalation waits.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations, takewhile
from uuid import UUID

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, Span, berlin, berlin_date, elapsed, moment
from vorzimmer.domain.hours import ALWAYS, Window, borders

_DAY = timedelta(days=1)
_DAYS_A_WEEK = 7


class Turn(StrEnum):
    """How long it is somebody's turn."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A part of the week in which one of the members is on call.

    On `anchor` at `hand_over` (Berlin) the turn of the first member begins. Turns by day count the weekdays of the window only, so
    that Saturdays go round too; turns by week begin on the weekday of the anchor.
    """

    id: str
    members: tuple[UUID, ...]
    anchor: date
    window: Window = ALWAYS
    turn: Turn = Turn.WEEK
    hand_over: time = time(8)

    def turn_at(self, at: datetime) -> int:
        """Say the number of the turn: 0 begins on the anchor, before that it is negative."""
        today = berlin_date(at)
        day = today if at >= moment(today, self.hand_over) else today - _DAY
        if self.turn is Turn.WEEK:
            return (day - self.anchor).days // _DAYS_A_WEEK
        weeks, rest = divmod((day - self.anchor).days + 1, _DAYS_A_WEEK)
        first = self.anchor.weekday()
        begun = sum((first + ahead) % _DAYS_A_WEEK in self.window.weekdays for ahead in range(rest))
        return weeks * len(self.window.weekdays) + begun - 1

    def in_turn(self, at: datetime) -> tuple[UUID, ...]:
        """Give the members in order, beginning with whose turn it is at `at`, whether the shift holds then or not."""
        if not self.members:
            return ()
        first = self.turn_at(at) % len(self.members)
        return (*self.members[first:], *self.members[:first])


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody else for a while, or (None) nobody; it goes before every shift, and holds where there is no shift too."""

    id: str
    span: Span
    person: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """All shifts of a customer. Who does not confirm within `escalate_after` makes the next one be asked, `rounds` times round."""

    shifts: tuple[Shift, ...]
    overrides: tuple[Override, ...] = ()
    fallback: tuple[UUID, ...] = ()
    escalate_after: timedelta = timedelta(minutes=10)
    rounds: int = 1


class RotaProblem(StrEnum):
    """What is wrong with a rota by itself."""

    SHIFT_WITHOUT_MEMBERS = "shift_without_members"
    SHIFTS_OVERLAP = "shifts_overlap"
    OVERRIDE_ENDS_BEFORE_START = "override_ends_before_start"
    OVERRIDES_OVERLAP = "overrides_overlap"
    NO_TIME_TO_CONFIRM = "no_time_to_confirm"
    NO_ROUND = "no_round"


def problems(rota: Rota) -> list[RotaProblem]:
    """Say why a rota is refused when it is saved."""
    found = (
        (RotaProblem.SHIFT_WITHOUT_MEMBERS, any(not shift.members for shift in rota.shifts)),
        (RotaProblem.SHIFTS_OVERLAP, bool(overlaps(rota.shifts))),
        (RotaProblem.OVERRIDE_ENDS_BEFORE_START, any(override.span.is_empty for override in rota.overrides)),
        (RotaProblem.OVERRIDES_OVERLAP, bool(overlapping_overrides(rota.overrides))),
        (RotaProblem.NO_TIME_TO_CONFIRM, rota.escalate_after <= timedelta()),
        (RotaProblem.NO_ROUND, rota.rounds < 1),
    )
    return [problem for problem, is_there in found if is_there]


def overlaps(shifts: Sequence[Shift]) -> list[tuple[int, int]]:
    """Find shifts that can hold at the same moment, as pairs of their places in the list."""
    pairs = combinations(range(len(shifts)), 2)
    return [(one, other) for one, other in pairs if shifts[one].window.meets(shifts[other].window)]


def overlapping_overrides(overrides: Sequence[Override]) -> list[tuple[int, int]]:
    """Find overrides that overlap, as pairs of their places in the list."""
    pairs = combinations(range(len(overrides)), 2)
    return [(one, other) for one, other in pairs if overrides[one].span.meets(overrides[other].span)]


class OnCallBecause(StrEnum):
    """Why somebody is on call."""

    TURN = "turn"
    OVERRIDE = "override"


class NobodyBecause(StrEnum):
    """Why nobody is on call."""

    OVERRIDE = "override"
    NO_SHIFT = "no_shift"
    NO_MEMBERS = "no_members"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """Who is on call. `until`: when somebody else is, or nobody; None as far ahead as one looks (`hours.SEARCH_DAYS`)."""

    person: UUID
    shift: Shift | None
    because: OnCallBecause
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """Nobody is on call. `next`: when somebody is again; None: not as far ahead as one looks."""

    because: NobodyBecause
    next: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Duty:
    """Who is on call at one moment."""

    person: UUID | None
    because: OnCallBecause | NobodyBecause
    shift: Shift | None


def _duty(rota: Rota, at: datetime, holidays: Holidays) -> _Duty:
    """Say who is on call. What should never have been saved is decided all the same: the narrowest shift, the latest override."""
    at = berlin(at)
    shift = min(
        (shift for shift in rota.shifts if shift.window.holds(at, holidays)),
        key=lambda shift: (shift.window.breadth, shift.id),
        default=None,
    )
    override = max(
        (override for override in rota.overrides if override.span.holds(at)),
        key=lambda override: (override.span.start is not None, override.span.start or at, override.id),
        default=None,
    )
    if override is not None:
        because = NobodyBecause.OVERRIDE if override.person is None else OnCallBecause.OVERRIDE
        return _Duty(person=override.person, because=because, shift=shift)
    if shift is None:
        return _Duty(person=None, because=NobodyBecause.NO_SHIFT, shift=None)
    if not shift.members:
        return _Duty(person=None, because=NobodyBecause.NO_MEMBERS, shift=shift)
    return _Duty(person=shift.in_turn(at)[0], because=OnCallBecause.TURN, shift=shift)


def _changes(rota: Rota, at: datetime, holidays: Holidays) -> Iterator[tuple[datetime, _Duty]]:
    """Give the moments after `at` at which somebody else is on call, or nobody, in order."""
    edges = [edge for override in rota.overrides for edge in (override.span.start, override.span.end)]
    windows, hand_overs = [shift.window for shift in rota.shifts], [shift.hand_over for shift in rota.shifts]
    person = _duty(rota, at, holidays).person
    for border in borders(at, windows=windows, clocks=hand_overs, edges=edges):
        duty = _duty(rota, border, holidays)
        if duty.person != person:
            person = duty.person
            yield border, duty


def on_call(rota: Rota, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> OnCall | Nobody:
    """Say who is on call at `at`, why and until when; or why nobody is, and when somebody is again. Moments are given back in UTC."""
    duty = _duty(rota, at, holidays)
    until = next((change for change, _ in _changes(rota, at, holidays)), None)
    if duty.person is not None and isinstance(duty.because, OnCallBecause):
        return OnCall(person=duty.person, shift=duty.shift, because=duty.because, until=until)
    return Nobody(because=NobodyBecause(duty.because), next=until)


def chain(rota: Rota, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> tuple[UUID, ...]:
    """Say whom to ask, in order and each once: who is on call, the members of the shift that follow in turn, the fallback.

    Where nobody is on call nobody is asked, not even the fallback: it stands in for somebody, not for an empty place.
    """
    duty = _duty(rota, at, holidays)
    if duty.person is None:
        return ()
    members = () if duty.shift is None else duty.shift.in_turn(at)
    return tuple(dict.fromkeys((duty.person, *members, *rota.fallback)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who is asked now. `number` counts from 0 over all rounds; at `next_at` the next one is asked, or the escalation is exhausted."""

    person: UUID
    number: int
    since: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Somebody has confirmed."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhausted:
    """Everybody was asked and nobody confirmed: a person of the agency has to act."""

    since: datetime


def escalation(
    rota: Rota, *, started_at: datetime, confirmed_at: datetime | None, now: datetime, holidays: Holidays = NO_HOLIDAYS
) -> Step | Confirmed | Exhausted:
    """Say where an escalation stands. Whom to ask is settled when it starts, so that a hand-over in between asks nobody twice.

    Raises ValueError for a rota that leaves no time to confirm; `problems` refuses it when it is saved.
    """
    if confirmed_at is not None and confirmed_at <= now:
        return Confirmed(at=confirmed_at)
    if rota.escalate_after <= timedelta():
        raise ValueError("an escalation leaves some time to confirm")
    people = chain(rota, started_at, holidays)
    steps = len(people) * max(rota.rounds, 1)
    number = max((now.astimezone(UTC) - started_at.astimezone(UTC)) // rota.escalate_after, 0)
    if number >= steps:
        return Exhausted(since=elapsed(started_at, steps * rota.escalate_after))
    since = elapsed(started_at, number * rota.escalate_after)
    return Step(person=people[number % len(people)], number=number, since=since, next_at=since + rota.escalate_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which one person is on call, or (None) nobody, and why at its beginning."""

    span: Span
    person: UUID | None
    because: OnCallBecause | NobodyBecause


def plan(rota: Rota, start: datetime, end: datetime, holidays: Holidays = NO_HOLIDAYS) -> list[Stretch]:
    """Say who is on call between two moments (at most `hours.SEARCH_DAYS` apart), without a hole: nobody is a stretch, too."""
    if end <= start:
        return []
    changes = takewhile(lambda change: change[0] < end, _changes(rota, start, holidays))
    duties = [(start, _duty(rota, start, holidays)), *changes]
    ends = [*(since for since, _ in duties[1:]), end]
    return [
        Stretch(span=Span(start=since, end=until), person=duty.person, because=duty.because)
        for (since, duty), until in zip(duties, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which nobody is on call, and why at its beginning."""

    span: Span
    because: NobodyBecause


def gaps(rota: Rota, start: datetime, end: datetime, holidays: Holidays = NO_HOLIDAYS) -> list[Gap]:
    """Find the times between two moments (at most `hours.SEARCH_DAYS` apart) in which nobody is on call."""
    return [
        Gap(span=stretch.span, because=NobodyBecause(stretch.because))
        for stretch in plan(rota, start, end, holidays)
        if stretch.person is None
    ]


def unreachable(rota: Rota, channels_by_person: Mapping[UUID, Collection[object]]) -> list[UUID]:
    """Find who is on the rota and has no working channel: a warning, each person once, in order of the shifts."""
    members = [person for shift in rota.shifts for person in shift.members]
    others = [override.person for override in rota.overrides if override.person is not None]
    people = dict.fromkeys((*members, *others, *rota.fallback))
    return [person for person in people if not channels_by_person.get(person)]

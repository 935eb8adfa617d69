"""Whether a person of a customer can be reached: what he chose, what the absence planner says, and whether he is put through to.

Everything returns by itself: a choice with an end, a planned absence, the hours of the day. Nobody has to remember to come back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import Span, berlin_date, end_of_day, moment
from vorzimmer.domain.hours import Closed, Open


class Status(StrEnum):
    """The seven states that a person chooses with one tap."""

    AVAILABLE = "available"
    ON_THE_PHONE = "on_the_phone"
    IN_MEETING = "in_meeting"
    WITH_CLIENT = "with_client"
    OUT_OF_OFFICE = "out_of_office"
    """On the way, and reachable by mobile."""
    BREAK = "break"
    ABSENT = "absent"


class Until(StrEnum):
    """How long a choice holds, as one says it in passing."""

    HALF_AN_HOUR = "half_an_hour"
    AN_HOUR = "an_hour"
    TODAY = "today"
    TOMORROW_MORNING = "tomorrow_morning"


MORNING = time(8)


def moment_of(until: Until, at: datetime) -> datetime:
    """Say when a choice made at `at` ends: always later than `at`. "Today" is until midnight in Berlin, the morning begins at 8."""
    today = berlin_date(at)
    match until:
        case Until.HALF_AN_HOUR:
            return at + timedelta(minutes=30)
        case Until.AN_HOUR:
            return at + timedelta(hours=1)
        case Until.TODAY:
            return end_of_day(today)
        case Until.TOMORROW_MORNING:
            return moment(today + timedelta(days=1), MORNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the person chose, when, and until when it lasts; `since` None is before everything that is planned."""

    status: Status = Status.AVAILABLE
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A planned absence: moments, or `Span.of_days` for whole days. `note` is what callers may be told."""

    id: str
    span: Span
    deputy: UUID | None = None
    note: str = ""


class AbsenceProblem(StrEnum):
    """What is wrong with an absence by itself."""

    NO_START_OR_END = "no_start_or_end"
    ENDS_BEFORE_START = "ends_before_start"
    ENDED_ALREADY = "ended_already"
    OWN_DEPUTY = "own_deputy"


def problems(absence: Absence, *, person: UUID, at: datetime) -> list[AbsenceProblem]:
    """Say why an absence of `person` is refused when it is saved at `at`."""
    found = [AbsenceProblem.OWN_DEPUTY] if absence.deputy == person else []
    if absence.span.start is None or absence.span.end is None:
        return [*found, AbsenceProblem.NO_START_OR_END]
    if absence.span.is_empty:
        return [*found, AbsenceProblem.ENDS_BEFORE_START]
    return [*found, AbsenceProblem.ENDED_ALREADY] if absence.span.end <= at else found


def overlapping(absences: Sequence[Absence]) -> list[tuple[int, int]]:
    """Find absences of one person that overlap, as pairs of their places in the list; such a list is refused when saved."""
    pairs = combinations(range(len(absences)), 2)
    return [(one, other) for one, other in pairs if absences[one].span.meets(absences[other].span)]


class StandingBecause(StrEnum):
    """Why somebody stands as he stands."""

    CHOSEN = "chosen"
    RETURNED = "returned"
    ABSENCE_PLANNED = "absence_planned"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a person can be reached at a moment. `until` is when that may change by itself, None when it is not known."""

    status: Status
    until: datetime | None
    because: StandingBecause
    deputy: UUID | None = None
    note: str = ""


def standing(chosen: Chosen, absences: Iterable[Absence], opening: Open | Closed | None, at: datetime) -> Standing:
    """Say how a person can be reached at `at`; `opening` is how his hours stand then (`hours.opening`), None when he has none.

    A planned absence goes before what was chosen before it began; who chooses again while absent is believed. What was chosen with
    an end goes before the hours of the day.
    """
    planned = sorted(absences, key=lambda absence: (absence.span.start is not None, absence.span.start or at, absence.id))
    is_over = chosen.until is not None and chosen.until <= at
    ahead = [absence for absence in planned if is_over or not _was_chosen_in(absence, chosen)]
    absent = next((absence for absence in reversed(ahead) if absence.span.holds(at)), None)
    if absent is not None:
        until = _end_of(absent, ahead)
        return Standing(status=Status.ABSENT, until=until, because=StandingBecause.ABSENCE_PLANNED, deputy=absent.deputy, note=absent.note)
    coming = [absence.span.start for absence in ahead if absence.span.start is not None and absence.span.start > at]
    lasts = chosen.until is not None and not is_over
    if isinstance(opening, Closed) and not lasts and (is_over or chosen.status is not Status.ABSENT):
        return Standing(status=Status.ABSENT, until=_back_at(opening.opens_at, ahead), because=StandingBecause.OUTSIDE_HOURS)
    closes = opening.until if isinstance(opening, Open) and not lasts else None
    if is_over:
        return Standing(status=Status.AVAILABLE, until=_first(closes, *coming), because=StandingBecause.RETURNED)
    if chosen.status is Status.ABSENT:
        closes = None
    return Standing(status=chosen.status, until=_first(chosen.until, closes, *coming), because=StandingBecause.CHOSEN)


def _was_chosen_in(absence: Absence, chosen: Chosen) -> bool:
    return chosen.since is not None and absence.span.holds(chosen.since)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _back_at(opens_at: datetime | None, absences: Sequence[Absence]) -> datetime | None:
    """Say when he is back after closing time: not on Monday morning when his leave begins on Sunday."""
    absent = next((absence for absence in absences if opens_at is not None and absence.span.holds(opens_at)), None)
    return opens_at if absent is None else _end_of(absent, absences)


def _end_of(absent: Absence, absences: Sequence[Absence]) -> datetime | None:
    """Say when he is back: absences that follow at once are one absence. They come in order of their start."""
    end = absent.span.end
    for absence in absences:
        if end is not None and absence.span.holds(end):
            end = absence.span.end
    return end


class CallerHint(StrEnum):
    """What the customer ordered for one caller."""

    ALWAYS_PUT_THROUGH = "always_put_through"
    BLOCKED = "blocked"


class MayBecause(StrEnum):
    """Why a caller may be put through."""

    ALWAYS_FOR_THIS_CALLER = "always_for_this_caller"
    AVAILABLE = "available"
    ALLOWED_IN_THIS_STATUS = "allowed_in_this_status"


class MayNotBecause(StrEnum):
    """Why a caller may not be put through."""

    CALLER_BLOCKED = "caller_blocked"
    ON_THE_PHONE = "on_the_phone"
    WANTS_NO_CALLS = "wants_no_calls"
    NOT_IN_THIS_STATUS = "not_in_this_status"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRules:
    """In which states a person takes calls that are put through; none: he takes no calls at all."""

    allowed_when: frozenset[Status] = frozenset({Status.AVAILABLE})


DEFAULT_RULES = TransferRules()


def may_put_through(
    standing: Standing, rules: TransferRules = DEFAULT_RULES, hints: frozenset[CallerHint] = frozenset()
) -> Allowed[MayBecause] | Refused[MayNotBecause]:
    """Say whether a caller may be put through to somebody who stands like this.

    "Always put through" goes before everything but "blocked". Without it nobody who is on the phone gets a second call.
    """
    if CallerHint.BLOCKED in hints:
        return Refused(reason=MayNotBecause.CALLER_BLOCKED)
    if CallerHint.ALWAYS_PUT_THROUGH in hints:
        return Allowed(reason=MayBecause.ALWAYS_FOR_THIS_CALLER)
    if not rules.allowed_when:
        return Refused(reason=MayNotBecause.WANTS_NO_CALLS)
    if standing.status is Status.ON_THE_PHONE:
        return Refused(reason=MayNotBecause.ON_THE_PHONE)
    if standing.status not in rules.allowed_when:
        return Refused(reason=MayNotBecause.NOT_IN_THIS_STATUS)
    is_available = standing.status is Status.AVAILABLE
    return Allowed(reason=MayBecause.AVAILABLE if is_available else MayBecause.ALLOWED_IN_THIS_STATUS)

"""Pauses of a claim: what stops which steps, until when, and when somebody has to look at it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, working_day_from
from vorzimmer.domain.dunning import PRESSING, Event
from vorzimmer.domain.dunning_schedule import Schedule

_DAY = timedelta(days=1)


class PauseKind(StrEnum):
    """Why a claim pauses."""

    DISPUTE = "dispute"
    INSTALMENTS = "instalments"
    PROMISE = "promise"
    INSOLVENCY = "insolvency"
    BY_HAND = "by_hand"
    COLLECTION_ON_ITS_WAY = "collection_on_its_way"


_K = PauseKind
_ALL_BUT_KEEPING = PRESSING - {Event.ENFORCEMENT_APPLIED}

STOPS: Mapping[PauseKind, frozenset[Event]] = MappingProxyType(
    {
        _K.DISPUTE: PRESSING - {Event.GIVEN_TO_COLLECTOR},  # the notice allows it (law.md S29); the gate asks for a written reason
        _K.INSTALMENTS: PRESSING,
        _K.PROMISE: _ALL_BUT_KEEPING,  # the application keeps the payment order alive (ZPO §701): a promise shall not let it lapse
        _K.INSOLVENCY: PRESSING,
        _K.BY_HAND: PRESSING,
        _K.COLLECTION_ON_ITS_WAY: _ALL_BUT_KEEPING,
    }
)
"""Which steps a pause stops. What the debtor, the court or the account does is recorded all the same."""

WEIGHT: Mapping[PauseKind, int] = MappingProxyType(
    {
        kind: place
        for place, kind in enumerate((_K.INSOLVENCY, _K.DISPUTE, _K.INSTALMENTS, _K.PROMISE, _K.COLLECTION_ON_ITS_WAY, _K.BY_HAND))
    }
)
"""Of several pauses the one with the least number is named."""

ASKS_LAWYER = frozenset({_K.INSOLVENCY})
"""Single creditors may not go on by themselves (InsO §§87, 89): the lawyer files the claim (LAWYER)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause from `since` until the end of `until`, None: until somebody ends it. `review_on` is when somebody looks at it again."""

    kind: PauseKind
    since: date
    until: date | None = None
    review_on: date | None = None
    because: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for a promise without its day: it would stop the claim for ever."""
        if self.kind is PauseKind.PROMISE and self.until is None:
            raise ValueError("a promise names the day until which is paid")

    def last_day(self, holidays: Holidays = NO_HOLIDAYS) -> date | None:
        """Say the last day of the pause. Who promised to pay by a Sunday may pay on Monday (BGB §193)."""
        if self.until is None or self.kind is not PauseKind.PROMISE:
            return self.until
        return working_day_from(self.until, holidays)

    def is_in_force(self, day: date, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether it holds on this day."""
        last = self.last_day(holidays)
        return self.since <= day and (last is None or day <= last)

    def stops(self, event: Event, day: date, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether it stops this step on this day."""
        return event in STOPS[self.kind] and self.is_in_force(day, holidays)


def review_day(since: date, schedule: Schedule) -> date:
    """Say when a pause that begins on `since` is looked at again unless somebody names another day."""
    return since + schedule.review_after * _DAY


def reviews_due(pauses: Iterable[Pause], day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> tuple[Pause, ...]:
    """Say which pauses somebody has to look at on this day; one without a day for it is looked at by the schedule."""
    return tuple(
        pause for pause in pauses if pause.is_in_force(day, holidays) and (pause.review_on or review_day(pause.since, schedule)) <= day
    )


def stopped_by(pauses: Iterable[Pause], event: Event, day: date, holidays: Holidays = NO_HOLIDAYS) -> Pause | None:
    """Say which pause stops this step on this day: of several the weightiest, then the oldest."""
    found = [pause for pause in pauses if pause.stops(event, day, holidays)]
    return min(found, key=lambda pause: (WEIGHT[pause.kind], pause.since), default=None)

"""Breaches of personal data (Art. 33, 34 GDPR): the states as a table, who has to be told by when, and what proves it.

72 hours are hours that have really passed since the agency became aware; nothing is shifted for a weekend or a holiday. (Reg. 1182/71
Art. 3(5) would let a period of two days or more include two working days: never relied upon.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.days import elapsed
from vorzimmer.domain.sentences import mark as _

AUTHORITY_WITHIN = timedelta(hours=72)
"""Art. 33(1) GDPR. A pending reform would say 96 hours; the law in force counts."""
CONTROLLERS_WITHIN = timedelta(hours=24)
"""Art. 33(2) GDPR says without undue delay: the promise of the agency to its customers."""
PERSONS_WITHIN = timedelta(hours=72)
"""Art. 34(1) GDPR says without undue delay: the agency's own target."""


class BreachState(StrEnum):
    """Where a breach stands."""

    NOTICED = "noticed"
    ASSESSED = "assessed"
    CLOSED = "closed"


class BreachEvent(StrEnum):
    """What is written into the file of a breach."""

    NOTED = "noted"
    ADDED = "added"
    ASSESSED = "assessed"
    AUTHORITY_TOLD = "authority_told"
    CONTROLLERS_TOLD = "controllers_told"
    PERSONS_TOLD = "persons_told"
    CLOSED = "closed"


class Risk(StrEnum):
    """The risk to the rights and freedoms of people."""

    NONE = "none"
    RISK = "risk"
    HIGH = "high"


_E, _S = BreachEvent, BreachState
_AT_WORK = (_E.ADDED, _E.AUTHORITY_TOLD, _E.CONTROLLERS_TOLD, _E.PERSONS_TOLD)

TABLE: Mapping[BreachState, Mapping[BreachEvent, BreachState]] = MappingProxyType(
    {
        _S.NOTICED: {**dict.fromkeys(_AT_WORK, _S.NOTICED), _E.ASSESSED: _S.ASSESSED},
        _S.ASSESSED: {**dict.fromkeys(_AT_WORK, _S.ASSESSED), _E.ASSESSED: _S.ASSESSED, _E.CLOSED: _S.CLOSED},
        _S.CLOSED: {},
    }
)

TOLD = (_E.CONTROLLERS_TOLD, _E.AUTHORITY_TOLD, _E.PERSONS_TOLD)
"""What tells somebody; it counts with its proof only."""


class NotPossible(Exception):
    """The table does not list this event in this state."""

    def __init__(self, state: BreachState, event: BreachEvent) -> None:
        super().__init__(f"{event} is not possible while the breach is {state}")
        self.state = state
        self.event = event


class StillOwed(Exception):
    """A breach is closed only when everybody was told who has to be."""


def step(state: BreachState, event: BreachEvent) -> BreachState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """What is known: whose data (the agency's own, or those that it processes for customers), the risk, and who was told when."""

    aware_at: datetime
    own_data: bool
    callers_data: bool
    risk: Risk | None
    told: Mapping[BreachEvent, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody has to be told: `event` does it, `by` is the moment, `done_at` when it was done with proof."""

    event: BreachEvent
    by: datetime
    done_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Whether it was done too late, or is open beyond its moment."""
        return (self.done_at or at) > self.by

    @property
    def is_open(self) -> bool:
        return self.done_at is None


DUTIES: Mapping[BreachEvent, str] = MappingProxyType(
    {
        _E.CONTROLLERS_TOLD: _("Tell the customers concerned (Art. 33(2) GDPR: without undue delay)"),
        _E.AUTHORITY_TOLD: _("Tell the supervisory authority (Art. 33(1) GDPR: within 72 hours)"),
        _E.PERSONS_TOLD: _("Tell the people concerned (Art. 34(1) GDPR: without undue delay)"),
    }
)


def duties(facts: BreachFacts) -> tuple[Duty, ...]:
    """Say who has to be told, and by when.

    Customers: whenever data are concerned that are processed for them, whatever the risk; they decide about all else. The authority:
    own data, unless the risk is found to be unlikely; not yet assessed counts as a risk. The people: own data at a high risk.
    """
    owed = (
        (_E.CONTROLLERS_TOLD, facts.callers_data, CONTROLLERS_WITHIN),
        (_E.AUTHORITY_TOLD, facts.own_data and facts.risk is not Risk.NONE, AUTHORITY_WITHIN),
        (_E.PERSONS_TOLD, facts.own_data and facts.risk is Risk.HIGH, PERSONS_WITHIN),
    )
    return tuple(
        Duty(event=event, by=elapsed(facts.aware_at, within), done_at=facts.told.get(event)) for event, stands, within in owed if stands
    )


def may_close(facts: BreachFacts) -> bool:
    """Whether nothing is owed any more: the risk is assessed, and all are told who have to be."""
    return facts.risk is not None and not any(duty.is_open for duty in duties(facts))

"""A claim as a state table over an append-only log: one unpaid invoice from the friendly reminder to the end of the enforcement.

Every line of the log has a civil day. Payments are no lines: the account knows them, and says when a claim is settled. What comes next
and when says `dunning_steps.py`; which numbers count says `policy/dunning.toml`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """How far a claim has come."""

    OPEN = "open"
    FRIENDLY = "friendly"
    FIRST = "first"
    SECOND = "second"
    DECISION = "decision"
    COLLECTOR = "collector"
    ORDER_APPLIED = "order_applied"
    ORDER_SERVED = "order_served"
    ORDER_OBJECTED = "order_objected"
    ENFORCEMENT_APPLIED = "enforcement_applied"
    ENFORCEMENT_ISSUED = "enforcement_issued"
    ENFORCEMENT_SERVED = "enforcement_served"
    ENFORCEMENT_OBJECTED = "enforcement_objected"
    TITLED = "titled"
    ENFORCING = "enforcing"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


class Event(StrEnum):
    """What may happen to a claim."""

    FRIENDLY_SENT = "friendly_sent"
    FIRST_SENT = "first_sent"
    SECOND_SENT = "second_sent"
    DEFAULT_KNOWN = "default_known"
    GIVEN_TO_COLLECTOR = "given_to_collector"
    TAKEN_BACK = "taken_back"
    ORDER_APPLIED = "order_applied"
    ORDER_SERVED = "order_served"
    ORDER_OBJECTED = "order_objected"
    ORDER_LAPSED = "order_lapsed"
    ORDER_WITHDRAWN = "order_withdrawn"
    ENFORCEMENT_APPLIED = "enforcement_applied"
    ENFORCEMENT_ISSUED = "enforcement_issued"
    ENFORCEMENT_SERVED = "enforcement_served"
    ENFORCEMENT_OBJECTED = "enforcement_objected"
    OBJECTION_WITHDRAWN = "objection_withdrawn"
    JUDGMENT = "judgment"
    ENFORCEMENT_STARTED = "enforcement_started"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    REOPENED = "reopened"


_E, _S = Event, Stage

Moves = Mapping[Event, Stage | None]
"""Where events lead; None is back to where the claim stood while it was open."""

_ENDS: Moves = {_E.SETTLED: _S.SETTLED, _E.WRITTEN_OFF: _S.WRITTEN_OFF}


def _at_court(stage: Stage, moves: Moves) -> Moves:
    """A lawyer or collector may take over a case that is at court and give it back; that moves nothing at the court."""
    return {**moves, _E.GIVEN_TO_COLLECTOR: stage, _E.TAKEN_BACK: stage, **_ENDS}


TABLE: Mapping[Stage, Moves] = MappingProxyType(
    {
        _S.OPEN: {_E.FRIENDLY_SENT: _S.FRIENDLY, _E.FIRST_SENT: _S.FIRST, _E.DEFAULT_KNOWN: _S.DECISION, **_ENDS},
        _S.FRIENDLY: {_E.FRIENDLY_SENT: _S.FRIENDLY, _E.FIRST_SENT: _S.FIRST, _E.DEFAULT_KNOWN: _S.DECISION, **_ENDS},
        _S.FIRST: {_E.FIRST_SENT: _S.FIRST, _E.SECOND_SENT: _S.SECOND, _E.DEFAULT_KNOWN: _S.DECISION, **_ENDS},
        # a letter that was lost is sent again, and the claim does not go back for it
        _S.SECOND: {_E.FIRST_SENT: _S.SECOND, _E.SECOND_SENT: _S.SECOND, _E.DEFAULT_KNOWN: _S.DECISION, **_ENDS},
        _S.DECISION: {
            _E.FIRST_SENT: _S.DECISION,
            _E.SECOND_SENT: _S.DECISION,
            _E.GIVEN_TO_COLLECTOR: _S.COLLECTOR,
            _E.TAKEN_BACK: _S.DECISION,  # the collector's payment order came to nothing before
            _E.ORDER_APPLIED: _S.ORDER_APPLIED,
            _E.JUDGMENT: _S.TITLED,  # an action without a payment order
            **_ENDS,
        },
        _S.COLLECTOR: {_E.TAKEN_BACK: _S.DECISION, _E.ORDER_APPLIED: _S.ORDER_APPLIED, _E.JUDGMENT: _S.TITLED, **_ENDS},
        _S.ORDER_APPLIED: _at_court(_S.ORDER_APPLIED, {_E.ORDER_SERVED: _S.ORDER_SERVED, _E.ORDER_WITHDRAWN: _S.DECISION}),
        _S.ORDER_SERVED: _at_court(
            _S.ORDER_SERVED,
            {
                _E.ORDER_OBJECTED: _S.ORDER_OBJECTED,
                _E.ORDER_LAPSED: _S.DECISION,
                _E.ORDER_WITHDRAWN: _S.DECISION,
                _E.ENFORCEMENT_APPLIED: _S.ENFORCEMENT_APPLIED,
            },
        ),
        _S.ORDER_OBJECTED: _at_court(
            _S.ORDER_OBJECTED,
            {_E.OBJECTION_WITHDRAWN: _S.ORDER_SERVED, _E.ORDER_WITHDRAWN: _S.DECISION, _E.JUDGMENT: _S.TITLED},
        ),
        _S.ENFORCEMENT_APPLIED: _at_court(
            _S.ENFORCEMENT_APPLIED,
            {
                _E.ENFORCEMENT_ISSUED: _S.ENFORCEMENT_ISSUED,
                _E.ORDER_OBJECTED: _S.ORDER_OBJECTED,  # possible until the order is issued, ZPO §694(1)
                _E.ORDER_LAPSED: _S.DECISION,  # the application was rejected, ZPO §701 s. 2
            },
        ),
        _S.ENFORCEMENT_ISSUED: _at_court(
            _S.ENFORCEMENT_ISSUED,
            {
                _E.ENFORCEMENT_SERVED: _S.ENFORCEMENT_SERVED,
                _E.ENFORCEMENT_OBJECTED: _S.ENFORCEMENT_OBJECTED,  # a late Widerspruch counts as Einspruch, ZPO §694(2)
            },
        ),
        _S.ENFORCEMENT_SERVED: _at_court(
            _S.ENFORCEMENT_SERVED,
            {
                _E.ENFORCEMENT_SERVED: _S.ENFORCEMENT_SERVED,
                _E.ENFORCEMENT_OBJECTED: _S.ENFORCEMENT_OBJECTED,
                _E.ENFORCEMENT_STARTED: _S.ENFORCING,
            },
        ),
        _S.ENFORCEMENT_OBJECTED: _at_court(
            _S.ENFORCEMENT_OBJECTED,
            {
                _E.ENFORCEMENT_SERVED: _S.ENFORCEMENT_OBJECTED,
                _E.OBJECTION_WITHDRAWN: _S.ENFORCEMENT_SERVED,
                _E.JUDGMENT: _S.TITLED,
            },
        ),
        _S.TITLED: _at_court(_S.TITLED, {_E.JUDGMENT: _S.TITLED, _E.ENFORCEMENT_STARTED: _S.ENFORCING}),
        _S.ENFORCING: _at_court(
            _S.ENFORCING,
            {
                _E.ENFORCEMENT_STARTED: _S.ENFORCING,
                _E.ENFORCEMENT_OBJECTED: _S.ENFORCEMENT_OBJECTED,
                _E.JUDGMENT: _S.ENFORCING,
            },
        ),
        _S.SETTLED: {_E.REOPENED: None},
        _S.WRITTEN_OFF: {_E.REOPENED: None},
    }
)

CLOSED = frozenset({_S.SETTLED, _S.WRITTEN_OFF})
OBJECTED = frozenset({_S.ORDER_OBJECTED, _S.ENFORCEMENT_OBJECTED})
"""The debtor has objected at court: what the claim is worth is open."""
TITLES = frozenset({_S.ENFORCEMENT_ISSUED, _S.ENFORCEMENT_SERVED, _S.ENFORCEMENT_OBJECTED, _S.TITLED, _S.ENFORCING})
"""There is a title (ZPO §704, §794(1) no. 4), even if it is only provisionally enforceable."""
AT_COURT = TITLES | {_S.ORDER_APPLIED, _S.ORDER_SERVED, _S.ORDER_OBJECTED, _S.ENFORCEMENT_APPLIED}

LETTERS = frozenset({_E.FRIENDLY_SENT, _E.FIRST_SENT, _E.SECOND_SENT})
DEMANDS = frozenset({_E.FIRST_SENT, _E.SECOND_SENT})
"""Letters that count as a demand for payment; the friendly reminder does not (law.md 4.5)."""
PRESSING = LETTERS | {
    _E.DEFAULT_KNOWN,
    _E.GIVEN_TO_COLLECTOR,
    _E.ORDER_APPLIED,
    _E.ENFORCEMENT_APPLIED,
    _E.ENFORCEMENT_STARTED,
}
"""What the agency does to the debtor; everything else is done by the debtor, the court or the account, and is only recorded."""

_OF_AN_ORDER = frozenset(
    {
        _E.ORDER_APPLIED,
        _E.ORDER_SERVED,
        _E.ORDER_OBJECTED,
        _E.OBJECTION_WITHDRAWN,
        _E.ORDER_LAPSED,
        _E.ORDER_WITHDRAWN,
        _E.ENFORCEMENT_APPLIED,
        _E.ENFORCEMENT_ISSUED,
        _E.ENFORCEMENT_SERVED,
        _E.ENFORCEMENT_OBJECTED,
    }
)


class NotPossible(Exception):
    """The table does not list this event at this stage."""

    def __init__(self, stage: Stage, event: Event) -> None:
        super().__init__(f"{event} is not possible while the claim is {stage}")
        self.stage = stage
        self.event = event


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the log: what happened on which civil day. `reference` names the letter, the file number, the recipient."""

    event: Event
    on: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a claim stands when its log is read from the beginning.

    `since` is the day on which it came to the stage; a claim that was settled and reopened has its old one. `open_stage` is the stage
    that it had last while it was open. `last` has the latest line of each event; those of an earlier payment order are left out.
    """

    stage: Stage = Stage.OPEN
    since: date | None = None
    open_stage: Stage = Stage.OPEN
    is_with_collector: bool = False
    last: Mapping[Event, Happened] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    @property
    def has_title(self) -> bool:
        """Whether there is a title, also when it is settled by now."""
        return self.open_stage in TITLES

    def day_of(self, event: Event) -> date | None:
        """Say on which day the event happened last."""
        line = self.last.get(event)
        return None if line is None else line.on


def step(stage: Stage, event: Event, *, open_stage: Stage = Stage.OPEN) -> Stage:
    """Say where the event leads; what is reopened comes to `open_stage`. Raises `NotPossible` when the table does not list it."""
    if event not in TABLE[stage]:
        raise NotPossible(stage, event)
    to = TABLE[stage][event]
    return open_stage if to is None else to


def possible(stage: Stage) -> frozenset[Event]:
    """Say what may happen next."""
    return frozenset(TABLE[stage])


def fold(log: Iterable[Happened]) -> Standing:
    """Read a log into a standing, by the civil days; lines of one day in their order. Raises `NotPossible`.

    A line may come late (the court's letter takes a week): who wants to write one folds the log with it first. Lines that were taken
    back are left out by who reads the log.
    """
    reading = _Reading()
    for line in sorted(log, key=lambda line: line.on):
        reading.read(line)
    return reading.standing()


@dataclass(slots=True)
class _Reading:
    """The standing while the log is being read."""

    stage: Stage = Stage.OPEN
    since: date | None = None
    open_stage: Stage = Stage.OPEN
    open_since: date | None = None
    is_with_collector: bool = False
    last: dict[Event, Happened] = field(default_factory=dict)

    def read(self, line: Happened) -> None:
        stage = step(self.stage, line.event, open_stage=self.open_stage)
        if line.event is _E.REOPENED:
            self.since = self.open_since
        elif stage is not self.stage:
            self.since = line.on
        if stage not in CLOSED:
            self.open_stage, self.open_since = stage, self.since
        self.stage = stage
        if line.event is _E.ORDER_APPLIED:
            self.last = {event: before for event, before in self.last.items() if event not in _OF_AN_ORDER}
        if line.event in {_E.GIVEN_TO_COLLECTOR, _E.TAKEN_BACK}:
            self.is_with_collector = line.event is _E.GIVEN_TO_COLLECTOR
        self.last[line.event] = line

    def standing(self) -> Standing:
        return Standing(
            stage=self.stage,
            since=self.since,
            open_stage=self.open_stage,
            is_with_collector=self.is_with_collector,
            last=self.last,
        )

"""A call as a state table over an append-only log of events.

The log may arrive late, twice and out of order; `fold` gives the same record for every order of arrival, because it looks at
the engine's time stamps only. What happened cannot be refused, so an event that the table does not know where it stands is set
aside with its state; what an operator wants to do can be refused, so `step` raises `NotPossible`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class CallEventKind(StrEnum):
    """What may happen to a call, in the order in which events of the same instant are read."""

    OFFERED = "offered"
    QUEUED = "queued"
    RINGING = "ringing"
    TAKEN = "taken"
    RELEASED = "released"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    CONSULTING = "consulting"
    CONSULT_ENDED = "consult_ended"
    TRANSFERRING = "transferring"
    TRANSFERRED = "transferred"
    TRANSFER_FAILED = "transfer_failed"
    REJECTED = "rejected"
    ENDED = "ended"
    WRAPPED_UP = "wrapped_up"


class CallState(StrEnum):
    """Where a call stands."""

    NEW = "new"
    OFFERED = "offered"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    CONSULTING = "consulting"
    TRANSFERRING = "transferring"
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    REJECTED = "rejected"


class Meter(StrEnum):
    """The times that are measured."""

    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    CONSULTATION = "consultation"
    DIALLING = "dialling"
    PATCHED = "patched"
    WRAP_UP = "wrap_up"


_E, _S = CallEventKind, CallState

TABLE: Mapping[CallState, Mapping[CallEventKind, CallState]] = MappingProxyType(
    {
        _S.NEW: {_E.OFFERED: _S.OFFERED},
        _S.OFFERED: {
            _E.QUEUED: _S.QUEUED,
            _E.RINGING: _S.RINGING,
            _E.TAKEN: _S.RINGING,
            _E.ANSWERED: _S.TALKING,
            _E.REJECTED: _S.REJECTED,
            _E.ENDED: _S.ABANDONED,
        },
        _S.QUEUED: {
            _E.RINGING: _S.RINGING,
            _E.TAKEN: _S.RINGING,
            _E.ANSWERED: _S.TALKING,
            _E.REJECTED: _S.REJECTED,
            _E.ENDED: _S.ABANDONED,
        },
        _S.RINGING: {
            _E.RINGING: _S.RINGING,
            _E.TAKEN: _S.RINGING,
            _E.RELEASED: _S.QUEUED,
            _E.ANSWERED: _S.TALKING,
            _E.ENDED: _S.ABANDONED,
        },
        _S.TALKING: {
            _E.TAKEN: _S.TALKING,
            _E.ANSWERED: _S.TALKING,
            _E.HELD: _S.HELD,
            _E.CONSULTING: _S.CONSULTING,
            _E.TRANSFERRING: _S.TRANSFERRING,
            _E.ENDED: _S.WRAP_UP,
        },
        _S.HELD: {
            _E.RESUMED: _S.TALKING,
            _E.CONSULTING: _S.CONSULTING,
            _E.TRANSFERRING: _S.TRANSFERRING,
            _E.ENDED: _S.WRAP_UP,
        },
        _S.CONSULTING: {
            _E.CONSULT_ENDED: _S.TALKING,
            _E.TRANSFERRED: _S.TRANSFERRED,
            _E.ENDED: _S.WRAP_UP,
        },
        _S.TRANSFERRING: {
            _E.TRANSFERRED: _S.TRANSFERRED,
            _E.TRANSFER_FAILED: _S.TALKING,
            _E.ENDED: _S.WRAP_UP,
        },
        _S.TRANSFERRED: {_E.WRAPPED_UP: _S.HANDED_OVER, _E.ENDED: _S.WRAP_UP},
        _S.HANDED_OVER: {_E.ENDED: _S.CLOSED},
        _S.WRAP_UP: {_E.TAKEN: _S.WRAP_UP, _E.WRAPPED_UP: _S.CLOSED},
        _S.CLOSED: {},
        _S.ABANDONED: {},
        _S.REJECTED: {},
    }
)

METERS: Mapping[CallState, tuple[Meter, ...]] = MappingProxyType(
    {
        _S.OFFERED: (Meter.QUEUE,),
        _S.QUEUED: (Meter.QUEUE,),
        _S.RINGING: (Meter.RING,),
        _S.TALKING: (Meter.TALK,),
        _S.HELD: (Meter.HOLD,),
        _S.CONSULTING: (Meter.CONSULTATION,),
        _S.TRANSFERRING: (Meter.DIALLING,),
        _S.TRANSFERRED: (Meter.PATCHED, Meter.WRAP_UP),
        _S.HANDED_OVER: (Meter.PATCHED,),
        _S.WRAP_UP: (Meter.WRAP_UP,),
    }
)
"""Which times run in a state. After putting through, the caller talks on while the operator writes: two times run at once."""

WAITING = frozenset({_S.OFFERED, _S.QUEUED, _S.RINGING})
CONNECTED = frozenset({_S.TALKING, _S.HELD, _S.CONSULTING, _S.TRANSFERRING})
WITH_OPERATOR = CONNECTED | {_S.TRANSFERRED, _S.WRAP_UP}
OVER = frozenset({_S.CLOSED, _S.ABANDONED, _S.REJECTED})

_RANK = {kind: rank for rank, kind in enumerate(CallEventKind)}
_DEEDS = frozenset({_E.TAKEN, _E.RELEASED, _E.WRAPPED_UP})
"""Deeds at the desk may follow the end of the call; whatever else the telephone system says happened before it."""


class NotPossible(Exception):
    """The table does not list this event in this state."""

    def __init__(self, state: CallState, kind: CallEventKind) -> None:
        super().__init__(f"{kind} is not possible while the call is {state}")
        self.state = state
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One line of the log. `key` names the event once; `operator` is who did it or whose telephone it was."""

    kind: CallEventKind
    at: datetime
    key: str
    operator: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """What the log says when it is read from the beginning."""

    state: CallState = CallState.NEW
    since: datetime | None = None
    operator: UUID | None = None
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wrapped_up_at: datetime | None = None
    times: Mapping[Meter, timedelta] = field(default_factory=dict)
    set_aside: tuple[tuple[str, CallState], ...] = ()

    @property
    def was_answered(self) -> bool:
        """Whether an operator spoke with the caller."""
        return self.answered_at is not None


def step(state: CallState, kind: CallEventKind) -> CallState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][kind]
    except KeyError:
        raise NotPossible(state, kind) from None


def possible(state: CallState) -> frozenset[CallEventKind]:
    """Say what may happen next."""
    return frozenset(TABLE[state])


def in_order(log: Iterable[CallEvent]) -> list[CallEvent]:
    """Put a log into the order in which it happened: duplicates out, the offer first, nothing of the wire after the end.

    Of two lines with one key the earlier counts. A telephone system without a clock may report the end before the answer; the
    answer then counts as of the moment of the end.
    """
    once: dict[str, CallEvent] = {}
    for event in log:
        known = once.get(event.key)
        if known is None or (event.at, _RANK[event.kind], str(event.operator)) < (known.at, _RANK[known.kind], str(known.operator)):
            once[event.key] = event
    start = min((event.at for event in once.values()), default=None)
    end = min((event.at for event in once.values() if event.kind is _E.ENDED), default=None)

    def placed(event: CallEvent) -> CallEvent:
        if event.kind is _E.OFFERED and start is not None:
            return replace(event, at=start)
        if end is not None and event.kind not in _DEEDS and event.at > end:
            return replace(event, at=end)
        return event

    def position(event: CallEvent) -> tuple[datetime, int, datetime, str]:
        return placed(event).at, _RANK[event.kind], event.at, event.key

    return [placed(event) for event in sorted(once.values(), key=position)]


def fold(log: Iterable[CallEvent]) -> CallRecord:
    """Read a log into a record. The result depends on the set of events only, not on their order of arrival."""
    events = in_order(log)
    if not any(event.kind is _E.OFFERED for event in events):
        return CallRecord(set_aside=tuple((event.key, CallState.NEW) for event in events))
    reading = _Reading(now=events[0].at)
    for event in events:
        reading.read(event)
    return reading.record()


@dataclass(slots=True)
class _Reading:
    """The record while the log is being read."""

    now: datetime
    state: CallState = CallState.NEW
    operator: UUID | None = None
    moments: dict[CallEventKind, datetime] = field(default_factory=dict)
    times: dict[Meter, timedelta] = field(default_factory=dict)
    set_aside: list[tuple[str, CallState]] = field(default_factory=list)

    def read(self, event: CallEvent) -> None:
        try:
            state = step(self.state, event.kind)
        except NotPossible:
            self.set_aside.append((event.key, self.state))
            return
        for meter in METERS.get(self.state, ()):
            self.times[meter] = self.times.get(meter, timedelta()) + (event.at - self.now)
        self.now, self.state = event.at, state
        self.moments.setdefault(event.kind, event.at)
        if event.kind is _E.RELEASED:
            self.operator = None
        elif event.operator is not None and (self.operator is None or event.kind is _E.ANSWERED):
            self.operator = event.operator

    def record(self) -> CallRecord:
        return CallRecord(
            state=self.state,
            since=self.now,
            operator=self.operator,
            offered_at=self.moments.get(_E.OFFERED),
            answered_at=self.moments.get(_E.ANSWERED),
            ended_at=self.moments.get(_E.ENDED),
            wrapped_up_at=self.moments.get(_E.WRAPPED_UP),
            times=self.times,
            set_aside=tuple(self.set_aside),
        )

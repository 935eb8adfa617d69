"""What an event of the wire means for the call, and which commands follow. Pure: no database, no clock, no telephone.

A telephone system that only displays calls gets no commands; its events mean the same.
"""

from dataclasses import dataclass

from vorzimmer.domain.calls import CONNECTED, WAITING, CallEventKind, CallState
from vorzimmer.telephony.switchboard import (
    CallOffered,
    EngineState,
    Event,
    HoldChanged,
    Joined,
    Left,
    LegAnswered,
    LegEnded,
    LegFailed,
    LegRinging,
    Number,
    Target,
    leg_role,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """The connections of a call; empty text for one that does not exist."""

    caller: str
    operator: str = ""
    third: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Take no call that was not answered yet. `busy`: the caller hears that the line is engaged, so that a voicemail may take over."""

    leg: str
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    leg: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    bridge: str
    legs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    leg: str
    target: Target
    call: str
    caller_id: str
    ring_seconds: float


Command = Answer | HangUp | Refuse | Hold | Join | Dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What is written to the call's log, and what the telephone system is told. `operator_left`: the operator's telephone is gone."""

    kind: CallEventKind | None = None
    commands: tuple[Command, ...] = ()
    operator_left: bool = False


NOTHING = Reaction()
_K, _S = CallEventKind, CallState


def talk(legs: Legs) -> Join:
    """Let the caller talk with the operator."""
    return Join(bridge=legs.caller, legs=(legs.caller, legs.operator))


def talk_away(legs: Legs) -> tuple[Command, ...]:
    """Let the caller talk with the third, without the operator."""
    join = Join(bridge=legs.caller, legs=(legs.caller, legs.third))
    return (join, HangUp(leg=legs.operator)) if legs.operator else (join,)


def hang_up_others(legs: Legs) -> tuple[Command, ...]:
    """Hang up whoever still holds the line when the caller has gone."""
    return tuple(HangUp(leg=leg) for leg in (legs.operator, legs.third) if leg)


def put_through(legs: Legs, target: Target, *, caller_id: str, ring_seconds: float) -> tuple[Command, ...]:
    """Park the caller and ring the third."""
    dial = Dial(leg=legs.third, target=target, call=legs.caller, caller_id=caller_id, ring_seconds=ring_seconds)
    return Hold(leg=legs.caller, on=True), dial


def ring_operator(legs: Legs, target: Target, *, caller_id: str, ring_seconds: float) -> tuple[Command, ...]:
    """Ring the telephone of the operator who took the call."""
    return (Dial(leg=legs.operator, target=target, call=legs.caller, caller_id=caller_id, ring_seconds=ring_seconds),)


def react(event: Event, legs: Legs, state: CallState) -> Reaction:
    """Say what `event` means for a call in `state` with these legs."""
    match event:
        case LegRinging():
            return Reaction(kind=_K.RINGING) if _rings_an_operator(event.leg_id, legs, state) else NOTHING
        case LegAnswered():
            return _answered(event, legs, state)
        case LegFailed():
            return _failed(event.leg_id, legs, state)
        case LegEnded():
            return _ended(event.leg_id, legs, state)
        case HoldChanged():
            return Reaction(kind=_K.HELD if event.held else _K.RESUMED)
        case CallOffered() | EngineState() | Joined() | Left():
            return NOTHING


def _rings_an_operator(leg_id: str, legs: Legs, state: CallState) -> bool:
    """Whether an operator's telephone rings for a caller who waits; of those that we ring, only the one that was rung last counts."""
    if leg_role(leg_id) != "operator":
        return False
    return state is _S.RINGING and leg_id == legs.operator if legs.operator else state in WAITING


def _answered(event: LegAnswered, legs: Legs, state: CallState) -> Reaction:
    role = leg_role(event.leg_id)
    if role == "caller":  # our own answer to the caller comes back as an event
        return NOTHING
    if role == "third":
        return _third_answered(event.leg_id, legs, state)
    if not legs.operator:
        return Reaction(kind=_K.ANSWERED)
    if event.leg_id != legs.operator or state is not _S.RINGING:  # who gave the call back has left RINGING
        return Reaction(commands=(HangUp(leg=event.leg_id),))
    return Reaction(kind=_K.ANSWERED, commands=(Answer(leg=legs.caller), talk(legs)))


def _third_answered(leg_id: str, legs: Legs, state: CallState) -> Reaction:
    if leg_id != legs.third:
        return Reaction(commands=(HangUp(leg=leg_id),))
    if state is _S.TRANSFERRING:
        return Reaction(kind=_K.TRANSFERRED, commands=talk_away(legs))
    if state is _S.CONSULTING:  # the line in the log says that from now on the caller can be put through
        return Reaction(kind=_K.CONSULTING, commands=(Join(bridge=legs.third, legs=(legs.operator, legs.third)),))
    if state in {_S.TRANSFERRED, _S.HANDED_OVER}:  # the operator hung up while the third was still being rung
        return Reaction(commands=talk_away(legs))
    return Reaction(commands=(HangUp(leg=leg_id),))


def _failed(leg_id: str, legs: Legs, state: CallState) -> Reaction:
    role = leg_role(leg_id)
    if role == "caller":
        return Reaction(kind=_K.ENDED, commands=hang_up_others(legs))
    if role == "operator":
        return Reaction(kind=_K.RELEASED) if leg_id == legs.operator and state is _S.RINGING else NOTHING
    return _third_gone(leg_id, legs, state)


def _third_gone(leg_id: str, legs: Legs, state: CallState) -> Reaction:
    if leg_id != legs.third:
        return NOTHING
    if state is _S.TRANSFERRING:
        return Reaction(kind=_K.TRANSFER_FAILED, commands=(talk(legs) if legs.operator else HangUp(leg=legs.caller),))
    if state is _S.CONSULTING:
        return Reaction(kind=_K.CONSULT_ENDED, commands=(talk(legs),))
    if state in {_S.TRANSFERRED, _S.HANDED_OVER}:
        return Reaction(commands=(HangUp(leg=legs.caller),))
    return NOTHING


def _ended(leg_id: str, legs: Legs, state: CallState) -> Reaction:
    role = leg_role(leg_id)
    if role == "caller":
        return Reaction(kind=_K.ENDED, commands=hang_up_others(legs))
    if role == "third":
        return _third_gone(leg_id, legs, state)
    return _operator_hung_up(legs, state) if leg_id == legs.operator else NOTHING


def _operator_hung_up(legs: Legs, state: CallState) -> Reaction:
    if state is _S.RINGING:
        return Reaction(kind=_K.RELEASED)
    if state is _S.TRANSFERRING:  # nobody need wait until the third answers
        return Reaction(operator_left=True)
    if state is _S.CONSULTING:  # in the middle of a consultation that puts the caller through
        return Reaction(kind=_K.TRANSFERRED, commands=talk_away(Legs(caller=legs.caller, third=legs.third)))
    return Reaction(commands=(HangUp(leg=legs.caller),)) if state in CONNECTED else NOTHING


def destination_kind(target: Target) -> str:
    """Say what kind of connection a transfer is, for the bill: "mobile", "fixed", "abroad" or "inside" (an extension)."""
    if not isinstance(target, Number):
        return "inside"
    if not target.e164.startswith("+49"):
        return "abroad"
    return "mobile" if target.e164[3:5] in {"15", "16", "17"} else "fixed"

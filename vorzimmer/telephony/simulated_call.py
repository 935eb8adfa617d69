"""One call of the simulator: its legs, who is joined with whom, and what the people on the telephones do by themselves.

The caller waits or talks, and hangs up when the patience or the talk is over. Whoever is left alone because the other side hung up
goes too, after a moment. Operators' telephones stay until the platform lets them go.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from vorzimmer.telephony.clock import Clock, Timer
from vorzimmer.telephony.script import Phone, ScriptedCall
from vorzimmer.telephony.switchboard import (
    CallOffered,
    EndedBy,
    Endpoint,
    EndpointUnreachable,
    FailReason,
    HoldChanged,
    Joined,
    Left,
    LegAnswered,
    LegEnded,
    LegEvent,
    LegFailed,
    LegGone,
    LegRinging,
    LegSnapshot,
    NotSupported,
    RejectReason,
    Target,
)

ALONE = 2.0
"""Seconds until a person notices that the other side has gone."""

NORMAL_CLEARING = 16
"""Q.850 cause of a call that was simply hung up."""

_FAILURES: dict[FailReason, tuple[int, int | None]] = {
    FailReason.BUSY: (17, 486),
    FailReason.NO_ANSWER: (19, None),
    FailReason.DECLINED: (21, 603),
    FailReason.UNREACHABLE: (20, 480),
    FailReason.CANCELLED: (16, 487),
    FailReason.CONGESTION: (34, 503),
    FailReason.NOT_FOUND: (1, 404),
}
"""Q.850 cause and SIP status of each failure."""

_RINGS_BEFORE = {FailReason.NO_ANSWER, FailReason.DECLINED, None}
_REJECTIONS = {RejectReason.BUSY: 17, RejectReason.REJECTED: 21, RejectReason.UNALLOCATED: 1}


class LegState(StrEnum):
    """What a leg does now."""

    RINGING = "ringing"
    UP = "up"
    HELD = "held"
    ENDED = "ended"


@dataclass(slots=True, kw_only=True)
class _Leg:
    leg_id: str
    state: LegState = LegState.RINGING
    names: tuple[str, ...] = ()
    stays_alone: bool = False
    bridge: str = ""
    held_from: str = ""
    next_deed: Timer | None = None
    leaving: Timer | None = None


class SimulatedCall:
    """A call and its legs. A command whose goal is reached does nothing, so does hanging up twice; else LegGone for an ended leg."""

    def __init__(self, scripted: ScriptedCall, *, engine_id: str, call_id: str, clock: Clock, tell: Callable[[LegEvent], None]) -> None:
        self.call_id = call_id
        self._scripted = scripted
        self._engine_id = engine_id
        self._clock = clock
        self._tell = tell
        self._caller = _Leg(leg_id=call_id)
        self._legs = {call_id: self._caller}
        self._talking: bool | None = None
        self._talking_since = clock.now()
        self._talk_left = scripted.talk

    @property
    def is_over(self) -> bool:
        return all(leg.state is LegState.ENDED for leg in self._legs.values())

    @property
    def leg_ids(self) -> Iterable[str]:
        return self._legs.keys()

    def snapshot(self) -> list[LegSnapshot]:
        return [LegSnapshot(leg_id=leg.leg_id, call_id=self.call_id, state=leg.state.value) for leg in self._living()]

    def offer(self) -> None:
        """Ring at the platform."""
        self._tell_of(
            CallOffered, self._caller, called=self._scripted.called, caller=self._scripted.caller, diversions=self._scripted.diversions
        )
        self._update_caller()

    def answer(self, leg_id: str) -> None:
        """Pick up for the caller. No event: whoever ordered it knows; `LegAnswered` tells of the telephones that we rang."""
        self._live(leg_id)
        if leg_id != self.call_id:
            raise NotSupported(f"{leg_id} is not the caller: only a person can pick up there")
        if self._caller.state is LegState.RINGING:
            self._caller.state = LegState.UP

    def reject(self, leg_id: str, reason: RejectReason) -> None:
        leg = self._live(leg_id)
        if leg is not self._caller or leg.state is not LegState.RINGING:
            raise NotSupported(f"{leg_id} is not a caller who waits for an answer and cannot be rejected")
        self._end(leg, by=EndedBy.PLATFORM, q850=_REJECTIONS[reason], cause=reason.value)

    def hang_up(self, leg_id: str) -> None:
        leg = self._legs[leg_id]
        if leg is not self._caller and leg.state is LegState.RINGING:
            self._fail(leg, FailReason.CANCELLED)
        elif leg.state is not LegState.ENDED:
            self._end(leg, by=EndedBy.PLATFORM)

    def music(self, leg_id: str, *, on: bool) -> None:
        """Nobody hears it, but who hears music knows that somebody will come back."""
        leg = self._live(leg_id)
        if on:
            _cancel(leg.leaving)

    def dial(self, leg_id: str, target: Target, *, phone: Phone, ring_seconds: float) -> None:
        """Ring a telephone that behaves as `phone` says."""
        if leg_id in self._legs:
            return
        self._live(self.call_id)
        is_operator = isinstance(target, Endpoint)
        if is_operator and phone.fails is FailReason.UNREACHABLE:
            raise EndpointUnreachable(f"no telephone is signed in for {leg_id}")
        leg = _Leg(leg_id=leg_id, names=(target.name if isinstance(target, Endpoint) else target.e164,), stays_alone=is_operator)
        self._legs[leg_id] = leg
        in_time = phone.fails is not FailReason.NO_ANSWER and phone.after < ring_seconds
        fails = phone.fails if in_time else FailReason.NO_ANSWER
        if fails in _RINGS_BEFORE:
            self._tell_of(LegRinging, leg)
        leg.next_deed = self._after(phone.after if in_time else ring_seconds, lambda: self._react(leg, fails, phone.hangs_up_after))

    def join(self, bridge_id: str, leg_ids: Sequence[str]) -> None:
        legs = [self._talker(leg_id) for leg_id in leg_ids]
        for leg in self._in_bridge(bridge_id):
            if leg not in legs:
                self._leave(leg)
        for leg in legs:
            _cancel(leg.leaving)
            if leg.bridge == bridge_id:
                continue
            self._leave(leg)
            self._take_back(leg)
            leg.bridge = bridge_id
            self._tell_of(Joined, leg, bridge_id=bridge_id)
        self._update_caller()

    def hold(self, leg_id: str) -> None:
        leg = self._talker(leg_id)
        if leg.state is LegState.HELD:
            return
        _cancel(leg.leaving)
        leg.held_from = leg.bridge
        self._leave(leg)
        leg.state = LegState.HELD
        self._tell_of(HoldChanged, leg, held=True)
        self._update_caller()

    def unhold(self, leg_id: str) -> None:
        """Take the leg back to those it was taken from, as far as they are still there."""
        leg = self._talker(leg_id)
        if leg.state is not LegState.HELD:
            return
        self._take_back(leg)
        if self._in_bridge(leg.held_from):
            leg.bridge = leg.held_from
            self._tell_of(Joined, leg, bridge_id=leg.bridge)
        self._update_caller()

    def _living(self) -> list[_Leg]:
        return [leg for leg in self._legs.values() if leg.state is not LegState.ENDED]

    def _live(self, leg_id: str) -> _Leg:
        leg = self._legs.get(leg_id)
        if leg is None or leg.state is LegState.ENDED:
            raise LegGone(f"{leg_id} has hung up")
        return leg

    def _talker(self, leg_id: str) -> _Leg:
        leg = self._live(leg_id)
        if leg.state is LegState.RINGING:
            raise NotSupported(f"{leg_id} is still ringing: nobody can talk there")
        return leg

    def _in_bridge(self, bridge_id: str) -> list[_Leg]:
        return [leg for leg in self._living() if bridge_id and leg.bridge == bridge_id]

    def _react(self, leg: _Leg, fails: FailReason | None, hangs_up_after: float | None) -> None:
        """Let the called telephone do what it does."""
        if fails:
            self._fail(leg, fails)
            return
        leg.state = LegState.UP
        self._tell_of(LegAnswered, leg, endpoints=leg.names)
        if hangs_up_after is not None:
            leg.next_deed = self._after(hangs_up_after, lambda: self._end(leg, by=EndedBy.REMOTE))

    def _fail(self, leg: _Leg, reason: FailReason) -> None:
        q850, sip = _FAILURES[reason]
        self._put_down(leg)
        self._tell_of(LegFailed, leg, reason=reason, q850=q850, sip=sip)

    def _end(self, leg: _Leg, *, by: EndedBy, q850: int = NORMAL_CLEARING, cause: str = "normal") -> None:
        left = leg.bridge
        self._put_down(leg)
        if leg is self._caller:
            scripted = self._scripted
            numbers = {"called": scripted.called, "caller": scripted.caller, "diversions": scripted.diversions}
            self._tell_of(LegEnded, leg, by=by, q850=q850, cause=cause, **numbers)
        else:
            self._tell_of(LegEnded, leg, by=by, q850=q850, cause=cause)
        self._leave_alone(self._in_bridge(left))
        self._update_caller()

    def _put_down(self, leg: _Leg) -> None:
        leg.state = LegState.ENDED
        leg.bridge = ""
        _cancel(leg.next_deed)
        _cancel(leg.leaving)

    def _leave_alone(self, left: list[_Leg]) -> None:
        """Let the last one in a bridge hang up soon, unless the platform has something for them to hear."""
        if len(left) == 1 and not left[0].stays_alone:
            leg = left[0]
            leg.leaving = self._after(ALONE, lambda: self._end(leg, by=EndedBy.REMOTE))

    def _leave(self, leg: _Leg) -> None:
        if leg.bridge:
            bridge_id, leg.bridge = leg.bridge, ""
            self._tell_of(Left, leg, bridge_id=bridge_id)

    def _take_back(self, leg: _Leg) -> None:
        if leg.state is LegState.HELD:
            leg.state = LegState.UP
            self._tell_of(HoldChanged, leg, held=False)

    def _update_caller(self) -> None:
        """Start the caller's patience or go on with the talk when the caller begins to wait or to talk."""
        if self._caller.state is LegState.ENDED:
            return
        now = self._clock.now()
        talking = len(self._in_bridge(self._caller.bridge)) > 1
        if talking is self._talking:
            return
        if self._talking and self._talk_left is not None:
            self._talk_left -= (now - self._talking_since).total_seconds()
        self._talking, self._talking_since = talking, now
        _cancel(self._caller.next_deed)
        seconds = self._talk_left if talking else self._scripted.patience
        self._caller.next_deed = None if seconds is None else self._after(seconds, self._caller_hangs_up)

    def _caller_hangs_up(self) -> None:
        given_up = self._caller.state is LegState.RINGING
        self._end(self._caller, by=EndedBy.REMOTE, cause="cancel" if given_up else "normal")

    def _after(self, seconds: float, deed: Callable[[], None]) -> Timer:
        return self._clock.call_at(self._clock.now() + timedelta(seconds=seconds), deed)

    def _tell_of(self, kind: Callable[..., LegEvent], leg: _Leg, **details: object) -> None:
        self._tell(kind(engine_id=self._engine_id, call_id=self.call_id, leg_id=leg.leg_id, at=self._clock.now(), **details))


def _cancel(timer: Timer | None) -> None:
    if timer:
        timer.cancel()

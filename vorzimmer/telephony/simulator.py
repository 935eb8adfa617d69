"""A telephone system in memory: callers and telephones behave as a script says. For the demo, for training, for tests and load tests.

It lives in one event loop, and so ends with it; its time comes from a clock that is handed in.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from vorzimmer.telephony.clock import Clock
from vorzimmer.telephony.script import Script, ScriptedCall
from vorzimmer.telephony.simulated_call import SimulatedCall
from vorzimmer.telephony.switchboard import (
    Capability,
    EngineState,
    LegEvent,
    LegGone,
    NotSupported,
    Receiver,
    RejectReason,
    Snapshot,
    Target,
)
from vorzimmer.telephony.wire import Wire


class Simulator:
    """A `Switchboard`. The script begins with the first `run`; call ids begin with that moment, so they never come again."""

    capabilities = Capability.QUEUE_MUSIC | Capability.HOLD | Capability.CONSULT | Capability.TRANSFER | Capability.HANG_UP

    def __init__(self, script: Script, *, clock: Clock, engine_id: str = "simulator") -> None:
        self.engine_id = engine_id
        self.host = "localhost"
        self._script = script
        self._clock = clock
        self._wire = Wire(clock=clock, faults=script.faults)
        self._upcoming = script.in_order()
        self._started: datetime | None = None
        self._numbers = count(1)
        self._calls: dict[str, SimulatedCall] = {}
        self._by_leg: dict[str, SimulatedCall] = {}

    async def run(self, receive: Receiver) -> None:
        """Let the script happen. May be run again after it was cancelled or `receive` failed: nothing is lost."""
        if self._started is None:
            self._started = self._clock.now()
            self._schedule_next(self._started)
        await self._wire.run(receive, up=EngineState(engine_id=self.engine_id, at=self._clock.now(), up=True))

    def ring(self, scripted: ScriptedCall) -> str:
        """Let somebody call now, whatever the script says, and return the call id. Only after `run` has begun."""
        if self._started is None:
            raise RuntimeError("the simulator has not been started")
        call_id = f"{self._started:%Y%m%dT%H%M%S.%f}-{next(self._numbers)}"
        call = SimulatedCall(scripted, engine_id=self.engine_id, call_id=call_id, clock=self._clock, tell=self._tell)
        self._calls[call_id] = self._by_leg[call_id] = call
        call.offer()
        return call_id

    async def answer(self, leg_id: str) -> None:
        self._call(leg_id).answer(leg_id)

    async def reject(self, leg_id: str, reason: RejectReason) -> None:
        self._call(leg_id).reject(leg_id, reason)

    async def hang_up(self, leg_id: str) -> None:
        if call := self._by_leg.get(leg_id):
            call.hang_up(leg_id)

    async def music(self, leg_id: str, *, on: bool) -> None:
        self._call(leg_id).music(leg_id, on=on)

    async def dial(self, leg_id: str, target: Target, *, call_id: str, caller_id: str, ring_seconds: float) -> None:  # noqa: ARG002  no display, so no caller_id
        call = self._call(call_id)
        call.dial(leg_id, target, phone=self._script.phone(target), ring_seconds=ring_seconds)
        self._by_leg[leg_id] = call

    async def join(self, bridge_id: str, leg_ids: Sequence[str]) -> None:
        calls = {self._call(leg_id).call_id for leg_id in leg_ids}
        if len(calls) > 1:
            raise NotSupported("the legs of different calls cannot be joined")
        for call_id in calls:
            self._calls[call_id].join(bridge_id, leg_ids)

    async def hold(self, leg_id: str) -> None:
        self._call(leg_id).hold(leg_id)

    async def unhold(self, leg_id: str) -> None:
        self._call(leg_id).unhold(leg_id)

    async def snapshot(self) -> Snapshot:
        return Snapshot(legs=tuple(leg for call in self._calls.values() for leg in call.snapshot()))

    def _call(self, leg_id: str) -> SimulatedCall:
        call = self._by_leg.get(leg_id)
        if call is None:
            raise LegGone(f"{leg_id} has hung up")
        return call

    def _schedule_next(self, started: datetime) -> None:
        scripted = next(self._upcoming, None)
        if scripted is None:
            return

        def ring_and_go_on() -> None:
            self.ring(scripted)
            self._schedule_next(started)

        self._clock.call_at(started + timedelta(seconds=scripted.at), ring_and_go_on)

    def _tell(self, event: LegEvent) -> None:
        self._wire.put(event)
        call = self._calls[event.call_id]
        if call.is_over:
            del self._calls[event.call_id]
            for leg_id in call.leg_ids:
                del self._by_leg[leg_id]

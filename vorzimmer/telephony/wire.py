"""How the simulator's events reach the receiver: in order within a call, calls not waiting for each other, faults if wanted."""

import asyncio
import random
from collections import deque
from datetime import timedelta

from vorzimmer.telephony.clock import Clock, Timer
from vorzimmer.telephony.script import Faults
from vorzimmer.telephony.switchboard import EngineState, LegEvent, Receiver

OVERTAKEN = timedelta(seconds=1)
"""How long an event is held back so that the next one of its call can overtake it."""


class Wire:
    """Holds every event until the receiver has returned. An event whose receiver failed is handed over again by the next `run`."""

    def __init__(self, *, clock: Clock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self._chance = random.Random(faults.seed)  # noqa: S311  a rehearsal, no secret
        self._queues: dict[str, deque[LegEvent]] = {}
        self._held_back: dict[str, tuple[LegEvent, Timer]] = {}
        self._receive: Receiver | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()
        clock.watch(self._quiet.wait)

    def put(self, event: LegEvent) -> None:
        """Send an event on its way."""
        if held := self._held_back.pop(event.call_id, None):
            earlier, timer = held
            timer.cancel()
            self._send(event)
            self._send(earlier)
        elif self._chance.random() < self._faults.disorder:
            timer = self._clock.call_at(event.at + OVERTAKEN, lambda: self._release(event.call_id))
            self._held_back[event.call_id] = (event, timer)
        else:
            self._send(event)

    async def run(self, receive: Receiver, *, up: EngineState) -> None:
        """Hand over `up` and then all events until cancelled. A receiver that fails ends this with its error."""
        self._quiet.clear()
        try:
            await receive(up)
            async with asyncio.TaskGroup() as self._tasks:
                self._receive = receive
                for call_id in self._queues:
                    self._start(call_id)
                self._rest()
                await asyncio.Event().wait()
        finally:
            self._receive = None
            self._quiet.set()

    def _release(self, call_id: str) -> None:
        event, _ = self._held_back.pop(call_id)
        self._send(event)

    def _send(self, event: LegEvent) -> None:
        twice = self._chance.random() < self._faults.duplicates
        events = (event, event) if twice else (event,)
        if queue := self._queues.get(event.call_id):
            queue.extend(events)
            return
        self._queues[event.call_id] = deque(events)
        self._start(event.call_id)

    def _start(self, call_id: str) -> None:
        """Begin to hand over the events of a call; `run` does it later when nobody listens yet."""
        if self._receive and self._tasks:
            self._quiet.clear()
            self._tasks.create_task(self._hand_over(call_id, self._receive))

    async def _hand_over(self, call_id: str, receive: Receiver) -> None:
        queue = self._queues[call_id]
        try:
            while queue:
                await receive(queue[0])
                queue.popleft()
        except BaseException:
            self._receive = None  # the whole line is down from here on, not only this call
            raise
        del self._queues[call_id]
        self._rest()

    def _rest(self) -> None:
        if not self._queues:
            self._quiet.set()

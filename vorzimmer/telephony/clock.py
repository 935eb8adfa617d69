"""Clocks of the simulator: a virtual one that a test or a training moves, and the real one, which is handed in."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


class Timer(Protocol):
    """Something that will happen."""

    def cancel(self) -> None:
        """Let it not happen; no matter if it already did."""


class Clock(Protocol):
    """Says what time it is (aware, UTC) and calls back."""

    def now(self) -> datetime:
        """Tell the time."""

    def call_at(self, at: datetime, action: Callable[[], None]) -> Timer:
        """Call `action` once at this moment, at once when it is past."""

    def watch(self, settled: Callable[[], Awaitable[object]]) -> None:
        """Make the clock wait for `settled` before it moves on, where it is the clock that decides."""


class RealClock:
    """The clock on the wall. `now` is the only place where the time comes from."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now()

    def call_at(self, at: datetime, action: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(max(0.0, (at - self._now()).total_seconds()), action)

    def watch(self, settled: Callable[[], Awaitable[object]]) -> None:
        """Do nothing: the clock on the wall waits for nobody."""


@dataclass(slots=True, order=True)
class _VirtualTimer:
    at: datetime
    order: int
    action: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        self.action = None


class VirtualClock:
    """A clock that stands still until somebody advances it. What falls due happens in order, each at its own moment."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._timers: list[_VirtualTimer] = []
        self._made = 0
        self._watched: list[Callable[[], Awaitable[object]]] = []

    def now(self) -> datetime:
        return self._now

    def call_at(self, at: datetime, action: Callable[[], None]) -> Timer:
        self._made += 1
        timer = _VirtualTimer(at, self._made, action)
        heapq.heappush(self._timers, timer)
        return timer

    def watch(self, settled: Callable[[], Awaitable[object]]) -> None:
        self._watched.append(settled)

    async def advance(self, seconds: float) -> None:
        """Let this much time pass; returns when all that happened in it has been received."""
        until = self._now + timedelta(seconds=seconds)
        await self._settle()
        while self._timers and self._timers[0].at <= until:
            timer = heapq.heappop(self._timers)
            if timer.action is None:
                continue
            self._now = max(self._now, timer.at)
            timer.action()
            await self._settle()
        self._now = until

    async def _settle(self) -> None:
        await asyncio.sleep(0)
        for settled in self._watched:
            await settled()

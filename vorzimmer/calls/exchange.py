"""Carries commands to the telephone systems and their events to us. One asyncio loop, in a thread of its own, serves all systems.

An event is acknowledged to its system only when it is durable. A command is sent after the commit that ordered it; a telephone
that cannot be reached comes back as a `LegFailed` event, so that there is one way to hear of it.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connections

from vorzimmer.calls import wire
from vorzimmer.calls.switching import Answer, Command, Dial, HangUp, Hold, Join, Refuse
from vorzimmer.telephony.switchboard import (
    Capability,
    Event,
    FailReason,
    LegFailed,
    LegGone,
    RejectReason,
    Switchboard,
    WireError,
    leg_role,
)

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class Exchange:
    """The telephone systems that are connected, and the loop that serves them."""

    def __init__(self) -> None:
        self._boards: dict[str, Switchboard] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clock: Clock | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._pool: ThreadPoolExecutor | None = None

    def capabilities(self, engine_id: str) -> Capability:
        """Say what a system can do; one that is not connected here can only display."""
        board = self._boards.get(engine_id)
        return board.capabilities if board else Capability.DISPLAY_ONLY

    def send(self, engine_id: str, call_id: str, commands: Sequence[Command]) -> None:
        """Have `commands` carried out in this order, soon. Call it after the commit."""
        board, loop = self._boards.get(engine_id), self._loop
        if board is None or loop is None or not commands:
            return
        loop.call_soon_threadsafe(self._start, board, call_id, tuple(commands))

    def serve(self, boards: Iterable[Switchboard], *, stop: threading.Event, clock: Clock) -> None:
        """Serve these systems until `stop` is set. Blocks; run it in a thread of its own."""
        asyncio.run(self._serve(list(boards), stop, clock))

    async def _serve(self, boards: list[Switchboard], stop: threading.Event, clock: Clock) -> None:
        self._clock, self._loop = clock, asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=4, thread_name_prefix="wire") as self._pool:
            self._boards = {board.engine_id: board for board in boards}
            try:
                for board in boards:
                    await self._reconcile(board)
                running = [asyncio.create_task(board.run(self._receive)) for board in boards]
                while not stop.is_set() and not any(task.done() for task in running):  # noqa: ASYNC110  (the stop comes from another thread)
                    await asyncio.sleep(0.2)
                for task in [*running, *self._tasks]:
                    task.cancel()
                results = await asyncio.gather(*running, return_exceptions=True)
            finally:
                self._boards, self._loop = {}, None
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _reconcile(self, board: Switchboard) -> None:
        if Capability.DISPLAY_ONLY in board.capabilities:
            return
        legs = (await board.snapshot()).legs
        living = {leg.call_id for leg in legs if leg_role(leg.leg_id) == "caller"}
        for leg in legs:
            if leg.call_id not in living:
                await self._carry_out(board, leg.call_id, (HangUp(leg=leg.leg_id),))
        await self._in_thread(wire.end_lost_calls, board.engine_id, living)

    async def _receive(self, event: Event) -> None:
        commands = await self._in_thread(wire.receive, event)
        if commands and (board := self._boards.get(event.engine_id)):
            self._start(board, getattr(event, "call_id", ""), commands)

    async def _in_thread(self, work: Callable[..., Sequence[Command]], *arguments: object) -> Sequence[Command]:
        assert self._loop is not None  # noqa: S101  set for as long as anything is served
        clock = self._clock

        def at_work() -> Sequence[Command]:
            try:
                return work(*arguments, clock() if clock else None)
            finally:
                for connection in connections.all(initialized_only=True):
                    connection.close_if_unusable_or_obsolete()

        return await self._loop.run_in_executor(self._pool, at_work)

    def _start(self, board: Switchboard, call_id: str, commands: Sequence[Command]) -> None:
        task = asyncio.get_running_loop().create_task(self._carry_out(board, call_id, commands))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, board: Switchboard, call_id: str, commands: Sequence[Command]) -> None:
        for command in commands:
            try:
                await carry_out(board, command)
            except LegGone:
                continue
            except WireError as error:
                log.warning("telephone system %s: %s failed: %s", board.engine_id, type(command).__name__, type(error).__name__)
                if isinstance(command, Dial):
                    await self._dial_failed(board, call_id, command)
                return

    async def _dial_failed(self, board: Switchboard, call_id: str, command: Dial) -> None:
        if self._clock is None:
            return
        failed = LegFailed(engine_id=board.engine_id, call_id=call_id, leg_id=command.leg, at=self._clock(), reason=FailReason.UNREACHABLE)
        await self._receive(failed)


async def carry_out(board: Switchboard, command: Command) -> None:
    """Translate one command into the words of the port."""
    match command:
        case Answer(leg=leg):
            await board.answer(leg)
        case HangUp(leg=leg):
            await board.hang_up(leg)
        case Refuse(leg=leg, busy=busy):
            await board.reject(leg, RejectReason.BUSY if busy else RejectReason.REJECTED)
        case Hold(leg=leg, on=on):
            await (board.hold(leg) if on else board.unhold(leg))
        case Join(bridge=bridge, legs=legs):
            await board.join(bridge, legs)
        case Dial(leg=leg, target=target, call=call, caller_id=caller_id, ring_seconds=ring_seconds):
            await board.dial(leg, target, call_id=call, caller_id=caller_id, ring_seconds=ring_seconds)


exchange = Exchange()
"""The exchange of this process."""

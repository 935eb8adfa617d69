"""A line for tests: the exchange and a simulator on virtual time, and hands to pick up and hang up."""

import asyncio
import threading
import time

from tests.cast import CALLER, NOON, ZAHN_NUMBER
from vorzimmer.calls.exchange import exchange
from vorzimmer.calls.models import Call
from vorzimmer.telephony.clock import VirtualClock
from vorzimmer.telephony.script import Phone, Script, ScriptedCall
from vorzimmer.telephony.simulator import Simulator
from vorzimmer.telephony.switchboard import FailReason

ANSWERS, BUSY, SILENT = "+491713920020", "+491713920021", "+491713920022"
OUTSIDE = {
    ANSWERS: Phone(after=5),
    BUSY: Phone(fails=FailReason.BUSY, after=1),
    SILENT: Phone(fails=FailReason.NO_ANSWER),
}


class Line:
    """The exchange with a simulator (or what `make` makes of the clock), served in a thread. Time passes only in `wait`."""

    def __init__(self, make=None):
        self.clock = VirtualClock(NOON)
        self.phones = {"w0": Phone(after=2), "w1": Phone(after=2), **OUTSIDE}
        self.simulator = make(self.clock) if make else Simulator(Script(phones=self.phones), clock=self.clock)
        self.clock._watched = [self._all_is_said]  # the simulator's own waits in one event loop only

    def connect(self):
        self._stop = threading.Event()
        board = {"stop": self._stop, "clock": self.clock.now}
        self._thread = threading.Thread(target=exchange.serve, args=([self.simulator],), kwargs=board)
        self._thread.start()
        while self.simulator._wire._receive is None:
            time.sleep(0.005)

    def disconnect(self):
        self._stop.set()
        self._thread.join()

    def wait(self, seconds=0.0):
        if exchange._loop is None:
            asyncio.run(self.clock.advance(seconds))
        else:
            asyncio.run_coroutine_threadsafe(self.clock.advance(seconds), exchange._loop).result(30)

    async def _all_is_said(self):
        while exchange._loop and (exchange._tasks or self.simulator._wire._queues):  # noqa: ASYNC110  (nobody would set an event)
            await asyncio.sleep(0.001)

    @property
    def at(self):
        return self.clock.now()

    def ring(self, *, called=ZAHN_NUMBER, patience=60.0, talk=None):
        """Let somebody call, and give the call as the database has it."""
        scripted = ScriptedCall(called=called, caller=CALLER, patience=patience, talk=talk)
        return self.call_of(lambda: self.simulator.ring(scripted))

    def call_of(self, dial):
        """Let `dial` ring and return the call id, in the loop of the exchange; give the call as the database has it."""
        done = []
        exchange._loop.call_soon_threadsafe(lambda: done.append(dial()))
        while not done:
            time.sleep(0.001)
        self.wait()
        return Call.objects.get(engine_call_id=done[0])

    def caller_hangs_up(self, call):
        self._by_hand(lambda simulated: simulated._caller_hangs_up(), call)

    def operator_hangs_up(self, call):
        self._by_hand(lambda simulated: simulated._end(simulated._legs[call.operator_leg], by="remote"), call)

    def _by_hand(self, deed, call):
        simulated = self.simulator._calls[call.engine_call_id]
        if exchange._loop is None:
            deed(simulated)
        else:
            exchange._loop.call_soon_threadsafe(deed, simulated)
        self.wait()

    def living(self):
        """The legs that live in the telephone system, named by their part."""
        legs = asyncio.run(self.simulator.snapshot()).legs
        return sorted(leg.leg_id.partition(":")[2].partition(":")[0] or "caller" for leg in legs)

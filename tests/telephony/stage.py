"""A stage for the simulator: a virtual clock, somebody who listens, and the events written short."""

import asyncio
from datetime import UTC, datetime

from vorzimmer.telephony.clock import VirtualClock
from vorzimmer.telephony.script import Script
from vorzimmer.telephony.simulator import Simulator
from vorzimmer.telephony.switchboard import EngineState

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE = "20261123T090000.000000-1"
TWO = "20261123T090000.000000-2"


class Stage:
    """What a test needs while a script is played. `heard` are the events in the order of their arrival."""

    def __init__(self, script, **details):
        self.clock = VirtualClock(START)
        self.simulator = Simulator(script, clock=self.clock, **details)
        self.heard = []

    async def receive(self, event):
        self.heard.append(event)

    @property
    def lines(self):
        """The events without the start of the engine, each as "seconds Kind leg details"."""
        return [written(event) for event in self.heard if not isinstance(event, EngineState)]


def written(event):
    seconds = (event.at - START).total_seconds()
    leg = event.leg_id.removeprefix("20261123T090000.000000-")
    words = [
        str(getattr(event, name)).removeprefix("20261123T090000.000000-")
        for name in ("bridge_id", "held", "reason", "by", "cause")
        if hasattr(event, name)
    ]
    return " ".join([f"{seconds:g}", type(event).__name__, leg, *words])


def play(plot, *calls, stage=None, **script):
    """Play a script of these calls while `plot(stage)` happens, and return the stage."""
    stage = stage or Stage(Script(calls=calls, **script))

    async def show():
        running = asyncio.create_task(stage.simulator.run(stage.receive))
        try:
            await stage.clock.advance(0)
            await plot(stage)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(show())
    return stage

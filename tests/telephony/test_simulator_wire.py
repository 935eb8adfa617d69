"""How the simulator's events arrive: in order, durably, twice, late, and many at once."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.telephony.stage import ONE, START, TWO, Stage, play
from vorzimmer.telephony.clock import RealClock, VirtualClock
from vorzimmer.telephony.script import Faults, Script, ScriptedCall, Traffic
from vorzimmer.telephony.simulator import Simulator
from vorzimmer.telephony.switchboard import CallOffered, Endpoint, EngineState, LegAnswered, LegEnded, operator_leg


def a_call(**details):
    return ScriptedCall(**{"called": "+493023125101", "patience": 5.0} | details)


async def pass_ten_seconds(stage):
    await stage.clock.advance(10)


def test_duplicates_come_right_after_each_other():
    stage = play(pass_ten_seconds, a_call(), faults=Faults(duplicates=1.0))
    assert stage.lines == ["0 CallOffered 1", "0 CallOffered 1", "5 LegEnded 1 remote cancel", "5 LegEnded 1 remote cancel"]
    assert stage.heard[1] == stage.heard[2]


def test_an_end_overtakes_its_offer():
    stage = play(pass_ten_seconds, a_call(patience=0.5), faults=Faults(disorder=1.0))
    assert stage.lines == ["0.5 LegEnded 1 remote cancel", "0 CallOffered 1"]


def test_an_event_that_nothing_overtakes_comes_a_second_late():
    async def plot(stage):
        await stage.clock.advance(0.9)
        assert stage.lines == []
        await stage.clock.advance(0.1)
        assert stage.lines == ["0 CallOffered 1"]

    play(plot, a_call(), faults=Faults(disorder=1.0))


def test_only_events_of_the_same_call_overtake_each_other():
    async def plot(stage):
        await stage.clock.advance(0.5)
        assert stage.lines == []

    play(plot, a_call(), a_call(at=0.5), faults=Faults(disorder=1.0))


def test_with_some_faults_every_event_arrives_and_the_same_way_each_time():
    script = Script(
        traffic=(Traffic(every=3.0, called=("+493023125101",), limit=200),), faults=Faults(duplicates=0.2, disorder=0.2, seed=5)
    )

    async def plot(stage):
        await stage.clock.advance(3600)

    first, second = (play(plot, stage=Stage(script)).lines for _ in range(2))
    assert first == second
    assert len(set(first)) == 400
    assert 440 < len(first) < 520
    kinds = Counter(line.split()[1] for line in set(first))
    assert kinds == {"CallOffered": 200, "LegEnded": 200}


def test_an_event_is_handed_over_only_when_the_one_before_is_durable():
    order = []

    async def plot(stage):
        gate = asyncio.Event()

        async def slow(event):
            order.append(f"begin {type(event).__name__}")
            if isinstance(event, CallOffered):
                await gate.wait()
            order.append(f"done {type(event).__name__}")

        running = asyncio.create_task(stage.simulator.run(slow))
        passing = asyncio.create_task(stage.clock.advance(10))
        for _ in range(20):
            await asyncio.sleep(0)
        assert order == ["begin EngineState", "done EngineState", "begin CallOffered"]
        gate.set()
        await passing
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(plot(Stage(Script(calls=(a_call(),)))))
    assert order[2:] == ["begin CallOffered", "done CallOffered", "begin LegEnded", "done LegEnded"]


def test_a_call_that_waits_for_its_receiver_does_not_block_another():
    heard = []

    async def plot():
        now = [START]
        simulator = Simulator(Script(), clock=RealClock(lambda: now[0]))
        gate = asyncio.Event()

        async def receive(event):
            if isinstance(event, CallOffered) and event.call_id == ONE:
                await gate.wait()
            heard.append(type(event).__name__ + getattr(event, "call_id", "")[-2:])

        running = asyncio.create_task(simulator.run(receive))
        await asyncio.sleep(0)
        simulator.ring(a_call())
        simulator.ring(a_call())
        await simulator.hang_up(ONE)
        await simulator.hang_up(TWO)
        await asyncio.sleep(0.01)
        assert heard == ["EngineState", "CallOffered-2", "LegEnded-2"]
        gate.set()
        await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(plot())
    assert heard[3:] == ["CallOffered-1", "LegEnded-1"]


def test_the_virtual_clock_waits_for_a_slow_receiver():
    stage = Stage(Script(calls=(a_call(), a_call(at=1.0, patience=1.0))))

    async def slow(event):
        await asyncio.sleep(0.002)
        stage.heard.append(event)

    stage.receive = slow
    assert play(pass_ten_seconds, stage=stage).lines == [
        "0 CallOffered 1",
        "1 CallOffered 2",
        "2 LegEnded 2 remote cancel",
        "5 LegEnded 1 remote cancel",
    ]


def test_commands_may_be_given_while_an_event_is_received():
    stage = Stage(Script(calls=(ScriptedCall(called="+493023125101", talk=5.0),)))

    async def receive(event):
        stage.heard.append(event)
        if isinstance(event, CallOffered):
            await stage.simulator.dial(operator_leg(ONE, 1), Endpoint(name="anna"), call_id=ONE, caller_id="", ring_seconds=20.0)
        elif isinstance(event, LegAnswered):
            await stage.simulator.answer(ONE)
            await stage.simulator.join(ONE, [ONE, operator_leg(ONE, 1)])
        elif isinstance(event, LegEnded):
            await stage.simulator.hang_up(operator_leg(ONE, 1))

    stage.receive = receive
    assert play(pass_ten_seconds, stage=stage).lines == [
        "0 CallOffered 1",
        "0 LegRinging 1:operator:1",
        "2 LegAnswered 1:operator:1",
        "2 Joined 1 1",
        "2 Joined 1:operator:1 1",
        "7 LegEnded 1 remote normal",
        "7 LegEnded 1:operator:1 platform normal",
    ]


def test_when_the_receiver_fails_the_event_comes_again_with_the_next_run():
    stage = Stage(Script(calls=(a_call(), a_call(at=1.0))))

    async def fail(event):
        stage.heard.append(event)
        if isinstance(event, CallOffered):
            raise OSError("disk full")

    async def plot():
        running = asyncio.create_task(stage.simulator.run(fail))
        await stage.clock.advance(2)
        with pytest.raises(ExceptionGroup) as caught:
            await running
        assert caught.group_contains(OSError, match="disk full")
        assert stage.lines == ["0 CallOffered 1"]
        await stage.clock.advance(3)
        stage.heard.clear()
        running = asyncio.create_task(stage.simulator.run(stage.receive))
        await stage.clock.advance(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(plot())
    assert stage.heard[0] == EngineState(engine_id="simulator", at=START + timedelta(seconds=5), up=True)
    assert sorted(stage.lines) == ["0 CallOffered 1", "1 CallOffered 2", "5 LegEnded 1 remote cancel"]


def test_the_real_clock_rings_by_itself_and_tells_the_time_it_is_given():
    heard = []

    async def plot():
        simulator = Simulator(Script(calls=(a_call(at=0.01, patience=0.03),)), clock=RealClock(lambda: datetime.now(tz=UTC)))

        async def receive(event):
            heard.append(event)

        running = asyncio.create_task(simulator.run(receive))
        await asyncio.sleep(0.2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    began = datetime.now(tz=UTC)
    asyncio.run(plot())
    assert [type(event).__name__ for event in heard] == ["EngineState", "CallOffered", "LegEnded"]
    assert began <= heard[0].at <= heard[1].at <= heard[2].at <= datetime.now(tz=UTC)
    assert heard[2].at - heard[1].at >= timedelta(seconds=0.03)


def test_call_ids_of_two_starts_are_never_the_same():
    first = play(pass_ten_seconds, a_call()).heard[1].call_id
    later = Stage(Script(calls=(a_call(),)))
    later.clock = VirtualClock(START + timedelta(microseconds=1))
    later.simulator = Simulator(Script(calls=(a_call(),)), clock=later.clock)
    assert first == "20261123T090000.000000-1"
    assert play(pass_ten_seconds, stage=later).heard[1].call_id == "20261123T090000.000001-1"


def test_five_thousand_calls_leave_nothing_behind():
    script = Script(traffic=(Traffic(every=0.1, called=("+493023125101", "+493023125102"), limit=5000, seed=3),))

    async def plot(stage):
        simulator = stage.simulator

        async def work(event):
            stage.heard.append(event)
            if isinstance(event, CallOffered):
                await simulator.dial(
                    operator_leg(event.call_id, 1), Endpoint(name="anna"), call_id=event.call_id, caller_id="", ring_seconds=20.0
                )
            elif isinstance(event, LegAnswered):
                await simulator.answer(event.call_id)
                await simulator.join(event.call_id, [event.call_id, event.leg_id])
            elif isinstance(event, LegEnded):
                await simulator.hang_up(operator_leg(event.call_id, 1))

        running = asyncio.create_task(simulator.run(work))
        began = time.monotonic()
        await stage.clock.advance(3600)
        took = time.monotonic() - began
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert (await simulator.snapshot()).legs == ()
        assert simulator._calls == {}
        assert simulator._by_leg == {}
        assert simulator._wire._queues == {}
        assert took < 30

    stage = Stage(script)
    asyncio.run(plot(stage))
    kinds = Counter(type(event).__name__ for event in stage.heard)
    assert kinds == {"EngineState": 1, "CallOffered": 5000, "LegRinging": 5000, "LegAnswered": 5000, "Joined": 10_000, "LegEnded": 10_000}

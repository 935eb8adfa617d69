"""The virtual clock."""

import asyncio
from datetime import timedelta

from tests.telephony.stage import START
from vorzimmer.telephony.clock import VirtualClock


def test_what_falls_due_happens_in_order_each_at_its_own_moment():
    clock, seen = VirtualClock(START), []

    def note(name):
        return lambda: seen.append((name, (clock.now() - START).total_seconds()))

    clock.call_at(START + timedelta(seconds=3), note("third"))
    clock.call_at(START + timedelta(seconds=1), note("first"))
    clock.call_at(START + timedelta(seconds=1), note("second"))
    clock.call_at(START + timedelta(seconds=9), note("too late"))
    asyncio.run(clock.advance(5))
    assert seen == [("first", 1), ("second", 1), ("third", 3)]
    assert clock.now() == START + timedelta(seconds=5)


def test_what_was_cancelled_does_not_happen():
    clock, seen = VirtualClock(START), []
    clock.call_at(START, lambda: seen.append(1)).cancel()
    asyncio.run(clock.advance(1))
    assert seen == []


def test_what_was_due_in_the_past_happens_now():
    clock, seen = VirtualClock(START), []
    clock.call_at(START - timedelta(seconds=5), lambda: seen.append(clock.now()))
    asyncio.run(clock.advance(0))
    assert seen == [START]


def test_a_deed_may_order_the_next_one():
    clock, seen = VirtualClock(START), []

    def again():
        seen.append((clock.now() - START).total_seconds())
        clock.call_at(clock.now() + timedelta(seconds=2), again)

    clock.call_at(START, again)
    asyncio.run(clock.advance(5))
    assert seen == [0, 2, 4]


def test_the_clock_waits_for_those_it_was_told_to_watch():
    clock, seen = VirtualClock(START), []

    async def settled():
        await asyncio.sleep(0)
        seen.append("settled")

    clock.watch(settled)
    clock.call_at(START, lambda: seen.append("deed"))
    asyncio.run(clock.advance(0))
    assert seen == ["settled", "deed", "settled"]

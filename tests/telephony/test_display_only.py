"""A telephone system that only displays."""

import asyncio

import pytest

from vorzimmer.telephony.display_only import DisplayOnly
from vorzimmer.telephony.switchboard import Capability, NotSupported, Number, RejectReason, Switchboard

BOARD: Switchboard = DisplayOnly("sipgate")


@pytest.mark.parametrize(
    "command",
    [
        lambda: BOARD.answer("c1"),
        lambda: BOARD.reject("c1", RejectReason.BUSY),
        lambda: BOARD.hang_up("c1"),
        lambda: BOARD.music("c1", on=True),
        lambda: BOARD.dial("c1:operator:0", Number(e164="+493023125840"), call_id="c1", caller_id="", ring_seconds=20),
        lambda: BOARD.join("b1", ["c1"]),
        lambda: BOARD.hold("c1"),
        lambda: BOARD.unhold("c1"),
        BOARD.snapshot,
    ],
)
def test_it_takes_no_commands_and_knows_no_calls(command):
    with pytest.raises(NotSupported, match="sipgate connects its calls itself"):
        asyncio.run(command())


def test_it_says_so():
    assert BOARD.capabilities is Capability.DISPLAY_ONLY


def test_it_listens_until_it_is_cancelled():
    async def listen():
        async def receive(event):
            raise AssertionError(event)

        await asyncio.wait_for(BOARD.run(receive), timeout=0.02)

    with pytest.raises(TimeoutError):
        asyncio.run(listen())

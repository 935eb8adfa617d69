"""The listener to the telephone systems, as a worker."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from vorzimmer.calls.exchange import exchange
from vorzimmer.server.supervisor import Work
from vorzimmer.telephony.switchboard import Switchboard


def listener(switchboards: Sequence[Switchboard]) -> Work:
    """Serve these telephone systems in one asyncio loop; without any, wait for the end."""

    def listen(stop: threading.Event) -> None:
        if switchboards:
            exchange.serve(switchboards, stop=stop, clock=lambda: datetime.now(UTC))
        else:
            stop.wait()

    return listen

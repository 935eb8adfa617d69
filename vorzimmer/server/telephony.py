"""The listener to the telephone systems, as a worker. One that the register of processors does not allow is not connected."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from vorzimmer.calls.exchange import exchange
from vorzimmer.domain.processors import ConnectorKind
from vorzimmer.privacy.processors import refusal
from vorzimmer.server.connections import usable_connections
from vorzimmer.server.supervisor import Work
from vorzimmer.telephony.switchboard import Switchboard

log = logging.getLogger(__name__)


def listener(switchboards: Sequence[Switchboard]) -> Work:
    """Serve these telephone systems in one asyncio loop; without any, wait for the end."""

    def listen(stop: threading.Event) -> None:
        boards = admitted(switchboards, datetime.now(UTC))
        if boards:
            exchange.serve(boards, stop=stop, clock=lambda: datetime.now(UTC))
        else:
            stop.wait()

    return listen


def admitted(switchboards: Sequence[Switchboard], at: datetime) -> list[Switchboard]:
    """Give those to which a connection may be opened."""
    found = []
    for board in switchboards:
        with usable_connections():
            reason = refusal(ConnectorKind.TELEPHONY, board.host, at)
        if reason is None:
            found.append(board)
        else:
            log.error("telephone system %s is not connected: %s", board.engine_id, reason)
    return found

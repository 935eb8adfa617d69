"""One browser that listens: what is to be sent to it, and never more than it can take."""

import asyncio
import json
import time

from vorzimmer.live.bus import Event
from vorzimmer.server.admission import Admission
from vorzimmer.server.asgi import Send

MOST_WAITING = 200
"""Messages that may wait for a browser that reads slowly; one more and it is cut off."""
RESYNC = b'data: {"kind": "resync"}\n\n'
HEARTBEAT = b":\n\n"


def message(event: Event) -> bytes:
    """Write the event as an unnamed server-sent message (WHATWG HTML, 9.2.5)."""
    data = json.dumps({"kind": event.kind, "ref": event.ref})
    return f"id: {event.id}\ndata: {data}\n\n".encode()


class Stream:
    """Collects messages and writes them with one short-lived task at a time; an idle stream has none.

    Until `open` is called the messages only collect: what the browser missed comes first.
    """

    __slots__ = ("_ending", "_open", "_send", "_waiting", "_writer", "admission", "checked_at", "session", "wrote_at")

    def __init__(self, send: Send, *, session: str, admission: Admission) -> None:
        self.session = session
        self.admission = admission
        self.checked_at = self.wrote_at = time.monotonic()
        self._send = send
        self._waiting: list[bytes] = []
        self._writer: asyncio.Task[None] | None = None
        self._open = self._ending = False

    def open(self, first: bytes) -> None:
        self._waiting.insert(0, first)
        self._open = True
        self._wake()

    def push(self, chunk: bytes) -> None:
        if self._ending:
            return
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(chunk)
            self._wake()
        else:
            self._waiting = [RESYNC]
            self.end()

    def end(self) -> None:
        """Write what waits, then end the answer; the browser connects again by itself."""
        self._ending = True
        self._wake()

    def gone(self) -> None:
        """Drop what waits: the browser hung up."""
        self._ending = True
        self._waiting = []

    def _wake(self) -> None:
        if self._open and self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        while self._waiting:
            body = b"".join(self._waiting)
            self._waiting = []
            self.wrote_at = time.monotonic()
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
        if self._ending:
            await self._send({"type": "http.response.body", "body": b""})
        else:
            self._writer = None

"""The web server: one application in which `/live` goes to the hub and everything else to the pages, run by uvicorn.

It writes no line about a request: who asked for what, and when, is nobody's business.
"""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vorzimmer.server.asgi import Receive, Scope, Send
from vorzimmer.server.bridge import Pages
from vorzimmer.server.hub import Hub

STOP_SECONDS = 10
"""What running requests have to finish when the server stops."""
KEEP_ALIVE_SECONDS = 75
"""Longer than the 60 seconds that reverse proxies keep a connection for reuse."""
MOST_HEAD = 65_536
"""Bytes of the address and the headers of a request together."""


class Web:
    """Sorts the requests, and starts the hub with the server."""

    def __init__(self, *, hub: Hub, pages: Pages, when_ready: Callable[[], None] = lambda: None) -> None:
        self.hub = hub
        self._pages = pages
        self._when_ready = when_ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/live":
            await self.hub(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.hub.start()
        await send({"type": "lifespan.startup.complete"})
        self._when_ready()
        await receive()
        self._pages.stop()
        await send({"type": "lifespan.shutdown.complete"})


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that refuses a request whose head does not end."""

    _head = 0
    _in_head = True

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._head = True, 0
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head += len(data)
            if self._head > MOST_HEAD:
                self.send_400_response("The head of the request is too long.")


class Server(uvicorn.Server):
    """Ends the streams first when it stops, since they would never end by themselves; and leaves the exit code to the caller."""

    def __init__(self, web: Web) -> None:
        self._web = web
        config = uvicorn.Config(
            web,
            loop="uvloop",
            http=Protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",  # its warnings are about what visitors send
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        super().__init__(config)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._web.hub.stop()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():  # only the main thread hears of signals
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

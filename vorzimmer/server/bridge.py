"""Lets an event loop serve a WSGI application (PEP 3333) from a fixed pool of threads.

A request reaches its thread only when all of it has arrived: a slow or broken upload never occupies a thread, and half a form is
never taken for a whole one. A short answer goes back in one piece, a long one in pieces that wait until the browser has read.
"""

import asyncio
import io
import logging
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from vorzimmer.domain.sender_address import Network, sender
from vorzimmer.server.asgi import GUARDED, Message, Receive, Scope, Send, answer
from vorzimmer.server.faults import whereabouts

log = logging.getLogger(__name__)

MOST_BODY = 20_000_000
"""Bytes of a request; Django sets tighter limits for forms."""
BODY_SECONDS = 60.0
"""Time that a request has to arrive."""
PIECE = 65_536
"""Bytes of an answer that are sent at once."""
GATEWAY = {"wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False}


class Pages:
    """An ASGI application for HTTP requests. `proxies` are those that are believed when they say who the client is."""

    def __init__(self, application: WSGIApplication, *, threads: int, proxies: Sequence[Network] = ()) -> None:
        self._application = application
        self._proxies = proxies
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await whole_body(receive)
        if isinstance(body, HTTPStatus):
            await answer(send, body, [(b"connection", b"close")])
        elif body is not None:
            loop = asyncio.get_running_loop()
            environ = environment(scope, body)
            if self._proxies:
                environ["REMOTE_ADDR"] = sender(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies)
            exchange = Exchange(loop, send)
            for message in await loop.run_in_executor(self._threads, exchange.run, self._application, environ):
                await send(message)

    def stop(self) -> None:
        self._threads.shutdown(wait=False)


async def whole_body(receive: Receive) -> bytes | HTTPStatus | None:
    """Wait for all of the request's body. None: the client has gone; a status: it is too long or takes too long."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if len(body) > MOST_BODY:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT


def environment(scope: Scope, body: bytes) -> WSGIEnvironment:
    """Put the request as PEP 3333 wants it. A header whose name has an underscore could pass for another one and is left out."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: WSGIEnvironment = {
        **GATEWAY,
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for name, value in scope["headers"]:
        if b"_" in name or name == b"content-length":
            continue
        text = value.decode("latin-1")
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        if key in environ:
            text = environ[key] + (";" if key == "HTTP_COOKIE" else ",") + text
        environ[key] = text
    return environ


class Exchange:
    """One request in its thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send
        self._start: Message = {}
        self._started = False

    def run(self, application: WSGIApplication, environ: WSGIEnvironment) -> list[Message]:
        """Call the application, send all but the last piece of its answer, and return what is left to send."""
        try:
            return self._answer(application, environ)
        except Exception as error:  # noqa: BLE001  (Django answers its own errors; this one came from below it)
            log.error("a page failed: %s", whereabouts(error))  # noqa: TRY400  (its message may quote the request)
            if self._started:
                raise RuntimeError("the answer broke off") from None
            return plain_error()

    def _answer(self, application: WSGIApplication, environ: WSGIEnvironment) -> list[Message]:
        chunks: Iterable[bytes] = application(environ, self._start_response())
        try:
            piece = bytearray()
            for chunk in chunks:
                piece += chunk
                if len(piece) >= PIECE:
                    self._deliver(bytes(piece))
                    piece.clear()
            return [*self._head(), {"type": "http.response.body", "body": bytes(piece)}]
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    def _start_response(self) -> StartResponse:
        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            if exc_info and self._started:
                raise exc_info[1].with_traceback(exc_info[2])
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            self._start = {"type": "http.response.start", "status": int(status[:3]), "headers": encoded}
            return self._deliver

        return start_response

    def _head(self) -> list[Message]:
        if self._started:
            return []
        self._started = True
        return [self._start]

    def _deliver(self, piece: bytes) -> None:
        """Send a piece and wait until there is room for the next one."""

        async def deliver() -> None:
            for message in (*self._head(), {"type": "http.response.body", "body": piece, "more_body": True}):
                await self._send(message)

        asyncio.run_coroutine_threadsafe(deliver(), self._loop).result()


def plain_error() -> list[Message]:
    body = b"500 Internal Server Error\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode("ascii")), *GUARDED]
    return [{"type": "http.response.start", "status": 500, "headers": headers}, {"type": "http.response.body", "body": body}]

"""The words of ASGI 3 (asgi.readthedocs.io), and the one short answer that is given without a page."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]


async def answer(send: Send, status: HTTPStatus, headers: Headers = ()) -> None:
    """Answer with the status and its English name as text."""
    body = f"{status.value} {status.phrase}\n".encode("ascii")
    fixed = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})

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


GUARDED: Headers = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""What an answer carries that no page made: it is a line of text, and nothing may be made of it."""


async def answer(send: Send, status: HTTPStatus, headers: Headers = ()) -> None:
    """Answer with the status and its English name as text."""
    body = f"{status.value} {status.phrase}\n".encode("ascii")
    fixed = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": [*fixed, *GUARDED, *headers]})
    await send({"type": "http.response.body", "body": body})

"""The limit of row 1: server-sent events without sessions, database or bookkeeping. `python -m bench.bare_hub PORT`."""

import asyncio
import json
import sys
from collections import defaultdict

import uvicorn

from vorzimmer.server.asgi import Receive, Scope, Send

LISTENERS: defaultdict[bytes, list[asyncio.Queue[bytes]]] = defaultdict(list)
NUMBERS = iter(range(1, 1_000_000_000))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    team = scope["query_string"]
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
        data = json.dumps({"kind": "call", "ref": "00000000-0000-0000-0000-000000000000"})
        chunk = f"id: {next(NUMBERS)}\ndata: {data}\n\n".encode()
        for queue in LISTENERS[team]:
            queue.put_nowait(chunk)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    LISTENERS[team].append(queue)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b"id: 0\n\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})


if __name__ == "__main__":
    uvicorn.run(
        application,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="critical",
        timeout_graceful_shutdown=1,
    )

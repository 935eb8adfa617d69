"""The browsers and the telephone system of row 1, in a process of their own, on bare sockets, so that they measure and not distort.

Reads one line of JSON: {port, listeners: [{path, cookie, team}], posts: [[team, path, body], ...], rate, warm_up}. Prints
"connected" when all listen, waits for a line, posts at the given rate, and prints {latencies: [ms], expected, received, refused} as
one line. The latencies of the first `warm_up` posts are left out.
"""

import asyncio
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict, deque
from typing import Any, cast

import uvloop

MESSAGE = re.compile(rb"id: (\d+)\ndata: ")
AT_ONCE = 50
"""Connections that are being opened at the same moment."""
POSTERS = 8
PATIENCE = 5.0
"""Seconds to wait for the last messages."""


class Listening(asyncio.Protocol):
    """One browser: it knows which team it belongs to, and counts messages by their ids."""

    def __init__(self, load: "Load", listener: dict[str, Any]) -> None:
        self.load, self.team = load, listener["team"]
        self.ready = load.loop.create_future()
        self.request = f"GET {listener['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {listener['cookie']}\r\n\r\n".encode()
        self.rest = b""
        self.seen: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.rest += data
        if not self.ready.done():
            self.greeted()
            return
        for match in MESSAGE.finditer(self.rest):
            if match[1] not in self.seen:
                self.load.arrived(self.team, len(self.seen), now)
                self.seen.add(match[1])
        self.rest = self.rest[self.rest.rfind(b"\n\n") :]

    def greeted(self) -> None:
        if not b"HTTP/1.1 200".startswith(self.rest[:12]):
            self.ready.set_exception(RuntimeError(self.rest[:200]))
        elif b"id: " in self.rest:
            self.ready.set_result(None)
            self.rest = b""

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("the server hung up"))


class Posting(asyncio.Protocol):
    """One connection of the telephone system; it posts when it has the answer to the last one."""

    def __init__(self, load: "Load") -> None:
        self.load = load
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.load.free.append(self)

    def post(self, path: str, body: str) -> None:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body.encode())

    def data_received(self, data: bytes) -> None:
        self.answer += data
        head, end, body = self.answer.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self.load.refused += not head.startswith(b"HTTP/1.1 2")
            self.answer = b""
            self.load.answered(self)


class Load:
    """All connections, what was posted to which team and when, and what came of it."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.loop = asyncio.get_running_loop()
        self.free: deque[Posting] = deque()
        self.queue: deque[tuple[str, str]] = deque()
        self.posted: defaultdict[int, list[float]] = defaultdict(list)
        self.latencies: list[float] = []
        self.received = 0
        self.counts_from = 0.0
        self.refused = 0
        sizes = Counter(listener["team"] for listener in plan["listeners"])
        self.expected = sum(sizes[team] for team, _, _ in plan["posts"])

    async def connect(self) -> None:
        for start in range(0, len(self.plan["listeners"]), AT_ONCE):
            some = [Listening(self, each) for each in self.plan["listeners"][start : start + AT_ONCE]]
            for protocol in some:
                await self.loop.create_connection(lambda protocol=protocol: protocol, "127.0.0.1", self.plan["port"])
            await asyncio.gather(*(protocol.ready for protocol in some))
        for _ in range(POSTERS):
            await self.loop.create_connection(lambda: Posting(self), "127.0.0.1", self.plan["port"])

    async def post(self) -> None:
        """Post each at its own moment, whether or not the ones before were answered."""
        start = time.perf_counter() + 0.1
        self.counts_from = start + self.plan["warm_up"] / self.plan["rate"]
        for number, (team, path, body) in enumerate(self.plan["posts"]):
            due = start + number / self.plan["rate"]
            await asyncio.sleep(due - time.perf_counter())
            self.posted[team].append(due)
            self.queue.append((path, body))
            self.go_on()

    def go_on(self) -> None:
        while self.free and self.queue:
            self.free.popleft().post(*self.queue.popleft())

    def answered(self, poster: Posting) -> None:
        self.free.append(poster)
        self.go_on()

    def arrived(self, team: int, number: int, now: float) -> None:
        """The `number`-th message of a browser belongs to the `number`-th post to its team; they are far apart."""
        self.received += 1
        posted = self.posted[team][number]
        if posted >= self.counts_from:
            self.latencies.append((now - posted) * 1000)


async def main() -> None:
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    load = Load(json.loads(sys.stdin.readline()))
    await load.connect()
    print("connected", flush=True)
    await load.loop.run_in_executor(None, sys.stdin.readline)
    await load.post()
    deadline = time.perf_counter() + PATIENCE
    while load.received < load.expected and time.perf_counter() < deadline:  # noqa: ASYNC110  (they are counted, not signalled)
        await asyncio.sleep(0.05)
    result = {"latencies": load.latencies, "expected": load.expected, "received": load.received, "refused": load.refused}
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    uvloop.run(main())

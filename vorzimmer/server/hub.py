"""Live events for browsers: `GET /live` is a stream of server-sent events, and this is the small ASGI application behind it.

Messages carry ids only; screens fetch what they may see. A browser that was away names the last id it saw and gets what it
missed; one that missed too much, or reads too slowly, is told to fetch everything again (`resync`). Twice is harmless.
"""

import asyncio
import logging
import math
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import Error as DatabaseError

from vorzimmer.accounts.sessions import ENDED
from vorzimmer.live import bus, queries
from vorzimmer.server.admission import Admission, admit, session_key
from vorzimmer.server.arrivals import Arrivals
from vorzimmer.server.asgi import Headers, Receive, Scope, Send, answer
from vorzimmer.server.connections import on_usable_connections
from vorzimmer.server.stream import HEARTBEAT, RESYNC, Stream, message

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

MOST_STREAMS = 5_000
MOST_PER_USER = 20
"""Windows of one user that may listen at once."""
MOST_MISSED = 500
"""Events that are worth catching up with; after more, fetching everything is quicker."""
RECENT = timedelta(seconds=10)
"""What happened this short a while ago is always sent at the start: while a page is on its way to the browser nobody listens for it."""
AT_ONCE = 1_000
"""Events of other processes that are read from the table in one go."""
MOST_GAPS = 500

STREAM_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two heartbeats, two looks at a session, and two looks at what other processes did."""

    heartbeat: float = 15.0
    recheck: float = 60.0
    follow: float = 1.0
    tick: float = 1.0


class Hub:
    """All streams of this process, by the channels that they may hear. Everything but `hear` happens in the event loop."""

    def __init__(self, *, pace: Pace | None = None, admit: Callable[[str], Admission | None] = admit) -> None:
        self._pace = pace or Pace()
        self._admit = admit
        self._streams: set[Stream] = set()
        self._by_channel: defaultdict[str, set[Stream]] = defaultdict(set)
        self._per_user: Counter[UUID] = Counter()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
        self._background: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        bus.subscribe(self.hear)
        self._arrivals = Arrivals(await self._in_thread(queries.newest_id))
        for every, work in ((self._pace.tick, self._beat), (self._pace.tick, self._recheck), (self._pace.follow, self._follow)):
            self._background.append(self._loop.create_task(_repeat(every, work)))

    async def stop(self) -> None:
        """End all streams after what waits for them; new ones are refused."""
        self._stopping = True
        bus.unsubscribe(self.hear)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._background.clear()
        for stream in self._streams:
            stream.end()
        self._threads.shutdown(wait=False)

    def hear(self, event: bus.Event) -> None:
        """Take in an event that was committed in this process. Called from any thread."""
        self._loop.call_soon_threadsafe(self._arrived, event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await answer(send, HTTPStatus.METHOD_NOT_ALLOWED, [(b"allow", b"GET")])
            return
        session = session_key(scope["headers"])
        admission = await self._admission(session)
        if isinstance(admission, HTTPStatus):
            await answer(send, admission)
            return
        stream = Stream(send, session=session, admission=admission)
        self._add(stream)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
            stream.open(await self._greeting(admission, last_event_id(scope["headers"])))
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._remove(stream)

    async def _admission(self, session: str) -> Admission | HTTPStatus:
        if self._stopping or len(self._streams) >= MOST_STREAMS:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            admission = await self._in_thread(self._admit, session)
        except (DatabaseError, RuntimeError) as error:  # RuntimeError: stopped meanwhile
            log.warning("live events: nobody can be let in: %s", type(error).__name__)
            return HTTPStatus.SERVICE_UNAVAILABLE
        if admission is None:
            return HTTPStatus.UNAUTHORIZED
        if self._per_user[admission.user] >= MOST_PER_USER:
            return HTTPStatus.TOO_MANY_REQUESTS
        return admission

    async def _greeting(self, admission: Admission, last_seen: int | None) -> bytes:
        newest = self._arrivals.newest
        try:
            events = await self._in_thread(missed, admission.channels, last_seen=last_seen, newest=newest, at=datetime.now(UTC))
        except (DatabaseError, RuntimeError):
            events = None
        catch_up = [RESYNC] if events is None else [message(event) for event in events]
        wait = 1_000 + secrets.randbelow(3_000)  # after a restart not everybody comes back in the same moment
        return b"".join([b"retry: %d\n\n" % wait, *catch_up, b"id: %d\n\n" % newest])

    def _add(self, stream: Stream) -> None:
        self._streams.add(stream)
        self._per_user[stream.admission.user] += 1
        for channel in stream.admission.channels:
            self._by_channel[channel].add(stream)
        if self._stopping:
            stream.end()

    def _remove(self, stream: Stream) -> None:
        stream.gone()
        self._streams.discard(stream)
        self._per_user[stream.admission.user] -= 1
        if not self._per_user[stream.admission.user]:
            del self._per_user[stream.admission.user]
        for channel in stream.admission.channels:
            self._by_channel[channel].discard(stream)
            if not self._by_channel[channel]:
                del self._by_channel[channel]

    def _arrived(self, event: bus.Event) -> None:
        if not self._arrivals.is_new(event.id, now=time.monotonic()):
            return
        listeners = self._by_channel.get(event.channel)
        if listeners and event.kind == ENDED:
            for stream in listeners:
                stream.checked_at = -math.inf  # looked at again with the next tick
        elif listeners:
            chunk = message(event)
            for stream in listeners:
                stream.push(chunk)

    async def _beat(self) -> None:
        silent_since = time.monotonic() - self._pace.heartbeat
        for stream in self._streams:
            if stream.wrote_at <= silent_since:
                stream.push(HEARTBEAT)

    async def _recheck(self) -> None:
        """End the streams of those who signed out, were locked or hear other channels now."""
        due = time.monotonic() - self._pace.recheck
        sessions: defaultdict[str, list[Stream]] = defaultdict(list)
        for stream in self._streams:
            if stream.checked_at <= due:
                sessions[stream.session].append(stream)
        for session, streams in sessions.items():
            admission = await self._in_thread(self._admit, session)
            for stream in streams:
                stream.checked_at = time.monotonic()
                if stream.admission != admission:
                    stream.end()

    async def _follow(self) -> None:
        """Take in what other processes committed."""
        more = True
        while more:
            gaps = self._arrivals.open_gaps(now=time.monotonic(), most=MOST_GAPS)
            events = await self._in_thread(queries.newer, than=self._arrivals.newest, or_among=gaps, limit=AT_ONCE)
            for event in events:
                self._arrived(event)
            more = len(events) == AT_ONCE

    async def _in_thread(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._loop.run_in_executor(self._threads, lambda: on_usable_connections(work)(*args, **kwargs))


def missed(channels: frozenset[str], *, last_seen: int | None, newest: int, at: datetime) -> list[bus.Event] | None:
    """Find what these channels said since the event `last_seen` (None: a page that has just been loaded); None: fetch everything."""
    if last_seen is not None and not queries.is_known(last_seen):
        return None
    after = newest if last_seen is None else last_seen
    events = queries.since(after=after, recent_from=at - RECENT, channels=channels, limit=MOST_MISSED + 1)
    return None if len(events) > MOST_MISSED else events


def last_event_id(headers: Headers) -> int | None:
    """Read the id in the header Last-Event-ID: None when there is none, -1 (which no event has) when it is no id."""
    for name, value in headers:
        if name == b"last-event-id":
            return int(value) if value.isdigit() and len(value) < 19 else -1  # noqa: PLR2004  a bigint has 19 digits
    return None


async def _repeat(every: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` again and again; when it fails, say so once until it works again."""
    failing = False
    while True:
        await asyncio.sleep(every)
        try:
            await work()
            failing = False
        except Exception as error:  # noqa: BLE001  (whatever it is, the next round may work)
            if not failing:
                log.warning("live events: %s fails: %s", getattr(work, "__name__", "work"), type(error).__name__)
            failing = True

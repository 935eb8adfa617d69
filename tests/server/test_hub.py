"""Streams of live events, one connection at a time, without a network."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from vorzimmer.accounts.sessions import ENDED
from vorzimmer.live.actions import forget_before, publish
from vorzimmer.live.models import LiveEvent
from vorzimmer.server import hub as hub_module
from vorzimmer.server.admission import Admission
from vorzimmer.server.hub import Hub, Pace
from vorzimmer.server.stream import MOST_WAITING

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

ANNA, BERT = UUID(int=1), UUID(int=2)
QUICK = Pace(heartbeat=0.1, recheck=0.1, follow=0.05, tick=0.02)
CALM = Pace(heartbeat=60, recheck=60, follow=60, tick=60)


class Sessions:
    """Who is signed in with which session."""

    def __init__(self):
        self.anna = Admission(user=ANNA, channels=frozenset({"team:1", "user:anna"}))
        self.known = {"anna": self.anna, "bert": Admission(user=BERT, channels=frozenset({"team:2"}))}

    def admit(self, key):
        return self.known.get(key)


class Browser:
    """The other end of one connection. `reads` is cleared while it does not read."""

    def __init__(self, hub, session, *, last_seen=None, method="GET"):
        headers = [(b"cookie", f"theme=dark; vorzimmer={session}".encode())] if session else []
        headers += [(b"last-event-id", last_seen.encode())] if last_seen is not None else []
        self.status, self.headers, self.body, self.ended = None, {}, b"", False
        self.reads = asyncio.Event()
        self.reads.set()
        self._left = asyncio.Event()
        self.task = asyncio.create_task(
            hub({"type": "http", "method": method, "path": "/live", "headers": headers}, self.receive, self.send)
        )

    async def receive(self):
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            return
        self.body += message["body"]
        if not message.get("more_body"):
            self.ended = True
            self._left.set()

    def leave(self):
        self._left.set()

    @property
    def messages(self):
        """The messages with data: (id or None, data)."""
        found = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "data" in fields:
                found.append((int(fields["id"]) if "id" in fields else None, json.loads(fields["data"])))
        return found

    @property
    def refs(self):
        return [data.get("ref", data["kind"]) for _, data in self.messages]

    async def until(self, condition, seconds=5):
        async with asyncio.timeout(seconds):
            while not condition(self):  # noqa: ASYNC110  (the condition is about bytes that arrive)
                await asyncio.sleep(0.005)

    async def connected(self):
        await self.until(lambda browser: browser.body or browser.ended)
        return self


@asynccontextmanager
async def running(pace=CALM, sessions=None):
    hub = Hub(pace=pace, admit=(sessions or Sessions()).admit)
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


def in_loop(scenario):
    asyncio.run(scenario())


def say_now(channel, ref, *, at=None):
    with transaction.atomic():
        publish(channel=channel, kind="call", ref=ref, at=at or datetime.now(UTC))
    return LiveEvent.objects.latest("id").pk


def end_a_sign_in(channel):
    with transaction.atomic():
        publish(channel=channel, kind=ENDED, ref="x", at=datetime.now(UTC))


say = sync_to_async(say_now)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def write_elsewhere(channel, ref, *, at=LONG_AGO):
    """What another process commits: a row, and no word on our bus."""
    return LiveEvent.objects.create(channel=channel, kind="call", ref=ref, at=at).pk


def test_a_screen_hears_its_channels_and_no_others():
    async def scenario():
        async with running() as hub:
            anna, bert = await Browser(hub, "anna").connected(), await Browser(hub, "bert").connected()
            first = await say("team:1", "c1")
            await say("team:2", "c2")
            await say("user:anna", "c3")
            await anna.until(lambda browser: len(browser.messages) == 2)
            await bert.until(lambda browser: browser.messages)
            assert anna.messages[0] == (first, {"kind": "call", "ref": "c1"})
            assert (anna.refs, bert.refs) == (["c1", "c3"], ["c2"])

    in_loop(scenario)


def test_the_answer_is_an_event_stream_that_nobody_stores_or_collects():
    async def scenario():
        async with running() as hub:
            anna = await Browser(hub, "anna").connected()
            assert anna.status == 200
            assert anna.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
            assert anna.headers[b"cache-control"] == b"no-store, no-transform"
            assert anna.headers[b"x-accel-buffering"] == b"no"

    in_loop(scenario)


@pytest.mark.parametrize("session", ["", "nobody"])
def test_nobody_is_not_let_in(session):
    async def scenario():
        async with running() as hub:
            assert (await Browser(hub, session).connected()).status == 401

    in_loop(scenario)


def test_only_get_is_understood():
    async def scenario():
        async with running() as hub:
            assert (await Browser(hub, "anna", method="POST").connected()).status == 405

    in_loop(scenario)


def test_there_is_a_limit_for_one_user_and_for_all(monkeypatch):
    monkeypatch.setattr(hub_module, "MOST_PER_USER", 2)
    monkeypatch.setattr(hub_module, "MOST_STREAMS", 3)

    async def scenario():
        async with running() as hub:
            browsers = [await Browser(hub, session).connected() for session in ("anna", "anna", "anna", "bert", "bert")]
            assert [browser.status for browser in browsers] == [200, 200, 429, 200, 503]
            browsers[0].leave()
            await browsers[0].task
            assert (await Browser(hub, "anna").connected()).status == 200

    in_loop(scenario)


def test_a_screen_that_was_away_gets_what_it_missed_in_order():
    async def scenario():
        seen = await say("team:1", "c1", at=LONG_AGO)
        for ref in ("c2", "c3"):
            await say("team:1", ref, at=LONG_AGO)
        await say("team:2", "c4", at=LONG_AGO)
        async with running() as hub:
            anna = await Browser(hub, "anna", last_seen=str(seen)).connected()
            await say("team:1", "c5")
            await anna.until(lambda browser: "c5" in browser.refs)
            assert anna.refs == ["c2", "c3", "c5"]

    in_loop(scenario)


def test_a_page_that_has_just_been_loaded_gets_what_happened_while_it_was_on_its_way():
    async def scenario():
        await say("team:1", "old", at=LONG_AGO)
        await say("team:1", "recent", at=datetime.now(UTC) - timedelta(seconds=2))
        async with running() as hub:
            assert (await Browser(hub, "anna").connected()).refs == ["recent"]

    in_loop(scenario)


def test_a_screen_that_heard_nothing_yet_still_knows_where_to_go_on():
    async def scenario():
        newest = await say("team:2", "c1", at=LONG_AGO)
        async with running() as hub:
            anna = await Browser(hub, "anna").connected()
            assert f"\n\nid: {newest}\n\n".encode() in anna.body
            assert anna.messages == []

    in_loop(scenario)


@pytest.mark.parametrize("last_seen", ["999999999", "-1", "abc", "", "9" * 30])
def test_an_id_that_is_unknown_makes_the_screen_fetch_everything(last_seen):
    async def scenario():
        await say("team:1", "c1", at=LONG_AGO)
        async with running() as hub:
            anna = await Browser(hub, "anna", last_seen=last_seen).connected()
            assert anna.messages == [(None, {"kind": "resync"})]

    in_loop(scenario)


def test_an_id_that_was_forgotten_makes_the_screen_fetch_everything():
    async def scenario():
        seen = await say("team:1", "c1", at=LONG_AGO)
        await say("team:1", "c2")
        await sync_to_async(forget_before)(LONG_AGO + timedelta(days=1))
        async with running() as hub:
            assert (await Browser(hub, "anna", last_seen=str(seen)).connected()).refs == ["resync"]

    in_loop(scenario)


def test_who_missed_too_much_fetches_everything(monkeypatch):
    monkeypatch.setattr(hub_module, "MOST_MISSED", 2)

    async def scenario():
        seen = await say("team:1", "c0", at=LONG_AGO)
        for ref in ("c1", "c2", "c3"):
            await say("team:1", ref, at=LONG_AGO)
        async with running() as hub:
            assert (await Browser(hub, "anna", last_seen=str(seen)).connected()).refs == ["resync"]

    in_loop(scenario)


def test_a_browser_that_reads_too_slowly_is_told_to_fetch_everything_and_cut_off():
    async def scenario():
        async with running() as hub:
            slow, quick = await Browser(hub, "anna").connected(), await Browser(hub, "anna").connected()
            slow.reads.clear()
            for number in range(MOST_WAITING + 2):
                await say("team:1", f"c{number}")
            await quick.until(lambda browser: len(browser.messages) == MOST_WAITING + 2)
            slow.reads.set()
            await slow.until(lambda browser: browser.ended)
            assert slow.refs[-1] == "resync"
            assert len(slow.messages) <= 3
            assert not quick.ended

    in_loop(scenario)


def test_a_silent_stream_has_a_heartbeat():
    async def scenario():
        async with running(QUICK) as hub:
            anna = await Browser(hub, "anna").connected()
            await anna.until(lambda browser: browser.body.count(b"\n:\n\n") >= 2)
            assert anna.messages == []

    in_loop(scenario)


def test_who_signs_out_or_hears_other_channels_now_is_cut_off_and_others_are_not():
    async def scenario():
        sessions = Sessions()
        sessions.known["other"] = Admission(user=UUID(int=3), channels=frozenset({"team:1"}))
        async with running(QUICK, sessions) as hub:
            anna, bert, other = [await Browser(hub, session).connected() for session in ("anna", "bert", "other")]
            del sessions.known["anna"]
            sessions.known["bert"] = Admission(user=BERT, channels=frozenset({"team:3"}))
            await anna.until(lambda browser: browser.ended)
            await bert.until(lambda browser: browser.ended)
            await asyncio.sleep(0.3)
            assert not other.ended

    in_loop(scenario)


def test_a_sign_in_that_was_ended_is_noticed_at_once_and_screens_hear_nothing_of_it():
    async def scenario():
        sessions = Sessions()
        sessions.known["anna too"] = sessions.anna
        async with running(Pace(heartbeat=60, recheck=60, follow=60, tick=0.02), sessions) as hub:
            gone, stays = await Browser(hub, "anna").connected(), await Browser(hub, "anna too").connected()
            del sessions.known["anna"]
            await sync_to_async(end_a_sign_in)("user:anna")
            await gone.until(lambda browser: browser.ended)
            await asyncio.sleep(0.1)
            assert not stays.ended
            assert stays.refs == gone.refs == []

    in_loop(scenario)


def test_events_of_other_processes_are_told_and_own_ones_not_twice():
    async def scenario():
        async with running(QUICK) as hub:
            anna = await Browser(hub, "anna").connected()
            await say("team:1", "own")
            await sync_to_async(write_elsewhere)("team:1", "foreign")
            await say("team:1", "own again")
            await anna.until(lambda browser: len(browser.messages) >= 3)
            await asyncio.sleep(0.2)
            assert sorted(anna.refs) == ["foreign", "own", "own again"]

    in_loop(scenario)


def test_an_event_that_is_committed_after_a_later_one_is_not_lost():
    async def scenario():
        async with running(QUICK) as hub:
            anna = await Browser(hub, "anna").connected()
            first = await sync_to_async(write_elsewhere)("team:1", "first")
            await anna.until(lambda browser: browser.messages)
            late = LiveEvent(id=first + 1, channel="team:1", kind="call", ref="late", at=LONG_AGO)
            early = LiveEvent(id=first + 2, channel="team:1", kind="call", ref="early", at=LONG_AGO)
            await sync_to_async(early.save)(force_insert=True)
            await anna.until(lambda browser: "early" in browser.refs)
            await sync_to_async(late.save)(force_insert=True)
            await anna.until(lambda browser: "late" in browser.refs)
            assert anna.refs == ["first", "early", "late"]

    in_loop(scenario)


def test_stopping_ends_all_streams_after_what_waits_for_them_and_lets_nobody_in():
    async def scenario():
        hub = Hub(pace=CALM, admit=Sessions().admit)
        await hub.start()
        anna = await Browser(hub, "anna").connected()
        await say("team:1", "last")
        await hub.stop()
        await asyncio.wait_for(anna.task, 5)
        assert anna.ended
        assert anna.refs == ["last"]
        assert (await Browser(hub, "anna").connected()).status == 503

    in_loop(scenario)


def test_a_browser_that_leaves_is_forgotten():
    async def scenario():
        async with running() as hub:
            anna = await Browser(hub, "anna").connected()
            anna.leave()
            await asyncio.wait_for(anna.task, 5)
            await say("team:1", "c1")
            assert (hub._streams, dict(hub._by_channel), dict(hub._per_user)) == (set(), {}, {})
            assert anna.messages == []

    in_loop(scenario)

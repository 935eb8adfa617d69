"""Live events in a running server: who hears what, and what happens when the line breaks."""

import httpx

from tests.listening import Listener, sign_in

STANDIN = "tests.server.standin"
ELSEWHERE = """
from datetime import UTC, datetime
from vorzimmer.live.actions import publish
publish(channel="staff", kind="note", ref="elsewhere", at=datetime.now(UTC))
"""


def say(server, channel, ref):
    assert httpx.post(f"{server.url}/say/", params={"channel": channel, "ref": ref}).status_code == 204


def test_who_is_signed_in_hears_what_is_meant_for_him(start_server):
    server = start_server(settings=STANDIN)
    user, session = sign_in(server)
    listener = Listener(server, session)
    say(server, "user:somebody-else", "c1")
    say(server, f"user:{user}", "c2")
    say(server, "staff", "c3")
    assert [listener.next()[1] for _ in range(2)] == [{"kind": "call", "ref": "c2"}, {"kind": "call", "ref": "c3"}]
    assert listener.hears_nothing(seconds=0.3)


def test_nobody_hears_anything(start_server):
    server = start_server(settings=STANDIN)
    assert Listener(server, "forged").status == 401


def test_a_customer_does_not_hear_the_staff(start_server):
    server = start_server(settings=STANDIN)
    _, session = sign_in(server, email="kim@example.org", role="customer_user")
    listener = Listener(server, session)
    say(server, "staff", "c1")
    assert listener.hears_nothing(seconds=1.5)


def test_after_a_restart_the_screen_catches_up_from_where_it_was(start_server):
    server = start_server(settings=STANDIN)
    _, session = sign_in(server)
    listener = Listener(server, session)
    say(server, "staff", "c1")
    seen, _ = listener.next()
    say(server, "staff", "c2")
    server.kill()
    assert listener.ended.wait(5)
    server.python(ELSEWHERE)
    server.start()
    again = Listener(server, session, last_seen=seen)
    refs = {again.next()[1]["ref"] for _ in range(3)}  # c1 happened seconds ago and is told again, which is harmless
    assert refs == {"c1", "c2", "elsewhere"}


def test_what_another_process_writes_is_heard_within_two_seconds(start_server):
    server = start_server(settings=STANDIN)
    _, session = sign_in(server)
    listener = Listener(server, session)
    server.python(ELSEWHERE)
    assert listener.next(seconds=2)[1] == {"kind": "note", "ref": "elsewhere"}
    assert listener.hears_nothing(seconds=1.5)


def test_stopping_the_server_ends_the_streams_properly_and_at_once(start_server):
    server = start_server(settings=STANDIN)
    _, session = sign_in(server)
    listener = Listener(server, session)
    server.ask_to_stop()
    assert listener.ended.wait(2)
    assert server.wait() == 0

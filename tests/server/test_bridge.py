"""A WSGI application behind an event loop: whole requests only, whole answers, and threads that always come back."""

import asyncio
import logging
import threading

import pytest

from vorzimmer.domain.sender_address import networks
from vorzimmer.server import bridge
from vorzimmer.server.asgi import GUARDED
from vorzimmer.server.bridge import Pages

SCOPE = {
    "type": "http",
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "path": "/grüße",
    "query_string": b"a=1",
    "headers": [],
    "server": ("127.0.0.1", 8000),
    "client": ("127.0.0.1", 50000),
}


def ask(application, *, chunks=(b"",), headers=(), disconnects=False, proxies=(), slow=0.0):  # noqa: PLR0913  (what a client may do)
    """Send one request; returns the messages of the answer. `disconnects`: the client goes before the request is complete."""
    pages = Pages(application, threads=1, proxies=proxies)
    sent = []
    parts = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    if disconnects:
        parts.append({"type": "http.disconnect"})
    else:
        parts[-1]["more_body"] = False

    async def receive():
        await asyncio.sleep(slow)
        return parts.pop(0)

    async def send(message):
        await asyncio.sleep(slow)
        sent.append(message)

    async def exchange():
        await pages({**SCOPE, "headers": list(headers)}, receive, send)

    try:
        asyncio.run(exchange())
    finally:
        pages.stop()
    return sent


def body(messages):
    return b"".join(message.get("body", b"") for message in messages)


class Echo:
    """Keeps what it was asked and answers in the given chunks."""

    def __init__(self, *chunks):
        self.chunks = chunks or (b"hello",)
        self.environ = None
        self.closed = False

    def __call__(self, environ, start_response):
        self.environ = {**environ, "read": environ["wsgi.input"].read()}
        start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        self.closed = True


def test_a_short_answer_goes_out_whole():
    echo = Echo(b"hel", b"lo")
    start, only = ask(echo)
    assert start["status"] == 200
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert only == {"type": "http.response.body", "body": b"hello"}
    assert echo.closed


def test_the_request_arrives_as_the_standard_wants_it():
    echo = Echo()
    headers = [(b"content-type", b"text/html"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-two", b"1"), (b"x-two", b"2")]
    ask(echo, chunks=(b"hal", b"lo"), headers=headers)
    found = {name: echo.environ[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "read")}
    assert found == {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/grÃ¼Ã\x9fe",  # UTF-8 read as Latin-1
        "QUERY_STRING": "a=1",
        "CONTENT_TYPE": "text/html",
        "CONTENT_LENGTH": "5",
        "read": b"hallo",
    }
    assert (echo.environ["HTTP_COOKIE"], echo.environ["HTTP_X_TWO"], echo.environ["REMOTE_ADDR"]) == ("a=1;b=2", "1,2", "127.0.0.1")


def test_a_header_with_an_underscore_cannot_pass_for_another():
    echo = Echo()
    ask(echo, headers=[(b"x_forwarded_proto", b"https"), (b"x-real", b"1")])
    assert "HTTP_X_FORWARDED_PROTO" not in echo.environ
    assert echo.environ["HTTP_X_REAL"] == "1"


def test_only_behind_a_listed_proxy_the_client_is_whom_the_last_proxy_names():
    headers = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.7")]
    found = []
    for proxies in ("", "127.0.0.1", "10.0.0.1"):
        echo = Echo()
        ask(echo, headers=headers, proxies=networks(proxies))
        found.append(echo.environ["REMOTE_ADDR"])
    assert found == ["127.0.0.1", "198.51.100.7", "127.0.0.1"]


def test_half_a_form_is_never_taken_for_a_whole_one():
    echo = Echo()
    assert ask(echo, chunks=(b"concern=please+ca",), disconnects=True) == []
    assert echo.environ is None


def test_a_request_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(bridge, "MOST_BODY", 10)
    echo = Echo()
    refused = ask(echo, chunks=(b"12345", b"678901"))[0]
    assert refused["status"] == 413
    assert set(GUARDED) <= set(refused["headers"])
    assert echo.environ is None


def test_a_request_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(bridge, "BODY_SECONDS", 0.05)
    echo = Echo()
    assert ask(echo, chunks=(b"1", b"2", b"3"), slow=0.04)[0]["status"] == 408
    assert echo.environ is None


def test_a_long_answer_goes_out_in_pieces_no_faster_than_it_is_read():
    made, sent_when_made = [], []

    def chunks():
        for number in range(4):
            made.append(number)
            sent_when_made.append(len(sent))
            yield b"x" * bridge.PIECE

    sent = []

    def application(environ, start_response):
        start_response("200 OK", [])
        return chunks()

    async def exchange():
        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            await asyncio.sleep(0.01)
            sent.append(message)

        await Pages(application, threads=1)(SCOPE, receive, send)

    asyncio.run(exchange())
    assert len(body(sent)) == 4 * bridge.PIECE
    assert sent_when_made == [0, 2, 3, 4]  # the head and the first piece were out before the second piece was made
    assert sent[-1] == {"type": "http.response.body", "body": b""}


def test_one_thread_makes_the_whole_answer():
    threads = []

    def application(environ, start_response):
        start_response("200 OK", [])
        for _ in range(3):
            threads.append(threading.current_thread().name)
            yield b"x" * bridge.PIECE

    ask(application)
    assert len(threads) == 3
    assert len(set(threads)) == 1


def test_an_error_is_answered_and_logged_without_what_it_says(caplog):
    def application(environ, start_response):
        raise ValueError("the caller said: canary")

    with caplog.at_level(logging.ERROR):
        messages = ask(application)
    assert messages[0]["status"] == 500
    assert "ValueError" in caplog.text
    assert "test_bridge.py" in caplog.text
    assert "the caller said: canary\n" not in caplog.text.replace('raise ValueError("the caller said: canary")\n', "")


def test_an_error_in_the_middle_of_an_answer_breaks_it_off():
    echo = Echo()

    def application(environ, start_response):
        echo(environ, start_response)
        yield b"x" * bridge.PIECE
        raise ValueError

    with pytest.raises(RuntimeError, match="the answer broke off"):
        ask(application)


def test_a_head_that_cannot_be_sent_is_an_error_and_the_answer_is_closed():
    echo = Echo()
    pages = Pages(echo, threads=1)

    async def exchange():
        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            raise RuntimeError("Invalid HTTP header value.")

        with pytest.raises(RuntimeError):
            await pages(SCOPE, receive, send)

    asyncio.run(exchange())
    assert echo.closed

"""The search of the proof finds a mark however it is written, wherever it lies, and is not fooled by what was there before."""

import base64
from pathlib import Path

import pytest

from vorzimmer.server.faults import Trouble
from vorzimmer.server.no_log.canaries import Canaries, Hit, search
from vorzimmer.server.no_log.proof import changed_tables, verdict
from vorzimmer.server.no_log.proxy import TEMPORARY, Front, adapted, left_behind, proxy
from vorzimmer.server.no_log.visits import Answers

MARKS = Canaries(
    address="127.33.44.55", agent="agent-aa", referrer="referrer-bb", path="path-0123456789", query="query-0123456789", body="body-cc"
)
GOOD = Answers(statuses=dict.fromkeys((200, 400, 403, 404, 405, 413, 422, 500), 1))


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        (b'"GET /path-0123456789 HTTP/1.1"', "path"),
        (b"GET /PATH-0123456789", "path"),
        ("path-0123456789".encode("utf-16"), "path"),
        (base64.b64encode(b"path-0123456789"), "path"),
        (base64.b64encode(b"GET /path-0123456789"), "path"),
        (base64.b64encode(b"a GET /path-0123456789"), "path"),
        (b"path-0123456789".hex().encode(), "path"),
        (b"9876543210-htap", "path"),
        (b"127.33.44.55", "address"),
        (b"\x7f\x21\x2c\x37", "address"),
        (b"\x37\x2c\x21\x7f", "address"),
        (b"7f212c37", "address"),
        (b"::ffff:7f21:2c37", "address"),
        ("127.33.44.55".encode("utf-16-le"), "address"),
        (base64.b64encode(b"from 127.33.44.55 on"), "address"),
    ],
)
def test_a_mark_is_found_however_it_is_written(tmp_path, written, mark):
    (tmp_path / "some.db-wal").write_bytes(b"\0" * 1000 + written + b"\0" * 1000)
    assert set(search(tmp_path, MARKS.needles()).found) == {Hit(mark=mark, file="some.db-wal")}


def test_a_mark_is_found_in_the_name_of_a_file_and_across_pieces(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "agent-aa.txt").write_bytes(b"")
    (tmp_path / "long").write_bytes(b"x" * 4_000_000 + b"body-cc" + b"x" * 10)
    (tmp_path / "cut").write_bytes(b"x" * 3_999_997 + b"query-0123456789")
    found = {(hit.mark, hit.file) for hit in search(tmp_path, MARKS.needles()).found}
    assert found == {("agent", "deep/agent-aa.txt"), ("body", "long"), ("query", "cut")}


def test_what_was_there_before_does_not_count(tmp_path):
    file = tmp_path / "packed"
    file.write_bytes(b"\x7f\x21\x2c\x37")
    before = search(tmp_path, MARKS.needles())
    assert search(tmp_path, MARKS.needles()).beyond(before) == []
    file.write_bytes(b"\x7f\x21\x2c\x37 \x7f\x21\x2c\x37")
    assert search(tmp_path, MARKS.needles()).beyond(before) == [Hit(mark="address", file="packed")]


def test_two_visitors_have_nothing_in_common():
    one, other = Canaries.draw(), Canaries.draw()
    assert not set(vars_of(one)) & set(vars_of(other))


def vars_of(marks):
    return [marks.address, marks.agent, marks.referrer, marks.path, marks.query, marks.body]


@pytest.mark.parametrize(
    ("hits", "changed", "answers", "control", "code"),
    [
        ([], [], GOOD, False, 0),
        (["path"], [], GOOD, False, 1),
        ([], ["visits"], GOOD, False, 1),
        ([], [], Answers(statuses=dict.fromkeys((200, 404), 1)), False, 1),
        ([], [], Answers(statuses=dict(GOOD.statuses), cookies={"/"}), False, 1),
        (["address", "agent", "referrer", "path", "query"], [], GOOD, True, 0),
        (["address", "agent", "referrer", "path"], [], GOOD, True, 1),
        ([], [], GOOD, True, 1),
    ],
)
def test_it_is_proved_only_if_nothing_was_found_and_everything_was_met(tmp_path, hits, changed, answers, control, code):  # noqa: PLR0913, PLR0917
    before = search(tmp_path, MARKS.needles())
    (tmp_path / "log").write_text(" ".join(getattr(MARKS, name) for name in hits), "ascii")
    after = search(tmp_path, MARKS.needles())
    from collections import Counter  # noqa: PLC0415  (used here alone)

    met = Answers(statuses=Counter(answers.statuses), cookies=answers.cookies)
    said = []
    assert verdict(before, (after,), met, changed, negative_control=control, say=said.append) == code
    assert said


def test_a_counter_is_a_changed_table():
    assert changed_tables({"a": [(1,)], "b": []}, {"a": [(2,)], "b": [], "c": []}) == ["a", "c"]


# --- nginx in front -----------------------------------------------------------------------------------------------------

SHIPPED = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text("utf-8")
FRONT = Front(port=4443, plain=8080)


def about_logs(text):
    return [line.strip() for line in text.splitlines() if "log" in line and not line.strip().startswith("#")]


def test_of_the_shipped_configuration_nothing_about_logs_is_changed(tmp_path):
    text = adapted(SHIPPED, tmp_path, upstream=9000, front=FRONT, loud=False)
    assert about_logs(text) == about_logs(SHIPPED) == ["error_log /dev/null emerg;", "access_log off;", "log_not_found off;"]
    for line in ("listen 127.0.0.1:4443 ssl http2;", "listen 127.0.0.1:8080;", "proxy_pass http://127.0.0.1:9000;"):
        assert line in text
    assert "buero.example.pem" not in text
    assert "[::]" not in text
    assert text.count("proxy_request_buffering off;") == SHIPPED.count("proxy_request_buffering off;")


def test_the_negative_control_writes_both_logs(tmp_path):
    text = adapted(SHIPPED, tmp_path, upstream=9000, front=FRONT, loud=True)
    assert f"access_log {tmp_path}/access.log usual;" in text
    assert f"error_log {tmp_path}/error.log info;" in text
    assert "access_log off;" not in text


@pytest.mark.parametrize(
    "missing", ["listen 443 ssl http2;", "proxy_pass http://127.0.0.1:8000;", "ssl_certificate /etc/ssl/buero.example.pem;"]
)
def test_a_configuration_that_would_not_be_in_front_of_this_server_is_refused(tmp_path, missing):
    with pytest.raises(Trouble):
        adapted(SHIPPED.replace(missing, ""), tmp_path, upstream=9000, front=FRONT, loud=False)


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(Trouble, match=r"nothing\.conf"),
        proxy(tmp_path / "nothing.conf", tmp_path, upstream=9000, front=FRONT, loud=False),
    ):
        pass


def test_a_temporary_file_leaves_a_trace(tmp_path):
    for kind in TEMPORARY:
        (tmp_path / "nginx" / kind).mkdir(parents=True)
    assert left_behind(tmp_path) == []
    (tmp_path / "nginx" / "client_body" / "1").mkdir()
    assert left_behind(tmp_path) == ["client_body"]

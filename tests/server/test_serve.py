"""The server as a process: how it starts, stops, and is killed."""

import socket
import stat
import threading
import time

import httpx
import pytest

from tests.running import RunningServer, free_port

STANDIN = "tests.server.standin"
SAVED = "from vorzimmer.live.models import LiveEvent; print(sorted(LiveEvent.objects.values_list('ref', flat=True)))"


@pytest.fixture
def not_started(tmp_path, migrated):
    """A server that is to fail: use `run("serve", ...)`."""
    home = tmp_path / "home"
    with migrated.copied(home) as databases:
        yield RunningServer(home, environment=databases, settings=STANDIN)


def refuses(server, *words):
    """The one line with which the server refuses to start."""
    done = server.run("serve", "--port", str(server.port), *words)
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_a_fresh_home_becomes_a_server_and_only_its_owner_can_read_its_secrets(start_server):
    running_server = start_server(fresh=True)
    assert "Database brought up to date" in running_server.output
    assert f"Vorzimmer is ready at {running_server.url}" in running_server.output
    for name in ("secret.key", "serve.lock"):
        assert stat.S_IMODE((running_server.home / name).stat().st_mode) == 0o600
    assert running_server.stop() == 0
    assert running_server.output.endswith("Stopped.\n")


def test_the_second_start_has_nothing_to_do(running_server):
    before = running_server.output
    running_server.stop()
    running_server.start()
    again = running_server.output.removeprefix(before + "Stopped.\n")
    assert again == f"Vorzimmer is ready at {running_server.url}\n"


def test_a_running_page_is_finished_before_the_server_stops(start_server):
    server = start_server(settings=STANDIN)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{server.url}/slow/", timeout=30)))
    asking.start()
    time.sleep(0.7)
    server.ask_to_stop()
    time.sleep(0.5)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/echo/x")
    asking.join()
    assert (answers[0].status_code, answers[0].text) == (200, "done")
    assert server.wait() == 0
    assert server.python(SAVED) == "['slow page']\n"


def test_what_was_answered_survives_a_kill(start_server):
    server = start_server(settings=STANDIN)
    for number in range(5):
        assert httpx.post(f"{server.url}/say/?channel=staff&ref=c{number}").status_code == 204
    server.kill()
    server.start()
    assert server.python(SAVED) == "['c0', 'c1', 'c2', 'c3', 'c4']\n"
    assert httpx.get(f"{server.url}/echo/x").status_code == 200
    assert server.stop() == 0


def test_clients_that_go_away_in_the_middle_disturb_nobody(start_server):
    server = start_server(settings=STANDIN)
    for path in ["long/"] * 10 + ["slow/"] * 10:  # more than there are threads
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            if path == "long/":
                client.recv(1000)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST /say/?channel=staff&ref=half HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nhalf")
    assert httpx.get(f"{server.url}/echo/x", timeout=30).status_code == 200
    assert server.stop() == 0
    assert server.python(SAVED) == f"{['slow page'] * 10}\n"
    assert server.output.endswith("Stopped.\n")
    assert "ERROR" not in server.output


def test_an_occupied_port_is_named(not_started):
    with socket.create_server(("127.0.0.1", not_started.port)):
        line = refuses(not_started)
    assert line == (
        f"vorzimmer: Port {not_started.port} on 127.0.0.1 cannot be used: Address already in use. "
        "Choose another one with --port, or stop the program that uses it."
    )


def test_an_address_that_is_not_ours_is_named(not_started):
    assert "on 203.0.113.9 cannot be used: Cannot assign requested address" in refuses(not_started, "--host", "203.0.113.9")


def test_a_second_server_in_the_same_home_is_refused(running_server):
    done = running_server.run("serve", "--port", str(free_port()))
    assert (done.returncode, done.stderr) == (
        2,
        f"vorzimmer: Another Vorzimmer is running in {running_server.home}. Stop it first, or set VORZIMMER_HOME.\n",
    )


def test_a_broken_database_file_is_named(not_started):
    file = not_started.home / "broken.sqlite3"
    file.write_bytes(b"this is no database" * 100)
    not_started.environment["DATABASE_URL"] = f"sqlite:///{file}"
    assert refuses(not_started) == (
        "vorzimmer: The database “default” cannot be opened: file is not a database. Check DATABASE_URL and that the database is running."
    )
    assert file.read_bytes() == b"this is no database" * 100


def test_a_database_that_cannot_be_reached_is_named(not_started):
    not_started.environment["KEYRING_URL"] = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    line = refuses(not_started)
    assert line.startswith("vorzimmer: The database “keyring” cannot be opened: ")
    assert line.endswith("Check KEYRING_URL and that the database is running.")


def test_a_database_url_that_means_nothing_is_named(not_started):
    not_started.environment["DATABASE_URL"] = "oracel://x"
    assert "vorzimmer: The settings in the environment are wrong: " in refuses(not_started)


@pytest.mark.parametrize(
    ("content", "mode", "complaint"), [("nonsense", 0o600, "is not the base64 form of 32 bytes"), ("x", 0o644, "chmod 600")]
)
def test_a_master_key_that_cannot_be_used_is_named(not_started, content, mode, complaint):
    file = not_started.home / "master.key"
    file.write_text(content)
    file.chmod(mode)
    line = refuses(not_started)
    assert line.startswith("vorzimmer: The sealed data cannot be opened: ")
    assert complaint in line


def test_a_database_of_a_newer_program_is_refused(running_server):
    running_server.stop()
    running_server.python(
        "from django.db import connection\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('live', '9999_from_the_future')"
    )
    assert "was made by a newer Vorzimmer (live.9999_from_the_future)" in refuses(running_server)


def test_a_home_that_cannot_be_written_is_named(not_started):
    not_started.environment["VORZIMMER_HOME"] = "/proc/nowhere"
    assert refuses(not_started).startswith("vorzimmer: The settings in the environment are wrong: ")


def test_headers_say_nothing_about_the_server(start_server):
    server = start_server(settings=STANDIN)
    assert "server" not in httpx.get(f"{server.url}/echo/x").headers


def test_a_head_that_does_not_end_is_refused(start_server):
    server = start_server(settings=STANDIN)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        answer = b""
        try:
            for _ in range(100):
                client.sendall(b"x" * 10_000)
            answer = client.recv(1000)
        except (ConnectionResetError, BrokenPipeError):
            answer = b"HTTP/1.1 400"
    assert answer.startswith(b"HTTP/1.1 400")
    assert httpx.post(f"{server.url}/echo/x", content=b"y" * 1_000_000).status_code in {200, 400}


def test_no_word_of_a_request_reaches_the_output(start_server):
    server = start_server(settings=STANDIN)
    canary = "canary4711"
    with httpx.Client(
        base_url=server.url, headers={"User-Agent": canary, "Referer": f"http://{canary}/"}, cookies={"vorzimmer": canary}
    ) as client:
        assert client.get(f"/echo/{canary}?q={canary}").status_code == 200
        assert client.get(f"/{canary}/").status_code == 404
        assert client.get(f"/broken/?secret={canary}").status_code == 500
        assert client.get(f"/live?secret={canary}").status_code == 401
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"/broken-off/?secret={canary}")
    for garbage in (
        f"{canary}\r\n\r\n",
        f"GET /{canary} HTTP/9\r\n\r\n",
        f"GET http://[{canary}/ HTTP/1.1\r\n\r\n",
        f"GET /{canary}ä HTTP/1.1\r\nHost: a\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(garbage.encode())
            client.recv(1000)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"GET /echo/{canary} HTTP/1.1\r\nHost: {canary}\r\nConnection: Upgrade\r\nUpgrade: {canary}\r\n\r\n".encode())
        client.recv(1000)
    assert server.stop() == 0
    assert canary not in server.output
    assert "/echo" not in server.output


def test_a_server_that_is_asked_to_stop_twice_still_stops_well(start_server):
    server = start_server()
    server.ask_to_stop()
    server.ask_to_stop()
    assert server.wait() == 0

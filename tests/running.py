"""The program as an agency runs it: `vorzimmer serve` in a process of its own, with its own home and databases."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
STOP_SECONDS = 30
FORGET_OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""PostgreSQL ends all other connections to this database, and waits until they are gone."""


def free_port() -> int:
    """Find a port below those that the system gives to clients, so that none of them is there first when it is used."""
    while True:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", secrets.choice(range(12_000, 32_000)))) as door:
            return int(door.getsockname()[1])


class RunningServer:
    """A server that can be stopped, killed and started again; `settings` is another settings module for the process."""

    def __init__(self, home: Path, *, environment: Mapping[str, str], settings: str = "vorzimmer.settings") -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": settings,
            "VORZIMMER_HOME": str(home),
            "PUBLIC_URL": self.url,
            **environment,
        }
        self._output = home.parent / f"{home.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def output(self) -> str:
        """All that the server wrote to stdout and stderr, over all its starts."""
        return self._output.read_text("utf-8")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> "RunningServer":
        """Start the server and wait until it answers."""
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vorzimmer", "serve", "--port", str(self.port)],
                cwd=self.home.parent,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        already = self.output.count(self.url)
        while self.output.count(self.url) == already:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.output}")
            time.sleep(0.05)
        return self

    def ask_to_stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask the server to stop, and wait; returns its exit code."""
        self.ask_to_stop()
        return self.wait()

    def wait(self) -> int:
        assert self._process is not None
        return self._process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End the process as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def run(self, *words: str, **options) -> subprocess.CompletedProcess[str]:
        """Run another `vorzimmer` command with the same environment."""
        return self._run("-m", "vorzimmer", *words, **options)

    def python(self, code: str) -> str:
        """Run code in another process that has the same settings and databases; returns what it prints."""
        done = self._run("-c", f"import django\ndjango.setup()\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(self, *words: str, **options) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(
            command,
            check=False,
            cwd=self.home.parent,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=START_SECONDS,
            **options,
        )

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()


def on_postgres() -> bool:
    """Whether the tests run on the PostgreSQL server of DATABASE_URL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@contextlib.contextmanager
def databases_of_its_own(like: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """The variables for two fresh databases: on the PostgreSQL server of DATABASE_URL when it is set, else SQLite files in the home.

    `like` are databases of that server to copy; nobody may be connected to them.
    """
    server = os.environ.get("DATABASE_URL", "")
    if not on_postgres():
        yield {}
        return
    names = {variable: f"vorzimmer_{uuid4().hex}" for variable in ("DATABASE_URL", "KEYRING_URL")}
    with psycopg.connect(server, autocommit=True) as connection:
        for variable, name in names.items():
            template = name_of(like[variable]) if like else "template1"
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield {variable: with_database(server, name) for variable, name in names.items()}
        finally:
            for name in names.values():
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A home and databases to be copied, since it takes seconds to bring them up to date, and nearly all servers begin with it."""

    home: Path
    databases: Mapping[str, str]

    @contextlib.contextmanager
    def copied(self, home: Path) -> Iterator[dict[str, str]]:
        """Copy everything: the home to a folder that is not there yet. Gives the variables for the databases."""
        shutil.copytree(self.home, home)
        with databases_of_its_own(self.databases) as databases:
            yield databases

    @contextlib.contextmanager
    def with_code(self, home: Path, code: str) -> Iterator["Prepared"]:
        """Copy everything and run `code` there, to be copied in turn."""
        with self.copied(home) as databases:
            RunningServer(home, environment=databases).python(code)
            yield Prepared(home=home, databases=databases)


@contextlib.contextmanager
def prepared_once(folder: Path, make: Callable[[Path], AbstractContextManager[Prepared]]) -> Iterator[Prepared]:
    """What `make` prepares in a folder: with databases that are files, all processes of the tests share what the first one made.

    Databases of a server are each process's own, since whoever makes them ends them.
    """
    if on_postgres():
        folder.mkdir()
        with make(folder / "home") as prepared:
            yield prepared
        return
    shared = folder.parent.parent / folder.name if "PYTEST_XDIST_WORKER" in os.environ else folder
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            making = shared.with_suffix(f".{os.getpid()}")
            making.mkdir()
            with make(making / "home"):
                pass
            making.rename(shared)
    yield Prepared(home=shared / "home", databases={})


def name_of(url: str) -> str:
    """The name of the database in a PostgreSQL URL."""
    return url.partition("?")[0].rsplit("/", 1)[1]


def with_database(url: str, name: str) -> str:
    """The same PostgreSQL URL for another database."""
    head, _, options = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{options}" if options else "")

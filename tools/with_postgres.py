"""Run a command with a PostgreSQL server that exists only for it: `python tools/with_postgres.py pytest -q`.

The command finds the server by DATABASE_URL and KEYRING_URL. `--durable` before the command makes commits survive a power cut, as
in production. When PostgreSQL is not installed the command is not run: that is said, and is an error only when
VORZIMMER_ALL_TOOLS=1. Needs the standard library only.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASES = {"DATABASE_URL": "vorzimmer", "KEYRING_URL": "keyring"}
UNPRIVILEGED = ("postgres", "nobody")
"""Who runs the server when root starts it; PostgreSQL refuses to run as root."""
START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",  # only the socket in the temporary folder
    "max_connections": "200",
    # as docs/how-to/back-up-and-restore.md wants it: erased bytes leave with the old segments, and no log holds values of people
    "wal_recycle": "off",
    "log_parameter_max_length": "0",
    "log_min_error_statement": "panic",
}
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
"""The data ends with the command, so that nothing is lost."""


def programs() -> Path | None:
    """Find the folder with `initdb` and `postgres`: on the PATH, else the newest of the places where systems put them."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/opt/postgresql*/bin"):
        candidates += sorted(Path("/").glob(pattern), key=version, reverse=True)
    complete = [folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return complete[0] if complete else None


def version(folder: Path) -> int:
    digits = "".join(character if character.isdigit() else " " for character in str(folder)).split()
    return int(digits[0]) if digits else 0


def identity() -> dict[str, Any]:
    """Say as whom subprocess is to run the server."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SystemExit("with_postgres: there is no user “postgres” or “nobody” to run PostgreSQL")


@contextmanager
def server(binaries: Path, settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Run a fresh server; gives the variables that name its databases."""
    who = identity()
    folder = Path(tempfile.mkdtemp(prefix="vorzimmer-pg-"))
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        common: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **who}
        initialise = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(initialise, check=True, **common)
        options = [f"-c{name}={value}" for name, value in settings.items()]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, *options], cwd=folder, stdout=log, stderr=log, **who
            )
        try:
            wait_until_ready(process, folder)
            for name in DATABASES.values():
                subprocess.run([binaries / "createdb", "-h", folder, "-U", "postgres", name], check=True, **common)
            yield {variable: f"postgres://postgres@{quote(str(folder), safe='')}/{name}" for variable, name in DATABASES.items()}
        finally:
            process.send_signal(signal.SIGQUIT)  # at once; nothing is worth keeping
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready = b"database system is ready to accept connections"
    while ready not in (folder / "log").read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"with_postgres: PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def main(words: Sequence[str]) -> int:
    durable = words[:1] == ["--durable"]
    command = words[1:] if durable else words
    if not command:
        raise SystemExit("usage: with_postgres.py [--durable] COMMAND [ARGUMENT ...]")
    binaries = programs()
    if binaries is None:
        print(f"NOT RUN, because PostgreSQL is not installed (no initdb found): {' '.join(command)}", flush=True)
        return 1 if os.environ.get("VORZIMMER_ALL_TOOLS") == "1" else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server(binaries, SETTINGS if durable else SETTINGS | CARELESS) as variables:
        return subprocess.run(command, check=False, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

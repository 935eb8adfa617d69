"""A database as it stood at one moment, as a file; and the way back. Writers are not kept waiting meanwhile."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils.translation import gettext as _

from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.server.faults import Trouble

PIECE = 1 << 20
_LEDGER = "SELECT number, link FROM privacy_ledgerentry ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line of the ledger in a snapshot; 0 and blank where there is none."""

    number: int = 0
    link: str = ""


def take(alias: str, target: Path) -> Head:
    """Write the database into `target`; gives the head of its ledger as it stands there. Raises Trouble."""
    if connections[alias].vendor == "sqlite":
        _copy(Path(connections[alias].settings_dict["NAME"]), target)
        return _head_in(target) if alias == "default" else Head()
    return _dump(alias, target)


def put_back(alias: str, source: Path) -> None:
    """Fill the empty database from a snapshot: whole or not at all. Raises Trouble."""
    connections[alias].close()
    if connections[alias].vendor == "sqlite":
        file = Path(connections[alias].settings_dict["NAME"])
        for left in (f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal"):
            file.with_name(left).unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.chmod(0o600)
        shutil.move(source, file)
        return
    _run("pg_restore", alias, ["--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error", str(source)])


def is_empty(alias: str) -> bool:
    """Whether the database holds nothing yet."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        return not file.exists() or file.stat().st_size == 0
    return not connection.introspection.table_names()


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wipe(path: Path) -> None:
    """Delete a file or a folder; what stood in the files is overwritten first, as well as a disk lets one."""
    if path.is_dir():
        for each in path.iterdir():
            wipe(each)
        path.rmdir()
        return
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        for _piece in range(-(-path.stat().st_size // PIECE)):
            file.write(bytes(PIECE))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def _copy(file: Path, target: Path) -> None:
    """One reading transaction: in write-ahead mode it keeps no writer waiting."""
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(target)) as copy:
        target.chmod(0o600)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise Trouble(_("The database %(file)s is damaged; it was not backed up.") % {"file": file})


def _head_in(copy: Path) -> Head:
    with contextlib.closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
        row = database.execute(_LEDGER).fetchone()
    return Head() if row is None else Head(number=row[0], link=row[1])


def _dump(alias: str, target: Path) -> Head:
    """pg_dump reads what a transaction of ours sees, so that the head of the ledger is that of the dump."""
    with _snapshot(alias) as (name, head):
        _run("pg_dump", alias, ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}", f"--file={target}"])
    target.chmod(0o600)
    return head


@contextlib.contextmanager
def _snapshot(alias: str) -> Iterator[tuple[str, Head]]:
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        name = str(cursor.fetchone()[0])
        last = LedgerEntry.objects.order_by("-number").first() if alias == "default" else None
        yield name, Head() if last is None else Head(number=last.number, link=last.link)


def _run(program: str, alias: str, options: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise Trouble(_("%(program)s is not installed. It comes with PostgreSQL's client programs.") % {"program": program})
    given: dict[str, Any] = connections[alias].get_connection_params()
    names = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    environment = os.environ | {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    options = [f"--dbname={given['dbname']}", *options] if program == "pg_restore" else options
    done = subprocess.run([found, *options], env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (found on the PATH)
    if done.returncode:
        said = (done.stderr.strip() or "?").splitlines()[0]
        raise Trouble(_("%(program)s says: %(error)s") % {"program": program, "error": said})

"""Erased on request, and erased again after a restore: random ids in the database, and in a file that no restore replaces.

The row is written in the transaction that erases, so that none is there for what was not erased; the file follows the commit, and
what a crash left out is carried over at the next occasion. A copy lies beside the backups.
"""

import contextlib
import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Due, Facts, decide
from vorzimmer.privacy import ledger
from vorzimmer.privacy.clocks import Clock, clocks
from vorzimmer.privacy.models import Tombstone
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.sweeping import line

NAME = "tombstones"
REPLAY = "replay"
"""Rule of the lines of the ledger that say what was erased again."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stone:
    """A line of the file."""

    at: datetime
    table: str
    record: str

    def written(self) -> str:
        return json.dumps({"at": self.at.isoformat(), "table": self.table, "record": self.record}) + "\n"


EraseAgain = Callable[[Collection[str], datetime], int]
"""Erases records of a table by their ids, at a moment, wherever they are still there; gives how many were."""

_again: dict[str, EraseAgain] = {}


def replay_by(table: str, erase: EraseAgain) -> None:
    """Let a room say how its records are erased again, where more than the row has to go. A room says it when the program starts."""
    _again[table] = erase


def record(table: str, records: Iterable[object], at: datetime) -> None:
    """Note in the caller's transaction that these records ("customers.Enquiry", their random ids) are erased in it, on request.

    Raises LookupError for a table that does not exist, ValueError outside of a transaction.
    """
    apps.get_model(table)
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("a tombstone is written in the transaction that erases")
    stones = [Tombstone(table=table, record=str(each), at=at) for each in records]
    if stones:
        Tombstone.objects.bulk_create(stones, batch_size=500)
        transaction.on_commit(lambda: carry(at))


def carry(at: datetime) -> int:
    """Write into the file what is in the database only; returns how many lines. Safe to stop: a line that is there twice counts once."""
    waiting = list(Tombstone.objects.filter(carried_at=None).values_list("pk", "at", "table", "record"))
    if not waiting:
        return 0
    text = "".join(Stone(at=when, table=table, record=key).written() for _pk, when, table, key in waiting)
    with _alone():
        for path in places():
            _append(path, text)
    Tombstone.objects.filter(pk__in=[pk for pk, *_rest in waiting]).update(carried_at=at)
    return len(waiting)


def places() -> list[Path]:
    """Say where the file lies: in the home, and beside the backups."""
    found = [settings.HOME / NAME]
    if settings.BACKUP_FOLDER.is_dir():
        found.append(settings.BACKUP_FOLDER / NAME)
    return found


def read(path: Path) -> set[Stone]:
    """Read a file of tombstones; a last line that a power cut left half is passed over. None is empty."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return set(_stones(lines))


def take_over(stones: Collection[Stone]) -> None:
    """Put stones into the file of the home that are not there yet: those that lie beside a backup."""
    path = settings.HOME / NAME
    with _alone():
        missing = sorted(set(stones) - read(path))
        if missing:
            _append(path, "".join(stone.written() for stone in missing))


def lay_beside(folder: Path) -> None:
    """Put the file of the home beside the backups, whole."""
    with _alone():
        _write(folder / NAME, "".join(stone.written() for stone in sorted(read(settings.HOME / NAME) | read(folder / NAME))))


def forget(at: datetime) -> None:
    """Write the files anew without the lines whose time (R-TMB) is over. The rows are ended by the sweep."""
    with _alone():
        for path in places():
            stones = read(path)
            kept = {stone for stone in stones if not _is_over(stone, at)}
            if kept != stones:
                _write(path, "".join(stone.written() for stone in sorted(kept)))


def replay(at: datetime) -> Mapping[str, int]:
    """Erase again whatever the file names and is there; gives how many by table. Safe to stop and to begin anew.

    Each table is one transaction with its line in the ledger. Raises ProtectedError when something longer kept hangs on a record.
    """
    named: dict[str, list[str]] = {}
    for stone in sorted(read(settings.HOME / NAME)):
        named.setdefault(stone.table, []).append(stone.record)
    erased: Counter[str] = Counter()
    for table, records in named.items():
        with transaction.atomic():
            erased[table] = _again.get(table, _erase(table))(records, at)
            if erased[table]:
                ledger.write(replace(line(at, REPLAY, table, due=erased[table], erased=erased[table], oldest=None)))
    return erased


def still_there() -> list[Stone]:
    """Name what the file says was erased and a table still has."""
    stones = sorted(read(settings.HOME / NAME))
    return [stone for stone in stones if _rows(stone.table, [stone.record], stone.at).exists()]


def _is_over(stone: Stone, at: datetime) -> bool:
    return isinstance(decide(retention_rules(), Rule.TOMBSTONE, Facts(start=stone.at), at), Due)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let nobody write anew what another one adds to."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.HOME / f"{NAME}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _erase(table: str) -> EraseAgain:
    def erase(records: Collection[str], at: datetime) -> int:
        rows, clock = _rows(table, records, at), _emptied_by(table)
        if clock is not None:
            return rows.update(**clock.blanks)
        gone: Mapping[str, int] = rows.delete()[1]
        return gone.get(table, 0)

    return erase


def _rows(table: str, records: Collection[str], at: datetime) -> QuerySet[Any]:
    """Give those of the records that are there, and not emptied already."""
    clock = _emptied_by(table)
    rows = apps.get_model(table)._base_manager.all() if clock is None else clock.read(at).rows  # noqa: SLF001  (Django's own name)
    return rows.filter(pk__in=list(records))


def _emptied_by(table: str) -> Clock | None:
    """Give the clock by which rows of a table are emptied, since something that is kept longer leads to them."""
    return next((clock for clock in clocks() if clock.table == table and clock.owner and clock.blanks), None)


def _stones(lines: Iterable[str]) -> Iterator[Stone]:
    for text in lines:
        try:
            said: dict[str, Any] = json.loads(text)
            yield Stone(at=datetime.fromisoformat(said["at"]), table=said["table"], record=said["record"])
        except (ValueError, KeyError, TypeError):
            continue


def _append(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        if file.tell() and path.read_bytes()[-1:] != b"\n":
            file.write(b"\n")  # a line that a power cut left half
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, text: str) -> None:
    whole = path.with_name(f"{path.name}.new")
    whole.unlink(missing_ok=True)
    _append(whole, text)
    whole.replace(path)

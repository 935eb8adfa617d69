"""The mark of a home that was restored and is not cleared yet: while it is there, no door opens."""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.utils.translation import gettext as _

from vorzimmer.privacy.router import DEFAULT
from vorzimmer.server.faults import Trouble

NAME = "restored.json"
TABLE = "restored_not_cleared"
"""On PostgreSQL, which several machines may share, an empty table says the same."""


class Stage(StrEnum):
    """How far a restore has come."""

    COPYING = "copying"
    NOT_CLEARED = "not_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Which backup was restored; the line of its ledger that must be there again (0: it had none)."""

    stage: Stage
    backup: str
    ledger_number: int = 0
    ledger_link: str = ""


def read() -> Restored | None:
    """Read the mark of this home."""
    path = settings.HOME / NAME
    try:
        said = json.loads(path.read_text("utf-8"))
        return Restored(**{**said, "stage": Stage(said["stage"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        return Restored(stage=Stage.COPYING, backup="?")


def write(mark: Restored) -> None:
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = settings.HOME / f"{NAME}.new"
    with whole.open("w", encoding="utf-8") as file:
        json.dump(asdict(mark), file)
        file.flush()
        os.fsync(file.fileno())
    whole.replace(settings.HOME / NAME)
    _sync(settings.HOME)


def bar_database() -> None:
    """Tell other machines at the same PostgreSQL that it is not cleared."""
    if connections[DEFAULT].vendor == "postgresql":
        with connections[DEFAULT].cursor() as cursor:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} ()")


def remove() -> None:
    """Open the doors."""
    if connections[DEFAULT].vendor == "postgresql":
        with connections[DEFAULT].cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    (settings.HOME / NAME).unlink(missing_ok=True)
    _sync(settings.HOME)


def demand_cleared() -> None:
    """Let nobody in where a restore is not finished. Raises Trouble."""
    mark = read()
    if mark is not None and mark.stage is Stage.COPYING:
        raise Trouble(_("Restoring %(backup)s was interrupted. Run “vorzimmer restore” once more, as before.") % {"backup": mark.backup})
    if mark is not None or _database_is_barred():
        raise Trouble(
            _("This was restored from a backup, and what had to be erased since is not erased again. Run “vorzimmer restore --finish”.")
        )


def _database_is_barred() -> bool:
    if connections[DEFAULT].vendor != "postgresql":
        return False
    try:
        with connections[DEFAULT].cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False  # whoever needs the database says what is wrong with it


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Negative controls: the program is broken on purpose, and the proof has to see it. Names of modules are set, as nobody else may."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connections

from vorzimmer.calls import notes
from vorzimmer.privacy import sweeping as sweep
from vorzimmer.privacy.clocks import Clock, clocks
from vorzimmer.server import sweeping
from vorzimmer.sqlite.base import DatabaseWrapper

FORGOTTEN = "customers.Greeting"


def break_them(things: Iterable[str]) -> None:
    """Break these in this process."""
    for what in things:
        _WAYS[what]()


def _secure_delete() -> None:
    """Let SQLite leave deleted bytes where they are; PostgreSQL is not asked to rewrite."""
    demand = DatabaseWrapper._demand_pragmas  # noqa: SLF001  (broken on purpose)

    def careless(self: DatabaseWrapper, connection: Any) -> None:
        demand(self, connection)
        connection.execute("PRAGMA secure_delete = OFF")

    setattr(DatabaseWrapper, "_demand_pragmas", careless)  # noqa: B010
    connections.close_all()

    def only_cut(_tables: object) -> None:
        for alias in ("default", "keyring"):
            if connections[alias].vendor == "sqlite":
                with connections[alias].cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    setattr(sweeping, "clear_residue", only_cut)  # noqa: B010


def _wal() -> None:
    """Leave the write-ahead log as it is."""
    setattr(sweeping, "clear_residue", lambda _tables: None)  # noqa: B010


def _sweep() -> None:
    """Forget one table."""
    whole = clocks

    def fewer() -> tuple[Clock, ...]:
        return tuple(clock for clock in whole() if clock.table != FORGOTTEN)

    setattr(sweep, "clocks", fewer)  # noqa: B010


def _keys() -> None:
    """Keep the keys."""
    setattr(sweeping, "destroy_unused_keys", lambda _at, _now: 0)  # noqa: B010


def _log() -> None:
    """Say on the output what is saved."""
    save = notes.save_note

    def loud(new: notes.NewNote, *more: Any) -> Any:
        print(new, flush=True)
        return save(new, *more)

    setattr(notes, "save_note", loud)  # noqa: B010


_WAYS: Mapping[str, Callable[[], None]] = {"secure-delete": _secure_delete, "wal": _wal, "sweep": _sweep, "keys": _keys, "log": _log}

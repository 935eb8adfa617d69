"""Negative controls: the program is broken on purpose, one thing at a time, and the proof has to see it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connections

from vorzimmer.calls import notes
from vorzimmer.privacy import sweeping as sweep
from vorzimmer.privacy.clocks import Clock
from vorzimmer.server import sweeping
from vorzimmer.sqlite.base import DatabaseWrapper

FORGOTTEN = "customers.Greeting"


def break_it(what: str) -> None:
    """Break one thing in this process; nothing for a blank name."""
    if what:
        _WAYS[what]()


def _secure_delete() -> None:
    """Let SQLite leave deleted bytes where they are; PostgreSQL is not asked to rewrite."""
    demand = DatabaseWrapper._demand_pragmas  # noqa: SLF001  (broken on purpose)

    def careless(self: DatabaseWrapper, connection: Any) -> None:
        demand(self, connection)
        connection.execute("PRAGMA secure_delete = OFF")

    DatabaseWrapper._demand_pragmas = careless  # type: ignore[method-assign]  # noqa: SLF001
    connections.close_all()

    def only_cut(_tables: object) -> None:
        for alias in ("default", "keyring"):
            if connections[alias].vendor == "sqlite":
                with connections[alias].cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    sweeping.clear_residue = only_cut


def _wal() -> None:
    """Leave the write-ahead log as it is."""
    sweeping.clear_residue = lambda _tables: None


def _sweep() -> None:
    """Forget one table."""
    whole = sweep.clocks

    def fewer() -> tuple[Clock, ...]:
        return tuple(clock for clock in whole() if clock.table != FORGOTTEN)

    sweep.clocks = fewer


def _keys() -> None:
    """Keep the keys."""
    sweeping.destroy_unused_keys = lambda _at, _now: 0


def _log() -> None:
    """Say on the output what is saved."""
    save = notes.save_note

    def loud(new: notes.NewNote, *more: Any) -> Any:
        print(new, flush=True)
        return save(new, *more)

    notes.save_note = loud


_WAYS: Mapping[str, Callable[[], None]] = {"secure-delete": _secure_delete, "wal": _wal, "sweep": _sweep, "keys": _keys, "log": _log}

"""The backend itself: pragmas that are set on every new connection and read back, and the queue for writers."""

import sqlite3
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

from vorzimmer.sqlite.features import DatabaseFeatures
from vorzimmer.sqlite.writers import QueuedConnection, QueuedCursor

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
"""Readers never wait; a commit survives a power cut (2 = FULL); deleted bytes are overwritten; references hold."""


def pragmas_in_force(connection: sqlite3.Connection) -> dict[str, str | int]:
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "factory": QueuedConnection}

    def get_new_connection(self, conn_params: dict[str, Any]) -> QueuedConnection:
        connection: QueuedConnection = super().get_new_connection(conn_params)
        try:
            self._demand_pragmas(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _demand_pragmas(self, connection: QueuedConnection) -> None:
        wanted = PRAGMAS | ({"journal_mode": "memory"} if self.is_in_memory_db() else {})
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != wanted["journal_mode"]:
            connection.take_turn()
            try:
                connection.execute(f"PRAGMA journal_mode = {wanted['journal_mode']}")
            finally:
                connection.end_turn()
        in_force = pragmas_in_force(connection)
        missing = [f"{name} is {in_force[name]} and must be {value}" for name, value in wanted.items() if in_force[name] != value]
        if missing:
            raise ImproperlyConfigured(f"The SQLite database {self.settings_dict['NAME']} cannot be used: {', '.join(missing)}.")

    def create_cursor(self, name: str | None = None) -> QueuedCursor:  # noqa: ARG002  (Django's signature)
        cursor: QueuedCursor = self.connection.cursor(factory=QueuedCursor)
        return cursor

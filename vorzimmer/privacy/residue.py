"""What is left of erased rows in the files of the databases, and how it is cleared away (law.md 6.2)."""

import time
from collections.abc import Callable, Collection

from django.db import connections

from vorzimmer.privacy.router import DEFAULT, KEYRING

ATTEMPTS = 20
PAUSE = 0.25
"""Seconds between two attempts: a reader that is still there keeps the write-ahead log from being cut."""


class ResidueLeft(Exception):
    """The write-ahead log could not be cut, or deleted bytes are not overwritten: what was erased is still in the files."""


def clear_residue(tables: Collection[str], *, pause: Callable[[float], object] = time.sleep) -> None:
    """Clear away what erased rows of these database tables left. Raises ResidueLeft.

    SQLite overwrites deleted bytes (`secure_delete`, verified here again); its write-ahead log is put into the file and cut.
    PostgreSQL is asked to vacuum; outside of a transaction only.
    """
    for alias in (DEFAULT, KEYRING):
        connection = connections[alias]
        if connection.vendor == "sqlite":
            _cut_log(alias, pause)
        elif not connection.in_atomic_block and alias == DEFAULT:
            with connection.cursor() as cursor:
                for table in sorted(tables):
                    cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")


def _cut_log(alias: str, pause: Callable[[float], object]) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        if cursor.fetchone()[0] != 1:
            raise ResidueLeft(f"database “{alias}” does not overwrite what is deleted")
        if connection.in_atomic_block:
            return
        for _attempt in range(ATTEMPTS):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0] == 0:
                return
            pause(PAUSE)
    raise ResidueLeft(f"the write-ahead log of database “{alias}” is in use by a long reader")

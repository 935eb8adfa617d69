"""What is left of erased rows in the files of the databases, and how it is cleared away (law.md 6.2)."""

import time
from collections.abc import Callable, Collection, Mapping

from django.apps import apps
from django.db import OperationalError, ProgrammingError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, JSONField, TextField

from vorzimmer.domain.catalogue import Category
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.router import DEFAULT, KEYRING

ATTEMPTS = 20
PAUSE = 0.25
"""Seconds between two attempts: a reader that is still there keeps the write-ahead log from being cut."""
LARGEST = 64_000_000
"""Bytes up to which PostgreSQL writes a table anew: for longer nobody may be kept from it at night."""
LOCK_SECONDS = 2
_STATISTICS = """
SELECT kept.tablename, kept.attname, format_type(columns.atttypid, columns.atttypmod)
FROM pg_stats AS kept
JOIN pg_class AS tables ON tables.relname = kept.tablename AND tables.relnamespace = 'public'::regnamespace
JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attname = kept.attname
WHERE kept.schemaname = 'public' AND pg_relation_size(tables.oid) = 0
"""
"""Columns of empty tables of which something is kept for the planner."""


class ResidueLeft(Exception):
    """The write-ahead log could not be cut, or deleted bytes are not overwritten: what was erased is still in the files."""


def clear_residue(tables: Collection[str], *, pause: Callable[[float], object] = time.sleep) -> None:
    """Clear away what erased rows, of these database tables and of others, left. Raises ResidueLeft.

    SQLite overwrites deleted bytes (`secure_delete`, verified here again); its write-ahead log is put into the file and cut.
    PostgreSQL leaves them where they are: tables that hold something unsealed about somebody are written anew, larger ones are
    vacuumed, and a new segment of the log is begun. What is sealed needs none of it: its key is destroyed.
    """
    for alias in (DEFAULT, KEYRING):
        connection = connections[alias]
        if connection.vendor == "sqlite":
            _cut_log(alias, pause)
        elif not connection.in_atomic_block and alias == DEFAULT:
            with connection.cursor() as cursor:
                _write_anew(connection, cursor, tables, pause)
                _begin_segment(cursor)


def open_columns() -> Mapping[str, frozenset[str]]:
    """Name the database tables that hold text about somebody that is not sealed, and those columns."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            datum = catalogue().get(f"{model._meta.label}.{field.name}")
            if datum is not None and datum.category is not Category.NONE and isinstance(field, CharField | TextField | JSONField):
                found.setdefault(model._meta.db_table, set()).add(str(field.column))
    return {table: frozenset(columns) for table, columns in found.items()}


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


def _write_anew(connection: BaseDatabaseWrapper, cursor: CursorWrapper, tables: Collection[str], pause: Callable[[float], object]) -> None:
    quote, open_tables = connection.ops.quote_name, open_columns().keys()
    cursor.execute("SELECT relname, pg_table_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    sizes = dict(cursor.fetchall())
    anew = {table for table in open_tables if 0 < sizes.get(table, 0) <= LARGEST}
    cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        for table in sorted(anew):
            _patiently(cursor, f"VACUUM (FULL, ANALYZE) {quote(table)}", pause)
        for table in sorted((set(tables) | open_tables) & sizes.keys() - anew):
            cursor.execute(f"VACUUM {quote(table)}")
        _forget_statistics(connection, cursor, pause)
    finally:
        cursor.execute("SET lock_timeout = DEFAULT")


def _forget_statistics(connection: BaseDatabaseWrapper, cursor: CursorWrapper, pause: Callable[[float], object]) -> None:
    """PostgreSQL keeps common values of columns for its planner; of a table that has become empty it would keep them for ever.

    Whoever says the type of a column anew, though it is the same, has them removed.
    """
    cursor.execute(_STATISTICS)
    for table, column, kind in cursor.fetchall():
        if column in open_columns().get(table, ()):
            name = connection.ops.quote_name
            _patiently(cursor, f"ALTER TABLE {name(table)} ALTER COLUMN {name(column)} TYPE {kind}", pause)
    _patiently(cursor, "VACUUM FULL pg_catalog.pg_statistic", pause)


def _patiently(cursor: CursorWrapper, deed: str, pause: Callable[[float], object]) -> None:
    for _attempt in range(ATTEMPTS):
        try:
            cursor.execute(deed)
        except OperationalError:  # somebody reads the table, and has done so for long
            pause(PAUSE)
        except ProgrammingError:  # the catalogue of the server belongs to somebody else
            return
        else:
            return
    raise ResidueLeft(f"a long reader was in the way of: {deed}")


def _begin_segment(cursor: CursorWrapper) -> None:
    """Let the log go on in a new file, and the old ones go, as far as the server lets us: else it does so by itself in time."""
    try:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
    except ProgrammingError:
        return

"""Writes new rows with a statement that is built once. For the hot path only: a ringing telephone and a saved note.

Django builds the text of every INSERT anew, which costs more than the database does. Fields prepare their values here as they do
there (defaults, sealing), but no signals are sent and no related rows are checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, models, router


@cache
def _statement(alias: str, model: type[models.Model], rows: int) -> tuple[str, tuple[models.Field[Any, Any], ...], bool]:
    """The INSERT for so many rows, the fields whose values it takes, and whether it returns the numbers that the database gave."""
    quote = connections[alias].ops.quote_name
    numbered = isinstance(model._meta.pk, models.AutoField)
    fields = tuple(field for field in model._meta.local_concrete_fields if not (numbered and field.primary_key))
    row = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(quote(str(field.column)) for field in fields)
    text = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * rows)}"  # noqa: S608  (names come from models)
    return (f"{text} RETURNING {quote(str(model._meta.pk.column))}" if numbered else text), fields, numbered


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, in one statement. Raises what the database raises, for example IntegrityError."""
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    text, fields, numbered = _statement(alias, model, len(rows))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        numbers = [number for (number,) in cursor.fetchall()] if numbered else []
    for row in rows:
        row._state.adding, row._state.db = False, alias  # noqa: SLF001  (as Model.save does)
    for row, number in zip(rows, numbers, strict=False):
        row.pk = number

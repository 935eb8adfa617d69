"""Statements that are built once. For the hot path only: a ringing telephone and a saved note.

Django builds the text of every statement anew, which costs several times what the database does with it. What is asked and
written means the same here as there: fields prepare their values (defaults, sealing), and rows become the same records. But no
signals are sent, and no related rows are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import get_related_populators

Row = TypeVar("Row")

AS_THEY_ARE = frozenset({str, int, bool, float, bytes, type(None)})
"""Values of exactly these types go to the database unchanged."""


class Slot(models.Expression):
    """The place of a value in a prepared query."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002  (Django's signature)
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A query that was built: its text, its values (slots among them), and how its rows become records."""

    alias: str
    text: str
    values: tuple[Any, ...]
    converters: tuple[tuple[int, list[Any], Any], ...]
    record: Callable[[list[Any]], Any]


class Prepared(Generic[Row]):
    """A query set that is built once, and asked as often as you like.

    `build` takes a Slot for each value and gives the query set: of records (also with `select_related`), or of `values_list`. A
    slot may stand wherever a UUID, a moment, a text, a number or bytes are compared with a column.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._plans: dict[int, _Plan] = {}

    def __call__(self, *values: Any) -> list[Row]:
        """Give the rows for these values, as the query set would."""
        plan = self._plans.get(len(values)) or self._plan(len(values))
        connection = connections[plan.alias]
        given = [adapted(values[value.number], connection) if type(value) is Slot else value for value in plan.values]
        with connection.cursor() as cursor:
            cursor.execute(plan.text, given)
            found = cursor.fetchall()
        rows = []
        for each in found:
            row = list(each)
            for place, converters, expression in plan.converters:
                for converter in converters:
                    row[place] = converter(row[place], expression, connection)
            rows.append(plan.record(row))
        return rows

    def first(self, *values: Any) -> Row | None:
        """Give the first row, or None."""
        rows = self(*values)
        return rows[0] if rows else None

    def _built(self, slots: int) -> tuple[models.QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        rows = self._build(*map(Slot, range(slots)))
        compiler = rows.query.get_compiler(using=rows.db)
        return rows, compiler, *compiler.as_sql()

    def _plan(self, slots: int) -> _Plan:
        rows, compiler, text, values = Context().run(self._built, slots)  # what is built once must not know which moment it is
        alias = rows.db
        columns = [column for column, _sql, _name in compiler.select]
        converters = tuple((place, *found) for place, found in compiler.get_converters(columns).items())
        record = tuple if rows.query.values_select or compiler.klass_info is None else _reader(compiler, alias)
        plan = self._plans[slots] = _Plan(alias=alias, text=text, values=tuple(values), converters=converters, record=record)
        return plan


def _reader(compiler: Any, alias: str) -> Callable[[list[Any]], models.Model]:
    """Say how a row becomes a record with its related records, as `QuerySet` does it."""
    model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [column.target.attname for column, _sql, _name in compiler.select[start:end]]
    populators = get_related_populators(compiler.klass_info, compiler.select, alias)  # type: ignore[call-arg]  # the stubs are of a newer Django

    def read(row: list[Any]) -> models.Model:
        record: models.Model = model.from_db(alias, names, row[start:end])
        for populator in populators:
            populator.populate(row, record)
        return record

    return read


def adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Give a value the form that this database takes."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def insert(rows: Sequence[models.Model], *, unless_there: bool = False) -> None:
    """Write new rows of one model, in one statement. Raises what the database raises, for example IntegrityError.

    `unless_there`: a row that a unique key forbids is passed over instead. For models whose key is not given by the database.
    """
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    text, columns, numbered = _insertion(alias, model, len(rows))
    values = [_value(column, row, connection, adding=True) for row in rows for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"{text} ON CONFLICT DO NOTHING" if unless_there else text, values)
        numbers = [number for (number,) in cursor.fetchall()] if numbered else []
    for row in rows:
        row._state.adding, row._state.db = False, alias  # noqa: SLF001  (as Model.save does)
    for row, number in zip(rows, numbers, strict=False):
        row.pk = number


def update(row: models.Model, names: tuple[str, ...]) -> None:
    """Write the named fields of a row. Raises LookupError when the row is not there any more."""
    model = type(row)
    alias = router.db_for_write(model)
    connection = connections[alias]
    text, columns = _change(alias, model, names)
    values = [_value(column, row, connection, adding=False) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(text, [*values, adapted(row.pk, connection)])
        if cursor.rowcount != 1:
            raise LookupError(f"{model._meta.label} {row.pk} is not there any more")


def delete(model: type[models.Model], **where: Any) -> None:
    """Delete the rows whose column has this value. For models to whose rows no other rows refer."""
    ((name, value),) = where.items()
    alias = router.db_for_write(model)
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(_deletion(alias, model, name), [adapted(value, connection)])


@dataclass(frozen=True, slots=True)
class _Column:
    """A field to write. `plain`: its value is what stands in the record, unless its type says otherwise."""

    field: Any
    name: str
    plain: bool

    @classmethod
    def of(cls, field: Any) -> _Column:
        own_clock = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        as_it_is = type(field).pre_save in {models.Field.pre_save, models.DateTimeField.pre_save}
        return cls(field, field.attname, as_it_is and not own_clock and not isinstance(field, models.JSONField))


def _value(column: _Column, row: models.Model, connection: BaseDatabaseWrapper, *, adding: bool) -> Any:
    if column.plain:
        value = row.__dict__.get(column.name, NOT_LOADED)
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is UUID or kind is datetime:
            return adapted(value, connection)
    return column.field.get_db_prep_save(column.field.pre_save(row, adding), connection)


NOT_LOADED = object()
_PLAIN = AS_THEY_ARE - {bytes}


@cache
def _insertion(alias: str, model: type[models.Model], rows: int) -> tuple[str, tuple[_Column, ...], bool]:
    """The INSERT for so many rows, the columns that it takes, and whether it returns the numbers that the database gave."""
    quote = connections[alias].ops.quote_name
    numbered = isinstance(model._meta.pk, models.AutoField)
    columns = tuple(_Column.of(field) for field in model._meta.local_concrete_fields if not (numbered and field.primary_key))
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(quote(column.field.column) for column in columns)
    text = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * rows)}"  # noqa: S608  (names come from models)
    return (f"{text} RETURNING {quote(str(model._meta.pk.column))}" if numbered else text), columns, numbered


@cache
def _change(alias: str, model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[_Column, ...]]:
    """The UPDATE of one row, and the columns that it takes before the row's key."""
    quote = connections[alias].ops.quote_name
    columns = tuple(_Column.of(model._meta.get_field(name)) for name in names)
    places = ", ".join(f"{quote(column.field.column)} = %s" for column in columns)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE {key} = %s", columns  # noqa: S608  (names come from models)


@cache
def _deletion(alias: str, model: type[models.Model], name: str) -> str:
    quote = connections[alias].ops.quote_name
    column = quote(_Column.of(model._meta.get_field(name)).field.column)
    return f"DELETE FROM {quote(model._meta.db_table)} WHERE {column} = %s"  # noqa: S608  (names come from models)

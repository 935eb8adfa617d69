"""Gathers everything that is held about one person: table by table, rows as the person may get them, others' data left out.

One statement asks which tables hold anything, and only those are read. Statements are built once: they differ in the key alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, UUIDField

from vorzimmer.accounts.models import User
from vorzimmer.domain.catalogue import Category, Datum
from vorzimmer.domain.requests import PersonKind
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.fields import BlindIndexField
from vorzimmer.privacy.holdings import about_people, paths_to
from vorzimmer.privacy.reading import reading_all
from vorzimmer.privacy.subjects import Subject, find, own_tables

NOT_GIVEN = frozenset({"pd:Authenticating"})
"""Passwords and keys: who asks for access does not need them, and whoever intercepts the copy must not have them (Art. 32 GDPR)."""
LEFT_OUT = frozenset({"privacy.RequestFile"})
"""Copies of copies."""
_ANY = UUID(int=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one table holds about the person: how many rows, and the values of those that are given, by the name of the field.

    `withheld`: something in it is about others, or a secret of the sign-in, and is left out. `is_counted_only`: rows that are mostly
    about others are counted, and not given.
    """

    table: str
    count: int
    rows: tuple[Mapping[str, Any], ...]
    keys: tuple[Any, ...]
    data: tuple[Datum, ...]
    withheld: bool
    is_counted_only: bool

    @property
    def declared(self) -> Mapping[str, Datum]:
        """What the catalogue says of each field."""
        return _declared(self.table)


def gather(subject: Subject) -> list[Piece]:
    """Gather what is held about somebody. A caller has no record of his own: his rows are those that are found by his words."""
    if subject.kind is PersonKind.CALLER:
        return _of_caller(subject)
    if subject.key is None:
        return []
    key, prepared = subject.key, _prepared(subject.key)
    found = []
    for table, sql in _present(subject.table, key, subject.kind):
        shown = _given(table, subject.table, subject.kind)
        if not shown:
            with connection.cursor() as cursor:
                cursor.execute(sql, [prepared])
                found.append(_piece(table, [], (), key, keys=tuple(row[0] for row in cursor.fetchall())))
            continue
        model = apps.get_model(table)
        rows: list[Model] = list(model._base_manager.raw(sql, [prepared]))  # noqa: SLF001  (its own manager may hide rows)
        found.append(_piece(table, rows, shown, key, keys=tuple(row.pk for row in rows)))
    return found


def _given(table: str, root: str, kind: PersonKind) -> tuple[str, ...]:
    """Name the fields of a table that are given; of what hangs on somebody who is no customer, only what is about himself."""
    is_own = kind is PersonKind.CUSTOMER or table == root or table in own_tables(kind)
    return shown_fields(table, kind) if is_own else ()


def total(pieces: Sequence[Piece]) -> int:
    """Count the rows."""
    return sum(piece.count for piece in pieces)


@cache
def shown_fields(table: str, kind: PersonKind) -> tuple[str, ...]:
    """Name the fields of a table that somebody of this kind may get; none where most of it is about others."""
    declared = _declared(table)
    own = table in own_tables(kind)
    others = [name for name, datum in declared.items() if datum.third_party and not own]
    if len(others) * 2 > len(declared):
        return ()
    return tuple(name for name, datum in declared.items() if name not in others and datum.dpv not in NOT_GIVEN)


@cache
def _declared(table: str) -> Mapping[str, Datum]:
    """Give what the catalogue says of the columns of a table that are about somebody, in the order of the model."""
    fields = apps.get_model(table)._meta.local_concrete_fields
    known = {field.name: catalogue()[f"{table}.{field.name}"] for field in fields if not isinstance(field, BlindIndexField)}
    return {name: datum for name, datum in known.items() if datum.category is not Category.NONE}


def statements_for(root: str, key: UUID, kind: PersonKind) -> list[tuple[str, list[Any]]]:
    """Give the statements that gathering sends for one person, with their values: to measure it beside them."""
    tables, probes, _reads = _statements(root, kind)
    prepared = _prepared(key)
    return [(probes, [prepared] * len(tables)), *((sql, [prepared]) for _table, sql in _present(root, key, kind))]


def _present(root: str, key: UUID, kind: PersonKind) -> Iterator[tuple[str, str]]:
    """Give the tables that hold something, with the statement that reads it; the record itself first."""
    tables, statement, reads = _statements(root, kind)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_prepared(key)] * len(tables))
        numbers = sorted(row[0] for row in cursor.fetchall())
    return ((tables[number], reads[number]) for number in numbers)


@cache
def _statements(root: str, kind: PersonKind) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Build for all tables that hang on a record: one statement that says which hold something, and one each that reads it."""
    model: type[Model] = apps.get_model(root)
    ways = {root: "pk"} | {table: way for table, way in paths_to(model).items() if about_people(table) and table not in LEFT_OUT}
    if kind is PersonKind.STAFF:  # beyond one step it is about customers
        ways = {table: way for table, way in ways.items() if "__" not in way}
    reads = tuple(_sql(table, way, only_keys=not _given(table, root, kind)) for table, way in ways.items())
    probes = " UNION ALL ".join(f"SELECT {number} WHERE EXISTS ({sql})" for number, sql in enumerate(reads))
    return tuple(ways), probes, reads


def _sql(table: str, way: str, *, only_keys: bool) -> str:
    rows = apps.get_model(table)._base_manager.filter(**{way: _ANY}).order_by()  # noqa: SLF001  (as above)
    with reading_all():  # what is held is given, until it is erased
        sql, params = (rows.values("pk") if only_keys else rows).query.sql_with_params()
    if list(params) != [_prepared(_ANY)]:
        raise ValueError(f"{table} is asked for by more than a key")
    return str(sql)


def _prepared(key: UUID) -> Any:
    return UUIDField().get_db_prep_value(key, connection)


def _piece(table: str, rows: Sequence[Model], shown: Sequence[str], subject: UUID, *, keys: tuple[Any, ...]) -> Piece:
    declared = _declared(table)
    return Piece(
        table=table,
        count=len(keys),
        rows=_values(rows, shown, subject),
        keys=keys,
        data=about_people(table),
        withheld=len(shown) < len(declared),
        is_counted_only=not shown,
    )


def _values(rows: Sequence[Model], shown: Sequence[str], subject: UUID) -> tuple[Mapping[str, Any], ...]:
    """Give the values of rows: users by their role, the person himself as "you", files as bytes, the rest as JSON knows it."""
    if not rows or not shown:
        return ()
    fields = [rows[0]._meta.get_field(name) for name in shown]
    users = {field.name for field in fields if isinstance(field, ForeignKey) and field.related_model is User}
    names = {field.name: str(getattr(field, "attname", field.name)) for field in fields}
    found = {getattr(row, names[name]) for row in rows for name in users} - {None, subject}
    roles = dict(User.objects.filter(pk__in=found).values_list("pk", "role")) if found else {}
    said: dict[Any, Any] = {**roles, subject: "you", None: None}
    return tuple(
        {name: said.get(getattr(row, at), "") if name in users else plain(getattr(row, at)) for name, at in names.items()} for row in rows
    )


def plain(value: Any) -> Any:
    """Make a value of plain types; bytes stay."""
    if value is None or isinstance(value, bool | int | float | str | bytes | list | dict):
        return value
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _of_caller(subject: Subject) -> list[Piece]:
    matches = find(PersonKind.CALLER, subject.wanted)
    found = []
    for table in dict.fromkeys(match.table for match in matches):
        keys = [match.key for match in matches if match.table == table]
        rows = list(apps.get_model(table)._base_manager.filter(pk__in=keys))  # noqa: SLF001  (as above)
        found.append(_piece(table, rows, shown_fields(table, PersonKind.CALLER), keys[0], keys=tuple(keys)))
    return found

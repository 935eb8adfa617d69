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
    key = subject.key
    own = own_tables(subject.kind)
    found = []
    for table, sql in _present(subject.table, key, subject.kind):
        shown = shown_fields(table, subject.kind)
        model = apps.get_model(table)
        rows: list[Model] = list(model._base_manager.raw(sql, [_prepared(key)]))  # noqa: SLF001  (its own manager may hide rows)
        given = shown if subject.kind is PersonKind.CUSTOMER or table in own or table == subject.table else ()
        found.append(_piece(table, rows, given, key))
    return found


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
    reads = tuple(_sql(apps.get_model(table)._base_manager.filter(**{way: _ANY})) for table, way in ways.items())  # noqa: SLF001  (as above)
    probes = " UNION ALL ".join(f"SELECT {number} WHERE EXISTS ({sql})" for number, sql in enumerate(reads))
    return tuple(ways), probes, reads


def _sql(rows: Any) -> str:
    sql, params = rows.order_by().query.sql_with_params()
    if list(params) != [_prepared(_ANY)]:
        raise ValueError(f"{rows.model._meta.label} is asked for by more than a key")
    return str(sql)


def _prepared(key: UUID) -> Any:
    return UUIDField().get_db_prep_value(key, connection)


def _piece(table: str, rows: Sequence[Model], shown: Sequence[str], subject: UUID) -> Piece:
    declared = _declared(table)
    return Piece(
        table=table,
        count=len(rows),
        rows=tuple({name: value_of(row, name, subject) for name in shown} for row in rows) if shown else (),
        keys=tuple(row.pk for row in rows),
        data=about_people(table),
        withheld=len(shown) < len(declared),
        is_counted_only=not shown,
    )


def value_of(row: Model, name: str, subject: UUID | None = None) -> Any:
    """Give a value as JSON knows it; users by their role (the person himself as "you"), files as bytes."""
    field = row._meta.get_field(name)
    if isinstance(field, ForeignKey) and field.related_model is User:
        user = getattr(row, field.attname)
        return None if user is None else "you" if user == subject else _roles(user)
    return plain(getattr(row, getattr(field, "attname", name)))


def plain(value: Any) -> Any:
    """Make a value of plain types; bytes stay."""
    if value is None or isinstance(value, bool | int | float | str | bytes | list | dict):
        return value
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _roles(user: UUID) -> str:
    """Say what somebody is, not who."""
    return str(User.objects.filter(pk=user).values_list("role", flat=True).first() or "")


def _of_caller(subject: Subject) -> list[Piece]:
    matches = find(PersonKind.CALLER, subject.wanted)
    found = []
    for table in dict.fromkeys(match.table for match in matches):
        keys = [match.key for match in matches if match.table == table]
        rows = list(apps.get_model(table)._base_manager.filter(pk__in=keys))  # noqa: SLF001  (as above)
        found.append(_piece(table, rows, shown_fields(table, PersonKind.CALLER), keys[0]))
    return found

"""The keys of what is due, kept by the database itself for one sweep: so that millions of rows go without passing through Python.

The rule itself confirms the oldest and the latest row of each owner: what lies between starts between them, and ends by the same rule.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import CASCADE, ForeignObjectRel, QuerySet
from django.db.models.expressions import RawSQL

from vorzimmer.privacy.clocks import Clock, Reading

TABLE = "keys_due_in_this_sweep"


@dataclass(slots=True, kw_only=True)
class Group:
    """Rows of one owner: how many, and the columns of the latest and of the oldest of them, as the clock names them."""

    owner: Any
    count: int
    latest: tuple[Any, ...]
    oldest: tuple[Any, ...]


@dataclass(slots=True, kw_only=True)
class DueKeys:
    """The keys, numbered from 1 to `count`."""

    clock: Clock
    count: int
    groups: list[Group] = field(default_factory=list)

    @property
    def owners(self) -> Counter[str]:
        return Counter({str(group.owner): group.count for group in self.groups})

    def between(self, first: int, last: int) -> RawSQL:
        """The keys with these numbers, as a query to be asked with others."""
        return RawSQL(f"SELECT key FROM {TABLE} WHERE number BETWEEN %s AND %s", (first, last))  # noqa: S608, S611  (a constant)


@contextmanager
def due_keys(clock: Clock, reading: Reading) -> Iterator[DueKeys]:
    """Let the database keep the keys of what is due in a table of this connection, ordered by owner, for the time of the block."""
    columns = ("pk", *clock.columns)
    text, values = reading.candidates().order_by().values_list(*columns).query.sql_with_params()
    names = ", ".join(["key", *(f"column_{place}" for place in range(len(clock.columns)))])
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TABLE} AS WITH due ({names}) AS ({text}) "  # noqa: S608  (Django's own text, and constants)
            f"SELECT row_number() OVER (ORDER BY column_0, key) AS number, {names} FROM due",
            values,
        )
        cursor.execute(f"CREATE INDEX {TABLE}_number ON {TABLE} (number)")
        try:
            groups = list(_groups(cursor, clock))
            yield DueKeys(clock=clock, count=sum(group.count for group in groups), groups=groups)
        finally:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def _groups(cursor: Any, clock: Clock) -> Iterator[Group]:
    """Read the groups: the first column is the owner, the second, if there is one, the start."""
    further = [f"column_{place}" for place in range(1, len(clock.columns))]
    asked = ", ".join(f"min({name}), max({name})" for name in further)
    cursor.execute(f"SELECT column_0, count(*){', ' + asked if asked else ''} FROM {TABLE} GROUP BY column_0")  # noqa: S608  (constants)
    for owner, count, *ends in cursor.fetchall():
        oldest, latest = (_converted(clock, (owner, *ends[place::2])) for place in (0, 1))
        yield Group(owner=oldest[0], count=count, latest=(None, *latest), oldest=(None, *oldest))


def _converted(clock: Clock, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give what the database keeps the form that the models give it."""
    return tuple(_field_of(clock, name).to_python(_aware(value)) for name, value in zip(clock.columns, values, strict=True))


def _aware(value: Any) -> Any:
    """SQLite keeps moments as text, in UTC."""
    return f"{value}+00:00" if isinstance(value, str) and value[4:5] == "-" and value[10:11] == " " else value


def _field_of(clock: Clock, path: str) -> Any:
    model: Any = clock.model
    *way, last = path.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
    found = model._meta.pk if last == "pk" else model._meta.get_field(last)
    while found.is_relation:
        found = found.target_field
    return found


def led_to(rows: QuerySet[Any], keys: RawSQL) -> bool:
    """Whether rows of other tables lead to some of these."""
    for link in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(link, ForeignObjectRel) and (link.on_delete is CASCADE or not link.many_to_many):
            other = link.related_model._base_manager.filter(**{f"{link.remote_field.name}__in": keys})  # noqa: SLF001  (Django's own name)
            if other.exists():
                return True
    return False

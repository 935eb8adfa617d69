"""Rows that stay while some of their columns go: from the exact moment on these read as the sweep will leave them (decision 0018).

It is the columns that hide: a row that is read, values that are asked for, a search and an order see the same. Who changes a row
behind a door cannot write down, before the sweep and its ledger, what the door only hides.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Field, Model, Value, When
from django.db.models.expressions import Col
from django.db.models.signals import pre_save
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404

from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.privacy.clocks import Clock, clocks, past
from vorzimmer.privacy.reading import reading_all, reading_moment


class PastItsTime(Http404):
    """Somebody wants to write into columns of a record that are over and wait for the sweep."""


class FadingColumn(Col):
    """A column of a table; at a door, what its clocks leave of it."""

    target: "Field[Any, Any]"
    alias: str

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        at = reading_moment()
        if at is None:
            return super().as_sql(compiler, connection)
        sql, params = _left_of(self.target, berlin_date(at), connection.alias)
        return sql.replace(connection.ops.quote_name(_TABLE), compiler.quote_name_unless_alias(self.alias)), params


_TABLE = "this table"
"""Stands for the name that the table has in a query."""


@lru_cache(maxsize=256)
def _left_of(column: "Field[Any, Any]", day: date, database: str) -> tuple[str, Any]:
    """Write down what may be read of a column on a civil day of Berlin; once a day: it takes longer than to read a row."""
    query, renamed = Query(column.model), {column.model._meta.db_table: _TABLE}
    shown: Col | Case = Col(_TABLE, column)
    with reading_all():
        for clock in _fading(column.model):
            if column.name in clock.blanks:
                over: Any = query.build_where(past(clock, start_of_day(day)))
                blank = clock.blanks[column.name]
                blank = blank.resolve_expression(query) if hasattr(blank, "resolve_expression") else Value(blank, output_field=column)
                shown = Case(When(over.relabeled_clone(renamed), then=blank.relabeled_clone(renamed)), default=shown, output_field=column)
        sql, params = query.get_compiler(database).compile(shown)
    return sql, tuple(params)


def _fading(model: type[Model]) -> list[Clock]:
    return [clock for clock in clocks() if clock.fades and clock.model is model]


def let_fade() -> None:
    """Hide what goes of rows that stay, in every query there will be. Once, when all rooms are known."""
    for model in {clock.model for clock in clocks() if clock.fades}:
        for name in {name for clock in _fading(model) for name in clock.blanks}:
            column = model._meta.get_field(name)
            vars(column)["get_col"] = partial(_column, column)  # Django asks each field for its column
        pre_save.connect(_keep_for_the_sweep, sender=model, dispatch_uid="what fades is written by the sweep")


def _column(column: Any, alias: str, output: "Field[Any, Any] | None" = None) -> Col:
    return FadingColumn(alias, column, output)


def _keep_for_the_sweep(sender: type[Model], instance: Model, update_fields: Collection[str] | None, **_more: object) -> None:
    """Raise PastItsTime for who would write, at a door, into columns that are over."""
    at = reading_moment()
    if at is None or instance._state.adding:  # noqa: SLF001  (as below)
        return
    written = [clock for clock in _fading(sender) if update_fields is None or not clock.blanks.keys().isdisjoint(update_fields)]
    with reading_all():
        if any(sender._base_manager.filter(past(clock, at), pk=instance.pk).exists() for clock in written):  # noqa: SLF001  (Django's own name for it)
            raise PastItsTime

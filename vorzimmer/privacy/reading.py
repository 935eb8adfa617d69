"""What is past its time is read by nobody, from the exact moment on, whether or not the sweep has come by (law.md D-03, decision 0018).

The managers of all tables that a rule ends stand on `ReadableManager`. At a door `reading_at` says which moment it is; below nobody has
to think of it. Jobs that finish what is under way, the sweep itself, and the wire see all rows.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db.models import Manager, Model, Q, QuerySet, UUIDField, Value

from vorzimmer.storage import Prepared

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Moment:
    """The moment as of which is read, and what was built for it: conditions by table."""

    at: datetime
    built: dict[str, Q] = field(default_factory=dict)


_moment: ContextVar[_Moment | None] = ContextVar("the moment as of which is read", default=None)


@contextmanager
def reading_at(at: datetime) -> Iterator[None]:
    """Hide in this block what is past its time at `at`. A door says it, once for each request."""
    token = _moment.set(_Moment(at))
    try:
        yield
    finally:
        _moment.reset(token)


@contextmanager
def reading_all() -> Iterator[None]:
    """Hide nothing in this block: for numbers that must not be given twice. `tests/house` names who may do it."""
    token = _moment.set(None)
    try:
        yield
    finally:
        _moment.reset(token)


def reading_moment() -> datetime | None:
    """Say as of which moment is read; None behind no door."""
    moment = _moment.get()
    return None if moment is None else moment.at


def readable(rows: QuerySet[M]) -> QuerySet[M]:
    """Leave out what nobody may read any more at the moment of the door; without a door, give all."""
    moment = _moment.get()
    if moment is None:
        return rows
    label = rows.model._meta.label
    condition = moment.built.get(label)
    if condition is None:
        condition = moment.built[label] = _hidden(label, moment.at)
    return rows.filter(~condition) if condition else rows


class ReadableManager(Manager[M]):
    """Gives what may still be read. With a set of its own: `ReadableManager.from_queryset(NoteQuerySet)()`."""

    def get_queryset(self) -> QuerySet[M]:
        return readable(super().get_queryset())


def has_gone(key: UUID, at: datetime) -> bool:
    """Whether a record of this id is still in the database and is past its time: who asks for it is told that it was erased."""
    return any(_all(apps.get_model(table)).filter(_hidden(table, at), pk=key).exists() for (table,) in _tables_with(key))


def _holders(key: Any) -> QuerySet[Any, tuple[str]]:
    """Ask all tables of which something may be hidden whether they have a record of this id, whatever its time."""
    from vorzimmer.privacy.clocks import hidden_tables  # noqa: PLC0415  (as below)

    models = [model for model in map(apps.get_model, hidden_tables()) if isinstance(model._meta.pk, UUIDField)]
    first, *rest = [_all(model).filter(pk=key).order_by().values_list(Value(model._meta.label)) for model in models]
    return first.union(*rest, all=True)


_tables_with = Prepared(_holders)


def _all(model: type[M]) -> QuerySet[M]:
    return model._base_manager.all()  # noqa: SLF001  (the model's own manager hides what has gone)


def _hidden(table: str, at: datetime) -> Q:
    from vorzimmer.privacy.clocks import hidden  # noqa: PLC0415  (the clocks stand on models, and these on this file)

    return hidden(table, at)


class HighWater:
    """The latest moment that was seen. A clock that is set back does not make readable again what had gone (law.md 6.1, trap 17).

    It begins with the last sweep, if whoever starts the program says when that was (`begin_with`).
    """

    _last_sweep: datetime | None = None

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._lock = threading.Lock()

    @classmethod
    def begin_with(cls, at: datetime | None) -> None:
        """Say when the last sweep was: no process reads as of an earlier moment."""
        cls._last_sweep = at

    def reach(self, at: datetime) -> datetime:
        """Note a moment, and give the latest one."""
        with self._lock:
            self._latest = max(each for each in (at, self._latest, self._last_sweep) if each is not None)
            return self._latest

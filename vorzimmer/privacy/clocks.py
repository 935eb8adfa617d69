"""Which tables each rule of retention ends, and how the start of a record is read: every room says it in its `retention.py`.

What may hold records longer is told by rooms above, with `hold_by` when the program starts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, ForeignObjectRel, Func, Model, OuterRef, Q, QuerySet

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import end_of_day, start_of_day
from vorzimmer.domain.retention import Facts, Held, Window, versions_of, windows
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.reading import reading_all

Rows = QuerySet[Any]
Values = Sequence[Any]
"""The key of a row, and then its columns as the clock names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A table at one moment: which of its rows are due as the database sees it, and the facts of one row for the rule itself.

    `rows` are those that may go by themselves: not what is under way, nor that on which other records still hang. `due_of` says the same
    as `due` of some owners alone, where that is quicker.
    """

    rows: Rows
    due: Q
    facts: Callable[[Values], Facts]
    due_of: Callable[[Collection[Any]], Q] | None = None

    def candidates(self) -> Rows:
        """Give the rows that are due as the database sees it."""
        return self.rows.filter(self.due)

    def candidates_of(self, owners: Collection[Any]) -> Rows:
        """Give those of some owners."""
        return self.rows.filter(self.due if self.due_of is None else self.due_of(owners))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The rule `rule` ends rows of `table` ("calls.Note"). Rows go in the order of `order`.

    `columns` are what `Reading.facts` needs. `blanks` are written instead of deleting. `along` are rules whose data in these rows go
    with them, sooner than they would alone. `owner` is the column that names the customer. `follows`: the rows go only after others of
    the rule, which are held themselves. `hides` says at a moment what nobody may read any more, where that is not what is due: it is
    asked with every page, counts also what others hang on, and leaves what somebody is still at work with. `fades`: the row may be read
    nevertheless, with `blanks` in place of what goes (`privacy.fading`); by civil days. `in_groups`: rows of one owner
    differ in their start alone, the second column, so that the rule may be asked for the latest of them (`due_keys`). `starts` is the
    column, or what is worked out from columns, in which the start of a row stands; blank: it stands in no column of the row.
    `hang_together` gives to keys all with which they may go only together, rows of the same owner: then all that is due of an owner goes
    in one batch, and what is not whole does not go.
    """

    rule: Rule
    table: str
    read: Callable[[datetime], Reading]
    columns: tuple[str, ...]
    owner: str = ""
    order: str = "pk"
    blanks: Mapping[str, Any] = field(default_factory=dict)
    along: frozenset[Rule] = frozenset()
    follows: bool = False
    hides: Callable[[datetime], Q] | None = None
    fades: bool = False
    in_groups: bool = False
    hang_together: Callable[[Collection[Any]], Collection[Any]] | None = None
    starts: str | Func = ""

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A rule, or a rule in one table, that no sweep ends yet: `because`, a marked sentence, says why, or who does. "*" are all tables."""

    rule: Rule
    because: str
    table: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRows:
    """The rows of a table are sealed under the month of the column `at` and the customer `owner`, in the category `category`.

    `owner` blank: they are the agency's own.
    `only` are those that are or may be sealed: not those that were emptied for good.
    """

    table: str
    at: str
    owner: str
    category: str
    only: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Rows of a table that a job of its own erases: `hides` says which of them nobody may read any more at a moment."""

    table: str
    hides: Callable[[datetime], Q]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one room says. `finished` gives the customers of whom nothing more is to come into the categories named, at a moment."""

    clocks: tuple[Clock, ...] = ()
    left: tuple[Left, ...] = ()
    sealed: tuple[SealedRows, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    finished: Callable[[datetime], Mapping[UUID, frozenset[str]]] | None = None


@cache
def rooms() -> tuple[Room, ...]:
    """Give what all rooms say, the upper ones first: their rows hang on those of the lower ones."""
    found = []
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.retention"
        if find_spec(name) is not None:
            found.append(import_module(name).ROOM)
    return tuple(found)


def clocks() -> tuple[Clock, ...]:
    return tuple(clock for room in rooms() for clock in room.clocks)


def left() -> tuple[Left, ...]:
    return tuple(each for room in rooms() for each in room.left)


def hidden(table: str, at: datetime) -> Q:
    """Say in the database's terms which rows of a table nobody may read any more at a moment; a blank condition without a clock."""
    found = Q()
    for clock in clocks():
        if clock.table == table and clock.hides is not nothing and not clock.fades:
            found |= past(clock, at)
    for each in (each for room in rooms() for each in room.hidden if each.table == table):
        found |= each.hides(at)
    return found


def past(clock: Clock, at: datetime) -> Q:
    """Say in the database's terms which rows of one clock are past their time, for the reader."""
    due = clock.read(at).due if clock.hides is None else clock.hides(at)
    held = _kept_by_holds(clock, at)
    return due & ~held if held else due


def nothing(_at: datetime) -> Q:
    """Hide no row of a clock: nobody reads them."""
    return Q(pk__in=[])


@cache
def hidden_tables() -> tuple[str, ...]:
    """Name the tables of which something may be hidden."""
    tables = [clock.table for clock in clocks() if clock.hides is not nothing and not clock.fades]
    tables += [each.table for room in rooms() for each in room.hidden]
    return tuple(dict.fromkeys(tables))


def facts_of_start(values: Values) -> Facts:
    """Read the facts of a row whose clock names one column, that from which its time counts."""
    _pk, start = values
    return Facts(start=start)


# --- holds -------------------------------------------------------------------------------------------------------------------

Holds = Callable[[Collection[Any], date], Mapping[Any, Sequence[Held]]]
"""Given keys of rows and a Berlin day: what holds each of them, as far as it counts. Keys that nothing holds may be left out."""

HeldRows = Callable[[datetime], Q]
"""Given a moment: which rows are held then although their own time is over, for the database."""

_holds: dict[tuple[Rule, str], Holds] = {}
_held_rows: dict[tuple[Rule, str], HeldRows] = {}


def hold_by(rule: Rule, table: str, holds: Holds, rows: HeldRows | None = None) -> None:
    """Ask `holds` before rows of the table go, and `rows` when they are read. A room above says it when the program starts."""
    _holds[rule, table] = holds
    if rows is not None:
        _held_rows[rule, table] = rows


def _kept_by_holds(clock: Clock, at: datetime) -> Q:
    """Say which rows of a clock are held at a moment; a blank condition where nothing can be."""
    rows = _held_rows.get((clock.rule, clock.table))
    if rows is None:
        return Q()
    with reading_all():
        return rows(at)


def holds_of(clock: Clock) -> Holds | None:
    """Give who knows what holds these rows; None when nobody does."""
    return _holds.get((clock.rule, clock.table))


def needs_holds(clock: Clock) -> bool:
    """Whether rows may be held longer, so that somebody has to be asked."""
    return not clock.follows and any(version.holds for version in versions_of(retention_rules(), clock.rule))


# --- the bound as a condition ----------------------------------------------------------------------------------------------------


def due_days(rule: Rule, column: str, at: datetime) -> Q:
    """Say in the database's terms which rows are due whose start is the civil day in `column`."""
    found = Q(pk__in=[])
    for window in windows(retention_rules(), rule, at):
        since = {} if window.first is None else {f"{column}__gte": window.first}
        found |= Q(**since, **{f"{column}__lte": window.last})
    return found


def unreferenced(table: str, *, but: Collection[str] = ()) -> Q:
    """Rows to which no row of another table leads, hidden relations included; `but` are tables that do not count."""
    model, found = apps.get_model(table), Q()
    for link in model._meta.get_fields(include_hidden=True):
        if isinstance(link, ForeignObjectRel) and link.related_model._meta.label not in but:
            leading = link.related_model._base_manager.filter(**{link.remote_field.name: OuterRef("pk")})  # noqa: SLF001  (Django's own name for it)
            found &= ~Q(Exists(leading))
    return found


def due_moments(rule: Rule, column: str, at: datetime) -> Q:
    """The same for a column that holds a moment: its civil day counts."""
    found = Q(pk__in=[])
    for window in windows(retention_rules(), rule, at):
        found |= within(column, window)
    return found


def within(column: str, window: Window) -> Q:
    """Rows whose moment lies in the days of a window."""
    since = {} if window.first is None else {f"{column}__gte": start_of_day(window.first)}
    return Q(**since, **{f"{column}__lt": end_of_day(window.last)})

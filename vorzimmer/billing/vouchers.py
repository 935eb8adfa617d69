"""How vouchers and letters go: after the years that the law of taxes says, once the taxes of their year are finally assessed.

Each table says by which column its year is told, and what of its rows goes. Nobody reads it from that midnight on.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Model, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from vorzimmer.billing.models import AssessedYear
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.debit_files import FileState
from vorzimmer.domain.retention import Facts, Held, Hold, civil_day
from vorzimmer.privacy.clocks import Clock, Reading, SealedRows, Values, due_days, due_moments, hold_by, unreferenced
from vorzimmer.privacy.fields import SealedBytes

HELD: Sequence[Held] = (Held(because=Hold.TAX_ASSESSMENT.value, until=None),)


def has_content(column: str) -> Q:
    """Rows of which a sealed column was not emptied."""
    return Q(GreaterThan(Length(column), 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written in a year, in one table. `start` is the column of the day or moment that counts, `fallback` what counts without it.

    `only` are rows of which something is left to go; `free` says on which of them nothing hangs that is kept longer.
    """

    rule: Rule
    table: str
    start: str
    fallback: str = ""
    owner: str = ""
    only: Q = field(default_factory=Q)
    free: Callable[[], Q] = Q
    blanks: Mapping[str, Any] = field(default_factory=dict)

    def clock(self) -> Clock:
        columns = (self.owner, *self._columns) if self.owner else self._columns
        return Clock(
            rule=self.rule, table=self.table, read=self.read, columns=columns, owner=self.owner, blanks=self.blanks, hides=self.hides
        )

    def hold(self) -> None:
        """Let the sweep and every read know what holds these rows."""
        hold_by(self.rule, self.table, self.holds, self.held_rows)

    def read(self, at: datetime) -> Reading:
        rows = self._model._base_manager.filter(self.only, self.free())  # noqa: SLF001  (Django's own name for it)
        return Reading(rows=rows, due=self._due(at), facts=self._facts)

    def hides(self, at: datetime) -> Q:
        """Hide the whole row, also when it was emptied: nobody finds what is left of it."""
        return self._due(at) & self.free()

    def holds(self, keys: Collection[Any], _day: date) -> Mapping[Any, Sequence[Held]]:
        """Say which rows are of a year that is not finally assessed."""
        assessed = set(AssessedYear.objects.values_list("year", flat=True))
        rows = self._model._base_manager.filter(pk__in=list(keys)).values_list("pk", *self._columns)  # noqa: SLF001  (as above)
        return {pk: HELD for pk, *days in rows if _year(days) not in assessed}

    def held_rows(self, _at: datetime) -> Q:
        """The same for the database: no question of its own, since every page asks it."""
        years = AssessedYear.objects.values("year")
        return ~self._on(lambda column, _is_moment: Q(**{f"{column}__isnull": False, f"{column}__year__in": years}))

    @property
    def _model(self) -> type[Model]:
        return apps.get_model(self.table)

    @property
    def _columns(self) -> tuple[str, ...]:
        return (self.start, self.fallback) if self.fallback else (self.start,)

    def _due(self, at: datetime) -> Q:
        return self._on(lambda column, is_moment: (due_moments if is_moment else due_days)(self.rule, column, at))

    def _on(self, asked: Callable[[str, bool], Q]) -> Q:
        """Ask about the column that counts for a row."""
        found = self._asked(self.start, asked)
        if self.fallback:
            found |= Q(**{f"{self.start}__isnull": True}) & self._asked(self.fallback, asked)
        return found

    def _asked(self, column: str, asked: Callable[[str, bool], Q]) -> Q:
        """Ask about a column of the table, or of the row to which it leads: without a join, so that rows can be locked."""
        link, _, name = column.rpartition("__")
        model = apps.get_model(self.table)._meta.get_field(link).related_model if link else self._model
        found = asked(name, isinstance(model._meta.get_field(name), DateTimeField))
        return Q(**{f"{link}__in": model._base_manager.filter(found).values("pk")}) if link else found  # noqa: SLF001  (as above)

    def _facts(self, values: Values) -> Facts:
        days = values[2 if self.owner else 1 :]
        return Facts(start=days[0], fallback=days[1] if self.fallback else None)


def _year(days: Sequence[date | datetime | None]) -> int | None:
    """Say in which civil year of Berlin something was written."""
    return next((civil_day(day).year for day in days if day is not None), None)


_GONE = SealedBytes(b"")
OWN = frozenset(f"billing.{name}" for name in ("RatedMonth", "AccountEntry", "Collection", "RunItem", "RunItem_documents", "Document"))
"""What leads to a document and needs no more of it than its number."""
_voucher = partial(Written, rule=Rule.TAX8)

VOUCHERS = (
    _voucher(table="billing.RunItem", start="run__created_at", owner="customer"),
    _voucher(table="billing.RatedMonth", start="rated_at", owner="contract__customer", free=lambda: unreferenced("billing.RatedMonth")),
    _voucher(
        table="billing.Document",
        start="issued_on",
        owner="customer_ref",
        only=has_content("terms"),
        free=lambda: unreferenced("billing.Document", but=OWN),  # a claim or a dispute that goes on needs its invoice
        blanks={"terms": _GONE, "xml": _GONE, "pdf": _GONE, "customer_number": ""},
    ),
    _voucher(
        table="billing.Collection",
        start="returned_on",
        fallback="created_at",
        owner="customer_ref",
        only=~Q(return_code=""),
        blanks={"return_code": ""},
    ),
    _voucher(table="billing.DebitFile", start="sent_at", fallback="created_at", only=has_content("xml"), blanks={"xml": _GONE}),
    _voucher(
        table="billing.BankEntry",
        start="booked_on",
        only=has_content("said"),
        blanks={"said": _GONE, "payer_index": None, "return_code": ""},
    ),
    _voucher(table="billing.BankFile", start="read_at", only=has_content("data"), blanks={"data": _GONE}),
)
"""Documents, and what led to them and away from them. Entries of accounts lead to most of it (R-TAX10): it is emptied, and a row stays."""


def _emptied(table: str, *, only: Q, **more: Any) -> Written:
    """Give what is left of a table: emptied rows, to which nothing leads any more."""
    return Written(rule=Rule.TAX10, table=table, only=only, free=lambda: unreferenced(table), **more)


EMPTIED = (
    _emptied("billing.Collection", start="returned_on", fallback="created_at", owner="customer_ref", only=Q(return_code="")),
    _emptied("billing.Document", start="issued_on", owner="customer_ref", only=~has_content("terms")),
    _emptied("billing.DebitFile", start="sent_at", fallback="created_at", only=~has_content("xml")),
    _emptied("billing.BankEntry", start="booked_on", only=~has_content("said")),
    _emptied("billing.BankFile", start="read_at", only=~has_content("data")),
    _emptied("billing.Mandate", start="last_used_on", fallback="created_at", owner="customer_ref", only=Q(customer_number="")),
)
"""What stayed for the sake of the books, and goes after them, each before what it leads to. Nobody has read it since it was emptied."""

_MAY_BE_SEALED = has_content("xml") | Q(state=FileState.MADE)
"""A file that is not approved yet has no content; it is sealed under the month in which it was made."""
SEALED = (
    SealedRows(table="billing.Document", at="issued_at", owner="", category="TAX", only=has_content("terms")),
    SealedRows(table="billing.DebitFile", at="created_at", owner="", category="TAX", only=_MAY_BE_SEALED),
    SealedRows(table="billing.BankEntry", at="created_at", owner="", category="TAX", only=has_content("said")),
    SealedRows(table="billing.BankFile", at="read_at", owner="", category="TAX", only=has_content("data")),
)

"""How the books go: accounts ten years after the last that was written about a whole that is settled (`domain.closed_books`).

Python puts together the account of one customer, the database the oldest part of all of them. Neither knows the other; tests compare them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs

from vorzimmer.billing.accounts import with_settled
from vorzimmer.billing.models import AccountEntry, Allocation, AssessedYear, Document
from vorzimmer.billing.vouchers import HELD, OWN
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.closed_books import Link, Part, Whole, start_of, unassessed, wholes
from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.domain.retention import Facts, Held
from vorzimmer.privacy.clocks import Clock, Hidden, Reading, Values, due_days, due_moments, hold_by, unreferenced
from vorzimmer.privacy.policies import retention_rules

_DEPOSITS = (EntryKind.DEPOSIT, EntryKind.DEPOSIT_BACK)
"""What was left as a deposit is there as long as these do not come to nothing: together they go, or not at all."""
_ENTRIES = AccountEntry._base_manager  # noqa: SLF001  (Django's own name; the others hide what has gone)
_ALLOCATIONS = Allocation._base_manager  # noqa: SLF001  (as above)
_DOCUMENTS = Document._base_manager  # noqa: SLF001  (as above)


AT_ONCE = 20
"""So many accounts are read together."""

# --- one account, in Python ------------------------------------------------------------------------------------------------------


def wholes_of(customers: Collection[UUID]) -> list[Whole]:
    """Put together what hangs together in the accounts of these customers. Five queries."""
    settled: defaultdict[UUID, int] = defaultdict(int)
    links, refs = [], list(customers)
    own = [_ALLOCATIONS.filter(**{f"{end}__customer_ref__in": refs}) for end in ("credit", "debit")]
    rows = {row for allocations in own for row in allocations.values_list("credit", "debit", "amount", "at", "undone_at", "pk")}
    for credit, debit, cents, at, undone_at, _pk in rows:
        links.append(Link(one=credit, other=debit, days=tuple(berlin_date(each) for each in (at, undone_at) if each is not None)))
        if undone_at is None:
            settled[credit] += cents
            settled[debit] += cents
    entries = list(_ENTRIES.filter(customer_ref__in=refs).only("pk", "customer_ref", "kind", "amount", "day", "document_id", "reverses_id"))
    kept = _kept_deposits(entries)
    parts = [
        Part(
            id=entry.pk,
            day=entry.day,
            is_open=settled[entry.pk] != abs(entry.amount) or (entry.kind in _DEPOSITS and entry.customer_ref in kept),
        )
        for entry in entries
    ]
    papers = _DOCUMENTS.filter(customer_ref__in=refs)
    free = set(papers.filter(_is_free()).values_list("pk", flat=True))
    for pk, day, cancels, replaces in papers.values_list("pk", "issued_on", "cancels", "replaces"):
        parts.append(Part(id=pk, day=day, is_open=pk not in free))
        links += [Link(one=pk, other=other) for other in (cancels, replaces) if other is not None]
    return wholes(parts, [*links, *_links_of(entries)])


def _kept_deposits(entries: Sequence[AccountEntry]) -> set[UUID]:
    """Name the customers who have a deposit with us, or too little of one."""
    sums: defaultdict[UUID, int] = defaultdict(int)
    for entry in entries:
        if entry.kind in _DEPOSITS:
            sums[entry.customer_ref] += entry.amount
    return {ref for ref, cents in sums.items() if cents}


def _links_of(entries: Sequence[AccountEntry]) -> Iterator[Link]:
    deposits: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for entry in entries:
        for other in (entry.document_id, entry.reverses_id):
            if other is not None:
                yield Link(one=entry.pk, other=other)
        if entry.kind in _DEPOSITS:
            deposits[entry.customer_ref].append(entry.pk)
    for together in deposits.values():
        yield from (Link(one=one, other=other) for one, other in pairwise(together))


class _Read:
    """What hangs together, read once for each customer: of those of whom something is due, some at a time."""

    def __init__(self, due: Any) -> None:
        self._due = due
        self._customers: list[UUID] | None = None
        self._by_entry: dict[UUID, Whole] = {}
        self._read: set[UUID] = set()

    def of(self, entry: UUID, customer: UUID) -> Whole | None:
        if customer not in self._read:
            some = self._with(customer)
            self._read |= some
            self._by_entry |= _by_entry(some)
        return self._by_entry.get(entry)

    def _with(self, customer: UUID) -> set[UUID]:
        if self._customers is None:
            self._customers = list(self._due.order_by("customer_ref").values_list("customer_ref", flat=True).distinct())
        begin = self._customers.index(customer) if customer in self._customers else len(self._customers)
        return {customer, *self._customers[begin : begin + AT_ONCE]} - self._read

    def facts(self, values: Values) -> Facts:
        whole = self.of(values[0], values[1])
        return Facts(start=None if whole is None else start_of(retention_rules(), whole))


def _by_entry(customers: Collection[UUID]) -> dict[UUID, Whole]:
    return {each: whole for whole in wholes_of(customers) for each in whole.ids}


def _with_wholes(keys: Collection[UUID]) -> dict[UUID, Whole]:
    """Give for keys of entries the whole to which each belongs."""
    wanted = set(keys)
    customers = set(_ENTRIES.filter(pk__in=wanted).values_list("customer_ref", flat=True))
    return {key: whole for key, whole in _by_entry(customers).items() if key in wanted}


def hang_together(keys: Collection[UUID]) -> Collection[UUID]:
    """Give all entries that hang together with these, themselves included."""
    ids = frozenset[UUID]().union(*(whole.ids for whole in _with_wholes(keys).values()))
    return set(_ENTRIES.filter(pk__in=ids).values_list("pk", flat=True))


def holds(keys: Collection[Any], _day: date) -> Mapping[Any, Sequence[Held]]:
    """Say which entries are of a whole of which a year is not finally assessed."""
    assessed = frozenset(AssessedYear.objects.values_list("year", flat=True))
    return {key: HELD for key, whole in _with_wholes(keys).items() if unassessed(whole, assessed)}


# --- all accounts, in the database -------------------------------------------------------------------------------------------------


def _over(column: str, at: datetime, *, assessed: bool) -> Q:
    """Rows of which a day is over, by the rule; `assessed`: and its year is finally assessed."""
    over = (due_moments if column in {"at", "undone_at"} else due_days)(Rule.TAX10, column, at)
    return over & Q(**{f"{column}__year__in": AssessedYear.objects.values("year")}) if assessed else over


def _is_free() -> Q:
    """Documents that nothing needs but the books themselves and other vouchers."""
    return unreferenced("billing.Document", but=OWN)


def _settled_entries(at: datetime, *, assessed: bool, which: Q) -> Any:
    """Entries of which all days are over and nothing is open, each looked at alone."""
    undone = Q(undone_at=None) | _over("undone_at", at, assessed=assessed)
    late = _ALLOCATIONS.exclude(_over("at", at, assessed=assessed) & undone)
    deposits = _ENTRIES.filter(customer_ref=OuterRef("customer_ref"), kind__in=_DEPOSITS).order_by()
    rows = with_settled(_ENTRIES.filter(which, _over("day", at, assessed=assessed)).order_by())
    return (
        rows.annotate(deposit=Subquery(deposits.values("customer_ref").annotate(sum=Sum("amount")).values("sum")))
        .filter(~Q(kind__in=_DEPOSITS) | Q(deposit=0), settled=Abs(F("amount")))
        .exclude(Exists(late.filter(credit=OuterRef("pk"))))
        .exclude(Exists(late.filter(debit=OuterRef("pk"))))
    )


_LINKS = (
    ("billing_allocation", "credit_id", "debit_id"),
    ("billing_accountentry", "id", "reverses_id"),
    ("billing_accountentry", "id", "document_id"),
    ("billing_document", "id", "cancels_id"),
    ("billing_document", "id", "replaces_id"),
)
"""Tables, and two columns whose rows hang together."""


def _links() -> str:
    """All links that begin with what is over, from either side; of deposits each with each."""
    single = [
        f"SELECT {one}, {other} FROM {table} WHERE {other} IS NOT NULL AND {one} IN (SELECT id FROM passed)"  # noqa: S608  (constants)
        for table, *ends in _LINKS
        for one, other in (ends, ends[::-1])
    ]
    kinds = ", ".join(f"'{kind.value}'" for kind in _DEPOSITS)
    deposits = (
        "SELECT one.id, other.id FROM billing_accountentry one JOIN billing_accountentry other ON other.customer_ref = one.customer_ref "  # noqa: S608  (as above)
        f"WHERE one.kind IN ({kinds}) AND other.kind IN ({kinds}) AND one.id IN (SELECT id FROM passed)"
    )
    return " UNION ALL ".join([*single, deposits])


def gone(at: datetime, *, assessed: bool = False, customers: Collection[Any] | None = None) -> RawSQL:
    """Name the entries whose whole is over: those that pass alone, less those from which links lead to what does not pass.

    It looks only at what is old enough, by an index: as long as nothing is, it costs nothing. `customers`: only in their accounts,
    from which no link leads to others.
    """
    which = Q() if customers is None else Q(customer_ref__in=list(customers))
    entries, more = _settled_entries(at, assessed=assessed, which=which).values("pk").query.sql_with_params()
    papers = _DOCUMENTS.filter(which, _over("issued_on", at, assessed=assessed), _is_free()).order_by().values("pk")
    documents, further = papers.query.sql_with_params()
    text = (
        f"WITH RECURSIVE settled(id) AS ({entries}), passed(id) AS (SELECT id FROM settled UNION ALL {documents}), "  # noqa: S608  (Django's own text, and constants)
        f"links(one, other) AS ({_links()}), "
        "kept(id) AS (SELECT one FROM links WHERE other NOT IN (SELECT id FROM passed) "
        "UNION SELECT links.other FROM kept JOIN links ON links.one = kept.id) "
        "SELECT id FROM settled WHERE id NOT IN (SELECT id FROM kept)"
    )
    return RawSQL(text, (*more, *further))  # noqa: S611  (as above)


def _read(at: datetime) -> Reading:
    due = Q(pk__in=gone(at))
    return Reading(
        rows=_ENTRIES.all(),
        due=due,
        facts=_Read(_ENTRIES.filter(due)).facts,
        due_of=lambda customers: Q(pk__in=gone(at, customers=customers)),
    )


@lru_cache(maxsize=16)
def _gone_on(day: date, vendor: str) -> RawSQL:  # noqa: ARG001  (each kind of database has a text of its own)
    """The same as every read can afford it: to write it down takes longer than to ask it, and it holds for a day."""
    return gone(start_of_day(day), assessed=True)


def _hidden_entries(at: datetime) -> Q:
    return Q(pk__in=_gone_on(berlin_date(at), connection.vendor))


def _hidden_allocations(at: datetime) -> Q:
    return Q(credit__in=_gone_on(berlin_date(at), connection.vendor))


BOOKS = Clock(
    rule=Rule.TAX10,
    table="billing.AccountEntry",
    read=_read,
    columns=("customer_ref",),
    owner="customer_ref",
    hides=_hidden_entries,
    hang_together=hang_together,
)
SETTLEMENTS = Hidden(table="billing.Allocation", hides=_hidden_allocations)
"""What settles what goes with its two entries, in one statement."""


def hold_books() -> None:
    """Let the sweep know what holds entries; what hides them asks for the same years in its own statement."""
    hold_by(Rule.TAX10, BOOKS.table, holds)

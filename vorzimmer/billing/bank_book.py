"""The bank in the books as it is read: what waits, what entries were assigned to, and for one entry who it may be from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, Sum

from vorzimmer.billing.bank_matching import ASKED_OF_BANK, Book, book_for
from vorzimmer.billing.bank_rows import entry_of
from vorzimmer.billing.models import AccountEntry, BankEntry, Collection
from vorzimmer.billing.reports import names_of
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.bank import EntryKind as Moved
from vorzimmer.domain.bank_book import set_aside_by_rule
from vorzimmer.domain.designations import CUSTOMER_WORDS, INVOICE_WORDS, places
from vorzimmer.domain.matching import Certainty, Match, OpenItem
from vorzimmer.domain.money import read_cents

_S = BankEntry.State
MOST_CANDIDATES = 30
MOST_SEARCHED = 3000
"""So many of the newest entries are opened to look for a payer or a text: both are sealed."""
DEAREST_RETURN = 20_00
"""Cents: no bank asks for more. By it a return without an id is compared with the direct debits."""


# --- what waits ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many entries wait for a person, for how many days the oldest does, and what they come to, in cents."""

    count: int
    days: int
    cents: int


NOTHING_WAITS = Waiting(count=0, days=0, cents=0)


def waiting(day: date) -> Waiting:
    """Count what waits. One query."""
    found = BankEntry.objects.filter(state=_S.OPEN).aggregate(count=Count("pk"), first=Min("booked_on"), cents=Sum("amount"))
    days = (day - found["first"]).days if found["first"] else 0
    return Waiting(count=found["count"], days=max(days, 0), cents=found["cents"] or 0)


def waiting_count() -> int:
    return BankEntry.objects.filter(state=_S.OPEN).count()


def sums(first: date, last: date) -> list[tuple[str, int, int]]:
    """Say of each state how many entries of these days have it, and what they come to."""
    rows = BankEntry.objects.filter(booked_on__range=(first, last)).values("state").order_by().annotate(n=Count("pk"), sum=Sum("amount"))
    found = {row["state"]: (row["n"], row["sum"]) for row in rows}
    return [(state.value, *found.get(state.value, (0, 0))) for state in _S]


# --- lists ---------------------------------------------------------------------------------------------------------------


def in_order(state: str) -> QuerySet[BankEntry]:
    """List the entries of a state: what waits from the oldest on, all else from the newest."""
    found = BankEntry.objects.filter(state=state).select_related("file")
    return found.order_by("booked_on", "created_at", "pk") if state == _S.OPEN else found.order_by("-booked_on", "-created_at", "pk")


def holding(entries: QuerySet[BankEntry], text: str) -> list[BankEntry]:
    """Find entries by payer, text, amount, or customer and number of what they were assigned to. Only the newest are searched."""
    wanted, cents = text.casefold().strip(), read_cents(text)
    named = Q(booked__customer_number__iexact=wanted) | Q(booked__given__debit__reference__icontains=wanted)
    refs = Customer.objects.all().holding(wanted, ("name", "short_name")).values_list("pk", flat=True)[:MOST_CANDIDATES]
    known = set(entries.filter(named | Q(booked__customer_ref__in=list(refs))).values_list("pk", flat=True))
    return [row for row in entries[:MOST_SEARCHED] if row.pk in known or abs(row.amount) == cents or _says(row, wanted)]


def _says(row: BankEntry, wanted: str) -> bool:
    said: dict[str, Any] = row.said
    return any(wanted in str(said.get(name, "")).casefold() for name in ("counterpart_name", "counterpart_iban", "remittance"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an entry was assigned to: the customer, what of it settles what, and what stays to his credit. Cents."""

    customer_ref: UUID
    customer_number: str
    name: str
    payment: AccountEntry
    settles: Sequence[tuple[str, int]]
    left: int


def targets_of(rows: Iterable[BankEntry]) -> Mapping[UUID, list[Target]]:
    """Say of each entry what it was assigned to and not taken back. Three queries, however many."""
    ids = [row.pk for row in rows]
    payments = list(
        AccountEntry.objects.filter(bank_entry__in=ids, reverses=None, reversed_by=None)
        .exclude(kind=EntryKind.FEE)
        .prefetch_related("given__debit", "taken__credit")
    )
    names = names_of(payment.customer_ref for payment in payments)
    found: dict[UUID, list[Target]] = {pk: [] for pk in ids}
    for payment in payments:
        settles = [(each.debit.reference, each.amount) for each in payment.given.all() if each.undone_at is None]
        target = Target(
            customer_ref=payment.customer_ref,
            customer_number=payment.customer_number,
            name=names.get(payment.customer_ref, ""),
            payment=payment,
            settles=settles,
            left=max(0, -payment.amount - sum(cents for _reference, cents in settles)),
        )
        if payment.bank_entry_id is not None:
            found[payment.bank_entry_id].append(target)
    return found


# --- one entry -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An open entry that the money may be for, and how much of it is proposed; cents."""

    debit: AccountEntry
    open: int
    proposed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A customer who may have paid, with what is open of his; `credit` is what is proposed to stay to his credit."""

    customer_ref: UUID
    customer_number: str
    name: str
    candidates: Sequence[Candidate] = ()
    credit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """An entry with all that helps to say whose it is. `is_repeated`: the rules propose what was taken back."""

    row: BankEntry
    entry: Any
    match: Match | None
    pieces: Sequence[tuple[str, bool]]
    payers: Sequence[Payer] = ()
    collections: Sequence[Collection] = ()
    proposed_collections: Sequence[Collection] = ()
    is_repeated: bool = False

    @property
    def is_proposed(self) -> bool:
        """Whether there is something to accept."""
        return any(payer.credit or any(each.proposed for each in payer.candidates) for payer in self.payers)


def looked_at(row: BankEntry, q: str = "", kept: frozenset[UUID] = frozenset()) -> LookedAt:
    """Gather for an entry what the rules say of it now, what fits to a search, and what is kept: ids of open entries and customers."""
    entry = entry_of(row)
    book = book_for([entry])
    found = None if set_aside_by_rule(entry) else book.match(entry)
    repeated = _was_taken_back(row, found)
    items = [item for own in book.items.values() for item in own]
    owners = sorted({item.customer_number for item in items})
    return LookedAt(
        row=row,
        entry=entry,
        match=found,
        pieces=marked(entry.remittance, [item.number for item in items], owners),
        payers=() if row.amount <= 0 else _payers(row, book, replace(found, allocations=()) if repeated and found else found, q, kept),
        collections=_collections(row, q),
        proposed_collections=[book.collections[end] for end in found.collections] if found is not None else [],
        is_repeated=repeated,
    )


def marked(text: str, invoices: Iterable[str], customers: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a text into pieces; true is a number that we know."""
    spans = sorted([*places(text, invoices, INVOICE_WORDS), *places(text, customers, CUSTOMER_WORDS)])
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _was_taken_back(row: BankEntry, found: Match | None) -> bool:
    if found is None or not found.customers:
        return False
    back = row.booked.filter(kind=EntryKind.PAYMENT).exclude(reversed_by=None)
    return back.filter(customer_number__in=found.customers).exists()


def _payers(row: BankEntry, book: Book, found: Match | None, q: str, kept: frozenset[UUID]) -> list[Payer]:
    proposed = {allocation.item: allocation.cents for allocation in found.allocations} if found is not None else {}
    likely = set(found.customers) if found is not None else set()
    names = names_of(book.items)
    chosen: dict[UUID, list[OpenItem]] = {}
    for ref, own in book.items.items():
        near = [
            item
            for item in own
            if item.customer_number in likely
            or item.id in proposed
            or kept & {ref, UUID(item.id)}
            or (_fits(item, names.get(ref, ""), q) if q else item.open_cents == row.amount)
        ]
        if near:
            chosen[ref] = near
    rest = found.left_cents if found is not None and len(likely) == 1 and proposed else 0
    payers = [
        _payer(ref, own, names.get(ref, ""), book=book, proposed=proposed, credit=rest if own[0].customer_number in likely else 0)
        for ref, own in chosen.items()
    ]
    payers.sort(key=lambda payer: (not any(each.proposed for each in payer.candidates), payer.customer_number not in likely, payer.name))
    return [*payers[:MOST_CANDIDATES], *_without_items(likely, q, kept, set(chosen))]


def _payer(  # noqa: PLR0913  (one step of the list above)
    ref: UUID, items: Sequence[OpenItem], name: str, *, book: Book, proposed: Mapping[str, int], credit: int
) -> Payer:
    in_order = sorted(items, key=lambda item: (item.id not in proposed, item.due_on, item.number))
    return Payer(
        customer_ref=ref,
        customer_number=items[0].customer_number,
        name=name,
        candidates=[Candidate(debit=book.debits[item.id], open=item.open_cents, proposed=proposed.get(item.id, 0)) for item in in_order],
        credit=credit,
    )


def _fits(item: OpenItem, name: str, q: str) -> bool:
    wanted = q.casefold().strip()
    is_said = any(wanted in said.casefold() for said in (item.number, item.customer_number, name))
    return bool(wanted) and (is_said or read_cents(q) == item.open_cents)


def _without_items(numbers: set[str], q: str, kept: frozenset[UUID], known: set[UUID]) -> list[Payer]:
    """Find customers of whom nothing is open: what they paid stays to their credit."""
    customers = Customer.objects.filter(Q(number__in=numbers) | Q(pk__in=kept))
    if q.strip():
        customers = customers | Customer.objects.all().holding(q.strip(), ("number", "name", "short_name"))
    some = customers.exclude(pk__in=known).order_by("short_name")[:MOST_CANDIDATES]
    return [Payer(customer_ref=each.pk, customer_number=each.number, name=each.short_name) for each in some]


def _collections(row: BankEntry, q: str) -> list[Collection]:
    """Find the direct debits that an entry may be about: of this amount, or, for a return, of at most what came back; or by a search."""
    if row.kind not in {Moved.RETURN, Moved.DEBIT_BOOKED}:
        return []
    found = Collection.objects.filter(state__in=ASKED_OF_BANK).select_related("document", "mandate")
    if q.strip():
        said = Q(end_to_end__icontains=q.strip()) | Q(document__customer_number__iexact=q.strip()) | Q(mandate__reference__iexact=q.strip())
        found = found.filter(said)
    elif row.kind == Moved.RETURN:
        found = found.filter(amount__range=(-row.amount - DEAREST_RETURN, -row.amount), state__in=("sent", "booked"))
    else:
        found = found.filter(amount=row.amount, state="sent")
    return list(found.order_by("-due_on", "end_to_end")[:MOST_CANDIDATES])


def is_certain(found: Match | None) -> bool:
    return found is not None and found.certainty is Certainty.CERTAIN

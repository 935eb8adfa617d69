"""The accounts of customers as they are read: entries with what is open of them, open items, ages, how documents stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from vorzimmer.billing.models import AccountEntry, Allocation, Collection, Document
from vorzimmer.domain import accounts as rules
from vorzimmer.domain.accounts import Age, Because, EntryKind, Facts, Item, Standing, StandingCode, age_of

ON_ITS_WAY = ("planned", "approved", "in_file", "sent")
"""States of a collection (`domain.sepa`) whose money may still come."""
PAID_OUT = frozenset({EntryKind.REFUND, EntryKind.RETURN})
BY_MONEY = frozenset({EntryKind.PAYMENT, EntryKind.DEBIT, EntryKind.DEPOSIT_BACK})


SEALED = ("document__terms", "document__xml", "document__pdf")
"""What a document says; who only wants to know how it stands leaves it where it is."""
_CANCELLED = Standing(code=StandingCode.CANCELLED, because=Because.CANCELLED)


def with_settled(entries: QuerySet[AccountEntry]) -> QuerySet[Any]:
    """Add to each entry how many of its cents are allocated (`settled`)."""
    active = Allocation._base_manager.filter(undone_at=None).order_by()  # noqa: SLF001  (Django's own name; what settles goes with its entry)
    given = active.filter(credit=OuterRef("pk")).values("credit").annotate(sum=Sum("amount")).values("sum")
    taken = active.filter(debit=OuterRef("pk")).values("debit").annotate(sum=Sum("amount")).values("sum")
    return entries.annotate(settled=Coalesce(Subquery(given), 0) + Coalesce(Subquery(taken), 0))


def item_of(entry: Any) -> Item:
    """Say an entry that was read by `with_settled` as the rules know it."""
    return Item(
        id=entry.pk,
        kind=EntryKind(entry.kind),
        amount=entry.amount,
        day=entry.day,
        due_on=entry.due_on,
        settled=entry.settled,
        debt=entry.document_id,
        reverses=entry.reverses_id,
    )


def items_of(customer_ref: UUID) -> dict[UUID, Item]:
    """Give all entries of an account as the rules know them."""
    entries = with_settled(AccountEntry.objects.filter(customer_ref=customer_ref))
    return {entry.pk: item_of(entry) for entry in entries}


# --- the account of one customer -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """So many cents of another entry settle so much of this one."""

    allocation: Allocation
    other: AccountEntry

    @property
    def cents(self) -> int:
        return self.allocation.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry with the balance after it, what is open of it (without a sign), and what settles it or what it settles."""

    entry: AccountEntry
    balance: int
    open: int
    overdue: int
    settlements: Sequence[Settlement]
    is_reversed: bool
    collected_on: date | None = None
    """The day of a direct debit on its way: what it will pay is neither due nor overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer's account on a day, in cents: what he owes in all (`balance`), what of it is open, due, and what he has to his credit."""

    lines: Sequence[Line]
    balance: int
    open: int
    due: int
    credit: int
    deposit: int
    """What he has left as a deposit."""
    standings: Mapping[UUID, Standing]
    """How the documents on it stand."""


def account(customer_ref: UUID, day: date) -> Account:
    """Give a customer's account: the entries in the order in which they were booked. Three queries."""
    found = with_settled(AccountEntry.objects.filter(customer_ref=customer_ref)).select_related("document").defer(*SEALED)
    entries = list(found.order_by("day", "booked_at", "pk"))
    by_id = {entry.pk: entry for entry in entries}
    settlements = _settlements(customer_ref, by_id)
    reversed_ones = {entry.reverses_id for entry in entries}
    collected = _collected(customer_ref=customer_ref)
    lines, items, running = [], [], 0
    for entry in entries:
        item = item_of(entry)
        running += entry.amount
        items.append(item)
        fetched = _fetched(entry, item, collected)
        late = 0 if item.is_credit or not item.open or fetched else rules.days_overdue(item.due_on or item.day, day)
        lines.append(
            Line(
                entry=entry,
                balance=running,
                open=item.open,
                overdue=late,
                settlements=settlements[entry.pk],
                is_reversed=entry.pk in reversed_ones,
                collected_on=fetched,
            )
        )
    owed, his = [item for item in items if not item.is_credit], [item for item in items if item.is_credit]
    return Account(
        lines=lines,
        balance=running,
        open=sum(item.open for item in owed),
        due=sum(item.open for item, line in zip(items, lines, strict=True) if not line.collected_on and item.is_owed(day)),
        credit=sum(item.open for item in his),
        deposit=deposit_of(items),
        standings=_standings(lines, collected, day),
    )


def _standings(lines: Sequence[Line], collected: Mapping[UUID, date], day: date) -> dict[UUID, Standing]:
    """Say how the documents of an account stand, from what was read of it already."""
    about: defaultdict[UUID, list[AccountEntry]] = defaultdict(list)
    for line in lines:
        if line.entry.document_id is not None:
            about[line.entry.document_id].append(line.entry)
    cancelled = {line.entry.document.cancels_id for line in lines if line.entry.document is not None}
    found = {}
    for line in lines:
        document = line.entry.document
        if document is None or line.entry.kind not in {EntryKind.INVOICE, EntryKind.CREDIT_NOTE}:
            continue
        kinds: defaultdict[EntryKind, int] = defaultdict(int)
        for each in line.settlements:
            kinds[EntryKind(each.other.kind)] += each.cents
        if document.pk in cancelled:
            found[document.pk] = _CANCELLED
        else:
            found[document.pk] = rules.standing(_facts(document, kinds, about[document.pk], collected.get(document.pk)), day)
    return found


def _settlements(customer_ref: UUID, by_id: Mapping[UUID, AccountEntry]) -> Mapping[UUID, list[Settlement]]:
    found: defaultdict[UUID, list[Settlement]] = defaultdict(list)
    for allocation in Allocation.objects.filter(credit__customer_ref=customer_ref, undone_at=None):
        found[allocation.credit_id].append(Settlement(allocation=allocation, other=by_id[allocation.debit_id]))
        found[allocation.debit_id].append(Settlement(allocation=allocation, other=by_id[allocation.credit_id]))
    return found


def deposit_of(items: Iterable[Item]) -> int:
    """Say how many cents of deposits were paid and not given back."""
    held = 0
    for item in items:
        if item.kind is EntryKind.DEPOSIT and not item.is_credit:
            held += item.settled
        elif item.kind in {EntryKind.DEPOSIT_BACK, EntryKind.DEPOSIT}:
            held += item.amount  # given back, or a demand that was taken back and settles itself
    return held


# --- all accounts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What is open of an entry on a day: above zero owed to us, below zero the customer's."""

    entry: AccountEntry
    cents: int
    overdue: int
    age: Age
    collected_on: date | None = None


def open_items(day: date, customer_ref: UUID | None = None) -> list[OpenItem]:
    """List what is open, the longest overdue first, credits last. Two queries."""
    entries = AccountEntry.objects.all() if customer_ref is None else AccountEntry.objects.filter(customer_ref=customer_ref)
    found, collected = [], _collected()
    for entry in with_settled(entries):
        item = item_of(entry)
        if not item.open:
            continue
        fetched = _fetched(entry, item, collected)
        late = 0 if item.is_credit or fetched else rules.days_overdue(item.due_on or item.day, day)
        age = Age.NOT_DUE if item.is_credit or fetched else age_of(item.due_on, item.day, day)
        found.append(OpenItem(entry=entry, cents=-item.open if item.is_credit else item.open, overdue=late, age=age, collected_on=fetched))
    return sorted(
        found, key=lambda open_: (open_.cents < 0, -open_.overdue, open_.entry.due_on or open_.entry.day, open_.entry.customer_number)
    )


@dataclass(slots=True, kw_only=True)
class CustomerAges:
    """What one customer owes by age, what he has to his credit, and both together."""

    customer_ref: UUID
    customer_number: str
    ages: dict[Age, int] = field(default_factory=lambda: dict.fromkeys(Age, 0))
    credit: int = 0

    @property
    def owed(self) -> int:
        return sum(self.ages.values())

    @property
    def balance(self) -> int:
        return self.owed - self.credit


def ageing(day: date) -> list[CustomerAges]:
    """Say for each customer with open items how old they are, by customer number. Two queries."""
    found: dict[UUID, CustomerAges] = {}
    for item in open_items(day):
        ref = item.entry.customer_ref
        ages = found.setdefault(ref, CustomerAges(customer_ref=ref, customer_number=item.entry.customer_number))
        if item.cents < 0:
            ages.credit -= item.cents
        else:
            ages.ages[item.age] += item.cents
    return sorted(found.values(), key=lambda ages: ages.customer_number)


# --- how documents stand -------------------------------------------------------------------------------------------------


def standing_of(documents: Sequence[Document], day: date) -> dict[UUID, Standing]:
    """Say how each document stands on a day. Four queries, however many documents."""
    ids = [document.pk for document in documents]
    entries = list(with_settled(AccountEntry.objects.filter(document__in=ids)))
    own = {entry.document_id: entry for entry in entries if entry.kind in {EntryKind.INVOICE, EntryKind.CREDIT_NOTE}}
    settled = _settled_by_kind([entry.pk for entry in own.values()])
    cancelled = set(Document.objects.filter(cancels__in=ids).values_list("cancels", flat=True))
    collected = _collected(document__in=ids)
    about: defaultdict[UUID, list[AccountEntry]] = defaultdict(list)
    for entry in entries:
        about[entry.document_id].append(entry)
    found = {}
    for document in documents:
        entry = own.get(document.pk)
        if document.pk in cancelled:
            found[document.pk] = _CANCELLED
            continue
        kinds = settled[entry.pk] if entry is not None else {}
        facts = _facts(document, kinds, about[document.pk], collected.get(document.pk))
        found[document.pk] = rules.standing(facts, day)
    return found


def _collected(**which: Any) -> dict[UUID, date]:
    """Say for each document whose direct debit is on its way when that is drawn."""
    return dict(Collection.objects.filter(state__in=ON_ITS_WAY, **which).order_by("attempt").values_list("document", "due_on"))


def _fetched(entry: AccountEntry, item: Item, collected: Mapping[UUID, date]) -> date | None:
    """Say when the money for an open invoice will be drawn; None when nobody will draw it."""
    if entry.document_id is None or item.kind is not EntryKind.INVOICE or not item.open:
        return None
    return collected.get(entry.document_id)


def _facts(document: Document, kinds: Mapping[EntryKind, int], about: Sequence[Any], collected_on: date | None) -> Facts:
    money = [entry for entry in about if entry.amount < 0 and entry.kind in {EntryKind.PAYMENT, EntryKind.DEBIT}]
    paid = sum(cents for kind, cents in kinds.items() if kind in BY_MONEY | PAID_OUT)
    given_up = kinds.get(EntryKind.WRITE_OFF, 0)
    taken_back = {pk for entry in about if entry.reverses_id for pk in (entry.pk, entry.reverses_id)}
    return Facts(
        gross=document.gross,
        due_on=document.due_on,
        paid=paid,
        set_off=sum(kinds.values()) - paid - given_up,
        written_off=given_up,
        surplus=sum(-entry.amount - entry.settled for entry in money),
        was_returned=any(entry.kind == EntryKind.RETURN and entry.pk not in taken_back for entry in about),
        collected_on=collected_on,
    )


def _settled_by_kind(entries: Sequence[UUID]) -> Mapping[UUID, dict[EntryKind, int]]:
    """Say how many cents of each entry are settled by what kind of other entry."""
    found: defaultdict[UUID, dict[EntryKind, int]] = defaultdict(lambda: defaultdict(int))
    active = Allocation.objects.filter(undone_at=None)
    for debit, kind, cents in active.filter(debit__in=entries).values_list("debit", "credit__kind", "amount"):
        found[debit][EntryKind(kind)] += cents
    for credit, kind, cents in active.filter(credit__in=entries).values_list("credit", "debit__kind", "amount"):
        found[credit][EntryKind(kind)] += cents
    return found

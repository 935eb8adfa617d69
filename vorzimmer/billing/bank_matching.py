"""What the rules of matching need to know of the books: open items, direct debits, known accounts. Read once for many entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F
from lxml import etree  # type: ignore[import-untyped]  # it carries no types

from vorzimmer.billing.accounts import with_settled
from vorzimmer.billing.bank_rows import payer_index
from vorzimmer.billing.models import AccountEntry, Collection, DebitFile
from vorzimmer.billing.sepa_files import NAMESPACE
from vorzimmer.customers.models import BankAccount
from vorzimmer.domain import matching
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.bank import BankEntry
from vorzimmer.domain.bank import EntryKind as Moved
from vorzimmer.domain.collecting import CAME_BACK, CollectionState
from vorzimmer.domain.matching import Collected, Match, OpenItem, match

PAYABLE = (EntryKind.INVOICE, EntryKind.FEE, EntryKind.DEPOSIT)
"""What a customer pays."""
_S = CollectionState
ASKED_OF_BANK = (_S.IN_FILE, _S.SENT, _S.BOOKED, _S.REJECTED, _S.RETURNED, _S.REFUNDED)
"""States of direct debits that the bank may speak of. One in a file may have been sent although nobody said so."""
_AT_ONCE = 500
"""So many values in one question to the database."""


@dataclass(slots=True, kw_only=True)
class Book:
    """The books as the rules read them. Whoever books something for a customer calls `renew`."""

    items: dict[UUID, list[OpenItem]] = field(default_factory=dict)
    debits: dict[str, AccountEntry] = field(default_factory=dict)
    """The entries behind the open items, by their id as text."""
    collections: dict[str, Collection] = field(default_factory=dict)
    collected: list[Collected] = field(default_factory=list)
    ibans: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def match(self, entry: BankEntry) -> Match:
        """Say whose payment the entry is."""
        items = [item for own in self.items.values() for item in own]
        return match(entry, items, self.collected, self.ibans)

    def renew(self, customers: Iterable[UUID]) -> None:
        """Read the open items of these customers again."""
        for ref in set(customers):
            self.items[ref] = []
            self._take(_open(customer_ref=ref))

    def renew_collections(self, ends: Iterable[str]) -> None:
        """Read direct debits again."""
        wanted = set(ends)
        batches = {each.end_to_end: each.batch for each in self.collected}
        self.collected = [each for each in self.collected if each.end_to_end not in wanted]
        self._collect(_of_bank().filter(end_to_end__in=wanted), batches)

    def _take(self, entries: Iterable[AccountEntry]) -> None:
        for entry in entries:
            item = item_of(entry)
            self.items.setdefault(entry.customer_ref, []).append(item)
            self.debits[item.id] = entry

    def _collect(self, found: Iterable[Collection], batches: dict[str, str]) -> None:
        for collection in found:
            self.collections[collection.end_to_end] = collection
            self.collected.append(_collected(collection, batches.get(collection.end_to_end, "")))


def book_for(entries: Sequence[BankEntry]) -> Book:
    """Read what the rules need for these entries: all open items, and the direct debits and accounts that the entries name."""
    book = Book()
    book._take(_open())  # noqa: SLF001  (it is made here)
    batches = _batches({entry.batch_reference for entry in entries if entry.batch_reference})
    ends = {entry.end_to_end for entry in entries if entry.end_to_end} | set(batches)
    mandates = {entry.mandate_reference for entry in entries if entry.mandate_reference and entry.kind is Moved.RETURN}
    found = {
        collection.pk: collection
        for name, values in (("end_to_end", ends), ("mandate__reference", mandates))
        for some in _parts(values)
        for collection in _of_bank().filter(**{f"{name}__in": some})
    }
    book._collect(found.values(), batches)  # noqa: SLF001  (it is made here)
    for iban, numbers in _known_ibans({entry.counterpart_iban for entry in entries if entry.counterpart_iban}).items():
        book.ibans[iban] |= numbers
    return book


def item_of(entry: Any) -> OpenItem:
    """Give an open debit that was read by `with_settled` as the rules of matching know it."""
    document = entry.document
    return OpenItem(
        id=str(entry.pk),
        number=document.number if document is not None and entry.kind == EntryKind.INVOICE else "",
        customer_number=entry.customer_number,
        open_cents=entry.amount - entry.settled,
        due_on=entry.due_on or entry.day,
        issued_on=entry.day,
    )


def _open(**only: Any) -> Iterable[Any]:
    debits = AccountEntry.objects.filter(kind__in=PAYABLE, amount__gt=0, reverses=None, **only)
    return with_settled(debits).filter(settled__lt=F("amount")).select_related("document")


# --- direct debits -------------------------------------------------------------------------------------------------------


def _of_bank() -> Any:
    return Collection.objects.filter(state__in=ASKED_OF_BANK).select_related("document", "mandate")


def _collected(collection: Collection, batch: str) -> Collected:
    state = CollectionState(collection.state)
    told = matching.CollectionState.SUBMITTED
    if state in CAME_BACK:
        told = matching.CollectionState.RETURNED
    elif state is CollectionState.BOOKED:
        told = matching.CollectionState.BOOKED
    return Collected(
        end_to_end=collection.end_to_end,
        invoices=(),
        amount_cents=collection.amount,
        customer_number=collection.document.customer_number,
        state=told,
        batch=batch,
        mandate_reference=collection.mandate.reference,
    )


def _batches(references: set[str]) -> dict[str, str]:
    """Say in which group (PmtInfId) of our files each direct debit stands, by end-to-end ids; only of the groups that were asked for."""
    messages = {reference.rpartition("-")[0] for reference in references} - {""}
    found: dict[str, str] = {}
    for file in DebitFile.objects.filter(message_id__in=messages):
        if not file.xml:
            continue
        for group in etree.fromstring(file.xml.encode()).iter(f"{{{NAMESPACE}}}PmtInf"):
            reference = group.findtext(f"{{{NAMESPACE}}}PmtInfId") or ""
            if reference in references:
                found |= {end.text or "": reference for end in group.iter(f"{{{NAMESPACE}}}EndToEndId")}
    return found


# --- accounts ------------------------------------------------------------------------------------------------------------


def _known_ibans(ibans: set[str]) -> dict[str, set[str]]:
    """Say to which customers accounts belong: those of their mandates, and those from which was paid for them."""
    by_index = {payer_index(iban): iban for iban in ibans}
    found: dict[str, set[str]] = {}
    paid = AccountEntry.objects.filter(kind=EntryKind.PAYMENT, reverses=None, reversed_by=None)
    for some in _parts(by_index):
        known = [
            *BankAccount.objects.filter(iban_index__in=some).values_list("iban_index", "customer__number"),
            *paid.filter(bank_entry__payer_index__in=some).values_list("bank_entry__payer_index", "customer_number").distinct(),
        ]
        for index, number in known:
            found.setdefault(by_index[index], set()).add(number)
    return found


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some

"""Documents as the office looks for them: by number, customer, month, state and kind; with their sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from vorzimmer.billing.accounts import ON_ITS_WAY, with_settled
from vorzimmer.billing.models import AccountEntry, Collection, Document, DocumentState
from vorzimmer.billing.run_figures import signed
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.invoices import DocumentKind


class Wanted(StrEnum):
    """How a document stands that somebody looks for."""

    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for; what is blank does not matter. `text` is part of a number, or of the customer's number or name."""

    text: str = ""
    month: date | None = None
    state: str = ""
    kind: str = ""
    customer: UUID | None = None


def documents(search: Search, day: date) -> QuerySet[Document]:
    """Find documents as they stand on a day, the newest first, without what is sealed."""
    found = Document.objects.defer("terms", "xml", "pdf")
    if search.text:
        people = Customer.objects.holding(search.text, ("name", "short_name")).values("pk")
        by_number = Q(number__icontains=search.text) | Q(customer_number__icontains=search.text)
        found = found.filter(by_number | Q(customer_ref__in=people))
    if search.customer is not None:
        found = found.filter(customer_ref=search.customer)
    if search.month is not None:
        found = found.filter(first__year=search.month.year, first__month=search.month.month)
    if search.kind:
        found = found.filter(kind=search.kind)
    return _standing(found, search.state, day) if search.state else found


def _standing(found: QuerySet[Document], state: str, day: date) -> QuerySet[Document]:
    owed = found.exclude(kind=DocumentKind.CREDIT_NOTE).exclude(state=DocumentState.CANCELLED)
    match state:
        case Wanted.OPEN:
            return owed.filter(pk__in=_open_entries().values("document"))
        case Wanted.OVERDUE:
            on_its_way = Collection.objects.filter(state__in=ON_ITS_WAY).values("document")
            return owed.filter(pk__in=_open_entries().values("document"), due_on__lt=day).exclude(pk__in=on_its_way)
        case Wanted.PAID:
            return owed.exclude(pk__in=_open_entries().values("document"))
        case Wanted.CANCELLED:
            return found.filter(state=DocumentState.CANCELLED)
        case Wanted.UNSENT:
            return found.filter(sent_on=None).exclude(state=DocumentState.CANCELLED)
    return found.none()


def _open_entries() -> QuerySet[AccountEntry]:
    """Give the entries of invoices that are not settled wholly."""
    entries = AccountEntry.objects.filter(kind=EntryKind.INVOICE, document__isnull=False, reversed_by=None, reverses=None)
    return with_settled(entries).filter(amount__gt=F("settled"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many documents, and what they come to in cents; credit notes are taken off."""

    number: int
    net: int
    gross: int
    open: int


def sums_of(found: QuerySet[Document]) -> Sums:
    """Add up documents. `open` is what is owed of them."""
    added = found.order_by().aggregate(number=Count("id"), net_sum=Sum(signed("net")), gross_sum=Sum(signed("gross")))
    owed = found.exclude(state=DocumentState.CANCELLED).values("pk")
    left = _open_entries().filter(document__in=owed).aggregate(sum=Sum(F("amount") - F("settled")))
    return Sums(number=added["number"], net=added["net_sum"] or 0, gross=added["gross_sum"] or 0, open=left["sum"] or 0)


def names_of(found: Iterable[Document]) -> dict[UUID, Customer]:
    """Give the customers of documents, as far as their files are still there. One question."""
    return Customer.objects.in_bulk({document.customer_ref for document in found})

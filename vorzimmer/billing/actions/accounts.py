"""Deeds on the accounts of customers: documents, money that came in, and what settles what. Each is one transaction, done once per key.

What was booked is never changed. Whoever allocates locks the entries of the account first, so that no cent settles twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.accounts import items_of
from vorzimmer.billing.actions.booking import (
    NOTHING,
    at_most,
    book,
    by_rule,
    demand_deposit_kept,
    demand_table,
    entries_of,
    lock,
    mirror,
    undo,
)
from vorzimmer.billing.models import AccountEntry, Allocation, BankEntry, Collection, Document
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in, in cents above zero. `documents` are what the payer named, in his order.

    `key` makes that it is booked once; without one, a bank entry is booked once for a customer, and anything else as often as told.
    """

    customer_ref: UUID
    customer_number: str
    cents: int
    value_on: date
    reference: str = ""
    documents: Sequence[Document] = ()
    bank_entry: BankEntry | None = None
    key: str = ""

    @property
    def booking_key(self) -> str:
        if self.bank_entry is not None and not self.key:
            return f"payment:{self.bank_entry.pk}:{self.customer_ref}"
        return f"payment:{self.key or uuid4()}"


# --- documents -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_document(document: Document, at: datetime, *, by: User | None = None) -> AccountEntry:
    """Book an invoice or a credit note with its whole amount, once. What was paid before (BT-113) stands on the account by itself.

    A credit note that cancels settles what it cancels: payments on that are freed, what was written off of it is taken back. They go
    to the document that replaces it, when both are booked. Another credit note settles the invoice that it names (BG-3) first.
    """
    lock(document.customer_ref)
    is_credit_note = document.kind == DocumentKind.CREDIT_NOTE
    entry, is_new = book(
        key=f"document:{document.pk}",
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        kind=EntryKind.CREDIT_NOTE if is_credit_note else EntryKind.INVOICE,
        amount=document.sign * document.gross,
        day=document.issued_on,
        value_on=document.issued_on,
        due_on=None if is_credit_note else document.due_on,
        reference=document.number,
        document=document,
        booked_at=at,
        booked_by=by,
    )
    if not is_new:
        return entry
    if document.cancels is not None:
        _cancel(entry, book_document(document.cancels, at, by=by), at)
    elif is_credit_note and document.content.preceding is not None:
        named = AccountEntry.objects.filter(kind=EntryKind.INVOICE, document__number=document.content.preceding.number)
        by_rule(entry, at, list(named.filter(customer_ref=document.customer_ref).values_list("pk", flat=True)), only_wanted=True)
    if document.replaces is not None:
        _take_over(document.replaces, entry, at)
    return entry


def _cancel(note: AccountEntry, invoice: AccountEntry, at: datetime) -> None:
    for allocation in invoice.taken.filter(undone_at=None).select_related("credit"):
        undo(allocation, at)
        if allocation.credit.kind == EntryKind.WRITE_OFF:
            mirror(allocation.credit, _("The invoice was cancelled."), at, note.booked_by)
    by_rule(note, at, [invoice.pk], only_wanted=True)
    replacement = AccountEntry.objects.filter(document__replaces=invoice.document_id, kind=EntryKind.INVOICE).first()
    if replacement is not None and invoice.document is not None:
        _take_over(invoice.document, replacement, at)


def _take_over(replaced: Document, entry: AccountEntry, at: datetime) -> None:
    """Settle the replacement with what had settled the document that it replaces, as its payer meant it."""
    note = AccountEntry.objects.filter(document__cancels=replaced, kind=EntryKind.CREDIT_NOTE).first()
    if note is None:
        return
    freed = AccountEntry.objects.filter(given__debit__document=replaced, given__undone_at=note.booked_at).exclude(pk=note.pk)
    for credit in freed.exclude(kind=EntryKind.WRITE_OFF).distinct().order_by("day", "booked_at", "pk"):
        by_rule(credit, at, [entry.pk], only_wanted=True)


# --- money in and back ---------------------------------------------------------------------------------------------------


@transaction.atomic
def book_payment(payment: Payment, at: datetime, *, by: User | None = None) -> AccountEntry:
    """Book money that came in, and settle with it what the payer named, then by the rule (BGB §366). The rest stays to his credit."""
    if payment.cents <= 0:
        raise ValidationError({"cents": str(NOTHING)})
    if payment.bank_entry is None and payment.value_on > berlin_date(at):
        raise ValidationError({"value_on": _("This day is still to come. Enter the day on which the money came.")})
    strangers = [document for document in payment.documents if document.customer_ref != payment.customer_ref]
    if strangers:
        raise ValidationError({"documents": _("%(number)s belongs to another customer.") % {"number": strangers[0].number}})
    lock(payment.customer_ref)
    entry, is_new = book(
        key=payment.booking_key,
        customer_ref=payment.customer_ref,
        customer_number=payment.customer_number,
        kind=EntryKind.PAYMENT,
        amount=-payment.cents,
        day=berlin_date(at),
        value_on=payment.value_on,
        reference=payment.reference,
        document=payment.documents[0] if len(payment.documents) == 1 else None,
        bank_entry=payment.bank_entry,
        booked_at=at,
        booked_by=by,
    )
    if is_new:
        by_rule(entry, at, entries_of(payment.documents))
    return entry


@transaction.atomic
def book_debit(
    collection: Collection, value_on: date, at: datetime, *, by: User | None = None, bank_entry: BankEntry | None = None
) -> AccountEntry:
    """Book what a direct debit brought, once per collection; it settles its document first."""
    lock(collection.customer_ref)
    entry, is_new = book(
        key=f"debit:{collection.pk}",
        customer_ref=collection.customer_ref,
        customer_number=collection.document.customer_number,
        kind=EntryKind.DEBIT,
        amount=-collection.amount,
        day=berlin_date(at),
        value_on=value_on,
        reference=collection.end_to_end,
        document=collection.document,
        bank_entry=bank_entry,
        collection=collection,
        booked_at=at,
        booked_by=by,
    )
    if is_new:
        by_rule(entry, at, entries_of([collection.document]))
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A direct debit that came back: when, by which entry of the bank, and what the customer owes for it (0: nothing)."""

    value_on: date
    bank_entry: BankEntry | None = None
    fee: int = 0
    fee_due_on: date | None = None


@transaction.atomic
def book_return(collection: Collection, returned: Returned, at: datetime, *, by: User | None = None) -> AccountEntry:
    """Book that a debit came back: its document is owed again, from the day on which it was. Once per collection.

    A debit that nobody booked yet is booked first, so that both stand on the account. The reason of the bank is not written here:
    it stays with the collection, where fewer may see it.
    """
    if returned.fee < 0:
        raise ValidationError({"fee": _("A fee is not below zero.")})
    debit = book_debit(collection, collection.due_on, at, by=by)
    facts = {
        "customer_ref": collection.customer_ref,
        "customer_number": collection.document.customer_number,
        "day": berlin_date(at),
        "value_on": returned.value_on,
        "reference": collection.end_to_end,
        "document": collection.document,
        "bank_entry": returned.bank_entry,
        "collection": collection,
        "booked_at": at,
        "booked_by": by,
    }
    entry, is_new = book(key=f"return:{collection.pk}", kind=EntryKind.RETURN, amount=collection.amount, **facts)
    if not is_new:
        return entry
    for allocation in debit.given.filter(undone_at=None):
        undo(allocation, at)
    by_rule(debit, at, [entry.pk], only_wanted=True)
    if returned.fee:
        due = returned.fee_due_on or berlin_date(at)
        book(key=f"return-fee:{collection.pk}", kind=EntryKind.FEE, amount=returned.fee, due_on=due, **facts)
    return entry


@transaction.atomic
def allocate_open(customer_ref: UUID, at: datetime) -> list[Allocation]:
    """Settle what is open with what the customer has to his credit, by the rule, the oldest credit first."""
    lock(customer_ref)
    usable = [item.id for item in items_of(customer_ref).values() if item.is_credit and item.open]
    his = AccountEntry.objects.filter(pk__in=usable).order_by("value_on", "booked_at", "pk")
    return [allocation for credit in his for allocation in by_rule(credit, at)]


@transaction.atomic
def settle(credit: AccountEntry, debit: AccountEntry, at: datetime, *, cents: int | None = None) -> Allocation:
    """Let a credit settle a debit, with so many cents or as many as possible. Raises ValidationError for what cannot be."""
    lock(credit.customer_ref)
    if credit.customer_ref != debit.customer_ref:
        raise ValidationError(_("Both entries must be of one customer."))
    items = items_of(credit.customer_ref)
    source, target = items[credit.pk], items[debit.pk]
    demand_table(source, target)
    most = min(source.open, target.open)
    wanted = most if cents is None else cents
    if wanted <= 0:
        raise ValidationError({"cents": _("Nothing of it is open any more.") if cents is None else str(NOTHING)})
    if wanted > most:
        raise ValidationError({"cents": at_most(most)})
    return Allocation.objects.create(credit=credit, debit=debit, amount=wanted, at=at)


@transaction.atomic
def undo_allocation(allocation: Allocation, at: datetime) -> None:
    """Free both entries again. What belongs together by its nature stays together."""
    lock(allocation.credit.customer_ref)
    allocation = Allocation.objects.select_related("credit__document", "debit").get(pk=allocation.pk)
    if allocation.undone_at is not None:
        return
    credit, debit = allocation.credit, allocation.debit
    if credit.reverses_id == debit.pk or debit.reverses_id == credit.pk:
        raise ValidationError(_("An entry and the one that takes it back settle each other for good."))
    if credit.kind == EntryKind.WRITE_OFF:
        raise ValidationError(_("Take the write-off itself back; then it is owed again."))
    if debit.kind == EntryKind.RETURN:
        raise ValidationError(_("A debit and its return settle each other for good."))
    if credit.document is not None and credit.document.cancels_id is not None and credit.document.cancels_id == debit.document_id:
        raise ValidationError(_("A cancelled invoice and its credit note settle each other for good."))
    undo(allocation, at)
    demand_deposit_kept(credit.customer_ref)

"""Deeds on the accounts of customers that take back, give up or pay out. Each is one transaction, done once per key, and says why."""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.accounts import deposit_of, items_of
from vorzimmer.billing.actions.booking import (
    LONGEST_REASON,
    NOTHING,
    Deed,
    at_most,
    book,
    by_hand,
    demand_deposit_kept,
    demand_open,
    demand_reason,
    known,
    lock,
    mirror,
    undo,
)
from vorzimmer.billing.models import AccountEntry, Allocation, Document
from vorzimmer.domain import accounts as rules
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.days import berlin_date


@transaction.atomic
def reverse(entry: AccountEntry, reason: str, at: datetime, *, by: User | None) -> AccountEntry:
    """Take back what was booked by mistake: an entry mirrors it, and what it had settled is open again."""
    demand_reason(reason)
    lock(entry.customer_ref)
    if entry.kind in {EntryKind.INVOICE, EntryKind.CREDIT_NOTE}:
        raise ValidationError(_("A document is cancelled by a credit note; its entry cannot be taken back by itself."))
    if entry.reverses_id is not None:
        raise ValidationError(_("This entry takes another one back. Book anew what was right."))
    mirrored = AccountEntry.objects.filter(reverses=entry).first()
    if mirrored is not None:
        return mirrored
    if entry.given.filter(undone_at=None, debit__kind=EntryKind.RETURN).exists():
        raise ValidationError(_("This debit was returned. Take the return back first."))
    for allocation in Allocation.objects.filter(undone_at=None, credit=entry) | Allocation.objects.filter(undone_at=None, debit=entry):
        undo(allocation, at)
    mirrored = mirror(entry, reason, at, by)
    demand_deposit_kept(entry.customer_ref)
    return mirrored


@transaction.atomic
def write_off(entry: AccountEntry, deed: Deed, at: datetime, *, by: User | None) -> AccountEntry:
    """Give up cents of an invoice or a fee; they are owed no more. The books correct the tax that was in them (UStG §17)."""
    demand_reason(deed.reason)
    lock(entry.customer_ref)
    done = known(f"write-off:{deed.key}") if deed.key else None
    if done is not None:
        return done
    item = items_of(entry.customer_ref)[entry.pk]
    demand_open(item, deed.cents)
    if item.is_credit or item.kind not in rules.TABLE[EntryKind.WRITE_OFF]:
        raise ValidationError(_("Only what an invoice or a fee leaves open can be written off."))
    written, _is_new = book(**by_hand(entry, deed, EntryKind.WRITE_OFF, at, by))
    Allocation.objects.create(credit=written, debit=entry, amount=deed.cents, at=at)
    return written


@transaction.atomic
def refund(credit: AccountEntry, deed: Deed, at: datetime, *, by: User | None) -> AccountEntry:
    """Book that we paid back what the customer had to his credit."""
    lock(credit.customer_ref)
    done = known(f"refund:{deed.key}") if deed.key else None
    if done is not None:
        return done
    item = items_of(credit.customer_ref)[credit.pk]
    demand_open(item, deed.cents)
    if not item.is_credit or item.reverses is not None or EntryKind.REFUND not in rules.TABLE[item.kind]:
        raise ValidationError(_("Only what the customer has to his credit can be paid back."))
    paid_out, _is_new = book(**by_hand(credit, deed, EntryKind.REFUND, at, by))
    Allocation.objects.create(credit=credit, debit=paid_out, amount=deed.cents, at=at)
    return paid_out


@transaction.atomic
def demand_costs(document: Document, deed: Deed, at: datetime, *, by: User | None) -> AccountEntry:
    """Book what the customer owes beside a document because he is late with it, due at once; no tax is in it. Once per `deed.key`."""
    demand_reason(deed.reason)
    if deed.cents <= 0:
        raise ValidationError({"cents": str(NOTHING)})
    lock(document.customer_ref)
    entry, _is_new = book(
        key=deed.key or f"costs:{uuid4()}",
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        kind=EntryKind.FEE,
        amount=deed.cents,
        day=berlin_date(at),
        value_on=berlin_date(at),
        due_on=berlin_date(at),
        reference=document.number,
        reason=deed.reason[:LONGEST_REASON],
        document=document,
        booked_at=at,
        booked_by=by,
    )
    return entry


@transaction.atomic
def demand_deposit(customer_ref: UUID, number: str, deed: Deed, at: datetime, *, by: User | None) -> AccountEntry:
    """Demand a deposit from a customer, due on `deed.value_on` or at once. It is no income, and no tax is in it."""
    if deed.cents <= 0:
        raise ValidationError({"cents": str(NOTHING)})
    lock(customer_ref)
    entry, _is_new = book(
        key=f"deposit:{deed.key or uuid4()}",
        customer_ref=customer_ref,
        customer_number=number,
        kind=EntryKind.DEPOSIT,
        amount=deed.cents,
        day=berlin_date(at),
        value_on=berlin_date(at),
        due_on=deed.value_on or berlin_date(at),
        reference=deed.reference,
        reason=deed.reason,
        booked_at=at,
        booked_by=by,
    )
    return entry


@transaction.atomic
def give_deposit_back(customer_ref: UUID, deed: Deed, at: datetime, *, by: User | None) -> AccountEntry:
    """Give a deposit back to the customer's account: from there it settles what he owes, or is paid back."""
    if deed.cents <= 0:
        raise ValidationError({"cents": str(NOTHING)})
    lock(customer_ref)
    done = known(f"deposit-back:{deed.key}") if deed.key else None
    if done is not None:
        return done
    held = deposit_of(items_of(customer_ref).values())
    if deed.cents > held:
        raise ValidationError({"cents": at_most(held) if held else _("No deposit was paid.")})
    last = AccountEntry.objects.filter(customer_ref=customer_ref, kind=EntryKind.DEPOSIT).latest("booked_at")
    entry, _is_new = book(**by_hand(last, deed, EntryKind.DEPOSIT_BACK, at, by))
    return entry

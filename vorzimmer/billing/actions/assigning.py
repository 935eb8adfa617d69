"""Entries of the bank on the accounts of customers: by the rules what is certain, by hand what is left over; and taken back.

Every deed locks the entry first and looks where it stands: done twice, it is done once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.accounts import settle
from vorzimmer.billing.actions.booking import book, lock
from vorzimmer.billing.actions.corrections import reverse
from vorzimmer.billing.actions.debits import book_collection, return_debit
from vorzimmer.billing.bank_matching import Book, book_for
from vorzimmer.billing.bank_rows import entry_of
from vorzimmer.billing.models import AccountEntry, BankEntry, Collection
from vorzimmer.customers.wording import money
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.bank import EntryKind as Moved
from vorzimmer.domain.bank_book import BY_HAND, CHOICES, UNMATCHED, SetAside, Waits, set_aside_by_rule
from vorzimmer.domain.collecting import CollectionState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.matching import Certainty, Match

_S = BankEntry.State
LONGEST_REFERENCE = 80
NO_REASON_TOLD = "MS03"
"""What banks say when they say nothing."""
_CODE_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many cents of an entry are of this customer; `items` are the open entries of his account that they settle, in cents.

    What the items leave stays to his credit.
    """

    customer_ref: UUID
    customer_number: str
    cents: int
    items: Sequence[tuple[UUID, int]] = ()


@dataclass(slots=True, kw_only=True)
class Assigned:
    """What became of entries: booked, proposed, left over without a proposal, set aside by rule."""

    booked: int = 0
    proposed: int = 0
    left: int = 0
    aside: int = 0
    cents: int = 0
    """What was booked, in cents with the sign of our account."""

    def count(self, row: BankEntry) -> None:
        if row.state == _S.MATCHED:
            self.booked += 1
            self.cents += row.amount
        elif row.state == _S.SET_ASIDE:
            self.aside += 1
        elif row.reason in UNMATCHED:
            self.left += 1
        else:
            self.proposed += 1


# --- by the rules --------------------------------------------------------------------------------------------------------


def assign_new(at: datetime, *, rows: Sequence[BankEntry] | None = None) -> Assigned:
    """Look at what is open: book what is certain, set aside what is no payment, say of the rest why it waits.

    Each entry is a transaction of its own. What a person took back is left to him.
    """
    if rows is None:
        rows = list(BankEntry.objects.filter(state=_S.OPEN).exclude(reason=Waits.TAKEN_BACK).order_by("booked_on", "created_at", "pk"))
    assigned = Assigned()
    known = book_for([entry_of(row) for row in rows]) if rows else Book()
    for row in rows:
        assigned.count(_look_at(row, known, at))
    return assigned


def _look_at(row: BankEntry, known: Book, at: datetime) -> BankEntry:
    entry = entry_of(row)
    aside = set_aside_by_rule(entry)
    found = None if aside else known.match(entry)
    if found is not None and found.certainty is Certainty.CERTAIN:
        try:
            return _book_certain(row, found, known, at)
        except ValidationError:
            # The books have moved since they were read, or do not allow it. It waits, and the next look sees them as they are.
            reason: str = Waits.NOT_SENT if _is_unsent(found, known) else Waits.REFUSED
    else:
        reason = aside.value if aside else found.reason.value if found is not None else ""
    if not aside and row.reason == reason:
        return row
    with transaction.atomic():
        now = _locked(row)
        if now.state == _S.OPEN and now.reason != Waits.TAKEN_BACK:
            _put(now, _S.SET_ASIDE if aside else _S.OPEN, reason)
        return now


@transaction.atomic
def _book_certain(row: BankEntry, found: Match, known: Book, at: datetime) -> BankEntry:
    now = _locked(row)
    if now.state != _S.OPEN or now.reason == Waits.TAKEN_BACK:
        return now
    if found.collections:
        collections = [known.collections[end] for end in found.collections]
        _book_collections(now, collections, at, None)
        customers = {collection.customer_ref for collection in collections}
        known.renew_collections(found.collections)
    else:
        debits = [known.debits[allocation.item] for allocation in found.allocations]
        items = [(debit.pk, allocation.cents) for debit, allocation in zip(debits, found.allocations, strict=True)]
        share = Share(customer_ref=debits[0].customer_ref, customer_number=debits[0].customer_number, cents=now.amount, items=items)
        _book_share(now, share, at, None)
        customers = {share.customer_ref}
        iban = entry_of(now).counterpart_iban
        if iban:
            known.ibans[iban].add(share.customer_number)
    _put(now, _S.MATCHED, found.reason.value)
    known.renew(customers)
    return now


def _is_unsent(found: Match, known: Book) -> bool:
    return any(known.collections[end].state == CollectionState.IN_FILE for end in found.collections)


# --- by hand -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(row: BankEntry, shares: Sequence[Share], at: datetime, *, by: User | None) -> list[AccountEntry]:
    """Book an entry for one or several customers. Raises ValidationError when it is not all of it, or something is not open any more.

    Gives the payments; one that is already assigned gives those it has.
    """
    now = _locked(row)
    if now.state == _S.MATCHED:
        return list(now.booked.filter(reverses=None, reversed_by=None))
    _demand_open(now)
    if now.amount <= 0:
        raise ValidationError(_("This money went out. Only money that came in is the payment of a customer."))
    _demand_whole(now, shares)
    booked = [_book_share(now, share, at, by) for share in shares]
    _put(now, _S.MATCHED, BY_HAND)
    return booked


@transaction.atomic
def assign_debits(row: BankEntry, collections: Sequence[Collection], at: datetime, *, by: User | None) -> None:
    """Book an entry as the money of these direct debits, or, when it is a return, as the return of one. Raises ValidationError."""
    now = _locked(row)
    if now.state == _S.MATCHED:
        return
    _demand_open(now)
    _book_collections(now, collections, at, by)
    _put(now, _S.MATCHED, BY_HAND)


@transaction.atomic
def set_aside(row: BankEntry, reason: str, at: datetime, *, by: User | None) -> None:  # noqa: ARG001  (every deed says when and who)
    """Say that an entry is not booked on the account of a customer, and why: one of `domain.bank_book.CHOICES`."""
    if reason not in set(CHOICES):
        raise ValidationError({"reason": _("Choose why it is set aside.")})
    now = _locked(row)
    if now.state == _S.SET_ASIDE:
        return
    if now.state == _S.MATCHED:
        raise ValidationError(_("This entry is assigned. Take that back first."))
    _put(now, _S.SET_ASIDE, reason)


@transaction.atomic
def take_back(row: BankEntry, at: datetime, *, by: User | None) -> None:
    """Open an entry again: what was booked for it is mirrored, and nothing is booked for it by itself any more.

    Raises ValidationError for a direct debit and its return, which stay what the bank says, and for a whole that is known by its parts.
    """
    now = _locked(row)
    if now.state == _S.OPEN:
        return
    if now.reason == SetAside.IN_PARTS:
        raise ValidationError(_("The parts of this collective entry are in the books. Take those back."))
    booked = list(now.booked.filter(reverses=None, reversed_by=None))
    if any(entry.kind != EntryKind.PAYMENT for entry in booked) or (now.state == _S.MATCHED and not booked):
        raise ValidationError(_("This is a direct debit of ours or its return. Correct it on the customer's account, not here."))
    for entry in booked:
        reverse(entry, _("The money was assigned to the wrong account or invoice."), at, by=by)
    _put(now, _S.OPEN, Waits.TAKEN_BACK)


# --- the steps -----------------------------------------------------------------------------------------------------------


def _locked(row: BankEntry) -> BankEntry:
    return BankEntry.objects.select_for_update().get(pk=row.pk)


def _put(row: BankEntry, state: str, reason: str) -> None:
    row.state, row.reason = state, reason
    row.save(update_fields=["state", "reason"])


def _demand_open(row: BankEntry) -> None:
    if row.state != _S.OPEN:
        raise ValidationError(_("This entry was set aside. Take that back first."))


def _demand_whole(row: BankEntry, shares: Sequence[Share]) -> None:
    if not shares or any(share.cents <= 0 for share in shares):
        raise ValidationError(_("Say whose money it is, with an amount above zero for each."))
    if len({share.customer_ref for share in shares}) != len(shares):
        raise ValidationError(_("Each customer stands here once."))
    for share in shares:
        if any(cents <= 0 for _item, cents in share.items):
            raise ValidationError(_("An amount is not below zero."))
        if sum(cents for _item, cents in share.items) > share.cents:
            raise ValidationError(_("More is put on invoices of %(number)s than is his.") % {"number": share.customer_number})
    rest = row.amount - sum(share.cents for share in shares)
    if rest > 0:
        raise ValidationError(_("%(rest)s of it is not assigned yet.") % {"rest": money(rest)})
    if rest < 0:
        raise ValidationError(_("That is %(rest)s more than came in.") % {"rest": money(-rest)})


def _book_share(row: BankEntry, share: Share, at: datetime, by: User | None) -> AccountEntry:
    """Book what is one customer's, and settle with it exactly what was said; the rest stays to his credit."""
    lock(share.customer_ref)
    debits = {debit.pk: debit for debit in AccountEntry.objects.filter(pk__in=[pk for pk, _cents in share.items])}
    if len(debits) != len(share.items) or any(debit.customer_ref != share.customer_ref for debit in debits.values()):
        raise ValidationError(_("What is to be settled must be open entries of this customer, each once."))
    before = AccountEntry.objects.filter(bank_entry=row, customer_ref=share.customer_ref, kind=EntryKind.PAYMENT).count()
    only = next(iter(debits.values())) if len(debits) == 1 else None
    payment, _is_new = book(
        key=f"payment:{row.pk}:{share.customer_ref}" + (f":{before}" if before else ""),
        customer_ref=share.customer_ref,
        customer_number=share.customer_number,
        kind=EntryKind.PAYMENT,
        amount=-share.cents,
        day=berlin_date(at),
        value_on=row.value_on,
        reference="".join(sign for sign in entry_of(row).reference if sign.isprintable())[:LONGEST_REFERENCE],
        document=only.document if only is not None and only.kind == EntryKind.INVOICE else None,
        bank_entry=row,
        booked_at=at,
        booked_by=by,
    )
    for pk, cents in share.items:
        settle(payment, debits[pk], at, cents=cents)
    return payment


def _book_collections(row: BankEntry, collections: Sequence[Collection], at: datetime, by: User | None) -> None:
    if not collections:
        raise ValidationError(_("Choose the direct debit."))
    if row.kind == Moved.RETURN:
        _book_return(row, collections, at, by)
        return
    total = sum(collection.amount for collection in collections)
    if total != row.amount:
        raise ValidationError(
            _("The direct debits come to %(total)s, the entry to %(amount)s.") % {"total": money(total), "amount": money(row.amount)}
        )
    _demand_unheard(row, collections, EntryKind.DEBIT)
    for collection in _in_order(collections):
        book_collection(collection, row.value_on, at, by=by, bank_entry=row)


def _book_return(row: BankEntry, collections: Sequence[Collection], at: datetime, by: User | None) -> None:
    if len(collections) > 1:
        raise ValidationError(_("A return is that of one direct debit."))
    collection = collections[0]
    charges = -row.amount - collection.amount
    if charges < 0:
        values = {"amount": money(-row.amount), "total": money(collection.amount)}
        raise ValidationError(_("Only %(amount)s came back, the direct debit was %(total)s.") % values)
    _demand_unheard(row, collections, EntryKind.RETURN)
    told = row.return_code if len(row.return_code) == _CODE_LENGTH else NO_REASON_TOLD
    return_debit(collection, told, row.booked_on, charges, at, by=by, bank_entry=row)


def _demand_unheard(row: BankEntry, collections: Sequence[Collection], kind: EntryKind) -> None:
    """Refuse what another entry of the bank told already: the same money in two formats, or a mistake."""
    heard = AccountEntry.objects.filter(collection__in=collections, kind=kind, reverses=None, reversed_by=None)
    other = heard.exclude(bank_entry=None).exclude(bank_entry=row).select_related("collection").first()
    if other is not None:
        raise ValidationError(_("Another entry of the bank told this of %(id)s already.") % {"id": other.reference})


def _in_order(collections: Iterable[Collection]) -> list[Collection]:
    """Sort so that two who book at once never wait for each other."""
    return sorted(collections, key=lambda collection: (str(collection.customer_ref), collection.end_to_end))

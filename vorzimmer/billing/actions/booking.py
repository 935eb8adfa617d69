"""How an entry is written to an account once, and how a credit settles by the rule; for the deeds of this folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing.accounts import deposit_of, items_of
from vorzimmer.billing.models import AccountEntry, Allocation, Document
from vorzimmer.customers.wording import money
from vorzimmer.domain import accounts as rules
from vorzimmer.domain.accounts import EntryKind, Item, NotPossible
from vorzimmer.domain.days import berlin_date

LONGEST_REASON = 200
NOTHING = gettext_lazy("Enter an amount above zero.")
NO_REASON = gettext_lazy("Say why; it stays with the entry.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody does by hand: how many cents, why, on which day the money moved, and the key by which it is done once."""

    cents: int
    reason: str = ""
    value_on: date | None = None
    reference: str = ""
    key: str = ""


def lock(customer_ref: UUID) -> None:
    """Wait until nobody else works on this account; always in the same order, so that two never wait for each other."""
    list(AccountEntry.objects.select_for_update().filter(customer_ref=customer_ref).order_by("pk").values_list("pk", flat=True))


def known(key: str) -> AccountEntry | None:
    return AccountEntry.objects.filter(key=key).first()


def book(**facts: Any) -> tuple[AccountEntry, bool]:
    """Write an entry unless its key is there; says whether it was written now."""
    return AccountEntry.objects.get_or_create(key=facts.pop("key"), defaults=facts)


def by_hand(about: AccountEntry, deed: Deed, kind: EntryKind, at: datetime, by: User | None) -> dict[str, Any]:
    """Say the facts of an entry that somebody makes by hand about another one; amounts of `rules.DEBITS` are owed."""
    return {
        "key": f"{kind.value.replace('_', '-')}:{deed.key or uuid4()}",
        "customer_ref": about.customer_ref,
        "customer_number": about.customer_number,
        "kind": kind,
        "amount": deed.cents if kind in rules.DEBITS else -deed.cents,
        "day": berlin_date(at),
        "value_on": deed.value_on or berlin_date(at),
        "reference": deed.reference,
        "reason": deed.reason[:LONGEST_REASON],
        "document": None if about.kind == EntryKind.FEE else about.document,  # a fee is about a document and no part of it
        "booked_at": at,
        "booked_by": by,
    }


def mirror(entry: AccountEntry, reason: str, at: datetime, by: User | None) -> AccountEntry:
    """Book the entry that takes another one back, and let the two settle each other."""
    mirrored, _is_new = book(
        key=f"reverse:{entry.pk}",
        customer_ref=entry.customer_ref,
        customer_number=entry.customer_number,
        kind=entry.kind,
        amount=-entry.amount,
        day=berlin_date(at),
        value_on=entry.value_on,
        reference=entry.reference,
        reason=reason[:LONGEST_REASON],
        document=entry.document,
        collection=entry.collection,
        reverses=entry,
        booked_at=at,
        booked_by=by,
    )
    credit, debit = (entry, mirrored) if entry.amount < 0 else (mirrored, entry)
    Allocation.objects.create(credit=credit, debit=debit, amount=abs(entry.amount), at=at)
    return mirrored


def by_rule(credit: AccountEntry, at: datetime, wanted: Sequence[UUID] = (), *, only_wanted: bool = False) -> list[Allocation]:
    """Settle with a credit what the rule says, or of that only what was named."""
    items = items_of(credit.customer_ref)
    debits = [item for item in items.values() if not item.is_credit and (item.id in wanted or not only_wanted)]
    found = rules.allocate(items[credit.pk], debits, wanted, day=berlin_date(at))
    return Allocation.objects.bulk_create([Allocation(credit=credit, debit_id=debit.id, amount=cents, at=at) for debit, cents in found])


def entries_of(documents: Sequence[Document]) -> list[UUID]:
    """Give the invoices' entries in the order of the documents."""
    found = dict(AccountEntry.objects.filter(kind=EntryKind.INVOICE, document__in=documents).values_list("document", "pk"))
    return [found[document.pk] for document in documents if document.pk in found]


def undo(allocation: Allocation, at: datetime) -> None:
    allocation.undone_at = at
    allocation.save(update_fields=["undone_at"])


def demand_table(credit: Item, debit: Item) -> None:
    try:
        rules.check_settles(credit, debit)
    except (NotPossible, ValueError):
        raise ValidationError(_("These two entries cannot settle each other.")) from None


def demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": str(NO_REASON)})


def demand_open(item: Item, cents: int) -> None:
    if cents <= 0:
        raise ValidationError({"cents": str(NOTHING)})
    if cents > item.open:
        raise ValidationError({"cents": at_most(item.open)})


def at_most(cents: int) -> str:
    """Say how much can be done at most."""
    return _("At most %(amount)s are open.") % {"amount": money(cents)}


def demand_deposit_kept(customer_ref: UUID) -> None:
    """Refuse what would leave less of a deposit than was given back of it."""
    if deposit_of(items_of(customer_ref).values()) < 0:
        raise ValidationError(_("The deposit was given back already. Take that back first."))

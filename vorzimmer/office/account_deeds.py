"""What can be done on a customer's account: what is asked, what will happen is said before, and what has happened afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing import actions
from vorzimmer.billing.accounts import Account, Line, Settlement
from vorzimmer.billing.models import AccountEntry, Allocation, Document
from vorzimmer.customers.models import Customer
from vorzimmer.customers.wording import money
from vorzimmer.domain.accounts import BY_ITSELF, TABLE, EntryKind

Choices = Sequence[tuple[str, str]]
Said = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDeed:
    """A deed on one entry. `possible` says whether the entry stands so that it can be done."""

    slug: str
    title: Any
    action: Any
    icon: str
    asks: tuple[str, ...]
    possible: Callable[[Line], bool]
    says: Callable[[Line], str]
    do: Callable[[AccountEntry, Said, datetime, User], str]
    tone: str = "primary"

    @property
    def name(self) -> str:
        """The name of its address."""
        return f"entry-{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeed:
    """A deed on the account as a whole."""

    slug: str
    title: Any
    action: Any
    icon: str
    asks: tuple[str, ...]
    possible: Callable[[Account], bool]
    says: Callable[[Account], str]
    do: Callable[[Customer, Said, datetime, User], str]

    @property
    def name(self) -> str:
        """The name of its address."""
        return f"account-{self.slug}"


def entry_in_words(entry: AccountEntry) -> str:
    """Name an entry: "invoice RE-2026-00001, 119,00 €"."""
    return f"{entry.get_kind_display()} {entry.reference}".strip() + f", {money(abs(entry.amount))}"


def choices_for(line: Line, account: Account) -> Choices:
    """Offer the open entries that this credit may settle."""
    may = TABLE.get(EntryKind(line.entry.kind), frozenset())
    found = [other for other in account.lines if other.open and other.entry.amount > 0 and EntryKind(other.entry.kind) in may]
    return [
        (str(other.entry.pk), _("%(entry)s, open %(open)s") % {"entry": entry_in_words(other.entry), "open": money(other.open)})
        for other in found
    ]


def documents_to_pay(account: Account, chosen: str = "") -> Choices:
    """Offer the invoices that are open, and the one that was chosen: it is paid already when a form is sent twice."""
    invoices = [line for line in account.lines if line.entry.kind == EntryKind.INVOICE and line.entry.document_id]
    found = [line for line in invoices if line.open or str(line.entry.document_id) == chosen]
    return [(str(line.entry.document_id), f"{line.entry.reference}, {money(line.open)}") for line in found]


# --- when it can be done -------------------------------------------------------------------------------------------------


def _is_own(line: Line) -> bool:
    """Whether it neither takes another entry back nor was taken back."""
    return line.entry.reverses_id is None and not line.is_reversed


def _may_reverse(line: Line) -> bool:
    returned = any(each.other.kind == EntryKind.RETURN for each in line.settlements) and line.entry.amount < 0
    return _is_own(line) and not returned and line.entry.kind not in {EntryKind.INVOICE, EntryKind.CREDIT_NOTE}


def _may_write_off(line: Line) -> bool:
    return bool(line.open) and line.entry.amount > 0 and EntryKind(line.entry.kind) in TABLE[EntryKind.WRITE_OFF]


def _is_usable_credit(line: Line) -> bool:
    return bool(line.open) and line.entry.amount < 0 and _is_own(line) and EntryKind(line.entry.kind) in BY_ITSELF


def may_undo(line: Line, settlement: Settlement) -> bool:
    """Whether this settling can be undone: what belongs together by its nature stays together."""
    credit, debit = (line.entry, settlement.other) if line.entry.amount < 0 else (settlement.other, line.entry)
    if credit.reverses_id == debit.pk or debit.reverses_id == credit.pk:
        return False
    cancels = credit.kind == EntryKind.CREDIT_NOTE and credit.document is not None and credit.document.cancels_id is not None
    return credit.kind != EntryKind.WRITE_OFF and debit.kind != EntryKind.RETURN and not cancels


# --- what is said before -------------------------------------------------------------------------------------------------


def _settle_says(line: Line) -> str:
    return _("%(open)s of this entry settles what you choose. It can be undone.") % {"open": money(line.open)}


def _reverse_says(line: Line) -> str:
    used = sum(each.cents for each in line.settlements)
    said = _("An entry of %(amount)s takes this one back. Both stay on the account for good.") % {"amount": money(-line.entry.amount)}
    if not used:
        return said
    return said + " " + _("What it settled, %(used)s, is open again.") % {"used": money(used)}


def _write_off_says(line: Line) -> str:
    return _(
        "Up to %(open)s is owed no more. The customer gets no letter; it stands on his account in the portal. "
        "The tax in it is corrected in the month of today; your tax adviser confirms when a claim counts as lost."
    ) % {"open": money(line.open)}


def _refund_says(line: Line) -> str:
    return _("This only books that up to %(open)s was paid back. Make the transfer at your bank.") % {"open": money(line.open)}


def _payment_says(account: Account) -> str:
    return _(
        "The payment is booked today and settles what you choose, else what is due first. %(due)s is due now; what is left stays to "
        "the customer’s credit."
    ) % {"due": money(account.due)}


def _allocate_says(account: Account) -> str:
    cents = min(account.credit, account.open)
    return _("Up to %(cents)s of the customer’s credit settles what is due first, the oldest first. It can be undone.") % {
        "cents": money(cents)
    }


def _deposit_says(account: Account) -> str:
    return _("The deposit is owed from today. It is no income, and no tax is in it. %(deposit)s is held now.") % {
        "deposit": money(account.deposit)
    }


def _deposit_back_says(account: Account) -> str:
    return _(
        "Up to %(deposit)s goes to the customer’s credit. From there it settles what he owes, or is paid back: that is a second step."
    ) % {"deposit": money(account.deposit)}


# --- what is done --------------------------------------------------------------------------------------------------------


def _deed(said: Said) -> actions.Deed:
    return actions.Deed(
        cents=said["cents"],
        reason=said.get("reason", ""),
        value_on=said.get("value_on") or said.get("due_on"),
        reference=said.get("reference", ""),
        key=str(said["key"] or ""),
    )


def _settle(entry: AccountEntry, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  all are done the same way
    debit = AccountEntry.objects.get(pk=said["debit"], customer_ref=entry.customer_ref)
    done: Allocation = actions.settle(entry, debit, at)
    return _("%(cents)s is settled.") % {"cents": money(done.amount)}


def _reverse(entry: AccountEntry, said: Said, at: datetime, by: User) -> str:
    actions.reverse(entry, said["reason"], at, by=by)
    return _("The entry is taken back.")


def _write_off(entry: AccountEntry, said: Said, at: datetime, by: User) -> str:
    actions.write_off(entry, _deed(said), at, by=by)
    return _("%(cents)s is written off.") % {"cents": money(said["cents"])}


def _refund(entry: AccountEntry, said: Said, at: datetime, by: User) -> str:
    actions.refund(entry, _deed(said), at, by=by)
    return _("The refund of %(cents)s is booked.") % {"cents": money(said["cents"])}


def _payment(customer: Customer, said: Said, at: datetime, by: User) -> str:
    documents = list(Document.objects.filter(pk=said["document"], customer_ref=customer.pk)) if said["document"] else []
    payment = actions.Payment(
        customer_ref=customer.pk,
        customer_number=customer.number,
        cents=said["cents"],
        value_on=said["value_on"],
        reference=said["reference"],
        documents=documents,
        key=str(said["key"] or ""),
    )
    actions.book_payment(payment, at, by=by)
    return _("The payment of %(cents)s is booked.") % {"cents": money(said["cents"])}


def _allocate(customer: Customer, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  all are done the same way
    made = actions.allocate_open(customer.pk, at)
    return _("%(cents)s is settled.") % {"cents": money(sum(allocation.amount for allocation in made))}


def _deposit(customer: Customer, said: Said, at: datetime, by: User) -> str:
    actions.demand_deposit(customer.pk, customer.number, _deed(said), at, by=by)
    return _("The deposit of %(cents)s is demanded.") % {"cents": money(said["cents"])}


def _deposit_back(customer: Customer, said: Said, at: datetime, by: User) -> str:
    actions.give_deposit_back(customer.pk, _deed(said), at, by=by)
    return _("%(cents)s of the deposit is the customer’s credit now.") % {"cents": money(said["cents"])}


ENTRY_DEEDS = (
    EntryDeed(
        slug="settle",
        title=gettext_lazy("Settle something with it"),
        action=gettext_lazy("Settle"),
        icon="checks",
        asks=("debit",),
        possible=_is_usable_credit,
        says=_settle_says,
        do=_settle,
    ),
    EntryDeed(
        slug="refund",
        title=gettext_lazy("Book a refund"),
        action=gettext_lazy("Pay back"),
        icon="arrow-forward-up",
        asks=("cents", "value_on", "reference"),
        possible=_is_usable_credit,
        says=_refund_says,
        do=_refund,
    ),
    EntryDeed(
        slug="write-off",
        title=gettext_lazy("Write it off?"),
        action=gettext_lazy("Write off"),
        icon="minus",
        asks=("cents", "reason"),
        possible=_may_write_off,
        says=_write_off_says,
        do=_write_off,
        tone="danger",
    ),
    EntryDeed(
        slug="reverse",
        title=gettext_lazy("Take the entry back?"),
        action=gettext_lazy("Take back"),
        icon="x",
        asks=("reason",),
        possible=_may_reverse,
        says=_reverse_says,
        do=_reverse,
        tone="danger",
    ),
)
ACCOUNT_DEEDS = (
    AccountDeed(
        slug="payment",
        title=gettext_lazy("Book a payment"),
        action=gettext_lazy("Book a payment"),
        icon="plus",
        asks=("cents", "value_on", "document", "reference"),
        possible=lambda _account: True,
        says=_payment_says,
        do=_payment,
    ),
    AccountDeed(
        slug="allocate",
        title=gettext_lazy("Settle with what is to his credit"),
        action=gettext_lazy("Settle by the rule"),
        icon="checks",
        asks=(),
        possible=lambda account: bool(account.credit and account.open),
        says=_allocate_says,
        do=_allocate,
    ),
    AccountDeed(
        slug="deposit",
        title=gettext_lazy("Demand a deposit"),
        action=gettext_lazy("Demand a deposit"),
        icon="currency-euro",
        asks=("cents", "due_on", "reason"),
        possible=lambda _account: True,
        says=_deposit_says,
        do=_deposit,
    ),
    AccountDeed(
        slug="deposit-back",
        title=gettext_lazy("Give the deposit back"),
        action=gettext_lazy("Give the deposit back"),
        icon="arrow-forward-up",
        asks=("cents", "reason"),
        possible=lambda account: account.deposit > 0,
        says=_deposit_back_says,
        do=_deposit_back,
    ),
)

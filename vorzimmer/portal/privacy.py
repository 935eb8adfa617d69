"""What we hold about a customer and his callers, in words: the catalogue of personal data, counted for one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.customers.models import Customer
from vorzimmer.domain.catalogue import Category, Reader
from vorzimmer.domain.requests import RequestKind
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role
from vorzimmer.privacy.holdings import Holding, disclosed, holdings
from vorzimmer.privacy.table_words import HEADS, PURPOSES, RULES, TABLES
from vorzimmer.privacy.words import FieldGroup, field_groups

TABLES = {
    "customers.Customer": _("Your name, address and contacts"),
    "customers.Customer_users": _("Who signs in for you"),
    "customers.DialIn": _("Telephone numbers"),
    "customers.Location": _("Places"),
    "customers.Contract": _("Contracts"),
    "customers.ContractTariff": _("Tariffs"),
    "customers.BookedOption": _("Options"),
    "customers.ContractEvent": _("What happened to the contract"),
    "customers.ServiceStep": _("What you were told about your service when an amount was overdue"),
    "customers.BankAccount": _("Bank accounts and mandates"),
    "customers.Agreement": _("Documents that you accepted"),
    "customers.Person": _("People and their status"),
    "customers.Absence": _("Absences"),
    "customers.Channel": _("E-mail addresses and numbers for notification"),
    "customers.KnownCaller": _("Known callers"),
    "customers.Greeting": _("Greetings"),
    "customers.CallType": _("Kinds of calls"),
    "customers.Instruction": _("Instructions"),
    "customers.FaqEntry": _("Answers to questions"),
    "customers.OpeningHour": _("Opening hours"),
    "customers.Closure": _("Days on which you are closed"),
    "customers.OrdersVersion": _("Published versions of the instructions"),
    "customers.Rota": _("Rotas"),
    "customers.Rota_fallback": _("Who is called if nobody on the rota answers"),
    "customers.Shift": _("Shifts"),
    "customers.ShiftMember": _("Places in shifts"),
    "customers.RotaOverride": _("Exceptions of rotas"),
    "customers.SenderAddress": _("Internet addresses from which you sent forms"),
    "customers.Wish": _("Wishes and complaints"),
    "privacy.CallLimit": _("How long you want calls to be kept"),
    "calls.Call": _("Calls"),
    "calls.CallLogLine": _("Events of calls"),
    "calls.Draft": _("Drafts of messages"),
    "calls.Note": _("Messages"),
    "calls.NoteComment": _("Comments on messages"),
    "delivery.OutboxMessage": _("E-mails and SMS to you"),
    "claims.Finding": _("What was weighed before a claim was given to somebody"),
    "claims.HandOver": _("To whom a claim was given"),
    "claims.Duty": _("What the recipient of a claim was told afterwards"),
    "billing.UsageRecord": _("Lines of usage"),
    "billing.UsageChange": _("Corrections of usage"),
    "billing.BillingProfile": _("How you get and pay your invoices"),
    "billing.PriceChange": _("Changes of your prices"),
    "billing.RatedMonth": _("Months that were billed"),
    "billing.RunItem": _("What the previews of your bills came to"),
    "billing.Document": _("Invoices and credit notes"),
    "billing.AccountEntry": _("Entries of your account"),
    "billing.Allocation": _("What settles what on your account"),
    "billing.Mandate": _("Mandates by which money was drawn"),
    "billing.Collection": _("Direct debits"),
    "privacy.Disclosure": _("What was given to third parties"),
    "privacy.Consent": _("Your consents and withdrawals"),
    "privacy.Access": _("Who of us opened your records"),
    "claims.Claim": _("Claims: invoices that were not paid in time"),
    "claims.ClaimEvent": _("What happened to a claim"),
    "claims.Pause": _("Why a claim rests"),
    "claims.Instalment": _("Instalments"),
    "claims.Reminder": _("Reminders"),
    "claims.ReminderLine": _("Claims in reminders"),
    "claims.Case": _("Disputes, incidents and cases of abuse"),
    "claims.CaseRecord": _("Usage that an incident or a case needs"),
}
HEADS = {
    Category.BST: (_("Master data"), _("What is needed to conclude and change your contract.")),
    Category.BEA: (
        _("Handling data"),
        _("What is needed to answer your calls: calls and messages of your callers, your instructions, your wishes."),
    ),
    Category.ABR: (_("Billing data"), _("What was done and will be billed, without a caller’s name or number.")),
    Category.REGISTER: (_("Proofs"), _("That something was agreed or done as the law demands.")),
    Category.MND: (_("Mandates"), _("That money may be drawn by direct debit.")),
    Category.SECURITY: (_("Protection from abuse"), _("From where forms were sent, as long as abuse of them may have to be cleared up.")),
    Category.TAX: (_("Documents"), _("Invoices and payments, which tax and commercial law keep.")),
}
RULES = {
    Rule.BST: _("Erased at the end of the calendar year that follows the end of the contract."),
    Rule.BEA: _("Erased when the contract ends."),
    Rule.AVV: _("Kept for three years after the year in which the contract ends, as proof."),
    Rule.ABR: _("Erased six months after the bill was sent; later only while it is unpaid or disputed."),
    Rule.DISCLOSURE: _("Kept for three years after the year in which something was given away, as proof."),
    Rule.CONSENT: _("Kept for three years after the year in which the consent or the contract ended, as proof."),
    Rule.PHONE_ADVERTISING: _("A consent to calls: kept for five years after its last use, as proof (§7a UWG)."),
    Rule.AUDIT: _("Kept for twelve months, as proof."),
    Rule.ADDRESS: _("Erased after some hours; later only while a case of abuse is looked into."),
    Rule.MANDATE: _("Kept for fourteen months after the last direct debit."),
    Rule.TAX6: _("Kept for six years after the year in which the letter was written (§147 AO, §257 HGB)."),
    Rule.TAX8: _("Kept for eight years after the year of issue (§147 AO)."),
    Rule.TAX10: _("Kept for ten years after the year of the booking (§147 AO)."),
    Rule.OUTBOX: _("The text is erased 72 hours after it was delivered; state and time remain until the contract ends."),
    Rule.DRAFT: _("Erased as soon as the message is saved."),
}
PURPOSES = {
    Purpose.CONTRACT: _("your contract"),
    Purpose.SERVICE: _("answering your calls"),
    Purpose.BILLING: _("billing"),
    Purpose.PAYMENT: _("payment"),
    Purpose.CLAIM: _("settling what is unpaid or disputed"),
    Purpose.TAX: _("tax and accounts"),
    Purpose.ABUSE: _("clearing up and preventing abuse"),
    Purpose.ACCOUNTABILITY: _("proof of what the law demands"),
}
RIGHTS = (
    (RequestKind.ACCESS, _("Get a copy of all that is held (Art. 15 GDPR)")),
    (RequestKind.RECTIFICATION, _("Have something corrected (Art. 16)")),
    (RequestKind.ERASURE, _("Have something erased (Art. 17)")),
    (RequestKind.RESTRICTION, _("Have processing restricted (Art. 18)")),
    (RequestKind.PORTABILITY, _("Take the data along (Art. 20)")),
    (RequestKind.OBJECTION, _("Object (Art. 21)")),
)
"""What is asked for, and what the button says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A table in words, with its rows and who sees some of it."""

    name: Any
    count: int
    readers: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A category: what it is, what is in it, what for, and until when."""

    category: Category
    title: Any
    text: Any
    lines: Sequence[Line]
    purposes: Sequence[Any]
    rules: Sequence[Any]
    sealed: bool


def parts(customer: Customer) -> list[Part]:
    """Put together what is held about a customer, category by category."""
    held = [holding for holding in holdings(Customer, customer.pk) if holding.count]
    return [_part(category, held) for category in HEADS]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAway:
    """What was given to a third party about a customer (Art. 15(1)(c) GDPR), in words. No name of who gave it."""

    day: date
    recipient: str
    kind: Any
    purpose: Any
    ground: Any
    fields: Sequence[FieldGroup]


def given_away(customer: Customer) -> list[GivenAway]:
    """Say to whom data about a customer were given, the latest first."""
    return [
        GivenAway(
            day=entry.day,
            recipient=entry.recipient_name,
            kind=entry.get_recipient_kind_display(),
            purpose=entry.get_purpose_display(),
            ground=entry.get_ground_display(),
            fields=field_groups(entry.fields),
        )
        for entry in disclosed(customer.pk)
    ]


def _part(category: Category, held: Sequence[Holding]) -> Part:
    title, text = HEADS[category]
    data = [datum for holding in held for datum in holding.data if datum.category is category]
    return Part(
        category=category,
        title=title,
        text=text,
        lines=[_line(holding) for holding in held if _main(holding) is category],
        purposes=_words(PURPOSES, [datum.purpose for datum in data]),
        rules=_words(RULES, [datum.rule for datum in data]),
        sealed=any(datum.sealed for datum in data),
    )


def _line(holding: Holding) -> Line:
    readers: frozenset[Role | Reader] = frozenset().union(*(datum.visible_to for datum in holding.data))
    names = [ROLE_NAMES[role] for role in Role if role in readers & STAFF]
    return Line(name=TABLES[holding.table], count=holding.count, readers=[*names, _("you")] if readers & CUSTOMERS else names)


def _main(holding: Holding) -> Category:
    """Say under which category a table is shown: handling data if it has some, else what it holds first."""
    categories = [datum.category for datum in holding.data]
    return Category.BEA if Category.BEA in categories else categories[0]


def _words(names: dict[Any, Any], found: Sequence[Any]) -> list[Any]:
    """Give each name once, in the order of the table."""
    return [name for key, name in names.items() if key in set(found)]

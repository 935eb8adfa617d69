"""Somebody becomes a customer by himself: file, portal, trial, number, first orders and documents, all or nothing."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.actions import check_login, create_user
from vorzimmer.accounts.models import User
from vorzimmer.customers import legal
from vorzimmer.customers.actions.banking import accept, add_bank_account, read_iban
from vorzimmer.customers.actions.beginnings import beginning_for, suggest
from vorzimmer.customers.actions.contracts import start_trial
from vorzimmer.customers.actions.entries import BankEntry, ChannelEntry, CustomerEntry, EnrolmentEntry, GreetingEntry, InstructionEntry
from vorzimmer.customers.actions.file import add_channel, open_customer
from vorzimmer.customers.actions.orders import add_greeting, add_instruction
from vorzimmer.customers.actions.pool import give_number
from vorzimmer.customers.actions.publishing import publish
from vorzimmer.customers.actions.senders import keep_sender
from vorzimmer.customers.actions.writing import telephone_number
from vorzimmer.customers.models import SECRET_TRADES, Agreement, Channel, Contract, Customer, DialIn, SenderForm, Team
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.roles import Role

SMS = "sms"
"""The option that tells by SMS."""
SHORT = 40
"""Characters of a short name."""
FIRST_ORDERS = "first_orders.toml"
NOT_ACCEPTED = {
    Agreement.Kind.TERMS: gettext_lazy("Without the terms there is no agreement. Please read them and tick the box."),
    Agreement.Kind.PROCESSING: gettext_lazy(
        "We handle your callers’ data on your behalf, which the law allows only with this agreement. Please tick the box."
    ),
    Agreement.Kind.SECRECY: gettext_lazy(
        "Your trade is bound to secrecy: you must bind us, too, before the first call. Please tick the box."
    ),
    Agreement.Kind.MANDATE: gettext_lazy("Without the mandate we may not debit your account. Tick the box, or pay by invoice."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What has come about: `user` can sign in, and calls to `dial_in` are answered from this moment."""

    customer: Customer
    user: User
    contract: Contract
    dial_in: DialIn


def documents_for(*, trade: str, by_debit: bool) -> tuple[Agreement.Kind, ...]:
    """Say which documents must be accepted, each by itself."""
    kinds = [Agreement.Kind.TERMS, Agreement.Kind.PROCESSING]
    if trade in SECRET_TRADES:
        kinds.append(Agreement.Kind.SECRECY)
    if by_debit:
        kinds.append(Agreement.Kind.MANDATE)
    return tuple(kinds)


@transaction.atomic
def enrol(entry: EnrolmentEntry, at: datetime, *, address: str = "") -> Enrolment:
    """Make somebody a customer on trial. Raises ValidationError with all that is wrong, each at its field, and nothing is kept.

    `address` is from where the form was sent; blank when nobody sent one.
    """
    _check(entry)
    customer = _open_file(entry, at)
    user = create_user(
        email=entry.email, name=entry.contact_person, role=Role.CUSTOMER_OWNER, password=entry.password, language=entry.language
    )
    customer.users.add(user)
    keep_sender(SenderForm.SIGN_UP, address, at, customer=customer)
    for kind in documents_for(trade=entry.trade, by_debit=entry.by_debit):
        accept(customer, kind, entry.language, at, by=user)
    contract = start_trial(customer, entry.contract, at, by=user)
    if entry.by_debit:
        text = legal.current(Agreement.Kind.MANDATE, entry.language).version
        add_bank_account(customer, BankEntry(iban=entry.iban, holder=entry.holder or entry.name, text=text), at)
    _add_channels(customer, entry, at)
    _write_first_orders(customer, user, at)
    dial_in = customer.dial_ins.first() or give_number(customer, at)
    return Enrolment(customer=customer, user=user, contract=contract, dial_in=dial_in)


def _open_file(entry: EnrolmentEntry, at: datetime) -> Customer:
    return open_customer(
        CustomerEntry(
            name=entry.name.strip(),
            short_name=entry.name.strip()[:SHORT].rstrip(),
            team=_team(),
            city=entry.city,
            trade=entry.trade,
            secrecy=entry.trade in SECRET_TRADES,
            contact_person=entry.contact_person,
            email=entry.email.strip(),
            phone=telephone_number(entry.phone, field="phone"),
            street=entry.street,
            postcode=entry.postcode,
            land=entry.land,
            is_consumer=entry.is_consumer,
            vat_id=entry.vat_id,
        ),
        at,
    )


def _team() -> Team:
    """Give the team that answers for the fewest customers. Raises ValidationError when the agency has none yet."""
    teams = sorted(Team.objects.prefetch_related("customers"), key=lambda team: len(team.customers.all()))
    if not teams:
        raise ValidationError(_("This agency is not ready for new customers yet: it has no team that answers calls."))
    return teams[0]


def _add_channels(customer: Customer, entry: EnrolmentEntry, at: datetime) -> None:
    detail = Channel.Detail.HINT.value if customer.secrecy else entry.detail
    add_channel(customer, ChannelEntry(address=entry.email, detail=detail, language=entry.language), at)
    if _wants_sms(entry):
        add_channel(customer, ChannelEntry(kind=Channel.Kind.SMS, address=entry.sms_number, language=entry.language), at)


def _wants_sms(entry: EnrolmentEntry) -> bool:
    return any(option.code == SMS for option in entry.contract.options)


# --- first orders ------------------------------------------------------------------------------------------------------


@cache
def first_orders() -> dict[str, dict[str, Any]]:
    """Give the orders with which a file begins, by trade."""
    return tomllib.loads(files("vorzimmer.customers").joinpath(FIRST_ORDERS).read_text("utf-8"))


def _write_first_orders(customer: Customer, by: User, at: datetime) -> None:
    """Publish a greeting and a few instructions that are right for anybody of the trade; draft what the customer will want to change."""
    orders = first_orders().get(customer.trade, first_orders()["other"])
    text = orders["greeting"].replace("{customer}", customer.name.replace("{", "").replace("}", ""))
    add_greeting(customer, GreetingEntry(text=text), at, by=by, published=False)
    entries = [InstructionEntry(text=order, subject=subject) for subject, order in orders["do"]]
    entries += [InstructionEntry(text=order, kind=InstructionKind.NEVER.value) for order in orders["never"]]
    entries += [InstructionEntry(text=order, kind=InstructionKind.ASK.value) for order in orders["ask"]]
    for entry in entries:
        add_instruction(customer, entry, at, by=by, published=False)
    publish(customer, by, at)
    suggest(customer, beginning_for(customer), at, by=by)


# --- checks ------------------------------------------------------------------------------------------------------------


def _check(entry: EnrolmentEntry) -> None:
    """Gather all that is wrong with what was written, so that nobody has to correct it bit by bit."""
    found: dict[str, Any] = {}

    def look(check: Any) -> None:
        try:
            check()
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                found.setdefault(field, []).extend(errors)

    look(lambda: telephone_number(entry.phone, field="phone"))
    look(lambda: check_login(email=entry.email, name=entry.contact_person, password=entry.password))
    if entry.by_debit:
        look(lambda: read_iban(entry.iban))
    if _wants_sms(entry):
        look(lambda: telephone_number(entry.sms_number, field="sms_number"))
    for kind in documents_for(trade=entry.trade, by_debit=entry.by_debit):
        if kind not in entry.accepted:
            found[f"accept_{kind.value}"] = [ValidationError(str(NOT_ACCEPTED[kind]))]
    if found:
        raise ValidationError(found)

"""Confirms to customers by e-mail what happened to their contracts: at once, in text form (BGB §312f, §312i, §312k(4), §356a)."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers import legal
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Contract, ContractEvent, Customer
from vorzimmer.customers.terms import said_terms
from vorzimmer.delivery.actions import Letter, enqueue
from vorzimmer.domain.contracts import ContractState
from vorzimmer.domain.delivery import MessageKind

SAYS = {
    "trial_started": gettext_lazy("your trial has begun. It ends by itself on %(trial)s and becomes no contract."),
    "trial_ended": gettext_lazy("your trial ended on %(trial)s. No contract has come of it. Your messages stay readable in the portal."),
    "concluded": gettext_lazy("your contract is concluded and has begun on %(day)s."),
    "notice_given": gettext_lazy("we have received the notice of your contract. Its last day is %(last)s."),
    "notice_withdrawn": gettext_lazy("the notice of your contract is taken back. The contract goes on."),
    "withdrawn": gettext_lazy("we have received the withdrawal from your contract. It is over since %(last)s."),
    "ended": gettext_lazy("your contract has ended with %(last)s. Your messages stay readable in the portal."),
    "reactivated": gettext_lazy("your contract goes on from %(day)s."),
    "tariff": gettext_lazy("your contract has another tariff from %(day)s on."),
    "option_booked": gettext_lazy("an option of your contract is booked from %(day)s on."),
    "option_cancelled": gettext_lazy("an option of your contract is cancelled."),
}
"""What is confirmed, by the kind of the event; what does not stand here is not."""


def confirm(sender: object, *, event: ContractEvent, at: datetime, **more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Write the confirmation of an event. Options that are booked with the contract itself are confirmed with it."""
    contract = event.contract
    customer = contract.customer
    if event.kind not in SAYS or not customer.email or contract.state == ContractState.NEW:
        return
    by_customer = event.user is not None and not event.user.is_staff_member
    language = event.user.language if event.user is not None and by_customer else customer.language
    with translation.override(language):
        letter = Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=customer.email,
            subject=_("Confirmation: contract %(number)s") % {"number": contract.number},
            body=_body(event, contract, customer, at),
            key=f"contract:{event.pk}",
            about=str(contract.pk),
            language=language,
        )
    enqueue([letter], at=at)


def _body(event: ContractEvent, contract: Contract, customer: Customer, at: datetime) -> str:
    days = {"day": event.day, "trial": contract.trial_last_day, "last": contract.last_day}
    said = str(SAYS[event.kind]) % {name: written_day(day) if day else "" for name, day in days.items()}
    tariff = contract.tariff_on(event.day)
    lines = (
        (_("Contract"), contract.number),
        (_("Received"), date_format(localtime(at), "SHORT_DATETIME_FORMAT")),
        (_("Tariff"), tariff.name),
        (_("Terms"), said_terms(contract.terms)),
    )
    documents = [
        f"{legal.title(agreement.kind)}: {settings.PUBLIC_URL}/legal/{agreement.kind}/{agreement.version}/?language={agreement.language}"
        for agreement in customer.agreements.all()
    ]
    greeting = _("Good day %(name)s,") % {"name": customer.contact_person or customer.name}
    facts = "\n".join([*(f"{name}: {value}" for name, value in lines), *documents])
    return "\n\n".join((greeting, _("we confirm: %(what)s") % {"what": said}, facts, settings.AGENCY_NAME)) + "\n"

"""Mandates: entered from paper, suspended, resumed, ended. A change of account ends the mandate before it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.billing.debiting import mandate_of, mandate_rule
from vorzimmer.billing.models import Mandate
from vorzimmer.customers import actions as customers
from vorzimmer.customers.actions import BankEntry
from vorzimmer.customers.models import BankAccount, Customer
from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.debits import EEA, OTHER_SEPA

BY_HAND = (sepa.SuspendedBecause.BY_CUSTOMER, sepa.SuspendedBecause.BY_AGENCY, sepa.SuspendedBecause.NOT_CONFIRMED)
"""Why somebody may suspend a mandate; a return does it by itself."""


def follow_account(sender: object, *, account: BankAccount, at: datetime, **_more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Keep a copy of a new mandate, and end the customer's mandates before it."""
    mandate_of(account, at)
    earlier = Mandate.objects.filter(customer_ref=account.customer_id, ended_on=None).exclude(reference=account.mandate_reference)
    earlier.update(ended_on=berlin_date(at))


@transaction.atomic
def enter_mandate(customer: Customer, entry: BankEntry, kind: str, at: datetime) -> Mandate:
    """Enter what a customer signed on paper; the mandate before it ends today. A B2B mandate waits until his bank knows of it.

    Raises ValidationError at the field: no day of signature, a B2B mandate of a consumer, one that has lapsed, no account in SEPA.
    """
    if entry.signed_on is None:
        raise ValidationError({"signed_on": _("Enter the day on which it was signed; without a signature nothing may be collected.")})
    if kind not in set(sepa.MandateKind):
        raise ValidationError({"kind": _("Choose a basic (CORE) or a B2B mandate.")})
    if customers.read_iban(entry.iban).country_code not in EEA | OTHER_SEPA:
        raise ValidationError({"iban": _("This account is in a country without SEPA direct debits.")})
    account = customers.add_bank_account(customer, entry, at)
    mandate = mandate_of(account, at)
    mandate.kind = kind
    answer = sepa.mandate_on(mandate_rule(mandate, of_consumer=customer.is_consumer), berlin_date(at))
    if isinstance(answer, Refused):
        field = "kind" if answer.reason is sepa.MandateRefusedBecause.CONSUMER else "signed_on"
        raise ValidationError({field: _(sepa.MANDATE_SENTENCES[answer.reason])})
    mandate.suspended_because = sepa.SuspendedBecause.NOT_CONFIRMED if kind == sepa.MandateKind.B2B else ""
    mandate.save(update_fields=["kind", "suspended_because"])
    return mandate


@transaction.atomic
def suspend(mandate: Mandate, because: str) -> Mandate:
    """Collect nothing by it until it is resumed. Raises ValidationError when it has ended, or for no reason of `BY_HAND`."""
    if because not in BY_HAND:
        raise ValidationError({"because": _("Choose why nothing is to be collected.")})
    return _changed(mandate, suspended_because=because)


@transaction.atomic
def resume(mandate: Mandate, at: datetime) -> Mandate:
    """Collect by it again. Raises ValidationError when it has ended or lapsed."""
    kept = _changed(mandate, suspended_because="")
    customer = Customer.objects.filter(pk=kept.customer_ref).first()
    answer = sepa.mandate_on(mandate_rule(kept, of_consumer=customer is not None and customer.is_consumer), berlin_date(at))
    if isinstance(answer, Refused):
        raise ValidationError(_(sepa.MANDATE_SENTENCES[answer.reason]))
    return kept


@transaction.atomic
def end_mandate(mandate: Mandate, at: datetime) -> Mandate:
    """End it today: the customer pays by transfer until he signs another one. What is with the bank already is collected."""
    customer = Customer.objects.filter(pk=mandate.customer_ref).first()
    if customer is not None:
        customers.end_bank_account(customer, mandate.reference, at)
    return _changed(mandate, ended_on=berlin_date(at))


def _changed(mandate: Mandate, **facts: Any) -> Mandate:
    kept = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if kept.ended_on is not None:
        raise ValidationError(_("This mandate has ended."))
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(facts))
    return kept

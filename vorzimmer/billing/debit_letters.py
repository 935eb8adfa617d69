"""Announces a direct debit by e-mail when it is collected once more: amount, day, mandate and creditor id (EPC016-06)."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.billing.models import BillingProfile, Collection, Issuer
from vorzimmer.billing.wording import money
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import Letter
from vorzimmer.domain.delivery import MessageKind


def announcement(collection: Collection, customer: Customer, issuer: Issuer) -> Letter | None:
    """Write the announcement; None without an e-mail address."""
    profile = BillingProfile.objects.filter(customer=customer).first()
    address = (profile.email if profile else "") or customer.email
    if not address:
        return None
    number = collection.document.number
    with translation.override(customer.language):
        return Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=address,
            subject=_("Direct debit on %(day)s for %(number)s") % {"day": written_day(collection.due_on), "number": number},
            body=_body(collection, customer, issuer),
            key=f"debit:{collection.pk}",
            about=str(collection.pk),
            language=customer.language,
        )


def _body(collection: Collection, customer: Customer, issuer: Issuer) -> str:
    values = {
        "amount": money(collection.amount),
        "number": collection.document.number,
        "day": written_day(collection.due_on),
        "account": collection.mandate.masked,
        "mandate": collection.mandate.reference,
        "creditor": issuer.creditor_id,
    }
    lines = (
        _("Good day %(name)s,") % {"name": customer.contact_person or customer.name},
        _("we collect %(amount)s for %(number)s on %(day)s from your account %(account)s.") % values,
        _("Mandate reference: %(mandate)s. Our creditor identifier: %(creditor)s.") % values,
        _("Please see to it that the account is sufficiently covered on that day, or transfer the amount before."),
        _("All invoices and your account: %(address)s") % {"address": f"{settings.PUBLIC_URL}/portal/invoices/"},
        settings.AGENCY_NAME,
    )
    return "\n\n".join(lines) + "\n"

"""Who is responsible for the data, from what the invoices say and the settings: one identity in all papers."""

from django.conf import settings

from vorzimmer.billing.models import Issuer
from vorzimmer.domain.controller import Controller


def controller() -> Controller:
    """Give the agency as its papers name it; what nobody has entered yet is blank."""
    issuer = Issuer.current()
    return Controller(
        name=issuer.name,
        street=issuer.street,
        postcode=issuer.postcode,
        city=issuer.city,
        represented_by=issuer.contact,
        phone=issuer.phone,
        email=issuer.email,
        officer=settings.DATA_PROTECTION_OFFICER,
        authority=settings.SUPERVISORY_AUTHORITY,
    )

"""What a customer sets for himself: when to be told what the month costs, and whether calls are itemised."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.dateformat import format as written
from django.utils.translation import gettext as _

from vorzimmer.billing.models import BillingProfile
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.billing.running import costs_of
from vorzimmer.billing.wording import money
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import Letter, enqueue
from vorzimmer.domain.days import berlin_date, end_of_month, start_of_month
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.itemised import begins_on
from vorzimmer.domain.statements import UsageRefused


@transaction.atomic
def set_limit(customer: Customer, cents: int | None) -> None:
    """Keep beyond which amount (gross cents a month) the customer wants to be told; None: never."""
    BillingProfile.objects.update_or_create(customer=customer, defaults={"alert_cents": cents})


@transaction.atomic
def order_itemised(customer: Customer, at: datetime) -> BillingProfile:
    """Order the itemised list from the next month on. One that was stopped for then goes on without a gap."""
    profile, _is_new = BillingProfile.objects.select_for_update().get_or_create(customer=customer)
    today = berlin_date(at)
    goes_on = profile.itemised_from is not None and profile.itemised_until is not None and today <= profile.itemised_until
    if profile.itemised_from is None or not (goes_on or profile.itemised_until is None):
        profile.itemised_from = begins_on(today)
    profile.itemised_until = None
    profile.save(update_fields=["itemised_from", "itemised_until"])
    return profile


@transaction.atomic
def stop_itemised(customer: Customer, at: datetime) -> None:
    """Stop the list with the end of this month; one that has not begun is not made at all."""
    profile = BillingProfile.objects.select_for_update().filter(customer=customer).exclude(itemised_from=None).first()
    if profile is None or profile.itemised_from is None:
        return
    today = berlin_date(at)
    if profile.itemised_from > today:
        profile.itemised_from = None
        profile.itemised_until = None
    elif profile.itemised_until is None:
        profile.itemised_until = end_of_month(today)
    profile.save(update_fields=["itemised_from", "itemised_until"])


def tell_limits(at: datetime) -> int:
    """Write to whoever's month has passed his limit, once a month; the job of the server. Gives how many were told."""
    first = start_of_month(berlin_date(at))
    waiting = BillingProfile.objects.exclude(alert_cents=None).exclude(alerted_for=first).values_list("customer", flat=True)
    return sum(_tell(customer, at) for customer in Customer.objects.filter(pk__in=waiting).order_by("number"))


@transaction.atomic
def _tell(customer: Customer, at: datetime) -> bool:
    first = start_of_month(berlin_date(at))
    profile = BillingProfile.objects.select_for_update().get(customer=customer)
    address = profile.email or customer.email
    if profile.alert_cents is None or profile.alerted_for == first or not address:
        return False
    try:
        costs = costs_of(customer, first, at)
    except (NoPriceList, UsageRefused):
        return False
    if costs is None or costs.so_far.gross <= profile.alert_cents:
        return False
    profile.alerted_for = first
    profile.save(update_fields=["alerted_for"])
    enqueue([_letter(customer, address, first, profile.alert_cents)], at=at)
    return True


def _letter(customer: Customer, address: str, first: date, limit: int) -> Letter:
    with translation.override(customer.language):
        month = written(first, "F Y")
        text = _("%(month)s has cost more than %(amount)s so far, tax included. You asked us to tell you.")
        where = _("What it consists of stands in the portal: %(link)s") % {"link": f"{settings.PUBLIC_URL}/portal/usage/"}
        lines = (
            _("Good day %(name)s,") % {"name": customer.contact_person or customer.name},
            text % {"month": month, "amount": money(limit)},
            where,
            settings.AGENCY_NAME,
        )
        return Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=address,
            subject=_("Costs of %(month)s") % {"month": month},
            body="\n\n".join(lines) + "\n",
            key=f"limit:{customer.pk}:{first:%Y-%m}",
            about=str(customer.pk),
            language=customer.language,
        )

"""What the customer consented to, given and withdrawn with one step each, and who of the agency opened his records."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.customers.models import Customer
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.portal.doors import customer_of, customers_of, page, reader_in, responsible_only
from vorzimmer.portal.mailbox import uuid_or_none
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.consents import NoConsent, consented, give_consent, withdraw_consent, wording
from vorzimmer.privacy.models import Access, Consent
from vorzimmer.privacy.models.consents import CONSENT_PURPOSES

PAGE = 50


@responsible_only
@sees("privacy.Consent.purpose")
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show what can be consented to, in whole, and whether it is. `?customer=` chooses among several."""
    customers, chosen = _chosen(request)
    at, language = timezone.now(), _language()
    rows = []
    if chosen:
        for purpose in ConsentPurpose:
            text = wording(purpose, at)
            last = Consent.objects.of(chosen.pk, purpose).exclude(event="used").last()
            rows.append(
                {
                    "purpose": purpose.value,
                    "name": CONSENT_PURPOSES[purpose],
                    "text": text.texts[language],
                    "is_given": consented(chosen.pk, purpose, at),
                    "last": last,
                }
            )
    return page(request, "portal/consents.html", {"customers": customers, "customer": chosen, "rows": rows})


@responsible_only
@sees("privacy.Consent.purpose")
@require_POST
def change(request: HttpRequest) -> HttpResponseBase:
    """Give or withdraw one consent; both are one step."""
    wanted = uuid_or_none(request.POST.get("customer", ""))
    purpose, event = request.POST.get("purpose", ""), request.POST.get("event", "")
    if wanted is None or purpose not in set(ConsentPurpose) or event not in {"give", "withdraw"}:
        raise BadRequest
    customer, at, reader = customer_of(request, wanted), timezone.now(), reader_in(request)
    if event == "give":
        give_consent(customer.pk, ConsentPurpose(purpose), language=_language(), way=Way.PORTAL, at=at, by=reader)
        messages.success(request, _("Thank you. You can withdraw this at any time, here."))
    else:
        with suppress(NoConsent):  # it was withdrawn in another window
            withdraw_consent(customer.pk, ConsentPurpose(purpose), way=Way.PORTAL, at=at, by=reader)
        messages.success(request, _("Withdrawn. It counts from this moment."))
    return redirect(f"{reverse('portal:consents')}?customer={customer.pk}")


@responsible_only
@sees("privacy.Access.role", "privacy.Access.hour")
@require_safe
def accesses(request: HttpRequest) -> HttpResponseBase:
    """List which role opened records of the customer, where, in which hour and for which reason; no names."""
    customers, chosen = _chosen(request)
    found = Access.objects.filter(customer_ref=chosen.pk) if chosen else Access.objects.none()
    lines = found.values("hour", "role", "place", "reason").distinct().order_by("-hour", "role", "place", "reason")
    part = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    rows = [Access(**line) for line in part]
    return page(request, "portal/accesses.html", {"customers": customers, "customer": chosen, "page": part, "rows": rows})


def _chosen(request: HttpRequest) -> tuple[list[Customer], Customer | None]:
    customers = list(customers_of(request))
    wanted = uuid_or_none(request.GET.get("customer", ""))
    return customers, next((customer for customer in customers if customer.pk == wanted), customers[0] if customers else None)


def _language() -> str:
    return "de" if (get_language() or "de").startswith("de") else "en"

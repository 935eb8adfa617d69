"""What was agreed, what was used, what is wished, and what is held: the papers of a customer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.customers.actions import raise_wish
from vorzimmer.customers.models import Agreement, Contract, Wish
from vorzimmer.domain.days import berlin_date
from vorzimmer.live.queries import newest_id
from vorzimmer.portal.doors import customers_of, page, reader_in, reader_only, responsible_only
from vorzimmer.portal.forms import WishForm
from vorzimmer.portal.mailbox import uuid_or_none
from vorzimmer.portal.privacy import RIGHTS, given_away, parts
from vorzimmer.portal.views.requests import requests_of
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.catalogue import may_see

MOST_WISHES = 50


@responsible_only
@sees("customers.Contract.state", "customers.ContractTariff.tariff", "customers.BookedOption.option", "customers.Agreement.version")
@require_safe
def documents(request: HttpRequest) -> HttpResponseBase:
    """Show the contracts with their dates, and what was accepted."""
    customers = list(customers_of(request))
    contracts = Contract.objects.filter(customer__in=customers).select_related("customer")
    context = {
        "contracts": contracts.prefetch_related("tariffs__tariff", "options__option"),
        "agreements": [(agreement, _text_of(agreement)) for agreement in Agreement.objects.filter(customer__in=customers)],
        "today": berlin_date(timezone.now()),
    }
    return page(request, "portal/documents.html", context)


@reader_only
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponseBase:
    """List what was wished, with state and answer; and take a new one."""
    live_id, customers = newest_id(), customers_of(request)
    form = WishForm(request.POST or None, customers=customers)

    def deed() -> None:
        typed: dict[str, Any] = form.cleaned_data
        raise_wish(typed["customer"], kind=typed["kind"], text=typed["text"], by=reader_in(request), at=timezone.now())

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Thank you. You find our answer here."))
        return redirect("portal:wishes")
    found = Wish.objects.filter(customer__in=customers).select_related("customer", "raised_by", "answered_by")
    return page(request, "portal/wishes.html", {"wishes": found[:MOST_WISHES], "live_id": live_id}, form=form)


@reader_only
@require_safe
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Show what is held, by category, and the rights. `?customer=` chooses among several."""
    customers = list(customers_of(request))
    wanted = uuid_or_none(request.GET.get("customer", ""))
    chosen = next((customer for customer in customers if customer.pk == wanted), customers[0] if customers else None)
    sees_given = may_see(reader_in(request).role, "privacy.Disclosure.recipient_name")
    context = {
        "customers": customers,
        "customer": chosen,
        "parts": parts(chosen) if chosen else [],
        "sees_given": sees_given,
        "given": given_away(chosen) if chosen and sees_given else [],
        "rights": RIGHTS,
        **(requests_of(chosen, timezone.now()) if chosen and sees_given else {}),
    }
    return page(request, "portal/privacy.html", context)


def _text_of(agreement: Agreement) -> str:
    """Find where the accepted text can be read; blank where this installation has no such page."""
    try:
        return reverse("website:document", args=[agreement.kind, agreement.version])
    except NoReverseMatch:
        return ""

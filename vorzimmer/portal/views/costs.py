"""What a month costs: the page, the calls behind a line, the limit, and the itemised list of calls."""

import csv
import io
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.billing import actions
from vorzimmer.billing.models import BillingProfile
from vorzimmer.billing.months_shown import beside, month_in
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.billing.words import meter_name, status_name
from vorzimmer.customers.models import Contract
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.itemised import begins_on
from vorzimmer.domain.statements import Line, UsageRefused
from vorzimmer.portal import itemised
from vorzimmer.portal.costs import BAR, calls_of, costs, line_of, lines_of, own_contract
from vorzimmer.portal.doors import customer_of, customers_of, page, responsible_only
from vorzimmer.portal.export import MARK, harmless
from vorzimmer.portal.forms import LimitForm
from vorzimmer.portal.usage import HEIGHT, WIDTH, sheets
from vorzimmer.privacy.access import sees

USAGE = ("billing.UsageRecord.quantity", "billing.UsageRecord.occurred_at", "billing.UsageRecord.status")
AT_ONCE = 100


@responsible_only
@sees(*USAGE)
@require_safe
def usage(request: HttpRequest) -> HttpResponseBase:
    """Show a month of usage and what it costs: `?month=2026-11`, else the present one."""
    at = timezone.now()
    today = berlin_date(at)
    month = month_in(request.GET.get("month", ""), today)
    before, after = beside(month, today)
    customers = list(customers_of(request))
    shown = [(sheet, costs(sheet.customer, month, at)) for sheet in sheets(customers, month, today)]
    context = {
        "sheets": shown,
        "month": month,
        "is_running": after is None,
        "before": before,
        "after": after,
        "height": HEIGHT,
        "column": WIDTH,
        "bar": BAR,
    }
    return page(request, "portal/usage.html", context)


@responsible_only
@sees(*USAGE)
@require_safe
def line(request: HttpRequest, contract_id: UUID, charge: str) -> HttpResponseBase:
    """Show the calls behind a line: when, how long, what was free, included, charged. No caller."""
    contract, month = _contract(request, contract_id), _month(request)
    found = _rated(contract, month, charge)
    if not found:
        raise Http404
    shown = Paginator(calls_of(found[0]), AT_ONCE).get_page(request.GET.get("page"))
    return page(request, "portal/usage_line.html", {"contract": contract, "line": found[0], "month": month, "page": shown})


@responsible_only
@sees(*USAGE)
@require_safe
def take_csv(request: HttpRequest, contract_id: UUID) -> HttpResponseBase:
    """Give the calls behind all lines of a month, or behind one (`?line=`), as CSV."""
    contract, month = _contract(request, contract_id), _month(request)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([_("Line"), _("When"), _("What"), _("Quantity"), _("Free"), _("Why"), _("Included"), _("Charged"), _("Amount, net")])
    for each in _rated(contract, month, request.GET.get("line", "")):
        for call in reversed(calls_of(each)):
            what = ", ".join(filter(None, (meter_name(call.meter), status_name(call.status))))
            when = f"{localtime(call.at):%Y-%m-%d %H:%M}"
            cells = (call.line, when, what, call.used, call.free, call.because, call.included, call.charged, call.amount)
            writer.writerow([harmless(cell) for cell in cells])
    return _file(MARK + out.getvalue(), "text/csv; charset=utf-8", f"{_('usage')}-{contract.number}-{month:%Y-%m}.csv")


@responsible_only
@sees("billing.BillingProfile.alert_cents")
@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Set beyond which amount a month the customer wants to be told."""
    customer = customer_of(request, customer_id)
    profile = BillingProfile.objects.filter(customer=customer).first()
    form = LimitForm(request.POST or None, cents=profile.alert_cents if profile else None)
    if request.method == "POST" and tried(form, lambda: actions.set_limit(customer, form.cents())):
        messages.success(request, _("Saved."))
        return redirect("portal:usage")
    return page(request, "portal/usage_limit.html", {"customer": customer}, form=form)


@responsible_only
@sees("billing.BillingProfile.itemised_from")
@require_safe
def itemised_lists(request: HttpRequest) -> HttpResponseBase:
    """Show whether calls are itemised, and the lists that there are."""
    today = berlin_date(timezone.now())
    profiles = {profile.customer_id: profile for profile in BillingProfile.objects.filter(customer__in=customers_of(request))}
    shown = [
        (customer, profiles.get(customer.pk), itemised.months_made(profiles.get(customer.pk), today)) for customer in customers_of(request)
    ]
    return page(request, "portal/itemised.html", {"shown": shown, "today": today, "next": begins_on(today)})


@responsible_only
@sees("billing.BillingProfile.itemised_from")
@require_POST
def itemise(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Order the itemised list from the next month on, or stop it with the end of this one."""
    customer, at = customer_of(request, customer_id), timezone.now()
    if request.POST.get("wanted") == "yes":
        actions.order_itemised(customer, at)
        messages.success(request, _("Ordered."))
    else:
        actions.stop_itemised(customer, at)
        messages.success(request, _("Stopped."))
    return redirect("portal:itemised")


@responsible_only
@sees(*USAGE, "calls.Call.caller_number")
@require_safe
def itemised_file(request: HttpRequest, customer_id: UUID, form: str) -> HttpResponseBase:
    """Give the itemised list of a month as CSV or PDF, if it was ordered before the month."""
    customer, month, today = customer_of(request, customer_id), _month(request), berlin_date(timezone.now())
    if month not in itemised.months_made(BillingProfile.objects.filter(customer=customer).first(), today):
        raise Http404
    try:
        found = itemised.items(customer, month)
    except (NoPriceList, UsageRefused):
        raise Http404 from None
    name = f"{_('itemised-list')}-{customer.number}-{month:%Y-%m}.{form}"
    if form == "pdf":
        return _file(itemised.as_pdf(found, customer, month), "application/pdf", name)
    return _file(itemised.as_csv(found), "text/csv; charset=utf-8", name)


def _month(request: HttpRequest) -> date:
    return month_in(request.GET.get("month", ""), berlin_date(timezone.now()))


def _contract(request: HttpRequest, contract_id: UUID) -> Contract:
    contract = own_contract(contract_id, customers_of(request))
    if contract is None:
        raise Http404
    return contract


def _rated(contract: Contract, month: date, charge: str) -> list[Line]:
    """Give one line of a month, or all of them."""
    try:
        if not charge:
            return list(lines_of(contract, month))
        found = line_of(contract, month, charge)
    except (NoPriceList, UsageRefused):
        return []
    return [found] if found else []


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

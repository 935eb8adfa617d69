"""Bills beside the run: in part, when a running month passes its credit limit; and anew, when a billed month has changed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.actions.rebilling import Rebilling, last_documents
from vorzimmer.billing.actions.runs import interims_of
from vorzimmer.billing.interims import over_limit
from vorzimmer.billing.models import Document, Issuer, RatedMonth
from vorzimmer.billing.months import month_of, rate_customer, with_contracts
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.billing.unbilled import changed_months
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.statements import Period, UsageRefused
from vorzimmer.office.billing import billing_page, books
from vorzimmer.office.doors import customer_of, tried, user_in
from vorzimmer.privacy.access import sees

SHOWN = ("billing.RatedMonth.statement", "billing.Document.gross")


# --- in part -------------------------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_safe
def interim(request: HttpRequest) -> HttpResponseBase:
    """List who is over the limit of his tariff; the page fetches piece after piece."""
    after = request.GET.get("after", "")[:20]
    piece = over_limit(timezone.now(), after)
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return render(request, "office/interim_rows.html", {"piece": piece})
    return billing_page(request, "office/interim.html", "interim", {"piece": piece, "month": berlin_date(timezone.now())})


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def interim_issue(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Say what an interim invoice would bill; then issue it."""
    customer, at, issued = customer_of(request, customer_id), timezone.now(), list[Document]()
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: issued.extend(actions.issue_interim(customer, at, by=user_in(request)))):
        messages.success(request, _("Issued: %(numbers)s.") % {"numbers": ", ".join(document.number for document in issued)})
        return redirect("office:interim")
    period = month_of(berlin_date(at))
    billed = sum(item.net for each in interims_of(customer.pk, period) for item in each.items)
    context = {"customer": customer, "month": period.first, "net": _running_net(customer, period), "billed": billed}
    return billing_page(request, "office/interim_issue.html", "interim", context, form=form)


def _running_net(customer: Customer, period: Period) -> int | None:
    """Say what the running month came to so far, in net cents; None when it cannot be rated."""
    rated = with_contracts(Customer.objects.filter(pk=customer.pk)).get()
    try:
        return rate_customer(rated, period, Issuer.current(), running=True).net
    except (NoPriceList, UsageRefused):
        return None


# --- anew ----------------------------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_safe
def changed(request: HttpRequest) -> HttpResponseBase:
    """List the months whose usage is not what was billed."""
    found: dict[tuple[UUID, date], dict[str, Any]] = {}
    for month in changed_months():
        customer = month.contract.customer
        row = found.setdefault((customer.pk, month.first), {"customer": customer, "first": month.first, "late": 0, "corrected": 0})
        row["late"], row["corrected"] = max(row["late"], month.late), max(row["corrected"], month.corrected)
    return billing_page(request, "office/changed.html", "changed", {"months": list(found.values())})


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def anew(request: HttpRequest, customer_id: UUID, year: int, month: int) -> HttpResponseBase:
    """Show a billed month beside what it would be now, line by line, and what billing it anew does; then do that."""
    customer, at, issued = customer_of(request, customer_id), timezone.now(), list[Document]()
    first = _billed_month(customer, year, month)
    period = month_of(first)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: issued.extend(_rebill(customer, period, request))):
        messages.success(request, _("Billed anew: %(numbers)s.") % {"numbers": ", ".join(document.number for document in issued) or "–"})
        return redirect("office:changed")
    found, wrong = _rebilling(customer, period)
    context = {
        "customer": customer,
        "first": first,
        "found": found,
        "wrong": wrong,
        "sum_before": sum(line.before for line in found.lines) if found else 0,
        "sum_now": sum(line.now for line in found.lines) if found else 0,
        "documents": list(last_documents(customer, period)),
        "day": berlin_date(at),
    }
    return billing_page(request, "office/month_anew.html", "changed", context, form=form)


def _billed_month(customer: Customer, year: int, month: int) -> date:
    try:
        first = date(year, month, 1)
    except ValueError:
        raise Http404 from None
    if not RatedMonth.objects.filter(contract__customer=customer, first=first).exists():
        raise Http404
    return first


def _rebill(customer: Customer, period: Period, request: HttpRequest) -> list[Document]:
    try:
        anyway = request.POST.get("anyway") == "yes"
        return actions.rebill(customer, period, timezone.now(), by=user_in(request), anyway=anyway)
    except (NoPriceList, UsageRefused) as error:
        raise ValidationError(_("The month cannot be rated: %(why)s") % {"why": error}) from None


def _rebilling(customer: Customer, period: Period) -> tuple[Rebilling | None, str]:
    try:
        return actions.rebilling(customer, period), ""
    except (NoPriceList, UsageRefused, ValidationError) as error:
        return None, " ".join(error.messages) if isinstance(error, ValidationError) else str(error)

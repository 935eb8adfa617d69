"""Money in the office: open items and their ages, reports with their CSV, the settings of the issuer, the export for DATEV."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing import actions, datev
from vorzimmer.billing.account_words import AGES
from vorzimmer.billing.accounts import OpenItem, open_items
from vorzimmer.billing.models import Issuer
from vorzimmer.billing.reports import REPORTS, Cell, Cents, Report, names_of
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.customers.wording import money
from vorzimmer.domain.accounts import Age
from vorzimmer.domain.days import berlin_date, start_of_month
from vorzimmer.office.doors import page, refused, tried
from vorzimmer.office.money import accountant, books
from vorzimmer.office.money_forms import IssuerForm, ItemFilter, PeriodForm
from vorzimmer.privacy.access import sees

PAGE = 50


@books
@sees("billing.AccountEntry.amount")
@require_safe
def items(request: HttpRequest) -> HttpResponseBase:
    """List what is open, the longest overdue first; the filter stands in the address."""
    form, today = ItemFilter(request.GET), berlin_date(timezone.now())
    wanted = form.cleaned_data if form.is_valid() else {}
    day = wanted.get("on") or today
    everything = open_items(day)
    names = names_of(item.entry.customer_ref for item in everything)
    chosen = [item for item in everything if _fits(item, wanted, names.get(item.entry.customer_ref, ""))]
    listed = Paginator([(item, names.get(item.entry.customer_ref, "")) for item in chosen], PAGE).get_page(request.GET.get("page"))
    owed = [item for item in everything if item.cents > 0]
    context = {
        "filter": form,
        "filtered": any(wanted.values()),
        "page": listed,
        "sum": sum(item.cents for item in chosen),
        "day": day,
        "ages": [(age.value, AGES[age], sum(item.cents for item in owed if item.age is age)) for age in Age],
        "credit": sum(item.cents for item in everything if item.cents < 0),
    }
    return page(request, "office/money.html", context)


def _fits(item: OpenItem, wanted: dict[str, Any], name: str) -> bool:
    age, text = wanted.get("age"), (wanted.get("q") or "").casefold()
    if age == "credit" and item.cents > 0:
        return False
    if age and age != "credit" and (item.cents < 0 or item.age.value != age):
        return False
    return not text or any(text in said.casefold() for said in (name, item.entry.customer_number, item.entry.reference))


@books
@require_safe
def reports(request: HttpRequest) -> HttpResponseBase:
    """Offer the reports."""
    return page(request, "office/reports.html", {"reports": REPORTS})


@books
@sees("billing.AccountEntry.amount", "billing.Document.net")
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a report for a period: the present month, unless the address says another."""
    chosen = _report(slug)
    form = _period(request, chosen)
    context: dict[str, Any] = {"report": chosen, "filter": form}
    if form.is_valid():
        table = chosen.table(form.cleaned_data.get("first") or form.cleaned_data["last"], form.cleaned_data["last"])
        context |= {"table": table, "rows": [list(map(_said, row)) for row in table.rows], "total": list(map(_said, table.total))}
        figures = [isinstance(cell, Cents | int) for cell in table.rows[0]] if table.rows else [False] * len(table.headings)
        context["headings"] = list(zip(table.headings, figures, strict=True))
    return page(request, "office/report.html", context)


@books
@sees("billing.AccountEntry.amount", "billing.Document.net")
@require_safe
def report_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give a report as a CSV."""
    chosen = _report(slug)
    form = _period(request, chosen)
    if not form.is_valid():
        return redirect("office:report", slug)
    first, last = form.cleaned_data.get("first"), form.cleaned_data["last"]
    days = f"{first}-{last}" if first else f"{last}"
    return _file(chosen.table(first or last, last).csv(), f"{slug}-{days}.csv", FILE_TYPE)


def _said(cell: Cell) -> tuple[str, bool]:
    """Say a cell as people read it, and whether it is a figure."""
    match cell:
        case Cents(cents):
            return money(cents), True
        case None:
            return "", False
        case date():
            return written(cell, pgettext("date format, a day in a table", "j M Y")), False
        case _:
            return str(cell), isinstance(cell, int)


def _report(slug: str) -> Report:
    found = next((report for report in REPORTS if report.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _period(request: HttpRequest, chosen: Report) -> PeriodForm:
    today = berlin_date(timezone.now())
    asked = {"first": f"{start_of_month(today)}", "last": f"{today}"} | {
        name: value for name, value in request.GET.items() if name in {"first", "last"} and value
    }
    return PeriodForm(asked, on_a_day=chosen.on_a_day)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def issuer(request: HttpRequest) -> HttpResponseBase:
    """Change what the invoices say about the agency; and say what is missing before the first one."""
    present = Issuer.current()
    form = IssuerForm(request.POST if request.method == "POST" else None, issuer=present)
    if request.method == "POST" and tried(form, lambda: actions.change_issuer(form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("office:issuer")
    missing = actions.missing_for_invoices(present)
    context = {"needed": [each.text for each in missing if each.first], "later": [each.text for each in missing if not each.first]}
    return page(request, "office/issuer.html", context, form=form)


# --- DATEV ---------------------------------------------------------------------------------------------------------------


@books
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Show what the export of a period holds, which accounts it books to, and what it needs."""
    form, present = _last_month(request), Issuer.current()
    context: dict[str, Any] = {
        "filter": form,
        "missing": datev.missing(present),
        "chart": present.chart,
        "accounts": [(account.name, account.numbers[present.chart]) for account in datev.charts().accounts.values()],
        "confirmed": datev.charts().confirmed,
    }
    if form.is_valid():
        try:
            batch = datev.batch_of(form.cleaned_data["first"], form.cleaned_data["last"], present)
        except ValidationError as problem:
            context["problem"] = refused(problem)
        else:
            context |= {"batch": batch, "debit": sum(max(row.cents, 0) for row in batch.bookings)}
            context["credit"] = sum(max(-row.cents, 0) for row in batch.bookings)
    return page(request, "office/datev.html", context)


@accountant
@sees("billing.AccountEntry.amount", "billing.Document.terms")
@require_safe
def export_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the bookings or the debtors of a period as a file; what is missing leads back and is said."""
    writers = {"bookings": (datev.bookings, "EXTF_Buchungsstapel"), "debtors": (datev.debtors, "EXTF_Debitoren")}
    if kind not in writers:
        raise Http404
    form, (write, name) = _last_month(request), writers[kind]
    if not form.is_valid():
        return redirect("office:datev")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    try:
        data = write(first, last, Issuer.current(), timezone.now())
    except ValidationError as problem:
        messages.error(request, refused(problem))
        return redirect("office:datev")
    return _file(data, f"{name}_{first:%Y%m%d}_{last:%Y%m%d}.csv", "text/csv; charset=windows-1252")


def _last_month(request: HttpRequest) -> PeriodForm:
    last = start_of_month(berlin_date(timezone.now())) - timedelta(days=1)
    asked: dict[str, str | date] = {"first": start_of_month(last), "last": last}
    return PeriodForm(asked | {name: value for name, value in request.GET.items() if name in asked and value})


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

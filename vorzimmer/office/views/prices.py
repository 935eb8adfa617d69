"""Price lists in the office: the versions of a tariff, entering a newer one with bills as examples beside it, and taking one back."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.example_bills import bills, own_sum
from vorzimmer.billing.models import PriceChange, TariffVersion
from vorzimmer.billing.price_words import for_nothing, included, minimum, price_lines
from vorzimmer.billing.queries import on_offer, versions_of
from vorzimmer.customers.models import Contract, Tariff
from vorzimmer.domain.contracts import IN_FORCE
from vorzimmer.domain.days import berlin_date, next_month_start
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.tariff_writing import written
from vorzimmer.domain.tariffs import TariffRefused, checked
from vorzimmer.office.doors import books, owner, page, put, refused, user_in
from vorzimmer.office.price_forms import PricesForm, PriceTextForm, blank

_DAY = timedelta(days=1)
_VALID_FROM = re.compile(r"^valid_from\s*=.*$", re.MULTILINE)
FILE_TYPE = "application/toml; charset=utf-8"


@books
@require_safe
def listing(request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
    """Show the versions of a tariff, the newest first, and how many contracts have which."""
    tariff, today = get_object_or_404(Tariff, pk=offer_id), berlin_date(timezone.now())
    versions = list(reversed(tariff.versions.all()))
    present = on_offer([tariff], today).get(tariff.pk)
    contracts = [contract for contract in contracts_of(tariff) if contract.standing_on(today).state in IN_FORCE]
    counted = Counter(version.pk for version in versions_of(contracts, today).values())
    rows = [{"version": version, "state": _state(version, present, today), "contracts": counted[version.pk]} for version in versions]
    context = {"place": "offers", "tariff": tariff, "rows": rows, "present": present}
    return page(request, "office/prices.html", context | (_said(present.rates) if present else {}))


def contracts_of(tariff: Tariff) -> list[Contract]:
    """Give the concluded contracts that have or had the tariff, in the order of their customers."""
    found = Contract.objects.filter(tariffs__tariff=tariff).exclude(concluded_on=None).select_related("customer").distinct()
    return list(found.order_by("customer__name", "number"))


def _state(version: TariffVersion, present: TariffVersion | None, today: date) -> str:
    if present is not None and version.pk == present.pk:
        return "present"
    return "future" if version.valid_from > today else "past"


def _said(rates: Rates) -> dict[str, Any]:
    return {
        "lines": price_lines(rates),
        "included": included(rates),
        "nothing": for_nothing(rates),
        "least": minimum(rates),
        "least_gross": minimum(rates, gross=True),
    }


@books
@require_safe
def version(request: HttpRequest, prices_id: UUID) -> HttpResponseBase:
    """Show a price list: in words, as text, and what it means in bills beside the one before it."""
    found, now = get_object_or_404(TariffVersion.objects.select_related("tariff", "created_by"), pk=prices_id), timezone.now()
    before = found.tariff.versions.filter(valid_from__lt=found.valid_from).last()
    changes = PriceChange.objects.filter(version=found).select_related("contract__customer", "version")
    context = {
        "place": "offers",
        "version": found,
        "tariff": found.tariff,
        "before": before,
        "begun": found.valid_from <= berlin_date(now),
        "changes": changes,
        "untold": [change for change in changes if change.told_at is None],
        "bills": bills(before.rates if before else None, found.rates),
    }
    return page(request, "office/prices_version.html", context | _said(found.rates))


@books
@require_safe
def download(request: HttpRequest, prices_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (every view gets it)
    """Give a price list as its file."""
    found = get_object_or_404(TariffVersion.objects.select_related("tariff"), pk=prices_id)
    answer = HttpResponse(found.text, content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.tariff.code}-{found.valid_from.isoformat()}.toml"'
    return answer


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, prices_id: UUID) -> HttpResponseBase:
    """Take a price list back that has not begun."""
    found = get_object_or_404(TariffVersion.objects.select_related("tariff"), pk=prices_id)
    if request.method == "POST":
        try:
            actions.take_version_back(found, timezone.now())
        except ValidationError as error:
            messages.error(request, refused(error))
            return redirect("office:prices-version", found.pk)
        messages.success(request, _("The price list is taken back."))
        return redirect("office:prices", found.tariff_id)
    return page(request, "office/prices_take_back.html", {"place": "offers", "version": found, "tariff": found.tariff})


# --- entering -----------------------------------------------------------------------------------------------------------


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
    """Enter a newer price list by the form. `do=text` goes on with it as text."""
    tariff = get_object_or_404(Tariff, pk=offer_id)
    newest = tariff.versions.last()
    form = _form(request, tariff, newest)
    if request.method == "POST" and form.is_valid():
        rates = form.rates()
        try:
            text = written(checked(rates))
            if request.POST.get("do") == "text":
                return _as_text(request, tariff, PriceTextForm(initial={"text": text}))
            actions.enter_version(tariff, text, timezone.now(), by=user_in(request))
        except TariffRefused as error:
            form.put_problems(error.problems, rates)
        except ValidationError as error:
            form.add_error("valid_from", error.messages)
        else:
            return _entered(request, tariff)
    context = _beside(tariff, newest, form.rates() if form.is_bound and form.is_valid() else None)
    return page(request, "office/prices_new.html", context | {"tab": "form"}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new_as_text(request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
    """Enter a newer price list as text or file. `do=look` only looks at it."""
    tariff = get_object_or_404(Tariff, pk=offer_id)
    if request.method != "POST":
        return _as_text(request, tariff, PriceTextForm(initial={"text": _present_text(tariff)}))
    form = PriceTextForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["text"]
        shown = PriceTextForm({"text": text})
        shown.is_valid()
        try:
            actions.read_prices(tariff, text, timezone.now())
            if request.POST.get("do") == "look":
                return _as_text(request, tariff, PriceTextForm(initial={"text": text}), text)
            actions.enter_version(tariff, text, timezone.now(), by=user_in(request))
        except TariffRefused as error:
            shown.add_error("text", actions.said_problems(error))
        except ValidationError as error:
            put(shown, error)
        else:
            return _entered(request, tariff)
        form = shown
    return _as_text(request, tariff, form)


@owner
@require_POST
def preview(request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
    """Show the bills under what is being typed, or what is wrong with it."""
    tariff = get_object_or_404(Tariff, pk=offer_id)
    newest = tariff.versions.last()
    try:
        if "text" in request.POST:
            rates = load(request.POST["text"][:60_000])
        else:
            form = _form(request, tariff, newest)
            if not form.is_valid():
                wrong = [f"{form[name].label}: {error}" for name, errors in form.errors.items() if name in form.fields for error in errors]
                return _bills(request, {"wrong": wrong})
            rates = checked(form.rates())
    except TariffRefused as error:
        return _bills(request, {"wrong": actions.said_problems(error)})
    return _bills(request, _beside(tariff, newest, rates))


def _bills(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context.get("wrong") else HTTPStatus.OK
    return render(request, "office/prices_bills.html", context, status=status)


def _form(request: HttpRequest, tariff: Tariff, newest: TariffVersion | None) -> PricesForm:
    day = _suggested(newest)
    base = replace(newest.rates, key=tariff.code) if newest else blank(tariff, day)
    return PricesForm(request.POST if request.method == "POST" else None, base=base, valid_from=day)


def _suggested(newest: TariffVersion | None) -> date:
    """Suggest the first day of a month that comes after today and after the newest price list."""
    day = next_month_start(berlin_date(timezone.now()))
    if newest is None:
        return berlin_date(timezone.now())
    return max(day, next_month_start(newest.valid_from))


def _present_text(tariff: Tariff) -> str:
    newest = tariff.versions.last()
    day = _suggested(newest)
    return _VALID_FROM.sub(f"valid_from = {day.isoformat()}", newest.text, count=1) if newest else written(blank(tariff, day))


def _as_text(request: HttpRequest, tariff: Tariff, form: PriceTextForm, text: str = "") -> HttpResponseBase:
    shown = text or ("" if form.is_bound else form.initial["text"])
    context = _beside(tariff, tariff.versions.last(), load(shown) if shown else None)
    return page(request, "office/prices_new.html", context | {"tab": "text"}, form=form)


def _beside(tariff: Tariff, newest: TariffVersion | None, rates: Rates | None) -> dict[str, Any]:
    """Give what stands beside the form: the bills under the price list that is typed, and under the newest one."""
    present = newest.rates if newest else None
    context: dict[str, Any] = {"place": "offers", "tariff": tariff, "newest": newest}
    shown = rates or present
    if shown is None:
        return context
    own = own_sum(tariff, shown, timezone.now()) if newest else None
    return context | {"bills": bills(present, shown), "own": own, "lines": price_lines(shown)}


def _entered(request: HttpRequest, tariff: Tariff) -> HttpResponseBase:
    messages.success(request, _("The price list is entered. Contracts keep theirs until you change their prices."))
    return redirect("office:prices", tariff.pk)

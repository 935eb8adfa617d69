"""Changing the prices of running contracts: what it would mean for each, and then the deed with its letters."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vorzimmer.billing import actions
from vorzimmer.billing.models import TariffVersion
from vorzimmer.billing.price_changes import Effect, NotChanged, effects_of
from vorzimmer.domain.days import add_months, berlin_date, next_month_start
from vorzimmer.office.doors import owner, page, tried, user_in
from vorzimmer.office.price_forms import PriceChangeForm
from vorzimmer.office.views.prices import contracts_of

MONTHS_AHEAD = 2
"""So long before customers are told, at least, when nobody says otherwise: the template of the terms promises six weeks."""


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, prices_id: UUID) -> HttpResponseBase:
    """Show what the prices of a version mean for each contract from a day on (`from`), and give them to the chosen ones."""
    version = get_object_or_404(TariffVersion.objects.select_related("tariff"), pk=prices_id)
    day = _day(request.POST.get("from_day") or request.GET.get("from", "")) or _suggested(version)
    contracts = contracts_of(version.tariff)
    effects = [effect for effect in effects_of(version, day, contracts, timezone.now()) if effect.refused is not NotChanged.OTHER_TARIFF]
    possible = [effect for effect in effects if effect.refused is None]
    ids = [str(effect.contract.pk) for effect in possible]
    form = PriceChangeForm(request.POST or None, contracts=ids, initial={"from_day": day, "contracts": ids})

    def deed() -> None:
        chosen = set(form.cleaned_data["contracts"])
        made = actions.change_prices(
            version,
            form.cleaned_data["from_day"],
            [effect.contract for effect in possible if str(effect.contract.pk) in chosen],
            timezone.now(),
            by=user_in(request),
        )
        _say(request, len(made), sum(each.told_at is not None for each in made))

    if request.method == "POST" and tried(form, deed):
        return redirect("office:prices-version", version.pk)
    chosen = set(form.data.getlist("contracts")) if form.is_bound else set(ids)  # type: ignore[attr-defined]  # a QueryDict
    context = {
        "place": "offers",
        "version": version,
        "tariff": version.tariff,
        "day": day,
        "rows": [_row(effect, chosen) for effect in possible],
        "refused": [{"effect": effect, "why": actions.WHY_NOT[effect.refused]} for effect in effects if effect.refused is not None],
        "leaving": sum(effect.may_leave for effect in possible),
        "without_address": [effect.contract.customer.name for effect in possible if not effect.contract.customer.email],
        "month": effects[0].month.first if effects else None,
    }
    return page(request, "office/prices_change.html", context, form=form)


def _row(effect: Effect, chosen: set[str]) -> dict[str, Any]:
    return {
        "effect": effect,
        "is_chosen": str(effect.contract.pk) in chosen,
        "percent": None if effect.tenths is None else effect.tenths / 10,
    }


def _say(request: HttpRequest, made: int, told: int) -> None:
    messages.success(request, ngettext("%(n)d contract gets new prices.", "%(n)d contracts get new prices.", made) % {"n": made})
    if told < made:
        text = ngettext(
            "%(n)d customer has no e-mail address: please tell him by letter.",
            "%(n)d customers have no e-mail address: please tell them by letter.",
            made - told,
        )
        messages.warning(request, text % {"n": made - told})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _suggested(version: TariffVersion) -> date:
    first = add_months(next_month_start(berlin_date(timezone.now())), MONTHS_AHEAD - 1)
    begun = version.valid_from if version.valid_from.day == 1 else next_month_start(version.valid_from)
    return max(first, begun)

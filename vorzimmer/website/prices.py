"""The price page: what each tariff costs, and a calculator. Nothing is set, kept or written down; whoever passes it on may keep a copy."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from vorzimmer.billing.cost_calculator import costs
from vorzimmer.billing.price_words import for_nothing, included, minimum, price_lines
from vorzimmer.billing.queries import on_offer, public_tariffs
from vorzimmer.customers.models import Option, Tariff
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import MonthOfCalls
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.usage import UsageMeter

MOST_CALLS = 2000
"""A month; who has more asks for an offer of his own, and nobody keeps the program busy."""
WRAP_UP = 30
"""Seconds of writing down after a call, on average, that are reckoned with."""
FRESH_SECONDS = 300
_MINUTE = 60


class Minutes(forms.DecimalField):
    """A number as anybody writes it: an address that is passed on is read in another language, too."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class CalculatorForm(forms.Form):
    """What somebody expects of a month."""

    calls = forms.IntegerField(label=_("Calls a month"), min_value=0, max_value=MOST_CALLS, initial=60)
    minutes = Minutes(
        label=_("Minutes a call, on average"),
        min_value=Decimal(0),
        max_value=Decimal(30),
        max_digits=4,
        decimal_places=2,
        initial=Decimal("1.5"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    sms = forms.IntegerField(label=_("SMS a month"), min_value=0, max_value=MOST_CALLS, initial=0, required=False)
    options = forms.MultipleChoiceField(label=_("Options"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, options: list[Option]) -> None:
        super().__init__(data)
        self.fields["options"].choices = [(option.code, option.name) for option in options]  # type: ignore[attr-defined]  # it is a choice
        if not options:
            del self.fields["options"]

    def month(self) -> MonthOfCalls:
        """Give the month that is expected; before anything is sent, that of the form as it stands there."""
        found = self.cleaned_data if self.is_bound else {name: field.initial for name, field in self.fields.items()}
        return MonthOfCalls(calls=found["calls"], talk=int(found["minutes"] * _MINUTE), wrap_up=WRAP_UP, sms=found["sms"] or 0)


@gzip_page
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Show what each public tariff costs today, and what a month would cost."""
    tariffs, options = list(public_tariffs()), list(Option.objects.filter(public=True))
    versions = on_offer(tariffs, berlin_date(timezone.now()))
    form = CalculatorForm(request.GET if "calls" in request.GET else None, options)
    sheets = [_sheet(tariff, versions[tariff.pk].rates) for tariff in tariffs]
    context: dict[str, Any] = {
        "form": form,
        "options": options,
        "common": _taken_out(sheets),
        "sheets": sheets,
        "writes_down": any(UsageMeter.WRAP_UP in charge.meters for version in versions.values() for charge in version.rates.charges),
    }
    if not form.is_bound or form.is_valid():
        chosen = set(form.cleaned_data.get("options", ())) if form.is_bound else set()
        context["costs"] = costs(tariffs, versions, form.month(), [option for option in options if option.code in chosen])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    answer = render(request, "website/prices.html", context, status=status)
    if not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


def _sheet(tariff: Tariff, rates: Rates) -> dict[str, Any]:
    return {
        "tariff": tariff,
        "lines": price_lines(rates),
        "included": included(rates),
        "nothing": for_nothing(rates),
        "least": minimum(rates),
        "least_gross": minimum(rates, gross=True),
    }


def _taken_out(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """Take out of the sheets what stands in every one of them, if there are several: it is said once."""
    if len(sheets) < 2:  # noqa: PLR2004  there is nothing to have in common
        return {"lines": [], "nothing": []}
    common = {name: [each for each in sheets[0][name] if all(each in sheet[name] for sheet in sheets)] for name in ("lines", "nothing")}
    for sheet in sheets:
        for name, same in common.items():
            sheet[name] = [each for each in sheet[name] if each not in same]
    return common

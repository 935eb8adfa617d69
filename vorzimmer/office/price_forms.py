"""What the office fills in about prices: the structured form, the price list as text, and whose prices change when."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.price_words import STATUSES, said_increment
from vorzimmer.billing.wording import named as name_of
from vorzimmer.customers.models import Tariff
from vorzimmer.domain.money import micro, written_exactly
from vorzimmer.domain.simple_prices import CHARGED, FIELDS, IncludedIn, Part, SimplePrices, charge_of, put, read
from vorzimmer.domain.tariff_parts import Names, TariffVersion
from vorzimmer.domain.tariff_problems import Problem
from vorzimmer.domain.usage import OPTION, UsageMeter, UsageStatus
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm

INCREMENTS = ((1, 1), (60, 60), (60, 1), (30, 30), (6, 6))
LONGEST_TEXT = 60_000
"""Characters of a price list as text; a long one has about 6,000."""
_HUNDREDTHS = 100
_TIMES = ("first", "next")
UNWANTED = tuple(status for status in UsageStatus if status is not UsageStatus.ORDINARY)


def _amount(label: Any, *, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=6,
        localize=True,
        help_text=help_text,
        widget=forms.TextInput(attrs=fields.plain(inputmode="decimal")),
    )


def _count(label: Any, most: int, *, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, help_text=help_text)


class PricesForm(PartedForm):
    """What nine of ten agencies say in a price list. A part that says more than these fields is left out; the text can change it."""

    valid_from = fields.day(_("Valid from"), help_text=_("For contracts that are concluded from this day on."))
    fee = _amount(_("Base fee a month, net in euros"))
    fee_in_advance = fields.tick(_("billed in advance"), initial=True)
    fee_by_days = fields.tick(_("by days when a month is not whole"), initial=True)
    included = _count(_("Included a month"), 100_000)
    included_in = forms.ChoiceField(
        label=_("of"), choices=((IncludedIn.MINUTES.value, _("minutes")), (IncludedIn.CALLS.value, _("calls"))), required=False
    )
    rollover = _count(_("What is left can be used for so many months more"), 12)
    included_by_days = fields.tick(_("fewer when a month is not whole"))
    call = _amount(_("Each call answered"), help_text=_("Blank: costs nothing."))
    free_below = _count(_("Calls below so many seconds are free"), 600, least=1)
    minute = _amount(_("Each minute"), help_text=_("Blank: costs nothing."))
    increments = forms.ChoiceField(label=_("Counted"), choices=())
    hold_counts = fields.tick(_("hold counts"))
    wrap_up_counts = fields.tick(_("writing down after a call counts"))
    wrap_up_at_most = _count(_("of it at most so many seconds a call"), 3600, least=1)
    free_statuses = fields.ticks(_("Calls of these kinds"), [(status.value, STATUSES[status]) for status in UNWANTED])
    surcharge = _amount(_("Surcharge a minute"))
    evening_from = fields.clock(_("In the evening from"))
    evening_to = fields.clock(_("until in the morning"))
    on_sundays = fields.tick(_("on Sundays"))
    on_holidays = fields.tick(_("on public holidays"))
    sms = _amount(_("Each SMS"))
    fixed = _amount(_("Put through to a landline, a minute"))
    mobile = _amount(_("Put through to a mobile, a minute"))
    abroad = _amount(_("Put through abroad, a minute"))
    turnover = _amount(_("Minimum turnover a month"))
    vat = _amount(_("VAT in percent"))

    groups = (
        Group(names=("valid_from",)),
        Group(names=("fee", "fee_in_advance", "fee_by_days"), title=_("Base fee")),
        Group(names=("included", "included_in", "rollover", "included_by_days"), title=_("Included")),
        Group(names=("call", "free_below"), title=_("Calls")),
        Group(names=("minute", "increments", "hold_counts", "wrap_up_counts", "wrap_up_at_most"), title=_("Minutes")),
        Group(names=("free_statuses",), title=_("What costs nothing")),
        Group(names=("surcharge", "evening_from", "evening_to", "on_sundays", "on_holidays"), title=_("Surcharge")),
        Group(names=("sms", "fixed", "mobile", "abroad"), title=_("Messages and calls put through")),
        Group(names=("turnover", "vat"), title=_("Minimum and tax")),
    )

    def __init__(self, data: Any = None, *, base: TariffVersion, valid_from: date) -> None:
        self.base, self.read = base, read(base)
        prices = self.read.prices
        super().__init__(data, initial={"valid_from": valid_from, **_initial(prices)})
        pairs = dict.fromkeys([*INCREMENTS, (prices.first, prices.next)])
        self.fields["increments"].choices = [(f"{one}/{more}", said_increment(one, more)) for one, more in pairs]  # type: ignore[attr-defined]  # it is a choice
        for part in self.read.closed:
            for name in FIELDS[part]:
                self.fields.pop("increments" if name in _TIMES else name, None)
        if {Part.CALL, Part.TIME} <= self.read.closed:
            for name in ("free_below", "free_statuses"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("surcharge") is not None and not self._when(found):
            self.add_error("surcharge", _("Say when: in the evening, on Sundays or on public holidays."))
        for one, other in (("evening_from", "evening_to"), ("evening_to", "evening_from")):
            if one in self.fields and found.get(one) is None and found.get(other) is not None:
                self.add_error(one, _("Enter both times, or neither."))
        if found.get("evening_from") is not None and found.get("evening_from") == found.get("evening_to"):
            self.add_error("evening_to", _("It would never hold. Enter another time."))
        owner = "call" if found.get("included_in") == IncludedIn.CALLS.value else "minute"
        if found.get("included") and owner in self.fields and found.get(owner) is None and owner not in self.errors:
            self.add_error(owner, _("Something is included, so enter what each further one costs; 0 is a price, too."))
        return found

    def _when(self, found: Mapping[str, Any]) -> bool:
        return bool(found.get("evening_from") or found.get("evening_to") or found.get("on_sundays") or found.get("on_holidays"))

    def rates(self) -> TariffVersion:
        """Give the price list that the form says."""
        found = self.cleaned_data
        prices = replace(self.read.prices, **{name: value for name, value in self._values(found).items() if value is not ...})
        return put(replace(self.base, valid_from=found["valid_from"]), prices)

    def _values(self, found: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in found.items():
            match name:
                case "valid_from":
                    continue
                case "increments":
                    values["first"], values["next"] = (int(number) for number in value.split("/"))
                case "vat":
                    values["vat"] = self.read.prices.vat if value is None else int(value * _HUNDREDTHS)
                case "included_in":
                    values[name] = IncludedIn(value or IncludedIn.MINUTES.value)
                case "free_statuses":
                    values[name] = frozenset(map(UsageStatus, value)) | (self.read.prices.free_statuses - set(UNWANTED))
                case "rollover":
                    values[name] = value or 0
                case _:
                    values[name] = micro(value) if isinstance(value, Decimal) else value
        return values

    def put_problems(self, problems: Iterable[Problem], rates: TariffVersion) -> None:
        """Put what is wrong with the price list to the fields that said it, the rest to the top."""
        names = {f"charge “{charge.key}”": FIELDS[part][0] for part in CHARGED if (charge := charge_of(part, rates)) is not None}
        names |= {f"pool “{pool.key}”": "included" for pool in rates.pools} | {"minimum_turnover": "turnover"}
        for problem in problems:
            name = names.get(problem.part.partition(",")[0], "")
            known = name in self.fields
            self.add_error(name if known else None, problem.says.said(_t) if known else f"{problem.where}{problem.says.said(_t)}")

    @property
    def closed(self) -> list[str]:
        """Name the parts that only the text can change."""
        return [str(PARTS[part]) for part in Part if part in self.read.closed]

    @property
    def others(self) -> list[str]:
        """Name the charges that this form does not know."""
        return [name_of(charge.name) for charge in self.read.others]


PARTS: Mapping[Part, Any] = {
    Part.FEE: _("the base fee"),
    Part.INCLUDED: _("what is included"),
    Part.CALL: _("the price of a call"),
    Part.TIME: _("the price of a minute"),
    Part.SURCHARGE: _("the surcharge"),
    Part.SMS: _("SMS"),
    Part.FIXED: _("putting through to a landline"),
    Part.MOBILE: _("putting through to a mobile"),
    Part.ABROAD: _("putting through abroad"),
    Part.TURNOVER: _("the minimum turnover"),
    Part.VAT: _("the tax"),
}


def _initial(prices: SimplePrices) -> dict[str, Any]:
    money = ("fee", "call", "minute", "surcharge", "sms", "fixed", "mobile", "abroad", "turnover")
    values = {name: getattr(prices, name) for names in FIELDS.values() for name in names}
    values |= {name: None if values[name] is None else Decimal(written_exactly(values[name])) for name in money}
    return values | {
        "increments": f"{prices.first}/{prices.next}",
        "included_in": prices.included_in.value,
        "rollover": prices.rollover or None,
        "free_below": prices.free_below,
        "free_statuses": [status.value for status in prices.free_statuses],
        "vat": Decimal(prices.vat) / _HUNDREDTHS,
    }


def blank(tariff: Tariff, valid_from: date) -> TariffVersion:
    """Give a price list in which nothing costs anything, and options are priced by their offers: to begin with."""
    meters = {meter.value for meter in UsageMeter}
    options = {meter for meter in meters if meter.startswith(OPTION)}
    return TariffVersion(
        key=tariff.code,
        name=Names(de=tariff.name_de, en=tariff.name_en),
        valid_from=valid_from,
        charges=(),
        free=frozenset(meters - options),
        not_offered=frozenset(options),
    )


class PriceTextForm(forms.Form):
    """The whole price list as text, or as a file."""

    text = forms.CharField(
        label=_("Price list (TOML)"),
        max_length=LONGEST_TEXT,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs=fields.plain(rows=28, spellcheck="false")),
    )
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("It takes the place of the text above."))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        upload = found.get("file")
        if upload is not None:
            found["text"] = self._text_of(upload)
        elif not (found.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("text", _("There is nothing in it. Write the price list, or choose a file."))
        if found.get("text"):
            found["text"] = found["text"].replace("\r\n", "\n")
        return found

    def _text_of(self, upload: Any) -> str:
        if upload.size > LONGEST_TEXT:
            self.add_error("file", _("This file is too large for a price list."))
            return ""
        try:
            text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This is no text in UTF-8. A price list is a TOML file."))
            return ""
        return text


class PriceChangeForm(forms.Form):
    """Whose prices change, and from when on."""

    from_day = fields.day(_("From"), help_text=_("The first day of a month."))
    contracts = forms.MultipleChoiceField(required=False)
    agreed = fields.tick(
        _("The customers have agreed, or the contract allows the change; and they are told in time."),
        help_text=_("The program tells them by e-mail now. Whether the change is valid is not decided by a letter."),
    )

    def __init__(self, data: Any = None, *, contracts: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["contracts"].choices = [(str(key), str(key)) for key in contracts]  # type: ignore[attr-defined]  # it is a choice

    def clean_agreed(self) -> bool:
        if not self.cleaned_data["agreed"]:
            raise ValidationError(_("Please confirm it. Prices of running contracts do not change by themselves."))
        return True

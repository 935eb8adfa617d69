"""How amounts, quantities and lines are said to people, in the language that is active."""

from collections.abc import Mapping
from datetime import date

from django.utils.dateformat import format as written
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.wording import money as euros
from vorzimmer.domain.days import end_of_month
from vorzimmer.domain.money import half_up, written_exactly
from vorzimmer.domain.statements import Line, Period, Step, StepOf
from vorzimmer.domain.tariff_parts import Names, Per

_HUNDRED = 100
UNITS: Mapping[Per, object] = {
    Per.SECOND: gettext_lazy("s"),
    Per.MINUTE: gettext_lazy("min"),
    Per.HOUR: gettext_lazy("h"),
    Per.MONTH: gettext_lazy("month"),
    Per.EURO: gettext_lazy("euro"),
}


def named(names: Names) -> str:
    """Give the name in the language of the reader."""
    return names.de if (get_language() or "de").startswith("de") else names.en


def money(cents: int, currency: str = "EUR") -> str:
    """Write cents as people read them: "1.234,56 €"; another currency stands behind by its code."""
    return euros(cents) if currency == "EUR" else f"{euros(cents).strip('€').strip()} {currency}"


def price(micro: int, currency: str = "EUR") -> str:
    """Write a unit price of so many millionths exactly, two places at least: "0,79 €", "€0.0125"."""
    exact = written_exactly(abs(micro))
    amount = number_format(exact, len(exact.partition(".")[2]), force_grouping=True)
    sign = "−" if micro < 0 else ""
    if currency != "EUR":
        return f"{sign}{amount} {currency}"
    return f"{sign}{amount}\N{NO-BREAK SPACE}€" if (get_language() or "de").startswith("de") else f"{sign}€{amount}"


def quantity(units: int, size: int) -> str:
    """Write base units as units of so many, with two places at most: "347,55"."""
    whole, rest = divmod(half_up(units * _HUNDRED, size), _HUNDRED)
    places = f"{rest:02}".rstrip("0")
    return number_format(f"{whole}.{places}" if places else str(whole), len(places), force_grouping=True)


def made(line: Line) -> str:
    """Say in a few words how a line was made: what of it is free or included, and what is charged at which price."""
    per, currency = f" {UNITS[line.per]}" if line.per in UNITS else "", line.source.tariff.currency
    pieces = []
    for kind, text in ((StepOf.FREE, _("%(units)s free")), (StepOf.INCLUDED, _("%(units)s included"))):
        pieces += [text % {"units": f"{quantity(step.units, line.size)}{per}"} for step in line.steps if step.kind is kind]
    pieces += [priced(step, line, per) for step in line.steps if step.kind is StepOf.PRICED and step.units]
    bounds = {StepOf.MINIMUM: _("minimum"), StepOf.MAXIMUM: _("maximum"), StepOf.MISSING_TURNOVER: _("missing to %(amount)s")}
    pieces += [bounds[step.kind] % {"amount": price(step.micro, currency)} for step in line.steps if step.kind in bounds]
    return ", ".join(pieces)


def priced(step: Step, line: Line, per: str) -> str:
    amount = price(half_up(step.micro * line.size, step.per), line.source.tariff.currency)
    return f"{quantity(step.units, line.size)}{per} × {amount}"


class BillWording:
    """What stands on the bill, in the active language (`domain.billing_months.Wording`)."""

    def name(self, names: Names) -> str:
        return named(names)

    def detail(self, line: Line) -> str:
        is_fee = line.per is Per.MONTH
        calls = "" if is_fee or line.per is Per.PIECE else ngettext("%(count)d call", "%(count)d calls", line.calls) % {"count": line.calls}
        is_plain = len([step for step in line.steps if step.kind is not StepOf.MEASURED]) == 1
        return ", ".join(filter(None, (calls, "" if is_plain and line.cents else made(line))))

    def corrected(self, before: int) -> str:
        return _("correction: %(amount)s were billed in advance") % {"amount": money(before)}

    def deducted(self, number: str, issued_on: date) -> str:
        return _("less interim invoice %(number)s of %(day)s") % {"number": number, "day": written_day(issued_on)}


def written_period(period: Period) -> str:
    """Write a period: a month by its name, anything else by its days."""
    if period.first.day == 1 and period.last == end_of_month(period.first):
        return written(period.first, "F Y")
    return _("%(first)s to %(last)s") % {"first": written_day(period.first), "last": written_day(period.last)}

"""Template filters of usage: what is said of meters, kinds of calls and quantities."""

from typing import Protocol

from django import template

from vorzimmer.billing.models import UsageChange
from vorzimmer.billing.wording import named, quantity
from vorzimmer.billing.words import meter_name, status_name
from vorzimmer.customers.moments import duration
from vorzimmer.domain.tariff_parts import Names
from vorzimmer.domain.usage import Unit, unit_of

register = template.Library()
register.filter("metername", meter_name)
register.filter("statusname", status_name)


@register.filter
def inlanguage(names: Names) -> str:
    """Say a name of a price list in the language of the page."""
    return named(names)


@register.filter
def percent(rate: int) -> str:
    """Write a rate of tax in hundredths of a percent: 1900 is "19"."""
    return quantity(rate, 100)


class Measured(Protocol):
    """A quantity of a meter."""

    meter: str
    quantity: int


def said(meter: str, quantity: int) -> str:
    """Say a quantity: times as on a clock, all else as a number."""
    return duration(quantity) if unit_of(meter) is Unit.SECOND else str(quantity)


@register.filter
def measured(row: Measured) -> str:
    """Say how much it was: `{{ row|measured }}`."""
    return said(row.meter, row.quantity)


@register.filter
def wasis(change: UsageChange) -> str:
    """Say what somebody made of a quantity: "15:00 → 20:00"."""
    if not change.before:
        return said(change.meter, change.after)
    return f"{said(change.meter, change.before)} → {said(change.meter, change.after)}"

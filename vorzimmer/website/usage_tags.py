"""Template filters of usage: what is said of meters, kinds of calls and quantities."""

from typing import Protocol

from django import template

from vorzimmer.billing.models import UsageChange
from vorzimmer.billing.wording import UNITS, named, quantity
from vorzimmer.billing.words import meter_name, status_name
from vorzimmer.customers.moments import duration
from vorzimmer.domain.tariff_parts import Names, Per
from vorzimmer.domain.tasks import is_timed, number_of
from vorzimmer.domain.usage import Unit, UsageMeter, unit_of

register = template.Library()
UNBROKEN_SPACE = "\N{NO-BREAK SPACE}"
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
def taskdone(row: Measured) -> str:
    """Say a task with how much it was: "2 × Letter", "Other task, by the minute, 20 min"."""
    number, name = number_of(UsageMeter(row.meter), row.quantity), meter_name(row.meter)
    if is_timed(UsageMeter(row.meter)):
        return f"{name}, {number} {UNITS[Per.MINUTE]}"
    return name if number == 1 else f"{number}{UNBROKEN_SPACE}× {name}"


@register.filter
def wasis(change: UsageChange) -> str:
    """Say what somebody made of a quantity: "15:00 → 20:00"."""
    if not change.before:
        return said(change.meter, change.after)
    return f"{said(change.meter, change.before)} → {said(change.meter, change.after)}"

"""A month of usage as the portal shows it: sums by meter, and a column for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.queries import UsageDay, UsageMonth, usage_of_month
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import add_months, start_of_month
from vorzimmer.domain.usage import TIMED, UsageMeter

HEIGHT = 96
WIDTH = 10
GAP = 2
METERS = (
    (UsageMeter.CALL, _("Calls answered")),
    (UsageMeter.ABANDONED_CALL, _("Caller hung up before")),
    (UsageMeter.TALK, _("Talking")),
    (UsageMeter.HOLD, _("On hold")),
    (UsageMeter.CONSULTATION, _("Consulting")),
    (UsageMeter.WRAP_UP, _("Writing the message")),
    (UsageMeter.DIALLING, _("Dialling to put through")),
    (UsageMeter.PATCHED, _("Put through")),
    (UsageMeter.SMS, _("SMS")),
    (UsageMeter.EMAIL, _("E-mails")),
)
FARTHEST = 24
"""Months that can be looked back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How much of one meter; `time` for what is measured in time, else `pieces`."""

    name: Any
    pieces: int
    time: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A day in the drawing, in its units."""

    day: UsageDay
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A month of one customer."""

    customer: Customer
    month: UsageMonth

    @property
    def sums(self) -> list[Sum]:
        """Sums by meter; calls and messages also when there were none, times only when there were some."""
        totals = [(meter, name, self.month.total(meter)) for meter, name in METERS]
        return [
            Sum(name=name, pieces=total, time=timedelta(seconds=total) if meter in TIMED else None)
            for meter, name, total in totals
            if total or meter not in TIMED
        ]

    @property
    def columns(self) -> list[Column]:
        """A column for each day, the busiest as high as the drawing."""
        most = max(self.month.most_calls, 1)
        heights = [round(HEIGHT * day.calls / most) for day in self.month.days]
        return [
            Column(day=day, x=place * (WIDTH + GAP), y=HEIGHT - height, height=height)
            for place, (day, height) in enumerate(zip(self.month.days, heights, strict=True))
        ]

    @property
    def width(self) -> int:
        """Width of the drawing in its units: a whole month, however far it has come."""
        return 31 * (WIDTH + GAP)

    @property
    def busy_days(self) -> list[UsageDay]:
        """The days on which there was something, the latest first."""
        return [day for day in reversed(self.month.days) if day.quantities]


def sheets(customers: Sequence[Customer], month: date, today: date) -> list[Sheet]:
    """Give the month of each customer."""
    return [Sheet(customer=customer, month=usage_of_month(customer.pk, month, until=today)) for customer in customers]


def month_of(text: str, today: date) -> date:
    """Read a month from an address ("2026-11"); the present one for what is none, lies ahead or too far back."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return start_of_month(today)
    earliest = add_months(start_of_month(today), -FARTHEST)
    return month if earliest <= month <= today else start_of_month(today)


def beside(month: date, today: date) -> tuple[date | None, date | None]:
    """Give the month before and the one after, None where there is nothing to see."""
    before, after = add_months(month, -1), add_months(month, 1)
    earliest = add_months(start_of_month(today), -FARTHEST)
    return before if before >= earliest else None, after if after <= today else None

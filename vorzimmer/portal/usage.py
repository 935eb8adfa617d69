"""A month of usage as the portal shows it: sums by meter, and a column for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vorzimmer.billing.queries import UsageDay, UsageMonth, usage_of_month
from vorzimmer.billing.words import METERS
from vorzimmer.customers.models import Customer
from vorzimmer.domain.tasks import TASKS
from vorzimmer.domain.usage import Unit, UsageMeter, unit_of

HEIGHT = 96
WIDTH = 10
GAP = 2
SHOWN = (
    *(UsageMeter.CALL, UsageMeter.ABANDONED_CALL, UsageMeter.TALK, UsageMeter.HOLD, UsageMeter.CONSULTATION, UsageMeter.WRAP_UP),
    *(UsageMeter.DIALLING, UsageMeter.PATCHED, UsageMeter.SMS, UsageMeter.EMAIL, *TASKS),
)
"""What is summed up, in this order."""
ALWAYS = frozenset({UsageMeter.CALL, UsageMeter.ABANDONED_CALL, UsageMeter.SMS, UsageMeter.EMAIL})
"""What is shown even when there was none."""


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
        """Sums by meter; calls and messages also when there were none, all else only when there was some."""
        totals = [(meter, self.month.total(meter)) for meter in SHOWN]
        return [
            Sum(name=METERS[meter], pieces=total, time=timedelta(seconds=total) if unit_of(meter) is Unit.SECOND else None)
            for meter, total in totals
            if total or meter in ALWAYS
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

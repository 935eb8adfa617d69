"""Sums of usage: how much of what, by day, without a caller."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncDate

from vorzimmer.billing.models import UsageRecord
from vorzimmer.domain.days import BERLIN, end_of_day, end_of_month, start_of_day, start_of_month
from vorzimmer.domain.usage import UsageMeter


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageDay:
    """What one Berlin day measured: pieces or seconds by meter; a meter that measured nothing is missing."""

    day: date
    quantities: dict[str, int] = field(default_factory=dict)

    def of(self, meter: UsageMeter) -> int:
        """Say how much of one meter."""
        return self.quantities.get(meter.value, 0)

    @property
    def calls(self) -> int:
        """Calls that were answered."""
        return self.of(UsageMeter.CALL)

    @property
    def talk(self) -> timedelta:
        """How long was talked."""
        return timedelta(seconds=self.of(UsageMeter.TALK))

    @property
    def sms(self) -> int:
        """Pieces of SMS."""
        return self.of(UsageMeter.SMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageMonth:
    """A month of one customer with a day for each of its days up to `until`."""

    first: date
    days: Sequence[UsageDay]

    def total(self, meter: UsageMeter) -> int:
        """Sum one meter over the month."""
        return sum(day.of(meter) for day in self.days)

    @property
    def most_calls(self) -> int:
        """The calls of the busiest day."""
        return max((day.calls for day in self.days), default=0)


def usage_of_month(customer_id: UUID, month: date, *, until: date) -> UsageMonth:
    """Sum the usage of the Berlin month in which `month` lies, day by day, not beyond `until`."""
    first, last = start_of_month(month), min(end_of_month(month), until)
    rows = (
        UsageRecord.objects.filter(customer=customer_id, occurred_at__gte=start_of_day(first), occurred_at__lt=end_of_day(last))
        .values_list(TruncDate("occurred_at", tzinfo=BERLIN), "meter")
        .annotate(sum=Sum("quantity"))
        .order_by()
    )
    found: dict[date, dict[str, int]] = {}
    for day, meter, quantity in rows:
        found.setdefault(day, {})[meter] = quantity
    length = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(length)]
    return UsageMonth(first=first, days=[UsageDay(day=day, quantities=found.get(day, {})) for day in days])

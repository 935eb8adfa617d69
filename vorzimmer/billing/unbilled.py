"""Usage that no document has taken, and months that have changed since they were billed (law.md D-09)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q

from vorzimmer.billing.models import BillingProfile, RatedMonth, TariffVersion, UsageRecord
from vorzimmer.billing.months import rows_of
from vorzimmer.customers.models import Contract
from vorzimmer.domain.days import berlin_date, end_of_month, start_of_month
from vorzimmer.domain.statements import Period
from vorzimmer.domain.unbilled import UnbilledBecause, overdue_before, spans_of, unbilled_because
from vorzimmer.domain.usage import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """Usage of one customer that should have been billed long ago: how many rows, the oldest month, and what stands in the way."""

    customer_id: UUID
    customer_number: str
    rows: int
    oldest: date
    because: UnbilledBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageAlarm:
    """Usage that no document took within two months after the end of its month. Customers by their numbers, the oldest usage first."""

    customers: Sequence[Unbilled]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.customers)

    @property
    def oldest(self) -> date | None:
        """The first day of the oldest month of all."""
        return min((each.oldest for each in self.customers), default=None)


NO_ALARM = UsageAlarm(customers=())


def usage_alarm(at: datetime) -> UsageAlarm:
    """Find what should have been billed before the moment `at`."""
    late = UsageRecord.objects.counting().filter(rated=None, occurred_at__lt=overdue_before(at))
    counted = late.values_list("customer", "customer__number").annotate(number=Count("id"), first=Min("occurred_at"))
    found = list(counted.order_by("first", "customer__number"))
    reasons = _reasons({customer: berlin_date(oldest) for customer, _number, _rows, oldest in found})
    return UsageAlarm(
        customers=[
            Unbilled(
                customer_id=customer,
                customer_number=number,
                rows=rows,
                oldest=start_of_month(berlin_date(oldest)),
                because=reasons[customer],
            )
            for customer, number, rows, oldest in found
        ]
    )


def _reasons(days: dict[UUID, date]) -> dict[UUID, UnbilledBecause]:
    """Say for each customer what stood in the way on his day: three questions for however many."""
    if not days:
        return {}
    held = set(BillingProfile.objects.filter(customer__in=days, held=True).values_list("customer", flat=True))
    priced = set(TariffVersion.objects.values_list("tariff", flat=True))
    contracts: dict[UUID, list[Contract]] = {customer: [] for customer in days}
    for contract in Contract.objects.filter(customer__in=days).with_course():
        contracts[contract.customer_id].append(contract)
    found = {}
    for customer, day in days.items():
        paying = [contract for contract in contracts[customer] if any(span.is_in_force(day) for span in spans_of([contract.facts]))]
        has_prices = any(contract.tariffs.all() and contract.tariff_on(day).pk in priced for contract in paying)
        found[customer] = unbilled_because(is_held=customer in held, has_contract=bool(paying), has_prices=has_prices)
    return found


def last_rated(contract: Contract, first: date) -> RatedMonth | None:
    """Give the newest revision of a month that was billed."""
    return RatedMonth.objects.filter(contract=contract, first=first).order_by("-revision").first()


def changed_since_rated(contract: Contract, period: Period) -> bool:
    """Whether the usage of a month is not what was billed: something came late or was corrected. False for a month that was not billed.

    What was billed is known by the digest in its statement. Where the usage is erased already, nothing can have changed.
    """
    month = last_rated(contract, period.first)
    return month is not None and _differs(month, contract, period)


def _differs(month: RatedMonth, contract: Contract, period: Period) -> bool:
    kept = UsageRecord.objects.filter(customer=contract.customer_id).within(period.start, period.end)
    if not kept.exists():
        return False
    return bool(month.statement["digest"]["sha256"] != fingerprint(rows_of(contract, period)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedMonth:
    """A month that has changed since it was billed. `late`: rows that came after it; `corrected`: rows that it took and that changed."""

    contract: Contract
    first: date
    late: int
    corrected: int


def changed_months() -> list[ChangedMonth]:
    """Find the months that have changed since they were billed, the oldest first."""
    found = []
    for month in _touched():
        contract, period = month.contract, Period(first=month.first, last=end_of_month(month.first))
        if not _differs(month, contract, period):
            continue
        rows = UsageRecord.objects.filter(customer=contract.customer_id).within(period.start, period.end)
        counted = rows.aggregate(
            late=Count("id", filter=Q(rated=None, waived="", quantity__gt=0)),
            corrected=Count("id", filter=Q(rated__isnull=False, recorded_at__gt=month.rated_at)),
        )
        found.append(ChangedMonth(contract=contract, first=month.first, late=counted["late"], corrected=counted["corrected"]))
    return found


def _touched() -> Iterable[RatedMonth]:
    """Give the newest revisions whose usage was written or corrected after them."""
    newer = RatedMonth.objects.filter(contract=OuterRef("contract"), first=OuterRef("first"), revision__gt=OuterRef("revision"))
    months = RatedMonth.objects.filter(~Exists(newer)).select_related("contract__customer").order_by("first", "contract__number")
    usage = UsageRecord.objects.filter(customer=OuterRef("contract__customer"), recorded_at__gt=OuterRef("rated_at"))
    return [month for month in months.filter(Exists(usage.filter(occurred_at__lt=OuterRef("rated_at")))) if _was_touched(month)]


def _was_touched(month: RatedMonth) -> bool:
    period = Period(first=month.first, last=end_of_month(month.first))
    rows = UsageRecord.objects.filter(customer=month.contract.customer_id).within(period.start, period.end)
    return rows.filter(recorded_at__gt=month.rated_at).exists()

"""Sums of usage without a caller, and which price list holds for a contract."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate

from vorzimmer.billing.models import PriceChange, TariffVersion, UsageRecord
from vorzimmer.customers.models import BookedOption, Contract, ContractTariff, Option, Tariff
from vorzimmer.domain.days import BERLIN, end_of_day, end_of_month, start_of_day, start_of_month
from vorzimmer.domain.price_versions import ChangeOfPrices, version_on
from vorzimmer.domain.statements import Period
from vorzimmer.domain.tariff_parts import Names
from vorzimmer.domain.tariff_writing import PricedOption
from vorzimmer.domain.usage import UsageMeter, UsageRow


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


def rows_of(customers: Iterable[UUID], period: Period) -> Mapping[UUID, list[UsageRow]]:
    """Read the usage of a period as it is rated, by customer, in one question; who used nothing is not in it."""
    records = UsageRecord.objects.filter(customer__in=set(customers), occurred_at__gte=period.start, occurred_at__lt=period.end)
    columns = ("ref", "meter", "quantity", "unit", "occurred_at", "direction", "destination_kind", "status")
    found: defaultdict[UUID, list[UsageRow]] = defaultdict(list)
    for customer_id, ref, *rest in records.values_list("customer", *columns):
        found[customer_id].append(UsageRow(str(ref), *rest))
    return found


def usage_count(customers: Iterable[UUID], period: Period) -> int:
    """Count the rows of usage of a period."""
    return UsageRecord.objects.filter(customer__in=set(customers), occurred_at__gte=period.start, occurred_at__lt=period.end).count()


# --- price lists --------------------------------------------------------------------------------------------------------


class NoPriceList(LookupError):
    """A contract has a tariff for which no price list was ever entered: nothing can be billed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLists:
    """The price lists of some contracts over time, with what is needed to say which one holds on a day."""

    concluded: Mapping[UUID, date | None]
    tariffs: Mapping[UUID, Sequence[ContractTariff]]
    changes: Mapping[UUID, Sequence[PriceChange]]
    versions: Mapping[UUID, Mapping[date, TariffVersion]]

    def held(self, contract: Contract, day: date) -> ContractTariff:
        """Say which tariff a contract has on a day; before its first one, that one."""
        rows = self.tariffs[contract.pk]
        begun = [row for row in rows if row.valid_from <= day]
        return begun[-1] if begun else rows[0]

    def since(self, contract: Contract, day: date) -> date:
        """Say on which day the prices of the tariff that it has on a day were agreed."""
        begun = self.held(contract, day).valid_from
        return max(begun, self.concluded[contract.pk] or begun)

    def on(self, contract: Contract, day: date) -> TariffVersion | None:
        """Say which version holds on a day; None when the tariff has no price list."""
        tariff_id = self.held(contract, day).tariff_id
        own = self.versions.get(tariff_id)
        if own is None:
            return None
        made = [
            ChangeOfPrices(valid_from=change.valid_from, version=change.version.valid_from)
            for change in self.changes.get(contract.pk, ())
            if change.version.tariff_id == tariff_id
        ]
        return own[version_on(day, since=self.since(contract, day), versions=own.keys(), changes=made)]


def price_lists_of(contracts: Iterable[Contract]) -> PriceLists:
    """Fetch the price lists of contracts over time: three questions, however many contracts."""
    concluded = {contract.pk: contract.concluded_on for contract in contracts}
    tariffs: defaultdict[UUID, list[ContractTariff]] = defaultdict(list)
    for row in ContractTariff.objects.filter(contract__in=concluded).order_by("valid_from"):
        tariffs[row.contract_id].append(row)
    changes: defaultdict[UUID, list[PriceChange]] = defaultdict(list)
    for change in PriceChange.objects.filter(contract__in=concluded).select_related("version"):
        changes[change.contract_id].append(change)
    versions = _by_tariff(row.tariff_id for rows in tariffs.values() for row in rows)
    return PriceLists(concluded=concluded, tariffs=tariffs, changes=changes, versions=versions)


def versions_of(contracts: Iterable[Contract], day: date) -> Mapping[UUID, TariffVersion]:
    """Say which versions hold on a day, by contract: three questions, however many. Whose tariff has no price list is not in it."""
    contracts = list(contracts)
    lists = price_lists_of(contracts)
    found = {contract.pk: lists.on(contract, day) for contract in contracts}
    return {contract_id: version for contract_id, version in found.items() if version is not None}


def version_of(contract: Contract, day: date) -> TariffVersion:
    """Say which version holds for a contract on a day. Raises `NoPriceList` when its tariff has none."""
    found = versions_of([contract], day)
    if contract.pk not in found:
        raise NoPriceList(contract.number)
    return found[contract.pk]


def on_offer(tariffs: Iterable[Tariff], day: date) -> Mapping[UUID, TariffVersion]:
    """Say which version a contract would get that is concluded on this day, by tariff; one without a price list is not in it."""
    versions = _by_tariff(tariff.pk for tariff in tariffs)
    return {tariff_id: own[version_on(day, since=day, versions=own.keys())] for tariff_id, own in versions.items()}


def public_tariffs() -> QuerySet[Tariff]:
    """Give the tariffs that anybody can choose: they have prices."""
    return Tariff.objects.filter(public=True, versions__isnull=False).distinct()


def priced_options(contract_ids: Iterable[UUID]) -> Mapping[UUID, list[PricedOption]]:
    """Say what the options of contracts cost by their offers, by contract: whenever they were booked. One question."""
    found: defaultdict[UUID, list[PricedOption]] = defaultdict(list)
    for booked in BookedOption.objects.filter(contract__in=set(contract_ids)).select_related("option"):
        found[booked.contract_id].append(priced(booked.option))
    return found


def priced(option: Option) -> PricedOption:
    """Say what an option costs by its offer."""
    return PricedOption(code=option.code, names=Names(de=option.name_de, en=option.name_en), monthly_cents=option.monthly_cents)


def _by_tariff(tariff_ids: Iterable[UUID]) -> Mapping[UUID, dict[date, TariffVersion]]:
    found: dict[UUID, dict[date, TariffVersion]] = {}
    for version in TariffVersion.objects.filter(tariff__in=set(tariff_ids)):
        found.setdefault(version.tariff_id, {})[version.valid_from] = version
    return found

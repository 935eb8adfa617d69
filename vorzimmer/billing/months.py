"""A customer's month, rated from the database: the contracts in force, their prices and options, the usage, and what goes on the bill."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models

from vorzimmer.billing.models import Issuer, RatedMonth, UsageRecord
from vorzimmer.billing.options import option_rows
from vorzimmer.billing.queries import NoPriceList, PriceLists, price_lists_of, priced
from vorzimmer.billing.wording import BillWording
from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.billing_months import Advance, advance_of, items_of
from vorzimmer.domain.days import berlin_date, end_of_month
from vorzimmer.domain.invoices import Item, VatTreatment, treatment_of
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import ContractFacts, Period, Statement
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.tariff_writing import with_options
from vorzimmer.domain.usage import UsageRow

_DAY = timedelta(days=1)
COLUMNS = ("ref", "meter", "quantity", "unit", "occurred_at", "direction", "destination_kind", "status")


def month_of(day: date) -> Period:
    """Give the calendar month of a day."""
    return Period(first=day.replace(day=1), last=end_of_month(day))


def next_month(period: Period) -> Period:
    return month_of(period.last + _DAY)


def month_before(period: Period) -> Period:
    return month_of(period.first - _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMonth:
    """A month of one contract: what it came to, what the next one costs in advance, and what was billed in advance of it.

    `keys` are those of the usage that was rated.
    """

    contract: Contract
    statement: Statement
    following: Statement | None
    before: Advance | None
    keys: tuple[UUID, ...]

    @property
    def advance(self) -> Advance:
        """What is billed in advance of the next month."""
        return advance_of(self.following)

    @property
    def carries(self) -> dict[str, list[int]]:
        """What of the pools lives on in the next month."""
        return {pool.key: list(pool.carries) for pool in self.statement.pools if pool.carries}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMonth:
    """A month of one customer."""

    customer: Customer
    period: Period
    treatment: VatTreatment
    months: tuple[ContractMonth, ...]

    def items(self) -> tuple[Item, ...]:
        """What goes on the bill, in the active language."""
        wording = BillWording()
        return tuple(
            item for month in self.months for item in items_of(month.statement, month.following, month.before, self.treatment, wording)
        )

    @property
    def net(self) -> int:
        """Cents of all contracts without tax, whenever they are billed."""
        return sum(month.statement.net for month in self.months)


def with_contracts(customers: models.QuerySet[Customer]) -> models.QuerySet[Customer]:
    """Bring along all that the rating asks of a customer, in a number of questions that does not grow."""
    return customers.select_related("billing").prefetch_related(
        models.Prefetch("contracts", Contract.objects.exclude(concluded_on=None).order_by("concluded_on", "number")),
        "contracts__options__option",
        models.Prefetch("contracts__rated", RatedMonth.objects.order_by("first", "revision")),
    )


def to_bill(period: Period) -> models.QuerySet[Customer]:
    """Give the customers of a month: a contract was in force, or usage of it waits for a document."""
    in_force = Contract.objects.filter(concluded_on__lte=period.last).exclude(last_day__lt=period.first)
    waiting = UsageRecord.objects.counting().filter(rated=None).within(period.start, period.end)
    return Customer.objects.filter(models.Q(pk__in=in_force.values("customer")) | models.Q(pk__in=waiting.values("customer"))).order_by(
        "number"
    )


def rate_customer(
    customer: Customer, period: Period, issuer: Issuer, *, lists: PriceLists | None = None, running: bool = False
) -> CustomerMonth:
    """Rate a customer's month from what `with_contracts` brought. `running`: the month is not over, and the next one is left alone.

    `lists` spares questions when many customers are rated. Raises `NoPriceList`, and `UsageRefused` for usage that it does not cover.
    """
    contracts = [contract for contract in customer.contracts.all() if _is_in_force(contract, period)]
    rows = _by_contract(contracts, _usage(customer.pk, period))
    prices = lists or price_lists_of(contracts)
    return CustomerMonth(
        customer=customer,
        period=period,
        treatment=treatment_of(
            is_small_business=issuer.is_small_business,
            country=customer.country,
            is_consumer=customer.is_consumer,
            vat_id=customer.vat_id,
        ),
        months=tuple(_month(contract, period, rows.get(contract.pk, ()), prices, running=running) for contract in contracts),
    )


def rows_of(contract: Contract, period: Period) -> list[UsageRow]:
    """Give all that a month of a contract is rated by, in no order: its usage, and the days of its options."""
    customer = with_contracts(Customer.objects.filter(pk=contract.customer_id)).get()
    contracts = list(customer.contracts.all())
    own = next((each for each in contracts if each.pk == contract.pk), None)
    if own is None:
        return []
    return [*(row for _key, row in _by_contract(contracts, _usage(customer.pk, period)).get(own.pk, ())), *option_rows(own, period)]


def facts_of(contract: Contract, period: Period, carried: Mapping[str, Sequence[int]] | None = None) -> ContractFacts:
    """Say what the rating has to know of a contract."""
    return ContractFacts(
        begins_on=contract.concluded_on,
        ends_on=contract.last_day,
        holidays=holidays_of(contract.customer.land, period.first.year),
        carried={key: tuple(units) for key, units in (carried or {}).items()},
    )


def rates_of(contract: Contract, day: date, lists: PriceLists) -> Rates:
    """Give the price list of a contract on a day, with the options that it has booked at any time. Raises `NoPriceList`."""
    version = lists.on(contract, day)
    if version is None:
        raise NoPriceList(contract.number)
    return with_options(version.rates, [priced(booked.option) for booked in contract.options.all()])


def _month(
    contract: Contract, period: Period, usage: Sequence[tuple[UUID, UsageRow]], lists: PriceLists, *, running: bool
) -> ContractMonth:
    last = _rated(contract, month_before(period))
    options = option_rows(contract, period)
    statement = rate(
        rates_of(contract, max(period.first, contract.concluded_on or period.first), lists),
        [*(row for _key, row in usage), *options],
        period,
        facts_of(contract, period, last.carries if last else None),
    )
    after = next_month(period)
    following = None
    if not running and _is_in_force(contract, after):
        carried = {pool.key: pool.carries for pool in statement.pools}
        following = rate(rates_of(contract, after.first, lists), [], after, facts_of(contract, after, carried))
    before = None if last is None else Advance(amounts=last.advance)
    keys = tuple(key for key, _row in usage)
    return ContractMonth(contract=contract, statement=statement, following=following, before=before, keys=keys)


def _rated(contract: Contract, period: Period) -> RatedMonth | None:
    found = [month for month in contract.rated.all() if month.first == period.first]
    return found[-1] if found else None


def _is_in_force(contract: Contract, period: Period) -> bool:
    if contract.concluded_on is None or contract.concluded_on > period.last:
        return False
    return contract.last_day is None or contract.last_day >= period.first


def _by_contract(contracts: Sequence[Contract], rows: Iterable[tuple[UUID, UsageRow]]) -> Mapping[UUID, Sequence[tuple[UUID, UsageRow]]]:
    """Give each row to the contract that was in force on its day, to the oldest of several; who had none pays nothing."""
    found: defaultdict[UUID, list[tuple[UUID, UsageRow]]] = defaultdict(list)
    holders: dict[date, Contract | None] = {}
    for key, row in rows:
        day = berlin_date(row.started_at)
        if day not in holders:
            holders[day] = next((contract for contract in contracts if _holds(contract, day)), None)
        holder = holders[day]
        if holder is not None:
            found[holder.pk].append((key, row))
    return found


def _holds(contract: Contract, day: date) -> bool:
    return contract.concluded_on is not None and contract.concluded_on <= day and (contract.last_day is None or day <= contract.last_day)


def _usage(customer_id: UUID, period: Period) -> Iterator[tuple[UUID, UsageRow]]:
    rows = UsageRecord.objects.counting().filter(customer=customer_id).within(period.start, period.end).values_list("pk", *COLUMNS)
    for pk, ref, *rest in rows.iterator(chunk_size=10_000):
        yield pk, UsageRow(str(ref), *rest)

"""What a change of prices would mean for each customer: his own last month under the prices that he has and under the new ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from vorzimmer.billing.models import TariffVersion
from vorzimmer.billing.queries import PriceLists, price_lists_of, priced, rows_of
from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import BookedOption, Contract
from vorzimmer.domain.contracts import IN_FORCE
from vorzimmer.domain.days import add_months, berlin_date, start_of_day, start_of_month
from vorzimmer.domain.money import half_up
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import ContractFacts, Period, Statement
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.tariff_writing import PricedOption, with_options
from vorzimmer.domain.usage import Unit, UsageRow

_DAY = timedelta(days=1)
_TENTHS_OF_A_PERCENT = 1000


class NotChanged(StrEnum):
    """Why a contract cannot get the new prices on the day."""

    NOT_IN_FORCE = "not_in_force"
    OTHER_TARIFF = "other_tariff"
    HAS_THEM = "has_them"
    NO_PRICES = "no_prices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What new prices mean for a contract: its `month` under both, and whether the customer may leave because of them.

    `refused` says why it cannot get them; then there is nothing to compare.
    """

    contract: Contract
    month: Period
    before: Statement | None = None
    after: Statement | None = None
    may_leave: bool = False
    refused: NotChanged | None = None

    @property
    def tenths(self) -> int | None:
        """By how many tenths of a percent the month becomes dearer; None when there is nothing to compare with."""
        if self.before is None or self.after is None or self.before.net <= 0:
            return None
        return half_up((self.after.net - self.before.net) * _TENTHS_OF_A_PERCENT, self.before.net)


def last_month(at: datetime) -> Period:
    """Give the last calendar month that is over."""
    last = start_of_month(berlin_date(at)) - _DAY
    return Period(first=start_of_month(last), last=last)


def effects_of(version: TariffVersion, from_day: date, contracts: Iterable[Contract], at: datetime) -> list[Effect]:
    """Say what the prices of a version would mean from a day on, for each contract in its order. Five questions, however many."""
    contracts = list(contracts)
    lists, months = price_lists_of(contracts), months_of(contracts, last_month(at))
    return [_effect(version, from_day, month, lists) for month in months]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMonth:
    """What a contract used in a period, its options among it."""

    contract: Contract
    period: Period
    rows: Sequence[UsageRow]
    options: Sequence[PricedOption]

    def under(self, rates: Rates) -> Statement:
        """Rate it, as if the contract had been in force all the time. What the list does not offer is part of no bill."""
        rates = with_options(rates, self.options)
        rows = [row for row in self.rows if row.meter not in rates.not_offered]
        holidays = holidays_of(self.contract.customer.land, self.period.first.year)
        return rate(rates, rows, self.period, ContractFacts(holidays=holidays))


def _effect(version: TariffVersion, from_day: date, month: OwnMonth, lists: PriceLists) -> Effect:
    contract, day_before = month.contract, from_day - _DAY
    refused = _refusal(version, from_day, contract, lists)
    held = lists.on(contract, day_before)
    if refused is not None or held is None:
        return Effect(contract=contract, month=month.period, refused=refused or NotChanged.NO_PRICES)
    before, after = month.under(held.rates), month.under(version.rates)
    rise, may_leave = held.rates.price_rise, False
    if rise is not None:
        since = max(add_months(from_day, -rise.months), lists.since(contract, day_before))
        may_leave = rise.is_passed(month.under((lists.on(contract, since) or held).rates).net, after.net)
    return Effect(contract=contract, month=month.period, before=before, after=after, may_leave=may_leave)


def _refusal(version: TariffVersion, from_day: date, contract: Contract, lists: PriceLists) -> NotChanged | None:
    day_before = from_day - _DAY
    if contract.concluded_on is None or contract.standing_on(from_day).state not in IN_FORCE:
        return NotChanged.NOT_IN_FORCE
    if {lists.held(contract, day).tariff_id for day in (day_before, from_day)} != {version.tariff_id}:
        return NotChanged.OTHER_TARIFF
    held = lists.on(contract, from_day)
    return NotChanged.HAS_THEM if held is not None and held.pk == version.pk else None


def months_of(contracts: Sequence[Contract], period: Period) -> list[OwnMonth]:
    """Fetch what contracts used in a period, in two questions."""
    rows = rows_of((contract.customer_id for contract in contracts), period)
    booked: defaultdict[UUID, list[BookedOption]] = defaultdict(list)
    for each in BookedOption.objects.filter(contract__in=contracts, valid_from__lte=period.last).select_related("option"):
        if each.last_day is None or each.last_day >= period.first:
            booked[each.contract_id].append(each)
    return [
        OwnMonth(
            contract=contract,
            period=period,
            rows=[*rows.get(contract.customer_id, ()), *(_option_days(each, period) for each in booked[contract.pk])],
            options=[priced(each.option) for each in booked[contract.pk]],
        )
        for contract in contracts
    ]


def _option_days(booked: BookedOption, period: Period) -> UsageRow:
    first, last = max(period.first, booked.valid_from), min(period.last, booked.last_day or period.last)
    meter = priced(booked.option).meter
    return UsageRow(str(booked.pk), meter, (last - first).days + 1, Unit.DAY.value, start_of_day(first))

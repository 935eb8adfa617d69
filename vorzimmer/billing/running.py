"""What a month costs so far: rated now, with a look ahead and back; and who has passed the credit limit of the tariff."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from vorzimmer.billing.models import Issuer
from vorzimmer.billing.months import ContractMonth, CustomerMonth, month_before, month_of, rate_customer, rows_of, with_contracts
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.forecasts import DAYS, forecast
from vorzimmer.domain.invoices import VatTreatment
from vorzimmer.domain.money import VatSum, vat_sums
from vorzimmer.domain.statements import Period, Statement, UsageRefused
from vorzimmer.domain.usage import UsageRow
from vorzimmer.domain.written_statements import Data, as_data

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What some statements come to in cents, with the tax that this customer owes."""

    net: int
    vat: tuple[VatSum, ...]

    @property
    def gross(self) -> int:
        return self.net + sum(each.vat for each in self.vat)


def sums_of(statements: Iterable[Data], treatment: VatTreatment) -> Sums:
    """Add up statements as data (`written_statements.as_data`); only who is taxed in the country is billed a tax."""
    lines = [(line["vat_rate"], line["cents"]) for statement in statements for line in statement["lines"]]
    taxed = treatment is VatTreatment.DOMESTIC
    return Sums(net=sum(amount for _rate, amount in lines), vat=tuple(each for each in vat_sums(lines) if each.rate) if taxed else ())


def data_of(month: ContractMonth, period: Period) -> Data:
    """Give the statement of a month as data: what was billed, else what it comes to now. Usage of long ago is erased, the bill is not."""
    billed = [each for each in month.contract.rated.all() if each.first == period.first]
    return billed[-1].statement if billed else as_data(month.statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCosts:
    """A month of one customer as it stands. `ahead` is what it will come to, if that can be said; `before` what the last one came to."""

    month: CustomerMonth
    forecasts: Mapping[UUID, Statement]
    before: Sums | None

    @property
    def so_far(self) -> Sums:
        return _sums(self.month)

    @property
    def ahead(self) -> Sums | None:
        if not self.forecasts:
            return None
        found = [self.forecasts.get(each.contract.pk, each.statement) for each in self.month.months]
        return sums_of(map(as_data, found), self.month.treatment)


def _sums(month: CustomerMonth) -> Sums:
    return sums_of([data_of(each, month.period) for each in month.months], month.treatment)


def costs_of(customer: Customer, first: date, at: datetime) -> RunningCosts | None:
    """Say what a month costs so far; None when no contract was in force. Raises `NoPriceList` and `UsageRefused`."""
    issuer, period = Issuer.current(), month_of(first)
    customer = with_contracts(Customer.objects.filter(pk=customer.pk)).get()
    month = rate_customer(customer, period, issuer, running=True)
    if not month.months:
        return None
    today, forecasts = berlin_date(at), dict[UUID, Statement]()
    for each in month.months if period.first <= today < period.last else ():
        with suppress(UsageRefused):  # the last days may lie under another price list
            ahead = forecast(each.statement, _last_days(each.contract, today), today, begins_on=each.contract.concluded_on)
            if ahead is not None:
                forecasts[each.contract.pk] = ahead
    return RunningCosts(month=month, forecasts=forecasts, before=_before(customer, period, issuer))


def _last_days(contract: Contract, today: date) -> list[UsageRow]:
    window = Period(first=today - DAYS * _DAY, last=today - _DAY)
    return [row for row in rows_of(contract, window) if not row.meter.startswith("option_")]


def _before(customer: Customer, period: Period, issuer: Issuer) -> Sums | None:
    try:
        month = rate_customer(customer, month_before(period), issuer, running=True)
    except (NoPriceList, UsageRefused):
        return None
    return _sums(month) if month.months else None

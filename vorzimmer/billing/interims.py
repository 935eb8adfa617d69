"""Customers whose running month passes the credit limit of their tariff, found piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vorzimmer.billing.actions.runs import interims_of
from vorzimmer.billing.models import Issuer
from vorzimmer.billing.months import month_of, rate_customer, with_contracts
from vorzimmer.billing.queries import NoPriceList, PriceLists, price_lists_of
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.rating import passes_limit
from vorzimmer.domain.statements import Period, UsageRefused

PIECE = 60
"""So many customers are looked at while a page waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLimit:
    """A customer over the limit; net cents. `billed` is what interim invoices of the month took already."""

    customer: Customer
    net: int
    billed: int
    limit: int

    @property
    def due(self) -> int:
        """What an interim invoice would bill, about: the running month goes on."""
        return self.net - self.billed


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What was found among some customers. `after` is the number of the last of them; None: there are no more."""

    found: Sequence[OverLimit]
    after: str | None


def over_limit(at: datetime, after: str = "", *, at_most: int = PIECE) -> Piece:
    """Look at the next customers behind a customer number. Who cannot be rated is left out: the run says why."""
    today = berlin_date(at)
    period = month_of(today)
    in_force = Contract.objects.filter(concluded_on__lte=today).exclude(last_day__lt=period.first)
    customers = Customer.objects.filter(pk__in=in_force.values("customer"), number__gt=after).order_by("number")
    looked_at = list(with_contracts(customers[: at_most + 1]))
    more, looked_at = looked_at[at_most:], looked_at[:at_most]
    lists = price_lists_of(contract for customer in looked_at for contract in customer.contracts.all())
    issuer = Issuer.current()
    found = [over for customer in looked_at if (over := _over(customer, period, issuer, lists))]
    return Piece(found=found, after=looked_at[-1].number if more else None)


def _over(customer: Customer, period: Period, issuer: Issuer, lists: PriceLists) -> OverLimit | None:
    limits = [_limit(contract, period, lists) for contract in customer.contracts.all()]
    if not any(limit is not None for limit in limits):
        return None
    try:
        month = rate_customer(customer, period, issuer, lists=lists, running=True)
    except (NoPriceList, UsageRefused):
        return None
    passed = [each.statement.source.tariff.credit.limit for each in month.months if passes_limit(each.statement)]
    if not passed:
        return None
    billed = sum(item.net for interim in interims_of(customer.pk, period) for item in interim.items)
    limit = min(each for each in passed if each is not None)
    return OverLimit(customer=customer, net=month.net, billed=billed, limit=limit) if month.net - billed > limit else None


def _limit(contract: Contract, period: Period, lists: PriceLists) -> int | None:
    version = lists.on(contract, max(period.first, contract.concluded_on or period.first))
    return None if version is None else version.rates.credit.limit

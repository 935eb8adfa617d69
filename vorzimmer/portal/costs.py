"""What a month costs, as the portal shows it: lines with what is free, included and charged, what is left, and the calls behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.billing.models import BillingProfile, Issuer
from vorzimmer.billing.months import ContractMonth, rate_customer, with_contracts
from vorzimmer.billing.months import month_of as calendar_month
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.billing.running import RunningCosts, costs_of, data_of
from vorzimmer.billing.wording import UNITS, named, price, quantity
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.money import half_up
from vorzimmer.domain.rating import explain
from vorzimmer.domain.statements import FreeBecause, Line, Part, StepOf, UsageRefused
from vorzimmer.domain.tariff_parts import Names, Per, size

BAR = 100
"""Width of the drawing of what is included."""
FREE_BECAUSE = {
    FreeBecause.STATUS: gettext_lazy("kind of call"),
    FreeBecause.SHORT: gettext_lazy("short"),
    FreeBecause.FIRST: gettext_lazy("first of the month"),
}


def amount_of(units: int, base: int, per: Per) -> str:
    """Write a quantity with its unit: "12,5 min"; pieces have none."""
    unit = f" {UNITS[per]}" if per in UNITS else ""
    return f"{quantity(units, base)}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line of the costs in words; `key` leads to the calls behind it, blank where there are none."""

    key: str
    name: str
    used: str
    free: str
    included: str
    priced: str
    cents: int

    @classmethod
    def of(cls, data: dict[str, Any], *, has_calls: bool, currency: str) -> "CostLine":
        """Read a line of a statement (`written_statements.as_data`)."""
        per, base = Per(data["per"]), data["size"]
        prices = [
            f"{amount_of(step['units'], base, per)} × {price(half_up(step['micro'] * base, step['per']), currency)}"
            for step in data["steps"]
            if step["step"] == StepOf.PRICED and step["units"]
        ]
        return cls(
            key=data["charge"] if has_calls and data["measured"] and per is not Per.MONTH else "",
            name=named(Names(**data["name"])),
            used=amount_of(data["measured"], base, per) if data["measured"] else "",
            free=amount_of(data["free"], base, per) if data["free"] else "",
            included=amount_of(data["included"], base, per) if data["included"] else "",
            priced=", ".join(prices),
            cents=data["cents"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLeft:
    """What is included and how much of it is used; `width` of the drawing is used."""

    name: str
    used: str
    of: str
    left: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCosts:
    """A month of one contract."""

    contract: Contract
    lines: Sequence[CostLine]
    pools: Sequence[PoolLeft]


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a month costs one customer. `why_not` says why nothing can be shown; `limit` is gross cents."""

    customer: Customer
    running: RunningCosts | None = None
    contracts: Sequence[ContractCosts] = ()
    why_not: str = ""
    limit: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the month has cost more than the customer wanted to be told of."""
        return self.limit is not None and self.running is not None and self.running.so_far.gross > self.limit


def costs(customer: Customer, month: date, at: datetime) -> Costs:
    """Put together what a month costs."""
    profile = BillingProfile.objects.filter(customer=customer).first()
    limit = profile.alert_cents if profile else None
    try:
        running = costs_of(customer, month, at)
    except (NoPriceList, UsageRefused):
        return Costs(customer=customer, why_not=_("The price list is not complete yet, so that no costs can be shown."), limit=limit)
    if running is None:
        return Costs(customer=customer, why_not=_("No contract was in force in this month, and nothing is charged."), limit=limit)
    return Costs(customer=customer, running=running, contracts=[_contract(each, running) for each in running.month.months], limit=limit)


def _contract(month: ContractMonth, running: RunningCosts) -> ContractCosts:
    data = data_of(month, running.month.period)
    has_calls = month.statement.rows > 0
    lines = [CostLine.of(line, has_calls=has_calls, currency=data["currency"]) for line in data["lines"]]
    return ContractCosts(contract=month.contract, lines=lines, pools=list(_pools(month, data)))


def _pools(month: ContractMonth, data: dict[str, Any]) -> Iterator[PoolLeft]:
    tariff = month.statement.source.tariff
    for use in data["pools"]:
        pool = tariff.pool(use["pool"])
        whole = use["included"] + use["carried"]
        if pool is None or not whole:
            continue
        per = next((charge.per for charge in tariff.charges if charge.pool == pool.key), Per.PIECE)
        base = size(per, month.statement.period.days)
        yield PoolLeft(
            name=named(pool.name),
            used=amount_of(use["used"], base, per),
            of=amount_of(whole, base, per),
            left=amount_of(whole - use["used"], base, per),
            width=BAR * use["used"] // whole,
        )


# --- the calls behind a line -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCost:
    """What one call (or message, or task) came to in a line."""

    at: datetime
    meter: str
    status: str
    used: str
    free: str
    because: str
    included: str
    charged: str
    amount: str
    line: str


def line_of(contract: Contract, month: date, key: str) -> Line | None:
    """Rate a month and give one of its lines; None when there is none of this key. Raises `NoPriceList`, `UsageRefused`."""
    return next((line for line in lines_of(contract, month) if line.key == key), None)


def lines_of(contract: Contract, month: date) -> Sequence[Line]:
    """Rate a month of a contract from its usage as it is now. Raises `NoPriceList`, `UsageRefused`."""
    customer = with_contracts(Customer.objects.filter(pk=contract.customer_id)).get()
    rated = rate_customer(customer, calendar_month(month), Issuer.current(), running=True)
    found = next((each for each in rated.months if each.contract.pk == contract.pk), None)
    return found.statement.lines if found else ()


def calls_of(line: Line) -> list[CallCost]:
    """Say what each call came to in a line, the latest first."""
    return [_call(part, line) for part in reversed(explain(line))]


def _call(part: Part, line: Line) -> CallCost:
    def said(units: int) -> str:
        return amount_of(units, line.size, line.per) if units else ""

    row = part.rows[0] if part.rows else None
    return CallCost(
        at=part.at,
        meter=row.meter if row else "",
        status=row.status if row else "",
        used=said(part.measured),
        free=said(part.free),
        because=str(FREE_BECAUSE[part.free_because]) if part.free_because else "",
        included=said(part.included),
        charged=said(part.charged),
        amount=price(half_up(part.numerator, line.denominator), line.source.tariff.currency),
        line=named(line.name),
    )


def own_contract(contract_id: UUID, customers: Any) -> Contract | None:
    """Find a contract among those of the reader's customers."""
    return Contract.objects.filter(pk=contract_id, customer__in=customers).select_related("customer").first()

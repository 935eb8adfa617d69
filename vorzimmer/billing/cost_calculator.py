"""What a month would cost under each tariff that anybody can choose: for the calculator of the price page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vorzimmer.billing.models import TariffVersion
from vorzimmer.billing.price_words import METERS, made_of
from vorzimmer.billing.queries import priced
from vorzimmer.billing.wording import named as name_of
from vorzimmer.customers.models import Option, Tariff
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.example_bills import EXAMPLE_MONTH, MonthOfCalls, usage_of
from vorzimmer.domain.rating import rate
from vorzimmer.domain.tariff_writing import with_options
from vorzimmer.domain.usage import Unit, UsageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line of a month: what it is for, how it was made, net cents."""

    name: str
    made: str
    net: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the month costs under a tariff, in cents. `lacks` is what the tariff does not offer; that is in no sum."""

    tariff: Tariff
    lines: tuple[CostLine, ...]
    net: int
    gross: int
    lacks: str
    is_cheapest: bool = False


def costs(
    tariffs: Sequence[Tariff], versions: Mapping[UUID, TariffVersion], month: MonthOfCalls, options: Sequence[Option] = ()
) -> list[Cost]:
    """Bill a month of 30 days under each tariff that has prices, in their order; the cheapest of those that offer all is marked."""
    booked = [
        UsageRow(option.code, priced(option).meter, EXAMPLE_MONTH.days, Unit.DAY.value, start_of_day(EXAMPLE_MONTH.first))
        for option in options
    ]
    rows = [*usage_of(month), *booked]
    found = [_cost(tariff, versions[tariff.pk], rows, options) for tariff in tariffs if tariff.pk in versions]
    least = min((cost.gross for cost in found if not cost.lacks), default=None)
    return [replace(cost, is_cheapest=not cost.lacks and cost.gross == least) for cost in found]


def _cost(tariff: Tariff, version: TariffVersion, rows: Sequence[UsageRow], options: Sequence[Option]) -> Cost:
    rates = with_options(version.rates, [priced(option) for option in options])
    statement = rate(rates, [row for row in rows if row.meter not in rates.not_offered], EXAMPLE_MONTH)
    lacks = sorted({str(METERS.get(row.meter, row.meter)) for row in rows if row.meter in rates.not_offered})
    lines = tuple(CostLine(name=name_of(line.name), made=made_of(line), net=line.cents) for line in statement.lines)
    return Cost(tariff=tariff, lines=lines, net=statement.net, gross=statement.gross, lacks=", ".join(lacks))

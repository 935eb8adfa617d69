"""What a rated period consists of: lines with the steps that made them, what is left of what was included, and how a line is explained.

An amount is exact: `numerator / denominator` millionths of the currency. It becomes cents once, at the line.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, end_of_day, end_of_month, start_of_day
from vorzimmer.domain.money import VatRate, VatSum, cents, half_up, vat_sums
from vorzimmer.domain.tariff_parts import Billed, Names, Per, TariffVersion
from vorzimmer.domain.usage import UsageRow

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A billing period: civil days of Berlin, the first and the last one included. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @classmethod
    def month(cls, text: str) -> "Period":
        """Read a calendar month, "2026-10". Raises ValueError for anything else."""
        match = _MONTH.fullmatch(text)
        if match is None or match[1] == "0000":
            raise ValueError("a month is written as in 2026-10")
        first = date(int(match[1]), int(match[2]), 1)
        return cls(first=first, last=end_of_month(first))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """The moment at which it begins."""
        return start_of_day(self.first)

    @property
    def end(self) -> datetime:
        """The moment at which it is over."""
        return end_of_day(self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """What the rating has to know of the contract: its first and last day, the holidays of its Land, and what is left in pools.

    `carried` by pool: base units left from the period before, from the one before that, and so on.
    """

    begins_on: date | None = None
    ends_on: date | None = None
    holidays: Holidays = field(default_factory=lambda: NO_HOLIDAYS)
    carried: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def days_in_force(self, period: Period) -> int:
        """Count the days of the period on which the contract is in force."""
        first = max(period.first, self.begins_on or period.first)
        last = min(period.last, self.ends_on or period.last)
        return max(0, (last - first).days + 1)


class StepOf(StrEnum):
    """What a step in the making of a line did. Units are base units, amounts millionths."""

    MEASURED = "measured"
    FREE = "free"
    INCLUDED = "included"
    MINIMUM_UNITS = "minimum_units"
    PRICED = "priced"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MISSING_TURNOVER = "missing_turnover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. PRICED: `units` at `micro` for each `per` units; MINIMUM, MAXIMUM, MISSING_TURNOVER: to the amount `micro`."""

    kind: StepOf
    units: int = 0
    micro: int = 0
    per: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """What a statement was made of; it explains itself from here. `pieces` are the rows, cut where the tariff says so."""

    tariff: TariffVersion
    rows: Sequence[UsageRow]
    pieces: Sequence[UsageRow]
    period: Period
    facts: ContractFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one charge costs in a period. Quantities in base units: measured = free + included + what has a price.

    `charged` is what has a price, raised to the minimum; `calls` counts what was measured together. `size` base units are one `per`.
    """

    key: str
    name: Names
    per: Per
    size: int
    billed: Billed
    vat: VatRate
    account: str
    calls: int
    measured: int
    free: int
    included: int
    charged: int
    numerator: int
    denominator: int
    steps: tuple[Step, ...]
    source: Source = field(repr=False, compare=False)

    @property
    def micro(self) -> int:
        """The amount in millionths, rounded for show."""
        return half_up(self.numerator, self.denominator)

    @property
    def cents(self) -> int:
        """The net amount in cents: the one rounding."""
        return cents(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolUse:
    """What was included and how much of it was used, in base units. `carries` goes into the facts of the next period."""

    key: str
    included: int
    carried: int
    used: int
    carries: tuple[int, ...]

    @property
    def left(self) -> int:
        return self.included + self.carried - self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A rated period."""

    tariff: str
    currency: str
    period: Period
    lines: tuple[Line, ...]
    pools: tuple[PoolUse, ...]
    rows: int
    source: Source = field(repr=False, compare=False)

    @property
    def net(self) -> int:
        """Cents without tax: the sum of the lines."""
        return sum(line.cents for line in self.lines)

    @property
    def vat(self) -> tuple[VatSum, ...]:
        """The tax of the lines at their own rates; whether the customer is billed any is for the invoice to say."""
        return vat_sums((line.vat, line.cents) for line in self.lines)

    @property
    def gross(self) -> int:
        return sum(each.gross for each in self.vat)


class FreeBecause(StrEnum):
    """Why a call, or a part of it, costs nothing."""

    STATUS = "status"
    SHORT = "short"
    FIRST = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one call (or message, or fee) came to in a line: its rows, and what became of them.

    `quantity` is what the rows say together, `counted` is that with each meter capped, `measured` that in increments with additions.
    measured = free + included + charged. The amount is `numerator` by the denominator of the line.
    """

    ref: str
    at: datetime
    rows: tuple[UsageRow, ...]
    quantity: int
    counted: int
    measured: int
    free: int = 0
    free_because: FreeBecause | None = None
    included: int = 0
    charged: int = 0
    numerator: int = 0


class UsageProblem(StrEnum):
    """Why usage cannot be rated."""

    NOT_COVERED = "not_covered"
    UNKNOWN_METER = "unknown_meter"
    WRONG_UNIT = "wrong_unit"
    UNKNOWN_KIND = "unknown_kind"
    NEGATIVE = "negative"
    OUTSIDE_PERIOD = "outside_period"


_SENTENCES: Mapping[UsageProblem, str] = {
    UsageProblem.NOT_COVERED: "no charge of the tariff covers the meter “{0.meter}”",
    UsageProblem.UNKNOWN_METER: "there is no meter “{0.meter}”",
    UsageProblem.WRONG_UNIT: "“{0.meter}” is not measured in “{0.unit}”",
    UsageProblem.UNKNOWN_KIND: "status “{0.status}”, destination “{0.destination_kind}” or direction “{0.direction}” is not known",
    UsageProblem.NEGATIVE: "{0.quantity} of “{0.meter}” is negative",
    UsageProblem.OUTSIDE_PERIOD: "“{0.meter}” of {0.started_at} is not of the period",
}


class UsageRefused(ValueError):
    """Usage that the tariff cannot rate: nothing was rated. All rows are named, in an order that does not depend on theirs."""

    def __init__(self, tariff: str, found: Iterable[tuple[UsageProblem, UsageRow]]) -> None:
        self.tariff = tariff
        self.found = tuple(sorted(found))
        first = self.found[0]
        more = f" (and {len(self.found) - 1} rows more)" if len(self.found) > 1 else ""
        super().__init__(f"{tariff}: {_SENTENCES[first[0]].format(first[1])}{more}")

    @property
    def not_covered(self) -> tuple[str, ...]:
        """The meters that the tariff does not price, in order."""
        return tuple(sorted({row.meter for problem, row in self.found if problem is UsageProblem.NOT_COVERED}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What stays with an invoice line when its usage is erased: how many rows, what they add up to, and the SHA-256 of all of them."""

    tariff: str
    rows: int
    quantity: int
    sha256: str

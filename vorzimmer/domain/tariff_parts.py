"""What a tariff consists of, as data: charges with what they read, when, how they measure, what is free or included, and the price.

Quantities are integers of the base unit of a meter (`usage.Unit`): pieces, seconds, days, cents. Prices are millionths of the
currency per unit of `Per`. `tariffs.py` is the door: it says what is wrong with a tariff and reads one from a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.contracts import Terms
from vorzimmer.domain.days import Holidays
from vorzimmer.domain.hours import Window
from vorzimmer.domain.money import VatRate
from vorzimmer.domain.usage import DestinationKind, Direction, Unit, UsageStatus

VAT = 1900
"""Hundredths of a percent (UStG §12(1))."""

_WHOLE = 10_000


class Per(StrEnum):
    """What a price is for. EURO: a hundredth of it is for a cent that is passed on."""

    PIECE = "piece"
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    MONTH = "month"
    EURO = "euro"


BASE_UNIT: Mapping[Per, Unit] = MappingProxyType(
    {
        Per.PIECE: Unit.PIECE,
        Per.SECOND: Unit.SECOND,
        Per.MINUTE: Unit.SECOND,
        Per.HOUR: Unit.SECOND,
        Per.MONTH: Unit.DAY,
        Per.EURO: Unit.CENT,
    }
)
_SIZES: Mapping[Per, int] = MappingProxyType({Per.PIECE: 1, Per.SECOND: 1, Per.MINUTE: 60, Per.HOUR: 3600, Per.EURO: 100})


def size(per: Per, days: int = 1) -> int:
    """Say how many base units one of them is; a month is the `days` of the billing period."""
    return days if per is Per.MONTH else _SIZES[per]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a customer reads, in two languages."""

    de: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A call counts from `at_least` seconds on and up to less than `below` (None: no end), over these meters of it together."""

    meters: frozenset[str]
    at_least: int = 0
    below: int | None = None

    def holds(self, seconds: int) -> bool:
        return self.at_least <= seconds and (self.below is None or seconds < self.below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which usage a charge reads; None and empty are no condition.

    Times are those of the moment at which the call was accepted: in any of `windows`, and in none of `outside`.
    """

    statuses: frozenset[UsageStatus] | None = None
    destinations: frozenset[DestinationKind] | None = None
    directions: frozenset[Direction] | None = None
    windows: tuple[Window, ...] = ()
    outside: tuple[Window, ...] = ()
    threshold: Threshold | None = None

    def takes(self, status: str, destination: str, direction: str) -> bool:
        """Whether it takes usage of this kind, as far as the kind decides."""
        return (
            (self.statuses is None or status in self.statuses)
            and (self.destinations is None or destination in self.destinations)
            and (self.directions is None or direction in self.directions)
        )

    def takes_at(self, at: datetime, holidays: Holidays) -> bool:
        """Whether it takes usage of this moment, as far as the moment decides."""
        if self.windows and not any(window.holds(at, holidays) for window in self.windows):
            return False
        return not any(window.holds(at, holidays) for window in self.outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """How the seconds (or pieces) of one call become what is billed, in this order.

    Each meter counts at most `caps`; the sum is rounded up to `first` and then to `next` (60/1: the first minute whole, then by the
    second); a call that measured anything gets `added`; and no call counts more than `at_most`.
    """

    first: int = 1
    next: int = 1
    added: int = 0
    at_most: int | None = None
    caps: tuple[tuple[str, int], ...] = ()

    def measure(self, quantity: int) -> int:
        """Measure one call, whose meters were capped and added up."""
        if quantity <= 0:
            return 0
        rounded = self.first if quantity <= self.first else self.first - (self.first - quantity) // self.next * self.next
        measured = rounded + self.added
        return measured if self.at_most is None or measured <= self.at_most else self.at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """What a charge reads and gives away: calls of these statuses, calls below the threshold, and the first units of a period."""

    statuses: frozenset[UsageStatus] = frozenset()
    short: Threshold | None = None
    first: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """One price for each unit."""

    micro: int


class StepKind(StrEnum):
    """How a price with steps is read. GRADUATED: each unit has the price of its step. VOLUME: all have that of the step reached."""

    GRADUATED = "graduated"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """Up to so many units (None: without end), this price for each."""

    up_to: int | None
    micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """A price with steps; `up_to` counts base units that are neither free nor included."""

    kind: StepKind
    steps: tuple[PriceStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """The average price of the package: the monthly price of the charge `of` for what the pool of this charge includes."""

    of: str


Price = Flat | Stepped | Average


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What is included a period, shared by the charges that name it: base units. What is left lives `rollover` periods more."""

    key: str
    name: Names
    quantity: int
    per: Per
    rollover: int = 0
    prorated: bool = False


class Billed(StrEnum):
    """When a charge is billed: before the period that it is for, or after."""

    IN_ADVANCE = "in_advance"
    IN_ARREARS = "in_arrears"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One thing that costs. Without meters it is a fee for the time in which the contract is in force.

    `addition`: it comes on top of the charge that reads the same usage. `prorated`: a period that is in force in part counts by its
    days, in the fee as well as in the minimum, the maximum and the first free units. `account` puts it apart on the bill.
    """

    key: str
    name: Names
    per: Per
    price: Price
    meters: frozenset[str] = frozenset()
    when: Condition = field(default_factory=Condition)
    measuring: Measuring = field(default_factory=Measuring)
    free: Free = field(default_factory=Free)
    pool: str = ""
    minimum_units: int = 0
    minimum: int = 0
    maximum: int | None = None
    billed: Billed = Billed.IN_ARREARS
    prorated: bool = False
    addition: bool = False
    vat: VatRate = VAT
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumTurnover:
    """What these charges come to at least in a period, in millionths; what is missing becomes a line of its own."""

    name: Names
    micro: int
    of: frozenset[str]
    prorated: bool = False
    vat: VatRate = VAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """How far the agency goes without money, in cents; None: not agreed.

    `limit`: an interim invoice is due when the running period passes it. `prepaid` is paid beforehand, and again when less than
    `refill_below` is left of it.
    """

    limit: int | None = None
    prepaid: int | None = None
    refill_below: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRise:
    """When prices rise by more than this (hundredths of a percent) within so many months, the customer may leave at once."""

    rate: int
    months: int

    def is_passed(self, before: int, after: int) -> bool:
        """Whether the same usage, for `before` cents at the beginning of those months and `after` now, has become that much dearer."""
        return after * _WHOLE > before * (_WHOLE + self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffVersion:
    """A tariff as it is from `valid_from` on; it never changes. `key` and `valid_from` are its name for ever.

    `free`: meters of which whatever no charge reads costs nothing. `not_offered`: meters that must not occur. `cuts`: a time that
    runs over the border of a time window is cut there; else the moment of acceptance decides for all of it.
    """

    key: str
    name: Names
    valid_from: date
    charges: tuple[Charge, ...]
    pools: tuple[Pool, ...] = ()
    free: frozenset[str] = frozenset()
    not_offered: frozenset[str] = frozenset()
    cuts: bool = False
    minimum_turnover: MinimumTurnover | None = None
    credit: Credit = field(default_factory=Credit)
    terms: Terms | None = None
    price_rise: PriceRise | None = None
    currency: str = "EUR"
    valid_until: date | None = None
    source: str = ""

    def __hash__(self) -> int:
        """By its name alone: the rating looks it up for every customer."""
        return hash((self.key, self.valid_from))

    @property
    def version(self) -> str:
        """Its name for ever: "fonect@2026-01-01"."""
        return f"{self.key}@{self.valid_from.isoformat()}"

    def charge(self, key: str) -> Charge | None:
        """Find a charge."""
        return next((charge for charge in self.charges if charge.key == key), None)

    def pool(self, key: str) -> Pool | None:
        """Find a pool."""
        return next((pool for pool in self.pools if pool.key == key), None)

    @property
    def windows(self) -> tuple[Window, ...]:
        """All parts of the week that it tells apart, each once."""
        return tuple(dict.fromkeys(window for charge in self.charges for window in (*charge.when.windows, *charge.when.outside)))

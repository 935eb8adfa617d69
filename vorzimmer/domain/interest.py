"""Interest on a claim in default and the lump sum beside it (BGB §§247, 288, 289): section by section, as a court reads it.

Amounts are integer cents, rates hundredths of a percent (9 % is 900). A year has as many days as its calendar: 366 in a leap year, so
that a whole year bears exactly the yearly rate. A section is rounded once, half up; interest never bears interest.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from vorzimmer.domain.claim_numbers import Number, Numbers
from vorzimmer.domain.money import half_up

_DAY = timedelta(days=1)
_WHOLE = 10_000
_SECOND_HALF = 7


# --- base rates ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody has read the base rate of a half-year at the Bundesbank: this value counts, also where the file has another or none."""

    from_on: date
    basis_points: int
    confirmed_by: str
    confirmed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """The base rate of the half-year that begins on `from_on`; it may be below zero. `confirmed_by` is empty until somebody confirms it."""

    from_on: date
    basis_points: int
    source: str
    confirmed_by: str = ""
    confirmed_on: date | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_on is not None and self.confirmed_by != ""


class BaseRateMissing(Exception):
    """Nobody has entered the base rate of a half-year that is needed; `published_at` is the page of the Bundesbank that has it."""

    def __init__(self, half_year: date, published_at: str) -> None:
        super().__init__(f"the base rate from {half_year} is not known: enter and confirm it as published at {published_at}")
        self.half_year, self.published_at = half_year, published_at


class BaseRateUnconfirmed(Exception):
    """Base rates that are needed wait for confirmation at the Bundesbank's page, `published_at`."""

    def __init__(self, rates: Sequence[BaseRate], published_at: str) -> None:
        days = ", ".join(rate.from_on.isoformat() for rate in rates)
        super().__init__(f"the base rates from {days} are not confirmed: compare them with {published_at}")
        self.rates, self.published_at = tuple(rates), published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRates:
    """The base rates by the first day of their half-year. None is carried on to a half-year that has none of its own."""

    rates: Mapping[date, BaseRate]
    published_at: str

    def on(self, day: date) -> BaseRate:
        """Give the base rate of a day, confirmed or not. Raises BaseRateMissing when its half-year has none."""
        start = half_year(day)
        if start not in self.rates:
            raise BaseRateMissing(start, self.published_at)
        return self.rates[start]


def half_year(day: date) -> date:
    """Say the first of January or July from which on the base rate of this day holds (BGB §247(1))."""
    return date(day.year, _SECOND_HALF if day.month >= _SECOND_HALF else 1, 1)


def read_base_rates(text: str, confirmations: Iterable[Confirmation] = ()) -> BaseRates:
    """Read `policy/base_rates.toml` and what the agency has confirmed. Raises ValueError that says which rate is wrong and how."""
    data = tomllib.loads(text, parse_float=Decimal)
    rates: dict[date, BaseRate] = {}
    for row in data.get("base_rate", ()):
        rate = _base_rate(row)
        if rate.from_on in rates:
            raise ValueError(f"the base rate from {rate.from_on} is given twice")
        rates[rate.from_on] = rate
    for confirmation in confirmations:
        rates[_begins(confirmation.from_on)] = _confirmed(confirmation, rates.get(confirmation.from_on))
    if not data.get("published_at"):
        raise ValueError("base rates need `published_at`: the page on which they are published")
    return BaseRates(rates=rates, published_at=str(data["published_at"]))


def _base_rate(row: Mapping[str, object]) -> BaseRate:
    from_on, percent = row.get("from"), row.get("percent")
    if type(from_on) is not date or not isinstance(percent, Decimal | int) or not row.get("law") or not row.get("source"):
        raise ValueError(f"base rate {from_on}: it needs the day from which on it holds, a percentage, its law and its source")
    points = Decimal(percent) * 100
    if points != int(points):
        raise ValueError(f"base rate {from_on}: {percent} has more than two places")
    return BaseRate(from_on=_begins(from_on), basis_points=int(points), source=str(row["source"]))


def _begins(day: date) -> date:
    if day != half_year(day):
        raise ValueError(f"base rate {day}: a base rate holds from 1 January or 1 July on")
    return day


def _confirmed(confirmation: Confirmation, listed: BaseRate | None) -> BaseRate:
    return BaseRate(
        from_on=confirmation.from_on,
        basis_points=confirmation.basis_points,
        source=listed.source if listed is not None and listed.basis_points == confirmation.basis_points else "",
        confirmed_by=confirmation.confirmed_by,
        confirmed_on=confirmation.confirmed_on,
    )


# --- interest ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """So many cents of principal are open from this day on: a payment counts on its value date, for which no interest is owed on it."""

    from_on: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What interest is computed of. `balances` are those of the principal alone, in any order; before the first one nothing is open.

    `since` is the first day in default. `is_consumer`: whether a consumer is a party to the contract.
    """

    balances: Sequence[Balance]
    since: date
    is_consumer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of days, first and last included, with one principal, one rate and one length of the year. `rate` is base plus points."""

    first: date
    last: date
    cents: int
    base: int
    points: int
    rate: int
    amount: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days_of_year(self) -> int:
        return days_of_year(self.first.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The interest of each section, in order; stretches in which nothing was open are left out."""

    sections: tuple[Section, ...] = field(default=())

    @property
    def total(self) -> int:
        """The sum in cents."""
        return sum(section.amount for section in self.sections)


def days_of_year(year: int) -> int:
    """Say how many days a calendar year has."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def points_key(*, is_consumer: bool) -> Number:
    """Say which number is added to the base rate."""
    return Number.POINTS_CONSUMER if is_consumer else Number.POINTS_BUSINESS


def interest(facts: Facts, until: date, *, rates: BaseRates, numbers: Numbers) -> Breakdown:
    """Compute the interest of the days from `since` until `until`, both included; none when `until` lies before.

    Raises ValueError for a balance below zero or two from one day, BaseRateMissing and BaseRateUnconfirmed when a base rate that is
    needed is not known or not confirmed.
    """
    pieces = _pieces(_history(facts.balances), facts.since, until)
    bases = _bases(pieces, rates)
    points = numbers.on(points_key(is_consumer=facts.is_consumer), facts.since)

    def of_section(piece: _Piece) -> tuple[int, int, int]:
        return piece.first.year, piece.cents, bases.get(half_year(piece.first), 0)

    sections = []
    for (_year, cents, base), group in groupby(pieces, of_section):
        joined = list(group)
        if cents:
            sections.append(_section(joined[0].first, joined[-1].last, cents, base, points))
    return Breakdown(sections=tuple(sections))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of days in one half-year with one balance."""

    first: date
    last: date
    cents: int


def _history(balances: Iterable[Balance]) -> list[Balance]:
    history = sorted(balances, key=lambda balance: balance.from_on)
    if any(balance.cents < 0 for balance in history):
        raise ValueError("a balance of principal cannot be below zero")
    if len({balance.from_on for balance in history}) < len(history):
        raise ValueError("two balances from one day: which one counts?")
    return history


def _pieces(history: Sequence[Balance], since: date, until: date) -> list[_Piece]:
    halves = {date(year, month, 1) for year in range(since.year, until.year + 1) for month in (1, _SECOND_HALF)}
    cuts = sorted(day for day in {since, *halves, *(balance.from_on for balance in history)} if since <= day <= until)
    lasts = [*(cut - _DAY for cut in cuts[1:]), until]
    return [_Piece(first=first, last=last, cents=_open_on(first, history)) for first, last in zip(cuts, lasts, strict=False)]


def _open_on(day: date, history: Sequence[Balance]) -> int:
    return next((balance.cents for balance in reversed(history) if balance.from_on <= day), 0)


def _bases(pieces: Iterable[_Piece], rates: BaseRates) -> Mapping[date, int]:
    """Give the base rates that are needed by their half-year; all of them have to be known and confirmed."""
    needed = {half_year(piece.first): rates.on(piece.first) for piece in pieces if piece.cents}
    waiting = [base for base in needed.values() if not base.is_confirmed]
    if waiting:
        raise BaseRateUnconfirmed(waiting, rates.published_at)
    return {start: base.basis_points for start, base in needed.items()}


def _section(first: date, last: date, cents: int, base: int, points: int) -> Section:
    rate = max(base + points, 0)
    days = (last - first).days + 1
    amount = half_up(cents * rate * days, _WHOLE * days_of_year(first.year))
    return Section(first=first, last=last, cents=cents, base=base, points=points, rate=rate, amount=amount)


# --- the lump sum --------------------------------------------------------------------------------------------------------


class LumpSumBecause(StrEnum):
    """Why the lump sum is owed or not."""

    BUSINESS_IN_DEFAULT = "business_in_default"
    CONSUMER = "consumer"
    NOT_IN_DEFAULT = "not_in_default"


@dataclass(frozen=True, slots=True, kw_only=True)
class LumpSum:
    """What is owed beside the interest, in cents, and why; once for a claim, whatever is paid in parts."""

    cents: int
    because: LumpSumBecause


def lump_sum(*, is_consumer: bool, since: date | None, numbers: Numbers) -> LumpSum:
    """Say the lump sum of a claim in default since a day (BGB §288(5) s. 1, 2)."""
    if is_consumer:
        return LumpSum(cents=0, because=LumpSumBecause.CONSUMER)
    if since is None:
        return LumpSum(cents=0, because=LumpSumBecause.NOT_IN_DEFAULT)
    return LumpSum(cents=numbers.on(Number.LUMP_SUM_CENTS, since), because=LumpSumBecause.BUSINESS_IN_DEFAULT)


def legal_costs_beside(lump_sum_cents: int, legal_costs: int) -> int:
    """Say what is still owed of the costs of pursuing the claim beside the lump sum, which is credited against them (BGB §288(5) s. 3)."""
    return max(legal_costs - lump_sum_cents, 0)

"""The payment order and the enforcement order (ZPO §§688 to 703d): deadlines, the central courts and the court's fee.

The numbers stand in `policy/claims.toml`, courts and fees in `policy/court.toml`. Money is integer cents. LAWYER: service abroad, where
other terms hold (ZPO §339(2), AVAG §32), is not computed.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from vorzimmer.domain.claim_numbers import Number, Numbers
from vorzimmer.domain.days import Holidays, add_months, working_day_from
from vorzimmer.domain.money import half_up

_DAY = timedelta(days=1)
_CENTS = 100
_TENTHS = 10

LAENDER = frozenset({"BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"})
"""ISO 3166-2:DE."""


# --- deadlines -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeadlines:
    """What follows from the service of a payment order, in civil dates.

    `objection_until`: the term in which the debtor is to object; he still can until the enforcement order is issued (ZPO §694(1)).
    `enforcement_from` to `enforcement_until`: when the enforcement order can be applied for; after that the payment order has lapsed.
    """

    objection_until: date
    enforcement_from: date
    enforcement_until: date

    def has_lapsed(self, day: date) -> bool:
        """Whether the payment order has lost its effect on this day because nobody applied for the enforcement order (ZPO §701)."""
        return day > self.enforcement_until


def order_deadlines(served_on: date, *, holidays: Holidays, numbers: Numbers) -> OrderDeadlines:
    """Say the deadlines of a payment order that was served on this day.

    The debtor's term is shifted to a working day (ZPO §222(2)); ours is not: the earlier day is the safe one.
    """
    objection_until = _two_weeks(served_on, holidays, numbers)
    return OrderDeadlines(
        objection_until=objection_until,
        enforcement_from=objection_until + _DAY,
        enforcement_until=add_months(served_on, numbers.on(Number.LAPSE_MONTHS, served_on)),
    )


def enforcement_objection_until(served_on: date, *, holidays: Holidays, numbers: Numbers) -> date:
    """Say the last day to object to an enforcement order (Einspruch, ZPO §§700(1), 339(1)); with it the order becomes final."""
    return _two_weeks(served_on, holidays, numbers)


def _two_weeks(served_on: date, holidays: Holidays, numbers: Numbers) -> date:
    return working_day_from(served_on + numbers.on(Number.OBJECTION_DAYS, served_on) * _DAY, holidays)


# --- courts --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralCourt:
    """A court that issues payment orders for applicants of some Länder. `district` tells the courts of one Land apart."""

    laender: tuple[str, ...]
    name: str
    section: str
    place: str
    law: str
    source: str
    district: str = ""
    is_confirmed: bool = False


class CourtKind(StrEnum):
    """Which court decides after an objection."""

    LOCAL = "local"
    """Amtsgericht."""
    REGIONAL = "regional"
    """Landgericht: a lawyer is needed (ZPO §78(1))."""


def litigation_court(principal: int, day: date, numbers: Numbers) -> CourtKind:
    """Say which kind of court decides about so much principal, without interest and costs (GVG §23 no. 1, ZPO §4(1))."""
    return CourtKind.LOCAL if principal <= numbers.on(Number.LOCAL_COURT_CENTS, day) else CourtKind.REGIONAL


# --- fees ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeStep:
    """For each begun `each` cents of the value up to `up_to`, the fee rises by `more` cents. None: without an end."""

    up_to: int | None
    each: int
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTable:
    """The fee of a payment order from a day on: so many tenths of the full fee, and a minimum. Cents."""

    from_on: date
    law: str
    tenths: int
    minimum: int
    up_to: int
    base: int
    steps: tuple[FeeStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What the court asks for a payment order, in cents. `full` is the whole fee at this value; `is_minimum`: the minimum counts."""

    cents: int
    full: int
    is_minimum: bool
    law: str


class FeeUnknown(Exception):
    """The file has no fee for a day before its first table."""

    def __init__(self, day: date) -> None:
        super().__init__(f"policy/court.toml has no fee for {day}")
        self.day = day


def fee(value: int, on: date, tables: Iterable[FeeTable]) -> Fee:
    """Say the fee for a payment order about `value` cents of principal that is filed on this day (GKG §§34, 43(1), 71, no. 1100).

    Raises ValueError when nothing is claimed, FeeUnknown for a day before the first table.
    """
    if value <= 0:
        raise ValueError("a fee needs a value above zero")
    table = max((table for table in tables if table.from_on <= on), key=lambda table: table.from_on, default=None)
    if table is None:
        raise FeeUnknown(on)
    full = _full_fee(value, table)
    share = half_up(full * table.tenths, _TENTHS)
    return Fee(cents=max(share, table.minimum), full=full, is_minimum=share < table.minimum, law=table.law)


def _full_fee(value: int, table: FeeTable) -> int:
    full, reached = table.base, table.up_to
    for step in table.steps:
        end = value if step.up_to is None else min(value, step.up_to)
        if end > reached:
            full += -(-(end - reached) // step.each) * step.more
        reached = step.up_to or reached
    return full


# --- the file ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtPolicy:
    """What `policy/court.toml` says."""

    courts: tuple[CentralCourt, ...]
    fees: tuple[FeeTable, ...]

    def courts_of(self, land: str) -> tuple[CentralCourt, ...]:
        """Give the courts for an applicant of a Land (ISO 3166-2:DE, "BE"): one, or one for each district."""
        return tuple(court for court in self.courts if land in court.laender)


def read_court_policy(text: str) -> CourtPolicy:
    """Read `policy/court.toml`. Raises ValueError: an entry without law or source, a Land without a court, steps that do not rise."""
    data = tomllib.loads(text, parse_float=Decimal)
    courts = tuple(_court(row) for row in data.get("court", ()))
    missing = LAENDER - {land for court in courts for land in court.laender}
    if missing:
        raise ValueError(f"no central court for {', '.join(sorted(missing))}")
    for land in LAENDER:
        districts = [court.district for court in courts if land in court.laender]
        if len(districts) > 1 and (len(set(districts)) < len(districts) or "" in districts):
            raise ValueError(f"the courts of {land} need a district each")
    return CourtPolicy(courts=courts, fees=tuple(_fee_table(row) for row in data.get("fee", ())))


def _court(row: Mapping[str, object]) -> CentralCourt:
    laender = row.get("laender")
    if not isinstance(laender, list) or not laender or not set(laender) <= LAENDER:
        raise ValueError(f"court {row.get('name')!r}: its Länder are wrong; known are {', '.join(sorted(LAENDER))}")
    texts = {key: str(row.get(key, "")).strip() for key in ("name", "section", "place", "law", "source")}
    empty = [key for key, text in texts.items() if not text]
    if empty:
        raise ValueError(f"court {row.get('name')!r} has no {', '.join(empty)}")
    return CentralCourt(laender=tuple(laender), district=str(row.get("district", "")), is_confirmed=row.get("confirmed") is True, **texts)


def _fee_table(row: Mapping[str, object]) -> FeeTable:
    from_on, law, steps = row.get("from"), str(row.get("law", "")).strip(), row.get("steps")
    if type(from_on) is not date or not law or not isinstance(steps, list):
        raise ValueError(f"fee {from_on}: it needs the day from which on it counts, its law and its steps")
    table = FeeTable(
        from_on=from_on,
        law=law,
        tenths=int(str(row["tenths"])),
        minimum=_amount(row["minimum"]),
        up_to=_amount(row["up_to"]),
        base=_amount(row["base"]),
        steps=tuple(_step(step) for step in steps),
    )
    _check_steps(table)
    return table


def _step(row: Mapping[str, object]) -> FeeStep:
    return FeeStep(up_to=_amount(row["up_to"]) if "up_to" in row else None, each=_amount(row["each"]), more=_amount(row["more"]))


def _amount(euros: object) -> int:
    return int(Decimal(str(euros)) * _CENTS)


def _check_steps(table: FeeTable) -> None:
    ends: Sequence[int | None] = [table.up_to, *(step.up_to for step in table.steps)]
    rising = all(before is not None and (after is None or before < after) for before, after in pairwise(ends))
    if not rising or ends[-1] is not None:
        raise ValueError(f"fee {table.from_on}: the steps must rise, and only the last one has no end")

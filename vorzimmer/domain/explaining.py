"""What each call came to in each charge, one by one and in the order of time.

`rating` adds up whole charges, which is quicker and gives the same. It asks here only when calls of several charges compete for what
is left of a pool, and when somebody wants to know where a cent comes from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from itertools import pairwise, starmap

from vorzimmer.domain.days import Holidays, berlin_date, moment, start_of_day
from vorzimmer.domain.hours import Window
from vorzimmer.domain.statements import ContractFacts, FreeBecause, Part, Period, Source
from vorzimmer.domain.tariff_parts import Charge, Measuring, Per, Pool, Threshold
from vorzimmer.domain.usage import Unit, UsageRow

_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)
_KEPT_HOURS = 4096

CONTRACT = "contract"
"""The `ref` of a fee, which no usage stands behind."""


def measuring_of(charge: Charge, period: Period) -> Measuring:
    """Say how a charge measures in this period: what is per month and not pro-rated counts in whole months."""
    if charge.per is Per.MONTH and not charge.prorated:
        return replace(charge.measuring, first=period.days, next=period.days)
    return charge.measuring


def part_of_period(amount: int, *, prorated: bool, period: Period, facts: ContractFacts) -> tuple[int, int]:
    """Say how much of an amount is due for the days in force, as a fraction: all, a part by days, or nothing."""
    if not amount:
        return 0, 1
    days = facts.days_in_force(period)
    if prorated:
        return amount * days, period.days
    return (amount if days else 0), 1


def rounded_up(fraction: tuple[int, int]) -> int:
    """Round what is given to the customer, in whole units."""
    numerator, denominator = fraction
    return -(-numerator // denominator)


def free_units(charge: Charge, period: Period, facts: ContractFacts) -> int:
    """Say how many first units are free in this period."""
    return rounded_up(part_of_period(charge.free.first, prorated=charge.prorated, period=period, facts=facts))


def pool_units(pool: Pool, period: Period, facts: ContractFacts) -> int:
    """Say how many units are included in this period, without what was carried over."""
    return rounded_up(part_of_period(pool.quantity, prorated=pool.prorated, period=period, facts=facts))


def carried_units(pool: Pool, facts: ContractFacts) -> tuple[int, ...]:
    """Say what is left of earlier periods and has not lapsed, the youngest first."""
    return tuple(facts.carried.get(pool.key, ())[: pool.rollover])


def cut(rows: Iterable[UsageRow], windows: tuple[Window, ...], holidays: Holidays) -> Iterator[UsageRow]:
    """Cut times at the borders of the time windows; a second that has begun belongs to where it began. The pieces add up to the row."""
    for row in rows:
        _, _, quantity, unit, at, *_ = row
        borders = _borders_within(at, quantity, windows) if unit == Unit.SECOND else []
        if not borders:
            yield row
            continue
        begin = at.astimezone(UTC)
        begun = [-(-(border - begin) // _SECOND) for border in borders]
        offsets = _offsets(begin, [offset for offset in begun if offset < quantity], windows, holidays)
        for offset, stop in pairwise([*offsets, quantity]):
            yield UsageRow(row[0], row[1], stop - offset, unit, begin + offset * _SECOND, *row[5:])


def _borders_within(at: datetime, seconds: int, windows: tuple[Window, ...]) -> list[datetime]:
    """Give the moments within a time at which a window may begin or end. Most calls are over long before the next one."""
    begin = at.astimezone(UTC)
    hour, end = begin.replace(minute=0, second=0, microsecond=0), begin + seconds * _SECOND
    found = []
    while hour < end:
        found += [border for border in _borders_of_hour(hour, windows) if begin < border < end]
        hour += _HOUR
    return found


@lru_cache(maxsize=_KEPT_HOURS)
def _borders_of_hour(hour: datetime, windows: tuple[Window, ...]) -> tuple[datetime, ...]:
    clocks = {clock for window in windows for clock in (window.start, window.end) if clock is not None} | {time()}
    days = {berlin_date(hour), berlin_date(hour + _HOUR)}
    return tuple(sorted(border for border in {moment(day, clock) for day in days for clock in clocks} if hour <= border < hour + _HOUR))


def _offsets(begin: datetime, offsets: Iterable[int], windows: Sequence[Window], holidays: Holidays) -> list[int]:
    """Say after how many seconds other windows hold than before, from 0 on."""
    found: list[int] = []
    last = None
    for offset in (0, *offsets):
        holding = [window.holds(begin + offset * _SECOND, holidays) for window in windows]
        if holding != last:
            found.append(offset)
        last = holding
    return found


def parts(source: Source, charge: Charge) -> list[Part]:
    """Give every call that a charge reads, measured, with what is free by its kind; ordered by moment, then by id."""
    if not charge.meters:
        return _fee(source, charge)
    groups: defaultdict[tuple[str, bool], list[UsageRow]] = defaultdict(list)
    for row in source.pieces:
        taken = row[1] in charge.meters and charge.when.takes(row[7], row[6], row[5])
        if taken and charge.when.takes_at(row[4], source.facts.holidays):
            groups[row[0], row[7] in charge.free.statuses].append(row)
    lengths, shorts = _lengths(source.pieces, charge.when.threshold), _lengths(source.pieces, charge.free.short)
    measuring = measuring_of(charge, source.period)
    found = []
    for (ref, is_waived), rows in groups.items():
        if charge.when.threshold is not None and not charge.when.threshold.holds(lengths.get(ref, 0)):
            continue
        is_short = charge.free.short is not None and charge.free.short.holds(shorts.get(ref, 0))
        because = FreeBecause.STATUS if is_waived else FreeBecause.SHORT if is_short else None
        found.append(_part(ref, rows, measuring, because))
    return sorted(found, key=lambda part: (part.at, part.ref, part.free_because is not None))


def _fee(source: Source, charge: Charge) -> list[Part]:
    measured, _ = part_of_period(source.period.days, prorated=charge.prorated, period=source.period, facts=source.facts)
    days = measured // source.period.days if charge.prorated else measured
    if days == 0:
        return []
    at = start_of_day(source.period.first)
    return [Part(ref=CONTRACT, at=at, rows=(), quantity=days, counted=days, measured=days)]


def _lengths(rows: Iterable[UsageRow], threshold: Threshold | None) -> Mapping[str, int]:
    lengths: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if threshold is not None and row[1] in threshold.meters:
            lengths[row[0]] += row[2]
    return lengths


def _part(ref: str, rows: list[UsageRow], measuring: Measuring, because: FreeBecause | None) -> Part:
    by_meter: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        by_meter[row[1]] += row[2]
    caps = dict(measuring.caps)
    counted = sum(min(quantity, caps.get(meter, quantity)) for meter, quantity in by_meter.items())
    measured = measuring.measure(counted)
    return Part(
        ref=ref,
        at=min(row[4].astimezone(UTC) for row in rows),
        rows=tuple(sorted(starmap(UsageRow, rows))),
        quantity=sum(by_meter.values()),
        counted=counted,
        measured=measured,
        free=measured if because else 0,
        free_because=because,
    )


def without_first(found: Iterable[Part], free: int) -> Iterator[Part]:
    """Give the first units of a period away, in the order of time; what is left is charged so far."""
    for part in found:
        taken = 0 if part.free_because else min(free, part.measured)
        free -= taken
        rest = part.measured - part.free - taken
        if taken:
            yield replace(part, free=taken, free_because=FreeBecause.FIRST, charged=rest)
        else:
            yield replace(part, charged=rest)


def share(competing: Sequence[Sequence[Part]], units: int) -> list[list[Part]]:
    """Let the parts of several charges use what is included, in the order of time; at the same moment the first charge comes first."""
    shared: list[list[Part]] = [[] for _ in competing]
    streams = [[(part.at, part.ref, place, number) for number, part in enumerate(each)] for place, each in enumerate(competing)]
    for _, _, place, number in merge(*streams):
        part = competing[place][number]
        included = min(units, part.charged)
        units -= included
        shared[place].append(replace(part, included=included, charged=part.charged - included))
    return shared


def parts_by_charge(source: Source, charges: Sequence[Charge], units: int | None) -> list[list[Part]]:
    """Give the parts of charges that share `units` (None: nothing is included), with all but the amounts."""
    found = [list(without_first(parts(source, charge), free_units(charge, source.period, source.facts))) for charge in charges]
    return found if units is None else share(found, units)

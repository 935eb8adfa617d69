"""From usage to money: `rate` says what a period costs, `explain` where each cent of a line comes from.

Pure and exact: integers only, the same for every order of the rows, rounded to cents once a line. What is measured is added up by
call, then measured in increments, then what is free and what is included is taken off, then it has a price, then come minimum and
maximum. docs/explanation/rating.md tells it in words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import starmap

from vorzimmer.domain.explaining import (
    carried_units,
    cut,
    free_units,
    measuring_of,
    part_of_period,
    parts_by_charge,
    pool_units,
)
from vorzimmer.domain.money import MICRO_PER_CENT, cents, half_up
from vorzimmer.domain.rating_plan import DESTINATIONS, DIRECTIONS, STATUSES, NotRated, Plan, plan_of
from vorzimmer.domain.statements import (
    ContractFacts,
    Digest,
    Line,
    Part,
    Period,
    PoolUse,
    Source,
    Statement,
    Step,
    StepOf,
    UsageProblem,
    UsageRefused,
)
from vorzimmer.domain.tariff_parts import (
    Average,
    Billed,
    Charge,
    Flat,
    Measuring,
    MinimumTurnover,
    Per,
    Pool,
    StepKind,
    Stepped,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.usage import UsageRow, fingerprint, unit_of

Sums = Mapping[str, int]
"""Quantities by call."""

_NEVER = datetime.max.replace(tzinfo=UTC)

NO_FACTS = ContractFacts()


def rate(tariff: TariffVersion, usage: Iterable[UsageRow], period: Period, facts: ContractFacts = NO_FACTS) -> Statement:
    """Say what the usage of a period costs. The order of the rows does not matter.

    Raises `TariffRefused` for a tariff that makes no sense, and `UsageRefused` for rows that are not of the period or that no charge
    covers: nothing is dropped in silence.
    """
    plan = plan_of(tariff)
    rows = list(usage)
    source = Source(tariff, rows, rows, period, facts)
    try:
        sums = _added_up(plan, source)
    except NotRated:
        raise UsageRefused(tariff.version, _refused(plan, source)) from None
    if tariff.cuts and tariff.windows:
        source = Source(tariff, rows, list(cut(rows, tariff.windows, facts.holidays)), period, facts)
        sums = _added_up(plan, source, is_cut=True)
    tallies = [_tally(plan, place, charge, sums, source) for place, charge in enumerate(tariff.charges)]
    pools = [_draw(pool, tallies, source) for pool in tariff.pools]
    lines = [line for tally in tallies if (line := _line(tally, source)) is not None]
    if tariff.minimum_turnover is not None:
        lines += _missing_turnover(tariff.minimum_turnover, lines, source)
    return Statement(
        tariff=tariff.version,
        currency=tariff.currency,
        period=period,
        lines=tuple(lines),
        pools=tuple(pools),
        rows=len(rows),
        source=source,
    )


def _added_up(plan: Plan, source: Source, *, is_cut: bool = False) -> Sequence[Sums]:
    """Add up the quantities of all rows in their buckets, by call. This loop runs a million times in an evening.

    Raises `NotRated`. The pieces of a time that was cut may lie after the period.
    """
    sums: list[defaultdict[str, int]] = [defaultdict(int) for _ in plan.buckets]
    holidays = source.facts.holidays
    calendar = plan.calendar(holidays)
    start, end = source.period.start, _NEVER if is_cut else source.period.end
    for ref, meter, quantity, unit, at, direction, destination, status in source.pieces:
        if quantity < 0 or not start <= at < end:
            raise NotRated
        buckets = plan[meter, unit, direction, destination, status]
        if isinstance(buckets, dict):
            minute = at.astimezone(UTC).replace(second=0, microsecond=0)  # in UTC no hour comes twice
            moment = calendar.get(minute)
            if moment is None:
                moment = calendar[minute] = plan.moment(minute, holidays)
            buckets = buckets[moment]
        for bucket in buckets:
            sums[bucket][ref] += quantity
    return sums


def _refused(plan: Plan, source: Source) -> Iterator[tuple[UsageProblem, UsageRow]]:
    start, end = source.period.start, source.period.end
    for row in starmap(UsageRow, source.rows):
        unit = unit_of(row.meter)
        wrong = (
            (UsageProblem.UNKNOWN_METER, unit is None),
            (UsageProblem.WRONG_UNIT, unit is not None and unit != row.unit),
            (
                UsageProblem.UNKNOWN_KIND,
                row.direction not in DIRECTIONS or row.destination_kind not in DESTINATIONS or row.status not in STATUSES,
            ),
            (UsageProblem.NEGATIVE, row.quantity < 0),
            (UsageProblem.OUTSIDE_PERIOD, not start <= row.started_at < end),
            (UsageProblem.NOT_COVERED, unit is not None and not plan.covers(row.meter)),
        )
        yield from ((problem, row) for problem, is_there in wrong if is_there)


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What a charge comes to so far, in base units."""

    charge: Charge
    calls: int = 0
    measured: int = 0
    free: int = 0
    included: int = 0

    @property
    def rest(self) -> int:
        return self.measured - self.free - self.included


def _tally(plan: Plan, place: int, charge: Charge, sums: Sequence[Sums], source: Source) -> _Tally:
    period, facts = source.period, source.facts
    if not charge.meters:
        days = facts.days_in_force(period) if charge.prorated or not facts.days_in_force(period) else period.days
        return _Tally(charge=charge, calls=1 if days else 0, measured=days)
    buckets, measuring = plan.places[place], measuring_of(charge, period)
    counted = _capped(sums, buckets.counted)
    waived = {} if buckets.waived is None else _capped(sums, buckets.waived)
    if charge.when.threshold is not None and buckets.threshold is not None:
        counted = _held(counted, charge.when.threshold, sums[buckets.threshold])
        waived = _held(waived, charge.when.threshold, sums[buckets.threshold])
    measured, given = _measured(counted, measuring), _measured(waived, measuring)
    short = 0
    if charge.free.short is not None and buckets.short is not None:
        short = _measured(_held(counted, charge.free.short, sums[buckets.short]), measuring)
    first = min(free_units(charge, period, facts), measured - short)
    return _Tally(charge=charge, calls=len(counted) + len(waived), measured=measured + given, free=given + short + first)


def _capped(sums: Sequence[Sums], buckets: tuple[int, tuple[tuple[int, int], ...]]) -> Sums:
    plain, caps = buckets
    if not caps:
        return sums[plain]
    total = dict(sums[plain])
    for bucket, cap in caps:
        for ref, quantity in sums[bucket].items():
            total[ref] = total.get(ref, 0) + min(quantity, cap)
    return total


def _held(sums: Sums, threshold: Threshold, lengths: Sums) -> Sums:
    return {ref: quantity for ref, quantity in sums.items() if threshold.holds(lengths.get(ref, 0))}


def _measured(sums: Sums, measuring: Measuring) -> int:
    """Measure each call and add up; the two usual ways are shortcuts of `Measuring.measure`."""
    first, following = measuring.first, measuring.next
    if first != following or measuring.added or measuring.at_most is not None:
        return sum(map(measuring.measure, sums.values()))
    if first == 1:
        return sum(sums.values())
    return sum(-(-quantity // first) for quantity in sums.values()) * first


def _draw(pool: Pool, tallies: Sequence[_Tally], source: Source) -> PoolUse:
    """Let the charges use what is included: what was carried over first, beginning with what lapses first."""
    drawing = [tally for tally in tallies if tally.charge.pool == pool.key]
    own, carried = pool_units(pool, source.period, source.facts), carried_units(pool, source.facts)
    available = own + sum(carried)
    used = min(available, sum(tally.rest for tally in drawing))
    if len(drawing) == 1 or used < available:
        for tally in drawing:
            tally.included = min(available, tally.rest)
    else:
        shares = parts_by_charge(source, [tally.charge for tally in drawing], available)
        for tally, parts in zip(drawing, shares, strict=True):
            tally.included = sum(part.included for part in parts)
    left, rest = [], used
    for units in (*reversed(carried), own):
        left.append(max(0, units - rest))
        rest = max(0, rest - units)
    carries = tuple(reversed(left))[: pool.rollover]
    return PoolUse(key=pool.key, included=own, carried=sum(carried), used=used, carries=carries)


def _line(tally: _Tally, source: Source) -> Line | None:
    charge, period, facts = tally.charge, source.period, source.facts
    if not (tally.calls or charge.minimum_units or charge.minimum):
        return None
    due, whole = part_of_period(charge.minimum_units, prorated=charge.prorated, period=period, facts=facts)
    charged = max(tally.rest, due // whole)
    numerator, denominator, priced = _priced(source.tariff, charge, charged, size(charge.per, period.days))
    steps = [Step(kind=StepOf.MEASURED, units=tally.measured)]
    steps += [Step(kind=kind, units=units) for kind, units in ((StepOf.FREE, tally.free), (StepOf.INCLUDED, tally.included)) if units]
    steps += [Step(kind=StepOf.MINIMUM_UNITS, units=charged)] if charged > tally.rest else []
    steps += priced
    for kind, amount in ((StepOf.MINIMUM, charge.minimum), (StepOf.MAXIMUM, charge.maximum)):
        if amount is None or not facts.days_in_force(period):  # what comes after the end of a contract has neither
            continue
        bound = half_up(*part_of_period(amount, prorated=charge.prorated, period=period, facts=facts))
        if numerator < bound * denominator if kind is StepOf.MINIMUM else numerator > bound * denominator:
            numerator = bound * denominator
            steps.append(Step(kind=kind, micro=bound))
    if not (tally.calls or numerator):
        return None
    return Line(
        key=charge.key,
        name=charge.name,
        per=charge.per,
        size=size(charge.per, period.days),
        billed=charge.billed,
        vat=charge.vat,
        account=charge.account,
        calls=tally.calls,
        measured=tally.measured,
        free=tally.free,
        included=tally.included,
        charged=charged,
        numerator=numerator,
        denominator=denominator,
        steps=tuple(steps),
        source=source,
    )


def _priced(tariff: TariffVersion, charge: Charge, units: int, per: int) -> tuple[int, int, list[Step]]:
    """Price units: the amount as a fraction, and the steps."""
    match charge.price:
        case Flat(micro=micro):
            return units * micro, per, [Step(kind=StepOf.PRICED, units=units, micro=micro, per=per)]
        case Average(of=key):
            fee, pool = tariff.charge(key), tariff.pool(charge.pool)
            if fee is None or pool is None or not isinstance(fee.price, Flat):
                raise AssertionError("the check of the tariff lets no average without a package pass")
            step = Step(kind=StepOf.PRICED, units=units, micro=fee.price.micro, per=pool.quantity)
            return units * fee.price.micro, pool.quantity, [step]
        case Stepped() as price:
            steps = list(_climbed(price, 0, units, units, per))
            return sum(step.units * step.micro for step in steps), per, steps


def _climbed(price: Stepped, begin: int, end: int, total: int, per: int) -> Iterator[Step]:
    """Price the units from `begin` to `end` of a charge that has `total` of them."""
    if price.kind is StepKind.VOLUME:
        micro = next(step.micro for step in price.steps if step.up_to is None or total <= step.up_to)
        yield Step(kind=StepOf.PRICED, units=end - begin, micro=micro, per=per)
        return
    for step in price.steps:
        stop = end if step.up_to is None else min(end, step.up_to)
        if stop > begin:
            yield Step(kind=StepOf.PRICED, units=stop - begin, micro=step.micro, per=per)
            begin = stop


def _missing_turnover(turnover: MinimumTurnover, lines: Sequence[Line], source: Source) -> list[Line]:
    """Make a line of what the charges lack to the minimum turnover."""
    due = cents(*part_of_period(turnover.micro, prorated=turnover.prorated, period=source.period, facts=source.facts))
    missing = due - sum(line.cents for line in lines if line.key in turnover.of)
    if missing <= 0:
        return []
    line = Line(
        key="minimum_turnover",
        name=turnover.name,
        per=Per.PIECE,
        size=1,
        billed=Billed.IN_ARREARS,
        vat=turnover.vat,
        account="",
        calls=0,
        measured=0,
        free=0,
        included=0,
        charged=1,
        numerator=missing * MICRO_PER_CENT,
        denominator=1,
        steps=(Step(kind=StepOf.MISSING_TURNOVER, micro=due * MICRO_PER_CENT),),
        source=source,
    )
    return [line]


def explain(line: Line) -> tuple[Part, ...]:
    """Say what each call came to in a line, with its rows; in the order of time.

    The parts add up to the line, but for its steps of a minimum or a maximum, which belong to no call.
    """
    source = line.source
    tariff = source.tariff
    charge = tariff.charge(line.key)
    if charge is None:
        return ()
    pool = tariff.pool(charge.pool)
    if pool is None:
        (found,) = parts_by_charge(source, [charge], None)
    else:
        drawing = [each for each in tariff.charges if each.pool == pool.key]
        units = pool_units(pool, source.period, source.facts) + sum(carried_units(pool, source.facts))
        found = parts_by_charge(source, drawing, units)[drawing.index(charge)]
    return tuple(_amounts(tariff, charge, found, line))


def _amounts(tariff: TariffVersion, charge: Charge, parts: Iterable[Part], line: Line) -> Iterator[Part]:
    begin = 0
    for part in parts:
        if isinstance(charge.price, Stepped):
            steps = _climbed(charge.price, begin, begin + part.charged, line.charged, line.size)
            amount = sum(step.units * step.micro for step in steps)
        else:
            amount, _, _ = _priced(tariff, charge, part.charged, line.size)
        begin += part.charged
        yield replace(part, numerator=amount)


def free_rows(statement: Statement) -> tuple[UsageRow, ...]:
    """Give the rows that no charge reads (additions aside): they are free because the tariff lists their meters as free."""
    source = statement.source
    taken: Counter[UsageRow] = Counter()
    for charge in source.tariff.charges:
        if not charge.addition:
            (parts,) = parts_by_charge(source, [charge], None)
            taken.update(row for part in parts for row in part.rows)
    return tuple(sorted((Counter(starmap(UsageRow, source.pieces)) - taken).elements()))


def digest(made: Line | Statement) -> Digest:
    """Say what stays when the usage is erased: of the rows of a line, or of all rows of a statement."""
    rows = made.source.rows if isinstance(made, Statement) else [row for part in explain(made) for row in part.rows]
    return Digest(
        tariff=made.source.tariff.version,
        rows=len(rows),
        quantity=sum(row[2] for row in rows),
        sha256=fingerprint(rows),
    )


def passes_limit(statement: Statement) -> bool:
    """Whether what the period costs so far, without tax, passes the credit limit of the tariff, so that an interim invoice is due."""
    limit = statement.source.tariff.credit.limit
    return limit is not None and statement.net > limit

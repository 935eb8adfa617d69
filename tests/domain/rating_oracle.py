"""A slow second opinion on what a month costs: unit by unit, with fractions, and nothing of the rating but the data of the tariff.

It says the exact amount of each charge in millionths, and what is left in each pool. Where `domain/rating.py` adds up, this counts.
"""

from datetime import timedelta
from fractions import Fraction
from math import ceil, floor

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.hours import HolidayRule

UNITS = {"piece": 1, "second": 1, "minute": 60, "hour": 3600, "euro": 100}


COLUMNS = ("ref", "meter", "quantity", "unit", "at", "direction", "destination", "status")


def in_window(window, moment, holidays):
    local = moment.astimezone(BERLIN)
    clock, day = local.time(), local.date()
    if local.fold:
        clock = clock.replace(minute=59, second=59, microsecond=999_999)
    if window.start is not None:
        is_over_midnight = window.start > window.end
        if is_over_midnight and clock < window.end:
            day -= timedelta(days=1)
        elif clock < window.start or (clock >= window.end and not is_over_midnight):
            return False
    wanted = {HolidayRule.AS_USUAL: True, HolidayRule.NOT: day not in holidays, HolidayRule.ONLY: day in holidays}
    return day.weekday() in window.weekdays and wanted[window.on_holidays]


class Oracle:
    """Rates one month. `amounts` by charge as fractions, `left` by pool."""

    def __init__(self, tariff, rows, period, facts):
        self.tariff, self.period, self.facts = tariff, period, facts
        self.rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        first = max(period.first, facts.begins_on or period.first)
        last = min(period.last, facts.ends_on or period.last)
        self.days, self.in_force = period.days, max(0, (last - first).days + 1)
        self.amounts, self.left, self.units = {}, {}, {}
        queues = {charge.key: self.waiting(charge) for charge in tariff.charges}
        for pool in tariff.pools:
            self.empty(pool, [charge.key for charge in tariff.charges if charge.pool == pool.key], queues)
        for charge in tariff.charges:
            self.price(charge, sum(units for *_, units in queues[charge.key]))
        turnover = tariff.minimum_turnover
        if turnover is not None:
            due = floor(Fraction(turnover.micro) * self.share(turnover.prorated) / 10_000 + Fraction(1, 2))
            has = sum(floor(self.amounts[key] / 10_000 + Fraction(1, 2)) for key in turnover.of)
            self.amounts["minimum_turnover"] = Fraction(max(0, due - has) * 10_000)

    def share(self, prorated):
        return Fraction(self.in_force, self.days) if prorated else Fraction(1 if self.in_force else 0)

    def pieces(self, row, charge):
        """How much of a row the charge reads, second by second where times are cut."""
        when = charge.when
        if row["meter"] not in charge.meters:
            return 0
        for wanted, found in ((when.statuses, row["status"]), (when.destinations, row["destination"]), (when.directions, row["direction"])):
            if wanted is not None and found not in [str(each) for each in wanted]:
                return 0
        if when.threshold is not None:
            talked = self.length(row["ref"], when.threshold.meters)
            if talked < when.threshold.at_least or (when.threshold.below is not None and talked >= when.threshold.below):
                return 0
        cuts = self.tariff.cuts and row["unit"] == "second"
        known, total = {}, 0
        for number in range(row["quantity"] if cuts else 1):
            moment = row["at"] + timedelta(seconds=number)
            minute = moment.replace(second=0, microsecond=0)
            if minute not in known:
                known[minute] = all(
                    (
                        not when.windows or any(in_window(window, minute, self.facts.holidays) for window in when.windows),
                        not any(in_window(window, minute, self.facts.holidays) for window in when.outside),
                    )
                )
            total += (1 if cuts else row["quantity"]) if known[minute] else 0
        return total

    def length(self, ref, meters):
        return sum(row["quantity"] for row in self.rows if row["ref"] == ref and row["meter"] in meters)

    def waiting(self, charge):
        """The calls of a charge that are not free, as [moment, ref, place of the charge, units], in the order of time."""
        if not charge.meters:
            days = self.in_force if charge.prorated else (self.days if self.in_force else 0)
            return [[self.period.start, "", 0, days]]
        place = [each.key for each in self.tariff.charges].index(charge.key)
        queue = []
        for ref in sorted({row["ref"] for row in self.rows}):
            if charge.free.short is not None and self.length(ref, charge.free.short.meters) < charge.free.short.below:
                continue
            mine = [row for row in self.rows if row["ref"] == ref and row["status"] not in [str(each) for each in charge.free.statuses]]
            by_meter = {}
            for row in mine:
                by_meter[row["meter"]] = by_meter.get(row["meter"], 0) + self.pieces(row, charge)
            caps = dict(charge.measuring.caps)
            quantity = sum(min(value, caps.get(meter, value)) for meter, value in by_meter.items())
            if quantity:
                queue.append([self.first_moment(mine, charge), ref, place, self.measured(charge, quantity)])
        queue.sort()
        free = ceil(charge.free.first * self.share(charge.prorated))
        for entry in queue:
            while free and entry[3]:
                entry[3] -= 1
                free -= 1
        return queue

    def first_moment(self, rows, charge):
        if not self.tariff.cuts:
            return min(row["at"] for row in rows if self.pieces(row, charge))
        found = []
        for row in rows:
            for number in range(row["quantity"] if row["unit"] == "second" else 1):
                second = {**row, "at": row["at"] + timedelta(seconds=number), "quantity": 1}
                if self.pieces(second, charge):
                    found.append(second["at"])
                    break
        return min(found)

    def measured(self, charge, quantity):
        first, following = charge.measuring.first, charge.measuring.next
        if charge.per == "month" and not charge.prorated:
            first = following = self.days
        total = first
        while total < quantity:
            total += following
        total += charge.measuring.added
        return total if charge.measuring.at_most is None else min(total, charge.measuring.at_most)

    def empty(self, pool, keys, queues):
        own = ceil(pool.quantity * self.share(pool.prorated))
        buckets = [own, *self.facts.carried.get(pool.key, ())[: pool.rollover]]
        for entry in sorted((entry for key in keys for entry in queues[key]), key=lambda entry: entry[:3]):
            while entry[3] and any(buckets):
                oldest = max(number for number, units in enumerate(buckets) if units)
                buckets[oldest] -= 1
                entry[3] -= 1
        self.left[pool.key] = tuple(buckets[: pool.rollover])

    def price(self, charge, units):
        units = max(units, floor(charge.minimum_units * self.share(charge.prorated)))
        per = self.days if charge.per == "month" else UNITS[charge.per]
        price, amount = charge.price, Fraction(0)
        if hasattr(price, "of"):
            fee = next(each for each in self.tariff.charges if each.key == price.of)
            pool = next(each for each in self.tariff.pools if each.key == charge.pool)
            amount = Fraction(fee.price.micro, pool.quantity) * units
        elif hasattr(price, "steps"):
            for number in range(1, units + 1):
                reached = units if price.kind == "volume" else number
                micro = next(step.micro for step in price.steps if step.up_to is None or reached <= step.up_to)
                amount += Fraction(micro, per)
        else:
            amount = Fraction(price.micro, per) * units
        for limit, bound in ((max, charge.minimum), (min, charge.maximum)):
            if bound is not None and self.in_force:
                amount = limit(amount, floor(bound * self.share(charge.prorated) + Fraction(1, 2)))
        self.amounts[charge.key], self.units[charge.key] = Fraction(amount), units

"""Tariffs as data: what is wrong with one, and one read from a file. What a tariff consists of stands in `tariff_parts`."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

from vorzimmer.domain import contracts
from vorzimmer.domain.money import written_exactly
from vorzimmer.domain.tariff_coverage import coverage_problems
from vorzimmer.domain.tariff_parts import (
    BASE_UNIT,
    Average,
    Billed,
    Charge,
    Condition,
    Flat,
    Free,
    Measuring,
    Per,
    Pool,
    Stepped,
    TariffVersion,
    Threshold,
)
from vorzimmer.domain.tariff_problems import Problem, TariffProblem, TariffRefused, problem
from vorzimmer.domain.usage import Unit, UsageMeter, unit_of

__all__ = ("Problem", "TariffProblem", "TariffRefused", "TariffVersion", "checked", "problems")

_CURRENCY_LETTERS = 3
_AMOUNTS = frozenset({"price", "minimum", "maximum", "amount"})
_P = TariffProblem


def problems(tariff: TariffVersion) -> tuple[Problem, ...]:
    """Say why a tariff is refused; nothing: it can be rated with.

    Whether every usage has one price is only asked when its charges make sense by themselves.
    """
    found = (*_of_tariff(tariff), *(each for charge in tariff.charges for each in _of_charge(tariff, charge)))
    return found or tuple(coverage_problems(tariff))


def checked(tariff: TariffVersion) -> TariffVersion:
    """Give the tariff back. Raises `TariffRefused` when something is wrong with it."""
    if found := problems(tariff):
        raise TariffRefused(tariff.key, found)
    return tariff


def _of_tariff(tariff: TariffVersion) -> Iterator[Problem]:
    for name, keys in (("charge", [each.key for each in tariff.charges]), ("pool", [each.key for each in tariff.pools])):
        yield from (problem(_P.TWICE, f"{name} “{key}”", "key") for key, count in Counter(keys).items() if count > 1)
    if tariff.valid_until is not None and tariff.valid_until < tariff.valid_from:
        yield problem(_P.ENDS_BEFORE_IT_BEGINS, "", "valid_until")
    if not (
        tariff.currency.isascii() and tariff.currency.isalpha() and tariff.currency.isupper() and len(tariff.currency) == _CURRENCY_LETTERS
    ):
        yield problem(_P.NO_CURRENCY, "", "currency", found=tariff.currency)
    for key, meters in (("free", tariff.free), ("not_offered", tariff.not_offered)):
        yield from (_unknown_meter("", key, meter) for meter in sorted(meters) if unit_of(meter) is None)
    for clock in (clock for window in tariff.windows for clock in (window.start, window.end) if clock is not None):
        if clock.second or clock.microsecond:
            yield problem(_P.NO_WHOLE_MINUTE, "", "window", found=clock.isoformat())
    for pool in tariff.pools:
        yield from _of_pool(tariff, pool)
    yield from _of_promises(tariff)


def _of_promises(tariff: TariffVersion) -> Iterator[Problem]:
    if (turnover := tariff.minimum_turnover) is not None:
        yield from (
            problem(_P.UNKNOWN_CHARGE, "minimum_turnover", "of", found=key) for key in sorted(turnover.of) if tariff.charge(key) is None
        )
        yield from _negative("minimum_turnover", amount=turnover.micro)
    credit = tariff.credit
    yield from _negative("credit", limit=credit.limit, prepaid=credit.prepaid, refill_below=credit.refill_below)
    if credit.refill_below is not None and credit.prepaid is None:
        yield problem(_P.REFILL_WITHOUT_CREDIT, "credit", "refill_below")
    if tariff.price_rise is not None:
        yield from _negative("price_rise", percent=tariff.price_rise.rate, months=tariff.price_rise.months)
    if tariff.terms is not None:
        yield from (problem(_P.TERMS, "terms", "", detail=each.value) for each in contracts.problems(tariff.terms, is_consumer=False))


def _of_pool(tariff: TariffVersion, pool: Pool) -> Iterator[Problem]:
    part = f"pool “{pool.key}”"
    if pool.quantity <= 0:
        yield problem(_P.NOT_POSITIVE, part, "quantity", found=pool.quantity)
    yield from _negative(part, rollover_periods=pool.rollover)
    if not any(charge.pool == pool.key for charge in tariff.charges):
        yield problem(_P.POOL_UNUSED, part, "")


def _of_charge(tariff: TariffVersion, charge: Charge) -> Iterator[Problem]:
    part = f"charge “{charge.key}”"
    yield from _of_meters(part, charge)
    yield from _of_measuring(part, charge)
    yield from _of_price(tariff, part, charge)
    yield from _negative(part, minimum=charge.minimum, maximum=charge.maximum, minimum_units=charge.minimum_units, vat=charge.vat)
    if charge.maximum is not None and charge.minimum > charge.maximum:
        yield problem(_P.MINIMUM_OVER_MAXIMUM, part, "minimum")
    yield from _negative(f"{part}, free", first=charge.free.first)
    for key, threshold in (("when", charge.when.threshold), ("free", charge.free.short)):
        if threshold is not None and not _is_possible(threshold):
            yield problem(_P.EMPTY_THRESHOLD, part, key)
    pool = tariff.pool(charge.pool)
    if charge.pool and pool is None:
        yield problem(_P.UNKNOWN_POOL, part, "pool", found=charge.pool)
    if pool is not None and BASE_UNIT[pool.per] is not BASE_UNIT[charge.per]:
        yield problem(_P.POOL_UNITS_DIFFER, part, "pool", found=charge.pool)


def _of_meters(part: str, charge: Charge) -> Iterator[Problem]:
    for meter in sorted(charge.meters):
        unit = unit_of(meter)
        if unit is None:
            yield _unknown_meter(part, "meters", meter)
        elif unit is not BASE_UNIT[charge.per]:
            yield problem(_P.UNITS_DIFFER, part, "meters", meter=meter, per=charge.per.value)
    if charge.billed is Billed.IN_ADVANCE and charge.per is not Per.MONTH:
        yield problem(_P.USAGE_IN_ADVANCE, part, "billed")
    if charge.meters:
        return
    if charge.per is not Per.MONTH:
        yield problem(_P.FEE_NOT_MONTHLY, part, "per")
    if (charge.when, charge.measuring, charge.free, charge.pool) != (Condition(), Measuring(), Free(), ""):
        yield problem(_P.FEE_WITH_CONDITION, part, "")


def _of_measuring(part: str, charge: Charge) -> Iterator[Problem]:
    measuring = charge.measuring
    for key, number in (("increments", measuring.first), ("increments", measuring.next), ("at_most", measuring.at_most)):
        if number is not None and number < 1:
            yield problem(_P.NOT_POSITIVE, part, key, found=number)
    yield from _negative(part, added_seconds=measuring.added, **{f"caps.{meter}": seconds for meter, seconds in measuring.caps})
    if BASE_UNIT[charge.per] is not Unit.SECOND and (measuring.first, measuring.next, measuring.added) != (1, 1, 0):
        yield problem(_P.NO_TIME, part, "measure")
    yield from (problem(_P.NOT_READ, part, "caps", meter=meter) for meter, _ in measuring.caps if meter not in charge.meters)


def _is_possible(threshold: Threshold) -> bool:
    measure_time = bool(threshold.meters) and all(unit_of(meter) is Unit.SECOND for meter in threshold.meters)
    return measure_time and threshold.at_least >= 0 and (threshold.below is None or threshold.below > threshold.at_least)


def _of_price(tariff: TariffVersion, part: str, charge: Charge) -> Iterator[Problem]:
    price = charge.price
    match price:
        case Flat():
            yield from _negative(part, price=price.micro)
        case Average():
            package = tariff.charge(price.of)
            if not charge.pool or package is None or package.meters or not isinstance(package.price, Flat):
                yield problem(_P.NO_PACKAGE, part, "price", found=price.of)
        case Stepped():
            yield from (each for step in price.steps for each in _negative(part, price=step.micro))
            ends = [step.up_to for step in price.steps]
            if not ends:
                yield problem(_P.NO_STEPS, part, "price")
            elif ends[-1] is not None or not _rise([0, *ends[:-1]]):
                yield problem(_P.STEPS_DO_NOT_RISE, part, "price")


def _rise(ends: list[int | None]) -> bool:
    return all(one is not None and other is not None and one < other for one, other in pairwise(ends))


def _negative(part: str, **numbers: int | None) -> Iterator[Problem]:
    for key, number in numbers.items():
        if number is not None and number < 0:
            yield problem(_P.NEGATIVE, part, key, found=written_exactly(number) if key in _AMOUNTS else number)


def _unknown_meter(part: str, key: str, meter: str) -> Problem:
    names = [each.value for each in UsageMeter]
    nearest = get_close_matches(meter, names, n=1, cutoff=0)[0]
    return problem(_P.UNKNOWN_METER, part, key, meter=meter, nearest=nearest)

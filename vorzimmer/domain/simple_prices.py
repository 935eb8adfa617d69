"""What nine of ten agencies say in a price list, as a form has it: read from a tariff and put back into it.

A form knows some charges by what they read; all else in the price list stays as it is. What it cannot say of one of these charges closes
that part: it is shown nowhere, changed by nothing, and only the text of the price list can change it. So nothing is lost:
`put(tariff, read(tariff).prices) == tariff`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.money import VatRate
from vorzimmer.domain.tariff_parts import (
    VAT,
    Billed,
    Charge,
    Condition,
    Flat,
    Free,
    Measuring,
    MinimumTurnover,
    Names,
    Per,
    Pool,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.usage import DestinationKind, UsageMeter, UsageStatus

_SUNDAY = frozenset({6})
_TALK = frozenset({UsageMeter.TALK.value})


class Part(StrEnum):
    """What the form says something about."""

    FEE = "fee"
    INCLUDED = "included"
    CALL = "call"
    TIME = "time"
    SURCHARGE = "surcharge"
    SMS = "sms"
    FIXED = "fixed"
    MOBILE = "mobile"
    ABROAD = "abroad"
    TURNOVER = "turnover"
    VAT = "vat"


class IncludedIn(StrEnum):
    """What is included a month: calls, or minutes."""

    CALLS = "calls"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplePrices:
    """The fields of the form. Prices are millionths of the currency, None: it costs nothing. Seconds are whole ones."""

    fee: int | None = None
    fee_in_advance: bool = True
    fee_by_days: bool = True
    included: int | None = None
    included_in: IncludedIn = IncludedIn.MINUTES
    rollover: int = 0
    included_by_days: bool = False
    call: int | None = None
    minute: int | None = None
    first: int = 1
    next: int = 1
    hold_counts: bool = False
    wrap_up_counts: bool = False
    wrap_up_at_most: int | None = None
    free_below: int | None = None
    free_statuses: frozenset[UsageStatus] = frozenset()
    surcharge: int | None = None
    evening_from: time | None = None
    evening_to: time | None = None
    on_sundays: bool = False
    on_holidays: bool = False
    sms: int | None = None
    fixed: int | None = None
    mobile: int | None = None
    abroad: int | None = None
    turnover: int | None = None
    vat: int = VAT


FIELDS: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        Part.FEE: ("fee", "fee_in_advance", "fee_by_days"),
        Part.INCLUDED: ("included", "included_in", "rollover", "included_by_days"),
        Part.CALL: ("call",),
        Part.TIME: ("minute", "first", "next", "hold_counts", "wrap_up_counts", "wrap_up_at_most"),
        Part.SURCHARGE: ("surcharge", "evening_from", "evening_to", "on_sundays", "on_holidays"),
        Part.SMS: ("sms",),
        Part.FIXED: ("fixed",),
        Part.MOBILE: ("mobile",),
        Part.ABROAD: ("abroad",),
        Part.TURNOVER: ("turnover",),
        Part.VAT: ("vat",),
    }
)
"""The fields of each part. `free_below` and `free_statuses` belong to calls and times together."""

NAMES: Mapping[str, Names] = MappingProxyType(
    {
        Part.FEE: Names(de="Grundgebühr", en="Base fee"),
        Part.CALL: Names(de="Angenommener Anruf", en="Call answered"),
        Part.TIME: Names(de="Gespräch", en="Talk"),
        Part.SURCHARGE: Names(de="Zuschlag abends, sonn- und feiertags", en="Surcharge in the evening, on Sundays and holidays"),
        Part.SMS: Names(de="SMS", en="SMS"),
        Part.FIXED: Names(de="Weiterleitung ins Festnetz", en="Put through to a landline"),
        Part.MOBILE: Names(de="Weiterleitung auf ein Mobiltelefon", en="Put through to a mobile"),
        Part.ABROAD: Names(de="Weiterleitung ins Ausland", en="Put through abroad"),
        Part.TURNOVER: Names(de="Mindestumsatz", en="Minimum turnover"),
        IncludedIn.CALLS: Names(de="Inklusivanrufe", en="Included calls"),
        IncludedIn.MINUTES: Names(de="Inklusivminuten", en="Included minutes"),
    }
)
"""What a new charge is called."""

_METER = {Part.CALL: UsageMeter.CALL, Part.TIME: UsageMeter.TALK, Part.SMS: UsageMeter.SMS}
_METERS: Mapping[Part, frozenset[str]] = {
    Part.FEE: frozenset(),
    Part.CALL: frozenset({UsageMeter.CALL.value}),
    Part.TIME: _TALK,
    Part.SURCHARGE: _TALK,
    Part.SMS: frozenset({UsageMeter.SMS.value}),
    **dict.fromkeys((Part.FIXED, Part.MOBILE, Part.ABROAD), frozenset({UsageMeter.PATCHED.value})),
}
_PER: Mapping[Part, Per] = {
    Part.FEE: Per.MONTH,
    **dict.fromkeys((Part.CALL, Part.SMS), Per.PIECE),
    **dict.fromkeys((Part.TIME, Part.SURCHARGE, Part.FIXED, Part.MOBILE, Part.ABROAD), Per.MINUTE),
}
_DESTINATIONS = {Part.FIXED: DestinationKind.FIXED, Part.MOBILE: DestinationKind.MOBILE, Part.ABROAD: DestinationKind.ABROAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A price list as the form has it. `closed` are the parts that say more than the form can; `others` the charges it does not know."""

    prices: SimplePrices
    closed: frozenset[Part]
    others: tuple[Charge, ...]


CHARGED = (Part.FEE, Part.CALL, Part.TIME, Part.SURCHARGE, Part.SMS, Part.FIXED, Part.MOBILE, Part.ABROAD)
"""The parts that are a charge each."""


# --- reading ------------------------------------------------------------------------------------------------------------


def read(tariff: TariffVersion) -> Read:
    """Say what of a price list the form can show."""
    known = {part: charge for part in CHARGED if (charge := charge_of(part, tariff)) is not None}
    prices = _prices(tariff, known)
    closed = {part for part, charge in known.items() if _several(part, tariff) or _built(part, prices, charge, charge.pool) != charge}
    if not _pool_is_simple(tariff, prices, known) or closed & {Part.CALL, Part.TIME}:
        closed.add(Part.INCLUDED)
    if len({charge.vat for charge in tariff.charges if charge.vat is not None}) > 1:
        closed.add(Part.VAT)
    shown = [charge for part, charge in known.items() if part not in closed]
    return Read(prices=prices, closed=frozenset(closed), others=tuple(charge for charge in tariff.charges if charge not in shown))


def charge_of(part: Part, tariff: TariffVersion) -> Charge | None:
    """Give the first charge that is about what the part is about, whether or not the form can say all of it."""
    return next((charge for charge in tariff.charges if _is_of(part, charge)), None)


def _is_of(part: Part, charge: Charge) -> bool:
    match part:
        case Part.FEE:
            return not charge.meters
        case Part.SURCHARGE:
            return charge.addition
        case Part.CALL | Part.TIME | Part.SMS:
            return _METER[part] in charge.meters and not charge.addition
        case _:
            kinds = charge.when.destinations
            return UsageMeter.PATCHED in charge.meters and not charge.addition and (kinds is None or _DESTINATIONS[part] in kinds)


def _several(part: Part, tariff: TariffVersion) -> bool:
    return part is not Part.FEE and sum(_is_of(part, charge) for charge in tariff.charges) > 1


def _prices(tariff: TariffVersion, known: Mapping[Part, Charge]) -> SimplePrices:
    fee, time_charge, surcharge = known.get(Part.FEE), known.get(Part.TIME), known.get(Part.SURCHARGE)
    prices = SimplePrices(
        fee=_flat(fee),
        call=_flat(known.get(Part.CALL)),
        minute=_flat(time_charge),
        surcharge=_flat(surcharge),
        sms=_flat(known.get(Part.SMS)),
        fixed=_flat(known.get(Part.FIXED)),
        mobile=_flat(known.get(Part.MOBILE)),
        abroad=_flat(known.get(Part.ABROAD)),
        turnover=None if tariff.minimum_turnover is None else tariff.minimum_turnover.micro,
        vat=next((charge.vat for charge in tariff.charges if charge.vat is not None), VAT),
    )
    if fee is not None:
        prices = replace(prices, fee_in_advance=fee.billed is Billed.IN_ADVANCE, fee_by_days=fee.prorated)
    if time_charge is not None:
        measuring, meters = time_charge.measuring, time_charge.meters
        prices = replace(
            prices,
            first=measuring.first,
            next=measuring.next,
            hold_counts=UsageMeter.HOLD in meters,
            wrap_up_counts=UsageMeter.WRAP_UP in meters,
            wrap_up_at_most=dict(measuring.caps).get(UsageMeter.WRAP_UP),
        )
    if surcharge is not None:
        prices = _with_windows(prices, surcharge.when.windows)
    return _with_included(_with_free(prices, known), tariff, known)


def _flat(charge: Charge | None) -> int | None:
    return charge.price.micro if charge is not None and isinstance(charge.price, Flat) else None


def _with_windows(prices: SimplePrices, windows: tuple[Window, ...]) -> SimplePrices:
    evening = next((window for window in windows if window.start is not None), None)
    return replace(
        prices,
        evening_from=None if evening is None else evening.start,
        evening_to=None if evening is None else evening.end,
        on_sundays=Window(weekdays=_SUNDAY) in windows,
        on_holidays=Window(on_holidays=HolidayRule.ONLY) in windows,
    )


def _with_free(prices: SimplePrices, known: Mapping[Part, Charge]) -> SimplePrices:
    charge = known.get(Part.TIME) or known.get(Part.CALL)
    if charge is None:
        return prices
    short = charge.free.short
    return replace(prices, free_below=None if short is None else short.below, free_statuses=charge.free.statuses)


def _with_included(prices: SimplePrices, tariff: TariffVersion, known: Mapping[Part, Charge]) -> SimplePrices:
    if not tariff.pools:
        return prices
    pool, call = tariff.pools[0], known.get(Part.CALL)
    is_calls = call is not None and call.pool == pool.key
    return replace(
        prices,
        included=pool.quantity // size(pool.per),
        included_in=IncludedIn.CALLS if is_calls else IncludedIn.MINUTES,
        rollover=pool.rollover,
        included_by_days=pool.prorated,
    )


def _pool_is_simple(tariff: TariffVersion, prices: SimplePrices, known: Mapping[Part, Charge]) -> bool:
    if not tariff.pools:
        return True
    drawing = [charge for charge in tariff.charges if charge.pool]
    owner = known.get(Part.CALL if prices.included_in is IncludedIn.CALLS else Part.TIME)
    return len(tariff.pools) == 1 and drawing == [owner] and _pool(prices, tariff.pools[0]) == tariff.pools[0]


# --- writing ------------------------------------------------------------------------------------------------------------


def put(tariff: TariffVersion, prices: SimplePrices) -> TariffVersion:
    """Put what the form says into a price list: charges come, change and go; closed parts and all else stay.

    What cannot be (minutes that are included and cost nothing) comes out as it was said; `tariffs.problems` says what is wrong with it.
    """
    closed, charges, pools = read(tariff).closed, list(tariff.charges), tariff.pools
    if Part.INCLUDED not in closed:
        pools = _pools(prices, tariff)
    for part in CHARGED:
        if part not in closed:
            old = charge_of(part, tariff)
            new = _built(part, prices, old, _drawn_on(part, prices, pools, old, is_closed=Part.INCLUDED in closed))
            charges = _replaced(charges, old, new)
    if Part.VAT not in closed:
        charges = [charge if charge.vat is None else replace(charge, vat=prices.vat) for charge in charges]
    changed = replace(tariff, charges=tuple(charges), pools=pools)
    return _with_turnover(_with_meters(changed, tariff), tariff, prices)


def _replaced(charges: list[Charge], old: Charge | None, new: Charge | None) -> list[Charge]:
    if old is None:
        return charges if new is None else [*charges, _named_apart(new, {charge.key for charge in charges})]
    return [each for charge in charges if (each := new if charge.key == old.key else charge) is not None]


def _named_apart(charge: Charge, taken: set[str]) -> Charge:
    key = charge.key
    while key in taken:
        key += "_new"
    return replace(charge, key=key)


def _built(part: Part, prices: SimplePrices, old: Charge | None, pool: str) -> Charge | None:
    """Build the charge of a part, from the one that is there; None when it costs nothing."""
    price: int | None = getattr(prices, FIELDS[part][0])
    if price is None:
        return None
    charge = old or Charge(key=part.value, name=NAMES[part], per=_PER[part], price=Flat(micro=price), meters=_METERS[part], vat=prices.vat)
    charge = replace(charge, price=Flat(micro=price), per=_PER[part], pool=pool)
    if part is Part.FEE:
        billed = Billed.IN_ADVANCE if prices.fee_in_advance else Billed.IN_ARREARS
        return replace(charge, billed=billed, prorated=prices.fee_by_days)
    if part is Part.SURCHARGE:
        free = charge.free if old else Free(statuses=prices.free_statuses)
        return replace(charge, addition=True, when=replace(charge.when, windows=_windows(prices)), free=free)
    if part in _DESTINATIONS:
        return replace(charge, when=replace(charge.when, destinations=frozenset({_DESTINATIONS[part]})))
    if part is Part.TIME:
        charge = replace(charge, meters=_times(prices), measuring=_measuring(prices, charge.measuring))
    return charge if part is Part.SMS else replace(charge, free=_free(prices, charge.free))


def _free(prices: SimplePrices, free: Free) -> Free:
    short = None if prices.free_below is None else Threshold(meters=_TALK, below=prices.free_below)
    return replace(free, statuses=prices.free_statuses, short=short)


def _times(prices: SimplePrices) -> frozenset[str]:
    more = ((UsageMeter.HOLD, prices.hold_counts), (UsageMeter.WRAP_UP, prices.wrap_up_counts))
    return _TALK | {meter.value for meter, counts in more if counts}


def _measuring(prices: SimplePrices, measuring: Measuring) -> Measuring:
    is_capped = prices.wrap_up_counts and prices.wrap_up_at_most is not None
    caps = {UsageMeter.WRAP_UP.value: prices.wrap_up_at_most or 0} if is_capped else {}
    return replace(measuring, first=prices.first, next=prices.next, caps=tuple(caps.items()))


def _windows(prices: SimplePrices) -> tuple[Window, ...]:
    windows = []
    if prices.evening_from is not None and prices.evening_to is not None:
        windows.append(Window(start=prices.evening_from, end=prices.evening_to))
    windows += [Window(weekdays=_SUNDAY)] if prices.on_sundays else []
    windows += [Window(on_holidays=HolidayRule.ONLY)] if prices.on_holidays else []
    return tuple(windows)


def _pools(prices: SimplePrices, tariff: TariffVersion) -> tuple[Pool, ...]:
    if not prices.included:
        return ()
    return (_pool(prices, tariff.pools[0] if tariff.pools else None),)


def _pool(prices: SimplePrices, old: Pool | None) -> Pool:
    per = Per.PIECE if prices.included_in is IncludedIn.CALLS else Per.MINUTE
    if old is None or old.per is not per:
        old = Pool(key=prices.included_in.value, name=NAMES[prices.included_in], quantity=1, per=per)
    quantity = (prices.included or 0) * size(per)
    return replace(old, quantity=quantity, rollover=prices.rollover, prorated=prices.included_by_days)


def _drawn_on(part: Part, prices: SimplePrices, pools: tuple[Pool, ...], old: Charge | None, *, is_closed: bool) -> str:
    """Name the pool that the charge of a part draws on."""
    if is_closed:
        return old.pool if old is not None else ""
    owner = Part.CALL if prices.included_in is IncludedIn.CALLS else Part.TIME
    return pools[0].key if pools and part is owner else ""


def _with_meters(changed: TariffVersion, before: TariffVersion) -> TariffVersion:
    """Let what is no longer priced be free, and what is priced now be neither free nor not offered."""
    free, not_offered = set(changed.free), set(changed.not_offered)
    for meter in {meter for tariff in (changed, before) for charge in tariff.charges for meter in charge.meters}:
        conditions = _conditions(changed, meter)
        if conditions == _conditions(before, meter):
            continue
        not_offered.discard(meter)
        if Condition() in conditions:
            free.discard(meter)
        else:
            free.add(meter)
    return replace(changed, free=frozenset(free), not_offered=frozenset(not_offered))


def _conditions(tariff: TariffVersion, meter: str) -> list[Condition]:
    return [charge.when for charge in tariff.charges if meter in charge.meters and not charge.addition]


def _with_turnover(changed: TariffVersion, before: TariffVersion, prices: SimplePrices) -> TariffVersion:
    if prices.turnover is None:
        return replace(changed, minimum_turnover=None)
    keys, old = _taxed(changed), before.minimum_turnover
    if old is None:
        turnover = MinimumTurnover(name=NAMES[Part.TURNOVER], micro=prices.turnover, of=keys, vat=prices.vat)
    else:
        of = old.of & {charge.key for charge in changed.charges} if old.of != _taxed(before) else keys
        vat: VatRate = old.vat if old.vat is None or old.vat != read(before).prices.vat else prices.vat
        turnover = replace(old, micro=prices.turnover, of=of, vat=vat)
    return replace(changed, minimum_turnover=turnover)


def _taxed(tariff: TariffVersion) -> frozenset[str]:
    return frozenset(charge.key for charge in tariff.charges if charge.vat is not None)

"""A tariff as TOML: what `tariff_files.load` reads back as the same tariff. And a tariff with the options that a contract has booked.

docs/reference/tariff-format.md names all keys. What a file need not say is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from json import dumps
from textwrap import wrap

from vorzimmer.domain.contracts import Notice, Terms
from vorzimmer.domain.hours import EVERY_DAY, HolidayRule, Window
from vorzimmer.domain.money import MICRO, MICRO_PER_CENT, VatRate, written_exactly
from vorzimmer.domain.tariff_parts import (
    VAT,
    Average,
    Billed,
    Charge,
    Condition,
    Credit,
    Flat,
    Free,
    Measuring,
    MinimumTurnover,
    Names,
    Per,
    Pool,
    Price,
    PriceRise,
    Stepped,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.usage import OPTION

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 110
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class _Amount:
    """Millionths, written as an amount of the currency."""

    micro: int


_Value = str | bool | int | date | time | _Amount | Mapping[str, "_Value | None"] | Sequence["_Value"]
_Pairs = Mapping[str, _Value | None]
"""Keys with their values; what is None is left out."""


def written(tariff: TariffVersion) -> str:
    """Write a tariff as its file. Raises ValueError for quantities that its file cannot say: no whole number of what they are priced by."""
    windows = {window: f"window_{number}" for number, window in enumerate(tariff.windows, 1)}
    parts = [_pairs(_head(tariff))]
    for name, table in (
        ("minimum_turnover", _turnover(tariff.minimum_turnover)),
        ("credit", _credit(tariff.credit)),
        ("terms", _terms(tariff.terms)),
        ("price_rise", _price_rise(tariff.price_rise)),
    ):
        parts += [f"[{name}]\n{_pairs(table)}"] if table else []
    parts += [f"[[window]]\n{_pairs(_window(key, window))}" for window, key in windows.items()]
    parts += [f"[[pool]]\n{_pairs(_pool(pool))}" for pool in tariff.pools]
    parts += [f"[[charge]]\n{_pairs(_charge(charge, windows))}" for charge in tariff.charges]
    return "\n".join(parts)


# --- how TOML is written ------------------------------------------------------------------------------------------------


def _pairs(pairs: _Pairs) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in pairs.items() if value is not None)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's escapes are those of TOML, but for this one


def _value(value: _Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, _Amount):
        return written_exactly(value.micro)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, int) else _inside(value)


def _inside(value: Mapping[str, _Value | None] | Sequence[_Value]) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items() if each is not None) + " }"
    return _list([_value(each) for each in value])


def _list(values: Sequence[str]) -> str:
    line = ", ".join(values)
    if len(line) <= _WIDTH or "{" in line or " " in "".join(values):
        return f"[{line}]"
    return "[\n" + "".join(f"    {each}\n" for each in wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)) + "]"


# --- what is written ----------------------------------------------------------------------------------------------------


def _head(tariff: TariffVersion) -> _Pairs:
    return {
        "key": tariff.key,
        "name": _names(tariff.name),
        "valid_from": tariff.valid_from,
        "valid_until": tariff.valid_until,
        "source": tariff.source or None,
        "currency": tariff.currency,
        "free": sorted(tariff.free) or None,
        "not_offered": sorted(tariff.not_offered) or None,
        "cuts_at_windows": tariff.cuts or None,
    }


def _names(names: Names) -> _Pairs:
    return {"de": names.de, "en": names.en}


def _turnover(turnover: MinimumTurnover | None) -> _Pairs:
    if turnover is None:
        return {}
    return {
        "name": _names(turnover.name),
        "amount": _Amount(turnover.micro),
        "of": sorted(turnover.of),
        "prorated": turnover.prorated or None,
        "vat": _vat(turnover.vat),
    }


def _credit(credit: Credit) -> _Pairs:
    amounts = {"limit": credit.limit, "prepaid": credit.prepaid, "refill_below": credit.refill_below}
    return {key: _Amount(cents * MICRO_PER_CENT) for key, cents in amounts.items() if cents is not None}


def _terms(terms: Terms | None) -> _Pairs:
    if terms is None:
        return {}
    return {
        "minimum_months": terms.minimum_months,
        "notice": _notice(terms.notice),
        "to": terms.to.value,
        "renews_months": terms.renews_months or None,
    }


def _notice(notice: Notice) -> str:
    return f"{notice.number} {notice.unit.value}" if notice.number != 1 else f"1 {notice.unit.value.removesuffix('s')}"


def _price_rise(rise: PriceRise | None) -> _Pairs:
    return {} if rise is None else {"percent": _Amount(rise.rate * MICRO // _HUNDREDTHS), "months": rise.months}


def _window(key: str, window: Window) -> _Pairs:
    return {
        "key": key,
        "weekdays": None if window.weekdays == EVERY_DAY else [_WEEKDAYS[number] for number in sorted(window.weekdays)],
        "start": window.start,
        "end": window.end,
        "holidays": None if window.on_holidays is HolidayRule.AS_USUAL else window.on_holidays.value,
    }


def _pool(pool: Pool) -> _Pairs:
    return {
        "key": pool.key,
        "name": _names(pool.name),
        "quantity": _whole(pool.quantity, pool.per),
        "per": pool.per.value,
        "rollover_periods": pool.rollover or None,
        "prorated": pool.prorated or None,
    }


def _whole(units: int, per: Per) -> int:
    number, rest = divmod(units, size(per))
    if rest:
        raise ValueError(f"{units} is no whole number of {per.value}s")
    return number


def _charge(charge: Charge, windows: Mapping[Window, str]) -> _Pairs:
    return {
        "key": charge.key,
        "name": _names(charge.name),
        "meters": sorted(charge.meters) or None,
        "per": charge.per.value,
        "price": _price(charge.price, charge.per),
        "when": _condition(charge.when, windows) or None,
        "measure": _measuring(charge.measuring) or None,
        "free": _free(charge.free, charge.per) or None,
        "pool": charge.pool or None,
        "minimum_units": _whole(charge.minimum_units, charge.per) or None,
        "minimum": _Amount(charge.minimum) if charge.minimum else None,
        "maximum": None if charge.maximum is None else _Amount(charge.maximum),
        "billed": None if charge.billed is Billed.IN_ARREARS else charge.billed.value,
        "prorated": charge.prorated or None,
        "addition": charge.addition or None,
        "vat": _vat(charge.vat),
        "account": charge.account or None,
    }


def _vat(rate: VatRate) -> _Value | None:
    if rate is None:  # outside of the tax
        return "none"
    return None if rate == VAT else _Amount(rate * MICRO // _HUNDREDTHS)


def _price(price: Price, per: Per) -> _Value:
    match price:
        case Flat():
            return _Amount(price.micro)
        case Average():
            return {"average_of": price.of}
        case Stepped():
            steps = [
                {"up_to": None if step.up_to is None else _whole(step.up_to, per), "price": _Amount(step.micro)} for step in price.steps
            ]
            return {price.kind.value: steps}


def _condition(when: Condition, windows: Mapping[Window, str]) -> _Pairs:
    return _there(
        {
            "statuses": _words(when.statuses, "ordinary"),
            "destinations": _words(when.destinations, "none"),
            "directions": _words(when.directions, ""),
            "windows": [windows[window] for window in when.windows] or None,
            "outside": [windows[window] for window in when.outside] or None,
        }
        | _threshold(when.threshold)
    )


def _words(values: Iterable[str] | None, blank: str) -> list[str] | None:
    return None if values is None else sorted(str(value) or blank for value in values)


def _threshold(threshold: Threshold | None) -> dict[str, _Value | None]:
    if threshold is None:
        return {}
    return {"from_seconds": threshold.at_least or None, "below_seconds": threshold.below, "of": sorted(threshold.meters)}


def _measuring(measuring: Measuring) -> _Pairs:
    increments = f"{measuring.first}/{measuring.next}"
    return _there(
        {
            "increments": None if increments == "1/1" else increments,
            "added_seconds": measuring.added or None,
            "at_most": measuring.at_most,
            "caps": dict(measuring.caps) or None,
        }
    )


def _free(free: Free, per: Per) -> _Pairs:
    statuses = _words(free.statuses, "ordinary") or None
    return _there({"statuses": statuses, "first": _whole(free.first, per) or None} | _threshold(free.short))


def _there(pairs: _Pairs) -> _Pairs:
    return {key: value for key, value in pairs.items() if value is not None}


# --- options ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedOption:
    """An option that is priced by its offer: net cents a month."""

    code: str
    names: Names
    monthly_cents: int

    @property
    def meter(self) -> str:
        """The meter that counts the days on which it was booked."""
        return f"{OPTION}{self.code}"


def with_options(tariff: TariffVersion, options: Iterable[PricedOption]) -> TariffVersion:
    """Add to a price list what the booked options cost by their offers: a monthly price, by the days on which they were booked.

    An option that the price list prices itself, or names as free, stays as it is there. The order of the options does not matter.
    """
    priced = {meter for charge in tariff.charges for meter in charge.meters}
    new = {option.meter: option for option in options if option.meter not in priced | tariff.free}
    if not new:
        return tariff
    taken = {charge.key for charge in tariff.charges}
    charges = tuple(_charge_of(new[meter], taken) for meter in sorted(new))
    return replace(tariff, charges=(*tariff.charges, *charges), not_offered=tariff.not_offered - new.keys())


def _charge_of(option: PricedOption, taken: set[str]) -> Charge:
    key = option.meter
    while key in taken:
        key += "_booked"
    price = Flat(micro=option.monthly_cents * MICRO_PER_CENT)
    return Charge(key=key, name=option.names, meters=frozenset({option.meter}), per=Per.MONTH, price=price, prorated=True)

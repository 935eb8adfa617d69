"""A price list in words that a customer understands: on the price page, in the office, and in letters."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.billing.wording import named
from vorzimmer.billing.wording import price as price_of
from vorzimmer.customers.wording import week
from vorzimmer.domain.money import VatRate, half_up
from vorzimmer.domain.statements import Line, StepOf
from vorzimmer.domain.tariff_parts import (
    Average,
    Billed,
    Charge,
    Condition,
    Flat,
    Free,
    Measuring,
    Per,
    Pool,
    StepKind,
    Stepped,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.usage import DestinationKind, Direction, UsageMeter, UsageStatus

UNBROKEN_SPACE = "\N{NO-BREAK SPACE}"
_WHOLE = 10_000
_GROSS_STEP = 100
"""Prices with tax are shown to the hundredth of a cent."""
_MINUTE = 60
_HUNDRED = 100

PER = {
    Per.PIECE: gettext_lazy("each"),
    Per.SECOND: gettext_lazy("a second"),
    Per.MINUTE: gettext_lazy("a minute"),
    Per.HOUR: gettext_lazy("an hour"),
    Per.MONTH: gettext_lazy("a month"),
    Per.EURO: gettext_lazy("for each euro"),
}
STATUSES = {
    UsageStatus.ORDINARY: gettext_lazy("usual calls"),
    UsageStatus.WRONG_NUMBER: gettext_lazy("wrong numbers"),
    UsageStatus.ADVERTISING: gettext_lazy("advertising"),
    UsageStatus.SILENT: gettext_lazy("calls in which nobody speaks"),
    UsageStatus.HUNG_UP: gettext_lazy("callers who hang up"),
    UsageStatus.SPAM: gettext_lazy("unwanted calls"),
    UsageStatus.AGENCY_FAULT: gettext_lazy("our own mistakes"),
}
DESTINATIONS = {
    DestinationKind.NONE: gettext_lazy("not put through"),
    DestinationKind.INSIDE: gettext_lazy("within the house"),
    DestinationKind.FIXED: gettext_lazy("to a landline"),
    DestinationKind.MOBILE: gettext_lazy("to a mobile"),
    DestinationKind.ABROAD: gettext_lazy("abroad"),
}
METERS: Mapping[str, object] = {
    UsageMeter.CALL: gettext_lazy("calls answered"),
    UsageMeter.ABANDONED_CALL: gettext_lazy("calls that nobody could answer in time"),
    UsageMeter.SHORT_CALL: gettext_lazy("very short calls"),
    UsageMeter.SPAM_CALL: gettext_lazy("unwanted calls"),
    UsageMeter.QUEUE: gettext_lazy("the wait before a call"),
    UsageMeter.RING: gettext_lazy("ringing"),
    UsageMeter.TALK: gettext_lazy("talk"),
    UsageMeter.HOLD: gettext_lazy("hold"),
    UsageMeter.CONSULTATION: gettext_lazy("asking you during a call"),
    UsageMeter.WRAP_UP: gettext_lazy("writing down after a call"),
    UsageMeter.DIALLING: gettext_lazy("dialling"),
    UsageMeter.PATCHED: gettext_lazy("calls put through"),
    UsageMeter.AUTOMATED: gettext_lazy("announcements"),
    UsageMeter.ESCALATION: gettext_lazy("passing on what is urgent"),
    UsageMeter.SMS: gettext_lazy("SMS"),
    UsageMeter.EMAIL: gettext_lazy("e-mails"),
    UsageMeter.PUSH: gettext_lazy("push messages"),
    UsageMeter.FAX: gettext_lazy("faxes"),
    UsageMeter.LETTER: gettext_lazy("letters"),
    UsageMeter.BOOKING: gettext_lazy("appointments made"),
    UsageMeter.BOOKING_CHANGED: gettext_lazy("appointments moved"),
    UsageMeter.BOOKING_CANCELLED: gettext_lazy("appointments cancelled"),
    UsageMeter.ORDER: gettext_lazy("orders taken"),
    UsageMeter.OUTBOUND_CALL: gettext_lazy("calls on your behalf"),
    UsageMeter.INSTRUCTION_CHANGE: gettext_lazy("changes of your instructions"),
    UsageMeter.TASK: gettext_lazy("other tasks"),
    UsageMeter.TASK_TIME: gettext_lazy("time for other tasks"),
    UsageMeter.SETUP: gettext_lazy("setting up"),
    UsageMeter.RETURNED_DEBIT: gettext_lazy("returned debits"),
}
"""What is counted, as a customer says it. Options and deposits are named by their own."""

WORTH_SAYING = (
    *(UsageMeter.WRAP_UP, UsageMeter.HOLD, UsageMeter.QUEUE, UsageMeter.ABANDONED_CALL, UsageMeter.EMAIL),
    *(UsageMeter.INSTRUCTION_CHANGE, UsageMeter.BOOKING, UsageMeter.ORDER, UsageMeter.SETUP),
)
"""Of what is free, what a customer would expect to pay for elsewhere; the others are too small to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One charge in words: what it is for, its price without and with tax ("0,79 € je Minute"), and how it is counted."""

    key: str
    name: str
    net: str
    gross: str
    details: tuple[str, ...]
    is_fee: bool
    is_addition: bool


def with_tax(micro: int, vat: VatRate) -> int:
    """Add the tax to a price, to the hundredth of a cent."""
    return half_up(micro * (_WHOLE + (vat or 0)), _WHOLE * _GROSS_STEP) * _GROSS_STEP


def price_lines(rates: TariffVersion) -> list[PriceLine]:
    """Say every charge in words, fees first, in the order of the price list."""
    ordered = sorted(rates.charges, key=lambda charge: (bool(charge.meters), charge.addition))
    return [
        PriceLine(
            key=charge.key,
            name=named(charge.name),
            net=_price(rates, charge, tax=None),
            gross=_price(rates, charge, tax=charge.vat),
            details=tuple(_details(rates, charge)),
            is_fee=not charge.meters,
            is_addition=charge.addition,
        )
        for charge in ordered
    ]


def included(rates: TariffVersion) -> list[str]:
    """Say what is included a month: "100 minutes a month; what is left can be used for 1 month more"."""
    return [_pool(pool) for pool in rates.pools]


def for_nothing(rates: TariffVersion) -> list[str]:
    """Say what costs nothing that a customer might expect to pay for."""
    priced = {meter for charge in rates.charges for meter in charge.meters}
    return [str(METERS[meter]) for meter in WORTH_SAYING if meter in rates.free - priced]


def minimum(rates: TariffVersion, *, gross: bool = False) -> str:
    """Say what is billed at least; empty: nothing."""
    turnover = rates.minimum_turnover
    if turnover is None:
        return ""
    return price_of(with_tax(turnover.micro, turnover.vat if gross else None))


# --- the price ----------------------------------------------------------------------------------------------------------


def _price(rates: TariffVersion, charge: Charge, *, tax: VatRate) -> str:
    """Say the price; with `tax`, including it. Average prices are worked out."""
    match charge.price:
        case Flat(micro=micro):
            return _per(with_tax(micro, tax), charge)
        case Average(of=key):
            fee, pool = rates.charge(key), rates.pool(charge.pool)
            assert fee is not None  # noqa: S101  the check of the tariff sees to it
            assert pool is not None  # noqa: S101  as above
            assert isinstance(fee.price, Flat)  # noqa: S101  as above
            return _per(with_tax(half_up(fee.price.micro * size(charge.per), pool.quantity), tax), charge)
        case Stepped() as price:
            return "; ".join(_steps(price, charge, tax))


def _per(micro: int, charge: Charge) -> str:
    return _("%(price)s %(per)s") % {"price": price_of(micro), "per": PER[charge.per]}


def _steps(price: Stepped, charge: Charge, tax: VatRate) -> Iterator[str]:
    begin = 0
    for step in price.steps:
        amount = _per(with_tax(step.micro, tax), charge)
        if step.up_to is not None:
            yield _("up to %(number)s: %(price)s") % {"number": number_format(step.up_to // size(charge.per)), "price": amount}
            begin = step.up_to // size(charge.per)
        else:
            yield _("beyond %(number)s: %(price)s") % {"number": number_format(begin), "price": amount} if begin else amount


# --- how it is counted --------------------------------------------------------------------------------------------------


def _details(rates: TariffVersion, charge: Charge) -> Iterator[str]:
    if charge.pool and (pool := rates.pool(charge.pool)) is not None:
        yield _("after what is included (%(pool)s)") % {"pool": named(pool.name)}
    if isinstance(charge.price, Stepped) and charge.price.kind is StepKind.VOLUME:
        yield _("the step that is reached counts for all")
    yield from _when(charge.when)
    if charge.per in {Per.SECOND, Per.MINUTE, Per.HOUR}:
        yield from _measured(charge.measuring)
    yield from _free(charge.free, charge.per)
    yield from _bounds(charge)
    if charge.addition:
        yield _("on top of the usual price")
    if charge.billed is Billed.IN_ADVANCE:
        yield _("in advance")
    if charge.prorated and not charge.meters:
        yield _("by days when a month is not whole")
    if charge.vat is None:
        yield _("no VAT")


def _when(when: Condition) -> Iterator[str]:
    if when.statuses is not None:
        yield _("for: %(what)s") % {"what": said_statuses(when.statuses)}
    if when.destinations is not None:
        yield ", ".join(str(DESTINATIONS[kind]) for kind in DestinationKind if kind in when.destinations)
    if when.directions is not None:
        yield ", ".join({Direction.IN: _("incoming"), Direction.OUT: _("outgoing")}[each] for each in sorted(when.directions))
    if when.windows:
        yield "; ".join(week(window) for window in when.windows)
    if when.outside:
        yield _("not: %(when)s") % {"when": "; ".join(week(window) for window in when.outside)}
    if when.threshold is not None:
        yield _threshold(when.threshold)


def said_statuses(statuses: Collection[UsageStatus]) -> str:
    """Name kinds of calls, in the order in which the price list knows them."""
    return ", ".join(str(STATUSES[status]) for status in UsageStatus if status in statuses)


def _threshold(threshold: Threshold) -> str:
    if threshold.below is None:
        return _("for calls from %(seconds)d seconds on") % {"seconds": threshold.at_least}
    if not threshold.at_least:
        return _("for calls below %(seconds)d seconds") % {"seconds": threshold.below}
    return _("for calls from %(first)d to %(last)d seconds") % {"first": threshold.at_least, "last": threshold.below - 1}


def said_increment(first: int, following: int) -> str:
    """Say a billing increment in words: 60/60, 60/1, 1/1."""
    if (first, following) == (1, 1):
        return _("to the second")
    if (first, following) == (_MINUTE, _MINUTE):
        return _("each minute that has begun counts whole")
    if (first, following) == (_MINUTE, 1):
        return _("the first minute counts whole, then to the second")
    if first == following:
        return _("in steps of %(seconds)d seconds that have begun") % {"seconds": first}
    if following == 1:
        return _("the first %(seconds)d seconds count whole, then to the second") % {"seconds": first}
    return _("the first %(first)d seconds count whole, then in steps of %(next)d seconds that have begun") % {
        "first": first,
        "next": following,
    }


def _measured(measuring: Measuring) -> Iterator[str]:
    yield said_increment(measuring.first, measuring.next)
    for meter, seconds in measuring.caps:
        yield _("%(what)s: at most %(time)s a call") % {"what": METERS.get(meter, meter), "time": _time(seconds)}
    if measuring.added:
        yield _("plus %(time)s for each call") % {"time": _time(measuring.added)}
    if measuring.at_most is not None:
        yield _("at most %(time)s a call") % {"time": _time(measuring.at_most)}


def _time(seconds: int) -> str:
    minutes, rest = divmod(seconds, _MINUTE)
    if minutes and not rest:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


def _free(free: Free, per: Per) -> Iterator[str]:
    if free.statuses:
        yield _("free: %(what)s") % {"what": said_statuses(free.statuses)}
    if free.short is not None and free.short.below is not None:
        yield _("calls below %(seconds)d seconds are free") % {"seconds": free.short.below}
    if free.first:
        yield _("the first %(quantity)s a month are free") % {"quantity": _quantity(free.first, per)}


def _quantity(units: int, per: Per) -> str:
    number = units // size(per)
    if per is Per.MINUTE:
        return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number}
    if per is Per.SECOND:
        return ngettext("%(n)d second", "%(n)d seconds", number) % {"n": number}
    if per is Per.HOUR:
        return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}
    return number_format(number)


def _bounds(charge: Charge) -> Iterator[str]:
    if charge.minimum_units:
        yield _("at least %(quantity)s a month") % {"quantity": _quantity(charge.minimum_units, charge.per)}
    if charge.minimum:
        yield _("at least %(amount)s a month") % {"amount": price_of(charge.minimum)}
    if charge.maximum is not None:
        yield _("at most %(amount)s a month") % {"amount": price_of(charge.maximum)}


def _pool(pool: Pool) -> str:
    said = _quantity(pool.quantity, pool.per) if pool.per is not Per.PIECE else f"{number_format(pool.quantity)} × {named(pool.name)}"
    text = _("%(quantity)s a month") % {"quantity": said}
    if pool.rollover:
        text += "; " + ngettext(
            "what is left can be used for %(n)d month more", "what is left can be used for %(n)d months more", pool.rollover
        ) % {"n": pool.rollover}
    return text


# --- a line of a bill ---------------------------------------------------------------------------------------------------


def made_of(line: Line) -> str:
    """Say in a few words how a line of a bill was made: "12 free, 88 minutes × 0.79 €"."""
    said = []
    for step in line.steps:
        if step.kind is StepOf.FREE:
            said.append(_("%(quantity)s free") % {"quantity": _units(step.units, line)})
        elif step.kind is StepOf.INCLUDED:
            said.append(_("%(quantity)s included") % {"quantity": _units(step.units, line)})
        elif step.kind is StepOf.PRICED and step.units:
            price = half_up(step.micro * line.size, step.per)
            said.append(f"{_units(step.units, line)} × {price_of(price)}")
        elif step.kind is StepOf.MINIMUM:
            said.append(_("at least %(amount)s") % {"amount": price_of(step.micro)})
        elif step.kind is StepOf.MAXIMUM:
            said.append(_("at most %(amount)s") % {"amount": price_of(step.micro)})
        elif step.kind is StepOf.MISSING_TURNOVER:
            said.append(_("missing to %(amount)s") % {"amount": price_of(step.micro)})
    return ", ".join(said)


def _units(units: int, line: Line) -> str:
    whole, rest = divmod(half_up(units * _HUNDRED, line.size), _HUNDRED)
    places = f"{rest:02}".rstrip("0")
    number = number_format(f"{whole}.{places}" if places else whole, decimal_pos=len(places), use_l10n=True, force_grouping=True)
    short = {Per.SECOND: _("s"), Per.MINUTE: _("min"), Per.HOUR: _("h"), Per.MONTH: _("month")}.get(line.per)
    return f"{number}{UNBROKEN_SPACE}{short}" if short else number

"""What a price list comes to: its base fee, and the months of invented customers, so that a person sees what a price means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.days import is_working_day, start_of_day
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import Period
from vorzimmer.domain.tariff_parts import TariffVersion
from vorzimmer.domain.usage import DestinationKind, Direction, Unit, UsageMeter, UsageRow, UsageStatus

EXAMPLE_MONTH = Period.month("2026-11")
"""A month of 30 days without a public holiday that all of Germany keeps."""

_LENGTHS = (50, 75, 100, 175)
"""Percent of the average, one call after the other: calls differ, and increments round each one."""
_UNWANTED_SECONDS = 20
_PATCHED_SECONDS = 120
_FIRST_HOUR = 8
_HOURS = 10
_EVENING = 20
_DAY = timedelta(days=1)


class Example(StrEnum):
    """An invented customer."""

    QUIET = "quiet"
    USUAL = "usual"
    BUSY = "busy"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfCalls:
    """A month in a few numbers. `talk` and `wrap_up` are seconds a call, on average.

    `evenings` of the calls come after 20:00, the others by day. `unwanted` calls (advertising, 20 seconds) come on top. Calls that
    are put through `to_mobile` or `to_fixed` last two minutes more there.
    """

    calls: int
    talk: int
    wrap_up: int = 0
    evenings: int = 0
    unwanted: int = 0
    sms: int = 0
    to_mobile: int = 0
    to_fixed: int = 0


EXAMPLES: Mapping[Example, MonthOfCalls] = MappingProxyType(
    {
        Example.QUIET: MonthOfCalls(calls=16, talk=90, wrap_up=30, unwanted=2, sms=5, to_mobile=1),
        Example.USUAL: MonthOfCalls(calls=80, talk=104, wrap_up=40, evenings=6, unwanted=8, sms=30, to_mobile=8, to_fixed=4),
        Example.BUSY: MonthOfCalls(calls=320, talk=120, wrap_up=44, evenings=30, unwanted=25, sms=120, to_mobile=40, to_fixed=20),
    }
)


def monthly_fee(tariff: TariffVersion) -> int:
    """Say what a whole month costs before anybody calls, in net cents: the fees without meters. Raises `TariffRefused`."""
    fees = {charge.key for charge in tariff.charges if not charge.meters}
    return sum(line.cents for line in rate(tariff, (), EXAMPLE_MONTH).lines if line.key in fees)


def usage_of(month: MonthOfCalls, period: Period = EXAMPLE_MONTH) -> list[UsageRow]:
    """Write the usage of such a month, spread over the working days of the period; the same each time."""
    days = [day for day in (period.first + number * _DAY for number in range(period.days)) if is_working_day(day)]
    rows: list[UsageRow] = []
    for number in range(month.calls + month.unwanted):
        nth, place = divmod(number, len(days))
        hour = _EVENING if number < month.evenings else _FIRST_HOUR + nth % _HOURS
        at = start_of_day(days[place]) + timedelta(hours=hour, minutes=7 * nth % 60)
        rows += _wanted(month, number, at) if number < month.calls else _unwanted(number, at)
    for number in range(month.sms):
        at = start_of_day(days[number % len(days)]) + timedelta(hours=_FIRST_HOUR)
        rows.append(UsageRow(f"sms {number}", UsageMeter.SMS.value, 1, Unit.PIECE.value, at, Direction.OUT.value))
    return rows


def _wanted(month: MonthOfCalls, number: int, at: datetime) -> Iterator[UsageRow]:
    ref = f"call {number}"
    yield UsageRow(ref, UsageMeter.CALL.value, 1, Unit.PIECE.value, at)
    for meter, seconds in ((UsageMeter.TALK, month.talk), (UsageMeter.WRAP_UP, month.wrap_up)):
        if seconds:
            before, after = (seconds * _percent(month, up_to) // 100 for up_to in (number, number + 1))
            length = after - before  # in this way no second is lost
            yield UsageRow(ref, meter.value, length, Unit.SECOND.value, at)
    if number < month.to_mobile + month.to_fixed:
        kind = DestinationKind.MOBILE if number < month.to_mobile else DestinationKind.FIXED
        yield UsageRow(ref, UsageMeter.PATCHED.value, _PATCHED_SECONDS, Unit.SECOND.value, at, Direction.OUT.value, kind.value)


def _percent(month: MonthOfCalls, number: int) -> int:
    """Say how many percent of an average call the first `number` calls come to; calls that make no whole round are average ones."""
    rounds = min(number, month.calls - month.calls % len(_LENGTHS))
    whole, rest = divmod(rounds, len(_LENGTHS))
    return whole * sum(_LENGTHS) + sum(_LENGTHS[:rest]) + (number - rounds) * 100


def _unwanted(number: int, at: datetime) -> Iterator[UsageRow]:
    status = UsageStatus.ADVERTISING.value
    yield UsageRow(f"call {number}", UsageMeter.CALL.value, 1, Unit.PIECE.value, at, status=status)
    yield UsageRow(f"call {number}", UsageMeter.TALK.value, _UNWANTED_SECONDS, Unit.SECOND.value, at, status=status)

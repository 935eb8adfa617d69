"""On how many days of a period an option was booked: what becomes usage of options without any row being written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import OPTION, Direction, Unit, UsageRow

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An option that was booked: first and last day inclusive, None without an end. `ref` is a random id."""

    ref: str
    code: str
    first: date
    last: date | None = None


def option_usage(bookings: Iterable[Booking], period: Period, *, begins_on: date | None, ends_on: date | None) -> list[UsageRow]:
    """Make a row of usage for each booked option: the days of the period on which it was booked and the contract was in force.

    A day on which one option is booked twice counts once, for the booking that began first. `begins_on`, `ends_on`: first and last
    day of the contract; a contract that was never concluded (None) books nothing.
    """
    if begins_on is None:
        return []
    taken: dict[str, set[date]] = {}
    rows = []
    for booking in sorted(bookings, key=lambda each: (each.first, each.ref)):
        lasts = [day for day in (booking.last, ends_on, period.last) if day is not None]
        days = _days(max(booking.first, begins_on, period.first), min(lasts)) - taken.setdefault(booking.code, set())
        if not days:
            continue
        taken[booking.code] |= days
        at = start_of_day(min(days))
        rows.append(UsageRow(booking.ref, OPTION + booking.code, len(days), Unit.DAY.value, at, Direction.IN.value))
    return rows


def _days(first: date, last: date) -> set[date]:
    return {first + number * _DAY for number in range((last - first).days + 1)}

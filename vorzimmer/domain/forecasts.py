"""What a running month will cost if it goes on as in the last seven days: each day to come is like the same weekday before."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from vorzimmer.domain.days import berlin, berlin_date, moment
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import Statement
from vorzimmer.domain.usage import UsageMeter, UsageRow

DAYS = 7
"""Whole days before today that are looked at."""
_DAY = timedelta(days=1)
_ONCE = frozenset({UsageMeter.SETUP, UsageMeter.DEPOSIT, UsageMeter.RETURNED_DEBIT, UsageMeter.BANK_FEE})
"""What happened once and is not expected again."""


def forecast(statement: Statement, past: Iterable[UsageRow], today: date, *, begins_on: date | None) -> Statement | None:
    """Rate a running period to its end. `past`: what was used on the days before today; `begins_on`: first day of the contract.

    None when nothing can be said: the period is over, or no whole day has passed.
    """
    period = statement.period
    days = DAYS if begins_on is None else min(DAYS, (today - begins_on).days)
    if today >= period.last or days <= 0:
        return None
    source = statement.source
    last = min(period.last, source.facts.ends_on or period.last)
    coming = continued(list(past), today, last, days)
    return rate(source.tariff, [*(UsageRow(*row) for row in source.rows), *coming], period, source.facts)


def continued(past: Sequence[UsageRow], today: date, last: date, days: int) -> Iterator[UsageRow]:
    """Give the usage to expect after today until the day `last`: that of the `days` days before today, over and over."""
    by_day: dict[date, list[UsageRow]] = {}
    for row in past:
        if row.meter not in _ONCE:
            by_day.setdefault(berlin_date(row.started_at), []).append(row)
    for number in range(1, (last - today).days + 1):
        day = today + number * _DAY
        for row in by_day.get(today + (number % days - days) * _DAY, ()):
            ref = str(uuid5(NAMESPACE_OID, f"{row.ref}:{number}"))
            yield UsageRow(ref, row.meter, row.quantity, row.unit, _same_time(row.started_at, day), *row[5:])


def _same_time(at: datetime, day: date) -> datetime:
    return moment(day, berlin(at).time().replace(fold=0))

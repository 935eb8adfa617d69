"""When a claim is barred by limitation (BGB §§195 to 212, ZPO §167), step by step. Where the law is in doubt, the earlier day is given.

What only puts limitation off is left out when nobody can compute it: negotiations (§203), a deferral (§205), the shift of §193. LAWYER:
suspension by a payment order that has lapsed (ZPO §701), and whether a payment acknowledges the claim.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vorzimmer.domain.claim_numbers import Number, Numbers
from vorzimmer.domain.days import add_months, add_years

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """A payment order: when its application reached the court, when it was served, and the days of later acts of court or parties."""

    filed_on: date
    served_on: date | None = None
    acts: Sequence[date] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a claim. `due_on` is when it arose; `acknowledged_on` names part payments and acknowledgements by the debtor.

    `title_final_on` is the day with which an enforcement order or a judgment became final, `enforced_on` days on which enforcement was
    asked for or done.
    """

    due_on: date
    orders: Sequence[PaymentOrder] = ()
    acknowledged_on: Sequence[date] = ()
    title_final_on: date | None = None
    enforced_on: Sequence[date] = ()


class Because(StrEnum):
    """What a step of the computation is."""

    END_OF_YEAR = "end_of_year"
    """BGB §§195, 199(1)."""
    SUSPENDED = "suspended"
    """BGB §§204(1) no. 3, (2), 209."""
    ACKNOWLEDGED = "acknowledged"
    """BGB §212(1) no. 1."""
    TITLE = "title"
    """BGB §§197(1) no. 3, 201. Interest that accrues later is barred after three years (§197(2))."""
    ENFORCED = "enforced"
    """BGB §212(1) no. 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened on a day, and the last day on which the claim can be pursued after that."""

    because: Because
    on: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The last day on which the claim is not barred, the day from which on it is urgent, and how it came about."""

    last_day: date
    warn_on: date
    steps: tuple[Step, ...]

    @property
    def because(self) -> Because:
        """What decides the day."""
        return self.steps[-1].because

    def is_barred(self, day: date) -> bool:
        """Whether the debtor may refuse to pay on this day (BGB §214(1))."""
        return day > self.last_day

    def is_urgent(self, day: date) -> bool:
        """Whether the warning day has come and the claim can still be pursued."""
        return self.warn_on <= day <= self.last_day


_Stretch = tuple[date, date]


def limitation(facts: Facts, *, numbers: Numbers) -> Limit:
    """Say when the claim is barred. What happens after it is barred does not revive it, but for a title."""
    steps = tuple(_steps(facts, numbers))
    last_day = steps[-1].last_day
    return Limit(last_day=last_day, warn_on=add_months(last_day, -numbers.on(Number.WARNING_MONTHS, facts.due_on)), steps=steps)


def _steps(facts: Facts, numbers: Numbers) -> Iterator[Step]:
    years = numbers.on(Number.LIMITATION_YEARS, facts.due_on)
    suspended = _suspended(facts.orders, numbers)
    begins = date(facts.due_on.year + 1, 1, 1)
    last = date(facts.due_on.year + years, 12, 31)
    yield Step(because=Because.END_OF_YEAR, on=facts.due_on, last_day=last)
    step = _put_off(begins, last, suspended)
    for because, day in _restarts(facts):
        if because is Because.TITLE:
            # what the procedure suspended was the old period; the new one is counted without it
            years, suspended = numbers.on(Number.TITLE_YEARS, day), []
        elif day < begins or day > (step.last_day if step else last):
            continue
        yield from [step] if step else ()
        begins, last = day + _DAY, add_years(day, years)
        yield Step(because=because, on=day, last_day=last)
        step = _put_off(begins, last, suspended)
    yield from [step] if step else ()


def _restarts(facts: Facts) -> list[tuple[Because, date]]:
    """Give what lets limitation begin anew, in order: the day after it is the first of the new period (BGB §187(1))."""
    found = [(day, 0, Because.ACKNOWLEDGED) for day in facts.acknowledged_on]
    if facts.title_final_on is not None:
        found.append((facts.title_final_on, 1, Because.TITLE))
    found += [(day, 2, Because.ENFORCED) for day in facts.enforced_on]
    return [(because, day) for day, _place, because in sorted(found)]


# --- suspension ----------------------------------------------------------------------------------------------------------


def _put_off(begins: date, last: date, suspended: Iterable[_Stretch]) -> Step | None:
    """Add the suspended days to a period, as far as they lie in it (BGB §209). None when there is none."""
    since = None
    for first, end in suspended:
        days = (end - max(first, begins)).days + 1
        if first > last:
            break
        if days > 0:
            last += days * _DAY
            since = since or first
    return None if since is None else Step(because=Because.SUSPENDED, on=since, last_day=last)


def _suspended(orders: Iterable[PaymentOrder], numbers: Numbers) -> list[_Stretch]:
    """Give the stretches in which limitation is suspended, both days included, apart from each other and in order."""
    joined: list[_Stretch] = []
    for first, end in sorted(stretch for order in orders for stretch in _stretches(order, numbers)):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((first, end))
    return joined


def _stretches(order: PaymentOrder, numbers: Numbers) -> Iterator[_Stretch]:
    """Suspend from the service on, or from the filing when it was served soon, until six months after each act."""
    if order.served_on is None:
        return
    was_soon = order.served_on <= add_months(order.filed_on, numbers.on(Number.SOON_MONTHS, order.filed_on))
    months = numbers.on(Number.SUSPENSION_MONTHS, order.filed_on)
    yield order.filed_on if was_soon else order.served_on, add_months(order.served_on, months)
    for act in order.acts:
        if act > order.served_on:
            yield act, add_months(act, months)

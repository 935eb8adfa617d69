"""A plan of instalments for what is open of a claim: how it is made, what is wrong with one, and how it stands. Amounts are cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, add_months, working_day_from
from vorzimmer.domain.dunning_schedule import Schedule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """So many cents are due on this day."""

    due_on: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The instalments in their order, as agreed."""

    instalments: tuple[Instalment, ...]

    @property
    def total(self) -> int:
        return sum(instalment.cents for instalment in self.instalments)


class PlanProblem(StrEnum):
    """What is wrong with a plan."""

    EMPTY = "empty"
    NOT_POSITIVE = "not_positive"
    NOT_IN_ORDER = "not_in_order"
    NOT_AFTER_TODAY = "not_after_today"
    NOT_ADDING_UP = "not_adding_up"


def instalments(total: int, first_on: date, number: int) -> Plan:
    """Make a plan of monthly instalments of the same amount; the odd cents are in the first one.

    Raises ValueError when it would have no instalment or one of nothing.
    """
    if number < 1 or total < number:
        raise ValueError("a plan has at least one instalment, and each is at least one cent")
    cents, odd = divmod(total, number)
    return Plan(
        instalments=tuple(
            Instalment(due_on=add_months(first_on, month), cents=cents + (odd if month == 0 else 0)) for month in range(number)
        )
    )


def problems(plan: Plan, open_cents: int, today: date) -> list[PlanProblem]:
    """Say why a plan cannot be agreed today about what is open."""
    days = [instalment.due_on for instalment in plan.instalments]
    found = (
        (PlanProblem.EMPTY, not days),
        (PlanProblem.NOT_POSITIVE, any(instalment.cents <= 0 for instalment in plan.instalments)),
        (PlanProblem.NOT_IN_ORDER, any(later <= sooner for sooner, later in pairwise(days))),
        (PlanProblem.NOT_AFTER_TODAY, any(due_on <= today for due_on in days)),
        (PlanProblem.NOT_ADDING_UP, bool(days) and plan.total != open_cents),
    )
    return [problem for problem, is_there in found if is_there]


class PlanCode(StrEnum):
    """How a plan stands."""

    KEPT = "kept"
    MISSED = "missed"
    BROKEN = "broken"
    FULFILLED = "fulfilled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How a plan stands; `since` is the first day on which an instalment was missed, `late` what is missed, `next` what comes next."""

    code: PlanCode
    since: date | None = None
    late: int = 0
    next: Instalment | None = None


def plan_standing(plan: Plan, paid: int, day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> PlanStanding:
    """Say how a plan stands on a day when `paid` cents have been paid since it was agreed.

    Payments settle the oldest instalment first; one that is due on a weekend may be paid on the next working day (BGB §193). A plan is
    broken `instalment_grace` days after the first missed day; whoever asks then ends the pause, so that a late payment does not mend it.
    """
    if paid >= plan.total:
        return PlanStanding(code=PlanCode.FULFILLED)
    owed = _unpaid(plan.instalments, paid)
    late = [(instalment, cents) for instalment, cents in owed if working_day_from(instalment.due_on, holidays) < day]
    following = next((instalment for instalment, _cents in owed if working_day_from(instalment.due_on, holidays) >= day), None)
    if not late:
        return PlanStanding(code=PlanCode.KEPT, next=following)
    since = working_day_from(late[0][0].due_on, holidays) + _DAY
    is_broken = day >= since + schedule.instalment_grace * _DAY
    code = PlanCode.BROKEN if is_broken else PlanCode.MISSED
    return PlanStanding(code=code, since=since, late=sum(cents for _instalment, cents in late), next=following)


def _unpaid(planned: Sequence[Instalment], paid: int) -> list[tuple[Instalment, int]]:
    """Say which instalments are not fully paid, and how many cents of each are missing."""
    found, left = [], paid
    for instalment in planned:
        missing = instalment.cents - min(left, instalment.cents)
        left -= instalment.cents - missing
        if missing:
            found.append((instalment, missing))
    return found

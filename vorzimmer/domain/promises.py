"""A customer promises to pay an invoice by a day: once for a claim, a few days ahead, and only while it is the agency that reminds."""

from datetime import date, timedelta
from enum import StrEnum

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, working_day_from
from vorzimmer.domain.dunning import Stage
from vorzimmer.domain.dunning_facts import Facts
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.dunning_schedule import Schedule

_DAY = timedelta(days=1)
_S = Stage
REMINDED = frozenset({_S.OPEN, _S.FRIENDLY, _S.FIRST, _S.SECOND, _S.DECISION})
"""Stages at which the agency itself writes, so that a promise has letters to put off."""


class PromiseReason(StrEnum):
    """Why a promise is taken or not."""

    IN_TIME = "in_time"
    NOTHING_OPEN = "nothing_open"
    NOT_OVERDUE = "not_overdue"
    NOT_WITH_US = "not_with_us"
    RESTS = "rests"
    AGAIN = "again"
    PAST = "past"
    TOO_LATE = "too_late"


Answer = Allowed[PromiseReason] | Refused[PromiseReason]
_R = PromiseReason


def latest_day(day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> date:
    """Say the last day that a promise given on `day` may name; at a weekend it is the next working day (BGB §193)."""
    return working_day_from(day + schedule.promise_days * _DAY, holidays)


def may_promise(facts: Facts, day: date, holidays: Holidays = NO_HOLIDAYS) -> Answer:
    """Say whether the customer may promise at all: once for a claim, a promise that is over included."""
    standing = facts.standing
    found = (
        (_R.NOTHING_OPEN, facts.open <= 0),
        (_R.NOT_OVERDUE, day <= working_day_from(facts.due_on, holidays)),
        (_R.NOT_WITH_US, standing.stage not in REMINDED or standing.is_with_collector),
        (_R.AGAIN, any(pause.kind is PauseKind.PROMISE for pause in facts.pauses)),
        (_R.RESTS, any(pause.is_in_force(day, holidays) for pause in facts.pauses)),
    )
    refused = next((reason for reason, holds in found if holds), None)
    return Allowed(reason=_R.IN_TIME) if refused is None else Refused(reason=refused)


def check_promise(facts: Facts, until: date, day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> Answer:
    """Say whether this promise is taken: to pay at the latest on `until`."""
    found = may_promise(facts, day, holidays)
    if isinstance(found, Refused):
        return found
    if until < day:
        return Refused(reason=_R.PAST)
    if until > latest_day(day, schedule, holidays):
        return Refused(reason=_R.TOO_LATE)
    return found

"""What is done for a customer beside answering calls, and is recorded by hand: codes and quantities, no text (law.md S27, D-16)."""

from datetime import date, datetime
from enum import StrEnum

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.usage import Unit, UsageMeter, unit_of

TASKS = (
    *(UsageMeter.TASK_TIME, UsageMeter.TASK, UsageMeter.INSTRUCTION_CHANGE, UsageMeter.ORDER),
    *(UsageMeter.BOOKING, UsageMeter.BOOKING_CHANGED, UsageMeter.BOOKING_CANCELLED),
    *(UsageMeter.OUTBOUND_CALL, UsageMeter.LETTER, UsageMeter.FAX),
)
"""What can be recorded by hand, in the order in which it is offered."""

MOST_MINUTES = 24 * 60
MOST_PIECES = 1000
_MINUTE = 60


class TaskRecorded(StrEnum):
    """Why a task may be recorded."""

    POSSIBLE = "possible"


class TaskRefused(StrEnum):
    """Why a task may not be recorded."""

    NO_TASK = "no_task"
    NUMBER = "number"
    AHEAD = "ahead"
    BEFORE_CONTRACT = "before_contract"


def is_timed(meter: UsageMeter) -> bool:
    """Whether a task is measured in minutes and not in pieces."""
    return unit_of(meter) is Unit.SECOND


def quantity_of(meter: UsageMeter, number: int) -> int:
    """Turn minutes or pieces, as people enter them, into the unit of the meter."""
    return number * _MINUTE if is_timed(meter) else number


def number_of(meter: UsageMeter, quantity: int) -> int:
    """Turn a quantity back into minutes (a begun one counts) or pieces."""
    return -(-quantity // _MINUTE) if is_timed(meter) else quantity


def check_task(
    meter: UsageMeter, number: int, done_at: datetime, *, at: datetime, contract_began_on: date | None
) -> Allowed[TaskRecorded] | Refused[TaskRefused]:
    """Say whether `number` minutes or pieces done at `done_at` may be recorded at the moment `at`.

    `contract_began_on`: the first day of the customer's first contract or trial; None while nothing is entered.
    """
    if meter not in TASKS:
        return Refused(reason=TaskRefused.NO_TASK)
    if not 0 < number <= (MOST_MINUTES if is_timed(meter) else MOST_PIECES):
        return Refused(reason=TaskRefused.NUMBER)
    if done_at > at:
        return Refused(reason=TaskRefused.AHEAD)
    if contract_began_on is not None and berlin_date(done_at) < contract_began_on:
        return Refused(reason=TaskRefused.BEFORE_CONTRACT)
    return Allowed(reason=TaskRecorded.POSSIBLE)


def may_undo(recorded_at: datetime, at: datetime) -> bool:
    """Whether a task may be taken back without giving a reason: on the Berlin day on which it was recorded."""
    return berlin_date(recorded_at) == berlin_date(at)

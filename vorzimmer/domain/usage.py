"""What a call and a message measure, ready to be rated. No caller, no text: law.md calls this billing data (Abrechnungsdaten).

A row of usage knows its call only by a random id (law.md D-16), and measures are codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from vorzimmer.domain.notes import Unwritten


class UsageMeter(StrEnum):
    """What is counted. An agency's own options are counted too: any name that begins with `OPTION`."""

    CALL = "call"
    ABANDONED_CALL = "abandoned_call"
    SHORT_CALL = "short_call"
    SPAM_CALL = "spam_call"
    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    CONSULTATION = "consultation"
    WRAP_UP = "wrap_up"
    DIALLING = "dialling"
    PATCHED = "patched"
    AUTOMATED = "automated"
    ESCALATION = "escalation"
    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"
    FAX = "fax"
    LETTER = "letter"
    BOOKING = "booking"
    BOOKING_CHANGED = "booking_changed"
    BOOKING_CANCELLED = "booking_cancelled"
    ORDER = "order"
    OUTBOUND_CALL = "outbound_call"
    INSTRUCTION_CHANGE = "instruction_change"
    TASK = "task"
    TASK_TIME = "task_time"
    OPTION_SMS = "option_sms"
    OPTION_24_HOURS = "option_24h"
    OPTION_TRADE = "option_trade"
    OPTION_NUMBER = "option_number"
    SETUP = "setup"
    DEPOSIT = "deposit"
    RETURNED_DEBIT = "returned_debit"
    BANK_FEE = "bank_fee"


OPTION = "option_"


class Unit(StrEnum):
    """What a quantity is measured in. A day is one on which an option was booked."""

    PIECE = "piece"
    SECOND = "second"
    DAY = "day"
    CENT = "cent"


class Direction(StrEnum):
    """Which way a call or a message went."""

    IN = "in"
    OUT = "out"


class DestinationKind(StrEnum):
    """Where a call was put through to. NONE: it was not."""

    NONE = ""
    INSIDE = "inside"
    FIXED = "fixed"
    MOBILE = "mobile"
    ABROAD = "abroad"


class UsageStatus(StrEnum):
    """What kind of call it was; the same on all rows of one call. ORDINARY: it was written down, as most are."""

    ORDINARY = ""
    WRONG_NUMBER = Unwritten.WRONG_NUMBER.value
    ADVERTISING = Unwritten.ADVERTISING.value
    SILENT = Unwritten.SILENT.value
    HUNG_UP = Unwritten.HUNG_UP.value
    SPAM = "spam"
    AGENCY_FAULT = "agency_fault"


_M = UsageMeter
_SECONDS = (
    *(_M.QUEUE, _M.RING, _M.TALK, _M.HOLD, _M.CONSULTATION, _M.WRAP_UP),
    *(_M.DIALLING, _M.PATCHED, _M.AUTOMATED, _M.TASK_TIME),
)
UNIT_OF: Mapping[UsageMeter, Unit] = MappingProxyType(
    dict.fromkeys(UsageMeter, Unit.PIECE)
    | dict.fromkeys(_SECONDS, Unit.SECOND)
    | {meter: Unit.DAY for meter in UsageMeter if meter.startswith(OPTION)}
    | {_M.BANK_FEE: Unit.CENT}
)


def unit_of(meter: str) -> Unit | None:
    """Say what a meter is measured in; None for a meter that there is not."""
    if meter.startswith(OPTION) and meter != OPTION:
        return Unit.DAY
    return UNIT_OF[UsageMeter(meter)] if meter in UNIT_OF else None


class UsageRow(NamedTuple):
    """One row of usage as it is rated.

    A tuple, and no dataclass like all else, because the rows of a month are read from a database by the million: any tuple of this
    shape will do. `ref` is the random id of the call or message; rows of one call have it in common. `started_at` (aware) is the
    moment at which the call was accepted, or at which whatever it is was done.
    """

    ref: str
    meter: str
    quantity: int
    unit: str
    started_at: datetime
    direction: str = Direction.IN.value
    destination_kind: str = DestinationKind.NONE.value
    status: str = UsageStatus.ORDINARY.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One quantity of one meter."""

    meter: UsageMeter
    quantity: int
    unit: Unit


TIMED = (UsageMeter.TALK, UsageMeter.HOLD, UsageMeter.CONSULTATION, UsageMeter.WRAP_UP, UsageMeter.DIALLING, UsageMeter.PATCHED)
"""The times of a finished call that are written as usage."""


def seconds_begun(time: timedelta) -> int:
    """Count seconds as telephone companies do: a second that has begun counts."""
    return -(-time // timedelta(seconds=1))


def usage_of_call(*, answered: bool, times: Mapping[str, timedelta]) -> list[Usage]:
    """Say what a finished call measures; `times` by name of the meter. A call that nobody answered counts as abandoned, without times."""
    if not answered:
        return [Usage(meter=UsageMeter.ABANDONED_CALL, quantity=1, unit=Unit.PIECE)]
    timed = [(meter, seconds_begun(times.get(meter.value, timedelta()))) for meter in TIMED]
    pieces = [Usage(meter=UsageMeter.CALL, quantity=1, unit=Unit.PIECE)]
    return pieces + [Usage(meter=meter, quantity=seconds, unit=Unit.SECOND) for meter, seconds in timed if seconds > 0]

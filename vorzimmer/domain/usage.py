"""What a call and a message measure, ready to be rated. No caller, no text: law.md calls this billing data (Abrechnungsdaten).

A row of usage knows its call only by a random id (law.md D-16), and measures are codes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from vorzimmer.domain.days import berlin_date, start_of_month
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
    SPAM = Unwritten.SPAM.value
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


def fingerprint(rows: Iterable[UsageRow]) -> str:
    """Say the SHA-256 of rows in their canonical form, the same in whatever order they come.

    Canonical is one line a row, in order: its fields parted by semicolons, the moment in UTC as ISO 8601.
    """
    lines = sorted(
        f"{ref};{meter};{quantity};{unit};{at.astimezone(UTC).isoformat()};{direction};{destination};{status}\n"
        for ref, meter, quantity, unit, at, direction, destination, status in rows
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One quantity of one meter."""

    meter: UsageMeter
    quantity: int
    unit: Unit


WAITED = (UsageMeter.QUEUE, UsageMeter.RING)
"""The times that a caller waited. A call that nobody answered has no other."""
TIMED = (
    *WAITED,
    *(UsageMeter.TALK, UsageMeter.HOLD, UsageMeter.CONSULTATION, UsageMeter.WRAP_UP, UsageMeter.DIALLING, UsageMeter.PATCHED),
)
"""The times of a finished call that are written as usage."""


def seconds_begun(time: timedelta) -> int:
    """Count seconds as telephone companies do: a second that has begun counts."""
    return -(-time // timedelta(seconds=1))


def usage_of_call(*, answered: bool, times: Mapping[str, timedelta]) -> list[Usage]:
    """Say what a finished call measures; `times` by name of the meter. A call that nobody answered counts as abandoned."""
    piece, meters = (UsageMeter.CALL, TIMED) if answered else (UsageMeter.ABANDONED_CALL, WAITED)
    timed = [(meter, seconds_begun(times.get(meter.value, timedelta()))) for meter in meters]
    pieces = [Usage(meter=piece, quantity=1, unit=Unit.PIECE)]
    return pieces + [Usage(meter=meter, quantity=seconds, unit=Unit.SECOND) for meter, seconds in timed if seconds > 0]


def moment_kept(moment: datetime, billed_at: datetime | None) -> datetime:
    """Say the moment of usage after a correction. What a document took (at `billed_at`) stays in the Berlin month of that document.

    Otherwise the next month would bill it a second time.
    """
    if billed_at is None or start_of_month(berlin_date(moment)) == start_of_month(berlin_date(billed_at)):
        return moment
    return billed_at


def status_kept(status: str, statuses: Iterable[str]) -> str:
    """Say the status of a call that is written anew: that it was the agency's fault was decided by somebody, and stays."""
    return UsageStatus.AGENCY_FAULT.value if UsageStatus.AGENCY_FAULT in statuses else status


_COUNTED = ("note:", "task:")
"""How the keys of messages begin that are sent for what was done for the customer."""


def counts_as_message(key: str) -> bool:
    """Whether a message is usage: one for a note or a task is. A confirmation, an invoice or an alert is the agency's own business."""
    return key.startswith(_COUNTED)

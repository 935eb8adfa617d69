"""What a call and a message measure, ready to be rated. No caller, no text: law.md calls this billing data (Abrechnungsdaten)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class UsageMeter(StrEnum):
    """What is counted. Calls and messages in pieces, times in seconds."""

    CALL = "call"
    ABANDONED_CALL = "abandoned_call"
    TALK = "talk"
    HOLD = "hold"
    CONSULTATION = "consultation"
    WRAP_UP = "wrap_up"
    DIALLING = "dialling"
    PATCHED = "patched"
    SMS = "sms"
    EMAIL = "email"


class Unit(StrEnum):
    """What a quantity is measured in."""

    PIECE = "piece"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One quantity of one meter."""

    meter: UsageMeter
    quantity: int
    unit: Unit


TIMED = (UsageMeter.TALK, UsageMeter.HOLD, UsageMeter.CONSULTATION, UsageMeter.WRAP_UP, UsageMeter.DIALLING, UsageMeter.PATCHED)


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

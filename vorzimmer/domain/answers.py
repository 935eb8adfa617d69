"""How a rule answers when something is wanted: allowed or refused, and always with the reason (a code that the screens say in words)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Reason_co = TypeVar("Reason_co", bound=StrEnum, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed(Generic[Reason_co]):
    """It may be done."""

    reason: Reason_co


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Generic[Reason_co]):
    """It may not be done, and nothing changes."""

    reason: Reason_co

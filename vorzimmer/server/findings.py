"""What a check of the doctor finds: how bad it is, what it says, and what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: `warn` works but should be looked at, `fail` does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `remedy` says what to do, blank when there is nothing to do."""

    level: Level
    subject: str
    text: str
    remedy: str = ""


Check = Callable[[], Iterable[Finding]]


def ok(subject: str, text: str, remedy: str = "") -> Finding:
    return Finding(level=Level.OK, subject=subject, text=text, remedy=remedy)


def warn(subject: str, text: str, remedy: str) -> Finding:
    return Finding(level=Level.WARN, subject=subject, text=text, remedy=remedy)


def fail(subject: str, text: str, remedy: str) -> Finding:
    return Finding(level=Level.FAIL, subject=subject, text=text, remedy=remedy)

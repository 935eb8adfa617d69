"""The ledger of erasures: a chain of lines that say how much was due and erased by which rule, and nothing about anybody."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

START = "0" * 64
"""What stands in the place of the line before the first."""
SLA = timedelta(hours=24)
"""Within this time after its moment a record is erased (law.md D-03)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One batch. `due` rows of `table` were due by `rule`, `erased` went; the oldest was due since `oldest`, `lateness` seconds ago.

    `policy` is the digest of the policy, `keys` are the ids of data keys that were destroyed, `link` is SHA-256 of the line with the
    link before. Moments are whole seconds, so that every database gives back what was hashed.
    """

    at: datetime
    policy: str
    rule: str
    table: str
    due: int
    erased: int
    oldest: datetime | None = None
    lateness: int = 0
    batch: int = 1
    keys: tuple[UUID, ...] = ()
    number: int = 0
    previous: str = ""
    link: str = field(default="", compare=False)


def chained(line: Line, last: Line | None) -> Line:
    """Put a line behind the last one, at its moment or at that of the last one: a clock that was set back turns nothing back."""
    number, previous = (1, START) if last is None else (last.number + 1, last.link)
    at = _second(line.at) if last is None else max(_second(line.at), last.at)
    placed = replace(line, number=number, previous=previous, at=at, oldest=line.oldest and _second(line.oldest))
    return replace(placed, link=link_of(placed))


def link_of(line: Line) -> str:
    """Compute the link of a line from all that it says."""
    parts = (line.number, _said(line.at), line.policy, line.rule, line.table, line.due, line.erased)
    more = (line.oldest and _said(line.oldest), line.lateness, line.batch, ",".join(sorted(map(str, line.keys))), line.previous)
    return hashlib.sha256("\n".join(str(part) for part in (*parts, *more)).encode()).hexdigest()


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


class Flaw(StrEnum):
    """What is wrong with a line."""

    MISSING = "missing"
    """A line is missing before this one."""
    BROKEN = "broken"
    """The line does not belong to the one before, or was changed."""
    BACKWARDS = "backwards"
    """It is older than the line before."""
    MORE_ERASED = "more_erased"
    """More was erased than was due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, and with which line."""

    flaw: Flaw
    number: int


def check(lines: Iterable[Line], *, after: Line | None = None) -> tuple[Finding, ...]:
    """Check the ledger from its beginning, or the lines that follow a line which is believed."""
    found = []
    last = after
    for line in lines:
        number, previous = (1, START) if last is None else (last.number + 1, last.link)
        if line.number != number:
            found.append(Finding(flaw=Flaw.MISSING, number=line.number))
        if link_of(line) != line.link or (line.number == number and line.previous != previous):
            found.append(Finding(flaw=Flaw.BROKEN, number=line.number))
        if last is not None and line.at < last.at:
            found.append(Finding(flaw=Flaw.BACKWARDS, number=line.number))
        if line.erased > line.due:
            found.append(Finding(flaw=Flaw.MORE_ERASED, number=line.number))
        last = line
    return tuple(found)

"""What happened to a case, in order: entries that are only ever added, as they are kept and as they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from vorzimmer.domain.cases import CaseEvent, CaseState, fold

RAISED = "raised"
"""The first entry of every log; all others are a `CaseEvent`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """Something that happened on a civil day, written down at a moment by somebody (None: by himself, in the portal).

    `owner` is who deals with the case from now on, `review_on` when it is looked at again, `outcome` how it was resolved: codes and
    days, no words.
    """

    event: str
    on: date
    at: datetime
    by: UUID | None = None
    owner: UUID | None = None
    review_on: date | None = None
    outcome: str = ""


def as_data(entry: LogEntry) -> dict[str, str]:
    """Write an entry as it is kept; what there is not is left out."""
    found = {
        "event": entry.event,
        "on": entry.on.isoformat(),
        "at": entry.at.isoformat(),
        "by": _text(entry.by),
        "owner": _text(entry.owner),
        "review_on": _text(entry.review_on),
        "outcome": entry.outcome,
    }
    return {name: value for name, value in found.items() if value}


def read_log(rows: Iterable[Mapping[str, Any]]) -> list[LogEntry]:
    """Read a log as it was kept."""
    return [
        LogEntry(
            event=row["event"],
            on=date.fromisoformat(row["on"]),
            at=datetime.fromisoformat(row["at"]),
            by=_uuid(row.get("by")),
            owner=_uuid(row.get("owner")),
            review_on=date.fromisoformat(row["review_on"]) if "review_on" in row else None,
            outcome=row.get("outcome", ""),
        )
        for row in rows
    ]


def state_of(rows: Iterable[Mapping[str, Any]]) -> CaseState:
    """Say how a case stands after its log. Raises `cases.NotPossible` for a log that cannot be."""
    return fold(CaseEvent(row["event"]) for row in rows if row["event"] != RAISED)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None

"""A month of usage put together by what happened: each call, message or task with all that it measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from vorzimmer.billing.models import UsageRecord
from vorzimmer.domain.statements import Period
from vorzimmer.domain.tasks import TASKS
from vorzimmer.domain.usage import UsageMeter, UsageStatus


class EntryKind(StrEnum):
    """What an entry is about."""

    CALL = "call"
    MESSAGE = "message"
    TASK = "task"
    OTHER = "other"


_CALLS = frozenset({UsageMeter.CALL, UsageMeter.ABANDONED_CALL})
_MESSAGES = frozenset({UsageMeter.SMS, UsageMeter.EMAIL, UsageMeter.PUSH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call, message or task: its rows, the one that names it first."""

    kind: EntryKind
    ref: UUID
    at: datetime
    rows: Sequence[UsageRecord]

    @property
    def head(self) -> UsageRecord:
        """The row that says what it was."""
        return self.rows[0]

    @property
    def status(self) -> str:
        """What kind of call it was, as a code."""
        return self.head.status

    @property
    def is_fault(self) -> bool:
        """Whether it was the agency's own fault."""
        return self.status == UsageStatus.AGENCY_FAULT

    @property
    def is_billed(self) -> bool:
        """Whether a document took some of it."""
        return any(row.rated_id is not None for row in self.rows)

    @property
    def times(self) -> Sequence[UsageRecord]:
        """What it measured beside itself."""
        return [row for row in self.rows[1:] if row.quantity]


def entries_of(customer_id: UUID, period: Period, kind: EntryKind | None = None) -> list[Entry]:
    """Give what happened in a period, the latest first; what was taken out is shown as long as a document has it."""
    rows = UsageRecord.objects.filter(customer=customer_id).within(period.start, period.end).order_by("-occurred_at", "ref", "meter")
    found = [_entry(ref, list(group)) for ref, group in groupby(rows, key=lambda row: row.ref)]
    return [entry for entry in found if kind is None or entry.kind is kind]


def _entry(ref: UUID, rows: Sequence[UsageRecord]) -> Entry:
    ordered = sorted(rows, key=lambda row: (row.meter not in _CALLS, row.quantity == 0, row.meter))
    return Entry(kind=_kind(rows), ref=ref, at=ordered[0].occurred_at, rows=ordered)


def _kind(rows: Iterable[UsageRecord]) -> EntryKind:
    meters = {row.meter for row in rows}
    if meters & _CALLS:
        return EntryKind.CALL
    if meters & _MESSAGES:
        return EntryKind.MESSAGE
    return EntryKind.TASK if meters & set(TASKS) else EntryKind.OTHER

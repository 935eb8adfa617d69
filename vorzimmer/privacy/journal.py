"""The journal of accesses: noted in memory, written in one statement soon afterwards, so that no page waits for it.

A process that is killed loses what it noted within the last minute; one that ends as usual writes it first.
"""

import threading
from datetime import datetime
from uuid import UUID

from vorzimmer.accounts.models import User
from vorzimmer.domain.access_journal import Place, hour_of
from vorzimmer.domain.roles import STAFF
from vorzimmer.privacy.models import Access

MOST = 10_000
"""Lines that are kept in memory at most; more are not noted, and the doctor of a database that cannot be written to speaks up anyway."""

_Line = tuple[UUID, str, UUID, str, UUID, str, datetime]


class Journal:
    """What this process noted and has not written yet."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._lines: set[_Line] = set()

    def note(  # noqa: PLR0913  (the line)
        self, user: User, customer_ref: UUID, *, table: str, record: UUID, place: Place, at: datetime
    ) -> None:
        """Note that somebody of the agency opened a sealed record. Customers who read their own messages are not noted."""
        if user.role not in STAFF:
            return
        with self._guard:
            if len(self._lines) < MOST:
                self._lines.add((user.pk, user.role, customer_ref, table, record, place.value, hour_of(at)))

    def flush(self) -> int:
        """Write what was noted, each line once. Gives how many were written; on an error they are kept for the next time."""
        with self._guard:
            lines, self._lines = self._lines, set()
        if not lines:
            return 0
        try:
            there = set(User.objects.filter(pk__in={line[0] for line in lines}).values_list("pk", flat=True))
            rows = [
                Access(user_id=who, role=role, customer_ref=customer, table=table, record=record, place=place, hour=hour)
                for who, role, customer, table, record, place, hour in sorted(lines, key=str)
                if who in there
            ]
            Access.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        except Exception:
            with self._guard:
                self._lines |= lines
            raise
        return len(rows)


JOURNAL = Journal()
"""The journal of this process."""


def write_journal(_at: datetime) -> None:
    """Write what was noted; the job of the server."""
    JOURNAL.flush()

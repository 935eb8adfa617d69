"""What was told to customers who are bound to secrecy (§203 StGB) is covered outside of calls, until somebody names a reason.

The line in the journal of accesses is written first. What is uncovered is kept in the session only, and for a quarter of an hour.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from vorzimmer.accounts.models import User
from vorzimmer.domain.access_journal import UNCOVERED_FOR, Place, Reason, hour_of
from vorzimmer.privacy.models import Access

KEY = "uncovered"
"""Where in the session it stands: until when (ISO 8601), by the id of the record."""


def is_uncovered(request: HttpRequest, record: UUID, at: datetime) -> bool:
    """Whether the user of this session has named a reason for this record within the last 15 minutes."""
    until = request.session.get(KEY, {}).get(str(record))
    return until is not None and at < datetime.fromisoformat(until)


def uncover(  # noqa: PLR0913  (the line of the journal)
    request: HttpRequest, user: User, customer_ref: UUID, *, table: str, record: UUID, place: Place, reason: Reason, at: datetime
) -> None:
    """Write into the journal who uncovers a record and why; then show it to this session for 15 minutes."""
    line = Access(
        user=user, role=user.role, customer_ref=customer_ref, table=table, record=record, place=place, reason=reason, hour=hour_of(at)
    )
    Access.objects.bulk_create([line], ignore_conflicts=True)
    shown = request.session.get(KEY, {})
    still = {key: until for key, until in shown.items() if at < datetime.fromisoformat(until)}
    request.session[KEY] = {**still, str(record): (at + UNCOVERED_FOR).isoformat()}

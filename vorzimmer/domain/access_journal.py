"""The journal of accesses to sealed records: one line for each user, record, place and hour (Art. 5(2), 32 GDPR; R-AUD)."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Place(StrEnum):
    """Where somebody opened a record: that is the reason."""

    CALL = "call"
    MESSAGE = "message"
    FILE = "file"
    EXPORT = "export"
    REQUEST = "request"
    DISPUTE = "dispute"


class Reason(StrEnum):
    """Why somebody uncovered what was told to a customer who is bound to secrecy (§203 StGB): a closed list, no words of one's own."""

    CUSTOMER = "customer"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    FAULT = "fault"
    REQUEST = "request"


UNCOVERED_FOR = timedelta(minutes=15)
"""So long it is shown to whoever named a reason; then it is covered again."""


def hour_of(at: datetime) -> datetime:
    """Give the hour in which a moment lies, in UTC: the journal is no record of how fast somebody works."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

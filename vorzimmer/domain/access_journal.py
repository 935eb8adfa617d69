"""The journal of accesses to sealed records: one line for each user, record, place and hour (Art. 5(2), 32 GDPR; R-AUD)."""

from datetime import UTC, datetime
from enum import StrEnum


class Place(StrEnum):
    """Where somebody opened a record: that is the reason."""

    CALL = "call"
    MESSAGE = "message"
    FILE = "file"
    EXPORT = "export"
    REQUEST = "request"
    DISPUTE = "dispute"


def hour_of(at: datetime) -> datetime:
    """Give the hour in which a moment lies, in UTC: the journal is no record of how fast somebody works."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

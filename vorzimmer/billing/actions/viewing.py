"""What a customer does with a document: he has seen it."""

from datetime import datetime

from vorzimmer.billing.models import Document
from vorzimmer.domain.days import berlin_date


def mark_seen(document: Document, at: datetime) -> None:
    """Keep the day on which the customer first took the document; later days change nothing."""
    Document.objects.filter(pk=document.pk, seen_on=None).update(seen_on=berlin_date(at))

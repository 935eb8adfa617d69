"""Letters that a customer was sent."""

from uuid import UUID

from vorzimmer.claims.models import Reminder


def reminders_of(customer_ref: UUID) -> list[Reminder]:
    """Give the letters that a customer was sent, the latest first, for the portal. Two queries."""
    return list(
        Reminder.objects.filter(customer_ref=customer_ref, sent_on__isnull=False)
        .defer("pdf")
        .prefetch_related("lines__claim__document")
        .order_by("-sent_on", "-made_at")
    )

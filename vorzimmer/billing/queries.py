"""Sets of usage."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from vorzimmer.billing.models import UsageRecord


def usage_between(customer_id: UUID, start: datetime, end: datetime) -> QuerySet[UsageRecord]:
    """Usage of a customer in the half-open span, the oldest first."""
    return UsageRecord.objects.filter(customer_id=customer_id, occurred_at__gte=start, occurred_at__lt=end).order_by("occurred_at", "meter")


def totals_between(customer_id: UUID, start: datetime, end: datetime) -> dict[str, int]:
    """Quantity per meter in the half-open span."""
    rows = usage_between(customer_id, start, end).order_by().values_list("meter").annotate(total=Sum("quantity"))
    return dict(rows)

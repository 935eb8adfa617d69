"""Sets of messages: what is due, what is told about a note, how many stand where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from vorzimmer.customers.models import Channel
from vorzimmer.domain.delivery import FORGET_AFTER, DeliveryState, MessageKind

if TYPE_CHECKING:
    from vorzimmer.delivery.models import OutboxMessage


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages by where they stand."""

    def due(self, kind: MessageKind, *, at: datetime) -> Self:
        """Give what a worker may take at `at`: messages whose time has come, and those whose worker is gone; the longest due first."""
        return self.filter(kind=kind, not_before__lte=at).order_by("not_before")

    def to_forget(self, *, at: datetime) -> Self:
        """Give those whose address, subject and body R-OUT ends at `at`."""
        return self.filter(closed_at__lte=at - FORGET_AFTER, body__isnull=False)

    def without_content(self) -> Self:
        """Leave the sealed columns in the database: for screens."""
        return self.defer("address", "subject", "body")

    def dead(self) -> Self:
        """Give what was given up, the latest first."""
        return self.without_content().filter(state=DeliveryState.DEAD).order_by("-closed_at")


def counts() -> dict[DeliveryState, int]:
    """How many messages stand in each state."""
    from vorzimmer.delivery.models import OutboxMessage  # noqa: PLC0415  (the models stand on the query sets of this file)

    found = dict(OutboxMessage.objects.order_by().values_list("state").annotate(models.Count("id")))
    return {state: found.get(state.value, 0) for state in DeliveryState}


def messages_about(refs: Iterable[UUID | str]) -> dict[str, list[OutboxMessage]]:
    """Give the messages about each of `refs` (ids of notes) in the order in which they were handed in, without their content."""
    from vorzimmer.delivery.models import OutboxMessage  # noqa: PLC0415  (as above)

    found: dict[str, list[OutboxMessage]] = {str(ref): [] for ref in refs}
    for message in OutboxMessage.objects.without_content().filter(about__in=list(found)):
        found[message.about].append(message)
    return found


def dead_channels(customer_id: UUID) -> set[UUID]:
    """Name the channels of a customer whose last message was given up: one question."""
    from vorzimmer.delivery.models import OutboxMessage  # noqa: PLC0415  (as above)

    messages = OutboxMessage.objects.filter(channel=models.OuterRef("pk")).order_by("-created_at", "-id")
    channels = Channel.objects.filter(customer_id=customer_id).annotate(last=models.Subquery(messages.values("state")[:1]))
    return set(channels.filter(last=DeliveryState.DEAD.value).order_by().values_list("pk", flat=True))

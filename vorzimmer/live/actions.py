"""Say that something changed, and forget it again soon."""

from datetime import datetime

from django.db import transaction

from vorzimmer.live import bus
from vorzimmer.live.models import LiveEvent


def publish(*, channel: str, kind: str, ref: str, at: datetime) -> None:
    """Record the change in the caller's transaction; when that commits, the screens hear of it."""
    event = LiveEvent(channel=channel, kind=kind, ref=ref, at=at)
    event.save(force_insert=True)
    told = bus.Event(id=event.pk, channel=channel, kind=kind, ref=ref)
    transaction.on_commit(lambda: bus.emit(told))


def forget_before(at: datetime) -> int:
    """Delete the events older than `at`; returns how many there were."""
    deleted, _ = LiveEvent.objects.filter(at__lt=at).delete()
    return deleted

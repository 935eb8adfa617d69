"""Say that something changed, and forget it again soon."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vorzimmer.live import bus
from vorzimmer.live.models import LiveEvent
from vorzimmer.storage import insert


def publish(*, channel: str, kind: str, ref: str, at: datetime) -> None:
    """Record the change in the caller's transaction; when that commits, the screens hear of it."""
    publish_to([channel], kind=kind, ref=ref, at=at)


def publish_to(channels: Iterable[str], *, kind: str, ref: str, at: datetime) -> None:
    """Record the change for several channels at once."""
    events = [LiveEvent(channel=channel, kind=kind, ref=ref, at=at) for channel in channels]
    insert(events)
    told = [bus.Event(id=event.pk, channel=event.channel, kind=event.kind, ref=event.ref) for event in events]

    def tell() -> None:
        for event in told:
            bus.emit(event)

    transaction.on_commit(tell)


def forget_before(at: datetime) -> int:
    """Delete the events older than `at`; returns how many there were."""
    deleted, _ = LiveEvent.objects.filter(at__lt=at).delete()
    return deleted

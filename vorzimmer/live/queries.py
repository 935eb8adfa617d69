"""What a screen missed.

PostgreSQL hands out ids before the commit, so a smaller id can become visible after a larger one. Whoever follows by id
therefore asks for a little more than what is newer: recent events once more, or the ids that were skipped.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import IntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from vorzimmer.live.bus import Event
from vorzimmer.live.models import LiveEvent


def newest_id() -> int:
    """Give the id of the newest event, 0 when there is none."""
    newest = LiveEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def newest_id_beside() -> Coalesce:
    """Give the same as an expression, to be read beside another row; a page asks the database often enough."""
    return Coalesce(Subquery(LiveEvent.objects.order_by("-id").values("id")[:1]), Value(0), output_field=IntegerField())


def is_known(event_id: int) -> bool:
    """Whether the event is still there; one that was forgotten cannot tell what came after it. 0 stands for the beginning."""
    return event_id == 0 or LiveEvent.objects.filter(id=event_id).exists()


def since(*, after: int, recent_from: datetime, channels: Iterable[str], limit: int) -> list[Event]:
    """Give the events of these channels with an id above `after`, or not older than `recent_from`: oldest first, at most `limit`."""
    return _events(Q(id__gt=after) | Q(at__gte=recent_from), Q(channel__in=list(channels)), limit=limit)


def newer(*, than: int, or_among: Collection[int], limit: int) -> list[Event]:
    """Give the events of all channels with an id above `than`, or with one of the ids `or_among`: oldest first, at most `limit`."""
    return _events(Q(id__gt=than) | Q(id__in=list(or_among)) if or_among else Q(id__gt=than), limit=limit)


def _events(*conditions: Q, limit: int) -> list[Event]:
    rows = LiveEvent.objects.filter(*conditions).order_by("id").values_list("id", "channel", "kind", "ref")[:limit]
    return [Event(*row) for row in rows]

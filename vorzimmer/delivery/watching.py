"""What the ways out show on the overview of privacy: hosts to which nothing may be sent, and how many messages wait for that."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.delivery.channels import other_side
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import DeliveryState, MessageKind, Reason
from vorzimmer.domain.processors import MAY_NOT
from vorzimmer.privacy.dashboard import Tone, Watched, watch
from vorzimmer.privacy.processors import refusal


def closed_ways(at: datetime) -> Iterator[Watched]:
    """Say which mail server or SMS gateway of the settings the register does not allow, and what waits for it."""
    for kind in MessageKind:
        there = other_side(kind)
        reason = None if there is None else refusal(*there, at)
        if there is None or reason is None:
            continue
        yield Watched(what=there[1], text=_(MAY_NOT[reason]), tone=Tone.LATE, page="processors")
        waiting = OutboxMessage.objects.filter(kind=kind, state=DeliveryState.WAITING, reason=Reason.NO_AGREEMENT).count()
        if waiting:
            text = ngettext("%(count)d message waits", "%(count)d messages wait", waiting) % {"count": waiting}
            yield Watched(what=_("Nothing may be sent to %(host)s") % {"host": there[1]}, text=text, tone=Tone.LATE, page="processors")


def watch_ways() -> None:
    """Say it when the program starts."""
    watch("ways out", closed_ways)

"""Which telephone systems of others are set up, and what the overview of privacy shows of them."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from vorzimmer.domain.processors import MAY_NOT, ConnectorKind
from vorzimmer.privacy.dashboard import Tone, Watched, watch
from vorzimmer.privacy.processors import refusal


def systems() -> list[str]:
    """Give the names of the telephone systems that the settings open a webhook for."""
    found = {"sipgate": settings.SIPGATE_ENABLED, "placetel": bool(settings.PLACETEL_SECRET), "cti": bool(settings.CTI_TOKEN)}
    return [name for name, is_open in found.items() if is_open]


def closed_systems(at: datetime) -> Iterator[Watched]:
    """Say which of them the register does not allow: their webhooks answer 404."""
    for name in systems():
        reason = refusal(ConnectorKind.TELEPHONY, name, at)
        if reason is not None:
            yield Watched(what=name, text=_(MAY_NOT[reason]), tone=Tone.LATE, page="processors")


def watch_systems() -> None:
    """Say it when the program starts."""
    watch("telephone systems", closed_systems)

"""The ways out: each hands one message to the other side and says what that answered. Only the worker uses them, after it has asked."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from vorzimmer.delivery.channels.email import MailServer
from vorzimmer.delivery.channels.sms import SmsGateway
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import MessageKind, Receipt
from vorzimmer.domain.processors import ConnectorKind


class Way(Protocol):
    """Used by one thread."""

    def send(self, message: OutboxMessage) -> Receipt:
        """Hand the message over. A trouble that is expected on this way is a receipt, not an exception."""

    def rest(self) -> None:
        """Close what was kept open for the next message."""


WAYS: Mapping[MessageKind, Callable[[], Way]] = MappingProxyType({MessageKind.EMAIL: MailServer, MessageKind.SMS: SmsGateway})


def other_side(kind: MessageKind) -> tuple[ConnectorKind, str] | None:
    """Say which host a way leads to, as the settings name it; None when none is set, so that nothing is opened."""
    if kind is MessageKind.EMAIL:
        return ConnectorKind.MAIL, settings.EMAIL_HOST
    try:
        host = urlsplit(settings.SMS_GATEWAY_URL).hostname
    except ValueError:  # no address at all: the way says so for each message
        return None
    return (ConnectorKind.SMS, host) if host else None

"""The ways out: each hands one message to the other side and says what that answered."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from vorzimmer.delivery.channels.email import MailServer
from vorzimmer.delivery.channels.sms import SmsGateway
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import MessageKind, Receipt


class Way(Protocol):
    """Used by one thread."""

    def send(self, message: OutboxMessage) -> Receipt:
        """Hand the message over. A trouble that is expected on this way is a receipt, not an exception."""

    def rest(self) -> None:
        """Close what was kept open for the next message."""


WAYS: Mapping[MessageKind, Callable[[], Way]] = MappingProxyType({MessageKind.EMAIL: MailServer, MessageKind.SMS: SmsGateway})

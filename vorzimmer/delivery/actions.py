"""Put messages into the outbox, take them out to send them, record what became of them, and forget what they said."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, transaction

from vorzimmer.delivery.bell import BELL
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.delivery.signals import message_sent
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import (
    GIVE_UP_AFTER,
    LEASE,
    MAX_ATTEMPTS,
    DeliveryEvent,
    DeliveryState,
    MessageKind,
    Reason,
    Receipt,
    Sent,
    standing_after,
    step,
)
from vorzimmer.domain.restrictions import Use
from vorzimmer.domain.service_ladder import REDUCED
from vorzimmer.privacy.blocks import CUSTOMER, PERSON, unusable
from vorzimmer.storage import insert

log = logging.getLogger(__name__)

OF_NO_CUSTOMER = "enquiry:"
"""How the keys of letters begin that belong to no customer."""


class ContentForgotten(Exception):
    """The message cannot be sent again: what it said is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be sent to one address.

    `customer_id` is None for an enquiry of who is none; `kind` is a `MessageKind`; `about` is the id of what it tells of; `encloses` names
    the files that go along (`delivery.enclosures`); `key` names what is owed: a second letter with the same key is not sent. Address
    and text are not judged here: a wrong address must not keep a note from being saved, it shows as a message that was not delivered.
    """

    customer_id: UUID | None
    channel_id: UUID | None
    kind: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    key: str
    about: str
    language: str
    encloses: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.customer_id, UUID | None if self.key.startswith(OF_NO_CUSTOMER) else UUID):
            raise TypeError(f"customer_id is a UUID, not {type(self.customer_id).__name__}")
        MessageKind(self.kind)
        for name, longest in (("key", 120), ("about", 36), ("language", 2)):
            if not 0 < len(getattr(self, name)) <= longest:
                raise ValueError(f"{name} has 1 to {longest} characters")


def enqueue(messages: Sequence[Letter], *, at: datetime) -> None:
    """Owe the messages from `at` on, in the caller's transaction; when that commits, they go out.

    A letter whose key is known already is passed over.
    """
    rows = [
        OutboxMessage(
            customer_id=letter.customer_id,
            channel_id=letter.channel_id,
            kind=MessageKind(letter.kind).value,
            address=letter.address,
            subject=letter.subject,
            body=letter.body,
            key=letter.key,
            about=letter.about,
            encloses=letter.encloses,
            language=letter.language,
            created_at=at,
            not_before=at,
            give_up_at=at + GIVE_UP_AFTER,
        )
        for letter in messages
    ]
    if rows:
        insert(rows, unless_there=True)
        transaction.on_commit(BELL.ring)


def claim(kind: MessageKind, *, at: datetime) -> OutboxMessage | None:
    """Take the message that is longest due, for `LEASE`; None when there is none. Nobody else gets it in that time."""
    while OutboxMessage.objects.due(kind, at=at).exists():  # looking does not make writers wait
        with transaction.atomic():
            message = OutboxMessage.objects.due(kind, at=at).select_for_update(skip_locked=True).first()
            if message is None:
                return None
            if _is_withheld(message, at):
                _change(message, state=step(DeliveryState(message.state), DeliveryEvent.CANCELLED), not_before=None, closed_at=at)
                continue
            if message.attempts < MAX_ATTEMPTS:
                _change(
                    message,
                    state=step(DeliveryState(message.state), DeliveryEvent.CLAIMED),
                    attempts=message.attempts + 1,
                    lease=uuid4(),
                    not_before=at + LEASE,
                )
                return message
            _change(  # each of its workers died of it
                message,
                state=step(DeliveryState(message.state), DeliveryEvent.GIVEN_UP),
                reason=Reason.OWN_FAULT,
                not_before=None,
                closed_at=at,
            )
    return None


OF_SERVICE = ("note:", "limit:")
"""How the keys of letters begin that are part of the service; all others are about the contract and its money."""


def _is_withheld(message: OutboxMessage, at: datetime) -> bool:
    """Whether a message that nobody has begun to send may not leave: restricted data (Art. 18), or no SMS for now (service ladder)."""
    if message.state == DeliveryState.WAITING and message.key.startswith(OF_SERVICE) and _is_restricted(message):
        return True
    if message.kind != MessageKind.SMS or message.state != DeliveryState.WAITING or message.customer is None:
        return False
    return message.customer.service_on(berlin_date(at)) in REDUCED


def _is_restricted(message: OutboxMessage) -> bool:
    """Whether the customer, or the one of his people whose address it is, has had the processing of his data restricted."""
    person = message.channel.person_id if message.channel else None
    of_person = person is not None and bool(unusable(Use.SERVICE, PERSON, [person]))
    return of_person or (message.customer_id is not None and bool(unusable(Use.SERVICE, CUSTOMER, [message.customer_id])))


def keep_waiting(kind: MessageKind, *, at: datetime) -> int:
    """Write down that due messages wait for the register of processors. No attempt is counted, so that nothing is given up."""
    waiting = OutboxMessage.objects.filter(kind=kind, state=DeliveryState.WAITING, not_before__lte=at).exclude(reason=Reason.NO_AGREEMENT)
    if not waiting.exists():  # looking does not make writers wait
        return 0
    found = waiting.update(reason=Reason.NO_AGREEMENT)
    log.warning("%d messages of kind %s wait: the register of processors does not allow to send them", found, kind)
    return found


def renew(leases: Collection[UUID], *, at: datetime) -> None:
    """Hold on to messages that are still being sent, for `LEASE` from `at`."""
    if leases:
        OutboxMessage.objects.filter(state=DeliveryState.LEASED, lease__in=leases).update(not_before=at + LEASE)


def settle(message: OutboxMessage, receipt: Receipt, *, at: datetime) -> bool:
    """Record how the attempt of a claimed message ended. False: the lease was lost meanwhile, and nothing is changed."""
    standing = standing_after(receipt, attempts=message.attempts, at=at, give_up_at=message.give_up_at)
    changes = {
        "state": standing.state.value,
        "reason": standing.reason.value if standing.reason else "",
        "not_before": standing.not_before,
        "closed_at": None if standing.not_before else at,
        "provider_id": receipt.provider_id if isinstance(receipt, Sent) else "",
    }
    with transaction.atomic():
        held = OutboxMessage.objects.filter(pk=message.pk, state=DeliveryState.LEASED, lease=message.lease)
        if not held.update(**changes):
            return False
        for name, value in changes.items():
            setattr(message, name, value)
        if standing.state is DeliveryState.SENT:
            _tell(message, at=at)
    return True


def _tell(message: OutboxMessage, *, at: datetime) -> None:
    """Tell the receivers. One that fails does not make the message unsent, or it would be sent again and again."""
    try:
        with transaction.atomic():
            message_sent.send(sender=OutboxMessage, message=message, at=at)
    except OperationalError:
        raise  # of the database: it passes, and the whole is tried again
    except Exception as error:  # noqa: BLE001  (whatever a receiver may do; its words may quote what it was given)
        log.error("message %s was sent, but a receiver failed: %s", message.pk, type(error).__name__)  # noqa: TRY400  (as above)


def retry_dead(message_id: UUID, *, at: datetime) -> None:
    """Try a message that was given up again, for another `GIVE_UP_AFTER`. Raises DoesNotExist, NotPossible, ContentForgotten."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        state = step(DeliveryState(message.state), DeliveryEvent.RETRIED)
        if message.body is None:
            raise ContentForgotten(f"message {message_id} cannot be sent again: its content is erased")
        _change(message, state=state, reason="", attempts=0, not_before=at, give_up_at=at + GIVE_UP_AFTER, closed_at=None)
        transaction.on_commit(BELL.ring)


def cancel(message_id: UUID, *, at: datetime) -> None:
    """Do not send a message that waits or was given up. Raises DoesNotExist, and NotPossible when it is sent or being sent."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        state = step(DeliveryState(message.state), DeliveryEvent.CANCELLED)
        _change(message, state=state, not_before=None, closed_at=message.closed_at or at)


def forget_bodies(at: datetime) -> int:
    """Erase address, subject and body of what was closed 72 hours ago (R-OUT); state and times stay. Returns how many there were."""
    return OutboxMessage.objects.to_forget(at=at).update(address=None, subject=None, body=None)


def _change(message: OutboxMessage, **values: Any) -> None:
    for name, value in values.items():
        setattr(message, name, value)
    message.save(update_fields=list(values))

"""Sends what is in the outbox: one thread per way out, so that a mail server that hangs does not keep an SMS waiting."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from vorzimmer.delivery import actions
from vorzimmer.delivery.bell import BELL
from vorzimmer.delivery.channels import WAYS, Way, other_side
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import LEASE, GiveUp, MessageKind, Reason, Receipt, Sent, TryAgain
from vorzimmer.privacy.errors import KeyDestroyed
from vorzimmer.privacy.processors import refusal

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
RENEW_SECONDS = LEASE.total_seconds() / 3
PAUSES = (0.2, 1.0, 3.0)
"""Seconds between attempts to record a result while the database is in trouble."""

Clock = Callable[[], datetime]


def run(stop: threading.Event, *, clock: Clock) -> None:
    """Send until `stop` is set; a message in hand is finished first. `clock` gives the present moment (aware)."""
    in_hand = InHand()
    senders = [
        threading.Thread(target=_send_until, args=(stop, kind, clock, in_hand), name=f"delivery {kind}", daemon=True) for kind in WAYS
    ]
    for sender in senders:
        sender.start()
    try:
        while not stop.wait(RENEW_SECONDS):
            in_hand.renew(at=clock())
        BELL.ring()
        for sender in senders:
            while sender.is_alive():
                sender.join(RENEW_SECONDS)
                in_hand.renew(at=clock())
    finally:
        connections.close_all()


class InHand:
    """The leases that this process holds, renewed while it lives."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._leases: set[UUID] = set()

    @contextmanager
    def holding(self, lease: UUID) -> Iterator[None]:
        with self._guard:
            self._leases.add(lease)
        try:
            yield
        finally:
            with self._guard:
                self._leases.discard(lease)

    def renew(self, *, at: datetime) -> None:
        """Renew them; if that fails now, the next time is soon enough."""
        with self._guard:
            leases = list(self._leases)
        try:
            close_old_connections()
            actions.renew(leases, at=at)
        except Exception as error:  # noqa: BLE001  (the senders go on whatever happens here)
            _log_failure("leases could not be renewed", error)


def _send_until(stop: threading.Event, kind: MessageKind, clock: Clock, in_hand: InHand) -> None:
    way = WAYS[kind]()
    try:
        while not stop.is_set():
            heard = BELL.rung
            if _send_next(kind, way, clock, in_hand):
                continue
            if not BELL.wait(heard=heard, seconds=POLL_SECONDS):
                way.rest()
    finally:
        way.rest()
        connections.close_all()


def _send_next(kind: MessageKind, way: Way, clock: Clock, in_hand: InHand) -> bool:
    """Send the next message that is due. False: there is none, or something went wrong, so that a pause does no harm."""
    try:
        close_old_connections()
        if not _is_open(kind, clock()):
            way.rest()
            return False
        message = actions.claim(kind, at=clock())
        if message is None or message.lease is None:
            return False
        with in_hand.holding(message.lease):
            _settle(message, _attempt(way, message), clock)
    except Exception as error:  # noqa: BLE001  (the next message shall have its chance)
        _log_failure("sending was interrupted", error)
        return False
    return True


def _is_open(kind: MessageKind, at: datetime) -> bool:
    """Ask the register before each message. What may not be sent waits, with the reason, until the entry is valid."""
    there = other_side(kind)
    if there is None or refusal(*there, at) is None:
        return True
    actions.keep_waiting(kind, at=at)
    return False


def _attempt(way: Way, message: OutboxMessage) -> Receipt:
    try:
        if message.body is None:
            return GiveUp(reason=Reason.FORGOTTEN)
        return way.send(message)
    except KeyDestroyed:
        return GiveUp(reason=Reason.FORGOTTEN)
    except Exception as error:  # noqa: BLE001  (a message that cannot be sent must not keep the others)
        _log_failure(f"message {message.pk} could not be sent", error)
        return TryAgain(reason=Reason.OWN_FAULT)


def _settle(message: OutboxMessage, receipt: Receipt, clock: Clock) -> None:
    """Record the result. The message may be out already, so a database in trouble is asked more than once."""
    for pause in (*PAUSES, None):
        try:
            if not actions.settle(message, receipt, at=clock()):
                log.warning("message %s: another worker had taken over before this one was done", message.pk)
                return
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            time.sleep(pause)
            close_old_connections()
            continue
        if not isinstance(receipt, Sent):
            log.warning("message %s is %s after attempt %d: %s", message.pk, message.state, message.attempts, message.reason)
        return


def _log_failure(what: str, error: Exception) -> None:
    """Log kind and place of an error. Its words stay out: those of mail servers and encoders quote what they were given."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    log.error("%s: %s in %s", what, type(error).__name__, place)

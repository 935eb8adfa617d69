"""How the outbox forgets: what a message said after 72 hours (a job), the message itself with the contract."""

from django.db.models import Q

from vorzimmer.customers.retention import OF_A_NOTE, by_call
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Left, Room, SealedRows

_CLOSED = Q(closed_at__isnull=False)
_FORGOTTEN = _CLOSED & Q(body=None)
"""Letters about money outlive the contract by their 72 hours: the last invoice is written after it, and its day of sending is read here."""
_FINISHED = (Q(key__startswith=OF_A_NOTE) & _CLOSED) | _FORGOTTEN

ROOM = Room(
    clocks=(by_call("delivery.OutboxMessage", "created_at", only=_FINISHED, under_way=~_FINISHED, key="key"),),
    left=(
        Left(
            rule=Rule.OUTBOX, because=_("the job “forget sent messages” empties a message 72 hours after it was closed, every 15 minutes")
        ),
    ),
    sealed=(SealedRows(table="delivery.OutboxMessage", at="created_at", owner="customer", category="BEA"),),
)

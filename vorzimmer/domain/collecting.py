"""A collection by direct debit: from the plan to the money, and back. What may happen is `TABLE`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class CollectionState(StrEnum):
    """Where a collection stands."""

    PLANNED = "planned"
    APPROVED = "approved"
    IN_FILE = "in_file"
    SENT = "sent"
    BOOKED = "booked"
    REJECTED = "rejected"
    RETURNED = "returned"
    REFUNDED = "refunded"
    WITHDRAWN = "withdrawn"


class CollectionEvent(StrEnum):
    """What may happen to a collection. The bank rejects before settlement and returns after it; a payer asks for a refund."""

    CHANGED = "changed"
    APPROVED = "approved"
    PUT_IN_FILE = "put_in_file"
    FILE_DISCARDED = "file_discarded"
    SENT = "sent"
    BOOKED = "booked"
    REJECTED = "rejected"
    RETURNED = "returned"
    REFUNDED = "refunded"
    WITHDRAWN = "withdrawn"


_E, _S = CollectionEvent, CollectionState

TABLE: Mapping[CollectionState, Mapping[CollectionEvent, CollectionState]] = MappingProxyType(
    {
        _S.PLANNED: {_E.CHANGED: _S.PLANNED, _E.APPROVED: _S.APPROVED, _E.WITHDRAWN: _S.WITHDRAWN},
        _S.APPROVED: {
            _E.CHANGED: _S.PLANNED,  # what was approved is no longer what would be collected
            _E.PUT_IN_FILE: _S.IN_FILE,
            _E.WITHDRAWN: _S.WITHDRAWN,
        },
        # the file exists and could be sent: who wants to withdraw discards it first
        _S.IN_FILE: {_E.FILE_DISCARDED: _S.APPROVED, _E.SENT: _S.SENT},
        _S.SENT: {
            _E.BOOKED: _S.BOOKED,
            _E.REJECTED: _S.REJECTED,
            _E.RETURNED: _S.RETURNED,  # statements do not always come in order: the booking may be heard of later
            _E.REFUNDED: _S.REFUNDED,
        },
        _S.BOOKED: {_E.RETURNED: _S.RETURNED, _E.REFUNDED: _S.REFUNDED},
        _S.RETURNED: {_E.BOOKED: _S.RETURNED},
        _S.REFUNDED: {_E.BOOKED: _S.REFUNDED},
        _S.REJECTED: {},
        _S.WITHDRAWN: {},
    }
)

WITH_BANK = frozenset({_S.SENT, _S.BOOKED, _S.REJECTED, _S.RETURNED, _S.REFUNDED})
"""The bank was given it: it counts for the 36 months of the mandate."""
TOOK_PLACE = frozenset({_S.SENT, _S.BOOKED, _S.RETURNED, _S.REFUNDED})
"""It counts as a collection for the sequence: one that was rejected before settlement does not."""
CAME_BACK = frozenset({_S.REJECTED, _S.RETURNED, _S.REFUNDED})

STATE_SENTENCES: Mapping[CollectionState, str] = MappingProxyType(
    {
        _S.PLANNED: _("The direct debit waits for approval."),
        _S.APPROVED: _("The direct debit is approved."),
        _S.IN_FILE: _("The direct debit is in a file that has not been sent."),
        _S.SENT: _("The direct debit is with the bank."),
        _S.BOOKED: _("The direct debit is booked."),
        _S.REJECTED: _("The bank rejected the direct debit before it was booked."),
        _S.RETURNED: _("The bank returned the direct debit."),
        _S.REFUNDED: _("The direct debit was refunded to the payer."),
        _S.WITHDRAWN: _("The direct debit was withdrawn."),
    }
)
EVENT_SENTENCES: Mapping[CollectionEvent, str] = MappingProxyType(
    {
        _E.CHANGED: _("It cannot be changed now."),
        _E.APPROVED: _("It cannot be approved now."),
        _E.PUT_IN_FILE: _("Only an approved direct debit goes into a file."),
        _E.FILE_DISCARDED: _("Only a file that has not been sent can be discarded."),
        _E.SENT: _("Only what is in a file can be sent."),
        _E.BOOKED: _("Only what the bank has can be booked."),
        _E.REJECTED: _("Only what the bank has, and has not booked, can be rejected."),
        _E.RETURNED: _("Only what the bank has can be returned."),
        _E.REFUNDED: _("Only what the bank has can be refunded."),
        _E.WITHDRAWN: _("It can be withdrawn only while it is in no file."),
    }
)


class NotPossible(Exception):
    """The table does not list this event in this state; `says` tells it to a person."""

    def __init__(self, state: CollectionState, event: CollectionEvent) -> None:
        super().__init__(f"{event} is not possible while the collection is {state}")
        self.state = state
        self.event = event

    @property
    def says(self) -> Sentence:
        return sentence("%(state)s %(wish)s", state=sentence(STATE_SENTENCES[self.state]), wish=sentence(EVENT_SENTENCES[self.event]))


def step(state: CollectionState, event: CollectionEvent) -> CollectionState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


def possible(state: CollectionState) -> frozenset[CollectionEvent]:
    """Say what may happen next."""
    return frozenset(TABLE[state])

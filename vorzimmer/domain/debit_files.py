"""What becomes of planned direct debits: what stands in the way, what is collected on which day, and the states of a file for the bank.

A due day is never earlier than announced; one that the bank cannot reach any more becomes the next that it can (docs/reference/sepa.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.target_days import next_target_day, target_day_from


class Obstacle(StrEnum):
    """Why a planned direct debit is not collected as it is planned."""

    CANCELLED = "cancelled"
    PAID = "paid"
    NEW_ACCOUNT = "new_account"
    MANDATE = "mandate"


OVER = frozenset({Obstacle.CANCELLED, Obstacle.PAID})
"""There is nothing to collect any more: the direct debit is withdrawn."""

_SENTENCES: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.CANCELLED: _("The invoice was cancelled."),
        Obstacle.PAID: _("The invoice is paid."),
        Obstacle.NEW_ACCOUNT: _("The customer has another account now. Announce the direct debit anew, from that account."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a planned direct debit. `amount` and `due_on` as planned, `open` of its document today; cents.

    `has_new_account` says that the customer pays from another account than that of the mandate now.
    """

    amount: int
    due_on: date
    open: int
    mandate: sepa.Mandate
    is_cancelled: bool = False
    has_new_account: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be collected if the file were made today: how much, on which day; or what stands in the way, and what to say of it."""

    amount: int
    due_on: date
    obstacle: Obstacle | None = None
    says: Sentence | None = None

    @property
    def is_over(self) -> bool:
        return self.obstacle in OVER


def reachable_day(announced: date, today: date) -> date:
    """Say the first TARGET day, not before the announced one, for which the bank can still be given the file today."""
    due = target_day_from(announced)
    while sepa.submit_by(due) < today:
        due = next_target_day(due)
    return due


def plan(facts: Facts, today: date, *, not_before: date | None = None) -> Plan:
    """Say what becomes of a planned direct debit. What was paid of it meanwhile is not collected; more than planned never is."""
    due_on = reachable_day(max(facts.due_on, not_before or facts.due_on), today)
    amount = max(min(facts.amount, facts.open), 0)
    obstacle, says = _in_the_way(facts, due_on)
    return Plan(amount=amount, due_on=due_on, obstacle=obstacle, says=says)


def _in_the_way(facts: Facts, due_on: date) -> tuple[Obstacle | None, Sentence | None]:
    found = (
        (Obstacle.CANCELLED, facts.is_cancelled),
        (Obstacle.PAID, facts.open <= 0),
        (Obstacle.NEW_ACCOUNT, facts.has_new_account),
    )
    for obstacle, holds in found:
        if holds:
            return obstacle, sentence(_SENTENCES[obstacle])
    allowed = sepa.mandate_on(facts.mandate, due_on)
    if isinstance(allowed, Refused):
        return Obstacle.MANDATE, sentence(sepa.MANDATE_SENTENCES[allowed.reason])
    return None, None


# --- files ---------------------------------------------------------------------------------------------------------------


class FileState(StrEnum):
    """Where a file of direct debits stands."""

    MADE = "made"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"


class FileEvent(StrEnum):
    """What may happen to a file."""

    CHANGED = "changed"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"


_S, _E = FileState, FileEvent
FILE_TABLE: Mapping[FileState, Mapping[FileEvent, FileState]] = MappingProxyType(
    {
        _S.MADE: {_E.CHANGED: _S.MADE, _E.APPROVED: _S.APPROVED, _E.DISCARDED: _S.DISCARDED},
        _S.APPROVED: {_E.SENT: _S.SENT, _E.DISCARDED: _S.DISCARDED},
        _S.SENT: {},
        _S.DISCARDED: {},
    }
)
FILE_SENTENCES: Mapping[FileState, str] = MappingProxyType(
    {
        _S.MADE: _("The file waits for approval."),
        _S.APPROVED: _("The file is approved and has not been sent yet."),
        _S.SENT: _("The file is with the bank."),
        _S.DISCARDED: _("The file was discarded."),
    }
)


class FileNotPossible(Exception):
    """The table does not list this event in this state; `says` tells it to a person."""

    def __init__(self, state: FileState, event: FileEvent) -> None:
        super().__init__(f"{event} is not possible while the file is {state}")
        self.says = sentence(FILE_SENTENCES[state])


def step_file(state: FileState, event: FileEvent) -> FileState:
    """Say where the event leads. Raises `FileNotPossible` when the table does not list it."""
    try:
        return FILE_TABLE[state][event]
    except KeyError:
        raise FileNotPossible(state, event) from None

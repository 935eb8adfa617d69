"""What an operator sees of a call: the sentence to say, for whom, who calls, what to do. Reads much, changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vorzimmer.accounts.models import User
from vorzimmer.calls.actions import Possible, may_transfer
from vorzimmer.calls.exchange import exchange
from vorzimmer.calls.models import Call, Draft, Note, Presence
from vorzimmer.customers.models import Availability, Customer, KnownCaller, Person
from vorzimmer.domain.calls import OVER, CallEventKind, CallState, possible
from vorzimmer.domain.instructions import InstructionKind, ValidInstruction, spoken, valid_greeting, valid_instructions
from vorzimmer.live.queries import newest_id, newest_id_beside
from vorzimmer.telephony.switchboard import Capability

EARLIER_NOTES = 3
MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNow:
    """Somebody of the customer, as he can be reached now."""

    person: Person
    availability: str
    label: str
    until: datetime | None
    transfer: Possible

    @property
    def is_available(self) -> bool:
        return self.availability == Availability.AVAILABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Which keys of the voice work now."""

    can_hold: bool
    can_resume: bool
    can_transfer: bool
    can_consult: bool
    can_complete: bool
    displays_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A call on the screen."""

    call: Call
    customer: Customer
    greeting: str
    people: Sequence[PersonNow]
    do: Sequence[ValidInstruction]
    never: Sequence[ValidInstruction]
    ask: Sequence[ValidInstruction]
    known: KnownCaller | None
    earlier: Sequence[Note]
    voice: Voice


def card_of(call: Call, operator: User, at: datetime) -> Card | None:
    """Gather the card of a call; None for a call that belongs to no customer."""
    customer = call.customer
    if customer is None:
        return None
    greeting = valid_greeting((row.as_rule() for row in customer.greetings.all()), at)
    valid = valid_instructions((row.as_rule() for row in customer.instructions.all()), at)
    text = greeting.greeting.text if greeting else customer.plain_greeting
    return Card(
        call=call,
        customer=customer,
        greeting=spoken(text, operator=operator.name, at=at, language=customer.language),
        people=[_person_now(call, person, at) for person in customer.people.all()],
        do=_of_kind(valid, InstructionKind.DO),
        never=_of_kind(valid, InstructionKind.NEVER),
        ask=_of_kind(valid, InstructionKind.ASK),
        known=KnownCaller.objects.calling(customer.pk, call.caller_number),
        earlier=_earlier(call, customer),
        voice=_voice(call),
    )


def _of_kind(valid: Sequence[ValidInstruction], kind: InstructionKind) -> list[ValidInstruction]:
    return [entry for entry in valid if entry.instruction.kind is kind]


def _person_now(call: Call, person: Person, at: datetime) -> PersonNow:
    availability = person.availability_at(at)
    until = person.available_again_at if availability != Availability.AVAILABLE else None
    label = str(Availability(availability).label)
    return PersonNow(person=person, availability=availability, label=label, until=until, transfer=may_transfer(call, person, at))


def _earlier(call: Call, customer: Customer) -> list[Note]:
    notes = Note.objects.of_caller(customer.pk, call.caller_index).exclude(call=call).select_related("operator")
    return list(notes[:EARLIER_NOTES])


def _voice(call: Call) -> Voice:
    state, capabilities = CallState(call.state), exchange.capabilities(call.engine)
    next_kinds = possible(state)
    transfers = Capability.TRANSFER in capabilities
    return Voice(
        can_hold=CallEventKind.HELD in next_kinds and Capability.HOLD in capabilities,
        can_resume=CallEventKind.RESUMED in next_kinds and Capability.HOLD in capabilities,
        can_transfer=CallEventKind.TRANSFERRING in next_kinds and transfers,
        can_consult=CallEventKind.CONSULTING in next_kinds and Capability.CONSULT in capabilities,
        can_complete=state is CallState.CONSULTING and transfers,
        displays_only=Capability.DISPLAY_ONLY in capabilities,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The left column: who waits, what is mine, what others have, what is left to do."""

    waiting: Sequence[Call]
    mine: Sequence[Call]
    others: Sequence[Call]
    drafts: Sequence[Draft]
    presence: Presence | None
    live_id: int
    """The newest live event when the board was gathered, or an older one: what happened since then is told afterwards."""

    @property
    def unsaved(self) -> Sequence[Draft]:
        """Drafts of calls that are no longer in hand: somebody still has to save them."""
        in_hand = {call.pk for call in self.mine}
        return [draft for draft in self.drafts if draft.call_id not in in_hand]

    @property
    def is_free(self) -> bool:
        """Whether a new call may jump at the operator: he says he is free and has nothing in hand."""
        return self.presence is not None and self.presence.state == Presence.State.FREE and not self.mine

    @property
    def is_talking(self) -> bool:
        """Whether the operator is on the line, or the own telephone rings."""
        return any(call.is_connected or call.is_waiting for call in self.mine)

    @property
    def is_wrapping_up(self) -> bool:
        """Whether the operator still writes for somebody who has gone."""
        return bool(self.mine) and not self.is_talking


def board_of(operator: User) -> Board:
    """Gather the board of an operator. The oldest call stands first everywhere."""
    presence = Presence.objects.filter(user=operator).annotate(live_id=newest_id_beside()).first()  # before what it is to tell of
    live_id = presence.live_id if presence else newest_id()
    open_calls = list(
        Call.objects.of(operator)
        .exclude(state__in=OVER | {CallState.NEW, CallState.HANDED_OVER})
        .select_related("customer", "operator", "note")
        .order_by("offered_at")
    )
    mine = [call for call in open_calls if call.operator_id == operator.pk]
    drafts = Draft.objects.filter(operator=operator).select_related("call__customer", "call__operator").order_by("changed_at")
    return Board(
        waiting=[call for call in open_calls if call.is_waiting and call.operator_id is None],
        mine=mine,
        others=[call for call in open_calls if call.operator_id not in {None, operator.pk}],
        drafts=list(drafts[:MOST_DRAFTS]),
        presence=presence,
        live_id=live_id,
    )


def stage(board: Board, wanted: str) -> Call | None:
    """Choose the call for the middle of the screen: the wanted one while it is the operator's business, else what is most urgent.

    That is: own call on the line, own call, and for a free operator the caller who has waited longest.
    """
    candidates = {str(call.pk): call for call in [*board.mine, *board.waiting, *(draft.call for draft in board.unsaved)]}
    if wanted in candidates:
        return candidates[wanted]
    on_the_line = [call for call in board.mine if call.is_connected]
    if on_the_line or board.mine:
        return (on_the_line or list(board.mine))[0]
    if board.is_free and board.waiting:
        return board.waiting[0]
    return None

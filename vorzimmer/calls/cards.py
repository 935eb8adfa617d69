"""What an operator sees of a call: the sentence to say, for whom, who calls, what to do. Reads much, changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from vorzimmer.accounts.models import User
from vorzimmer.calls.exchange import exchange
from vorzimmer.calls.models import Call, Draft, Note, Presence
from vorzimmer.customers.guidance import Guidance, PersonNow, guidance
from vorzimmer.customers.models import CallType, Customer, KnownCaller, Location
from vorzimmer.domain.calls import OVER, CallEventKind, CallState, possible
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.orders import Decision, Order
from vorzimmer.domain.service_ladder import REDUCED
from vorzimmer.live.queries import newest_id, newest_id_beside
from vorzimmer.telephony.switchboard import Capability

EARLIER_NOTES = 3
MOST_DRAFTS = 20


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
    """A call on the screen: what the customer orders for it, who calls, and which keys work."""

    call: Call
    customer: Customer
    guidance: Guidance
    known: KnownCaller | None
    earlier: Sequence[Note]
    locations: Sequence[Location]
    voice: Voice

    @property
    def measures(self) -> frozenset[str]:
        """What the customer wants done with calls of the chosen kind (values of `CallType.Measure`)."""
        call_type = self.guidance.call_type
        return frozenset(call_type["measures"]) if call_type else frozenset()

    @property
    def put_through(self) -> PersonNow | None:
        """To whom calls of the chosen kind are put through."""
        call_type = self.guidance.call_type
        wanted = call_type["put_through_to"] if call_type and CallType.Measure.PUT_THROUGH in self.measures else None
        return next((now for now in self.people if str(now.person.pk) == wanted), None)

    @property
    def is_blocked(self) -> bool:
        """Whether the customer wants nothing of this caller."""
        return self.known is not None and self.known.treatment == KnownCaller.Treatment.BLOCKED

    @property
    def always_put_through(self) -> bool:
        """Whether the customer always wants to speak this caller."""
        return self.known is not None and self.known.treatment == KnownCaller.Treatment.PUT_THROUGH

    @property
    def is_reduced(self) -> bool:
        """Whether part of the service is withheld from the customer: no SMS leaves for him."""
        return self.customer.service_on(berlin_date(self.guidance.at)) in REDUCED

    @property
    def greeting(self) -> str:
        """The sentence to say."""
        return self.guidance.says

    @property
    def people(self) -> Sequence[PersonNow]:
        """Whom callers may ask for."""
        return self.guidance.people

    @property
    def do(self) -> Sequence[Decision]:
        """What to do."""
        return self.guidance.do

    @property
    def never(self) -> Sequence[Order]:
        """What never to do."""
        return self.guidance.never

    @property
    def ask(self) -> Sequence[Order]:
        """What to ask."""
        return self.guidance.ask

    @property
    def wants_chain(self) -> bool:
        """Whether the people of a rota are to be called."""
        return self.guidance.wants_chain

    @property
    def chain(self) -> Sequence[PersonNow]:
        """Whom to call one after the other."""
        return self.guidance.chain


def card_of(call: Call, operator: User, at: datetime, *, person: UUID | None = None, call_type: UUID | None = None) -> Card | None:
    """Gather the card of a call; None for one that belongs to no customer. `person` and `call_type`: what the caller turned out to want."""
    customer = call.customer
    if customer is None:
        return None
    known = KnownCaller.objects.calling(customer.pk, call.caller_number)
    return Card(
        call=call,
        customer=customer,
        guidance=guidance(customer, at, operator=operator.name, person=person, call_type=call_type, known=known),
        known=known,
        earlier=_earlier(call, customer),
        locations=list(customer.locations.all()),
        voice=_voice(call),
    )


def _earlier(call: Call, customer: Customer) -> list[Note]:
    """Give the latest notes about the caller; their comments are asked for only where there are any."""
    notes = Note.objects.of_caller(customer.pk, call.caller_index).exclude(call=call).select_related("operator")
    found = list(notes.saying_whether_commented()[:EARLIER_NOTES])
    prefetch_related_objects([note for note in found if note.is_commented], "comments")  # type: ignore[attr-defined]  # annotated
    return found


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
    drafts = Draft.objects.filter(operator=operator).select_related("call__customer", "call__operator", "call__note").order_by("changed_at")
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

"""What an operator would see at any moment, of the draft or of what is live, and everything that does not count then, with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vorzimmer.customers.actions.publishing import draft_of, live_of
from vorzimmer.customers.guidance import Guidance, guidance
from vorzimmer.customers.models import Customer, KnownCaller
from vorzimmer.customers.wording import Say, in_full, lost
from vorzimmer.domain.orders import Instruction, Other
from vorzimmer.domain.publishing import Document, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """An instruction that does not count, why, and beside which one that does (None: nothing counts of its subject)."""

    instruction: Instruction
    why: str
    winner: Instruction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The card, who calls, and what lost."""

    card: Guidance
    known: KnownCaller | None
    silent: Sequence[Silent]


def document_of(customer: Customer, *, draft: bool) -> Document:
    """Give the draft, or what operators go by now."""
    return draft_of(customer) if draft else live_of(customer)


def preview(  # noqa: PLR0913  (the situation of a call)
    customer: Customer,
    at: datetime,
    *,
    document: Document,
    person: UUID | None = None,
    call_type: UUID | None = None,
    caller: str = "",
    say: Say = in_full,
) -> Preview:
    """Look at a document as the operator of a call would: `caller` is a number (E.164), blank when it is withheld."""
    known = KnownCaller.objects.calling(customer.pk, caller)
    card = guidance(customer, at, operator=somebody(customer), document=document, person=person, call_type=call_type, known=known)
    people = {now.person.pk: now.person.name for now in card.people}
    types = {UUID(entry["id"]): entry["name"] for entry in document.get(Section.CALL_TYPES, ())}

    def silent(other: Other, winner: Instruction | None) -> Silent:
        return Silent(instruction=other.instruction, why=lost(other, say, people=people, call_types=types), winner=winner)

    beaten = [silent(other, decision.winner) for decision in card.do for other in decision.others]
    return Preview(card=card, known=known, silent=[*beaten, *(silent(other, None) for other in card.orders.silent)])


def somebody(customer: Customer) -> str:
    """Name an operator for a preview: one of the customer's team."""
    member = customer.team.members.filter(is_active=True).first()
    return member.name if member else "Olga Weber"

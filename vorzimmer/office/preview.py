"""What an operator will see of a customer at a moment, by the rules that also make the card at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vorzimmer.customers.models import Availability, Customer, Person
from vorzimmer.domain.instructions import Because, InstructionKind, ValidInstruction, spoken, valid_greeting, valid_instructions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Somebody of the customer at that moment."""

    person: Person
    label: str
    is_available: bool
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The card at the moment `at`. `because` None: no greeting holds, and the operator says names only."""

    at: datetime
    says: str
    because: Because | None
    people: Sequence[Reachable]
    do: Sequence[ValidInstruction]
    never: Sequence[ValidInstruction]
    ask: Sequence[ValidInstruction]


def preview_of(customer: Customer, at: datetime) -> Preview:
    """Gather the card; its operator is one of the customer's team."""
    member = customer.team.members.filter(is_active=True).first()
    greeting = valid_greeting((row.as_rule() for row in customer.greetings.all()), at)
    text = greeting.greeting.text if greeting else customer.plain_greeting
    valid = valid_instructions((row.as_rule() for row in customer.instructions.all()), at)
    by_kind = {kind: [entry for entry in valid if entry.instruction.kind is kind] for kind in InstructionKind}
    return Preview(
        at=at,
        says=spoken(text, operator=member.name if member else "Olga Weber", at=at, language=customer.language),
        because=greeting.because if greeting else None,
        people=[_reachable(person, at) for person in customer.people.all()],
        do=by_kind[InstructionKind.DO],
        never=by_kind[InstructionKind.NEVER],
        ask=by_kind[InstructionKind.ASK],
    )


def _reachable(person: Person, at: datetime) -> Reachable:
    availability = Availability(person.availability_at(at))
    is_available = availability == Availability.AVAILABLE
    return Reachable(
        person=person, label=str(availability.label), is_available=is_available, until=None if is_available else person.available_again_at
    )

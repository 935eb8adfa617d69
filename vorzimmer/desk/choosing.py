"""For whom a call is and what it is about: chosen by a key, kept with the draft, and decisive for what the card says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from vorzimmer.calls.cards import Card
from vorzimmer.customers.guidance import PersonNow

PERSON_KEYS = "fghjlm"
CALL_TYPE_KEYS = "567890"
"""Letters that no outcome has in any language, and the digits that the urgency leaves free. Who comes later has no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the operator has chosen so far."""

    person: UUID | None = None
    call_type: UUID | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Read it from an address, a form or a draft; what is no id counts as not chosen."""
        return cls(person=_uuid_or_none(values.get("person")), call_type=_uuid_or_none(values.get("call_type")))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """Somebody who can be asked for."""

    now: PersonNow
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTypeChoice:
    """A kind of call. `urgency`: how urgent the customer finds it."""

    id: str
    name: str
    urgency: int
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """What can be chosen on a card."""

    people: Sequence[PersonChoice]
    call_types: Sequence[CallTypeChoice]

    @classmethod
    def on(cls, card: Card, situation: Situation) -> Self:
        return cls(
            people=[
                PersonChoice(now=now, key=PERSON_KEYS[place : place + 1], chosen=now.person.pk == situation.person)
                for place, now in enumerate(card.people)
            ],
            call_types=[
                CallTypeChoice(
                    id=entry["id"],
                    name=entry["name"],
                    urgency=entry["urgency"],
                    key=CALL_TYPE_KEYS[place : place + 1],
                    chosen=entry["id"] == str(situation.call_type),
                )
                for place, entry in enumerate(card.guidance.call_types)
            ],
        )


def _uuid_or_none(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None

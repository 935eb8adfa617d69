"""What a form says about a customer, as somebody wrote it; the deeds check it."""

from dataclasses import dataclass
from datetime import datetime, time

from vorzimmer.customers.models import Availability, Channel, Person, Team
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEntry:
    """The head of a file. A blank number becomes the next free one, no colour the one that is used least."""

    name: str
    short_name: str
    team: Team
    number: str = ""
    pronunciation: str = ""
    city: str = ""
    trade: str = "other"
    secrecy: bool = False
    language: str = "de"
    colour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialInEntry:
    """A number as somebody writes it."""

    number: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingEntry:
    """A sentence and its part of the week (Berlin wall clock); without times the whole day."""

    text: str
    weekdays: str = "0123456"
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """Somebody whom callers ask for."""

    name: str
    function: str = ""
    pronunciation: str = ""
    availability: str = Availability.AVAILABLE.value
    available_again_at: datetime | None = None
    transfer_number: str = ""
    may_transfer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionEntry:
    """What operators do, never do, or ask; `person` narrows it to calls for one person."""

    text: str
    kind: str = InstructionKind.DO.value
    person: Person | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    set_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """Where notes are told. `full_confirmed`: somebody takes the responsibility for whole notes of a customer bound to secrecy."""

    address: str
    kind: str = Channel.Kind.EMAIL.value
    detail: str = Channel.Detail.HINT.value
    person: Person | None = None
    least_urgency: int = 1
    language: str = "de"
    active: bool = True
    full_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerEntry:
    """Somebody whom the customer has named to us."""

    number: str
    name: str
    company: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """Somebody who works for the agency."""

    email: str
    name: str
    role: Role
    language: str = "de"
    extension: str = ""
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """Somebody of a customer who signs in to the portal."""

    email: str
    name: str
    role: Role = Role.CUSTOMER_USER
    language: str = "de"

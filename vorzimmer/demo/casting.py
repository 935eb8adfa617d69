"""How the invented customers are written down: what their file says, and what their callers want.

All people and firms are invented. Telephone numbers come from the ranges that the Bundesnetzagentur keeps free for stories
(030 23125 and 0171 39200), e-mail addresses end in .example (RFC 2606).
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency


class TeamName(StrEnum):
    """The two teams of the agency."""

    OFFICES = "Praxen und Kanzleien"
    TRADES = "Handwerk und Immobilien"


class Reaction(StrEnum):
    """What a telephone does to which a caller is put through."""

    ANSWERS = "answers"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the customer. `back_in` (minutes from now) ends an absence; `number` is where calls are put through."""

    name: str
    function: str
    _: KW_ONLY
    number: str = ""
    pronunciation: str = ""
    may_transfer: bool = False
    availability: Availability = Availability.AVAILABLE
    back_in: int | None = None
    telephone: Reaction = Reaction.ANSWERS


@dataclass(frozen=True, slots=True)
class Rule:
    """An instruction. `set_ago` (hours) and `for_hours` give it a beginning and an end around now; `answers` are what callers say."""

    kind: InstructionKind
    text: str
    _: KW_ONLY
    subject: str = ""
    person: str = ""
    set_by: str = ""
    set_ago: int | None = None
    for_hours: int | None = None
    answers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which notes are told."""

    address: str
    _: KW_ONLY
    kind: Channel.Kind = Channel.Kind.EMAIL
    detail: Channel.Detail = Channel.Detail.FULL
    person: str = ""
    least_urgency: Urgency = Urgency.LOW
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Story:
    """Why somebody calls, as an operator would write it down.

    `concern` may hold {weekday}, {date} (to come), {past} (a date), {time}, {street}, {amount}, {price} and {name}. Without `company`
    the caller is a private person.
    """

    concern: str
    _: KW_ONLY
    company: str = ""
    person: str = ""
    urgency: Urgency = Urgency.NORMAL
    outcome: Outcome = Outcome.CALL_BACK
    measures: Sequence[Measure] = ()
    measures_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A customer with all that stands in the file. `calls` are those of an ordinary working day, `weekend` the share on Saturday."""

    number: str
    name: str
    short_name: str
    city: str
    trade: Trade
    team: TeamName
    calls: float
    weekend: float = 0.1
    months: int
    pronunciation: str = ""
    secrecy: bool = False
    language: str = "de"
    dial_ins: Sequence[DialInEntry]
    greetings: Sequence[GreetingEntry]
    people: Sequence[Member]
    rules: Sequence[Rule]
    ways: Sequence[Way]
    callers: Sequence[CallerEntry]
    users: Sequence[AccessEntry]
    stories: Sequence[Story]

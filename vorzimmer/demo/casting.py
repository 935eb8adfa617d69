"""How the invented customers are written down: what their file says, and what their callers want.

All people and firms are invented. Telephone numbers come from the ranges that the Bundesnetzagentur keeps free for stories
(030 23125 and 0171 39200), e-mail addresses end in .example (RFC 2606).
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import time
from enum import StrEnum

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, Land, Trade
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.rotas import Turn


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
class Reason:
    """A kind of call. `put_through` names the person to whom, `watch` the rota whose people are called; `sms`: one goes out at once."""

    name: str
    _: KW_ONLY
    urgency: Urgency = Urgency.NORMAL
    put_through: str = ""
    watch: str = ""
    sms: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """An instruction. `set_ago` (hours) and `for_hours` give it a beginning and an end around now.

    `reason` narrows it to a kind of call; `answers` are what callers say to a question, where they do not choose.
    """

    kind: InstructionKind
    text: str
    _: KW_ONLY
    subject: str = ""
    person: str = ""
    reason: str = ""
    weekdays: str = "0123456"
    start: time | None = None
    end: time | None = None
    set_by: str = ""
    set_ago: int | None = None
    for_hours: int | None = None
    answer_kind: QuestionKind = QuestionKind.TEXT
    required: bool = False
    choices: Sequence[str] = ()
    answers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the customer is."""

    name: str
    address: str
    directions: str = ""


@dataclass(frozen=True, slots=True)
class Shut:
    """Days on which it is closed, counted from now."""

    in_days: int
    days: int
    reason: ClosureReason


@dataclass(frozen=True, slots=True)
class Away:
    """Whole days on which somebody is not there, counted from now."""

    person: str
    in_days: int
    days: int
    deputy: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A rota: who takes turns outside of the working day, and who is called when nobody confirms."""

    name: str
    members: Sequence[str]
    _: KW_ONLY
    start: time | None = None
    end: time | None = None
    turn: Turn = Turn.WEEK
    hand_over: time = time(8)
    fallback: Sequence[str] = ()
    escalate_after: int = 10


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
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A customer with all that stands in the file. `calls` are those of an ordinary working day, `weekend` the share on Saturday.

    `direct` names, by a caller's number, to whom this caller is put through.
    """

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
    land: Land = Land.BE
    dial_ins: Sequence[DialInEntry]
    greetings: Sequence[GreetingEntry]
    people: Sequence[Member]
    reasons: Sequence[Reason]
    rules: Sequence[Rule]
    faq: Sequence[FaqEntryEntry]
    hours: Sequence[OpeningHourEntry]
    shut: Sequence[Shut] = ()
    places: Sequence[Place]
    away: Sequence[Away] = ()
    watches: Sequence[Watch] = ()
    direct: Mapping[str, str] = field(default_factory=dict)
    ways: Sequence[Way]
    callers: Sequence[CallerEntry]
    users: Sequence[AccessEntry]
    stories: Sequence[Story]

"""Requests of data subjects (Art. 12, 15-22 GDPR): what may be asked, what may happen to a request, until when it is answered.

What happened to a request is a log that is only added to; how it stands is folded from it. Days are civil days of Berlin.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, add_months, elapsed, working_day_from
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class RequestKind(StrEnum):
    """What somebody asks for."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"


ARTICLES: Mapping[RequestKind, str] = MappingProxyType(
    {
        RequestKind.ACCESS: "Art. 15",
        RequestKind.RECTIFICATION: "Art. 16",
        RequestKind.ERASURE: "Art. 17",
        RequestKind.RESTRICTION: "Art. 18",
        RequestKind.PORTABILITY: "Art. 20",
        RequestKind.OBJECTION: "Art. 21",
    }
)


class PersonKind(StrEnum):
    """What somebody is to the agency."""

    CUSTOMER = "customer"
    PERSON = "person"
    """Somebody of a customer whom callers ask for."""
    PROSPECT = "prospect"
    STAFF = "staff"
    CALLER = "caller"
    """Somebody who rang a customer: the customer is the controller, the agency works for him (Art. 28)."""


class Way(StrEnum):
    """How a request came."""

    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    PORTAL = "portal"
    IN_PERSON = "in_person"


class Identity(StrEnum):
    """How it became certain who asks. No copy of a document is kept: only the means, the result and the day."""

    SIGNED_IN = "signed_in"
    CALLED_BACK = "called_back"
    """By the number that is in the file."""
    ANSWERED_AT_ADDRESS = "answered_at_address"
    """By an answer from the e-mail or postal address that is in the file."""
    KNOWS_FACTS = "knows_facts"
    """By something that only he knows: a customer number with the amount of an invoice."""
    DOCUMENT_SEEN = "document_seen"
    """By a document that was looked at, and not copied."""


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_ASKED = "identity_asked"
    IDENTIFIED = "identified"
    IN_WORK = "in_work"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})


class Event(StrEnum):
    """What may happen to a request that was received."""

    IDENTITY_ASKED = "identity_asked"
    IDENTIFIED = "identified"
    SEARCHED = "searched"
    """It was looked for what is held about the person, and said what was found."""
    EXPORTED = "exported"
    CARRIED_OUT = "carried_out"
    """Data were corrected, erased or restricted, or a purpose was given up."""
    TOLD = "told"
    """A recipient of the data was told (Art. 19)."""
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    """It was given to the customer, who is the controller."""
    ORDERED = "ordered"
    """The customer, as the controller, ordered what the agency shall do."""
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_S, _E = State, Event
_ENDS = {_E.REFUSED: _S.REFUSED, _E.WITHDRAWN: _S.WITHDRAWN}
TABLE: Mapping[State, Mapping[Event, State]] = MappingProxyType(
    {
        _S.RECEIVED: {
            _E.IDENTITY_ASKED: _S.IDENTITY_ASKED,
            _E.IDENTIFIED: _S.IDENTIFIED,
            _E.HANDED_OVER: _S.HANDED_OVER,
            _E.EXTENDED: _S.RECEIVED,
            **_ENDS,
        },
        _S.IDENTITY_ASKED: {
            _E.IDENTITY_ASKED: _S.IDENTITY_ASKED,
            _E.IDENTIFIED: _S.IDENTIFIED,
            _E.EXTENDED: _S.IDENTITY_ASKED,
            **_ENDS,
        },
        _S.IDENTIFIED: {_E.SEARCHED: _S.IN_WORK, _E.EXTENDED: _S.IDENTIFIED, **_ENDS},
        _S.IN_WORK: {
            _E.SEARCHED: _S.IN_WORK,
            _E.EXPORTED: _S.IN_WORK,
            _E.CARRIED_OUT: _S.IN_WORK,
            _E.TOLD: _S.IN_WORK,
            _E.EXTENDED: _S.IN_WORK,
            _E.ANSWERED: _S.ANSWERED,
            **_ENDS,
        },
        _S.HANDED_OVER: {
            _E.ORDERED: _S.HANDED_OVER,
            _E.CARRIED_OUT: _S.HANDED_OVER,
            _E.ANSWERED: _S.ANSWERED,
            _E.WITHDRAWN: _S.WITHDRAWN,
        },
        _S.ANSWERED: {},
        _S.REFUSED: {},
        _S.WITHDRAWN: {},
    }
)
STATE_SENTENCES: Mapping[State, str] = MappingProxyType(
    {
        _S.RECEIVED: _("The request was received, and it is not certain yet who asks."),
        _S.IDENTITY_ASKED: _("The person was asked who he is, and has not answered yet."),
        _S.IDENTIFIED: _("It is certain who asks; nobody has looked yet what is held."),
        _S.IN_WORK: _("The request is being worked on."),
        _S.HANDED_OVER: _("The customer has the request: he is the controller."),
        _S.ANSWERED: _("The request is answered."),
        _S.REFUSED: _("The request is refused."),
        _S.WITHDRAWN: _("The request was withdrawn."),
    }
)


class NotPossible(Exception):
    """The table does not list this event in this state; `says` tells it to a person."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} is not possible while the request is {state}")
        self.state, self.event = state, event
        self.says = sentence(STATE_SENTENCES[state])


def step(state: State, event: Event) -> State:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


def possible(state: State, person: PersonKind) -> frozenset[Event]:
    """Say what may happen next: only a caller's request is handed over, and that one is answered by the customer alone."""
    events = frozenset(TABLE[state])
    if person is PersonKind.CALLER:
        return events & {_E.HANDED_OVER, _E.ORDERED, _E.CARRIED_OUT, _E.ANSWERED, _E.WITHDRAWN}
    return events - {_E.HANDED_OVER, _E.ORDERED}


def fold(events: Iterable[Event]) -> State:
    """Say how a request stands after what happened to it since it was received. Raises `NotPossible`."""
    state = State.RECEIVED
    for event in events:
        state = step(state, event)
    return state


# --- the clock -------------------------------------------------------------------------------------------------------------

ANSWER_MONTHS = 1
"""Art. 12(3) s. 1 GDPR: within one month of receipt."""
EXTENSION_MONTHS = 2
"""Art. 12(3) s. 2 GDPR: by two further months."""
TARGET_DAYS, ALARM_DAYS = 21, 25
"""What the agency asks of itself (law.md D-31)."""
HAND_OVER_WITHIN = timedelta(hours=48)
"""In which a caller's request reaches the customer who is responsible (law.md 2.2)."""


def due_on(received_on: date, *, is_extended: bool = False) -> date:
    """Say the last day for the answer: the same day number one month (extended: three) later, or the last of a shorter month.

    BGB §188(2), (3). The shift of a period that ends on a weekend (Reg. (EEC) 1182/71 Art. 3(4)) is never relied on (D-31). Asking who
    somebody is does not stop the clock: whether it may is disputed.
    """
    return add_months(received_on, ANSWER_MONTHS + (EXTENSION_MONTHS if is_extended else 0))


def lawful_until(received_on: date, holidays: Holidays = NO_HOLIDAYS, *, is_extended: bool = False) -> date:
    """Say the last day that the law grants: the next working day after a weekend or holiday (Reg. (EEC) 1182/71 Art. 3(4))."""
    return working_day_from(due_on(received_on, is_extended=is_extended), holidays)


def hand_over_by(received_at: datetime) -> datetime:
    """Say until when a caller's request is with the customer."""
    return elapsed(received_at, HAND_OVER_WITHIN)


class Urgency(StrEnum):
    """How much a request presses."""

    IN_TIME = "in_time"
    TARGET_PASSED = "target_passed"
    ALARM = "alarm"
    LATE = "late"


def urgency(received_on: date, day: date, *, is_extended: bool = False) -> Urgency:
    """Say how much a request presses on a day. An extension moves target and alarm as far as the last day."""
    due = due_on(received_on, is_extended=is_extended)
    first_due = due_on(received_on)
    moved = due - first_due
    if day > due:
        return Urgency.LATE
    if day >= received_on + timedelta(days=ALARM_DAYS) + moved:
        return Urgency.ALARM
    if day > received_on + timedelta(days=TARGET_DAYS) + moved:
        return Urgency.TARGET_PASSED
    return Urgency.IN_TIME


# --- extending, refusing, answering ----------------------------------------------------------------------------------------


class ExtendBecause(StrEnum):
    """Why the time is extended; there is no other reason (Art. 12(3) s. 2)."""

    COMPLEX = "complex"
    MANY = "many"
    """Many requests at a time."""


class NotExtended(StrEnum):
    """Why the time is not extended."""

    ALREADY = "already"
    TOO_LATE = "too_late"
    REASON = "reason"


def check_extend(received_on: date, today: date, *, because: str, is_extended: bool) -> Allowed[ExtendBecause] | Refused[NotExtended]:
    """Say whether the time may be extended today: once, for a listed reason, and told within the first month."""
    if is_extended:
        return Refused(reason=NotExtended.ALREADY)
    if because not in set(ExtendBecause):
        return Refused(reason=NotExtended.REASON)
    if today > due_on(received_on):
        return Refused(reason=NotExtended.TOO_LATE)
    return Allowed(reason=ExtendBecause(because))


class RefuseBecause(StrEnum):
    """Why a request is refused."""

    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    NOT_IDENTIFIED = "not_identified"
    LEGAL_DUTY = "legal_duty"
    CLAIMS = "claims"
    NECESSARY = "necessary"
    OTHERS = "others"
    COMPELLING = "compelling"


_K, _R = RequestKind, RefuseBecause
_ALL = frozenset(RequestKind)
REFUSE_NORMS: Mapping[RefuseBecause, str] = MappingProxyType(
    {
        _R.UNFOUNDED: "Art. 12(5) GDPR",
        _R.EXCESSIVE: "Art. 12(5) GDPR",
        _R.NOT_IDENTIFIED: "Art. 11(2), 12(2), 12(6) GDPR",
        _R.LEGAL_DUTY: "Art. 17(3)(b) GDPR",
        _R.CLAIMS: "Art. 17(3)(e) GDPR",
        _R.NECESSARY: "Art. 17(1)(a) GDPR",
        _R.OTHERS: "Art. 15(4), 20(4) GDPR",
        _R.COMPELLING: "Art. 21(1) GDPR",
    }
)
REFUSABLE: Mapping[RefuseBecause, frozenset[RequestKind]] = MappingProxyType(
    {
        _R.UNFOUNDED: _ALL,
        _R.EXCESSIVE: _ALL,
        _R.NOT_IDENTIFIED: _ALL,
        _R.LEGAL_DUTY: frozenset({_K.ERASURE}),
        _R.CLAIMS: frozenset({_K.ERASURE, _K.OBJECTION}),
        _R.NECESSARY: frozenset({_K.ERASURE}),
        _R.OTHERS: frozenset({_K.ACCESS, _K.PORTABILITY}),
        _R.COMPELLING: frozenset({_K.OBJECTION}),
    }
)
"""For which requests a reason counts."""


class NotRefused(StrEnum):
    """Why a request may not be refused so."""

    REASON = "refuse_reason"
    NO_WORDS = "refuse_words"


def check_refuse(kind: RequestKind, *, because: str, words: str) -> Allowed[RefuseBecause] | Refused[NotRefused]:
    """Say whether a request may be refused for a reason; the person is told why, and where he can complain (Art. 12(4))."""
    if because not in set(RefuseBecause) or kind not in REFUSABLE[RefuseBecause(because)]:
        return Refused(reason=NotRefused.REASON)
    if not words.strip():
        return Refused(reason=NotRefused.NO_WORDS)
    return Allowed(reason=RefuseBecause(because))


class Answered(StrEnum):
    """Why a request may be answered."""

    DONE = "done"
    NOTHING_HELD = "nothing_held"


class NotAnswered(StrEnum):
    """What is missing before a request may be answered."""

    NO_IDENTITY = "no_identity"
    NOT_SEARCHED = "not_searched"
    NO_EXPORT = "no_export"
    NOT_CARRIED_OUT = "not_carried_out"
    NOT_TOLD = "not_told"
    NO_WORDS = "no_words"


WITH_EXPORT = frozenset({_K.ACCESS, _K.PORTABILITY})
CARRIED_OUT = _ALL - WITH_EXPORT
WITH_DUTIES = frozenset({_K.RECTIFICATION, _K.ERASURE, _K.RESTRICTION})
"""Of these every recipient of the data is told (Art. 19)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What is known when somebody wants to answer. `found` counts what is held; None: nobody has looked. `untold`: open duties."""

    kind: RequestKind
    is_identified: bool
    found: int | None
    has_export: bool
    is_carried_out: bool
    untold: int
    words: str


def check_answer(facts: AnswerFacts) -> Allowed[Answered] | Refused[NotAnswered]:
    """Say whether a request may be answered: each kind has to have got what it asks for."""
    if not facts.is_identified:
        return Refused(reason=NotAnswered.NO_IDENTITY)
    if facts.found is None:
        return Refused(reason=NotAnswered.NOT_SEARCHED)
    if not facts.words.strip():
        return Refused(reason=NotAnswered.NO_WORDS)
    if facts.found == 0:
        return Allowed(reason=Answered.NOTHING_HELD)
    missing = (
        (NotAnswered.NO_EXPORT, facts.kind in WITH_EXPORT and not facts.has_export),
        (NotAnswered.NOT_CARRIED_OUT, facts.kind in CARRIED_OUT and not facts.is_carried_out),
        (NotAnswered.NOT_TOLD, facts.untold > 0),
    )
    found = next((reason for reason, stands in missing if stands), None)
    return Allowed(reason=Answered.DONE) if found is None else Refused(reason=found)


REFUSALS: Mapping[StrEnum, str] = MappingProxyType(
    {
        NotExtended.ALREADY: _("The time was extended already; it is extended once only."),
        NotExtended.TOO_LATE: _("The first month is over: the person had to be told in it."),
        NotExtended.REASON: _("Choose why more time is needed."),
        NotRefused.REASON: _("A request of this kind is not refused for this reason."),
        NotRefused.NO_WORDS: _("Please write to the person why it is refused."),
        NotAnswered.NO_IDENTITY: _("It is not certain yet who asks."),
        NotAnswered.NOT_SEARCHED: _("Nobody has looked yet what is held about the person."),
        NotAnswered.NO_EXPORT: _("The copy of the data is not made yet."),
        NotAnswered.NOT_CARRIED_OUT: _("What was asked for is not done yet."),
        NotAnswered.NOT_TOLD: _("Not all recipients of the data have been told yet (Art. 19)."),
        NotAnswered.NO_WORDS: _("Please write what the person is told."),
    }
)


def says(reason: NotExtended | NotRefused | NotAnswered) -> Sentence:
    """Say a refusal to a person."""
    return sentence(REFUSALS[reason])

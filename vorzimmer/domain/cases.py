"""Disputes (Einwendungen), incidents (Störungen) and cases of abuse: what may be recorded, what may happen to it, when it is looked at.

What a case holds says `domain/holds.py`. What happened to it is a log that is only added to; how it stands is folded from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.holds import Numbers, number
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class CaseKind(StrEnum):
    """What a case is."""

    DISPUTE = "dispute"
    INCIDENT = "incident"
    ABUSE = "abuse"


class Ground(StrEnum):
    """Why somebody does not agree with an invoice."""

    AMOUNT = "amount"
    NOT_ORDERED = "not_ordered"
    NOT_DELIVERED = "not_delivered"
    WRONG_TARIFF = "wrong_tariff"
    ALREADY_PAID = "already_paid"
    WRONG_RECIPIENT = "wrong_recipient"
    OTHER = "other"


class Way(StrEnum):
    """How a dispute came."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    PORTAL = "portal"


class Outcome(StrEnum):
    """How a case was resolved."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FIXED = "fixed"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"


_O = Outcome
OUTCOMES: Mapping[CaseKind, tuple[Outcome, ...]] = MappingProxyType(
    {
        CaseKind.DISPUTE: (_O.UPHELD, _O.PARTLY_UPHELD, _O.REJECTED, _O.WITHDRAWN),
        CaseKind.INCIDENT: (_O.FIXED,),
        CaseKind.ABUSE: (_O.CONFIRMED, _O.UNFOUNDED),
    }
)
"""Which case can end how."""

NEEDS_CORRECTION = frozenset({_O.UPHELD, _O.PARTLY_UPHELD})
"""The invoice was wrong: it is cancelled or corrected by a credit note."""


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    RESOLVED = "resolved"


class CaseEvent(StrEnum):
    """What may happen to a case that was raised."""

    GIVEN = "given"
    """Somebody else deals with it."""
    REVIEW_SET = "review_set"
    RESOLVED = "resolved"
    REOPENED = "reopened"


_E, _S = CaseEvent, CaseState
TABLE: Mapping[CaseState, Mapping[CaseEvent, CaseState]] = MappingProxyType(
    {
        _S.OPEN: {_E.GIVEN: _S.OPEN, _E.REVIEW_SET: _S.OPEN, _E.RESOLVED: _S.RESOLVED},
        _S.RESOLVED: {_E.REOPENED: _S.OPEN},
    }
)
STATE_SENTENCES: Mapping[CaseState, str] = MappingProxyType({_S.OPEN: _("The case is open."), _S.RESOLVED: _("The case is resolved.")})


class NotPossible(Exception):
    """The table does not list this event in this state; `says` tells it to a person."""

    def __init__(self, state: CaseState, event: CaseEvent) -> None:
        super().__init__(f"{event} is not possible while the case is {state}")
        self.state, self.event = state, event
        self.says = sentence(STATE_SENTENCES[state])


def step(state: CaseState, event: CaseEvent) -> CaseState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


def possible(state: CaseState) -> frozenset[CaseEvent]:
    """Say what may happen next."""
    return frozenset(TABLE[state])


def fold(events: Iterable[CaseEvent]) -> CaseState:
    """Say how a case stands after what happened to it since it was raised. Raises `NotPossible`."""
    state = CaseState.OPEN
    for event in events:
        state = step(state, event)
    return state


# --- when somebody looks at it -------------------------------------------------------------------------------------------


def review_by(kind: CaseKind, today: date, numbers: Numbers) -> date:
    """Say the last day on which a case that is recorded or looked at today has to be looked at again."""
    return today + timedelta(days=number(numbers, f"review_days_{kind.value}", today))


class ReviewBecause(StrEnum):
    """Why a day of review is right or wrong."""

    IN_TIME = "in_time"
    PAST = "review_past"
    TOO_FAR = "review_too_far"


def check_review(kind: CaseKind, review_on: date, today: date, numbers: Numbers) -> Allowed[ReviewBecause] | Refused[ReviewBecause]:
    """Say whether a case may be looked at again on this day."""
    if review_on < today:
        return Refused(reason=ReviewBecause.PAST)
    if review_on > review_by(kind, today, numbers):
        return Refused(reason=ReviewBecause.TOO_FAR)
    return Allowed(reason=ReviewBecause.IN_TIME)


def review_due(state: CaseState, review_on: date, day: date) -> bool:
    """Whether somebody has to look at a case: its day of review has come, and nobody has resolved it."""
    return state is CaseState.OPEN and review_on <= day


# --- raising and reopening ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A dispute that somebody wants to record. Cents; `amount` None: of the whole invoice.

    `base_until` is the last day of the six months of the billing data behind the invoice (`holds.base_of`).
    """

    raised_on: date
    review_on: date
    issued_on: date
    gross: int
    base_until: date
    amount: int | None = None
    is_cancelled: bool = False
    is_credit_note: bool = False


class Raised(StrEnum):
    """Why a case may be recorded: because it holds data, or although it holds none."""

    HOLDS = "holds"
    TOO_LATE = "too_late"
    """The data are gone: it stops the claim, and holds nothing."""


class NotRaised(StrEnum):
    """Why a case may not be recorded."""

    AHEAD = "ahead"
    BEFORE_INVOICE = "before_invoice"
    NO_INVOICE = "no_invoice"
    CANCELLED = "cancelled"
    NO_AMOUNT = "no_amount"
    TOO_MUCH = "too_much"
    REVIEW_PAST = ReviewBecause.PAST.value
    REVIEW_TOO_FAR = ReviewBecause.TOO_FAR.value
    NO_RECORDS = "no_records"


RAISED_SENTENCES: Mapping[NotRaised, str] = MappingProxyType(
    {
        NotRaised.AHEAD: _("A case is recorded on the day on which it came, or later."),
        NotRaised.BEFORE_INVOICE: _("The invoice was not there yet on that day."),
        NotRaised.NO_INVOICE: _("This is a credit note: it asks for nothing."),
        NotRaised.CANCELLED: _("The invoice is cancelled: nothing is left to object to."),
        NotRaised.NO_AMOUNT: _("The amount is at least one cent; without an amount it is about the whole invoice."),
        NotRaised.TOO_MUCH: _("The amount is more than the invoice asks for."),
        NotRaised.REVIEW_PAST: _("The day on which it is looked at again has passed."),
        NotRaised.REVIEW_TOO_FAR: _("That is too far away: somebody looks at every open case in time."),
        NotRaised.NO_RECORDS: _("Choose at least one record that is needed: a case holds only what it names."),
    }
)


def raise_dispute(dispute: Dispute, today: date, numbers: Numbers) -> Allowed[Raised] | Refused[NotRaised]:
    """Say whether a dispute may be recorded today, and whether it holds the data behind the invoice.

    What was raised until the last day of the six months holds them (§10(2) s. 4 TDDDG: before the period is over), even if it is
    recorded a day later; what comes after that finds none.
    """
    found = (
        (NotRaised.NO_INVOICE, dispute.is_credit_note),
        (NotRaised.CANCELLED, dispute.is_cancelled),
        (NotRaised.AHEAD, dispute.raised_on > today),
        (NotRaised.BEFORE_INVOICE, dispute.raised_on < dispute.issued_on),
        (NotRaised.NO_AMOUNT, dispute.amount is not None and dispute.amount < 1),
        (NotRaised.TOO_MUCH, dispute.amount is not None and dispute.amount > dispute.gross),
    )
    for wrong, holds in found:
        if holds:
            return Refused(reason=wrong)
    review = check_review(CaseKind.DISPUTE, dispute.review_on, today, numbers)
    if isinstance(review, Refused):
        return Refused(reason=NotRaised(review.reason.value))
    return Allowed(reason=Raised.HOLDS if dispute.raised_on <= dispute.base_until else Raised.TOO_LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """An incident or an abuse that somebody wants to record, with so many records that it needs."""

    kind: CaseKind
    raised_on: date
    review_on: date
    number: int

    def __post_init__(self) -> None:
        if self.kind is CaseKind.DISPUTE:
            raise ValueError("a dispute is about an invoice")


def raise_about_records(records: Records, today: date, numbers: Numbers) -> Allowed[Raised] | Refused[NotRaised]:
    """Say whether an incident or an abuse may be recorded today. It holds the records that it names, and no other."""
    if records.raised_on > today:
        return Refused(reason=NotRaised.AHEAD)
    if records.number < 1:
        return Refused(reason=NotRaised.NO_RECORDS)
    review = check_review(records.kind, records.review_on, today, numbers)
    if isinstance(review, Refused):
        return Refused(reason=NotRaised(review.reason.value))
    return Allowed(reason=Raised.HOLDS)


class Reopened(StrEnum):
    """Why a case may be opened again."""

    WITHIN_PERIOD = "within_period"


class NotReopened(StrEnum):
    """Why a case may not be opened again."""

    NO_DISPUTE = "no_dispute"
    TOO_LATE = "too_late"
    CANCELLED = "cancelled"


REOPENED_SENTENCES: Mapping[NotReopened, str] = MappingProxyType(
    {
        NotReopened.NO_DISPUTE: _("What it held was released at once. Record a new case with the records that are needed now."),
        NotReopened.TOO_LATE: _(
            "The six months of the billing data are over. Record a new dispute: it stops the claim, and holds nothing."
        ),
        NotReopened.CANCELLED: _("The invoice is cancelled: nothing is left to object to."),
    }
)


def check_reopen(
    kind: CaseKind, *, base_until: date | None, today: date, is_cancelled: bool = False
) -> Allowed[Reopened] | Refused[NotReopened]:
    """Say whether a resolved case may be opened again today: a dispute, and only while its objection could be raised for the first time."""
    if kind is not CaseKind.DISPUTE or base_until is None:
        return Refused(reason=NotReopened.NO_DISPUTE)
    if is_cancelled:
        return Refused(reason=NotReopened.CANCELLED)
    if today > base_until:
        return Refused(reason=NotReopened.TOO_LATE)
    return Allowed(reason=Reopened.WITHIN_PERIOD)


class NotResolved(StrEnum):
    """Why a case may not be resolved as somebody wants."""

    OUTCOME = "outcome"
    NO_WORDS = "no_words"
    AHEAD = "ahead"
    BEFORE_RAISED = "before_raised"


RESOLVED_SENTENCES: Mapping[NotResolved, str] = MappingProxyType(
    {
        NotResolved.OUTCOME: _("A case of this kind cannot end like this."),
        NotResolved.NO_WORDS: _("Please write how it was resolved: the resolution is what ends the hold."),
        NotResolved.AHEAD: _("A case is resolved today or on a day that has passed."),
        NotResolved.BEFORE_RAISED: _("It cannot have been resolved before it was raised."),
    }
)


class Resolved(StrEnum):
    """Why a case may be resolved."""

    DOCUMENTED = "documented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How somebody wants to resolve a case. `outcome` is an `Outcome` code; `on` the day on which it was resolved."""

    outcome: str
    words: str
    on: date


def check_resolve(
    kind: CaseKind, resolution: Resolution, *, raised_on: date, today: date, keeps_words: bool = True
) -> Allowed[Resolved] | Refused[NotResolved]:
    """Say whether a case may be resolved so: with an outcome of its kind, and in words (only a documented resolution ends a hold).

    After the contract no words are kept (R-BEA): then the outcome says it alone.
    """
    found = (
        (NotResolved.OUTCOME, resolution.outcome not in OUTCOMES[kind]),
        (NotResolved.NO_WORDS, keeps_words and not resolution.words.strip()),
        (NotResolved.AHEAD, resolution.on > today),
        (NotResolved.BEFORE_RAISED, resolution.on < raised_on),
    )
    for wrong, holds in found:
        if holds:
            return Refused(reason=wrong)
    return Allowed(reason=Resolved.DOCUMENTED)


def disputed_cents(amount: int | None, open_cents: int) -> int:
    """Say how many of the open cents of an invoice are disputed; no amount: all."""
    return open_cents if amount is None else min(amount, open_cents)


def says(reason: NotRaised | NotReopened | NotResolved) -> Sentence:
    """Say a refusal to a person."""
    if isinstance(reason, NotRaised):
        return sentence(RAISED_SENTENCES[reason])
    if isinstance(reason, NotReopened):
        return sentence(REOPENED_SENTENCES[reason])
    return sentence(RESOLVED_SENTENCES[reason])

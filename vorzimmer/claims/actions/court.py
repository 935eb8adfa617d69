"""Writes what happens at the court: the payment order, its service, objections, the enforcement (ZPO §§688 to 703d)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.actions.duties import note_changes_of
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim, ClaimEvent
from vorzimmer.claims.reading import reading
from vorzimmer.customers.wording import day_in_full
from vorzimmer.domain.default import InDefault
from vorzimmer.domain.dunning import TABLE, Event, Stage

COURT_EVENTS = (
    Event.ORDER_APPLIED,
    Event.ORDER_SERVED,
    Event.ORDER_OBJECTED,
    Event.OBJECTION_WITHDRAWN,
    Event.ORDER_WITHDRAWN,
    Event.ORDER_LAPSED,
    Event.ENFORCEMENT_APPLIED,
    Event.ENFORCEMENT_ISSUED,
    Event.ENFORCEMENT_SERVED,
    Event.ENFORCEMENT_OBJECTED,
    Event.JUDGMENT,
    Event.ENFORCEMENT_STARTED,
)
"""What is entered by hand, in the order in which it happens."""
LONGEST_REFERENCE = 80


def possible_now(claim: Claim) -> tuple[Event, ...]:
    """Say what may be entered at the stage that the claim has reached; a letter that comes late may tell of other things."""
    return tuple(event for event in COURT_EVENTS if event in TABLE[Stage(claim.stage)])


@transaction.atomic
def record_court_event(  # noqa: PLR0913  (each is a part of the event)
    claim: Claim, event: Event, on: date, *, at: datetime, by: User, reference: str = ""
) -> ClaimEvent:
    """Write that something happened at the court on a civil day; `reference` is the file number of the court.

    Raises ValidationError for a day to come, for what cannot have happened before or after what is known, for an application without
    default, and for one for the enforcement order outside of its term. An objection must be told to whom has the claim.
    """
    if event not in COURT_EVENTS:
        raise ValidationError({"event": _("Please choose what happened.")})
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if event is Event.ORDER_APPLIED:
        _demand_default(claim, on)
    if event is Event.ENFORCEMENT_APPLIED:
        _demand_term(claim, on)
    row = record(claim, event, on, at, by=by, reference=reference.strip()[:LONGEST_REFERENCE])
    note_changes_of(claim, at)
    return row


def _demand_default(claim: Claim, on: date) -> None:
    if not isinstance(reading(claim, on).default, InDefault):
        raise ValidationError({"on": _("The customer was not in default on that day: a payment order would cost us the fee.")})


def _demand_term(claim: Claim, on: date) -> None:
    """Refuse an application that the court would refuse: before the term for the objection has passed, and after six months."""
    deadlines = reading(claim, on).deadlines
    if deadlines is None:
        return  # the table says what is missing
    if on < deadlines.enforcement_from:
        text = _("Until %(day)s the customer may object. The enforcement order can be applied for after that (ZPO §699).")
        raise ValidationError({"on": text % {"day": day_in_full(deadlines.objection_until)}})
    if deadlines.has_lapsed(on):
        text = _("The payment order lapsed on %(day)s, because nobody went on with it (ZPO §701).")
        raise ValidationError({"on": text % {"day": day_in_full(deadlines.enforcement_until)}})

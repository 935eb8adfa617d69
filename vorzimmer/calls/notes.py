"""Saving a note: one durable transaction for the note, its letters to the customer, and the end of the work on the call."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.calls.actions import Refused, wrap_up
from vorzimmer.calls.answers import Answer
from vorzimmer.calls.journal import locked
from vorzimmer.calls.letters import letters_for
from vorzimmer.calls.models import Call, Draft, Note, NoteComment
from vorzimmer.customers.actions import live_of
from vorzimmer.customers.models import CallType, Channel, Customer, Person
from vorzimmer.delivery.actions import enqueue
from vorzimmer.domain.calls import CONNECTED, WAITING
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.publishing import Section
from vorzimmer.live.actions import publish, publish_to
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.storage import Prepared, delete, insert
from vorzimmer.telephony.numbers import normalise

LONGEST_COMMENT = 1000
"""Letters of one comment."""

_CHANNELS = Prepared(lambda customer_id, urgency: Channel.objects.filter(customer=customer_id, active=True, least_urgency__lte=urgency))
_ON_THE_LINE = Prepared(
    lambda operator_id: Call.objects.filter(operator=operator_id, state__in=CONNECTED).values_list("customer_id", "customer__name")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A checked form. `note_id` is chosen by the form: the same id twice is the same note."""

    note_id: UUID
    call_id: UUID
    concern: str
    urgency: Urgency
    outcome: Outcome
    person_id: UUID | None = None
    call_type_id: UUID | None = None
    caller_name: str = ""
    caller_company: str = ""
    callback_number: str = ""
    answers: Sequence[Answer] = ()
    measures: Sequence[Measure] = field(default_factory=tuple)
    measures_text: str = ""
    wrong_customer_confirmed: bool = False


class WrongCustomer(Refused):
    """The operator is on the line for another customer than the one of the note; saving it wants a confirmation."""

    def __init__(self, *, note_for: str, talking_for: str) -> None:
        super().__init__(_("You are talking for %(talking)s, but this note goes to %(note)s.") % {"talking": talking_for, "note": note_for})
        self.note_for = note_for
        self.talking_for = talking_for


@transaction.atomic
def save_note(new: NewNote, operator: User, at: datetime) -> Note:
    """Save a note and send it on its way. Raises Refused or Call.DoesNotExist and changes nothing; twice the same is saved once."""
    call, customer = _call_for_note(new, operator)
    saved: Note | None = getattr(call, "note", None)
    if saved is not None:
        if saved.pk == new.note_id and saved.operator_id == operator.pk:
            return saved
        raise Refused(_("A note of this call was already saved."))
    _guard_customer(new, call, customer, operator)
    note = _note(new, call, customer, operator, at)
    insert([note])
    channels = _CHANNELS(customer.pk, int(new.urgency))
    wanted = [channel for channel in channels if channel.person_id in {None, note.person_id}]
    enqueue(letters_for(note, customer, wanted, day=berlin_date(at)), at=at)
    delete(Draft, call=call.pk)
    wrap_up(call, operator, at)
    publish(channel=customer.channel, kind="note", ref=str(note.pk), at=at)
    return note


@transaction.atomic
def mark_read(note: Note, at: datetime) -> None:
    """Keep when the customer first opened the note."""
    if note.read_at is None:
        Note.objects.filter(pk=note.pk, read_at=None).update(read_at=at)


@transaction.atomic
def mark_done(note: Note, user: User, at: datetime, *, done: bool) -> Note:
    """Tick a note off, or take the tick away; who ticked first stays."""
    if done is (note.done_at is not None):
        return note
    note.done_at, note.done_by = (at, user) if done else (None, None)
    note.save(update_fields=["done_at", "done_by"])
    publish(channel=f"customer:{note.customer_id}", kind="note", ref=str(note.pk), at=at)
    return note


@transaction.atomic
def comment(note: Note, user: User, text: str, at: datetime) -> NoteComment:
    """Write under a note; the customer's people and the operators of the team read it. Raises ValidationError, and changes nothing."""
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Write at least a word.")})
    if len(said) > LONGEST_COMMENT:
        raise ValidationError({"text": _("Please say it in at most %(number)d letters.") % {"number": LONGEST_COMMENT}})
    written = NoteComment(note=note, text=said, at=at, by=user)
    written.save(force_insert=True)
    publish_to([note.customer.channel, f"team:{note.customer.team_id}"], kind="note", ref=str(note.pk), at=at)
    return written


def _call_for_note(new: NewNote, operator: User) -> tuple[Call, Customer]:
    call = locked(new.call_id)
    if call.operator_id != operator.pk and not Call.objects.of(operator).filter(pk=call.pk).exists():
        raise Call.DoesNotExist
    if call.customer is None:
        raise Refused(_("This call belongs to no customer."))
    if call.operator_id not in {None, operator.pk}:
        raise Refused(_("This call is not yours."))
    if call.state in WAITING:
        raise Refused(_("This call was not answered yet."))
    return call, call.customer


def _guard_customer(new: NewNote, call: Call, customer: Customer, operator: User) -> None:
    """Ask once when the operator is on the line for somebody else."""
    if new.wrong_customer_confirmed or call.state in CONNECTED:
        return
    for customer_id, name in _ON_THE_LINE(operator.pk):
        if customer_id != customer.pk:
            raise WrongCustomer(note_for=customer.name, talking_for=name)


def _note(new: NewNote, call: Call, customer: Customer, operator: User, at: datetime) -> Note:
    if new.person_id is not None and not Person.objects.filter(pk=new.person_id, customer=customer).exists():
        raise Refused(_("This person does not belong to the customer."))
    call_type = _call_type(new, customer)
    number = normalise(new.callback_number) if new.callback_number else None
    return Note(
        id=new.note_id,
        customer=customer,
        call=call,
        person_id=new.person_id,
        call_type=call_type,
        orders_id=call.orders_id,
        operator=operator,
        caller_name=new.caller_name,
        caller_company=new.caller_company,
        callback_number=number or new.callback_number,
        number_index=blind_index(customer.pk, number) if number else call.caller_index,
        concern=new.concern,
        answers=[answer.kept() for answer in new.answers if answer.answer],
        measures_text=new.measures_text,
        measures=[measure.value for measure in new.measures],
        urgency=new.urgency.value,
        outcome=new.outcome.value,
        called_at=call.offered_at,
        saved_at=at,
    )


def _call_type(new: NewNote, customer: Customer) -> CallType | None:
    """Find the call type. One that is still published, but that the customer's draft has not any more, leaves the note without one."""
    if new.call_type_id is None:
        return None
    found = CallType.objects.filter(pk=new.call_type_id, customer=customer).first()
    if found is None and all(entry["id"] != str(new.call_type_id) for entry in live_of(customer).get(Section.CALL_TYPES, ())):
        raise Refused(_("This call type does not belong to the customer."))
    return found

"""What is done with a customer's file. Bad input raises ValidationError with the fields' names, and changes nothing.

Whatever an operator may have on the screen at this moment is told to the team's channel, so that open cards are read anew.
"""

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vorzimmer.customers.actions.entries import (
    CallerEntry,
    ChannelEntry,
    CustomerEntry,
    DialInEntry,
    GreetingEntry,
    InstructionEntry,
    PersonEntry,
)
from vorzimmer.customers.models import BANDS, Availability, Channel, Customer, DialIn, Greeting, Instruction, KnownCaller, Person
from vorzimmer.live.actions import publish
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.telephony.numbers import normalise

FIRST_NUMBER = 1001
"""The number of the first customer; the next ones count up."""


# --- the customer ------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_customer(entry: CustomerEntry, at: datetime) -> Customer:
    """Begin a file."""
    customer = Customer(since=at)
    _fill_customer(customer, entry)
    customer.number = customer.number or _next_number()
    if entry.colour is None:
        customer.colour = _rarest_colour()
    _save(customer)
    _tell(customer, at)
    return customer


@transaction.atomic
def change_customer(customer: Customer, entry: CustomerEntry, at: datetime) -> Customer:
    """Write the head of the file anew. Who becomes bound to secrecy gets no whole notes any more, only hints."""
    before = Customer.objects.select_for_update(of=("self",)).select_related("team").get(pk=customer.pk)
    _fill_customer(customer, entry)
    customer.number = customer.number or before.number
    if entry.colour is None:
        customer.colour = before.colour
    _save(customer)
    if customer.secrecy and not before.secrecy:
        whole_notes(customer).update(detail=Channel.Detail.HINT)
    _tell(customer, at)
    if before.team_id != customer.team_id:
        _tell(before, at)
    return customer


@transaction.atomic
def close_customer(customer: Customer, at: datetime) -> None:
    """Answer no more calls for the customer. Nothing is deleted."""
    customer.active = False
    customer.save(update_fields=["active"])
    _tell(customer, at)


@transaction.atomic
def reopen_customer(customer: Customer, at: datetime) -> None:
    """Answer the customer's calls again."""
    customer.active = True
    customer.save(update_fields=["active"])
    _tell(customer, at)


def whole_notes(customer: Customer) -> models.QuerySet[Channel]:
    """Give the channels that carry whole notes."""
    return Channel.objects.filter(customer=customer, detail=Channel.Detail.FULL)


# --- numbers -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_dial_in(customer: Customer, entry: DialInEntry, at: datetime) -> DialIn:
    """Let a number lead to the customer."""
    return _write_dial_in(DialIn(customer=customer), entry, at)


@transaction.atomic
def change_dial_in(dial_in: DialIn, entry: DialInEntry, at: datetime) -> DialIn:
    return _write_dial_in(dial_in, entry, at)


@transaction.atomic
def remove_dial_in(dial_in: DialIn, at: datetime) -> None:
    """Let calls to this number lead to nobody from now on."""
    _remove(dial_in, at)


# --- greetings ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_greeting(customer: Customer, entry: GreetingEntry, at: datetime) -> Greeting:
    return _write_greeting(Greeting(customer=customer), entry, at)


@transaction.atomic
def change_greeting(greeting: Greeting, entry: GreetingEntry, at: datetime) -> Greeting:
    return _write_greeting(greeting, entry, at)


@transaction.atomic
def remove_greeting(greeting: Greeting, at: datetime) -> None:
    _remove(greeting, at)


# --- people ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_person(customer: Customer, entry: PersonEntry, at: datetime) -> Person:
    """Add somebody at the end of the list."""
    last = Person.objects.filter(customer=customer).aggregate(last=Max("position"))["last"]
    return _write_person(Person(customer=customer, created_at=at, position=0 if last is None else last + 1), entry, at)


@transaction.atomic
def change_person(person: Person, entry: PersonEntry, at: datetime) -> Person:
    return _write_person(person, entry, at)


@transaction.atomic
def remove_person(person: Person, at: datetime) -> None:
    """Take somebody off the file, with the instructions and ways of notification that are for this person only; notes stay."""
    _remove(person, at)


# --- instructions ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_instruction(customer: Customer, entry: InstructionEntry, at: datetime) -> Instruction:
    """Add an instruction at the end of the list."""
    last = Instruction.objects.filter(customer=customer).aggregate(last=Max("position"))["last"]
    return _write_instruction(Instruction(customer=customer, position=0 if last is None else last + 1), entry, at)


@transaction.atomic
def change_instruction(instruction: Instruction, entry: InstructionEntry, at: datetime) -> Instruction:
    return _write_instruction(instruction, entry, at)


@transaction.atomic
def remove_instruction(instruction: Instruction, at: datetime) -> None:
    _remove(instruction, at)


# --- notification ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_channel(customer: Customer, entry: ChannelEntry, at: datetime) -> Channel:
    """Tell the customer of notes in one more way."""
    return _write_channel(Channel(customer=customer, created_at=at), entry)


@transaction.atomic
def change_channel(channel: Channel, entry: ChannelEntry, at: datetime) -> Channel:  # noqa: ARG001  (all changes are made at a moment)
    return _write_channel(channel, entry)


@transaction.atomic
def remove_channel(channel: Channel, at: datetime) -> None:
    """Tell nobody there any more."""
    _remove(channel, at)


# --- known callers -----------------------------------------------------------------------------------------------------


@transaction.atomic
def remember_caller(customer: Customer, entry: CallerEntry, at: datetime) -> KnownCaller:
    """Write down who calls from a number; what was known of the number before is replaced."""
    number = _number(entry.number)
    index = blind_index(customer.pk, number)
    caller = KnownCaller.objects.filter(customer=customer, number_index=index).first() or KnownCaller(customer=customer, created_at=at)
    caller.number, caller.number_index = number, index
    caller.name, caller.company, caller.hint = entry.name, entry.company, entry.hint
    _save(caller)
    _tell(customer, at)
    return caller


@transaction.atomic
def forget_caller(customer: Customer, number: str, at: datetime) -> None:
    """Delete what is known of a number."""
    deleted, _rows = KnownCaller.objects.filter(customer=customer, number_index=blind_index(customer.pk, _number(number))).delete()
    if not deleted:
        raise ValidationError({"number": _("No known caller of this customer has this number.")})
    _tell(customer, at)


# --- order -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_up(record: Person | Instruction, at: datetime) -> None:
    """Let a person or an instruction change places with the one before; the first stays first."""
    rows = list(type(record).objects.select_for_update().filter(customer_id=record.customer_id))
    place = next(index for index, row in enumerate(rows) if row.pk == record.pk)
    if place:
        rows.insert(place - 1, rows.pop(place))
    for position, row in enumerate(rows):
        type(record).objects.filter(pk=row.pk).exclude(position=position).update(position=position)
    _tell(record.customer, at)


# --- checks ------------------------------------------------------------------------------------------------------------


def _fill_customer(customer: Customer, entry: CustomerEntry) -> None:
    for name in ("name", "short_name", "number", "pronunciation", "city", "trade", "secrecy", "language", "team"):
        setattr(customer, name, getattr(entry, name))
    if entry.colour is not None:
        if not 0 <= entry.colour < BANDS:
            raise ValidationError({"colour": _("There is no such colour.")})
        customer.colour = entry.colour


def _next_number() -> str:
    numbers = [int(number) for number in Customer.objects.values_list("number", flat=True) if number.isdecimal()]
    return str(max(numbers, default=FIRST_NUMBER - 1) + 1)


def _rarest_colour() -> int:
    used = list(Customer.objects.values_list("colour", flat=True))
    return min(range(BANDS), key=lambda colour: (used.count(colour), colour))


def _write_dial_in(dial_in: DialIn, entry: DialInEntry, at: datetime) -> DialIn:
    number = _number(entry.number)
    taken = DialIn.objects.filter(number=number).exclude(pk=dial_in.pk).select_related("customer").first()
    if taken is not None:
        raise ValidationError({"number": _("This number already leads to %(customer)s.") % {"customer": taken.customer.name}})
    dial_in.number, dial_in.label = number, entry.label
    _save(dial_in)
    _tell(dial_in.customer, at)
    return dial_in


def _write_greeting(greeting: Greeting, entry: GreetingEntry, at: datetime) -> Greeting:
    if (entry.start is None) != (entry.end is None):
        missing = "start" if entry.start is None else "end"
        raise ValidationError({missing: _("Enter both times, or neither for the whole day.")})
    if entry.start is not None and entry.start == entry.end:
        raise ValidationError({"end": _("This greeting would never be said. Leave both times out for the whole day.")})
    if not entry.weekdays:
        raise ValidationError({"weekdays": _("Choose at least one day.")})
    for name, value in asdict(entry).items():
        setattr(greeting, name, value)
    try:
        greeting.as_rule()
    except ValueError:
        raise ValidationError({"weekdays": _("Days are 0 (Monday) to 6 (Sunday).")}) from None
    _save(greeting)
    _tell(greeting.customer, at)
    return greeting


def _write_person(person: Person, entry: PersonEntry, at: datetime) -> Person:
    number = _number(entry.transfer_number, field="transfer_number") if entry.transfer_number else ""
    if entry.may_transfer and not number:
        raise ValidationError({"transfer_number": _("Enter the number to which calls are put through.")})
    until = entry.available_again_at
    if until is not None and until <= at:
        raise ValidationError({"available_again_at": _("This moment is over. Enter a later one, or leave it out.")})
    for name in ("name", "function", "pronunciation", "availability", "may_transfer"):
        setattr(person, name, getattr(entry, name))
    person.transfer_number = number
    person.available_again_at = until if entry.availability != Availability.AVAILABLE else None
    _save(person)
    _tell(person.customer, at)
    return person


def _write_instruction(instruction: Instruction, entry: InstructionEntry, at: datetime) -> Instruction:
    if entry.valid_until is not None and entry.valid_until <= max(entry.valid_from or at, at):
        raise ValidationError({"valid_until": _("It would never hold: the end must lie after the beginning, and in the future.")})
    _own_person(instruction.customer, entry.person)
    for name in ("kind", "text", "person", "valid_from", "valid_until", "set_by"):
        setattr(instruction, name, getattr(entry, name))
    instruction.changed_at = at
    _save(instruction)
    _tell(instruction.customer, at)
    return instruction


def _write_channel(channel: Channel, entry: ChannelEntry) -> Channel:
    _own_person(channel.customer, entry.person)
    address = _address(entry)
    if entry.detail == Channel.Detail.FULL and entry.kind == Channel.Kind.SMS:
        raise ValidationError({"detail": _("An SMS never carries the note, only the hint that there is one.")})
    if entry.detail == Channel.Detail.FULL and channel.customer.secrecy and not entry.full_confirmed:
        raise ValidationError(
            {
                "full_confirmed": _(
                    "This customer is bound to secrecy (§203 StGB). Confirm that whole notes may go out by e-mail, or choose the hint."
                )
            }
        )
    others = Channel.objects.filter(customer=channel.customer, kind=entry.kind, person=entry.person).exclude(pk=channel.pk)
    if any(other.address == address for other in others):
        raise ValidationError({"address": _("Notes are already sent to this address.")})
    for name in ("kind", "detail", "person", "least_urgency", "language", "active"):
        setattr(channel, name, getattr(entry, name))
    channel.address = address
    _save(channel)
    return channel


def _address(entry: ChannelEntry) -> str:
    if entry.kind == Channel.Kind.SMS:
        return _number(entry.address, field="address")
    address = entry.address.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"address": _("This is no e-mail address. Write it like name@example.org.")}) from None
    return address


def _number(raw: str, *, field: str = "number") -> str:
    number = normalise(raw)
    if number is None or not number.startswith("+"):
        raise ValidationError({field: _("This is no telephone number with area code. Write it like 030 23125001 or +49 30 23125001.")})
    return number


def _own_person(customer: Customer, person: Person | None) -> None:
    if person is not None and person.customer_id != customer.pk:
        raise ValidationError({"person": _("This person does not belong to the customer.")})


# --- writing -----------------------------------------------------------------------------------------------------------


def _save(record: models.Model) -> None:
    """Check the whole record and keep it. What somebody else has just taken is refused like what was taken before."""
    record.full_clean()
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.full_clean()
        raise


def _remove(record: DialIn | Greeting | Person | Instruction | Channel, at: datetime) -> None:
    customer = record.customer
    record.delete()
    _tell(customer, at)


def _tell(customer: Customer, at: datetime) -> None:
    publish(channel=f"team:{customer.team_id}", kind="instruction", ref=str(customer.pk), at=at)

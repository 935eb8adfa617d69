"""What is done with a customer's file. Bad input raises ValidationError with the fields' names, and changes nothing.

Whatever an operator may have on the screen at this moment is told to the team's channel, so that open cards are read anew.
"""

from dataclasses import fields
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers.actions.entries import (
    CallerEntry,
    ChannelEntry,
    CustomerEntry,
    DialInEntry,
    LocationEntry,
)
from vorzimmer.customers.actions.pool import rest_number, take_up
from vorzimmer.customers.actions.writing import next_place, own_person, save, telephone_number, tell
from vorzimmer.customers.models import BANDS, Channel, Customer, DialIn, KnownCaller, Location
from vorzimmer.domain import master_data
from vorzimmer.privacy.reading import reading_all
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.telephony.numbers import normalise

FILLED = tuple(field.name for field in fields(CustomerEntry) if field.name != "colour")
"""What is taken over from the entry as it stands there."""
FIRST_NUMBER = 1001
"""The number of the first customer; the next ones count up."""
NOT_SO = {
    "phone": gettext_lazy("This is no telephone number with area code. Write it like 030 23125001 or +49 30 23125001."),
    "country": gettext_lazy("This is no country. Write its two letters: DE, AT, CH …"),
    "postcode": gettext_lazy("This is no postcode of the country. Write it like 30159 in Germany, 1010 in Austria, 8001 in Switzerland."),
    "vat_id": gettext_lazy("This is no VAT id. Write it like DE123456789: two letters for the country, then the number."),
}
"""What is said of master data that can be none."""


# --- the customer ------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_customer(entry: CustomerEntry, at: datetime) -> Customer:
    """Begin a file."""
    customer = Customer(since=at)
    fill_customer(customer, entry)
    customer.number = customer.number or _next_number()
    if entry.colour is None:
        customer.colour = _rarest_colour()
    save(customer)
    tell(customer, at)
    return customer


@transaction.atomic
def change_customer(customer: Customer, entry: CustomerEntry, at: datetime) -> Customer:
    """Write the head of the file anew. Who becomes bound to secrecy gets no whole notes any more, only hints."""
    before = Customer.objects.select_for_update(of=("self",)).select_related("team").get(pk=customer.pk)
    fill_customer(customer, entry)
    customer.number = customer.number or before.number
    if entry.colour is None:
        customer.colour = before.colour
    customer.service, customer.service_next, customer.service_next_from = before.service, before.service_next, before.service_next_from
    save(customer)
    if customer.secrecy and not before.secrecy:
        whole_notes(customer).update(detail=Channel.Detail.HINT)
    tell(customer, at)
    if before.team_id != customer.team_id:
        tell(before, at)
    return customer


@transaction.atomic
def close_customer(customer: Customer, at: datetime) -> None:
    """Answer no more calls for the customer. Nothing is deleted."""
    customer.active = False
    customer.save(update_fields=["active"])
    tell(customer, at)


@transaction.atomic
def reopen_customer(customer: Customer, at: datetime) -> None:
    """Answer the customer's calls again."""
    customer.active = True
    customer.save(update_fields=["active"])
    tell(customer, at)


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
    """Let calls to this number lead to nobody from now on; one of the pool rests."""
    rest_number(dial_in.number, at)
    _remove(dial_in, at)


# --- places ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_location(customer: Customer, entry: LocationEntry, at: datetime) -> Location:
    """Add a place at the end of the list."""
    return change_location(Location(customer=customer, position=next_place(customer.locations.all())), entry, at)


@transaction.atomic
def change_location(location: Location, entry: LocationEntry, at: datetime) -> Location:
    location.name, location.address, location.directions = entry.name, entry.address, entry.directions
    save(location)
    tell(location.customer, at)
    return location


@transaction.atomic
def remove_location(location: Location, at: datetime) -> None:
    _remove(location, at)


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
    index = blind_index(customer.pk, telephone_number(entry.number))
    caller = KnownCaller.objects.filter(customer=customer, number_index=index).first() or KnownCaller(customer=customer, created_at=at)
    return _write_caller(caller, entry, at)


@transaction.atomic
def change_caller(caller: KnownCaller, entry: CallerEntry, at: datetime) -> KnownCaller:
    """Write anew what is known of a caller. A number under which somebody else is known is refused."""
    index = blind_index(caller.customer_id, telephone_number(entry.number))
    if KnownCaller.objects.filter(customer=caller.customer_id, number_index=index).exclude(pk=caller.pk).exists():
        raise ValidationError({"number": _("Another known caller has this number. Change that one, or remove it first.")})
    return _write_caller(caller, entry, at)


@transaction.atomic
def remove_caller(caller: KnownCaller, at: datetime) -> None:
    """Delete what is known of a caller."""
    _remove(caller, at)


@transaction.atomic
def forget_caller(customer: Customer, number: str, at: datetime) -> None:
    """Delete what is known of a number."""
    deleted, _rows = KnownCaller.objects.filter(customer=customer, number_index=blind_index(customer.pk, telephone_number(number))).delete()
    if not deleted:
        raise ValidationError({"number": _("No known caller of this customer has this number.")})
    tell(customer, at)


# --- checks ------------------------------------------------------------------------------------------------------------


def fill_customer(customer: Customer, entry: CustomerEntry) -> None:
    """Take over what the entry says. Raises ValidationError for what can be none."""
    for name in FILLED:
        setattr(customer, name, getattr(entry, name))
    for name, value in spelled(entry).items():
        setattr(customer, name, value)
    if entry.colour is not None:
        if not 0 <= entry.colour < BANDS:
            raise ValidationError({"colour": _("There is no such colour.")})
        customer.colour = entry.colour


def spelled(entry: CustomerEntry) -> dict[str, str]:
    """Bring telephone, country, postcode and VAT id into their forms. Raises ValidationError for all that can be none, at once."""
    country = master_data.country(entry.country)
    found = {
        "phone": normalise(entry.phone) if entry.phone.strip() else "",
        "country": country,
        "postcode": master_data.postcode(entry.postcode, country) if country else entry.postcode,
        "vat_id": master_data.vat_id(entry.vat_id) if entry.vat_id.strip() else "",
    }
    if found["phone"] and not found["phone"].startswith("+"):
        found["phone"] = None
    wrong = {name: str(NOT_SO[name]) for name, value in found.items() if value is None}
    if wrong:
        raise ValidationError(wrong)
    return {name: value or "" for name, value in found.items()}


def _next_number() -> str:
    with reading_all():  # a number is never given twice
        numbers = [int(number) for number in Customer.objects.values_list("number", flat=True) if number.isdecimal()]
    return str(max(numbers, default=FIRST_NUMBER - 1) + 1)


def _rarest_colour() -> int:
    used = list(Customer.objects.values_list("colour", flat=True))
    return min(range(BANDS), key=lambda colour: (used.count(colour), colour))


def _write_dial_in(dial_in: DialIn, entry: DialInEntry, at: datetime) -> DialIn:
    number = telephone_number(entry.number)
    with reading_all():
        taken = DialIn.objects.filter(number=number).exclude(pk=dial_in.pk).select_related("customer").first()
    if taken is not None:
        raise ValidationError({"number": _("This number already leads to %(customer)s.") % {"customer": taken.customer.name}})
    before = dial_in.number
    dial_in.number, dial_in.label, dial_in.extensions = number, entry.label, entry.extensions
    save(dial_in)
    if before and before != number:
        rest_number(before, at)
    take_up(number)
    tell(dial_in.customer, at)
    return dial_in


def _write_channel(channel: Channel, entry: ChannelEntry) -> Channel:
    own_person(channel.customer, entry.person)
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
    save(channel)
    return channel


def _address(entry: ChannelEntry) -> str:
    if entry.kind == Channel.Kind.SMS:
        return telephone_number(entry.address, field="address")
    address = entry.address.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"address": _("This is no e-mail address. Write it like name@example.org.")}) from None
    return address


def _write_caller(caller: KnownCaller, entry: CallerEntry, at: datetime) -> KnownCaller:
    customer, number = caller.customer, telephone_number(entry.number)
    own_person(customer, entry.put_through_to, field="put_through_to")
    caller.number, caller.number_index = number, blind_index(customer.pk, number)
    for name in ("name", "company", "hint", "treatment", "put_through_to"):
        setattr(caller, name, getattr(entry, name))
    save(caller)
    tell(customer, at)
    return caller


def _remove(record: DialIn | Channel | KnownCaller | Location, at: datetime) -> None:
    customer = record.customer
    record.delete()
    tell(customer, at)

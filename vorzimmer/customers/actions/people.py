"""The people of a customer: who they are, where they are now, and when they are away. What is changed holds at once."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import AbsenceEntry, PersonEntry
from vorzimmer.customers.actions.publishing import publish_changed
from vorzimmer.customers.actions.writing import next_place, own_person, save, telephone_number, tell
from vorzimmer.customers.models import Absence, Availability, Customer, Person
from vorzimmer.domain.days import Span
from vorzimmer.domain.publishing import without_person


@transaction.atomic
def add_person(customer: Customer, entry: PersonEntry, at: datetime) -> Person:
    """Add somebody at the end of the list."""
    return _write_person(Person(customer=customer, created_at=at, position=next_place(customer.people.all())), entry, at)


@transaction.atomic
def change_person(person: Person, entry: PersonEntry, at: datetime) -> Person:
    return _write_person(person, entry, at)


@transaction.atomic
def remove_person(person: Person, at: datetime, *, by: User | None = None) -> None:
    """Take somebody off the file, with the instructions and ways of notification that are for this person only; notes stay.

    What operators go by follows at once: it must not name somebody who is gone.
    """
    key, customer = person.pk, person.customer
    person.delete()
    publish_changed(customer, partial(without_person, key=str(key)), by, at)
    tell(customer, at)


@transaction.atomic
def set_status(person: Person, availability: str, at: datetime, *, until: datetime | None = None) -> Person:
    """Say where somebody is now, and until when; afterwards he is available again by itself."""
    if availability not in Availability.values:
        raise ValidationError({"availability": _("There is no such status.")})
    _in_future(until, at, field="available_again_at")
    person.availability, person.chosen_at = availability, at
    person.available_again_at = until if availability != Availability.AVAILABLE else None
    person.save(update_fields=["availability", "available_again_at", "chosen_at"])
    tell(person.customer, at)
    return person


@transaction.atomic
def claim(person: Person, user: User) -> Person:
    """Keep that `user` is this person, so that the own status comes first. Whoever it was before is it no more."""
    if not person.customer.users.filter(pk=user.pk).exists():
        raise ValidationError(_("This person does not belong to the customer."))
    user.people.filter(customer=person.customer).update(user=None)
    person.user = user
    person.save(update_fields=["user"])
    return person


@transaction.atomic
def add_absence(person: Person, entry: AbsenceEntry, at: datetime) -> Absence:
    """Plan a time in which somebody is not there."""
    return _write_absence(Absence(person=person, created_at=at), entry, at)


@transaction.atomic
def change_absence(absence: Absence, entry: AbsenceEntry, at: datetime) -> Absence:
    return _write_absence(absence, entry, at)


@transaction.atomic
def remove_absence(absence: Absence, at: datetime) -> None:
    customer = absence.person.customer
    absence.delete()
    tell(customer, at)


def _write_person(person: Person, entry: PersonEntry, at: datetime) -> Person:
    number = telephone_number(entry.transfer_number, field="transfer_number") if entry.transfer_number else ""
    if entry.may_transfer and not number:
        raise ValidationError({"transfer_number": _("Enter the number to which calls are put through.")})
    until = entry.available_again_at
    _in_future(until, at, field="available_again_at")
    before = person.availability
    for name in ("name", "function", "pronunciation", "availability", "may_transfer"):
        setattr(person, name, getattr(entry, name))
    if person.availability != before:
        person.chosen_at = at
    person.transfer_number = number
    person.transfer_when = [status for status in entry.transfer_when if status in Availability.values]
    person.available_again_at = until if entry.availability != Availability.AVAILABLE else None
    save(person)
    tell(person.customer, at)
    return person


def _write_absence(absence: Absence, entry: AbsenceEntry, at: datetime) -> Absence:
    if entry.end <= entry.start:
        raise ValidationError({"end": _("The absence must end after it begins.")})
    _in_future(entry.end, at, field="end")
    if entry.deputy is not None and entry.deputy.pk == absence.person_id:
        raise ValidationError({"deputy": _("Nobody stands in for himself. Choose somebody else, or nobody.")})
    own_person(absence.person.customer, entry.deputy, field="deputy")
    span = Span(start=entry.start, end=entry.end)
    for other in absence.person.absences.exclude(pk=absence.pk):
        if Span(start=other.start, end=other.end).meets(span):
            raise ValidationError({"start": _("This overlaps an absence that is planned already. Change that one instead.")})
    for name in ("start", "end", "whole_days", "deputy", "say"):
        setattr(absence, name, getattr(entry, name))
    save(absence)
    tell(absence.person.customer, at)
    return absence


def _in_future(until: datetime | None, at: datetime, *, field: str) -> None:
    if until is not None and until <= at:
        raise ValidationError({field: _("This moment is over. Enter a later one, or leave it out.")})

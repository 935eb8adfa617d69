"""How customers, their people, prospects and staff are found among what is held, and how what is theirs goes on request (Art. 17)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.enquiries import erase_enquiry
from vorzimmer.customers.actions.people import remove_person
from vorzimmer.customers.models import Customer, Enquiry, Person
from vorzimmer.domain.requests import PersonKind
from vorzimmer.domain.roles import STAFF
from vorzimmer.privacy.subjects import Gone, Match, Room, Subject, Wanted, holds, same
from vorzimmer.telephony.numbers import normalise

MOST = 50
"""More matches say that the search is too wide."""


def dialled(text: str) -> str:
    """Write a number as it is kept; blank for what is none."""
    return normalise(text) or "" if text.strip() else ""


def _customers(wanted: Wanted) -> Iterator[Match]:
    asked = Q(pk__in=[])
    if wanted.name:
        asked |= Q(name__icontains=wanted.name) | Q(contact_person__icontains=wanted.name) | Q(number__iexact=wanted.name)
    if wanted.email:
        asked |= Q(email__iexact=wanted.email) | Q(users__email__iexact=wanted.email)
    if number := dialled(wanted.phone):
        asked |= Q(phone=number)
    for customer in Customer.objects.filter(asked).distinct()[:MOST]:
        yield Match(table="customers.Customer", key=customer.pk, says=f"{customer.number} {customer.name}")


def _people(wanted: Wanted) -> Iterator[Match]:
    people = Person.objects.select_related("customer", "user").order_by("customer__number", "position")
    if wanted.customer_ref is not None:
        people = people.filter(customer=wanted.customer_ref)
    if wanted.name:
        people = people.filter(name__icontains=wanted.name)
    number, found = dialled(wanted.phone), 0
    for person in people.iterator():
        fits = (
            bool(wanted.name),
            same(person.user.email if person.user else "", wanted.email),
            bool(number) and person.transfer_number == number,
        )
        if any(fits) and found < MOST:
            found += 1
            yield Match(table="customers.Person", key=person.pk, says=f"{person.name} ({person.customer.name})")


def _prospects(wanted: Wanted) -> Iterator[Match]:
    number = dialled(wanted.phone)
    for enquiry in Enquiry.objects.order_by("received_at").iterator():
        fits = (
            holds(enquiry.name, wanted.name),
            same(enquiry.email, wanted.email),
            bool(number) and dialled(enquiry.phone) == number,
        )
        if any(fits):
            yield Match(table="customers.Enquiry", key=enquiry.pk, says=f"{enquiry.name} ({enquiry.received_at:%Y-%m-%d})")


def _staff(wanted: Wanted) -> Iterator[Match]:
    asked = Q(pk__in=[])
    if wanted.name:
        asked |= Q(name__icontains=wanted.name)
    if wanted.email:
        asked |= Q(email__iexact=wanted.email)
    for user in User.objects.filter(asked, role__in=[role.value for role in STAFF])[:MOST]:
        yield Match(table="accounts.User", key=user.pk, says=user.name)


def _erase_prospect(subject: Subject, at: datetime) -> Gone:
    enquiry = Enquiry.objects.filter(pk=str(subject.key)).first()
    if subject.key is None or enquiry is None:
        return {}
    erase_enquiry(enquiry, at=at)
    return {"customers.Enquiry": [subject.key]}


def _erase_person(subject: Subject, at: datetime) -> Gone:
    person = Person.objects.select_related("customer").filter(pk=str(subject.key)).first()
    if person is None:
        return {}
    gone = {
        "customers.Person": [person.pk],
        "customers.Absence": list(person.absences.values_list("pk", flat=True)),
        "customers.Channel": list(person.channels.values_list("pk", flat=True)),
    }
    remove_person(person, at)
    return gone


ROOM = Room(
    finders={
        PersonKind.CUSTOMER: _customers,
        PersonKind.PERSON: _people,
        PersonKind.PROSPECT: _prospects,
        PersonKind.STAFF: _staff,
    },
    own={
        PersonKind.PERSON: frozenset({"customers.Person", "customers.Absence", "customers.Channel", "customers.ShiftMember"}),
        PersonKind.PROSPECT: frozenset({"customers.Enquiry", "customers.SenderAddress"}),
        PersonKind.STAFF: frozenset({"accounts.User", "factors.SecondFactor", "customers.Team_members"}),
    },
    erasers={PersonKind.PROSPECT: _erase_prospect, PersonKind.PERSON: _erase_person},
)

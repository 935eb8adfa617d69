"""The people of the reader's customers as the portal shows them: where everybody is, who is away when, how each is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vorzimmer.accounts.models import User
from vorzimmer.customers.guidance import PersonNow, person_now
from vorzimmer.customers.models import Absence, Availability, Channel, Customer, KnownCaller, Person
from vorzimmer.domain.availability import StandingBecause

REACHABLE = frozenset({Availability.AVAILABLE, Availability.OUT_OF_OFFICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the seven chips."""

    value: str
    label: str
    chosen: bool

    @property
    def tone(self) -> str:
        """The colour of its dot."""
        return "is-reachable" if self.value in REACHABLE else "is-away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where one person is now, with the chips to change it. `own`: it is the reader."""

    now: PersonNow
    own: bool
    deputy: str

    @property
    def person(self) -> Person:
        return self.now.person

    @property
    def choices(self) -> list[Choice]:
        """The seven chips in their order."""
        return [Choice(value=value, label=str(label), chosen=value == self.now.standing.status) for value, label in Availability.choices]

    @property
    def planned(self) -> bool:
        """Whether a planned absence says so, and not a tap."""
        return self.now.standing.because is StandingBecause.ABSENCE_PLANNED

    @property
    def said(self) -> str:
        """The words for the status."""
        return self.now.label

    @property
    def can_end(self) -> bool:
        """Whether an end can be chosen: somebody who is available has none, and what is planned has its own."""
        return not self.now.is_available and not self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The entries of one customer. `named`: the reader has several customers, so each needs its name."""

    customer: Customer
    entries: Sequence[Any]
    named: bool


def whereabouts(reader: User, customers: Sequence[Customer], at: datetime) -> list[Whereabouts]:
    """Say where everybody is, the reader first."""
    people = list(Person.objects.filter(customer__in=customers).select_related("customer").prefetch_related("absences"))
    names = {person.pk: person.name for person in people}
    order = {customer.pk: place for place, customer in enumerate(customers)}
    found = []
    for person in people:
        now = person_now(person, at)
        deputy = names.get(now.standing.deputy, "") if now.standing.deputy else ""
        found.append(Whereabouts(now=now, own=person.user_id == reader.pk, deputy=deputy))
    return sorted(found, key=lambda each: (not each.own, order[each.person.customer_id], each.person.position, each.person.name))


def own_status(reader: User, customers: Sequence[Customer], at: datetime) -> PersonNow | None:
    """Say how the reader stands; None as long as nobody has said who he is."""
    person = Person.objects.filter(customer__in=customers, user=reader).prefetch_related("absences").first()
    return None if person is None else person_now(person, at)


def absences(customers: Sequence[Customer], at: datetime) -> list[Group]:
    """Give the people with their absences that are not over."""
    ahead: dict[Any, list[Absence]] = {}
    for absence in Absence.objects.filter(person__customer__in=customers, end__gt=at).select_related("deputy", "person__customer"):
        ahead.setdefault(absence.person_id, []).append(absence)
    people = Person.objects.filter(customer__in=customers)
    return _grouped(customers, [(person, ahead.get(person.pk, [])) for person in people], lambda entry: entry[0].customer_id)


def people(customers: Sequence[Customer]) -> list[Group]:
    """Give the people with the ways in which each is told; (None, ways) are the ways for everybody."""
    ways: dict[Any, list[Channel]] = {}
    for channel in Channel.objects.filter(customer__in=customers).select_related("customer", "person"):
        ways.setdefault(channel.person_id or channel.customer_id, []).append(channel)
    entries: list[Any] = [(person, ways.get(person.pk, [])) for person in Person.objects.filter(customer__in=customers)]
    groups = _grouped(customers, entries, lambda entry: entry[0].customer_id)
    return [
        Group(customer=group.customer, entries=[*group.entries, (None, ways.get(group.customer.pk, []))], named=group.named)
        for group in groups
    ]


def callers(customers: Sequence[Customer]) -> list[Group]:
    """Give the known callers by name. The names are sealed, so they are sorted here."""
    found = KnownCaller.objects.filter(customer__in=customers).select_related("put_through_to", "customer")
    return _grouped(customers, sorted(found, key=lambda caller: caller.name.casefold()), lambda caller: caller.customer_id)


def accesses(customers: Sequence[Customer]) -> list[Group]:
    """Give who signs in for each customer."""
    links = Customer.users.through.objects.filter(customer__in=customers).select_related("user").order_by("user__name")
    return _grouped(customers, list(links), lambda link: link.customer_id)


def _grouped(customers: Sequence[Customer], entries: Sequence[Any], of: Any) -> list[Group]:
    return [
        Group(customer=customer, entries=[entry for entry in entries if of(entry) == customer.pk], named=len(customers) > 1)
        for customer in customers
    ]

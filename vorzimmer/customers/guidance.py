"""What an operator sees of a customer at a moment, and why: the card at the desk, every preview of it, and `instructions explain`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import Absence, Availability, CallType, Customer, KnownCaller, Person
from vorzimmer.customers.reading import OrdersRead, read_live
from vorzimmer.customers.reasons import why_closed
from vorzimmer.customers.rotas import rules_of
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.availability import CallerHint, MayBecause, MayNotBecause, Standing, Status, may_put_through
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.hours import Closed, Open, opening
from vorzimmer.domain.instructions import Because, Situation, in_force, spoken, valid_greeting
from vorzimmer.domain.orders import Decision, Instruction, Order, Orders
from vorzimmer.domain.publishing import Document, Entry, Section
from vorzimmer.domain.questions import Question
from vorzimmer.domain.rotas import chain
from vorzimmer.privacy.blocks import PERSON
from vorzimmer.privacy.models import Block

HINTS = {
    KnownCaller.Treatment.PUT_THROUGH: frozenset({CallerHint.ALWAYS_PUT_THROUGH}),
    KnownCaller.Treatment.BLOCKED: frozenset({CallerHint.BLOCKED}),
}
WHY_NOT = {
    MayNotBecause.CALLER_BLOCKED: _("This caller is not put through to anybody."),
    MayNotBecause.ON_THE_PHONE: _("%(person)s is on the telephone."),
    MayNotBecause.WANTS_NO_CALLS: _("%(person)s does not want calls put through."),
    MayNotBecause.NOT_IN_THIS_STATUS: _("%(person)s cannot be reached now."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNow:
    """Somebody of the customer, as he can be reached now. `may` says whether he takes this call, `orders` are those for him alone."""

    person: Person
    standing: Standing
    may: Allowed[MayBecause] | Refused[MayNotBecause]
    deputy: str = ""
    orders: Sequence[Decision] = ()

    @property
    def label(self) -> str:
        """The status in words."""
        return str(Availability(self.standing.status).label)

    @property
    def is_available(self) -> bool:
        """Whether he can be reached now."""
        return self.standing.status is Status.AVAILABLE

    @property
    def until(self) -> datetime | None:
        """When somebody who cannot be reached is back."""
        return None if self.is_available else self.standing.until

    @property
    def why_not(self) -> str:
        """Why a caller may not be put through, in words; blank when he may."""
        if isinstance(self.may, Refused):
            return str(WHY_NOT[self.may.reason]) % {"person": self.person.name}
        if not self.person.transfer_number:
            return gettext("No number is entered for %(person)s.") % {"person": self.person.name}
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """The whole of it. `because` None: no greeting holds, and the operator says names only. `opening` None: no hours are entered."""

    at: datetime
    document: Document
    says: str
    because: Because | None
    opening: Open | Closed | None
    people: Sequence[PersonNow]
    call_types: Sequence[Entry]
    call_type: Entry | None
    orders: Orders
    questions: Mapping[str, Question]
    faq: Sequence[Entry]
    chain: Sequence[PersonNow] = ()
    """Whom to call one after the other, for a type of call that wants it; nobody when nobody is on call."""

    @property
    def is_open(self) -> bool:
        """Whether somebody is there now, by the opening hours."""
        return isinstance(self.opening, Open)

    @property
    def changes_at(self) -> datetime | None:
        """When it closes or opens next; None when that is not to be seen, or where no hours are entered."""
        if isinstance(self.opening, Closed):
            return self.opening.opens_at
        return self.opening.until if self.opening else None

    @property
    def why_closed(self) -> str:
        """Why nobody is there, in words; blank while it is open, or where no hours are entered."""
        return why_closed(self.opening) if isinstance(self.opening, Closed) else ""

    @property
    def do(self) -> Sequence[Decision]:
        """What to do: one instruction for each subject."""
        return self.orders.do

    @property
    def never(self) -> Sequence[Order]:
        """What never to do."""
        return self.orders.never

    @property
    def ask(self) -> Sequence[Order]:
        """What to ask."""
        return self.orders.ask

    @property
    def wants_chain(self) -> bool:
        """Whether the people of a rota are to be called."""
        return calls_chain(self.call_type)


def guidance(  # noqa: PLR0913  (the situation of a call)
    customer: Customer,
    at: datetime,
    *,
    operator: str,
    document: Document | None = None,
    person: UUID | None = None,
    call_type: UUID | None = None,
    known: KnownCaller | None = None,
) -> Guidance:
    """Gather what an operator of this name sees. `document` is the live version unless another one is to be looked at."""
    read = read_live(customer) if document is None else OrdersRead.of(document)
    holidays = holidays_of(customer.land, berlin_date(at).year)
    greeting = valid_greeting(read.greetings, at, holidays)
    text = greeting.greeting.text if greeting else customer.plain_greeting
    rules, hours = read.instructions, read.hours
    types = read.document.get(Section.CALL_TYPES, ())
    situation = Situation(at=at, person=person, call_type=call_type, holidays=holidays)
    people = _people(customer, hints_for(known), rules, situation)
    chosen = next((entry for entry in types if entry["id"] == str(call_type)), None)
    return Guidance(
        at=at,
        document=read.document,
        says=spoken(text, operator=operator, at=at, language=customer.language),
        because=greeting.because if greeting else None,
        opening=opening(hours, at, holidays) if hours.windows or hours.closed else None,
        people=people,
        call_types=types,
        call_type=chosen,
        orders=in_force(rules, situation),
        questions=read.questions,
        faq=read.document.get(Section.FAQ, ()),
        chain=_chain(chosen, people, situation),
    )


def hints_for(known: KnownCaller | None) -> frozenset[CallerHint]:
    """Say what the customer ordered for this caller as to putting through."""
    return HINTS.get(KnownCaller.Treatment(known.treatment), frozenset()) if known else frozenset()


def person_now(
    person: Person, at: datetime, hints: frozenset[CallerHint] = frozenset(), absences: Iterable[Absence] | None = None
) -> PersonNow:
    """Say how one person stands; `absences` are all that are planned for him, where they are known already."""
    stands = person.standing_at(at, absences)
    return PersonNow(person=person, standing=stands, may=may_put_through(stands, person.transfer_rules, hints))


def _people(customer: Customer, hints: frozenset[CallerHint], rules: Sequence[Instruction], situation: Situation) -> list[PersonNow]:
    """Say how everybody stands: one question for the people, and one for the absences that still matter, where there are any."""
    ahead = Absence.objects.filter(end__gt=situation.at)
    restricted = Block.objects.stopping_service().filter(subject_table=PERSON, subject_ref=OuterRef("pk"))
    asked = customer.people.annotate(plans=Exists(ahead.filter(person=OuterRef("pk"))), restricted=Exists(restricted))
    people = list(asked)
    planned = list(ahead.filter(person__customer=customer)) if any(person.plans for person in people) else []
    names = {person.pk: person.name for person in people}
    found = []
    for person in people:
        now = person_now(person, situation.at, hints, [absence for absence in planned if absence.person_id == person.pk])
        if person.restricted:  # nobody at the desk has to know why (Art. 18)
            now = replace(now, may=Refused(reason=MayNotBecause.WANTS_NO_CALLS))
        own = [rule for rule in rules if rule.person == person.pk]
        orders = in_force(own, replace(situation, person=person.pk)).do if own else ()
        deputy = names.get(now.standing.deputy, "") if now.standing.deputy else ""
        found.append(replace(now, orders=orders, deputy=deputy))
    return found


def calls_chain(call_type: Entry | None) -> bool:
    """Whether calls of this type go to the people of a rota."""
    return call_type is not None and CallType.Measure.CHAIN in call_type.get("measures", ()) and bool(call_type.get("rota"))


def _chain(call_type: Entry | None, people: Sequence[PersonNow], situation: Situation) -> list[PersonNow]:
    """Say whom to call for this type, in order: one question, and only when the type asks for it. A rota that is gone calls nobody."""
    if call_type is None or not calls_chain(call_type):
        return []
    known = {now.person.pk: now for now in people}
    rotas = rules_of([UUID(call_type["rota"])], situation.at)
    return [known[person] for rota in rotas.values() for person in chain(rota, situation.at, situation.holidays) if person in known]

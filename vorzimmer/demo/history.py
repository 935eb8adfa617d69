"""Two weeks of work at the agency, told to the program as a telephone system and operators would have told it, only earlier."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from vorzimmer.accounts.models import User
from vorzimmer.calls import wire
from vorzimmer.calls.actions import close_unwritten
from vorzimmer.calls.journal import Line, locked, write
from vorzimmer.calls.models import Call, Note
from vorzimmer.calls.notes import mark_done, mark_read, save_note
from vorzimmer.calls.switching import destination_kind
from vorzimmer.customers.models import Customer, Person
from vorzimmer.delivery.actions import claim, settle
from vorzimmer.demo import tales
from vorzimmer.demo.casting import Firm
from vorzimmer.demo.firms import FIRMS
from vorzimmer.demo.people import STAFF
from vorzimmer.domain.calls import CallEventKind
from vorzimmer.domain.delivery import GiveUp, MessageKind, Reason, Sent
from vorzimmer.domain.instructions import BERLIN
from vorzimmer.domain.notes import Outcome, Unwritten, Urgency
from vorzimmer.telephony.switchboard import (
    CallOffered,
    EndedBy,
    HoldChanged,
    LegAnswered,
    LegEnded,
    LegRinging,
    Number,
    operator_leg,
    third_leg,
)

DAYS = 14
ENGINE = "simulator"
WEEK = (1.25, 1.05, 1.0, 1.0, 0.85)
"""How busy Monday to Friday are, measured by an ordinary day."""
HOURS = {7: 3, 8: 9, 9: 14, 10: 15, 11: 12, 12: 6, 13: 8, 14: 11, 15: 10, 16: 8, 17: 4, 18: 2, 19: 1, 20: 0.6, 21: 0.4, 5: 0.2}
"""How calls are spread over the hours of a day in Berlin."""
PATIENCE, SHORT_PATIENCE = (25.0, 90.0), (2.0, 8.0)
"""Seconds that callers wait, and that those wait who have none."""
IMPATIENT = 0.05
NOT_WRITTEN = 0.06
HELD = 0.14
WRITES_WHILE_TALKING = 0.3
SENT_AFTER = timedelta(seconds=1.4)
READ, READ_URGENT = 400, 40
"""Minutes until a note is opened, on average."""
DONE = 0.8
FULL_MAILBOX, TROUBLE = "nowak@falkenried.example", timedelta(days=5)
OLD_NUMBER = "030 23125 290"
"""What the owner has to look after: a mailbox that has been full for days, and a number that leads to nobody."""
UNREAD = (2, 5)
"""How many of a customer's latest notes nobody has opened yet."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """An operator in the history, and until when the present call keeps the hands busy."""

    user: User
    busy_until: datetime


@dataclass(slots=True, kw_only=True)
class Office:
    """A customer in the history."""

    firm: Firm
    customer: Customer
    people: dict[str, Person]
    call_types: dict[str, UUID]
    readers: list[User]
    desks: list[Desk]
    mailbox_full_since: datetime
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One answered call: who answers for whom, and when what happens."""

    call_id: str
    tale: tales.Tale
    office: Office
    desk: Desk
    rings_at: datetime
    answered_at: datetime
    ended_at: datetime
    saved_at: datetime

    def between(self, share: float) -> datetime:
        """Give the moment at which this share of the talk is over."""
        return self.answered_at + (self.ended_at - self.answered_at) * share


def tell(at: datetime, *, days: int, chance: Random) -> None:
    """Tell the history of the last `days` days before `at`."""
    offices = _offices(at, days)
    calls = sorted((moment, place) for place, office in enumerate(offices) for moment in _moments(office.firm, at, days, chance))
    for turn, (moment, place) in enumerate(calls, start=1):
        _call(offices[place], f"history-{turn}", moment, chance)
    _call_nobody(at)
    for office in offices:
        for note in office.notes[: -chance.randint(*UNREAD)]:
            _read(note, office, at, chance)


def _offices(at: datetime, days: int) -> list[Office]:
    start = at - timedelta(days=days)
    users = {user.email: user for user in User.objects.all()}
    desks = {employee.entry.email: Desk(user=users[employee.entry.email], busy_until=start) for employee in STAFF if employee.teams}
    customers = {customer.number: customer for customer in Customer.objects.prefetch_related("people", "call_types", "users")}
    return [
        Office(
            firm=firm,
            customer=customers[firm.number],
            people={person.name: person for person in customers[firm.number].people.all()},
            call_types={call_type.name: call_type.pk for call_type in customers[firm.number].call_types.all()},
            readers=list(customers[firm.number].users.all()),
            mailbox_full_since=at - TROUBLE,
            desks=[desks[employee.entry.email] for employee in STAFF if firm.team in employee.teams],
        )
        for firm in FIRMS
    ]


def _moments(firm: Firm, at: datetime, days: int, chance: Random) -> Iterator[datetime]:
    """Give the moments at which somebody calls: many on a Monday morning, few at night."""
    midnight = datetime.combine(at.astimezone(BERLIN).date(), time(), BERLIN)
    for back in range(days, -1, -1):
        day = midnight - timedelta(days=back)
        weekday = day.weekday()
        busy = WEEK[weekday] if weekday < len(WEEK) else firm.weekend * (1.0 if weekday == len(WEEK) else 0.5)
        for _ in range(round(chance.gauss(firm.calls * busy, 0.8))):
            hour = chance.choices(list(HOURS), list(HOURS.values()))[0]
            moment = day + timedelta(hours=hour, seconds=chance.uniform(0, 3600))
            # the last half an hour stays free, so that every call of the history is over
            if at - timedelta(days=days) <= moment < at - timedelta(minutes=30):
                yield moment.astimezone(at.tzinfo)


def _call(office: Office, call_id: str, moment: datetime, chance: Random) -> None:
    tale = tales.draw(office.firm, chance, moment)
    patience = timedelta(seconds=chance.uniform(*(SHORT_PATIENCE if chance.random() < IMPATIENT else PATIENCE)))
    desk = min(office.desks, key=lambda desk: desk.busy_until)
    rings_at = max(moment + timedelta(seconds=chance.uniform(2, 11)), desk.busy_until)
    answered_at = rings_at + timedelta(seconds=chance.uniform(1, 3))
    offered = CallOffered(engine_id=ENGINE, call_id=call_id, leg_id=call_id, at=moment, called=tale.called, caller=tale.shows)
    wire.receive(offered, moment)
    if answered_at > moment + patience:
        _end(call_id, moment + patience, "cancel")
        return
    unwritten = chance.choice(list(Unwritten)) if chance.random() < NOT_WRITTEN else None
    ended_at = answered_at + timedelta(seconds=chance.uniform(6, 15) if unwritten else chance.lognormvariate(4.4, 0.45))
    writes_on = chance.random() < WRITES_WHILE_TALKING and not unwritten
    course = Course(
        call_id=call_id,
        tale=tale,
        office=office,
        desk=desk,
        rings_at=rings_at,
        answered_at=answered_at,
        ended_at=ended_at,
        saved_at=ended_at + timedelta(seconds=-chance.uniform(0, 5) if writes_on else chance.uniform(6, 55)),
    )
    desk.busy_until = max(course.ended_at, course.saved_at)
    _talk(course, chance)
    key: UUID = Call.objects.values_list("pk", flat=True).get(engine=ENGINE, engine_call_id=call_id)
    if unwritten:
        _end(call_id, ended_at, "normal")
        close_unwritten(key, desk.user, course.saved_at, reason=unwritten)
    else:
        office.notes.append(_written(course, key, chance))


def _talk(course: Course, chance: Random) -> None:
    """Ring the operator, pick up, and now and then put the caller on hold."""
    call_id, leg = course.call_id, operator_leg(course.call_id, 1)
    wire.receive(LegRinging(engine_id=ENGINE, call_id=call_id, leg_id=leg, at=course.rings_at), course.rings_at)
    extension = course.desk.user.extension
    answered = LegAnswered(engine_id=ENGINE, call_id=call_id, leg_id=leg, at=course.answered_at, endpoints=(extension,))
    wire.receive(answered, course.answered_at)
    if chance.random() < HELD:
        for share, held in ((0.3, True), (0.6, False)):
            moment = course.between(share)
            wire.receive(HoldChanged(engine_id=ENGINE, call_id=call_id, leg_id=call_id, at=moment, held=held), moment)


def _written(course: Course, key: UUID, chance: Random) -> Note:
    """Put through where the story says so, hang up, write the note, and have it delivered."""
    office, story = course.office, course.tale.story
    put_through = story.outcome is Outcome.PUT_THROUGH
    if put_through:
        _put_through(key, office.people[story.person], course)
    people = {name: person.pk for name, person in office.people.items()}
    new = tales.note(course.tale, key, people, office.call_types, chance, put_through=put_through)
    if course.saved_at >= course.ended_at:
        _end(course.call_id, course.ended_at, "normal")
    note = save_note(new, course.desk.user, course.saved_at)
    if course.saved_at < course.ended_at:
        _end(course.call_id, course.ended_at, "normal")
    _deliver(office, course.saved_at + SENT_AFTER)
    return note


def _put_through(call_id: UUID, person: Person, course: Course) -> None:
    """Write the transfer into the log as the desk does; there is no telephone system to carry it out."""
    call = locked(call_id)
    third = third_leg(call.engine_call_id, 2)
    call.third_leg, call.third_person, call.third_kind = third, person, destination_kind(Number(e164=person.transfer_number))
    begun, done = course.between(0.65), course.between(0.75)
    lines = [
        Line(kind=CallEventKind.TRANSFERRING, at=begun, key="transferring:2", operator=call.operator_id),
        Line(kind=CallEventKind.TRANSFERRED, at=done, key=f"LegAnswered:{third}", operator=call.operator_id),
    ]
    write(call, lines, done)


def _end(call_id: str, at: datetime, cause: str) -> None:
    wire.receive(LegEnded(engine_id=ENGINE, call_id=call_id, leg_id=call_id, at=at, by=EndedBy.REMOTE, cause=cause), at)


def _deliver(office: Office, at: datetime) -> None:
    """Settle what has just been put into the outbox as sent at the time; one mailbox has been full lately."""
    for kind in {MessageKind(way.kind) for way in office.firm.ways}:
        while message := claim(kind, at=at):
            full = message.address == FULL_MAILBOX and at >= office.mailbox_full_since
            sent = Sent(provider_id="demo" if kind is MessageKind.SMS else "")
            settle(message, GiveUp(reason=Reason.MAILBOX_FULL) if full else sent, at=at)


def _call_nobody(at: datetime) -> None:
    """Let two people dial the number of a customer who left long ago."""
    for turn, ago in enumerate((timedelta(hours=53), timedelta(hours=5)), start=1):
        moment, call_id = at - ago, f"nobody-{turn}"
        called = tales.telephone(OLD_NUMBER)
        wire.receive(CallOffered(engine_id=ENGINE, call_id=call_id, leg_id=call_id, at=moment, called=called, caller=None), moment)


def _read(note: Note, office: Office, now: datetime, chance: Random) -> None:
    """Let somebody of the customer open the note, the sooner the more urgent, and tick most of them off."""
    read_at = note.saved_at + timedelta(minutes=chance.expovariate(1 / (READ_URGENT if note.urgency >= Urgency.HIGH else READ)))
    if read_at >= now:
        return
    mark_read(note, read_at)
    done_at = read_at + timedelta(minutes=chance.expovariate(1 / READ))
    if done_at < now and chance.random() < DONE:
        mark_done(note, chance.choice(office.readers), done_at, done=True)

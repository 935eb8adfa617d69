"""What a customer orders: checked when it is saved, published as a whole or by itself, and kept as it was."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, make_cast, offered
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call
from vorzimmer.customers import actions
from vorzimmer.customers.actions import (
    AbsenceEntry,
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    GreetingEntry,
    InstructionEntry,
    OpeningHourEntry,
)
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Customer, Instruction, OrdersVersion
from vorzimmer.domain.publishing import ChangeKind, Section

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def cast():
    return make_cast()


def live(customer, at=NOON, **situation):
    return guidance(Customer.objects.get(pk=customer.pk), at, operator="Olga Weber", **situation)


def done(customer, **situation):
    return [decision.winner.text for decision in live(customer, **situation).do]


def refused(deed, *arguments, **more):
    with pytest.raises(ValidationError) as caught:
        deed(*arguments, **more)
    return caught.value.message_dict


def test_a_draft_is_not_live_until_it_is_published(cast):
    entry = InstructionEntry(text="Heute keine Termine.", subject="Termine")
    actions.add_instruction(cast.zahn, entry, NOON, by=cast.zahn_owner, published=False)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar."]
    version = actions.publish(cast.zahn, cast.zahn_owner, LATER)
    assert (version.number, version.state, version.made_by) == (2, "published", cast.zahn_owner)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar.", "Heute keine Termine."]


def test_what_the_agency_enters_is_live_at_once_and_leaves_the_draft_a_draft(cast):
    drafted = InstructionEntry(text="Entwurf", subject="Entwurf")
    actions.add_instruction(cast.zahn, drafted, NOON, by=cast.zahn_owner, published=False)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Sofort", subject="Sofort"), LATER, by=cast.owner)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar.", "Sofort"]
    (change,) = actions.unpublished(Customer.objects.get(pk=cast.zahn.pk))
    assert (change.section, change.kind, change.after["text"]) == (Section.INSTRUCTIONS, ChangeKind.ADDED, "Entwurf")


def test_where_the_agency_looks_first_the_version_waits_until_it_is_approved(cast):
    Customer.objects.filter(pk=cast.zahn.pk).update(reviews=True)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Neu", subject="Neu"), NOON, published=False)
    waiting = actions.publish(cast.zahn, cast.zahn_owner, NOON)
    assert (waiting.state, done(cast.zahn)) == ("waiting", ["Neue Patienten: Termin erst ab 7. Januar."])
    actions.approve(waiting, cast.owner, LATER)
    assert done(cast.zahn)[-1] == "Neu"
    with pytest.raises(ValidationError):
        actions.approve(waiting, cast.owner, LATER)


def test_a_version_that_is_sent_back_says_why_and_a_new_one_replaces_it(cast):
    Customer.objects.filter(pk=cast.zahn.pk).update(reviews=True)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Neu", subject="Neu"), NOON, published=False)
    first = actions.publish(cast.zahn, cast.zahn_owner, NOON)
    assert list(refused(actions.send_back, first, cast.owner, NOON, remark=" ")) == ["remark"]
    actions.send_back(first, cast.owner, NOON, remark="Bitte mit Uhrzeit.")
    second = actions.publish(cast.zahn, cast.zahn_owner, LATER)
    third = actions.publish(cast.zahn, cast.zahn_owner, LATER)
    states = {version.number: version.state for version in OrdersVersion.objects.filter(customer=cast.zahn)}
    assert states == {1: "published", first.number: "rejected", second.number: "withdrawn", third.number: "waiting"}


def test_nothing_new_is_not_published_again(cast):
    with pytest.raises(ValidationError):
        actions.publish(cast.zahn, cast.zahn_owner, NOON)


def test_a_draft_that_is_thrown_away_leaves_what_is_live(cast):
    row = cast.zahn.instructions.first()
    actions.add_instruction(cast.zahn, InstructionEntry(text="Neu", subject="Neu"), NOON, published=False)
    actions.change_instruction(row, InstructionEntry(text="Anders"), NOON, published=False)
    actions.remove_order(cast.zahn.instructions.get(kind="never"), NOON, published=False)
    actions.discard_draft(cast.zahn, LATER)
    texts = [instruction.text for instruction in Instruction.objects.filter(customer=cast.zahn)]
    assert texts == ["Neue Patienten: Termin erst ab 7. Januar.", "Keine Auskunft zu Befunden.", "Wo sind Sie versichert?"]
    assert actions.unpublished(Customer.objects.get(pk=cast.zahn.pk)) == []


def test_a_call_keeps_the_version_that_was_valid_when_it_came(cast):
    wire.receive(offered(), NOON)
    before = Customer.objects.get(pk=cast.zahn.pk).orders_id
    actions.add_instruction(cast.zahn, InstructionEntry(text="Neu", subject="Neu"), LATER)
    assert Call.objects.get().orders_id == before != Customer.objects.get(pk=cast.zahn.pk).orders_id


def test_two_equally_specific_instructions_are_refused_at_the_field(cast):
    errors = refused(actions.add_instruction, cast.zahn, InstructionEntry(text="Auch immer"), NOON)
    assert list(errors) == ["subject"]
    assert "Neue Patienten" in errors["subject"][0]
    assert cast.zahn.instructions.count() == 3


def test_the_more_specific_instruction_wins_for_person_and_call_type(cast):
    emergency = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen"), NOON)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Sofort verbinden.", call_type=emergency), NOON)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Nur Nachricht.", person=cast.kern), NOON)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar."]
    assert done(cast.zahn, call_type=emergency.pk) == ["Sofort verbinden."]
    assert done(cast.zahn, call_type=emergency.pk, person=cast.kern.pk) == ["Nur Nachricht."]
    (kern,) = [now for now in live(cast.zahn).people if now.person == cast.kern]
    assert [decision.winner.text for decision in kern.orders] == ["Nur Nachricht."]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (InstructionEntry(text="A", subject="A", start=time(8)), "end"),
        (InstructionEntry(text="A", subject="A", weekdays=""), "weekdays"),
        (InstructionEntry(text="A", subject="A", weekdays="8"), "weekdays"),
        (InstructionEntry(text="A", subject="A", valid_from=LATER, valid_until=NOON), "valid_until"),
        (InstructionEntry(text="Farbe?", kind="ask", answer_kind="choice", choices=("rot",)), "choices"),
        (InstructionEntry(text="Farbe?", kind="ask", answer_kind="choice", choices=("rot", "Rot")), "choices"),
        (InstructionEntry(text="Farbe?", kind="ask", choices=("rot", "blau")), "choices"),
    ],
)
def test_an_impossible_instruction_is_refused_at_its_field_and_nothing_is_kept(cast, entry, field):
    assert list(refused(actions.add_instruction, cast.berg, entry, NOON)) == [field]
    assert not cast.berg.instructions.exists()


def test_greetings_that_hold_at_the_same_time_are_refused(cast):
    assert list(refused(actions.add_greeting, cast.zahn, GreetingEntry(text="Hallo"), NOON)) == ["weekdays"]
    actions.add_greeting(cast.zahn, GreetingEntry(text="Notdienst.", weekdays="56"), NOON)


def test_opening_hours_and_closures_are_told_and_do_not_overlap(cast):
    actions.add_opening_hour(cast.zahn, OpeningHourEntry(start=time(8), end=time(18)), NOON)
    overlap = OpeningHourEntry(weekdays="4", start=time(12), end=time(20))
    assert list(refused(actions.add_opening_hour, cast.zahn, overlap, NOON)) == ["start"]
    actions.add_closure(cast.zahn, ClosureEntry(first_day=date(2026, 12, 24), last_day=date(2027, 1, 3)), NOON)
    again = ClosureEntry(first_day=date(2027, 1, 3), last_day=date(2027, 1, 4))
    assert list(refused(actions.add_closure, cast.zahn, again, NOON)) == ["first_day"]
    assert list(refused(actions.add_closure, cast.zahn, ClosureEntry(first_day=date(2027, 2, 2), last_day=date(2027, 2, 1)), NOON)) == [
        "last_day"
    ]
    closed = live(cast.zahn, at=NOON.replace(month=12, day=28)).opening
    assert closed.because == "closure"


def test_faq_is_kept_and_shown(cast):
    actions.add_faq(cast.zahn, FaqEntryEntry(question="Parkplätze?", answer="Im Hof."), NOON)
    assert [(entry["question"], entry["answer"]) for entry in live(cast.zahn).faq] == [("Parkplätze?", "Im Hof.")]


def test_an_absence_ends_by_itself_and_names_the_deputy(cast):
    entry = AbsenceEntry(start=NOON, end=NOON + timedelta(days=2), deputy=cast.doctor, say="Im Urlaub.")
    actions.add_absence(cast.kern, entry, NOON - timedelta(days=1))
    (now,) = [each for each in live(cast.zahn).people if each.person == cast.kern]
    assert (now.standing.status, now.until, now.deputy, now.standing.note) == ("absent", NOON + timedelta(days=2), "Dr. Zahn", "Im Urlaub.")
    (then,) = [each for each in live(cast.zahn, at=NOON + timedelta(days=2)).people if each.person == cast.kern]
    assert then.is_available
    assert list(refused(actions.add_absence, cast.kern, entry, NOON)) == ["start"]
    own = AbsenceEntry(start=NOON + timedelta(days=9), end=NOON + timedelta(days=10), deputy=cast.kern)
    assert list(refused(actions.add_absence, cast.kern, own, NOON)) == ["deputy"]

"""Versions: what is approved keeps what was published meanwhile, an old one comes back as a draft, and every difference reads well."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.actions import (
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    GreetingEntry,
    InstructionEntry,
    OpeningHourEntry,
    RotaEntry,
)
from vorzimmer.customers.changes import Wording, field_name, names_of, said_difference, said_document
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Customer, OrdersVersion
from vorzimmer.domain.publishing import Section, difference

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def cast():
    return make_cast()


def fresh(customer):
    return Customer.objects.get(pk=customer.pk)


def done(customer, at=NOON):
    return [decision.winner.text for decision in guidance(fresh(customer), at, operator="Olga Weber").do]


def test_what_is_approved_keeps_what_was_published_for_today_meanwhile(cast):
    Customer.objects.update(reviews=True)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Entwurf", subject="Neu"), NOON, published=False)
    waiting = actions.publish(cast.zahn, cast.zahn_owner, NOON)
    actions.order_for_today(fresh(cast.zahn), "Heute nur bis drei.", NOON, by=cast.zahn_owner)
    approved = actions.approve(OrdersVersion.objects.get(pk=waiting.pk), cast.owner, LATER)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar.", "Entwurf", "Heute nur bis drei."]
    states = list(OrdersVersion.objects.filter(customer=cast.zahn).values_list("number", "state"))
    assert states == [(4, "published"), (3, "published"), (2, "published"), (1, "published")]
    assert (approved.number, fresh(cast.zahn).orders_id) == (4, approved.pk)
    assert actions.unpublished(fresh(cast.zahn)) == []


def test_what_was_removed_meanwhile_does_not_come_back_by_an_approval(cast):
    Customer.objects.update(reviews=True)
    today = actions.order_for_today(cast.zahn, "Heute nur bis drei.", NOON, by=cast.zahn_owner)
    actions.add_instruction(fresh(cast.zahn), InstructionEntry(text="Entwurf", subject="Neu"), NOON, published=False)
    waiting = actions.publish(fresh(cast.zahn), cast.zahn_owner, NOON)
    actions.remove_order(today, LATER, by=cast.zahn_owner)
    actions.approve(OrdersVersion.objects.get(pk=waiting.pk), cast.owner, LATER)
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar.", "Entwurf"]


def test_without_anything_in_between_the_version_itself_goes_live(cast):
    Customer.objects.update(reviews=True)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Entwurf", subject="Neu"), NOON, published=False)
    waiting = actions.publish(cast.zahn, cast.zahn_owner, NOON)
    assert actions.waiting_of(cast.zahn) == waiting
    assert actions.approve(waiting, cast.owner, LATER) == waiting
    assert fresh(cast.zahn).orders_id == waiting.pk


def test_an_old_version_comes_back_as_a_draft_and_not_live(cast):
    first = fresh(cast.zahn).orders
    actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen"), NOON, published=False)
    actions.change_instruction(cast.zahn.instructions.get(kind="do"), InstructionEntry(text="Anders"), NOON, published=False)
    actions.remove_order(cast.zahn.instructions.get(kind="never"), NOON, published=False)
    actions.publish(fresh(cast.zahn), cast.zahn_owner, NOON)
    assert actions.restore(OrdersVersion.objects.get(pk=first.pk), LATER) == 0
    assert difference(first.document, actions.draft_of(cast.zahn)) == []
    assert done(cast.zahn) == ["Anders"]


def test_call_types_that_changed_names_change_them_back(cast):
    one = actions.add_call_type(cast.zahn, CallTypeEntry(name="Eins"), NOON)
    two = actions.add_call_type(cast.zahn, CallTypeEntry(name="Zwei"), NOON)
    before = fresh(cast.zahn).orders
    for row, name in ((one, "Drei"), (two, "Eins"), (one, "Zwei")):
        actions.change_call_type(row, CallTypeEntry(name=name), NOON, published=False)
    actions.discard_draft(cast.zahn, LATER)
    assert difference(before.document, actions.draft_of(cast.zahn)) == []


def test_a_call_type_that_was_entered_anew_makes_room_for_the_old_one(cast):
    old = actions.add_call_type(cast.zahn, CallTypeEntry(name="Eins"), NOON)
    actions.remove_order(old, NOON, published=False)
    actions.add_call_type(cast.zahn, CallTypeEntry(name="Eins"), NOON, published=False)
    actions.discard_draft(cast.zahn, LATER)
    assert [row.pk for row in cast.zahn.call_types.all()] == [old.pk]


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_what_was_for_somebody_who_is_gone_is_left_out_and_counted(cast):
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    entry = CallTypeEntry(name="Schmerzen", measures=("put_through",), put_through_to=cast.kern)
    actions.add_call_type(cast.zahn, entry, NOON)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Für Frau Kern", person=cast.kern), NOON)
    version = fresh(cast.zahn).orders
    actions.remove_person(cast.kern, NOON)
    actions.remove_rota(rota, NOON)
    assert actions.restore(version, LATER) == 1
    assert cast.zahn.call_types.get().put_through_to is None
    assert "Für Frau Kern" not in [row.text for row in cast.zahn.instructions.all()]


# --- today only --------------------------------------------------------------------------------------------------------


def test_for_today_only_holds_until_midnight_in_berlin_beside_the_standing_order(cast):
    order = actions.order_for_today(cast.zahn, " Dr. Zahn ist ab 15 Uhr fort. ", NOON, by=cast.zahn_owner)
    assert (order.subject, order.set_by, order.valid_until.isoformat()) == ("Nur heute", "Dr. Zahn", "2026-11-20T23:00:00+00:00")
    assert done(cast.zahn) == ["Neue Patienten: Termin erst ab 7. Januar.", "Dr. Zahn ist ab 15 Uhr fort."]
    assert done(cast.zahn, at=order.valid_until) == ["Neue Patienten: Termin erst ab 7. Januar."]


def test_a_second_sentence_for_today_stands_beside_the_first_and_drafts_stay_drafts(cast):
    actions.add_instruction(cast.zahn, InstructionEntry(text="Entwurf", subject="Neu"), NOON, published=False)
    actions.order_for_today(cast.zahn, "Eins", NOON, by=cast.zahn_owner)
    second = actions.order_for_today(fresh(cast.zahn), "Zwei", NOON, by=cast.zahn_owner, until=NOON + timedelta(hours=1))
    assert second.subject == "Nur heute (2)"
    assert done(cast.zahn)[1:] == ["Eins", "Zwei"]
    assert [change.after["text"] for change in actions.unpublished(fresh(cast.zahn))] == ["Entwurf"]


def test_what_was_for_yesterday_is_gone_with_the_next_one(cast):
    actions.order_for_today(cast.zahn, "Eins", NOON, by=cast.zahn_owner)
    dated = InstructionEntry(text="Messe", subject="Messe", valid_from=NOON, valid_until=NOON + timedelta(days=2), set_by="Dr. Zahn")
    actions.add_instruction(cast.zahn, dated, NOON)
    order = actions.order_for_today(fresh(cast.zahn), "Zwei", NOON + timedelta(days=3), by=cast.zahn_owner)
    assert order.subject == "Nur heute"
    texts = [entry["text"] for entry in actions.live_of(fresh(cast.zahn))["instructions"]]
    assert ("Eins" in texts, "Messe" in texts, "Zwei" in texts) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "until", "field"),
    [(" ", None, "text"), ("Eins", NOON, "until"), ("Eins", NOON + timedelta(hours=12, microseconds=1), "until")],
)
def test_what_is_not_today_is_refused_at_its_field(cast, text, until, field):
    with pytest.raises(ValidationError) as caught:
        actions.order_for_today(cast.zahn, text, NOON, by=cast.zahn_owner, until=until)
    assert list(caught.value.message_dict) == [field]
    assert cast.zahn.instructions.count() == 3


# --- in words ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rich(cast):
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    with_chain = CallTypeEntry(name="Schmerzen", urgency=4, measures=("sms", "chain", "put_through"), put_through_to=cast.kern, rota=rota)
    pain = actions.add_call_type(cast.zahn, with_chain, NOON, published=False)
    asked = InstructionEntry(
        text="Wo tut es weh?", kind="ask", call_type=pain, answer_kind="choice", choices=("oben", "unten"), required=True
    )
    actions.add_instruction(cast.zahn, asked, NOON, published=False)
    narrow = InstructionEntry(
        text="Vertröste.", subject="Termine", person=cast.kern, weekdays="01234", start=time(12), end=time(14), valid_until=LATER
    )
    actions.add_instruction(cast.zahn, narrow, NOON, published=False)
    actions.change_greeting(
        cast.zahn.greetings.get(), GreetingEntry(text="Hallo", weekdays="5", start=time(9), end=time(12)), NOON, published=False
    )
    actions.add_faq(cast.zahn, FaqEntryEntry(question="Parken?", answer="Im Hof."), NOON, published=False)
    actions.add_opening_hour(cast.zahn, OpeningHourEntry(start=time(8), end=time(18)), NOON, published=False)
    actions.add_closure(cast.zahn, ClosureEntry(first_day=date(2026, 12, 24), last_day=date(2027, 1, 3)), NOON, published=False)
    actions.remove_order(cast.zahn.instructions.get(kind="never"), NOON, published=False)
    return cast


def test_a_difference_reads_entry_by_entry_in_words(rich, django_assert_num_queries):
    live, draft = fresh(rich.zahn).orders.document, actions.draft_of(rich.zahn)
    with translation.override("en"), django_assert_num_queries(1):
        sections = said_difference(live, draft, names_of(rich.zahn))
        said = [(entry.kind_name, entry.entry.text, list(entry.entry.details)) for section in sections for entry in section.entries]
    assert said == [
        ("changed", "Hallo", ["Sat, 09:00–12:00"]),
        (
            "new",
            "Schmerzen",
            ["emergency", "SMS at once, emergency chain, put through", "put through to Frau Kern", "rota “Notdienst”"],
        ),
        ("new", "Wo tut es weh?", ["answer: choice (oben, unten)", "must be answered", "only for calls of the kind “Schmerzen”"]),
        (
            "new",
            "Termine: Vertröste.",
            ["only when Frau Kern is asked for", "Mon–Fri, 12:00–14:00", "only until 20 November 2026, 14:00"],
        ),
        ("removed", "Keine Auskunft zu Befunden.", []),
        ("new", "Parken?", ["Im Hof."]),
        ("new", "Mon–Fri, 08:00–18:00, not on public holidays", []),
        ("new", "24 December 2026 – 3 January 2027", ["other reason"]),
    ]
    fields = [(change.name, change.before, change.after) for change in sections[0].entries[0].fields]
    assert fields == [
        ("weekdays", "every day", "Sat"),
        ("from", "–", "09:00"),
        ("until", "–", "12:00"),
        ("greeting", "Praxis Doktor Zahn, {time}, Sie sprechen mit {operator}.", "Hallo"),
    ]


def test_a_whole_version_reads_with_its_empty_sections(cast):
    with translation.override("en"):
        sections = said_document(fresh(cast.zahn).orders.document, names_of(cast.zahn))
    assert [(section.name, len(section.entries)) for section in sections] == [
        ("Greetings", 1),
        ("Call types", 0),
        ("Instructions", 3),
        ("Answers to questions", 0),
        ("Opening hours", 0),
        ("Closed on", 0),
    ]


def test_every_field_of_every_section_can_be_said(rich):
    draft, names = actions.draft_of(rich.zahn), names_of(rich.zahn)
    wording, said = Wording(names, draft), {}
    for section, entries in draft.items():
        for entry in entries:
            for name in entry.keys() - {"id"}:
                assert field_name(Section(section), name)
                said[section, name] = wording.value(Section(section), name, entry[name])
    assert all(text.strip() for text in said.values())
    assert said["call_types", "rota"] == "Notdienst"
    assert said["instructions", "required"] in {"ja", "nein"}

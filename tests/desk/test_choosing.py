"""What an operator chooses during a call: for whom it is and what it is about, what is asked then, and what becomes of it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.cast import BERG_NUMBER, CALLER, ZAHN_NUMBER, make_cast, offered
from tests.desk.test_desk import note
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call, Draft, Note
from vorzimmer.customers import actions
from vorzimmer.customers.actions import (
    CallerEntry,
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    InstructionEntry,
    OpeningHourEntry,
)
from vorzimmer.customers.models import CallType, Customer, Location
from vorzimmer.customers.reading import MEMORY
from vorzimmer.delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    MEMORY.clear()
    return make_cast()


@pytest.fixture
def pain(cast):
    """A kind of call with an order and two questions of its own."""
    now = datetime.now(UTC)
    entry = CallTypeEntry(name="Schmerzen", urgency=3, measures=("put_through", "sms"), put_through_to=cast.kern)
    row = actions.add_call_type(cast.zahn, entry, now)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Sofort verbinden.", call_type=row), now)
    ask = {"kind": "ask", "call_type": row, "required": True}
    actions.add_instruction(cast.zahn, InstructionEntry(text="Seit wann?", answer_kind="date", **ask), now)
    choices = InstructionEntry(text="Wie stark?", answer_kind="choice", choices=("leicht", "stark"), kind="ask", call_type=row)
    actions.add_instruction(cast.zahn, choices, now)
    return row


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.olga)
    return client


def taken(desk, *, called=ZAHN_NUMBER, caller=CALLER) -> Call:
    wire.receive(offered(called=called, caller=caller, at=datetime.now(UTC) - timedelta(seconds=9)), datetime.now(UTC))
    call = Call.objects.get()
    desk.post(f"/desk/calls/{call.pk}/take/")
    return call


def shown(desk, call, **chosen) -> str:
    return desk.get("/desk/card/", {"call": str(call.pk), "beside": "form", **chosen}).content.decode()


def field(customer, text):
    return f"answer_{customer.instructions.get(call_type__isnull=False, answer_kind=text).pk}"


def test_the_card_shows_the_orders_for_what_was_chosen(desk, cast, pain):
    actions.add_instruction(cast.zahn, InstructionEntry(text="Nur Nachricht.", person=cast.kern), datetime.now(UTC))
    call = taken(desk)
    assert "Sofort verbinden." not in shown(desk, call)
    chosen = shown(desk, call, call_type=str(pain.pk))
    assert "Sofort verbinden." in chosen
    assert "Neue Patienten" not in chosen
    assert (
        f'data-value="{pain.pk}" data-urgency="3" data-key="5" aria-keyshortcuts="5" data-key-says="Schmerzen" aria-pressed="true"'
        in chosen
    )
    assert "SMS" in chosen
    both = shown(desk, call, call_type=str(pain.pk), person=str(cast.kern.pk))
    assert both.count("Nur Nachricht.") == 1
    assert "Sofort verbinden." not in both


@pytest.mark.parametrize("nonsense", ["x", "", "7b8f6a86-0000-4000-8000-000000000000"])
def test_a_choice_that_is_none_changes_nothing(desk, cast, pain, nonsense):
    call = taken(desk)
    assert shown(desk, call, person=nonsense, call_type=nonsense) == shown(desk, call)


def test_nothing_is_chosen_before_somebody_speaks_to_the_caller(desk, cast, pain):
    wire.receive(offered(at=datetime.now(UTC)), datetime.now(UTC))
    assert "data-choose" not in desk.get("/desk/").content.decode()


def test_the_questions_follow_the_choice_and_are_sent_only_when_they_change(desk, cast, pain):
    call = taken(desk)
    page = desk.get("/desk/").content.decode()
    assert "Wo sind Sie versichert?" in page
    assert "Seit wann?" not in page
    asked = page.partition('name="asked" value="')[2].partition('"')[0]
    assert "hx-swap-oob" not in shown(desk, call, asked=asked)
    changed = shown(desk, call, asked=asked, call_type=str(pain.pk))
    assert 'hx-swap-oob="innerHTML:#questions"' in changed
    assert "Seit wann?" in changed
    assert "hx-swap-oob" not in shown(desk, call, call_type=str(pain.pk))


def test_the_choice_is_kept_with_the_draft_and_goes_into_the_note(desk, cast, pain):
    call = taken(desk)
    desk.post(f"/desk/calls/{call.pk}/draft/", note(person=str(cast.kern.pk), call_type=str(pain.pk)))
    assert Draft.objects.get().values["call_type"] == str(pain.pk)
    page = desk.get("/desk/").content.decode()
    assert 'data-key-says="Frau Kern" aria-pressed="true"' in page
    assert 'data-key-says="Schmerzen" aria-pressed="true"' in page
    assert "Seit wann?" in page
    answers = {field(cast.zahn, "date"): "24.12.2026", field(cast.zahn, "choice"): "STARK"}
    saved = desk.post(f"/desk/calls/{call.pk}/note/", note(person=str(cast.kern.pk), call_type=str(pain.pk), **answers))
    assert saved.status_code == 200
    written = Note.objects.get()
    assert (written.person, written.call_type, written.orders_id) == (cast.kern, pain, call.orders_id)
    assert written.answers == [
        {"question": "Seit wann?", "answer": "2026-12-24", "kind": "date"},
        {"question": "Wie stark?", "answer": "stark", "kind": "choice"},
    ]


def test_the_customer_reads_the_answers_in_words(desk, cast, pain, client):
    call = taken(desk)
    answers = {field(cast.zahn, "date"): "24.12.2026"}
    desk.post(f"/desk/calls/{call.pk}/note/", note(call_type=str(pain.pk), **answers))
    body = OutboxMessage.objects.get().body
    assert "Seit wann? 24. Dezember 2026" in body
    assert "Anlass: Schmerzen" in body
    client.force_login(cast.zahn_owner)
    page = client.get(f"/portal/notes/{Note.objects.get().pk}/", headers={"Accept-Language": "de"}).content.decode()
    assert "24. Dezember 2026" in page
    assert "Schmerzen" in page


@pytest.mark.parametrize(
    ("answer", "text"), [("", "needs an answer"), ("bald", "no day"), ("30.2.2026", "no such day"), ("3/4/2027", "two ways")]
)
def test_a_wrong_answer_is_told_at_its_field_and_nothing_is_saved(desk, cast, pain, answer, text):
    call, name = taken(desk), field(cast.zahn, "date")
    cast.olga.language = "en"
    cast.olga.save()
    told = desk.post(f"/desk/calls/{call.pk}/note/", note(call_type=str(pain.pk), **{name: answer}))
    assert told.status_code == 422
    assert text in told.context["form"].errors[name][0]
    assert not Note.objects.exists()


@pytest.mark.parametrize("outcome", ["no_message", "put_through"])
def test_where_nobody_left_a_message_even_a_needed_answer_may_be_missing(desk, cast, pain, outcome):
    call = taken(desk)
    assert desk.post(f"/desk/calls/{call.pk}/note/", note(call_type=str(pain.pk), outcome=outcome)).status_code == 200
    assert Note.objects.get().answers == []


def test_a_kind_of_call_of_somebody_else_is_refused(desk, cast, pain):
    other = actions.add_call_type(cast.berg, CallTypeEntry(name="Mandat"), datetime.now(UTC))
    call = taken(desk)
    told = desk.post(f"/desk/calls/{call.pk}/note/", note(call_type=str(other.pk)))
    assert told.status_code == 422
    assert {"call_type", "__all__"} <= set(told.context["form"].errors)
    assert not Note.objects.exists()


def test_a_kind_of_call_that_only_the_published_orders_have_can_still_be_chosen(desk, cast, pain):
    call, key = taken(desk), str(pain.pk)
    actions.remove_order(CallType.objects.get(pk=pain.pk), datetime.now(UTC), published=False)
    document = Customer.objects.get(pk=cast.zahn.pk).orders.document
    answers = {f"answer_{entry['id']}": {"choice": "stark"}.get(entry["answer_kind"], "heute") for entry in document["instructions"]}
    assert desk.post(f"/desk/calls/{call.pk}/note/", note(call_type=key, **answers)).status_code == 200
    assert Note.objects.get().call_type is None


@pytest.mark.parametrize(("treatment", "mark"), [("blocked", "treatment is-blocked"), ("put_through", "treatment is-welcome")])
def test_a_caller_with_a_treatment_of_his_own_is_marked_in_large_letters(desk, cast, treatment, mark):
    entry = CallerEntry(number=CALLER, name="Erika Muster", treatment=treatment, put_through_to=cast.kern)
    actions.remember_caller(cast.zahn, entry, datetime.now(UTC))
    page = shown(desk, taken(desk))
    assert mark in page
    assert ("Frau Kern." in page) is (treatment == "put_through")


def test_the_card_says_that_it_is_closed_and_what_may_be_answered_and_where_it_is(desk, cast):
    now = datetime.now(UTC)
    actions.add_opening_hour(cast.zahn, OpeningHourEntry(weekdays="0123456", start=time(0), end=time(23, 59), on_holidays="as_usual"), now)
    today = now.date()
    closed = ClosureEntry(first_day=today - timedelta(days=1), last_day=today + timedelta(days=1), reason="training")
    actions.add_closure(cast.zahn, closed, now)
    actions.add_faq(cast.zahn, FaqEntryEntry(question="Parkplätze?", answer="Im Hof."), now)
    Location.objects.create(customer=cast.zahn, name="Praxis", address="Lindenplatz 4", directions="Zweiter Stock")
    page = shown(desk, taken(desk))
    for text in ("opening is-closed", "Parkplätze?", "Im Hof.", "Lindenplatz 4", "Zweiter Stock"):
        assert text in page


def test_a_customer_who_ordered_nothing_has_a_quiet_card(desk, cast):
    page = shown(desk, taken(desk, called=BERG_NUMBER))
    for mark in ("opening", "data-faq", "places", "treatment", "data-choose"):
        assert mark not in page


@pytest.mark.parametrize(("path", "most"), [("/desk/", 11), ("/desk/card/", 10), ("/desk/queue/", 10)])
def test_a_rich_card_asks_the_database_no_more_often(desk, pain, path, most, django_assert_max_num_queries):
    Location.objects.create(customer=pain.customer, name="Praxis")
    call = taken(desk)
    query = {"call": str(call.pk), "beside": "form", "call_type": str(pain.pk), "person": str(pain.put_through_to_id)}
    desk.get(path, query)
    with django_assert_max_num_queries(most):
        desk.get(path, query)

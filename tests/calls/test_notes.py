"""Saving a note: once, to the right customer, durably, and at once on its way."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from tests.cast import BERG_NUMBER, CALLER, NOON, answered, ended, make_cast, offered
from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls import actions, wire
from vorzimmer.calls.cards import board_of, card_of, stage
from vorzimmer.calls.models import Call, Draft, Note
from vorzimmer.calls.notes import Answer, NewNote, WrongCustomer, comment, mark_done, save_note
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(seconds=60)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def call(cast) -> Call:
    for event in (offered(), answered(after=4), ended(after=50)):
        wire.receive(event, NOON)
    return Call.objects.get()


def new(call: Call, **changes) -> NewNote:
    values = {
        "note_id": UUID(int=7),
        "call_id": call.pk,
        "concern": "Zahnschmerzen seit gestern, möchte heute noch kommen.",
        "urgency": Urgency.HIGH,
        "outcome": Outcome.CALL_BACK,
        "caller_name": "Erika Muster",
        "callback_number": "0171 3920012",
    }
    return NewNote(**(values | changes))


def test_a_saved_note_ends_the_work_and_goes_out(cast, call):
    note = save_note(new(call, person_id=cast.kern.pk, answers=[Answer(question="Versichert?", answer="AOK")]), cast.olga, LATER)
    call.refresh_from_db()
    assert (call.state, call.wrap_up_ms) == ("closed", 10_000)
    assert (note.callback_number, note.person, note.customer) == (CALLER, cast.kern, cast.zahn)
    letter = OutboxMessage.objects.get()
    assert letter.address == "praxis@zahn.example"
    assert letter.subject == "Dringend: neue Nachricht für Dr. Zahn"
    assert "Zahnschmerzen" in letter.body
    assert "AOK" in letter.body
    assert LiveEvent.objects.filter(channel=cast.zahn.channel, kind="note", ref=str(note.pk)).count() == 1


def test_saving_twice_is_one_note(cast, call):
    first = save_note(new(call), cast.olga, LATER)
    second = save_note(new(call, concern="anders"), cast.olga, LATER + timedelta(seconds=1))
    assert first.pk == second.pk
    assert (Note.objects.count(), OutboxMessage.objects.count()) == (1, 1)
    assert Note.objects.get().concern.startswith("Zahnschmerzen")


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_form_that_is_sent_twice_at_the_same_moment_makes_one_note():
    cast = make_cast()
    for number in range(8):
        for event in (offered(f"c{number}"), answered(f"c{number}", after=4), ended(f"c{number}", after=50)):
            wire.receive(event, NOON)
    for number, call in enumerate(Call.objects.all()):
        start, saved = threading.Barrier(2), []

        def send(call=call, number=number, start=start, saved=saved):
            start.wait()
            try:
                saved.append(save_note(new(call, note_id=UUID(int=number + 1)), cast.olga, LATER).pk)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert saved == [UUID(int=number + 1)] * 2
        assert OutboxMessage.objects.filter(about=str(UUID(int=number + 1))).count() == 1


def test_a_second_note_of_the_same_call_is_refused(cast, call):
    save_note(new(call), cast.olga, LATER)
    with pytest.raises(actions.Refused):
        save_note(new(call, note_id=UUID(int=8)), cast.olga, LATER)
    assert Note.objects.count() == 1


def test_a_note_saved_during_the_talk_lets_the_end_close_the_call(cast):
    wire.receive(offered(), NOON)
    wire.receive(answered(after=4), NOON)
    call = Call.objects.get()
    save_note(new(call), cast.olga, LATER)
    call.refresh_from_db()
    assert call.state == "talking"
    wire.receive(ended(after=50), NOON)
    call.refresh_from_db()
    assert (call.state, call.wrap_up_ms) == ("closed", 0)


def test_a_note_for_another_customer_than_the_one_on_the_line_asks_once(cast, call):
    wire.receive(offered("c2", called=BERG_NUMBER), NOON)
    wire.receive(answered("c2", after=55), NOON)
    with pytest.raises(WrongCustomer, match=r"Kanzlei Berg.*Praxis Dr\. Zahn"):
        save_note(new(call), cast.olga, LATER)
    assert Note.objects.count() == 0
    assert save_note(new(call, wrong_customer_confirmed=True), cast.olga, LATER).customer == cast.zahn


def test_a_colleague_cannot_write_the_note(cast, call):
    with pytest.raises(actions.Refused):
        save_note(new(call), cast.paul, LATER)
    with pytest.raises(Call.DoesNotExist):
        save_note(new(call), cast.nina, LATER)
    assert (Note.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_a_person_of_another_customer_is_refused_and_nothing_is_kept(cast, call):
    cast.kern.customer = cast.berg
    cast.kern.save()
    with pytest.raises(actions.Refused):
        save_note(new(call, person_id=cast.kern.pk), cast.olga, LATER)
    assert Note.objects.count() == 0


def test_channels_hear_only_what_is_urgent_enough_and_meant_for_them(cast, call):
    cast.email.least_urgency = 4
    cast.email.save()
    save_note(new(call), cast.olga, LATER)
    assert OutboxMessage.objects.count() == 0


def test_a_hint_says_nothing_of_the_call(cast, call):
    cast.email.detail = "hint"
    cast.email.save()
    note = save_note(new(call), cast.olga, LATER)
    body = OutboxMessage.objects.get().body
    assert "Muster" not in body
    assert "Zahnschmerzen" not in body
    assert str(note.pk) in body


def test_nothing_of_the_note_is_in_clear_in_the_database(cast, call):
    save_note(new(call), cast.olga, LATER)
    with connection.cursor() as cursor:
        for table in ("calls_note", "delivery_outboxmessage", "calls_call", "billing_usagerecord", "live_liveevent", "calls_calllogline"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  table names of this test
            everything = repr([[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in cursor.fetchall()])
            for secret in ("Erika", "Zahnschmerzen", "1713920012", "praxis@zahn"):
                assert secret not in everything, (table, secret)


def test_usage_is_written_without_the_caller_and_once(cast, call):
    save_note(new(call), cast.olga, LATER)
    usage = {record.meter: record.quantity for record in UsageRecord.objects.all()}
    assert usage == {"call": 1, "queue": 4, "talk": 46, "wrap_up": 10}
    assert {record.ref for record in UsageRecord.objects.all()} == {call.usage_ref}


def test_usage_follows_a_late_correction_without_counting_twice(cast):
    wire.receive(offered(), NOON)
    wire.receive(ended(after=50), NOON)
    assert {record.meter for record in UsageRecord.objects.all()} == {"abandoned_call", "queue"}
    wire.receive(answered(after=51), NOON)
    call = Call.objects.get()
    save_note(new(call), cast.olga, NOON + timedelta(seconds=80))
    usage = {record.meter: record.quantity for record in UsageRecord.objects.all()}
    assert usage == {"call": 1, "queue": 50, "wrap_up": 30}


def test_done_can_be_taken_back(cast, call):
    note = save_note(new(call), cast.olga, LATER)
    assert mark_done(note, cast.zahn_owner, LATER, done=True).done_by == cast.zahn_owner
    assert mark_done(note, cast.zahn_owner, LATER, done=False).done_at is None


def test_who_may_read_a_note(cast, call):
    save_note(new(call), cast.olga, LATER)
    readers = {
        person.name: Note.objects.of(person).count() for person in (cast.zahn_owner, cast.berg_user, cast.olga, cast.nina, cast.owner)
    }
    assert readers == {"Dr. Zahn": 1, "Anna Berg": 0, "Olga Weber": 1, "Nina Nacht": 0, "Clara Chefin": 0}


def test_the_card_shows_what_is_valid_now(cast, call):
    save_note(new(call), cast.olga, LATER)
    wire.receive(offered("c2"), NOON)
    card = card_of(Call.objects.get(engine_call_id="c2"), cast.olga, NOON)
    assert card is not None
    assert card.greeting == "Praxis Doktor Zahn, guten Tag, Sie sprechen mit Olga Weber."
    assert [entry.instruction.text for entry in card.never] == ["Keine Auskunft zu Befunden."]
    assert [(now.person.name, now.standing.status) for now in card.people] == [("Dr. Zahn", "with_client"), ("Frau Kern", "available")]
    assert card.known is not None
    assert card.known.name == "Erika Muster"
    assert [note.concern[:12] for note in card.earlier] == ["Zahnschmerze"]


def test_the_stage_goes_to_the_longest_waiting_caller_only_when_free(cast):
    wire.receive(offered("c1"), NOON)
    wire.receive(offered("c2", at=NOON + timedelta(seconds=3)), NOON)
    board = board_of(cast.olga)
    first = stage(board, "")
    assert first is not None
    assert first.engine_call_id == "c1"
    actions.be(cast.olga, "break", NOON)
    assert stage(board_of(cast.olga), "") is None
    assert board_of(cast.nina).waiting == []


def test_a_draft_of_a_lost_call_stays_on_the_board(cast, call):
    actions.keep_draft(call.pk, cast.olga, LATER, values={"concern": "Zahn"})
    actions.close_stale(NOON + timedelta(hours=1))
    board = board_of(cast.olga)
    assert [draft.call_id for draft in board.unsaved] == [call.pk]
    assert save_note(new(call), cast.olga, LATER).concern
    assert Draft.objects.count() == 0


def test_a_comment_is_told_to_the_customer_and_the_team_and_stands_at_the_next_call(cast, call):
    note = save_note(new(call), cast.olga, LATER)
    LiveEvent.objects.all().delete()
    written = comment(note, cast.zahn_owner, " Termin ist vergeben. ", LATER)
    assert (written.text, written.by, written.at) == ("Termin ist vergeben.", cast.zahn_owner, LATER)
    told = set(LiveEvent.objects.values_list("channel", "kind", "ref"))
    assert told == {(cast.zahn.channel, "note", str(note.pk)), (cast.day.channel, "note", str(note.pk))}
    wire.receive(offered("c2", at=LATER), LATER)
    card = card_of(Call.objects.get(engine_call_id="c2"), cast.olga, LATER)
    assert [[said.text for said in earlier.comments.all()] for earlier in card.earlier] == [["Termin ist vergeben."]]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001])
def test_a_comment_that_says_nothing_or_too_much_is_refused_at_its_field(cast, call, text):
    note = save_note(new(call), cast.olga, LATER)
    with pytest.raises(ValidationError) as caught:
        comment(note, cast.zahn_owner, text, LATER)
    assert list(caught.value.message_dict) == ["text"]
    assert not note.comments.exists()

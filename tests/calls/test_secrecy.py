"""Secrecy (§203 StGB): who has not signed the undertaking gets no such calls, and no letter about one says who called or why."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import BERG_NUMBER, NOON, answered, ended, make_cast, offered
from vorzimmer.calls import actions, wire
from vorzimmer.calls.cards import board_of
from vorzimmer.calls.models import Call
from vorzimmer.calls.notes import Answer, NewNote, save_note
from vorzimmer.customers.actions import ChannelEntry, CustomerEntry, add_channel, change_customer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.notes import Outcome, Urgency

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    cast = make_cast()
    cast.paul.secrecy_signed_on = None
    cast.paul.save()
    wire.receive(offered("secret"), NOON)
    wire.receive(offered("plain", called=BERG_NUMBER), NOON)
    return cast


def test_only_calls_of_other_customers_wait_on_the_board(cast):
    assert [call.engine_call_id for call in board_of(cast.paul).waiting] == ["plain"]
    assert [call.engine_call_id for call in board_of(cast.olga).waiting] == ["secret", "plain"]


def test_the_call_cannot_be_taken_either(cast):
    secret = Call.objects.get(engine_call_id="secret")
    with pytest.raises(Call.DoesNotExist):
        actions.take(secret.pk, cast.paul, NOON)
    assert actions.take(secret.pk, cast.olga, NOON).operator == cast.olga


WORDS = ("Muster", "Meier AG", "Zahnschmerzen", "AOK", "Unterlagen", "3920012", "Erika")


@pytest.mark.parametrize("urgency", list(Urgency))
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_letter_sms_or_subject_for_a_customer_bound_to_secrecy_says_a_word_of_the_call(cast, urgency, language):
    head = {"name": "Kanzlei Berg", "short_name": "Berg", "team": cast.day}
    add_channel(cast.berg, ChannelEntry(address="berg@kanzlei.example", detail="full", language=language), NOON)
    add_channel(cast.berg, ChannelEntry(kind="sms", address="0171 3920055", language=language), NOON)
    change_customer(cast.berg, CustomerEntry(**head, secrecy=True), NOON)
    for event in (offered("bound", called=BERG_NUMBER), answered("bound", after=4), ended("bound", after=50)):
        wire.receive(event, NOON)
    note = NewNote(
        note_id=uuid4(),
        call_id=Call.objects.get(engine_call_id="bound").pk,
        concern="Zahnschmerzen seit gestern.",
        urgency=urgency,
        outcome=Outcome.CALL_BACK,
        caller_name="Erika Muster",
        caller_company="Meier AG",
        callback_number="0171 3920012",
        measures_text="Unterlagen angekündigt",
        answers=[Answer(question="Versichert?", answer="AOK")],
    )
    save_note(note, cast.olga, NOON + timedelta(seconds=60))
    letters = list(OutboxMessage.objects.filter(customer=cast.berg))
    assert sorted(letter.kind for letter in letters) == ["email", "sms"]
    said = [f"{letter.subject} {letter.body}" for letter in letters]
    assert [word for word in WORDS for text in said if word in text] == []
    assert all(f"/portal/notes/{note.note_id}/" in letter.body for letter in letters)

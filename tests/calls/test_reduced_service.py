"""Calls and notes of a customer on the service ladder: nobody is rung, no SMS leaves, and nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.arrears import OWES, SEPTEMBER, climb
from tests.calls.line import Line
from tests.cast import BERG_NUMBER, CALLER, NOON, answered, ended, make_cast, offered
from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls import wire
from vorzimmer.calls.cards import board_of, card_of
from vorzimmer.calls.models import Call, Note
from vorzimmer.calls.notes import NewNote, save_note
from vorzimmer.calls.switching import Refuse
from vorzimmer.customers.actions.service import announce_step, lift
from vorzimmer.customers.models import Channel, Customer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import moment
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
OWN = "kanzlei@berg.example"


@pytest.fixture
def cast():
    cast = make_cast()
    Customer.objects.filter(pk=cast.berg.pk).update(email=OWN)
    return cast


@pytest.fixture
def berg(cast):
    cast.berg.refresh_from_db()
    return cast.berg


def told(note=None):
    """The letters about notes: way, address, subject."""
    found = OutboxMessage.objects.filter(key__startswith="note:") if note is None else OutboxMessage.objects.filter(about=str(note.pk))
    return sorted((letter.kind, letter.address, letter.subject) for letter in found)


# --- calls -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "busy"), [(Step.VOICEMAIL_ONLY, True), (Step.STOPPED, False)])
def test_a_call_is_put_to_no_operator_and_the_telephone_system_is_told_what_the_caller_hears(cast, berg, step, busy):
    climb(berg, step, SEPTEMBER)
    assert wire.receive(offered(called=BERG_NUMBER), NOON) == (Refuse(leg="c1", busy=busy),)
    call = Call.objects.get()
    assert (call.state, call.customer, list(call.log.values_list("kind", "cause"))) == (
        "rejected",
        berg,
        [("offered", ""), ("rejected", step.value)],
    )
    assert board_of(cast.olga).waiting == []
    assert UsageRecord.objects.count() == 0


def test_who_called_in_vain_is_not_kept(berg):
    climb(berg, Step.STOPPED, SEPTEMBER)
    wire.receive(ended("c0", after=1, called=BERG_NUMBER), NOON)
    wire.receive(offered("c1", called=BERG_NUMBER), NOON)
    assert {(call.caller_number, call.caller_index) for call in Call.objects.all()} == {("", None)}


@pytest.mark.parametrize("step", [Step.WARNED, Step.NO_SMS])
def test_before_that_calls_are_answered_as_usual(berg, step):
    climb(berg, step, SEPTEMBER)
    assert wire.receive(offered(called=BERG_NUMBER), NOON) == ()
    assert Call.objects.get().state == "queued"


def test_the_calls_of_others_are_answered(cast, berg):
    climb(berg, Step.STOPPED, SEPTEMBER)
    wire.receive(offered(), NOON)
    assert Call.objects.get(customer=cast.zahn).state == "queued"


def test_an_announced_step_takes_calls_from_midnight_of_its_day(berg):
    at = climb(berg, Step.NO_SMS, SEPTEMBER)
    line = announce_step(berg, Step.VOICEMAIL_ONLY, None, at, by=None, arrears=OWES)
    midnight = moment(line.from_on, at.time().replace(hour=0))
    wire.receive(offered("before", called=BERG_NUMBER, at=midnight - timedelta(seconds=1)), NOON)
    wire.receive(offered("after", called=BERG_NUMBER, at=midnight), NOON)
    assert dict(Call.objects.values_list("engine_call_id", "state")) == {"before": "queued", "after": "rejected"}
    assert wire.receive(offered("before", called=BERG_NUMBER, at=midnight), NOON) == ()  # the telephone system repeats itself
    assert Call.objects.get(engine_call_id="before").state == "queued"


def test_who_has_paid_is_called_again_the_same_moment(berg):
    at = climb(berg, Step.STOPPED, SEPTEMBER)
    lift(berg, at, by=None)
    wire.receive(offered(called=BERG_NUMBER), NOON)
    assert Call.objects.get().state == "queued"


@pytest.mark.parametrize("events", [(ended("c1", after=20, called=BERG_NUMBER),), (answered("c1", after=3), ended("c1", after=9))])
def test_what_the_telephone_system_says_afterwards_changes_nothing(berg, events):
    climb(berg, Step.STOPPED, SEPTEMBER)
    first = wire.receive(offered(called=BERG_NUMBER), NOON)
    assert wire.receive(offered(called=BERG_NUMBER), NOON) == first
    for event in events:
        assert wire.receive(event, NOON) == ()
    assert (Call.objects.get().state, UsageRecord.objects.count()) == ("rejected", 0)


def test_the_ladder_costs_a_ringing_call_no_question(berg):
    def questions(call_id):
        with CaptureQueriesContext(connection) as asked:
            wire.receive(offered(call_id, called=BERG_NUMBER), NOON)
        return len(asked)

    questions("first")  # statements are built, keys are fetched
    served = questions("served")
    climb(berg, Step.NO_SMS, SEPTEMBER)
    assert questions("without sms") == served


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_telephone_system_with_our_voice_lets_the_caller_hear_that_the_line_is_engaged():
    cast = make_cast()
    Customer.objects.filter(pk=cast.berg.pk).update(email=OWN)
    climb(cast.berg, Step.VOICEMAIL_ONLY, SEPTEMBER)
    line = Line()
    line.connect()
    try:
        call = line.ring(called=BERG_NUMBER)
        line.wait(1)
        assert line.living() == []
    finally:
        line.disconnect()
    call.refresh_from_db()
    assert (call.state, call.log.get(kind="ended").cause) == ("rejected", "busy")


# --- notes -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def save(cast, berg):
    """Answer a call for Berg and save its note."""

    def saved(urgency=Urgency.HIGH, person=None) -> Note:
        name = str(uuid4())
        for event in (offered(name, called=BERG_NUMBER), answered(name, after=4), ended(name, after=50)):
            wire.receive(event, NOON)
        new = NewNote(
            note_id=uuid4(),
            call_id=Call.objects.get(engine_call_id=name).pk,
            concern="Frist läuft ab",
            urgency=urgency,
            outcome=Outcome.CALL_BACK,
            caller_name="Erika Muster",
            callback_number=CALLER,
            person_id=person,
        )
        return save_note(new, cast.olga, NOON + timedelta(seconds=60))

    return saved


def way(customer, kind, address, **more):
    return Channel.objects.create(customer=customer, kind=kind, address=address, created_at=NOON, **more)


def test_no_sms_leaves_and_the_email_that_goes_out_anyway_is_enough(berg, save):
    way(berg, "sms", "+491713920055")
    way(berg, "email", "team@berg.example")
    climb(berg, Step.NO_SMS, SEPTEMBER)
    assert told(save()) == [("email", "team@berg.example", "Dringend: neue Nachricht für Berg")]


def test_where_only_an_sms_would_have_told_of_it_an_email_to_the_customers_own_address_does(berg, save):
    way(berg, "sms", "+491713920055")
    way(berg, "email", "team@berg.example", least_urgency=4)
    climb(berg, Step.NO_SMS, SEPTEMBER)
    note = save()
    assert told(note) == [("email", OWN, "Dringend: neue Nachricht für Berg")]
    letter = OutboxMessage.objects.get(about=str(note.pk))
    assert f"/portal/notes/{note.pk}/" in letter.body
    assert "Erika" not in letter.body
    assert "Frist" not in letter.body


def test_who_wants_to_be_told_of_nothing_is_told_of_nothing(berg, save):
    way(berg, "sms", "+491713920055", least_urgency=4)
    climb(berg, Step.NO_SMS, SEPTEMBER)
    assert told(save()) == []


def test_a_customer_without_any_address_finds_the_message_in_the_portal(berg, save):
    way(berg, "sms", "+491713920055")
    climb(berg, Step.NO_SMS, SEPTEMBER)
    Customer.objects.filter(pk=berg.pk).update(email="")
    note = save()
    assert told(note) == []
    assert Note.objects.get() == note


@pytest.mark.parametrize("step", [Step.FULL, Step.WARNED])
def test_until_then_sms_leave(berg, save, step):
    way(berg, "sms", "+491713920055")
    climb(berg, step, SEPTEMBER)
    assert told(save()) == [("sms", "+491713920055", "Dringend: neue Nachricht für Berg")]


def test_saving_a_note_asks_no_more_than_before(berg, save):
    way(berg, "sms", "+491713920055")

    def questions():
        with CaptureQueriesContext(connection) as asked:
            save()
        return len(asked)

    questions()
    served = questions()
    climb(berg, Step.NO_SMS, SEPTEMBER)
    assert questions() == served


# --- the card ----------------------------------------------------------------------------------------------------------


def card(cast):
    return card_of(Call.objects.select_related("customer").get(), cast.olga, NOON)


def test_the_card_knows_that_no_sms_leaves(cast, berg):
    climb(berg, Step.NO_SMS, SEPTEMBER)
    wire.receive(offered(called=BERG_NUMBER), NOON)
    assert card(cast).is_reduced


@pytest.mark.parametrize("step", [Step.FULL, Step.WARNED])
def test_a_warning_is_no_business_of_operators(cast, berg, step):
    climb(berg, step, SEPTEMBER)
    wire.receive(offered(called=BERG_NUMBER), NOON)
    assert not card(cast).is_reduced

"""What goes into the outbox comes out once at a time, and only its holder says what became of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from vorzimmer.customers.models import Channel
from vorzimmer.delivery import queries
from vorzimmer.delivery.actions import ContentForgotten, cancel, claim, enqueue, forget_bodies, renew, retry_dead, settle
from vorzimmer.delivery.bell import BELL
from vorzimmer.delivery.models import REASON_NAMES, STATE_NAMES, OutboxMessage
from vorzimmer.delivery.signals import message_sent
from vorzimmer.domain.delivery import DeliveryState, GiveUp, MessageKind, NotPossible, Reason, Sent, TryAgain

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = TryAgain(reason=Reason.BUSY)


def claimed(at=NOON, kind=MessageKind.EMAIL):
    message = claim(kind, at=at)
    assert message is not None
    return message


def state_of(message) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


@pytest.fixture
def receiver():
    connected = []

    def connect(function):
        message_sent.connect(function, weak=False)
        connected.append(function)

    yield connect
    for function in connected:
        message_sent.disconnect(function)


def test_a_letter_is_kept_sealed_and_read_plain(letter, stored):
    enqueue([letter()], at=NOON)
    message = OutboxMessage.objects.get()
    assert (message.address, message.subject) == ("praxis@birnbaum.example", "Neue Nachricht für Birnbaum")
    assert message.body == "Frau Müller bittet um Rückruf.\n"
    assert message.give_up_at == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    for column, word in (("address", b"birnbaum"), ("subject", b"Nachricht"), ("body", b"bittet")):
        assert len(stored(message, column)) > 40
        assert word not in stored(message, column)


def test_many_letters_are_one_insert(letter, django_assert_num_queries):
    letters = [letter() for _ in range(20)]
    enqueue(letters[:1], at=NOON)
    with django_assert_num_queries(1, connection=connection):
        enqueue(letters[1:], at=NOON)
    assert OutboxMessage.objects.count() == 20


def test_a_second_letter_with_the_same_key_is_passed_over(letter):
    enqueue([letter(key="note:1", body="first")], at=NOON)
    enqueue([letter(key="note:1", body="second"), letter(key="note:2"), letter(key="note:2")], at=NOON)
    assert {(message.key, message.body) for message in OutboxMessage.objects.all()} == {
        ("note:1", "first"),
        ("note:2", "Frau Müller bittet um Rückruf.\n"),
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": ""}, "key has 1 to 120 characters"),
        ({"key": "k" * 121}, "key has 1 to 120 characters"),
        ({"about": ""}, "about has 1 to 36 characters"),
        ({"language": ""}, "language has 1 to 2 characters"),
        ({"kind": "fax"}, "'fax' is not a valid MessageKind"),
    ],
)
def test_a_letter_that_nobody_could_find_again_is_refused(letter, change, words):
    with pytest.raises(ValueError, match=words):
        letter(**change)


def test_a_letter_of_no_customer_is_refused_unless_it_is_about_an_enquiry(letter):
    assert letter(customer_id=None, key="enquiry:1:owner:2").customer_id is None
    with pytest.raises(TypeError, match="customer_id is a UUID, not NoneType"):
        letter(customer_id=None)


def test_the_bell_rings_only_when_the_deed_is_committed(letter, django_capture_on_commit_callbacks):
    before = BELL.rung
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue([letter()], at=NOON)
    assert BELL.rung == before
    [ring] = callbacks
    ring()
    assert BELL.rung == before + 1


def test_nothing_to_send_rings_no_bell(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue([], at=NOON)
    assert callbacks == []


def test_the_longest_due_message_is_claimed_first_and_nobody_else_gets_it(letter):
    enqueue([letter(key="later")], at=NOON)
    enqueue([letter(key="earlier")], at=NOON - SECOND)
    assert [claimed().key, claimed().key] == ["earlier", "later"]
    assert claim(MessageKind.EMAIL, at=NOON) is None


def test_a_claimed_message_shows_it(letter):
    enqueue([letter()], at=NOON)
    message = OutboxMessage.objects.get(pk=claimed().pk)
    assert (message.state, message.attempts, message.not_before) == ("leased", 1, NOON + timedelta(seconds=20))
    assert message.lease is not None


def test_a_message_is_not_claimed_before_its_time(letter):
    enqueue([letter()], at=NOON)
    assert claim(MessageKind.EMAIL, at=NOON - timedelta(microseconds=1)) is None
    assert claim(MessageKind.SMS, at=NOON) is None
    assert claim(MessageKind.EMAIL, at=NOON) is not None


def test_a_message_whose_worker_is_gone_is_claimed_again_when_the_lease_is_over(letter):
    enqueue([letter()], at=NOON)
    first = claimed()
    assert claim(MessageKind.EMAIL, at=NOON + 19 * SECOND) is None
    second = claimed(at=NOON + 20 * SECOND)
    assert second.pk == first.pk
    assert second.lease != first.lease
    assert second.attempts == 2


def test_a_living_worker_keeps_its_message(letter):
    enqueue([letter()], at=NOON)
    message = claimed()
    renew([message.lease, uuid4()], at=NOON + 10 * SECOND)
    assert claim(MessageKind.EMAIL, at=NOON + 29 * SECOND) is None
    assert claim(MessageKind.EMAIL, at=NOON + 30 * SECOND) is not None


def test_a_lost_lease_is_not_renewed(letter):
    enqueue([letter()], at=NOON)
    lost = claimed()
    kept = claimed(at=NOON + 20 * SECOND)
    renew([lost.lease], at=NOON + 30 * SECOND)
    assert OutboxMessage.objects.get(pk=kept.pk).not_before == NOON + 40 * SECOND


@pytest.mark.parametrize("receipt", [Sent(provider_id="late"), LATER, GiveUp(reason=Reason.REFUSED)])
def test_who_lost_the_lease_changes_nothing(letter, receiver, receipt):
    heard = []
    receiver(lambda **told: heard.append(told))
    enqueue([letter()], at=NOON)
    late = claimed()
    claimed(at=NOON + 60 * SECOND)
    columns = ("state", "reason", "attempts", "lease", "not_before", "closed_at", "provider_id")
    before = OutboxMessage.objects.values_list(*columns).get()
    assert settle(late, receipt, at=NOON + 61 * SECOND) is False
    assert OutboxMessage.objects.values_list(*columns).get() == before
    assert heard == []


def test_who_comes_second_after_the_message_was_sent_changes_nothing(letter):
    enqueue([letter()], at=NOON)
    late = claimed()
    assert settle(claimed(at=NOON + 60 * SECOND), Sent(provider_id="right"), at=NOON + 61 * SECOND)
    assert settle(late, GiveUp(reason=Reason.REFUSED), at=NOON + 62 * SECOND) is False
    message = OutboxMessage.objects.get()
    assert (message.state, message.provider_id, message.sent_at) == ("sent", "right", NOON + 61 * SECOND)


def test_a_sent_message_is_closed_and_told_of(letter, receiver):
    told = []
    receiver(lambda *, message, at, **_: told.append((message.about, message.body, message.sent_at, at)))
    enqueue([letter(about="note 7", body="Hallo")], at=NOON)
    assert settle(claimed(), Sent(provider_id="gw-1"), at=NOON + SECOND)
    message = OutboxMessage.objects.get()
    assert (message.state, message.provider_id, message.reason, message.not_before) == ("sent", "gw-1", "", None)
    assert (message.sent_at, message.closed_at) == (NOON + SECOND, NOON + SECOND)
    assert told == [("note 7", "Hallo", NOON + SECOND, NOON + SECOND)]


def test_a_message_that_was_put_off_waits_for_its_moment(letter):
    enqueue([letter()], at=NOON)
    settle(claimed(), LATER, at=NOON + 2 * SECOND)
    message = OutboxMessage.objects.get()
    assert (message.state, message.reason, message.not_before, message.sent_at) == ("waiting", "busy", NOON + 7 * SECOND, None)
    assert claim(MessageKind.EMAIL, at=NOON + 6 * SECOND) is None
    settle(claimed(at=NOON + 7 * SECOND), Sent(), at=NOON + 7 * SECOND)
    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts) == ("sent", "", 2)


def test_what_a_failing_receiver_did_is_undone_and_the_message_stays_sent(letter, receiver, customer, caplog):
    def fail(**_):
        customer.name = "renamed"
        customer.save()
        raise LookupError("praxis@birnbaum.example is unknown")

    receiver(fail)
    enqueue([letter()], at=NOON)
    assert settle(claimed(), Sent(), at=NOON)
    customer.refresh_from_db()
    assert customer.name == "Praxis Dr. Birnbaum"
    message = OutboxMessage.objects.get()
    assert message.state == "sent"
    assert f"message {message.pk} was sent, but a receiver failed: LookupError" in caplog.text
    assert "birnbaum" not in caplog.text


def test_while_the_database_is_in_trouble_nothing_is_settled_and_it_can_be_tried_again(letter, receiver):
    troubles = [OperationalError("database is locked")]

    def trouble_once(**_):
        if troubles:
            raise troubles.pop()

    receiver(trouble_once)
    enqueue([letter()], at=NOON)
    message = claimed()
    with pytest.raises(OperationalError), transaction.atomic():
        settle(message, Sent(), at=NOON)
    assert state_of(message) == "leased"
    assert settle(message, Sent(), at=NOON)
    assert state_of(message) == "sent"


def test_a_message_that_kills_its_workers_is_given_up_and_the_next_one_is_claimed(letter):
    enqueue([letter(key="deadly")], at=NOON)
    OutboxMessage.objects.update(state="leased", attempts=12)
    enqueue([letter(key="harmless")], at=NOON + SECOND)
    assert claimed(at=NOON + SECOND).key == "harmless"
    deadly = OutboxMessage.objects.get(key="deadly")
    assert (deadly.state, deadly.reason, deadly.closed_at, deadly.not_before) == ("dead", "own_fault", NOON + SECOND, None)


def test_what_was_given_up_can_be_tried_again_for_another_day(letter):
    enqueue([letter()], at=NOON)
    message = claimed()
    settle(message, GiveUp(reason=Reason.NOT_CONFIGURED), at=NOON)
    assert claim(MessageKind.EMAIL, at=NOON + timedelta(days=1)) is None
    again = NOON + timedelta(hours=60)
    retry_dead(message.pk, at=again)
    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts, message.closed_at) == ("waiting", "", 0, None)
    assert (message.not_before, message.give_up_at) == (again, again + timedelta(hours=24))
    assert claimed(at=again).body == "Frau Müller bittet um Rückruf.\n"


def test_only_what_was_given_up_can_be_tried_again(letter):
    enqueue([letter()], at=NOON)
    message = OutboxMessage.objects.get()
    with pytest.raises(NotPossible, match="retried is not possible while the message is waiting"):
        retry_dead(message.pk, at=NOON)
    with pytest.raises(OutboxMessage.DoesNotExist):
        retry_dead(uuid4(), at=NOON)


def test_what_is_forgotten_cannot_be_sent_again(letter):
    enqueue([letter()], at=NOON)
    message = claimed()
    settle(message, GiveUp(reason=Reason.REFUSED), at=NOON)
    forget_bodies(NOON + timedelta(hours=72))
    with pytest.raises(ContentForgotten, match=f"message {message.pk} cannot be sent again: its content is erased"):
        retry_dead(message.pk, at=NOON + timedelta(hours=73))
    assert state_of(message) == "dead"


def test_a_cancelled_message_is_never_sent(letter):
    enqueue([letter()], at=NOON)
    message = OutboxMessage.objects.get()
    cancel(message.pk, at=NOON)
    assert claim(MessageKind.EMAIL, at=NOON + timedelta(days=2)) is None
    message.refresh_from_db()
    assert (message.state, message.closed_at, message.sent_at) == ("cancelled", NOON, None)
    with pytest.raises(NotPossible, match="cancelled is not possible while the message is cancelled"):
        cancel(message.pk, at=NOON)


def test_a_message_that_is_being_sent_is_not_cancelled(letter):
    enqueue([letter()], at=NOON)
    message = claimed()
    with pytest.raises(NotPossible, match="cancelled is not possible while the message is leased"):
        cancel(message.pk, at=NOON)
    assert state_of(message) == "leased"


def test_cancelling_what_was_given_up_does_not_keep_its_content_longer(letter):
    enqueue([letter()], at=NOON)
    message = claimed()
    settle(message, GiveUp(reason=Reason.REFUSED), at=NOON)
    cancel(message.pk, at=NOON + timedelta(hours=70))
    assert forget_bodies(NOON + timedelta(hours=72)) == 1


def test_states_are_counted(letter):
    enqueue([letter() for _ in range(4)], at=NOON)
    settle(claimed(), Sent(), at=NOON)
    settle(claimed(), GiveUp(reason=Reason.REFUSED), at=NOON)
    claimed()
    assert queries.counts() == {
        DeliveryState.WAITING: 1,
        DeliveryState.LEASED: 1,
        DeliveryState.SENT: 1,
        DeliveryState.DEAD: 1,
        DeliveryState.CANCELLED: 0,
    }


def test_the_messages_about_notes_are_found_without_loading_what_they_say(letter, django_assert_num_queries):
    enqueue([letter(about="one", key="a"), letter(about="one", key="b", kind="sms"), letter(about="other", key="c")], at=NOON)
    settle(claimed(), Sent(), at=NOON)
    with django_assert_num_queries(1, connection=connection):
        found = queries.messages_about(["one", "none"])
        shown = {(message.kind, message.state) for message in found["one"]}
    assert found.keys() == {"one", "none"}
    assert found["none"] == []
    assert len(shown) == 2
    assert found["one"][0].get_deferred_fields() == {"address", "subject", "body"}


def test_the_dead_are_listed_latest_first(letter):
    enqueue([letter(), letter(), letter()], at=NOON)
    first, second = claimed(), claimed()
    settle(first, GiveUp(reason=Reason.REFUSED), at=NOON)
    settle(second, GiveUp(reason=Reason.REFUSED), at=NOON + SECOND)
    assert list(OutboxMessage.objects.dead()) == [second, first]


def test_the_row_outlives_the_channel(letter, customer):
    channel = Channel.objects.create(customer=customer, address="praxis@birnbaum.example", created_at=NOON)
    enqueue([letter(channel_id=channel.pk)], at=NOON)
    channel.delete()
    assert OutboxMessage.objects.get().channel_id is None


def test_every_state_and_reason_has_a_name():
    assert STATE_NAMES.keys() == set(DeliveryState)
    assert REASON_NAMES.keys() == set(Reason)
    assert max(len(reason) for reason in Reason) <= OutboxMessage._meta.get_field("reason").max_length


def test_nothing_shows_address_or_text(letter):
    written = letter()
    enqueue([written], at=NOON)
    message = claimed()
    for shown in (repr(written), repr(message), str(message)):
        assert "birnbaum" not in shown.lower()
        assert "Nachricht" not in shown
        assert "Müller" not in shown

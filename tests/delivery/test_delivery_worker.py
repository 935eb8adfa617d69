"""The worker in a thread of this process, with a mail server and a gateway that are real and a clock that is set by hand."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from tests.delivery.gateway import Answer
from tests.delivery.postbox import Postbox, free_port
from vorzimmer.delivery import actions, worker
from vorzimmer.delivery.actions import enqueue
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.delivery.signals import message_sent
from vorzimmer.privacy.keyring.actions import destroy_keys

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class Watch:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


class Running:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=worker.run, args=(self.stop,), kwargs={"clock": clock})
        self.thread.start()

    def end(self, *, seconds: float = 20) -> None:
        self.stop.set()
        self.thread.join(seconds)
        assert not self.thread.is_alive()


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def running(watch, postbox, monkeypatch):
    """Start the worker; it looks into the outbox every 20 ms."""
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.02)
    started = []

    def start() -> Running:
        started.append(Running(watch))
        return started[-1]

    yield start
    for each in started:
        postbox.content_gate.open()
        each.end()


def eventually(what: Callable[[], object], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def rows(*columns: str) -> list[tuple]:
    return list(OutboxMessage.objects.order_by("key").values_list(*columns))


def test_a_message_is_in_the_mailbox_long_before_the_next_look_into_the_outbox(letter, postbox, running, monkeypatch):
    monkeypatch.setattr(worker, "POLL_SECONDS", 30)
    running()
    enqueue([letter(key="first")], at=NOON)
    postbox.wait_for(1)
    started = time.monotonic()
    with transaction.atomic():
        enqueue([letter(key="second")], at=NOON)
        time.sleep(0.2)
        assert len(postbox.mails) == 1  # nothing leaves before the commit
        committed = time.monotonic()
    mail = postbox.wait_for(2)[1]
    assert committed - started >= 0.2
    assert mail.arrived - committed < 1
    eventually(lambda: rows("state") == [("sent",), ("sent",)])


def test_what_is_rolled_back_is_never_sent(letter, postbox, running):
    running()
    with transaction.atomic():
        enqueue([letter()], at=NOON)
        transaction.set_rollback(True)
    enqueue([letter(about="the other")], at=NOON)
    eventually(lambda: rows("about", "state") == [("the other", "sent")])
    assert len(postbox.mails) == 1


def test_an_email_and_an_sms_go_their_ways(letter, postbox, gateway, running):
    running()
    enqueue([letter(key="1"), letter(key="2", kind="sms", address="+491713920001", subject="", body="Rückruf")], at=NOON)
    eventually(lambda: rows("kind", "state", "provider_id", "attempts") == [("email", "sent", "", 1), ("sms", "sent", "gw-1", 1)])
    assert gateway.asked[0].body["id"] == str(OutboxMessage.objects.get(kind="sms").pk)
    assert postbox.mails[0].id == f"<{OutboxMessage.objects.get(kind='email').pk}@vorzimmer.example>"


def test_a_refused_recipient_is_dead_with_the_reason_and_the_next_message_goes_out(letter, postbox, running, caplog):
    postbox.at_recipient.append("550 5.1.1 praxis@birnbaum.example unknown")
    enqueue([letter(key="1")], at=NOON - timedelta(seconds=1))
    enqueue([letter(key="2")], at=NOON)
    running()
    eventually(lambda: rows("state", "reason", "closed_at", "attempts") == [("dead", "recipient_refused", NOON, 1), ("sent", "", NOON, 1)])
    refused = OutboxMessage.objects.get(key="1")
    assert f"message {refused.pk} is dead after attempt 1: recipient_refused" in caplog.text


def test_a_message_that_was_put_off_goes_out_at_the_planned_moment_and_not_before(letter, postbox, running, watch):
    postbox.at_content.append("451 4.3.0 later")
    enqueue([letter()], at=NOON)
    running()
    eventually(lambda: rows("state", "reason", "not_before") == [("waiting", "busy", NOON + timedelta(seconds=5))])
    watch.at = NOON + timedelta(seconds=4.999)
    time.sleep(0.2)
    assert postbox.mails == []
    watch.at = NOON + timedelta(seconds=5)
    eventually(lambda: rows("state", "closed_at", "attempts") == [("sent", NOON + timedelta(seconds=5), 2)])
    assert len(postbox.mails) == 1


def test_a_message_goes_out_when_the_mail_server_is_back(letter, running, settings, watch):
    settings.EMAIL_PORT = port = free_port()
    enqueue([letter()], at=NOON)
    running()
    eventually(lambda: rows("state", "reason", "attempts") == [("waiting", "unreachable", 1)])
    watch.at = NOON + timedelta(seconds=5)
    eventually(lambda: rows("attempts", "not_before", "state") == [(2, NOON + timedelta(seconds=20), "waiting")])
    with Postbox(port) as back:
        watch.at = NOON + timedelta(seconds=20)
        back.wait_for(1)
        eventually(lambda: rows("state", "attempts") == [("sent", 3)])


def test_a_mail_server_that_is_down_for_a_day_makes_a_dead_letter_that_can_be_sent_by_hand(letter, running, settings, watch):
    settings.EMAIL_PORT = port = free_port()
    enqueue([letter()], at=NOON)
    running()
    for attempt in range(1, 13):
        eventually(lambda number=attempt: rows("attempts") == [(number,)] and rows("state") != [("leased",)])
        message = OutboxMessage.objects.get()
        watch.at = message.not_before or watch.at
    assert (message.state, message.reason, message.attempts) == ("dead", "unreachable", 12)
    assert message.closed_at == NOON + timedelta(seconds=5 + 15 + 60 + 300 + 900 + 1800 + 3600 + 7200 + 14400 + 21600 + 28800)
    with Postbox(port) as back:
        actions.retry_dead(message.pk, at=watch.at)
        assert back.wait_for(1)[0].id == f"<{message.pk}@vorzimmer.example>"
        eventually(lambda: rows("state") == [("sent",)])


def test_the_gateways_wish_for_a_pause_is_kept(letter, gateway, running):
    gateway.answers = [Answer(status=429, headers={"Retry-After": "600"})]
    enqueue([letter(kind="sms", address="+491713920001")], at=NOON)
    running()
    eventually(lambda: rows("state", "not_before") == [("waiting", NOON + timedelta(seconds=600))])


def test_a_message_that_cannot_be_read_does_not_keep_the_others(letter, postbox, running, caplog, watch):
    enqueue([letter(key="1")], at=NOON - timedelta(seconds=1))
    broken = OutboxMessage.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_outboxmessage SET body = subject")
    enqueue([letter(key="2")], at=NOON)
    running()
    eventually(lambda: rows("state", "reason") == [("waiting", "own_fault"), ("sent", "")])
    assert len(postbox.mails) == 1
    assert f"message {broken.pk} could not be sent: SealBroken in " in caplog.text


def test_an_error_that_quotes_the_message_is_logged_without_its_words(letter, postbox, running, caplog, monkeypatch):
    def explode(message, **_):
        raise UnicodeError(f"{message.address} {message.body}")

    monkeypatch.setattr("vorzimmer.delivery.channels.email.compose", explode)
    enqueue([letter()], at=NOON)
    running()
    eventually(lambda: rows("state", "reason") == [("waiting", "own_fault")])
    assert "could not be sent: UnicodeError in explode:" in caplog.text
    assert "birnbaum" not in caplog.text
    assert "Müller" not in caplog.text


def test_a_message_whose_key_was_destroyed_is_given_up(letter, postbox, running):
    enqueue([letter()], at=NOON)
    destroy_keys([OutboxMessage.objects.get().seal_scope()], at=NOON)
    running()
    eventually(lambda: rows("state", "reason") == [("dead", "forgotten")])
    assert postbox.mails == []


def test_stopping_finishes_the_message_in_hand_and_begins_no_other(letter, postbox, running):
    postbox.content_gate.close()
    enqueue([letter(key="1")], at=NOON - timedelta(seconds=1))
    enqueue([letter(key="2")], at=NOON)
    work = running()
    assert postbox.content_gate.reached.wait(10)
    work.stop.set()
    time.sleep(0.2)
    assert work.thread.is_alive()
    postbox.content_gate.open()
    work.end()
    assert rows("state") == [("sent",), ("waiting",)]
    assert len(postbox.mails) == 1


def test_stopping_an_idle_worker_takes_no_time(running, monkeypatch):
    monkeypatch.setattr(worker, "POLL_SECONDS", 30)
    work = running()
    time.sleep(0.1)
    work.end(seconds=2)


def test_while_a_slow_mail_server_is_thinking_the_lease_is_renewed(letter, postbox, running, watch, monkeypatch):
    monkeypatch.setattr(worker, "RENEW_SECONDS", 0.02)
    postbox.content_gate.close()
    enqueue([letter()], at=NOON)
    running()
    assert postbox.content_gate.reached.wait(10)
    for minutes in (1, 2, 3):
        watch.at = NOON + timedelta(minutes=minutes) - timedelta(seconds=10)
        eventually(lambda: rows("not_before") == [(watch.at + timedelta(seconds=20),)])
    postbox.content_gate.open()
    eventually(lambda: rows("state", "attempts") == [("sent", 1)])
    assert len(postbox.mails) == 1


def test_a_mail_server_that_hangs_does_not_keep_an_sms_waiting(letter, postbox, gateway, running):
    postbox.content_gate.close()
    enqueue([letter(key="1")], at=NOON)
    running()
    assert postbox.content_gate.reached.wait(10)
    enqueue([letter(key="2", kind="sms", address="+491713920001")], at=NOON)
    eventually(lambda: rows("state") == [("leased",), ("sent",)])


def test_a_database_in_trouble_is_asked_again_and_the_message_is_sent_once(letter, postbox, running, monkeypatch):
    monkeypatch.setattr(worker, "PAUSES", (0.01, 0.01))
    troubles = [OperationalError("database is locked"), OperationalError("database is locked")]
    settle = actions.settle

    def trouble_twice(*arguments, **named):
        if troubles:
            raise troubles.pop()
        return settle(*arguments, **named)

    monkeypatch.setattr(actions, "settle", trouble_twice)
    enqueue([letter()], at=NOON)
    running()
    eventually(lambda: rows("state", "attempts") == [("sent", 1)])
    assert len(postbox.mails) == 1


def test_when_the_outbox_cannot_be_read_the_worker_lives_on(letter, postbox, running, monkeypatch, caplog):
    troubles = [OperationalError("no connection"), LookupError("praxis@birnbaum.example")]
    claim = actions.claim

    def trouble_twice(*arguments, **named):
        if troubles:
            raise troubles.pop()
        return claim(*arguments, **named)

    monkeypatch.setattr(actions, "claim", trouble_twice)
    enqueue([letter()], at=NOON)
    running()
    eventually(lambda: rows("state") == [("sent",)])
    assert "sending was interrupted: LookupError in trouble_twice:" in caplog.text
    assert "birnbaum" not in caplog.text


def test_one_connection_serves_a_busy_queue_and_is_closed_when_there_is_nothing_left(letter, postbox, running):
    enqueue([letter() for _ in range(30)], at=NOON)
    running()
    postbox.wait_for(30)
    assert postbox.connections == 1
    eventually(lambda: rows("state") == [("sent",)] * 30)
    time.sleep(0.2)
    enqueue([letter()], at=NOON)
    postbox.wait_for(31)
    assert postbox.connections == 2


def test_two_workers_send_each_of_three_hundred_messages_once(letter, postbox, running):
    told = Counter()

    def count(*, message, **_):
        told[message.pk] += 1

    message_sent.connect(count, weak=False)
    try:
        running()
        running()
        for start in range(0, 300, 50):
            enqueue([letter(key=f"{start}+{number}") for number in range(50)], at=NOON)
        eventually(lambda: OutboxMessage.objects.filter(state="sent").count() == 300, seconds=60)
    finally:
        message_sent.disconnect(count)
    assert len(postbox.mails) == 300
    assert {mail.id for mail in postbox.mails} == {f"<{pk}@vorzimmer.example>" for pk in OutboxMessage.objects.values_list("pk", flat=True)}
    assert set(told.values()) == {1}
    assert len(told) == 300


def test_nothing_of_a_message_is_ever_logged(letter, postbox, gateway, running, caplog):
    postbox.at_recipient.extend(["250 Ok", "550 5.1.1 praxis@birnbaum.example unknown"])
    postbox.at_content.append("451 4.3.0 praxis@birnbaum.example later")
    gateway.answers = [Answer(body='{"error": "+491713920001"}')]
    enqueue([letter(), letter(), letter(), letter(kind="sms", address="+491713920001")], at=NOON)
    with caplog.at_level("DEBUG"):
        running()
        eventually(lambda: OutboxMessage.objects.exclude(reason="").count() == 3)
    ours = [
        record.getMessage() + str(record.exc_info) for record in caplog.records if not record.name.startswith("mail.")
    ]  # the test's mail server
    assert len(ours) >= 3
    assert not [line for line in ours if "birnbaum" in line.lower() or "Müller" in line or "1713920001" in line]

"""Workers in processes of their own, killed at the worst moment: no message is lost, and a repeated one can be told by its id."""

import signal
from datetime import UTC, datetime

import pytest

from vorzimmer.delivery.actions import enqueue
from vorzimmer.delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])


def kill(process):
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL


def end(process):
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert "Traceback" not in process.stderr.read()


def test_killed_after_the_mail_server_took_it_the_message_goes_out_again_under_the_same_id(letter, postbox, worker_process):
    enqueue([letter()], at=datetime.now(UTC))
    postbox.content_gate.close()
    first = worker_process()
    postbox.wait_for(1)
    kill(first)
    assert OutboxMessage.objects.get().state == "leased"
    postbox.content_gate.open()
    second = worker_process(hours=1)
    one, two = postbox.wait_for(2)
    end(second)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == ("sent", 2)
    assert one.id == two.id == f"<{message.pk}@vorzimmer.example>"
    assert one.raw == two.raw
    assert len(postbox.mails) == 2


def test_killed_before_the_mail_server_took_it_the_message_goes_out_once(letter, postbox, worker_process):
    enqueue([letter()], at=datetime.now(UTC))
    postbox.recipient_gate.close()
    first = worker_process()
    assert postbox.recipient_gate.reached.wait(20)
    kill(first)
    postbox.recipient_gate.open()
    second = worker_process(hours=1)
    postbox.wait_for(1)
    end(second)
    assert OutboxMessage.objects.get().state == "sent"
    assert len(postbox.mails) == 1


def test_while_the_lease_of_a_killed_worker_runs_nobody_sends_the_message(letter, postbox, worker_process):
    enqueue([letter(key="in hand")], at=datetime.now(UTC))
    postbox.content_gate.close()
    first = worker_process()
    postbox.wait_for(1)
    kill(first)
    postbox.content_gate.open()
    second = worker_process()
    enqueue([letter(key="new")], at=datetime.now(UTC))
    postbox.wait_for(2)
    end(second)
    assert dict(OutboxMessage.objects.values_list("key", "state")) == {"in hand": "leased", "new": "sent"}


def test_two_processes_on_one_queue_send_each_of_three_hundred_messages_once(letter, postbox, worker_process):
    workers = [worker_process(), worker_process()]
    for start in range(0, 300, 50):
        enqueue([letter(key=f"{start}+{number}") for number in range(50)], at=datetime.now(UTC))
    mails = postbox.wait_for(300, seconds=90)
    for each in workers:
        end(each)
    assert OutboxMessage.objects.filter(state="sent", attempts=1).count() == 300
    assert len(postbox.mails) == 300
    assert {mail.id for mail in mails} == {f"<{pk}@vorzimmer.example>" for pk in OutboxMessage.objects.values_list("pk", flat=True)}
    assert len({mail.worker for mail in mails}) >= 2

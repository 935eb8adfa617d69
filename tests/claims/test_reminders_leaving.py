"""Reminders on their way: a real mail server, processes that are killed, two at once; and that no caller is in any of them."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pypdf
import pytest
from django.conf import settings as program
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import translation

from tests.billing.firm import write_settings
from tests.cast import CALLER, NOON, make_cast, write_note
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, remind
from tests.delivery.conftest import database_url
from vorzimmer.claims.actions import leaving, reminding, running
from vorzimmer.claims.actions.settings import change_practice
from vorzimmer.claims.due import due_letters
from vorzimmer.claims.letters import mail
from vorzimmer.claims.models import Claim, ClaimEvent, Reminder
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import claim as take_from_outbox
from vorzimmer.delivery.actions import settle
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import MessageKind, Sent
from vorzimmer.domain.dunning import Event
from vorzimmer.privacy.keyring.keys import CACHE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

FRIDAY = date(2026, 9, 18)
"""Three days after the due day: the friendly reminder."""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """The keys of the test before are gone; another process would not find them."""
    CACHE.clear()
    yield
    CACHE.clear()


@pytest.fixture
def cast(transactional_db):
    write_settings()
    return make_cast(NOON - timedelta(days=90))


@pytest.fixture
def zahn(cast):
    cast.zahn.email, cast.zahn.language = "rechnung@zahn.example", "de"
    cast.zahn.save()
    return cast.zahn


def read(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def told():
    """What the logs of all claims say of letters."""
    return sorted(ClaimEvent.objects.exclude(reminder=None).values_list("kind", flat=True))


# --- a real mail server --------------------------------------------------------------------------------------------------


def test_the_mail_server_gets_the_letter_as_a_file_and_the_log_hears_of_it(zahn, postbox, worker_process):
    document = owe(zahn)
    claim = claim_of(document)
    (letter,) = due_letters(FRIDAY).letters
    reminder = reminding.write_and_send(letter, noon(FRIDAY), by=None)
    worker = worker_process()
    (arrived,) = postbox.wait_for(1)
    end(worker)
    assert arrived.recipients == ["rechnung@zahn.example"]
    assert arrived.message["Subject"] == f"Freundliche Zahlungserinnerung: Rechnung {document.number}"
    assert arrived.message["Content-Language"] == "de"
    assert "Bitte überweisen Sie 499,80\u00a0EUR" in arrived.message.get_body().get_content()
    (file,) = arrived.message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == (
        "application/pdf",
        "Freundliche-Zahlungserinnerung-K-1001-2026-09-18.pdf",
    )
    assert file.get_content() == bytes(reminder.pdf)
    reminder.refresh_from_db()
    assert reminder.proof == "mail_server"
    assert [event.on for event in claim.events.all()] == [reminder.sent_on]


def test_a_refusal_of_the_mail_server_leaves_the_letter_here(zahn, postbox, worker_process):
    claim = claim_of(owe(zahn))
    (letter,) = due_letters(FRIDAY).letters
    reminder = reminding.write_and_send(letter, noon(FRIDAY), by=None)
    postbox.at_recipient.append("550 5.1.1 rechnung@zahn.example unknown")
    worker = worker_process()
    wait_until(lambda: OutboxMessage.objects.get().state == "dead")
    end(worker)
    reminder.refresh_from_db()
    assert reminder.sent_on is None
    assert not claim.events.exists()


def end(process):
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert "Traceback" not in process.stderr.read()


def wait_until(is_so, seconds=30):
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.02)


# --- killed --------------------------------------------------------------------------------------------------------------


def test_a_worker_killed_after_the_mail_server_took_the_letter_has_it_noted_once(zahn, postbox, worker_process):
    claim_of(owe(zahn))
    (letter,) = due_letters(FRIDAY).letters
    reminding.write_and_send(letter, noon(FRIDAY), by=None)
    postbox.content_gate.close()
    first = worker_process()
    postbox.wait_for(1)
    first.send_signal(signal.SIGKILL)
    assert first.wait(10) == -signal.SIGKILL
    assert told() == []
    postbox.content_gate.open()
    second = worker_process(hours=1)
    one, two = postbox.wait_for(2)
    end(second)
    assert one.id == two.id  # a mail program shows it once
    assert told() == ["friendly_sent"]


def test_the_daily_job_killed_in_the_middle_and_run_again_writes_every_letter_once(cast):
    change_practice({"sends_by_itself": True})
    for number in range(8):
        facts = {"number": f"K-20{number:02}", "name": f"Praxis {number}", "short_name": f"Praxis {number}", "team": cast.day}
        owe(Customer.objects.create(**facts, since=NOON, email=f"rechnung@praxis{number}.example"))
    job = started(noon(FRIDAY))
    wait_until(lambda: Reminder.objects.exists() or job.poll() is not None)
    job.send_signal(signal.SIGKILL)
    job.communicate()
    assert 0 < Reminder.objects.count() < 8
    assert OutboxMessage.objects.count() == Reminder.objects.count()
    for _ in range(2):
        running.run_reminders(noon(FRIDAY))
    assert sorted(Reminder.objects.values_list("customer_number", flat=True)) == [f"K-20{number:02}" for number in range(8)]
    assert OutboxMessage.objects.filter(state="waiting").count() == OutboxMessage.objects.count() == 8


def started(at):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
        "DATABASE_URL": database_url("default"),
        "KEYRING_URL": database_url("keyring"),
        "VORZIMMER_HOME": str(program.HOME),
    }
    command = [sys.executable, "-m", "tests.claims.job_process", at.isoformat()]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


# --- two at once ---------------------------------------------------------------------------------------------------------


def at_once(*deeds):
    """Do all at the same moment, each on a connection of its own; gives what came of each."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            gate.wait(10)
            results[place] = deed()
        except (ValidationError, Reminder.DoesNotExist) as refused:
            results[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_jobs_at_once_write_and_send_every_letter_once(cast, zahn):
    change_practice({"sends_by_itself": True})
    cast.berg.email = "berg@kanzlei.example"
    cast.berg.save()
    for customer in (zahn, cast.berg, zahn):
        owe(customer)
    results = at_once(*[lambda: running.run_reminders(noon(FRIDAY))] * 3)
    assert [type(result).__name__ for result in results] == ["Sent"] * 3
    assert sorted(Reminder.objects.values_list("customer_number", flat=True)) == ["K-1001", "K-1002"]
    assert Claim.objects.count() == 3
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize("again", range(3))
def test_a_letter_that_leaves_while_it_is_taken_back_does_one_of_both(zahn, again):
    claim_of(owe(zahn))
    (letter,) = due_letters(FRIDAY).letters
    reminder = reminding.write_and_send(letter, noon(FRIDAY), by=None)
    _sent, taken = at_once(lambda: mail_out(FRIDAY), lambda: reminding.take_back(reminder, noon(FRIDAY)))
    is_taken = taken is None
    assert Reminder.objects.filter(sent_on=FRIDAY).exists() is not is_taken
    assert OutboxMessage.objects.get().state == ("cancelled" if is_taken else "sent")
    assert told() == ([] if is_taken else ["friendly_sent"])


def test_a_job_that_finds_a_letter_just_as_it_leaves_waits_for_nobody_for_ever(zahn):
    claim_of(owe(zahn))
    (letter,) = due_letters(FRIDAY).letters
    reminding.write_and_send(letter, noon(FRIDAY), by=None)
    message = take_from_outbox(MessageKind.EMAIL, at=noon(FRIDAY))
    results = at_once(
        lambda: settle(message, Sent(provider_id="x"), at=noon(FRIDAY)),
        lambda: reminding.write_and_send(letter, noon(FRIDAY), by=None),
        lambda: reminding.write_and_send(letter, noon(FRIDAY), by=None),
    )
    assert results[0] is True
    assert told() == ["friendly_sent"]
    assert (Reminder.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_two_who_send_and_post_the_same_letter_do_it_once(cast, zahn):
    claim_of(owe(zahn))
    owe(cast.berg)
    running.run_reminders(noon(FRIDAY))
    codes = [letter.code for letter in due_letters(FRIDAY).letters]
    at_once(*[lambda: running.send_chosen(codes, noon(FRIDAY), by=cast.accountant)] * 2)
    assert (Reminder.objects.count(), OutboxMessage.objects.count()) == (2, 1)
    posted = Reminder.objects.get(channel="post")
    results = at_once(*[lambda: leaving.mark_posted(posted, FRIDAY, noon(FRIDAY), by=cast.accountant)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "ValidationError"]
    assert told() == ["friendly_sent"]


def mail_out(day):
    """Let the mail server of the customer take over what waits."""
    while message := take_from_outbox(MessageKind.EMAIL, at=noon(day)):
        settle(message, Sent(provider_id="x"), at=noon(day))


# --- no caller -----------------------------------------------------------------------------------------------------------

LEVELS = (
    (Event.FRIENDLY_SENT, FRIDAY, None),
    (Event.FIRST_SENT, date(2026, 9, 25), None),
    (Event.SECOND_SENT, date(2026, 10, 26), date(2026, 9, 25)),
)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("level", "day", "reminded_on"), LEVELS)
def test_no_caller_and_no_message_is_in_a_letter_or_in_its_e_mail(zahn, level, day, reminded_on, language):
    confirm_rates()
    note = write_note()
    Customer.objects.filter(pk=zahn.pk).update(language=language)
    claim = claim_of(owe(zahn))
    if reminded_on:
        remind(claim, "first_sent", reminded_on, received=reminded_on, pay_by=reminded_on)
    reminder = reminding.write(zahn.pk, level, [claim], noon(day), by=None)
    assert reminding.send(reminder, noon(day))
    message = OutboxMessage.objects.get(key__startswith="reminder:")
    says = " ".join(
        (
            read(reminder.pdf),
            mail.file_of(reminder).name,
            str(message.subject),
            str(message.body),
            message.key,
            message.about,
            message.encloses,
        )
    )
    assert "499" in says
    digits = "".join(sign for sign in says if sign.isdigit())
    for canary in ("Erika", "Muster", "Zahnschmerzen", "Frau Kern", "laut sprechen", "Befunden", str(note.pk)):
        assert canary not in says, canary
    for number in (CALLER, "01713920012", "+491713920012", "+491713920002"):
        assert number[3:] not in digits, number

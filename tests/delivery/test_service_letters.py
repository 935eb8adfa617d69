"""Letters about the service on arrears, and that no SMS leaves for a customer who gets none."""

from datetime import date, datetime, timedelta

import pytest

from tests.arrears import OWES, SEPTEMBER, climb
from vorzimmer.customers.actions.service import announce_step, lift
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.delivery.actions import claim, enqueue
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import DeliveryState, MessageKind
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = datetime.fromisoformat("2026-11-20T11:00:00+00:00")


@pytest.fixture
def customer(customer):
    """Without secrecy; the letters are in German until somebody says otherwise."""
    Customer.objects.filter(pk=customer.pk).update(email="buch@birnbaum.example", contact_person="Bea Birnbaum")
    customer.refresh_from_db()
    return customer


def latest() -> OutboxMessage:
    return OutboxMessage.objects.get(key=ServiceStep.objects.latest("id").key)


def test_a_warning_says_what_is_overdue_and_what_may_follow(customer):
    climb(customer, Step.WARNED, SEPTEMBER)
    letter = latest()
    assert (letter.kind, letter.address, letter.subject) == ("email", "buch@birnbaum.example", "Bitte gleichen Sie Ihr Konto aus")
    assert letter.body.startswith("Guten Tag Bea Birnbaum,\n\nauf Ihrem Konto sind 240,00\N{NO-BREAK SPACE}€ überfällig.")
    assert "Zunächst ändert sich nichts" in letter.body
    assert "/portal/invoices/" in letter.body
    assert "Gerichten" not in letter.body


@pytest.mark.parametrize(
    ("step", "subject", "last", "happens"),
    [
        (Step.NO_SMS, "Ab 1. Oktober 2026 versenden wir keine SMS", "30. September 2026", "weiterhin per E-Mail und im Kundenportal"),
        (Step.VOICEMAIL_ONLY, "Ab 17. Oktober 2026 nehmen wir Ihre Anrufe nicht an", "16. Oktober 2026", "hört das Besetztzeichen"),
        (Step.STOPPED, "Ab 3. November 2026 ruht unser Service", "2. November 2026", "Ihr Vertrag läuft weiter"),
    ],
)
def test_each_step_says_from_which_day_it_holds_what_happens_and_what_keeps_it_off(customer, step, subject, last, happens):
    climb(customer, step, SEPTEMBER)
    letter = latest()
    assert letter.subject == subject
    assert f"bis zum {last}" in letter.body
    assert happens in letter.body
    assert "heben wir die Einschränkung auf" in letter.body
    assert "Was Sie begründet beanstanden" in letter.body
    assert "Rechtsschutz vor den Gerichten" in letter.body  # TKG §61(4) sentence 2


def test_the_letter_is_written_in_the_customers_language(customer):
    Customer.objects.update(language="en")
    climb(customer, Step.NO_SMS, SEPTEMBER)
    letter = latest()
    assert (letter.language, letter.subject) == ("en", "From 1 October 2026 on we send no SMS")
    assert "If we do not receive it by 30 September 2026, we restrict our service from 1 October 2026 on." in letter.body


def test_who_has_everything_back_is_told_so(customer):
    at = climb(customer, Step.NO_SMS, SEPTEMBER)
    lift(customer, at + timedelta(hours=1), by=None)
    letter = latest()
    assert letter.subject == "Sie haben wieder unseren vollen Service"
    assert "240" not in letter.body


def test_each_line_has_one_letter(customer):
    at = climb(customer, Step.NO_SMS, SEPTEMBER)
    announce_step(customer, Step.VOICEMAIL_ONLY, date(2026, 12, 1), at, by=None, arrears=OWES)
    letters = OutboxMessage.objects.filter(key__startswith="service:")
    assert sorted(letter.key for letter in letters) == [line.key for line in customer.service_steps.all()]


# --- SMS that wait when the step begins --------------------------------------------------------------------------------


def sms(letter, **more):
    enqueue([letter(kind="sms", address="+491713920055", body="Neue Nachricht", **more)], at=NOVEMBER)
    return OutboxMessage.objects.get(kind="sms")


@pytest.mark.parametrize("step", [Step.NO_SMS, Step.STOPPED])
def test_an_sms_that_waits_is_not_sent_any_more(customer, letter, step):
    climb(customer, step, SEPTEMBER)
    message = sms(letter)
    assert claim(MessageKind.SMS, at=NOVEMBER) is None
    message.refresh_from_db()
    assert (message.state, message.closed_at, message.not_before) == (DeliveryState.CANCELLED, NOVEMBER, None)


@pytest.mark.parametrize("step", [Step.FULL, Step.WARNED])
def test_until_then_it_is_sent(customer, letter, step):
    climb(customer, step, SEPTEMBER)
    message = sms(letter)
    assert claim(MessageKind.SMS, at=NOVEMBER) == message


def test_what_somebody_has_begun_to_send_is_finished(customer, letter):
    message = sms(letter)
    assert claim(MessageKind.SMS, at=NOVEMBER) == message
    climb(customer, Step.NO_SMS, SEPTEMBER)
    assert claim(MessageKind.SMS, at=NOVEMBER + timedelta(minutes=5)) == message


def test_emails_leave_whatever_holds(customer, letter):
    climb(customer, Step.STOPPED, SEPTEMBER)
    OutboxMessage.objects.all().delete()
    enqueue([letter()], at=NOVEMBER)
    assert claim(MessageKind.EMAIL, at=NOVEMBER) == OutboxMessage.objects.get()


def test_the_sms_of_others_go_on(customer, letter):
    climb(customer, Step.NO_SMS, SEPTEMBER)
    sms(letter)
    other = Customer.objects.create(number="1002", name="Berg", short_name="Berg", team=customer.team, since=NOVEMBER)
    enqueue([letter(customer_id=other.pk, kind="sms", address="+491713920056")], at=NOVEMBER)
    assert claim(MessageKind.SMS, at=NOVEMBER).customer == other
    assert claim(MessageKind.SMS, at=NOVEMBER) is None

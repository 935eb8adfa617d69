"""Reminders in the office: sending what is due, what waits for the post, receipts, the settings, base rates, and bad input."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.billing.firm import write_settings
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, remind
from vorzimmer.claims.actions.reminding import write, write_and_send
from vorzimmer.claims.due import due_letters
from vorzimmer.claims.models import Claim, ConfirmedRate, Practice, Reminder
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.dunning import Event

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

MONDAY = date(2026, 9, 21)
"""A working day on which a friendly reminder about `owe` is due."""


@pytest.fixture
def accountant(client, cast):
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def monday(monkeypatch):
    """Let it be that Monday in the office."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(MONDAY))


@pytest.fixture
def unpaid(cast):
    """Two customers who owe: Dr. Zahn has an e-mail address, Berg has none."""
    write_settings()
    cast.zahn.email = "rechnung@zahn.example"
    cast.zahn.save()
    owe(cast.zahn)
    claim_of(owe(cast.berg))
    return cast


def ask(client, name, *ids, **filters):
    return client.get(reverse(f"office:{name}", args=ids), filters)


def do(client, name, *ids, **entered):
    return client.post(reverse(f"office:{name}", args=ids), entered, follow=True)


def said(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_what_is_due_is_listed_and_sent_with_one_button(accountant, unpaid, monday):
    page = said(ask(accountant, "reminders"))
    assert "2 letters, €999.60 open" in page
    codes = [letter.code for letter in due_letters(MONDAY).letters]
    answer = said(do(accountant, "reminders-send", letter=codes))
    assert "1 letter is on its way by e-mail." in answer
    assert "1 letter waits to be printed and posted." in answer
    assert OutboxMessage.objects.filter(key__startswith="reminder:").count() == 1
    assert Reminder.objects.filter(made_by=unpaid.accountant).count() == 2
    assert "Nothing of this is due any more." in said(do(accountant, "reminders-send", letter=codes))


def test_without_a_choice_nothing_is_sent(accountant, unpaid, monday):
    assert "Choose at least one letter." in said(do(accountant, "reminders-send"))
    assert not Reminder.objects.exists()


def test_empty_states_say_what_will_be_here(accountant, cast):
    assert "the letter will stand here" in said(ask(accountant, "reminders"))
    assert "No letter has left yet" in said(ask(accountant, "reminders-sent"))


def test_a_printed_letter_is_posted_received_and_comes_back(accountant, unpaid, monday):
    letter = next(each for each in due_letters(MONDAY).letters if each.customer == unpaid.berg)
    reminder = write_and_send(letter, noon(MONDAY), by=unpaid.accountant)
    pdf = ask(accountant, "reminder-pdf", reminder.pk)
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "to be printed" in said(ask(accountant, "reminder", reminder.pk))
    assert "between that of the letter and today" in said(do(accountant, "reminder-posted", reminder.pk, day="2026-09-22"))
    assert "Noted. The letter counts from that day on." in said(do(accountant, "reminder-posted", reminder.pk, day="2026-09-21"))
    assert Claim.objects.get(customer_ref=unpaid.berg.pk).stage == "friendly"
    do(accountant, "reminder-received", reminder.pk, day="2026-09-21", proof="delivered")
    assert "received" in said(ask(accountant, "reminders-sent"))
    do(accountant, "reminder-returned", reminder.pk, day="2026-09-21")
    reminder.refresh_from_db()
    assert (reminder.proof, reminder.returned_on) == ("delivered", MONDAY)
    assert "came back" in said(ask(accountant, "reminder", reminder.pk))


def test_an_e_mail_may_be_printed_instead_or_taken_back(accountant, unpaid, monday):
    letter = next(each for each in due_letters(MONDAY).letters if each.customer == unpaid.zahn)
    reminder = write_and_send(letter, noon(MONDAY), by=None)
    assert "The e-mail is not sent." in said(ask(accountant, "reminder-print", reminder.pk))
    do(accountant, "reminder-print", reminder.pk)
    reminder.refresh_from_db()
    assert reminder.channel == "post"
    assert "Taken back." in said(do(accountant, "reminder-take-back", reminder.pk))
    assert not Reminder.objects.exists()


def test_an_e_mail_that_failed_says_why_and_is_tried_again(accountant, unpaid, monday):
    letter = next(each for each in due_letters(MONDAY).letters if each.customer == unpaid.zahn)
    reminder = write_and_send(letter, noon(MONDAY), by=None)
    OutboxMessage.objects.update(state="dead", reason="mailbox_full", not_before=None, closed_at=noon(MONDAY))
    page = said(ask(accountant, "reminder", reminder.pk))
    assert "The e-mail could not be delivered: mailbox is full." in page
    do(accountant, "reminder-again", reminder.pk)
    assert list(OutboxMessage.objects.order_by("key").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert "could not be delivered" not in said(ask(accountant, "reminder", reminder.pk))


def test_a_letter_that_is_not_true_any_more_says_why(accountant, unpaid, monday):
    claim = Claim.objects.get(customer_ref=unpaid.berg.pk)
    reminder = write(unpaid.berg.pk, Event.FRIENDLY_SENT, [claim], noon(date(2026, 9, 18)), by=None)
    Reminder.objects.update(pay_by=date(2026, 9, 22))
    assert "not true any more: too little time is left" in said(ask(accountant, "reminder", reminder.pk))


def test_the_office_says_why_letters_demand_no_interest_until_the_base_rate_is_confirmed(accountant, unpaid, monkeypatch):
    for claim in Claim.objects.all():
        remind(claim, "first_sent", date(2026, 9, 25), pay_by=date(2026, 9, 25))
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(date(2026, 10, 26)))
    accountant.force_login(unpaid.accountant)
    assert "The letters demand no interest: a base rate that is needed is not confirmed." in said(ask(accountant, "reminders"))
    confirm_rates()
    page = said(ask(accountant, "reminders"))
    assert "Second reminder" in page
    assert "demand no interest" not in page


def test_the_letters_that_left_are_found_by_customer_and_level(accountant, unpaid, monday):
    for letter in due_letters(MONDAY).letters:
        write_and_send(letter, noon(MONDAY), by=None)
    Reminder.objects.update(sent_on=MONDAY, received_on=MONDAY, proof="posted")
    assert "2 letters have left" in said(ask(accountant, "reminders-sent"))
    assert "1 letter has left" in said(ask(accountant, "reminders-sent", q="berg"))
    assert "1 letter has left" in said(ask(accountant, "reminders-sent", q="K-1001", level="friendly_sent"))
    assert "No letter fits this filter." in said(ask(accountant, "reminders-sent", level="second_sent"))


def test_the_list_asks_as_many_questions_for_many_letters_as_for_few(accountant, unpaid, monday):
    for letter in due_letters(MONDAY).letters:
        write(letter.customer_ref, letter.level, letter.claims, noon(MONDAY), by=None)
    ask(accountant, "reminders")  # the first page of a session asks more
    with CaptureQueriesContext(connection) as few:
        ask(accountant, "reminders")
    for customer in (unpaid.zahn, unpaid.berg):
        claim_of(owe(customer, issued_on=date(2026, 8, 31)))
    extra = Claim.objects.filter(lines=None)
    write(unpaid.zahn.pk, Event.FIRST_SENT, extra.filter(customer_ref=unpaid.zahn.pk), noon(date(2026, 9, 28)), by=None)
    write(unpaid.berg.pk, Event.FIRST_SENT, extra.filter(customer_ref=unpaid.berg.pk), noon(date(2026, 9, 28)), by=None)
    with CaptureQueriesContext(connection) as many:
        ask(accountant, "reminders")
    assert len(many) == len(few)


# --- settings --------------------------------------------------------------------------------------------------------------


def test_how_reminders_go_out_is_said_in_the_settings(accountant, cast):
    assert "Saved." in said(do(accountant, "claims-settings", sends_by_itself="on"))
    practice = Practice.current()
    assert (practice.sends_by_itself, practice.warns) == (True, False)
    assert "SCHUFA-Gesellschaft" in said(ask(accountant, "claims-settings"))


def test_a_base_rate_is_confirmed_by_typing_it_in(accountant, cast):
    assert "Look for the value that holds from 1 July 2026 on." in said(ask(accountant, "base-rate", "2026-07-01"))
    do(accountant, "base-rate", "2026-07-01", percent="1,52 %")
    rate = ConfirmedRate.objects.get()
    assert (rate.from_on, rate.rate, rate.confirmed_by) == (date(2026, 7, 1), 152, cast.accountant)
    assert "1.52 %" in said(ask(accountant, "claims-settings"))


def test_another_value_than_that_of_the_program_is_asked_about_once_and_then_counts(accountant, cast):
    answer = do(accountant, "base-rate", "2025-07-01", percent="1.77")
    assert answer.status_code == 422
    assert "The program brings 1.27 % along" in said(answer)
    assert not ConfirmedRate.objects.exists()
    do(accountant, "base-rate", "2025-07-01", percent="1.77", sure="on")
    assert ConfirmedRate.objects.get().rate == 177
    assert "differs" in said(ask(accountant, "claims-settings"))
    do(accountant, "base-rate", "2025-07-01", percent="1.27")
    assert ConfirmedRate.objects.get().rate == 127


@pytest.mark.parametrize("typed", ["", "zwei", "1,234", "1.5.2", "--1", "99"])
def test_what_is_no_base_rate_is_refused(accountant, cast, typed):
    assert do(accountant, "base-rate", "2026-07-01", percent=typed, sure="on").status_code == 422
    assert not ConfirmedRate.objects.exists()


def test_a_base_rate_below_zero_can_be_confirmed(accountant, cast):
    do(accountant, "base-rate", "2023-01-01", percent="-0,88", sure="on")
    assert ConfirmedRate.objects.get().rate == -88


@pytest.mark.parametrize("day", ["2026-07-02", "2099-01-01", "nonsense", "1999-01-01"])
def test_there_is_no_page_for_a_day_on_which_no_half_year_begins(accountant, cast, day):
    assert ask(accountant, "base-rate", day).status_code == 404


def test_a_half_year_that_the_program_does_not_know_is_missing_and_can_be_entered(accountant, cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 1, 4, 9, tzinfo=UTC))
    accountant.force_login(cast.accountant)
    assert "The program brings no value along." in said(ask(accountant, "claims-settings"))
    do(accountant, "base-rate", "2027-01-01", percent="1.60")
    assert ConfirmedRate.objects.get().rate == 160

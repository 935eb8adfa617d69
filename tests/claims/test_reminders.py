"""Reminders: who gets which letter, what stands on it, when it counts, and that none goes out twice and none is lost."""

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.billing.firm import write_settings
from tests.cast import NOON, make_cast
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from vorzimmer.claims.actions import leaving, reminding, running
from vorzimmer.claims.actions.reminding import send, take_back, write, write_and_send
from vorzimmer.claims.actions.settings import change_practice
from vorzimmer.claims.due import due_letters, reminders_of
from vorzimmer.claims.letters.paper import remittance
from vorzimmer.claims.models import Claim, Pause, Reminder
from vorzimmer.claims.outdated import why_outdated
from vorzimmer.claims.reading import reading
from vorzimmer.delivery.actions import claim as take_from_outbox
from vorzimmer.delivery.actions import settle
from vorzimmer.delivery.enclosures import NotThere, files_of
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.default import Proof
from vorzimmer.domain.delivery import GiveUp, MessageKind, Sent
from vorzimmer.domain.delivery import Reason as NotDelivered
from vorzimmer.domain.dunning import Event, Stage

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

FRIDAY = date(2026, 9, 18)
"""Three days after the due day: the friendly reminder."""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    write_settings()
    return make_cast(NOON - timedelta(days=90))


@pytest.fixture
def zahn(cast):
    cast.zahn.email, cast.zahn.street, cast.zahn.postcode = "rechnung@zahn.example", "Am Markt 1", "30159"
    cast.zahn.contact_person = "Frau Dr. Zahn"
    cast.zahn.save()
    return cast.zahn


def mail_out(day):
    """Let the mail server of the customer take over what waits."""
    at = noon(day)
    while message := take_from_outbox(MessageKind.EMAIL, at=at):
        settle(message, Sent(provider_id="x"), at=at)


def only_letter(day):
    (letter,) = due_letters(day).letters
    return letter


def remind_on(day):
    """Write, send and deliver the letter that is due on a day."""
    reminder = write_and_send(only_letter(day), noon(day), by=None)
    mail_out(day)
    reminder.refresh_from_db()
    return reminder


def read(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


# --- who gets which letter -----------------------------------------------------------------------------------------------


def test_nobody_is_reminded_before_the_third_day_after_the_due_day(zahn):
    claim_of(owe(zahn))
    due = due_letters(date(2026, 9, 17))
    assert due.letters == ()
    assert [(each.next.step, each.next.on) for each in due.waiting] == [(Event.FRIENDLY_SENT, FRIDAY)]


def test_three_levels_follow_each_other_on_their_days(zahn):
    claim = claim_of(owe(zahn))
    assert remind_on(FRIDAY).level == "friendly_sent"
    assert due_letters(date(2026, 9, 24)).letters == ()
    first = remind_on(date(2026, 9, 25))
    assert (first.level, first.pay_by, first.warns) == ("first_sent", date(2026, 10, 9), True)
    assert due_letters(date(2026, 10, 12)).letters == ()
    second = remind_on(date(2026, 10, 13))
    assert (second.level, second.pay_by, second.warns) == ("second_sent", date(2026, 10, 27), False)
    claim.refresh_from_db()
    assert claim.stage == Stage.SECOND


def test_the_friendly_reminder_asks_to_pay_before_the_next_letter_may_come(zahn):
    claim_of(owe(zahn))
    assert remind_on(FRIDAY).pay_by == date(2026, 9, 24)


def test_several_invoices_at_the_same_level_are_one_letter(zahn):
    owe(zahn, net=10000)
    claim_of(owe(zahn, net=20000))
    letter = only_letter(FRIDAY)
    assert (len(letter.readings), letter.open) == (2, 35700)
    reminder = write_and_send(letter, noon(FRIDAY), by=None)
    assert sorted(reminder.lines.values_list("principal", flat=True)) == [11900, 23800]
    assert reminder.total == 35700


def test_customers_get_letters_of_their_own(cast, zahn):
    owe(zahn)
    claim_of(owe(cast.berg))
    assert {letter.customer_number for letter in due_letters(FRIDAY).letters} == {"K-1001", "K-1002"}


def test_a_disputed_claim_is_left_out_of_the_letter_about_the_others(zahn):
    disputed = claim_of(owe(zahn, net=10000))
    owe(zahn, net=20000)
    running.run_reminders(noon(date(2026, 9, 16)))
    Pause.objects.create(claim=disputed, kind="dispute", since=date(2026, 9, 16), at=noon(FRIDAY))
    due = due_letters(FRIDAY)
    assert [letter.open for letter in due.letters] == [23800]
    assert [each.next.because for each in due.waiting] == ["dispute"]


def test_what_is_prepared_is_not_due_again(zahn):
    claim_of(owe(zahn))
    letter = only_letter(FRIDAY)
    reminder = write(letter.customer_ref, letter.level, letter.claims, noon(FRIDAY), by=None)
    due = due_letters(FRIDAY)
    assert (due.letters, due.waiting, list(due.prepared)) == ((), (), [reminder])


# --- written once, and true ----------------------------------------------------------------------------------------------


def test_a_letter_of_a_day_is_written_once(zahn):
    claim = claim_of(owe(zahn))
    letter = only_letter(FRIDAY)
    first = write(zahn.pk, letter.level, [claim], noon(FRIDAY), by=None)
    assert write(zahn.pk, letter.level, [claim], noon(FRIDAY), by=None) == first
    assert Reminder.objects.count() == 1


def test_a_letter_is_refused_with_its_reason_when_it_is_paid_between_the_list_and_the_button(zahn):
    document = owe(zahn)
    claim_of(document)
    letter = only_letter(FRIDAY)
    pay(zahn, 49980, FRIDAY, document)
    with pytest.raises(ValidationError, match="nothing is open"):
        write_and_send(letter, noon(FRIDAY), by=None)
    assert not Reminder.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_part_payment_after_the_letter_was_written_makes_it_untrue_and_stops_the_sending(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    reminder = write(zahn.pk, Event.FRIENDLY_SENT, [claim], noon(FRIDAY), by=None)
    pay(zahn, 10000, FRIDAY, document)
    with pytest.raises(ValidationError, match="another amount is open by now"):
        send(reminder, noon(FRIDAY))
    assert not OutboxMessage.objects.exists()


def test_a_dispute_before_the_mail_server_took_it_takes_the_letter_back(zahn):
    claim = claim_of(owe(zahn))
    write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    Pause.objects.create(claim=claim, kind="dispute", since=FRIDAY, at=noon(FRIDAY))
    running.run_reminders(noon(FRIDAY))
    assert not Reminder.objects.exists()
    assert OutboxMessage.objects.get().state == "cancelled"
    mail_out(FRIDAY)
    claim.refresh_from_db()
    assert claim.stage == Stage.OPEN


def test_a_letter_that_lay_too_long_leaves_too_little_time_to_pay(zahn):
    claim = claim_of(owe(zahn))
    reminder = write(zahn.pk, Event.FIRST_SENT, [claim], noon(date(2026, 9, 25)), by=None)
    assert reminder.pay_by == date(2026, 10, 9)
    assert why_outdated(reminder, date(2026, 10, 2)) == ""
    assert why_outdated(reminder, date(2026, 10, 5)) == "too little time is left until the day to pay that it names"


def test_no_letter_is_written_at_the_weekend(zahn):
    claim = claim_of(owe(zahn))
    with pytest.raises(ValidationError, match="working days only"):
        write(zahn.pk, Event.FRIENDLY_SENT, [claim], noon(date(2026, 9, 19)), by=None)


# --- it counts when it left ----------------------------------------------------------------------------------------------


def test_the_log_hears_of_it_when_the_mail_server_took_it_and_not_before(zahn):
    claim = claim_of(owe(zahn))
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    assert not claim.events.exists()
    mail_out(FRIDAY)
    reminder.refresh_from_db()
    assert (reminder.sent_on, reminder.received_on, reminder.proof) == (FRIDAY, FRIDAY, "mail_server")
    assert [(event.kind, event.on, event.reminder) for event in claim.events.all()] == [("friendly_sent", FRIDAY, reminder)]


def test_without_an_address_the_letter_is_printed_and_counts_from_its_posting(cast):
    claim = claim_of(owe(cast.berg))
    letter = only_letter(FRIDAY)
    reminder = write_and_send(letter, noon(FRIDAY), by=cast.accountant)
    assert (letter.address, reminder.channel) == ("", "post")
    assert not OutboxMessage.objects.exists()
    assert not claim.events.exists()
    monday = date(2026, 9, 21)
    leaving.mark_posted(reminder, monday, noon(monday), by=cast.accountant)
    reminder.refresh_from_db()
    assert (reminder.sent_on, reminder.received_on, reminder.proof) == (monday, monday, "posted")
    assert claim.events.get().on == monday
    assert reading(claim, monday).facts.reminders[0].received_on == date(2026, 9, 25)
    with pytest.raises(ValidationError, match="left already"):
        leaving.mark_posted(reminder, monday, noon(monday), by=None)


@pytest.mark.parametrize("day", [date(2026, 9, 17), date(2026, 9, 22)])
def test_a_day_of_posting_lies_between_the_letter_and_today(cast, day):
    claim_of(owe(cast.berg))
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    with pytest.raises(ValidationError, match="between that of the letter and today"):
        leaving.mark_posted(reminder, day, noon(date(2026, 9, 21)), by=None)


def test_a_letter_by_post_gives_the_time_to_pay_from_its_presumed_arrival(cast):
    claim = claim_of(owe(cast.berg))
    reminder = write(cast.berg.pk, Event.FIRST_SENT, [claim], noon(date(2026, 9, 25)), by=None)
    # posted on Friday, presumed on Tuesday 29 September, 14 days: Tuesday 13 October
    assert reminder.pay_by == date(2026, 10, 13)


def test_a_letter_that_left_cannot_be_taken_back(zahn):
    claim_of(owe(zahn))
    reminder = remind_on(FRIDAY)
    with pytest.raises(ValidationError):
        take_back(reminder, noon(FRIDAY))
    assert Reminder.objects.exists()


def test_a_letter_that_was_taken_back_is_due_again_and_its_e_mail_never_leaves(zahn):
    claim_of(owe(zahn))
    take_back(write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None), noon(FRIDAY))
    mail_out(FRIDAY)
    assert OutboxMessage.objects.get().state == "cancelled"
    assert only_letter(FRIDAY).level == Event.FRIENDLY_SENT


def test_written_again_after_it_was_taken_back_it_leaves_all_the_same(zahn):
    claim = claim_of(owe(zahn))
    take_back(write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None), noon(FRIDAY))
    remind_on(FRIDAY)
    assert claim.events.count() == 1


def states():
    return [(str(message.address), message.state) for message in OutboxMessage.objects.order_by("key")]


def give_up(day):
    settle(take_from_outbox(MessageKind.EMAIL, at=noon(day)), GiveUp(reason=NotDelivered.RECIPIENT_REFUSED), at=noon(day))


def test_in_the_place_of_an_e_mail_that_was_refused_one_goes_to_the_new_address(zahn):
    claim = claim_of(owe(zahn))
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    give_up(FRIDAY)
    assert not claim.events.exists()
    zahn.email = "praxis@zahn.example"
    zahn.save()
    for _ in range(2):
        assert send(reminder, noon(FRIDAY))
    assert states() == [("rechnung@zahn.example", "cancelled"), ("praxis@zahn.example", "waiting")]
    mail_out(FRIDAY)
    assert claim.events.get().kind == "friendly_sent"


def test_another_e_mail_that_left_while_nobody_listened_is_noted_too(zahn):
    claim_of(owe(zahn))
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    give_up(FRIDAY)
    send(reminder, noon(FRIDAY))
    OutboxMessage.objects.filter(state="waiting").update(state="sent", closed_at=noon(FRIDAY), not_before=None)
    running.run_reminders(noon(date(2026, 9, 21)))
    assert Reminder.objects.get().sent_on == FRIDAY


def test_what_was_refused_as_an_e_mail_may_be_printed(zahn):
    claim = claim_of(owe(zahn))
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    give_up(FRIDAY)
    letter = reminding.print_instead(reminder, noon(FRIDAY))
    assert (letter.channel, states()) == ("post", [("rechnung@zahn.example", "cancelled")])
    leaving.mark_posted(letter, FRIDAY, noon(FRIDAY), by=None)
    assert claim.events.get().kind == "friendly_sent"


def test_a_claim_that_was_paid_before_the_letter_left_gets_no_line_but_the_letter_is_known(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    message = take_from_outbox(MessageKind.EMAIL, at=noon(FRIDAY))
    pay(zahn, 49980, FRIDAY, document)
    running.run_reminders(noon(FRIDAY))
    settle(message, Sent(provider_id="x"), at=noon(FRIDAY))
    reminder.refresh_from_db()
    claim.refresh_from_db()
    assert (reminder.sent_on, claim.stage) == (FRIDAY, Stage.SETTLED)
    assert not claim.events.filter(kind="friendly_sent").exists()


# --- receipts ------------------------------------------------------------------------------------------------------------


def test_a_letter_that_came_back_does_not_count_and_comes_again(zahn):
    claim = claim_of(owe(zahn))
    remind_on(FRIDAY)
    first = remind_on(date(2026, 9, 25))
    leaving.mark_undeliverable(first, date(2026, 9, 28), noon(date(2026, 9, 28)))
    again = only_letter(date(2026, 9, 28))
    assert (again.level, again.readings[0].next.because) == (Event.FIRST_SENT, "letter_lost")
    assert reading(claim, date(2026, 10, 12)).default_since is None  # received, it would have begun on the 10th
    second_try = remind_on(date(2026, 9, 28))
    assert (second_try.level, second_try.pay_by) == ("first_sent", date(2026, 10, 12))


def test_a_letter_that_came_back_on_the_day_it_left_is_not_written_twice_on_that_day(zahn):
    claim_of(owe(zahn))
    remind_on(FRIDAY)
    day = date(2026, 9, 25)
    leaving.mark_undeliverable(remind_on(day), day, noon(day))
    with pytest.raises(ValidationError, match="tomorrow"):
        write_and_send(only_letter(day), noon(day), by=None)


def test_a_proved_receipt_takes_the_place_of_the_presumption(cast):
    claim = claim_of(owe(cast.berg))
    reminder = write(cast.berg.pk, Event.FIRST_SENT, [claim], noon(date(2026, 9, 25)), by=None)
    leaving.mark_posted(reminder, date(2026, 9, 25), noon(date(2026, 9, 25)), by=None)
    leaving.mark_received(reminder, date(2026, 9, 28), Proof.DELIVERED, noon(date(2026, 9, 30)))
    assert reading(claim, date(2026, 9, 30)).facts.reminders[0].received_on == date(2026, 9, 28)
    for day, proof, what in (
        (date(2026, 9, 24), Proof.DELIVERED, "between"),
        (date(2026, 10, 1), Proof.DELIVERED, "between"),
        (date(2026, 9, 28), Proof.POSTED, "does not prove"),
    ):
        with pytest.raises(ValidationError, match=what):
            leaving.mark_received(reminder, day, proof, noon(date(2026, 9, 30)))


def test_opened_in_the_portal_a_posted_letter_is_proved_to_have_arrived(cast):
    claim = claim_of(owe(cast.berg))
    reminder = write(cast.berg.pk, Event.FIRST_SENT, [claim], noon(date(2026, 9, 25)), by=None)
    with pytest.raises(NotThere):
        leaving.open_letter(reminder, noon(date(2026, 9, 25)))
    leaving.mark_posted(reminder, date(2026, 9, 25), noon(date(2026, 9, 25)), by=None)
    assert [letter.pk for letter in reminders_of(cast.berg.pk)] == [reminder.pk]
    file = leaving.open_letter(reminder, noon(date(2026, 9, 26)))
    reminder.refresh_from_db()
    assert file.content.startswith(b"%PDF")
    assert (reminder.seen_on, reminder.received_on, reminder.proof) == (date(2026, 9, 26), date(2026, 9, 26), "portal")


def test_opened_later_than_it_arrived_the_earlier_receipt_stays(zahn):
    claim_of(owe(zahn))
    reminder = remind_on(FRIDAY)
    leaving.open_letter(reminder, noon(date(2026, 9, 22)))
    reminder.refresh_from_db()
    assert (reminder.seen_on, reminder.received_on, reminder.proof) == (date(2026, 9, 22), FRIDAY, "mail_server")


# --- by itself -----------------------------------------------------------------------------------------------------------


def morning(day, hour=7):
    """9 o'clock in Berlin in summer."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_unless_the_agency_wants_it_nothing_goes_out_by_itself(zahn):
    owe(zahn)
    running.run_reminders(morning(FRIDAY))
    assert Claim.objects.count() == 1
    assert not Reminder.objects.exists()


def test_by_itself_a_letter_goes_out_in_the_morning_and_once(zahn):
    change_practice({"sends_by_itself": True})
    owe(zahn)
    running.run_reminders(morning(FRIDAY, hour=5))
    assert not Reminder.objects.exists()
    for _ in range(3):
        running.run_reminders(morning(FRIDAY, hour=6))
        mail_out(FRIDAY)
    assert Reminder.objects.get().sent_on == FRIDAY
    assert OutboxMessage.objects.count() == 1


def test_by_itself_nothing_goes_out_on_a_holiday_or_at_the_weekend(zahn):
    change_practice({"sends_by_itself": True})
    zahn.land = "BE"
    zahn.save()
    owe(zahn, issued_on=date(2026, 9, 17))  # due on 1 October; planned on Sunday the 4th
    for day in (date(2026, 10, 3), date(2026, 10, 4)):
        running.run_reminders(noon(day))
        assert not Reminder.objects.exists()
    running.run_reminders(noon(date(2026, 10, 5)))
    assert Reminder.objects.get().level == "friendly_sent"


@pytest.mark.parametrize("problem", [ValidationError("so nicht"), RuntimeError("Kontonummer kaputt")])
def test_one_letter_that_is_refused_or_fails_keeps_no_other_one_back(cast, zahn, monkeypatch, caplog, problem):
    owe(zahn)
    claim_of(owe(cast.berg))
    done = reminding.letter_of

    def refuse(level, found, customer, **named):
        if customer == zahn:
            raise problem
        return done(level, found, customer, **named)

    monkeypatch.setattr(reminding, "letter_of", refuse)
    sent = running.send_all(due_letters(FRIDAY).letters, noon(FRIDAY), by=None)
    assert ([letter.customer_number for letter in sent.letters], len(sent.refused)) == (["K-1002"], 1)
    assert (sent.mailed, sent.to_print) == (0, 1)
    assert "K-1001" in caplog.text
    assert "kaputt" not in caplog.text


def test_somebody_sends_those_that_he_chooses(cast, zahn):
    owe(zahn)
    claim_of(owe(cast.berg))
    codes = [letter.code for letter in due_letters(FRIDAY).letters if letter.customer_number == "K-1001"]
    running.send_chosen([*codes, "nonsense"], noon(FRIDAY), by=cast.accountant)
    reminder = Reminder.objects.get()
    assert (reminder.customer_number, reminder.made_by) == ("K-1001", cast.accountant)


# --- nothing twice, nothing lost -----------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


DEEDS = [(reminding, "letter_of"), (reminding, "pdf"), (reminding, "enqueue"), (running, "due_letters"), (leaving, "record")]


@pytest.mark.parametrize("where", DEEDS)
@pytest.mark.parametrize("moment", [1, 2])
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_killed_at_any_point_and_run_again_every_letter_leaves_once(cast, zahn, monkeypatch, where, moment):
    change_practice({"sends_by_itself": True})
    cast.berg.email = "berg@kanzlei.example"
    cast.berg.save()
    for customer in (zahn, cast.berg):
        owe(customer)
        owe(customer)
    module, deed = where
    count, done = 0, getattr(module, deed)

    def killed(*arguments, **named):
        nonlocal count
        count += 1
        if count == moment:
            raise Killed
        return done(*arguments, **named)

    monkeypatch.setattr(module, deed, killed)
    for _ in range(3):
        try:
            running.run_reminders(noon(FRIDAY))
            mail_out(FRIDAY)
        except Killed:
            OutboxMessage.objects.filter(state="leased").update(not_before=noon(FRIDAY))
    mail_out(FRIDAY)
    running.run_reminders(noon(FRIDAY))
    assert sorted(Reminder.objects.values_list("customer_number", "sent_on")) == [("K-1001", FRIDAY), ("K-1002", FRIDAY)]
    assert OutboxMessage.objects.filter(key__startswith="reminder:", state="sent").count() == OutboxMessage.objects.count() == 2
    assert [claim.events.filter(kind="friendly_sent").count() for claim in Claim.objects.all()] == [1, 1, 1, 1]


def test_a_letter_that_left_while_nobody_listened_is_noted_by_the_next_run(zahn):
    claim = claim_of(owe(zahn))
    write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    OutboxMessage.objects.update(state="sent", closed_at=noon(FRIDAY), not_before=None)
    running.run_reminders(noon(date(2026, 9, 21)))
    assert claim.events.get().on == FRIDAY
    assert Reminder.objects.get().sent_on == FRIDAY


# --- what it says --------------------------------------------------------------------------------------------------------


def letter_text(customer, level, day, *, language="de"):
    customer.language = language
    customer.save()
    claims = list(Claim.objects.filter(customer_ref=customer.pk))
    return read(write(customer.pk, level, claims, noon(day), by=None).pdf)


def test_the_friendly_reminder_speaks_of_no_interest_and_threatens_nothing(zahn):
    document = owe(zahn)
    claim_of(document)
    text = letter_text(zahn, Event.FRIENDLY_SENT, FRIDAY)
    for part in (
        "Praxis Dr. Zahn Am Markt 1 30159 Hannover",
        "Freundliche Zahlungserinnerung",
        "Guten Tag Frau Dr. Zahn,",
        document.number,
        "499,80",
        "Bitte überweisen Sie 499,80 EUR bis Donnerstag, 24. September 2026.",
        "DE89 3704 0044 0532 0130 00",
        "Sollten Sie inzwischen gezahlt haben",
    ):
        assert part in text, part
    for part in ("Mahnung", "Zins", "Verzug", "§", "Auskunftei", "SCHUFA", "Inkasso"):
        assert part not in text, part


def test_the_first_reminder_names_the_day_and_what_follows_for_a_business(zahn):
    claim_of(owe(zahn))
    text = letter_text(zahn, Event.FIRST_SENT, date(2026, 9, 25))
    for part in (
        "1. Mahnung",
        "Freitag, 9. Oktober 2026",
        "9 Prozentpunkten über dem Basiszinssatz",
        "40,00 EUR",
        "§ 31 Abs. 2 Nr. 4 BDSG",
        "SCHUFA-Gesellschaft (Schutzgemeinschaft für allgemeine Kreditsicherung); CREDITREFORM / CEG; BÜRGEL.",
    ):
        assert part in text, part
    assert "SUPERCHECK" not in text


def test_a_consumer_owes_less_interest_and_no_lump_sum(zahn):
    zahn.is_consumer = True
    zahn.save()
    claim_of(owe(zahn))
    text = letter_text(zahn, Event.FIRST_SENT, date(2026, 9, 25))
    assert "5 Prozentpunkten über dem Basiszinssatz" in text
    assert "Pauschale" not in text
    assert "40,00" not in text


def test_no_bureau_is_named_when_the_agency_does_not_warn(zahn):
    change_practice({"warns": False})
    claim = claim_of(owe(zahn))
    reminder = write(zahn.pk, Event.FIRST_SENT, [claim], noon(date(2026, 9, 25)), by=None)
    assert not reminder.warns
    assert "SCHUFA" not in read(reminder.pdf)


def test_the_second_reminder_shows_interest_to_the_cent_and_says_what_comes_next(zahn):
    confirm_rates()
    document = owe(zahn)
    claim = claim_of(document)
    remind(claim, "first_sent", date(2026, 9, 25), received=date(2026, 9, 25), pay_by=date(2026, 9, 25))
    pay(zahn, 29980, date(2026, 10, 6), document)
    zahn.language = "de"
    zahn.save()
    reminder = write(zahn.pk, Event.SECOND_SENT, [claim], noon(date(2026, 10, 26)), by=None)
    text = read(reminder.pdf)
    # 499.80 over 10 days and 200.00 over 21 days at 10.52 %: 1.44 + 1.21
    for part in (
        "2. Mahnung",
        "Seit dem 26.09.2026 sind Sie in Verzug",
        "Zinsen bis 26.10.2026 2,65 EUR",
        "Verzugspauschale (§ 288 Abs. 5 BGB) 40,00 EUR",
        "Zu zahlen 242,65 EUR",
        "26.09.2026 – 05.10.2026 10 499,80 10,52 % (1,52 + 9) 1,44",
        "06.10.2026 – 26.10.2026 21 200,00 10,52 % (1,52 + 9) 1,21",
        "Inkassounternehmen",
        "Mahnbescheid",
    ):
        assert part in text, part
    line = reminder.lines.get()
    assert (line.principal, line.interest, line.lump_sum, reminder.total) == (20000, 265, 4000, 24265)


def test_without_a_confirmed_base_rate_the_letter_demands_no_interest(zahn):
    claim = claim_of(owe(zahn))
    remind(claim, "first_sent", date(2026, 9, 25), pay_by=date(2026, 9, 25))
    text = letter_text(zahn, Event.SECOND_SENT, date(2026, 10, 26))
    assert "Mit diesem Schreiben verlangen wir keine Verzugszinsen" in text
    assert "Zu zahlen 539,80 EUR" in text


def test_an_english_customer_is_written_to_in_english(zahn):
    claim_of(owe(zahn))
    text = letter_text(zahn, Event.FIRST_SENT, date(2026, 9, 25), language="en")
    for part in (
        "First reminder",
        "Friday, 9 October 2026",
        "EUR 499.80",
        "9 percentage points above the base rate",
        "§ 31 (2) no. 4 BDSG",
    ):
        assert part in text, part


def test_the_e_mail_is_short_and_its_subject_threatens_nothing(zahn):
    document = owe(zahn)
    claim_of(document)
    zahn.language = "de"
    zahn.save()
    reminder = write_and_send(only_letter(FRIDAY), noon(FRIDAY), by=None)
    message = OutboxMessage.objects.get()
    assert message.subject == f"Freundliche Zahlungserinnerung: Rechnung {document.number}"
    assert "Bitte überweisen Sie 499,80\N{NO-BREAK SPACE}EUR bis Donnerstag, 24. September 2026." in message.body
    assert message.address == "rechnung@zahn.example"
    (file,) = files_of(message.encloses)
    assert (file.name, file.media_type) == ("Freundliche-Zahlungserinnerung-K-1001-2026-09-18.pdf", "application/pdf")
    assert file.content == bytes(reminder.pdf)


def test_the_same_letter_gives_the_same_bytes_and_a_year_of_invoices_still_fits(zahn):
    for number in range(14):
        owe(zahn, net=10000 + number)
    claim_of(owe(zahn))
    claims = list(Claim.objects.all())
    reminder = write(zahn.pk, Event.FIRST_SENT, claims, noon(date(2026, 9, 25)), by=None)
    pdf = bytes(reminder.pdf)
    take_back(reminder, noon(FRIDAY))
    again = write(zahn.pk, Event.FIRST_SENT, claims, noon(date(2026, 9, 25)), by=None)
    assert bytes(again.pdf) == pdf
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2


def letter_about(*numbers):
    return SimpleNamespace(customer_number="K-1001", rows=[SimpleNamespace(number=number) for number in numbers])


def test_the_transfer_names_all_invoices_while_they_fit():
    assert remittance(letter_about("RE-2026-00001", "RE-2026-00002")) == "RE-2026-00001, RE-2026-00002"


@given(st.lists(st.from_regex(r"RE-2026-\d{5}", fullmatch=True), min_size=1, max_size=60))
def test_the_transfer_is_never_too_long_and_names_whole_numbers(numbers):
    text = remittance(letter_about(*numbers))
    assert len(text) <= 140
    named = text.split(", ")
    if named != numbers:
        assert (named[0], named[-1]) == ("K-1001", "...")
        assert named[1:-1] == numbers[: len(named) - 2]

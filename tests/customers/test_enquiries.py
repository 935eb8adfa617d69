"""Enquiries: received once, told without a word of them, answered, made a customer of, and gone when their day is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections

from tests.cast import make_cast
from tests.raw import raw
from vorzimmer.customers.actions import (
    CustomerEntry,
    EnquiryEntry,
    answer_enquiry,
    close_enquiry,
    convert_enquiry,
    erase_enquiry,
    forget_enquiries,
    note_contact,
    receive_enquiry,
)
from vorzimmer.customers.models import Customer, Enquiry, SenderAddress
from vorzimmer.delivery import actions as delivery
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SENDER = "203.0.113.77"


@pytest.fixture
def cast(db):
    return make_cast(SUNDAY - timedelta(days=1))


def entry(**more):
    values = {
        "id": uuid4(),
        "kind": EnquiryKind.ENQUIRY,
        "name": "Ida Moos",
        "company": "Dachdeckerei Moos",
        "email": "ida@moos.example",
        "phone": "0171 3920055",
        "text": "Antworten Sie auch am Samstag?",
    }
    return EnquiryEntry(**(values | more))


def test_an_enquiry_is_kept_with_the_address_it_came_from_and_the_owner_learns_only_that_it_is_there(cast):
    kept = receive_enquiry(entry(), SENDER, SUNDAY)
    assert (kept.state, kept.name, kept.phone, kept.text) == ("open", "Ida Moos", "+491713920055", "Antworten Sie auch am Samstag?")
    assert SenderAddress.objects.get().enquiry_id == kept.pk
    letter = OutboxMessage.objects.get()
    assert (letter.address, letter.customer_id) == ("chefin@agentur.example", None)
    assert letter.body.endswith("/office/enquiries/\n")
    for word in ("Moos", "Samstag", "3920055", "203.0.113"):
        assert word not in letter.subject + letter.body
    assert LiveEvent.objects.filter(channel="staff", ref=str(kept.pk)).exists()


def test_one_form_that_is_sent_twice_is_one_enquiry(cast):
    form = entry()
    first, second = receive_enquiry(form, SENDER, SUNDAY), receive_enquiry(form, SENDER, SUNDAY + timedelta(minutes=1))
    assert first.pk == second.pk
    assert (Enquiry.objects.count(), SenderAddress.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": " "}, {"name"}),
        ({"email": "ida"}, {"email"}),
        ({"email": ""}, {"email"}),
        ({"text": ""}, {"text"}),
        ({"text": "x" * 4001}, {"text"}),
        ({"name": "x" * 121, "company": "x" * 121}, {"name", "company"}),
        ({"phone": "hier"}, {"phone"}),
        ({"kind": EnquiryKind.CALLBACK, "phone": ""}, {"phone"}),
        ({"kind": EnquiryKind.CALLBACK, "email": "ida", "phone": "", "name": ""}, {"email", "phone", "name"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(cast, changes, fields):
    with pytest.raises(ValidationError) as refused:
        receive_enquiry(entry(**changes), SENDER, SUNDAY)
    assert set(refused.value.error_dict) == fields
    assert not any(model.objects.exists() for model in (Enquiry, SenderAddress, OutboxMessage))


def test_who_wants_to_be_called_back_needs_no_address_and_no_words(cast):
    kept = receive_enquiry(entry(kind=EnquiryKind.CALLBACK, email="", text="", best_time="ab 15 Uhr"), SENDER, SUNDAY)
    assert (kept.kind, kept.best_time) == ("callback", "ab 15 Uhr")
    with pytest.raises(ValidationError, match=r"E-Mail-Adresse|e-mail address"):
        answer_enquiry(kept, text="Gern.", by=cast.owner, at=SUNDAY)


def test_an_answer_goes_out_in_the_language_of_the_form_and_what_is_closed_is_answered_no_more(cast):
    kept = receive_enquiry(entry(language="en"), SENDER, SUNDAY)
    answered = answer_enquiry(kept, text="Yes, until noon.", by=cast.owner, at=SUNDAY + timedelta(hours=1), closes=True)
    letter = OutboxMessage.objects.get(key__contains=":answer:")
    assert letter.subject == "Your enquiry to Vorzimmer"
    assert letter.body == "Good day Ida Moos,\n\nYes, until noon.\n\nVorzimmer\n"
    assert (answered.state, answered.answer, answered.answered_by) == ("closed", "Yes, until noon.", cast.owner)
    with pytest.raises(ValidationError):
        answer_enquiry(answered, text="Noch etwas.", by=cast.owner, at=SUNDAY + timedelta(hours=2))
    assert OutboxMessage.objects.filter(key__contains=":answer:").count() == 1


def test_what_is_closed_is_there_until_the_end_of_the_day_whatever_the_job_does(cast):
    kept = close_enquiry(receive_enquiry(entry(), SENDER, SUNDAY), at=datetime(2026, 12, 31, 15, tzinfo=UTC))
    assert kept.gone_at == datetime(2026, 12, 31, 23, tzinfo=UTC)
    before, after = kept.gone_at - timedelta(seconds=1), kept.gone_at
    assert forget_enquiries(before) == 0
    assert Enquiry.objects.there(before).get() == kept
    assert not Enquiry.objects.there(after).exists()
    with pytest.raises(Enquiry.DoesNotExist):
        note_contact(kept, by=cast.owner, at=after)
    assert forget_enquiries(after) == 1
    assert not Enquiry.objects.exists()


def test_without_a_word_the_agency_is_reminded_after_60_days_and_all_is_gone_after_90(cast):
    kept = answer_enquiry(receive_enquiry(entry(), SENDER, SUNDAY), text="Ja.", by=cast.owner, at=SUNDAY)
    assert not Enquiry.objects.waiting(datetime(2027, 1, 20, 12, tzinfo=UTC)).exists()
    assert Enquiry.objects.waiting(datetime(2027, 1, 21, 12, tzinfo=UTC)).get() == kept
    note_contact(kept, by=cast.owner, at=datetime(2027, 1, 21, 12, tzinfo=UTC))
    assert not Enquiry.objects.waiting(datetime(2027, 1, 22, 12, tzinfo=UTC)).exists()
    kept.refresh_from_db()
    assert kept.gone_at == datetime(2027, 4, 21, 22, tzinfo=UTC)


def test_an_enquiry_that_nobody_looks_at_goes_after_ninety_days(cast):
    receive_enquiry(entry(), SENDER, SUNDAY)
    assert forget_enquiries(datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC)) == 0
    assert forget_enquiries(datetime(2027, 2, 20, 23, tzinfo=UTC)) == 1


def test_who_becomes_a_customer_keeps_what_is_needed_and_the_rest_goes_at_once(cast):
    kept = receive_enquiry(entry(), SENDER, SUNDAY)
    file = CustomerEntry(name="Dachdeckerei Moos", short_name="Moos", team=cast.day, contact_person="Ida Moos", email="ida@moos.example")
    customer = convert_enquiry(kept, file, at=SUNDAY)
    assert Customer.objects.get(pk=customer.pk).contact_person == "Ida Moos"
    assert not any(model.objects.exists() for model in (Enquiry, SenderAddress))


def test_a_file_that_cannot_be_opened_leaves_the_enquiry_as_it_is(cast):
    kept = receive_enquiry(entry(), SENDER, SUNDAY)
    with pytest.raises(ValidationError):
        convert_enquiry(kept, CustomerEntry(name="", short_name="", team=cast.day), at=SUNDAY)
    assert (Enquiry.objects.count(), SenderAddress.objects.count()) == (1, 1)


def test_letters_go_with_the_enquiry_but_an_answer_that_is_on_its_way_goes_out(cast):
    kept = receive_enquiry(entry(), SENDER, SUNDAY)
    answer_enquiry(kept, text="Ja.", by=cast.owner, at=SUNDAY, closes=True)
    OutboxMessage.objects.filter(key__contains=":owner:").update(state="sent", closed_at=SUNDAY)
    erase_enquiry(kept, at=SUNDAY)
    left = OutboxMessage.objects.get()
    assert left.address == "ida@moos.example"
    OutboxMessage.objects.update(state="sent", closed_at=SUNDAY, not_before=None)
    delivery.forget_bodies(SUNDAY + timedelta(hours=72))
    left.refresh_from_db()
    assert (left.address, left.subject, left.body) == (None, None, None)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="looks into the file of the database")
def test_not_a_byte_of_an_enquiry_is_readable_in_the_file_and_its_rows_are_gone():
    make_cast(SUNDAY)
    key = UUID("c0ffee00-0000-4000-8000-00000000beef")
    receive_enquiry(entry(id=key, name="Xenia Kanarienvogel", text="Kanarienvogel singt"), SENDER, SUNDAY)
    files = connections["default"].settings_dict["NAME"]
    assert key.hex.encode() in raw(path_of(files))
    for word in (b"Kanarienvogel", b"203.0.113.77", "Kanarienvogel".encode("utf-16-le")):
        assert word not in raw(path_of(files))
    forget_enquiries(SUNDAY + timedelta(days=100))
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert key.hex.encode() not in raw(path_of(files)).replace(str(key).encode(), b"")


def path_of(name):
    from pathlib import Path  # noqa: PLC0415  (used here alone)

    return Path(str(name))

"""Enquiries and abuse in the office: who waits, one with its clock, what becomes of it, and the one way to an address."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.customers.test_enquiries import SENDER, entry
from tests.website.test_templates import breaches
from vorzimmer.customers.actions import open_case, receive_enquiry
from vorzimmer.customers.models import AbuseCase, AddressReading, Customer, Enquiry, SenderAddress
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import EnquiryKind, gone_at

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
PAGES = ["enquiries", "enquiry", "enquiry-close", "enquiry-erase", "enquiry-convert", "abuse", "abuse-case"]
DEEDS = ["enquiry-spoken", "abuse-look", "abuse-close", "abuse-reveal"]


@pytest.fixture
def enquiry(cast):
    return receive_enquiry(entry(language="en"), SENDER, datetime.now(UTC))


@pytest.fixture
def case(cast, enquiry):
    return open_case("Werbung in großer Zahl", [enquiry.senders.get()], by=cast.owner, at=datetime.now(UTC))


def address(name, enquiry, case):
    ids = {"enquiry": [enquiry.pk], "abuse": [case.pk]}.get(name.split("-")[0], [])
    if name == "abuse-reveal":
        ids = [case.pk, SenderAddress.objects.get().pk]
    return reverse(f"office:{name}", args=[] if name == "abuse" else ids)


@pytest.mark.parametrize("name", [*PAGES, *DEEDS])
@pytest.mark.parametrize("who", ["olga", "accountant", "officer", "zahn_owner"])
def test_only_the_owner_comes_in(client, cast, enquiry, case, name, who):  # noqa: PLR0913, PLR0917  (the rows of the table)
    client.force_login(getattr(cast, who))
    for method in (client.get, client.post):
        assert method(address(name, enquiry, case)).status_code == 403
    assert not AddressReading.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_the_owner_sees_the_pages_and_no_address_of_a_sender(owner, enquiry, case, name):
    answer = owner.get(address(name, enquiry, case))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert breaches(page) == []
    assert "203.0.113" not in page


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_not_done_by_looking(owner, enquiry, case, name):
    assert owner.get(address(name, enquiry, case)).status_code == 405


def test_what_waits_stands_on_the_start_page_and_in_the_list(owner, enquiry):
    receive_enquiry(entry(kind=EnquiryKind.CALLBACK, name="Karl Rückruf", email="", text=""), SENDER, datetime.now(UTC))
    assert owner.get("/office/").context["needs"].enquiries == 2
    assert "Ida Moos" in owner.get("/office/enquiries/").content.decode()
    only = owner.get("/office/enquiries/?kind=callback").content.decode()
    assert ("Karl Rückruf" in only, "Ida Moos" in only, "1 enquiry" in only) == (True, False, True)


def test_it_is_answered_by_e_mail_and_stays_while_something_is_open(owner, cast, enquiry):
    where = reverse("office:enquiry", args=[enquiry.pk])
    assert owner.post(where, {"text": " "}).status_code == 422
    assert owner.post(where, {"text": "Yes, until noon."}).status_code == 302
    kept = Enquiry.objects.get()
    assert (kept.state, kept.answer, kept.answered_by) == ("answered", "Yes, until noon.", cast.owner)
    assert OutboxMessage.objects.get(key__contains=":answer:").body.startswith("Good day Ida Moos,")
    assert "Nobody waits for an answer" in owner.get("/office/enquiries/").content.decode()
    assert "Ida Moos" in owner.get("/office/enquiries/?show=all").content.decode()


def test_the_tick_closes_it_with_the_answer_and_it_is_there_until_the_evening(owner, enquiry):
    owner.post(reverse("office:enquiry", args=[enquiry.pk]), {"text": "Yes.", "closes": "on"})
    kept = Enquiry.objects.get()
    assert (kept.state, kept.closed_on) == ("closed", berlin_date(datetime.now(UTC)))
    page = owner.get(reverse("office:enquiry", args=[enquiry.pk])).content.decode()
    assert "It is erased at the end of today." in page
    assert "Send the answer" not in page


def test_its_clock_is_said_and_begins_anew_when_they_talk(owner, cast, enquiry):
    long_ago = berlin_date(datetime.now(UTC)) - timedelta(days=61)
    Enquiry.objects.update(last_contact_on=long_ago, gone_at=gone_at(long_ago), state="answered")
    assert "quiet for 60 days" in owner.get("/office/enquiries/").content.decode()
    page = owner.get(reverse("office:enquiry", args=[enquiry.pk])).content.decode()
    assert f"{long_ago + timedelta(days=90):%-d %B %Y}" in page
    owner.post(reverse("office:enquiry-spoken", args=[enquiry.pk]))
    assert Enquiry.objects.get().last_contact_on == berlin_date(datetime.now(UTC))


def test_closing_and_erasing_say_what_happens_before(owner, enquiry):
    where = reverse("office:enquiry-close", args=[enquiry.pk])
    assert "erased at the end of today" in owner.get(where).content.decode()
    assert owner.post(where).status_code == 302
    assert Enquiry.objects.get().state == "closed"
    where = reverse("office:enquiry-erase", args=[enquiry.pk])
    assert "cannot be undone" in owner.get(where).content.decode()
    owner.post(where)
    assert not any(model.objects.exists() for model in (Enquiry, SenderAddress))


def test_a_customer_is_made_of_it_with_what_stands_in_the_form(owner, cast, enquiry):
    where = reverse("office:enquiry-convert", args=[enquiry.pk])
    form = owner.get(where).context["form"]
    shown = [form[name].value() for name in ("name", "contact_person", "email")]
    assert shown == ["Dachdeckerei Moos", "Ida Moos", "ida@moos.example"]
    data = {"name": "Dachdeckerei Moos", "short_name": "Moos", "team": cast.day.pk, "trade": "craft", "language": "de", "land": "BE"}
    answer = owner.post(where, data | {"country": "DE", "contact_person": "Ida Moos", "phone": ""})
    customer = Customer.objects.get(name="Dachdeckerei Moos")
    assert answer["Location"] == reverse("office:customer", args=[customer.pk])
    assert (customer.contact_person, customer.email) == ("Ida Moos", "")
    assert not any(model.objects.exists() for model in (Enquiry, SenderAddress))


def test_what_is_over_is_not_found_whatever_the_job_does(owner, enquiry):
    Enquiry.objects.update(gone_at=datetime.now(UTC) - timedelta(seconds=1))
    for name in ("enquiry", "enquiry-close", "enquiry-erase", "enquiry-convert"):
        assert owner.get(reverse(f"office:{name}", args=[enquiry.pk])).status_code == 410
    assert owner.get(reverse("office:enquiry", args=[uuid4()])).status_code == 404


# --- abuse -------------------------------------------------------------------------------------------------------------


def test_a_case_is_opened_and_the_address_shown_once_and_that_is_written_down(owner, cast, enquiry):
    sender = SenderAddress.objects.get()
    assert owner.post("/office/abuse/", {"reason": "", "senders": [sender.pk]}).status_code == 422
    assert owner.post("/office/abuse/", {"reason": "Werbung"}).status_code == 422
    answer = owner.post("/office/abuse/", {"reason": "Werbung", "senders": [sender.pk]})
    case = AbuseCase.objects.get()
    assert answer["Location"] == reverse("office:abuse-case", args=[case.pk])
    shown = owner.post(reverse("office:abuse-reveal", args=[case.pk, sender.pk])).content.decode()
    assert "<code>203.0.113.77</code>" in shown
    assert "203.0.113.77" not in owner.get(reverse("office:abuse-case", args=[case.pk])).content.decode()
    line = AddressReading.objects.get()
    assert (line.by, line.case_ref, line.allowed) == (cast.owner, case.pk, True)


def test_an_address_of_another_case_is_not_shown_and_the_try_is_written_down(owner, cast, enquiry, case):
    strange = receive_enquiry(entry(), "198.51.100.4", datetime.now(UTC)).senders.get()
    answer = owner.post(reverse("office:abuse-reveal", args=[case.pk, strange.pk]))
    assert answer.status_code == 302
    assert [line.allowed for line in AddressReading.objects.all()] == [False]
    assert owner.post(reverse("office:abuse-reveal", args=[case.pk, uuid4()])).status_code == 404


def test_a_case_goes_on_by_looking_at_it_and_ends_by_closing_it(owner, case):
    AbuseCase.objects.update(holds_until=datetime.now(UTC) + timedelta(hours=1))
    owner.post(reverse("office:abuse-look", args=[case.pk]))
    assert AbuseCase.objects.get().holds_until > datetime.now(UTC) + timedelta(days=6)
    owner.post(reverse("office:abuse-close", args=[case.pk]))
    assert AbuseCase.objects.get().holds_until <= datetime.now(UTC)
    assert "ended" in owner.get(reverse("office:abuse-case", args=[case.pk])).content.decode()

"""The sign-up: a form that needs neither cookie nor script, all errors at once, and everything there afterwards."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON, PASSWORD, make_cast
from tests.website.test_templates import breaches
from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers import legal
from vorzimmer.customers.actions import PageEntry, add_numbers, bring_offers, publish_page, save_page_draft
from vorzimmer.customers.models import Agreement, Customer, Option, PoolNumber, SenderAddress, Tariff
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.pages import Page
from vorzimmer.website.form_token import FormToken
from vorzimmer.website.sign_up_form import SignUpForm

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def ready(db):
    """An agency that can take new customers."""
    bring_offers()
    bring_first_versions(datetime.now(UTC))
    add_numbers("030 23125900", datetime.now(UTC), last="030 23125905")
    return make_cast()


@pytest.fixture
def good(ready):
    return {
        "kind": "business",
        "name": "Dachdeckerei Moos",
        "contact_person": "Ida Moos",
        "trade": "craft",
        "street": "Am First 1",
        "postcode": "12159",
        "city": "Berlin",
        "land": "BE",
        "phone": "0171 3920055",
        "tariff": str(Tariff.objects.get(code="start").pk),
        "payment": "debit",
        "iban": "DE02 1203 0000 0000 2020 51",
        "email": "Ida@moos.example",
        "password": PASSWORD,
        "detail": "hint",
        "accept_mandate": "on",
        "accept_terms": "on",
        "accept_processing": "on",
        "token": FormToken.new(datetime.now(UTC) - timedelta(minutes=1)).signed("sign_up"),
    }


def send(client, data, **headers):
    return client.post("/sign-up/?language=en", data, **(headers or HERE))


def test_the_page_shows_tariffs_with_both_prices_and_ticks_nothing(client, ready):
    page = client.get("/sign-up/?language=en").content.decode()
    for shown in ("€19.00", "net, €22.61 with 19 % VAT", "Minimum term 1 month. Notice: 2 weeks to the end of a month.", "24 hours"):
        assert shown in page
    form = page[page.index('<form class="sign-up"') : page.index("</form>")]
    assert [box for box in re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", form) if "checked" in box] == []
    assert len(page.encode()) < 100_000
    assert breaches(page) == []


def test_the_tariff_of_the_start_page_is_chosen(client, ready):
    page = client.get("/sign-up/?tariff=office&language=en").content.decode()
    chosen = re.findall(r'value="([^"]+)" id="id_tariff_\d" checked', page)
    assert chosen == [str(Tariff.objects.get(code="office").pk)]
    assert client.get("/sign-up/?tariff=none").status_code == 200


def test_somebody_signs_up_and_is_signed_in(client, good):
    answer = send(client, good)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/forwarding/")
    page = client.get("/portal/forwarding/").content.decode()
    assert "+49 30 23125900" in page
    customer = Customer.objects.get(name="Dachdeckerei Moos")
    assert (customer.email, customer.users.get().email) == ("Ida@moos.example", "ida@moos.example")
    letter = OutboxMessage.objects.get(customer=customer)
    assert (letter.kind, letter.address) == ("email", "Ida@moos.example")
    assert "your trial has begun" in letter.body
    assert "/legal/terms/2026-11/?language=en" in letter.body


def test_from_where_it_was_sent_is_kept_with_the_form_and_by_looking_at_it_nothing_is(client, good):
    client.get("/sign-up/", REMOTE_ADDR="203.0.113.7")
    send(client, good | {"phone": "hier"}, REMOTE_ADDR="203.0.113.7", **HERE)
    assert not SenderAddress.objects.exists()
    assert send(client, good, REMOTE_ADDR="203.0.113.77", **HERE).status_code == 302
    kept = SenderAddress.objects.get()
    assert (kept.form, kept.address, kept.customer.name) == ("sign_up", "203.0.113.77", "Dachdeckerei Moos")


def test_all_that_is_wrong_stands_at_its_field_and_nothing_is_kept(client, good):
    before = (Customer.objects.count(), User.objects.count())
    wrong = good | {"email": "zahn@praxis.example", "iban": "DE02 1203 0000 0000 2020 52", "phone": "hier", "trade": "lawyer"}
    del wrong["accept_terms"]
    answer = send(client, wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email", "iban", "phone", "accept_terms", "accept_secrecy"}
    page = answer.content.decode()
    assert "a digit of this IBAN is mistyped" in page
    assert PASSWORD not in page
    assert (Customer.objects.count(), User.objects.count()) == before
    assert answer.cookies == {}


BAD = [
    ("kind", {"kind": "alien"}),
    ("name", {"name": ""}),
    ("name", {"name": "x" * 121}),
    ("contact_person", {"contact_person": " "}),
    ("trade", {"trade": "piracy"}),
    ("street", {"street": ""}),
    ("postcode", {"postcode": "1215"}),
    ("postcode", {"postcode": "A2159"}),
    ("city", {"city": ""}),
    ("land", {"land": "XX"}),
    ("phone", {"phone": "hier"}),
    ("vat_id", {"vat_id": "DE123"}),
    ("tariff", {"tariff": ""}),
    ("tariff", {"tariff": "00000000-0000-0000-0000-000000000001"}),
    ("options", {"options": "00000000-0000-0000-0000-000000000001"}),
    ("sms_number", {"sms_number": "hier", "options": "sms"}),
    ("payment", {"payment": "cash"}),
    ("iban", {"iban": "DE02 1203 0000 0000 2020 52"}),
    ("iban", {"iban": ""}),
    ("holder", {"holder": "x" * 71}),
    ("accept_mandate", {"accept_mandate": ""}),
    ("email", {"email": "Ida"}),
    ("password", {"password": "kurz"}),
    ("detail", {"detail": "some"}),
    ("accept_terms", {"accept_terms": ""}),
    ("accept_processing", {"accept_processing": ""}),
    ("accept_secrecy", {"trade": "physician"}),
    ("homepage", {"homepage": "https://spam.example"}),
]
"""A bad input for every field."""


@pytest.mark.parametrize(("field", "changes"), BAD)
def test_a_bad_field_is_refused(client, good, field, changes):
    if changes.get("options") == "sms":
        changes = changes | {"options": str(Option.objects.get(code="sms").pk)}
    answer = send(client, good | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert f'id="id_{field}_error"' in answer.content.decode() or field == "homepage"
    assert not Customer.objects.filter(name="Dachdeckerei Moos").exists()


def test_no_field_is_left_out(ready):
    assert {field for field, _changes in BAD} == set(SignUpForm().fields)


@pytest.mark.parametrize(("age", "words"), [(1, "faster than anybody can type"), (13 * 3600, "very long"), (None, "not complete")])
def test_a_form_that_is_too_fast_or_too_old_is_refused_and_can_be_sent_again(client, good, age, words):
    token = "" if age is None else FormToken.new(datetime.now(UTC) - timedelta(seconds=age)).signed("sign_up")
    page = send(client, good | {"token": token}).content.decode()
    assert words in page
    assert "Dachdeckerei Moos" in page
    assert not Customer.objects.filter(name="Dachdeckerei Moos").exists()


def test_the_bank_is_named_when_other_fields_are_wrong(client, good):
    assert "Deutsche Kreditbank Berlin" in send(client, good | {"phone": "hier"}).content.decode()


def test_who_pays_by_invoice_needs_neither_account_nor_mandate(client, good):
    data = {name: value for name, value in good.items() if name not in {"iban", "accept_mandate"}}
    assert send(client, data | {"payment": "invoice"}).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ACCEPT": "*/*"},
    ],
)
def test_a_form_from_elsewhere_is_refused(client, good, headers):
    assert send(client, good, **headers).status_code == 403
    assert client.post("/sign-up/bank/", {"iban": good["iban"]}, **headers).status_code == 403
    assert not Customer.objects.filter(name="Dachdeckerei Moos").exists()


def test_an_older_browser_says_the_origin(client, good):
    assert send(client, good, HTTP_ORIGIN="http://testserver").status_code == 302


def test_the_bank_is_named_while_one_types(client, ready):
    answer = client.post("/sign-up/bank/?language=en", {"iban": "DE02120300000000202051"}, **HERE)
    assert (answer.status_code, answer.content.decode()) == (200, "Deutsche Kreditbank Berlin")
    answer = client.post("/sign-up/bank/?language=en", {"iban": "DE02"}, **HERE)
    assert answer.status_code == 422
    assert answer.cookies == {}


def test_nobody_takes_all_the_numbers(client, good):
    for turn in range(3):
        assert send(client, good | {"email": f"{turn}@moos.example"}).status_code == 302
        client.logout()
    answer = send(client, good | {"email": "vier@moos.example"})
    assert answer.status_code == 422
    assert "try again in an hour" in answer.content.decode()


def test_without_a_free_number_nobody_is_turned_away_without_a_word(client, good):
    PoolNumber.objects.all().delete()
    answer = send(client, good)
    assert answer.status_code == 422
    assert "we get a number for you" in answer.content.decode()
    assert not User.objects.filter(email="ida@moos.example").exists()


def test_who_is_signed_in_does_not_sign_up(client, ready):
    client.force_login(ready.zahn_owner)
    assert client.get("/sign-up/")["Location"] == "/home/"


def test_an_agency_without_tariffs_says_so(client, db):
    assert "We take no new customers" in client.get("/sign-up/?language=en").content.decode()
    assert 'href="/sign-up/' not in client.get("/").content.decode()


# --- documents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Agreement.Kind.values)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_document_can_be_read_word_for_word(client, kind, language):
    page = client.get(f"/legal/{kind}/2026-11/?language={language}").content.decode()
    words = legal.document(kind, "2026-11", language).body
    assert words in page
    assert hashlib.sha256(words.encode()).hexdigest() in page
    assert ("lawyer must confirm" in page) or ("Anwalt der Agentur" in page)
    assert breaches(page) == []


@pytest.mark.parametrize("address", ["terms/2020-01", "nothing", "terms/..", "nothing/2026-11", "terms/2026-11.de.md"])
def test_what_is_no_document_is_not_found(client, address):
    assert client.get(f"/legal/{address}/").status_code == 404


def test_the_agencys_own_words_come_before_the_template_and_the_template_can_still_be_read(client, db):
    save_page_draft(Page.TERMS, PageEntry(text_de="Unsere Bedingungen."), NOON)
    assert "Unsere Bedingungen." not in client.get("/legal/terms/?language=de").content.decode()
    publish_page(Page.TERMS, NOON, seen=NOON.isoformat())
    page = client.get("/legal/terms/?language=de").content.decode()
    assert "Unsere Bedingungen." in page
    assert "Vorlage" not in page
    assert "Unsere Bedingungen." not in client.get("/legal/terms/2026-11/?language=de").content.decode()
    assert "Unsere Bedingungen." in client.get("/legal/terms/?language=en").content.decode()


def test_words_that_change_while_the_form_is_filled_in_are_read_and_ticked_anew(client, good):
    data = {**good, "read_terms": "2026-11", "read_processing": "2026-11"}
    save_page_draft(Page.TERMS, PageEntry(text_de="Unsere Bedingungen."), NOON)
    publish_page(Page.TERMS, NOON, seen=NOON.isoformat())
    answer = client.post("/sign-up/?language=en", data, **HERE)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a newer version since you opened this page." in page
    assert 'name="read_terms" value="2026-11-2"' in page
    assert not re.search(r'name="accept_terms"[^>]* checked', page)
    assert re.search(r'name="accept_processing"[^>]* checked', page)
    assert not Agreement.objects.exists()


def test_the_form_asks_for_its_documents_with_one_question(client, ready):
    client.get("/sign-up/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/sign-up/")
    assert sum("pageversion" in query["sql"] for query in asked) == 1

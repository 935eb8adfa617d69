"""The pages that are only words: in both languages, without a script, from the agency's own data, and in its own words if it has some."""

from datetime import UTC, datetime

import pytest

from tests.website.test_templates import breaches
from vorzimmer.billing.models import Issuer
from vorzimmer.customers.actions import PageEntry, publish_page, save_page_draft
from vorzimmer.domain.pages import Page
from vorzimmer.website.security_txt import written

pytestmark = pytest.mark.django_db
PAGES = ["", "services", "how-it-works", "questions", "imprint", "contact", "call-back", "prices"]


def read(client, page, language):
    return client.get(f"/{page}/?language={language}" if page else f"/?language={language}").content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "here", "elsewhere"), [("de", "So geht es", "How it works"), ("en", "How it works", "So geht es")])
def test_every_page_leads_to_the_others_in_the_language_that_was_chosen(client, page, language, here, elsewhere):
    shown = read(client, page, language)
    assert breaches(shown) == []
    assert here in shown
    assert elsewhere not in shown
    for other in ("services", "how-it-works", "questions", "imprint", "contact", "prices"):
        assert f'href="/{other}/?language={language}"' in shown


@pytest.mark.parametrize("page", ["", "services", "how-it-works", "questions", "imprint"])
def test_what_is_only_read_needs_no_module(client, page):
    assert 'type="module"' not in read(client, page, "de")


def test_where_one_is_stands_in_the_head(client):
    assert '<a href="/services/" aria-current="page">' in client.get("/services/").content.decode()


def test_the_codes_are_those_of_the_networks(client):
    shown = read(client, "how-it-works", "en")
    for code in ("**21*+493023125000#", "**61*+493023125000**20#", "##62#", "*67*03023125000#", "#21#", "##002#"):
        assert f"{code}" in shown


def test_the_imprint_says_what_the_invoices_say_and_who_has_said_nothing_is_told(client):
    assert "§5 DDG" in read(client, "imprint", "en")
    Issuer.objects.create(name="Anna Beispiel Büroservice", street="Am Markt 1", postcode="12159", city="Berlin", vat_id="DE123456789")
    shown = read(client, "imprint", "en")
    for words in ("Anna Beispiel Büroservice", "Am Markt 1", "12159 Berlin", "DE123456789"):
        assert words in shown
    assert "§5 DDG" not in shown
    assert "IBAN" not in shown


def test_finders_of_a_weakness_learn_whom_to_tell(client, settings):
    settings.PUBLIC_URL = "https://buero.example"
    Issuer.objects.create(email="sicherheit@buero.example")
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Contact: mailto:sicherheit@buero.example\n" in answer.content.decode()
    assert written("a@b.example", datetime(2026, 11, 26, 23, 30, tzinfo=UTC)) == (
        "Contact: mailto:a@b.example\n"
        "Expires: 2027-05-25T22:00:00Z\n"
        "Preferred-Languages: de, en\n"
        "Canonical: https://buero.example/.well-known/security.txt\n"
    )


NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


def bring_out(page, german, english=""):
    save_page_draft(page, PageEntry(text_de=german, text_en=english), NOON)
    publish_page(page, NOON, seen=NOON.isoformat())


@pytest.mark.parametrize(
    ("page", "where"),
    [
        (Page.HOME, ""),
        (Page.SERVICES, "services"),
        (Page.HOW, "how-it-works"),
        (Page.QUESTIONS, "questions"),
        (Page.CONTACT, "contact"),
        (Page.IMPRINT, "imprint"),
    ],
)
def test_the_agencys_own_words_come_in_the_place_of_those_of_the_program(client, page, where):
    heading = "" if page is Page.IMPRINT else "# Unsere Überschrift\n\n"
    bring_out(page, f"{heading}Unser Anfang mit [Preisen](/prices/).\n\n## Unser Abschnitt\n\nUnser Absatz.")
    for language in ("de", "en"):
        shown = read(client, where, language)
        for words in ("Unser Anfang mit", "Unser Abschnitt", "Unser Absatz.", *(["Unsere Überschrift</h1>"] if heading else [])):
            assert words in shown
        assert f'<a href="/prices/?language={language}">Preisen</a>' in shown
        assert shown.count("<h1") == 1
        assert breaches(shown) == []


def test_the_first_questions_stand_on_the_start_page_too(client):
    bring_out(Page.QUESTIONS, "".join(f"## Frage {number}?\n\nAntwort {number}.\n\n" for number in range(1, 7)))
    shown = read(client, "", "de")
    assert [number for number in range(1, 7) if f"Frage {number}?" in shown] == [1, 2, 3, 4]


def test_the_start_page_leads_on_by_telephone_if_there_is_one(client):
    assert 'href="tel:' not in read(client, "", "de")
    Issuer.objects.create(phone="+493023125000")
    assert 'href="tel:+493023125000"' in read(client, "", "de")


@pytest.mark.parametrize(("page", "questions"), [("services", 1), ("questions", 1), ("how-it-works", 1), ("imprint", 2), ("contact", 2)])
def test_a_page_of_words_asks_the_database_once_for_its_words(client, django_assert_max_num_queries, page, questions):
    """The second question is who the agency is."""
    with django_assert_max_num_queries(questions):
        client.get(f"/{page}/")


@pytest.mark.parametrize(
    "at", [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, tzinfo=UTC)]
)
def test_what_finders_read_holds_for_half_a_year_and_never_for_a_whole_one(at):
    """RFC 9116 §2.5.5: less than a year; and whoever copies it today must not find it run out tomorrow."""
    expires = datetime.fromisoformat(written("a@b.example", at).split("Expires: ")[1].split("\n")[0])
    assert 179 <= (expires - at).days <= 181

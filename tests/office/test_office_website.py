"""Writing the words of the website in the office: who may, the preview, publishing, versions, and taking back."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.website.test_templates import breaches
from vorzimmer.customers.actions import PageEntry, page_draft, page_stamp, publish_page, save_page_draft
from vorzimmer.customers.models import PageVersion
from vorzimmer.domain.pages import Page
from vorzimmer.office.website_urls import urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
NAMES = [str(pattern.name) for pattern in urlpatterns]
PAGES = [name for name in NAMES if name != "website-preview"]


@pytest.fixture
def written(cast):
    """A published version of the services, and a draft of the next."""
    for text in ("Eins.", "Zwei."):
        save_page_draft(Page.SERVICES, PageEntry(text_de=text, text_en="Both."), NOON)
        if text == "Eins.":
            publish_page(Page.SERVICES, NOON, seen=NOON.isoformat())


def address(name, page="services"):
    words = {"website": [], "website-version": [page, "2026-11"]}.get(name, [page])
    return reverse(f"office:{name}", args=words)


@pytest.mark.parametrize("who", ["olga", "accountant", "officer", "zahn_owner"])
def test_only_the_owner_comes_in(client, cast, written, who):
    client.force_login(getattr(cast, who))
    before = list(PageVersion.objects.values())
    for name in NAMES:
        for method in (client.get, client.post):
            assert method(address(name)).status_code == 403, name
    assert list(PageVersion.objects.values()) == before


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_shown_and_nothing_is_done_by_looking(owner, written, name, django_assert_max_num_queries):
    before = list(PageVersion.objects.values())
    owner.get(address(name))
    with django_assert_max_num_queries(8):
        answer = owner.get(address(name))
    assert answer.status_code == 200
    assert breaches(answer.content.decode()) == []
    assert list(PageVersion.objects.values()) == before


def test_what_does_not_exist_is_not_found(owner, written):
    for name in NAMES:
        if name != "website":
            assert owner.post(address(name, "nothing")).status_code == 404, name
    assert owner.get(reverse("office:website-version", args=["services", "2020-01"])).status_code == 404
    assert owner.get(reverse("office:website-version", args=["services", "draft"])).status_code == 404


@pytest.mark.parametrize("page", list(Page))
def test_the_editor_begins_with_what_is_read_now(owner, page):
    answer = owner.get(address("website-page", page))
    assert answer.status_code == 200
    assert bool(answer.context["form"]["text_de"].value()) is (page is not Page.IMPRINT)


def test_from_the_first_word_to_the_open_page_and_back(owner):
    def read():
        return Client().get("/services/?language=de").content.decode().partition("</head>")[2]

    shown = read()
    saved = owner.post(address("website-page"), {"text_de": "# Neu\n\nWir heben ab.", "text_en": "", "seen": ""})
    assert (saved.status_code, saved["Location"]) == (302, address("website-page"))
    assert read() == shown
    draft = page_draft(Page.SERVICES)
    again = {"text_de": "# Neu\n\nWir heben gern ab.", "text_en": "", "seen": page_stamp(draft), "do": "publish"}
    assert owner.post(address("website-page"), again)["Location"] == address("website-publish")
    look = owner.get(address("website-publish")).content.decode()
    assert "Wir heben gern ab." in look
    assert "Everybody reads these words from now on." in look
    owner.post(address("website-publish"), {"seen": page_stamp(page_draft(Page.SERVICES))})
    assert "Wir heben gern ab." in read()
    assert "The words that came with the program hold again" in owner.get(address("website-take-back")).content.decode()
    owner.post(address("website-take-back"))
    assert read() == shown


def test_what_is_wrong_stands_at_its_field_and_what_was_written_is_still_there(owner):
    answer = owner.post(address("website-page"), {"text_de": "Gut.\n\n<b>nicht</b>", "text_en": "# A\n\n# B", "seen": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 3: HTML is not taken here (“&lt;b&gt;”)" in page
    assert "Line 3: Only one heading with a single #" in page
    assert "Gut.\n\n&lt;b&gt;nicht&lt;/b&gt;" in page
    assert not PageVersion.objects.exists()


def test_the_preview_shows_what_is_typed_or_what_is_wrong_and_keeps_nothing(owner):
    good = owner.post(address("website-preview"), {"which": "text_en", "text_en": "## Prices\n\nFrom *19*."})
    assert good.status_code == 200
    assert "<em>19</em>" in good.content.decode()
    assert 'id="preview-text_en"' in good.content.decode()
    bad = owner.post(address("website-preview"), {"which": "text_de", "text_de": "[x](javascript:1)"})
    assert bad.status_code == 422
    assert "A link cannot lead to" in bad.content.decode()
    assert "<a " not in bad.content.decode()
    assert not PageVersion.objects.exists()


def test_two_who_write_at_once_lose_nothing(owner, written):
    answer = owner.post(address("website-page"), {"text_de": "Drei.", "seen": "long ago"})
    assert answer.status_code == 422
    assert "Somebody else has changed this draft" in answer.content.decode()
    assert "Drei." in answer.content.decode()
    assert page_draft(Page.SERVICES).text_de == "Zwei.\n"


def test_an_older_version_becomes_the_draft_and_the_draft_can_be_dropped(owner, written):
    owner.post(address("website-version"), {"seen": page_stamp(page_draft(Page.SERVICES))})
    assert page_draft(Page.SERVICES).text_de == "Eins.\n"
    assert "What you wrote is lost." in owner.get(address("website-discard")).content.decode()
    owner.post(address("website-discard"))
    assert page_draft(Page.SERVICES) is None
    assert owner.get(address("website-publish"))["Location"] == address("website-page")


def test_publishing_a_document_says_that_nobody_who_accepted_another_is_bound(owner):
    save_page_draft(Page.TERMS, PageEntry(text_de="Unsere Bedingungen."), NOON)
    look = owner.get(address("website-publish", "terms")).content.decode()
    assert "Whoever accepted an earlier version keeps that one" in look
    assert "your lawyer must confirm it" in owner.get(address("website")).content.decode()
    owner.post(address("website-publish", "terms"), {"seen": NOON.isoformat()})
    listed = owner.get(address("website")).content.decode()
    assert "your own words, version 2026-11-2" in listed

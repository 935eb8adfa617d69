"""The words of the open pages: a small markup that lets nothing through but itself, and versions that are never changed."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from vorzimmer.customers import legal
from vorzimmer.customers.actions import PageEntry, discard_page_draft, page_draft, page_stamp, publish_page, save_page_draft, take_page_back
from vorzimmer.customers.markup import LONGEST, in_language, is_good_link, parts, rendered
from vorzimmer.customers.models import PageVersion
from vorzimmer.customers.pages import shipped, shipped_texts, shown, texts_of
from vorzimmer.domain.pages import DOCUMENTS, UNTITLED, Page, version_name

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}


class Seen(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


# --- the markup ---------------------------------------------------------------------------------------------------------


def test_what_is_written_becomes_headings_paragraphs_lists_and_links():
    text = "# Guten Tag\n\nWir **heben ab**.\n\n## Preise\n\n- ab *19 €*\n- [alle](/prices/)\n"
    assert rendered(text, titled=True) == (
        "<h1>Guten Tag</h1>\n<p>Wir <strong>heben ab</strong>.</p>\n<h2>Preise</h2>\n"
        '<ul>\n<li>ab <em>19 €</em></li>\n<li><a href="/prices/">alle</a></li>\n</ul>\n'
    )


def test_a_page_is_taken_apart_into_heading_lead_and_sections():
    words = parts(rendered("# Guten Tag\n\nWir heben ab.\n\n## Preise & mehr\n\nAb 19 €.\n\n## Sonst\n", titled=True))
    assert (words.title, words.lead) == ("Guten Tag", "<p>Wir heben ab.</p>\n")
    assert [(section.title, section.body) for section in words.sections] == [("Preise &amp; mehr", "<p>Ab 19 €.</p>\n"), ("Sonst", "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Gut\n\n<script>alert(1)</script>", "Line 3: HTML is not taken here (“<script>”)"),
        ("<img src=x onerror=alert(1)>", "Line 1: HTML is not taken here"),
        ("<!-- versteckt -->", "Line 1: HTML is not taken here"),
        ("a\n\n[hier](javascript:alert(1))", "Line 3: A link cannot lead to “javascript:alert(1)”"),
        ("[hier](DATA:text/html,x)", "Line 1: A link cannot lead to “DATA:text/html,x”"),
        ("[hier](vbscript:x)", "Line 1: A link cannot lead to"),
        ("![Bild](/a.png)", "Line 1: Pictures are not possible here."),
        ("Text\n\n# Zweite", "Line 3: Only one heading with a single #"),
        ("#### Tief", "Line 1: Headings have at most three #."),
        ("> ## Zitat", "Line 1: A heading cannot stand inside of a list or a quotation."),
        ("- ## Punkt", "Line 1: A heading cannot stand inside"),
        ("x" * (LONGEST + 1), "at most 60000 letters"),
    ],
)
def test_what_is_not_possible_is_said_with_its_line(text, said):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        rendered(text, titled=True)
    assert any(said in message for message in refused.value.messages), refused.value.messages


def test_everything_that_is_wrong_is_said_at_once_and_in_the_readers_language():
    with translation.override("de"), pytest.raises(ValidationError) as refused:
        rendered("# Titel\n\n<b>fett</b>\n\n![x](y)", titled=False)
    assert refused.value.messages == [
        "Zeile 1: Diese Seite hat ihre Überschrift schon. Beginnen Sie Abschnitte mit ##.",
        "Zeile 3: HTML wird hier nicht übernommen („<b>“). Verwenden Sie die Zeichen, die beim Text erklärt sind.",
        "Zeile 5: Bilder sind hier nicht möglich.",
    ]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("mailto:a@b.example", True),
        ("tel:+493023125001", True),
        ("/prices/", True),
        ("#codes", True),
        ("prices", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("blob:x", False),
        ("https:", False),
    ],
)
def test_where_a_link_may_lead(address, good):
    assert is_good_link(address) is good


@given(
    st.lists(
        st.sampled_from(
            ["# a", "## b", "<script>", "<a href=x>", "[x](javascript:1)", "[x](java&#115;cript:1)", "![i](j)", "**b**", "- c", "\n", "> q"]
        )
        | st.text(max_size=12),
        max_size=12,
    ).map("\n".join)
)
@settings(max_examples=200)
def test_whatever_is_written_only_the_small_markup_comes_out(text):
    try:
        html = rendered(text, titled=True)
    except ValidationError:
        return
    for tag, attributes in Seen(html).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        assert not re.match(r"\s*(javascript|data|vbscript):", attributes.get("href") or "", re.IGNORECASE)
    words = parts(html)
    assert sum(len(Seen(section.body).tags) + 1 for section in words.sections) + len(Seen(words.lead).tags) <= len(Seen(html).tags)


def test_links_to_pages_of_the_site_carry_the_language_that_was_chosen():
    html = '<a href="/prices/">a</a> <a href="/#b">b</a> <a href="https://x.example/">c</a> <a href="//x.example/">d</a>'
    assert in_language(html, "en") == (
        '<a href="/prices/?language=en">a</a> <a href="/?language=en#b">b</a> '
        '<a href="https://x.example/">c</a> <a href="//x.example/">d</a>'
    )


@pytest.mark.parametrize(
    ("taken", "name"), [((), "2026-11"), (("2026-11",), "2026-11-2"), (("2026-11", "2026-11-2"), "2026-11-3"), (("2026-10",), "2026-11")]
)
def test_a_version_is_named_by_its_month(taken, name):
    assert version_name(date(2026, 11, 26), taken) == name


# --- what comes with the program ------------------------------------------------------------------------------------------

DIGESTS = {
    ("terms", "de"): "75fbb27152fe755aae2fbc9f70c7e5817d527ff82add527c4b53f2fa4bcd7dc1",
    ("terms", "en"): "872b11cd2e1418ccbab65a5b576b795a87bf93ac916f00ef60ce9f6014c7e9f1",
    ("processing", "de"): "24ce5d8dd46a5f497f71986fc9dbfea156136a7a96fb19989df4ff8110710d04",
    ("processing", "en"): "cd659ad32996bff946bacf6a5ccd71f4ddbfd1fcdb6a1d3c411619cc0d133164",
    ("secrecy", "de"): "479f784e63719f32cc88d42df1b64e6f8b9bbc7619c051258df68a8eaa25fe1e",
    ("secrecy", "en"): "49220c0c15fa3bfbe5c697bd93e7c00eed1bbbe468ca32e64e752cbb71086eb1",
    ("mandate", "de"): "7d41651418e2db4525dbf03257beb77d318e6805af3e9bde912c01df91a34e9f",
    ("mandate", "en"): "e00abb7e41cfeb6b1a3695431c8c61e8488e4a3a414831be2b9cf6342f2b738b",
}


@pytest.mark.parametrize(("kind", "language"), DIGESTS)
def test_a_template_that_somebody_may_have_accepted_is_the_same_to_the_byte(kind, language):
    """A new version gets a new file; another way of making HTML of it would be another document."""
    assert hashlib.sha256(legal.document(kind, "2026-11", language).body.encode()).hexdigest() == DIGESTS[kind, language]


@pytest.mark.parametrize("page", list(Page))
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_came_with_the_program_can_be_written_on(page, language):
    text = getattr(shipped_texts(page), language)
    assert rendered(text, titled=page not in UNTITLED) == (shipped(page, language)[0] if text else "")
    assert bool(text) is (page is not Page.IMPRINT)
    assert bool(parts(rendered(text, titled=True)).title) is (page not in UNTITLED)


# --- drafts and versions --------------------------------------------------------------------------------------------------


def write(page, text, at=NOON, **more):
    return save_page_draft(page, PageEntry(text_de=text, seen=page_stamp(page_draft(page)), **more), at)


def bring_out(page, text, at=NOON, **more):
    write(page, text, at, **more)
    return publish_page(page, at, seen=page_stamp(page_draft(page)))


def lead(page, language="de"):
    return shown([page], language)[page].lead


def test_a_draft_is_seen_by_nobody_until_it_is_published():
    before = lead(Page.CONTACT)
    write(Page.CONTACT, "Schreiben Sie uns.")
    assert lead(Page.CONTACT) == before
    publish_page(Page.CONTACT, NOON, seen=NOON.isoformat())
    assert lead(Page.CONTACT) == "<p>Schreiben Sie uns.</p>\n"
    assert page_draft(Page.CONTACT) is None
    assert texts_of(Page.CONTACT).de == "Schreiben Sie uns.\n"


def test_without_an_english_text_the_german_one_is_shown_and_not_ours_in_english():
    bring_out(Page.CONTACT, "Schreiben Sie uns.")
    assert lead(Page.CONTACT, "en") == "<p>Schreiben Sie uns.</p>\n"
    bring_out(Page.CONTACT, "Schreiben Sie uns.", text_en="Write to us.")
    assert lead(Page.CONTACT, "en") == "<p>Write to us.</p>\n"


def test_what_is_taken_back_makes_room_for_the_version_before_and_at_last_for_ours():
    ours = lead(Page.CONTACT)
    versions = [bring_out(Page.CONTACT, text, NOON + timedelta(hours=hour)) for hour, text in enumerate(("Eins.", "Zwei."))]
    assert [each.version for each in versions] == ["2026-11", "2026-11-2"]
    assert take_page_back(Page.CONTACT) == versions[0]
    assert lead(Page.CONTACT) == "<p>Eins.</p>\n"
    assert take_page_back(Page.CONTACT) is None
    assert lead(Page.CONTACT) == ours
    with pytest.raises(ValidationError):
        take_page_back(Page.CONTACT)
    third = bring_out(Page.CONTACT, "Drei.", NOON + timedelta(hours=3))
    assert third.version == "2026-11-3"
    assert {each.version: each.state for each in PageVersion.objects.filter(page="contact")} == {
        "2026-11": "withdrawn",
        "2026-11-2": "withdrawn",
        "2026-11-3": "published",
    }


def test_a_document_never_changes_under_its_name_whatever_is_published_later():
    first = bring_out(Page.TERMS, "Eins.")
    said = legal.document("terms", first.version, "de")
    assert (first.version, said.is_template, said.body) == ("2026-11-2", False, "<p>Eins.</p>\n")  # 2026-11 came with the program
    bring_out(Page.TERMS, "Zwei.", NOON + timedelta(hours=1))
    take_page_back(Page.TERMS)
    take_page_back(Page.TERMS)
    assert legal.document("terms", first.version, "de") == said
    assert legal.document("terms", "2026-11-3", "de").body == "<p>Zwei.</p>\n"
    assert legal.current("terms", "de").is_template
    assert legal.document("terms", "2026-11", "de").is_template


def test_a_draft_of_a_document_is_no_document():
    write(Page.TERMS, "Eins.")
    with pytest.raises(legal.NoSuchDocument):
        legal.document("terms", "2026-11-2", "de")
    assert legal.current("terms", "de").is_template


def test_the_newest_documents_are_those_that_each_by_itself_is():
    bring_out(Page.TERMS, "Eins.", text_en="One.")
    bring_out(Page.MANDATE, "Lastschrift.")
    for language in ("de", "en"):
        with CaptureQueriesContext(connection) as asked:
            found = legal.newest(language)
        assert len(asked) == 1
        assert found == {kind: legal.current(kind, language) for kind in ("terms", "processing", "secrecy", "mandate")}
    assert {Page(kind) for kind in found} == DOCUMENTS


def test_who_writes_at_the_same_time_overwrites_nothing():
    write(Page.HOME, "Eins.")
    seen = page_stamp(page_draft(Page.HOME))
    write(Page.HOME, "Zwei.", NOON + timedelta(minutes=1))
    for entry in (PageEntry(text_de="Drei.", seen=seen), PageEntry(text_de="Drei.")):
        with pytest.raises(ValidationError, match=r"Somebody else|Jemand anderes"):
            save_page_draft(Page.HOME, entry, NOON)
    with pytest.raises(ValidationError):
        publish_page(Page.HOME, NOON, seen=seen)
    assert page_draft(Page.HOME).text_de == "Zwei.\n"


def test_what_is_wrong_is_told_by_field_and_nothing_is_kept():
    with pytest.raises(ValidationError) as refused:
        save_page_draft(Page.TERMS, PageEntry(text_de="  ", text_en="# Title"), NOON)
    assert set(refused.value.error_dict) == {"text_de", "text_en"}
    assert not PageVersion.objects.exists()
    with pytest.raises(ValidationError):
        publish_page(Page.TERMS, NOON, seen="")


def test_a_discarded_draft_is_gone_and_what_is_published_stays():
    bring_out(Page.HOME, "Eins.")
    write(Page.HOME, "Zwei.")
    discard_page_draft(Page.HOME)
    assert page_draft(Page.HOME) is None
    assert lead(Page.HOME) == "<p>Eins.</p>\n"


def test_lines_of_any_browser_are_the_same_document():
    assert write(Page.TERMS, "Eins.\r\n\r\nZwei.\r\n").html_de == "<p>Eins.</p>\n<p>Zwei.</p>\n"
    assert page_draft(Page.TERMS).text_de == "Eins.\n\nZwei.\n"


def test_a_page_has_one_draft_and_one_published_version():
    for state in ("draft", "published"):
        PageVersion.objects.create(page="home", state=state, changed_at=NOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            PageVersion.objects.create(page="home", state=state, changed_at=NOON)


def test_pages_are_asked_for_with_one_question():
    bring_out(Page.HOME, "Eins.")
    with CaptureQueriesContext(connection) as asked:
        shown([Page.HOME, Page.QUESTIONS], "de")
    assert len(asked) == 1

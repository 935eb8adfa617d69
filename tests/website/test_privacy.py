"""The notice and the self-check, as everybody reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from tests.website.test_templates import breaches
from vorzimmer.billing.models import Issuer
from vorzimmer.domain.erasure_ledger import Line
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import LedgerEntry, OldestKept
from vorzimmer.privacy.processors import ProcessorEntry, enter_processor

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)
LATER = """
version = "2"
valid_from = {day}
bureaus = "1"
[[part]]
id = "who"
de = "Wer"
en = "Who"
[[promise]]
id = "P-01"
part = "who"
heading = {{ de = "Neu", en = "New" }}
de = "Ein neuer Satz."
en = "A new sentence."
norms = ["Art. 13 GDPR"]
"""


@pytest.fixture
def agency():
    return Issuer.objects.create(
        name="Anna Beispiel Büroservice",
        street="Am Markt 1",
        postcode="12159",
        city="Berlin",
        phone="030 23125100",
        email="buero@beispiel.example",
    )


def read(client, page, language="de"):
    answer = client.get(f"/privacy/{page}?language={language}")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert breaches(shown) == []
    return shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Datenschutzhinweise", "Anna Beispiel Büroservice, Am Markt 1, 12159 Berlin", "Nach 72 Stunden wird sie gelöscht"]),
        (
            "en",
            ["Privacy notice", "After 72 hours it is erased", "You reach us by e-mail buero@beispiel.example or telephone 030 23125100."],
        ),
    ],
)
def test_the_notice_says_who_is_responsible_and_has_its_numbers_from_the_rules(client, agency, language, words):
    shown = read(client, "", language)
    for word in words:
        assert word in shown
    assert "{" not in shown.split("<article")[1].split("</article>")[0]
    assert 'type="module"' not in shown


def test_every_open_page_leads_to_it(client):
    assert 'href="/privacy/?language=en"' in client.get("/prices/?language=en").content.decode()


def test_the_hours_of_an_address_are_those_of_the_setting(client, settings):
    settings.SENDER_ADDRESS_HOURS = 48
    assert "After 48 hours it is erased" in read(client, "", "en")


def test_whoever_is_not_known_is_told_that_the_page_must_not_be_used(client):
    assert "must not be used in earnest (Art. 13 GDPR)" in read(client, "", "en")


def test_officer_authority_and_processors_are_named(client, agency, settings):
    assert "At present nobody processes data on our behalf." in read(client, "", "en")
    settings.DATA_PROTECTION_OFFICER, settings.SUPERVISORY_AUTHORITY = "Dr. Vera Ernst", "die Berliner Beauftragte"
    at = datetime.now(UTC)
    enter_processor(ProcessorEntry(name="Rechenzentrum Muster GmbH", service="Hosting", items=["a"]), at=at)
    enter_processor(ProcessorEntry(name="Muster Mail AG", service="E-Mail", country="CH", items=["a"]), at=at)
    shown = read(client, "", "en")
    for words in (
        "Our data protection officer is Dr. Vera Ernst.",
        "die Berliner Beauftragte",
        "<li>Muster Mail AG, E-Mail, CH</li>",
        "<li>Rechenzentrum Muster GmbH, Hosting</li>",
    ):
        assert words in shown


def test_a_coming_version_can_be_read_and_is_not_in_force(client, agency, settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "notice").mkdir()
    (tmp_path / "notice" / "2.toml").write_text(LATER.format(day=(NOW + timedelta(days=40)).date()), "utf-8")
    assert 'href="/privacy/2/?language=en"' in read(client, "", "en")
    coming = read(client, "2/", "en")
    assert "A new sentence." in coming
    assert "This version is not in force yet." in coming


def test_an_earlier_version_stays_readable(client, agency, settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "notice").mkdir()
    (tmp_path / "notice" / "2.toml").write_text(LATER.format(day=(NOW - timedelta(days=1)).date()), "utf-8")
    assert "Ein neuer Satz." in read(client, "")
    earlier = read(client, "1/", "en")
    assert "This is an earlier version." in earlier
    assert "After 72 hours it is erased" in earlier


def test_a_version_that_never_was_is_not_found(client):
    assert client.get("/privacy/9/").status_code == 404
    assert client.get("/privacy/9/pdf/").status_code == 404


def test_the_notice_can_be_taken_along(client, agency, tmp_path):
    answer = client.get("/privacy/1/pdf/?language=de")
    assert answer["Content-Disposition"] == 'attachment; filename="datenschutz-1.pdf"'
    (tmp_path / "notice.pdf").write_bytes(answer.content)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "notice.pdf").pages).split())
    assert "Anna Beispiel" in text
    assert "SCHUFA Holding AG" in text


# --- the self-check ---------------------------------------------------------------------------------------------------------


def line(rule, table, *, due, erased, late=0, at=NOW):  # noqa: PLR0913  (one is the client)
    ledger.write(
        Line(at=at, policy="x", rule=rule, table=table, due=due, erased=erased, oldest=at - timedelta(seconds=late), lateness=late)
    )


def test_before_the_first_sweep_nothing_is_claimed(client):
    assert "Nothing has been swept yet" in read(client, "self-check/", "en")


def test_after_a_sweep_each_rule_says_how_late_its_oldest_record_was(client, django_assert_max_num_queries):
    line("R-ABR", "billing.UsageRecord", due=3, erased=3, late=90_000, at=NOW - timedelta(days=1))
    line("all", "sweep", due=3, erased=3, at=NOW - timedelta(days=1))
    line("R-BEA", "calls.Note", due=2, erased=2, late=7_200)
    line("all", "sweep", due=2, erased=2)
    with django_assert_max_num_queries(6):
        shown = read(client, "self-check/", "en")
    assert "Everything that was due is erased, and in time." in shown
    assert "erased 2 hours after its moment" in shown
    assert "erased 25 hours" not in shown
    assert "does not end by the nightly sweep" in shown.split(">R-INT<")[1].split("</tr>")[0]
    assert "nothing was due" in shown.split(">R-MND<")[1].split("</tr>")[0]
    assert f"4:{LedgerEntry.objects.get(number=4).link}" in shown
    assert "calls.Note" not in shown


def test_the_oldest_record_of_each_rule_is_said_with_its_limit(client):
    line("all", "sweep", due=0, erased=0)
    due = datetime(2027, 1, 31, 23, 0, tzinfo=UTC)
    OldestKept.objects.create(rule="R-AUD", start=date(2026, 1, 31), until=due, at=NOW)
    OldestKept.objects.create(rule="R-ABR", start=date(2026, 3, 1), until=None, at=NOW)
    shown = read(client, "self-check/", "en")
    of = {rule: shown.split(f">{rule}<")[1].split("</tr>")[0] for rule in ("R-AUD", "R-ABR", "R-BEA", "R-MND", "R-INT")}
    assert "counts from January 2026" in of["R-AUD"]
    assert "in order: due in February 2027" in of["R-AUD"]
    assert "in order: kept longer for a reason that the rule names" in of["R-ABR"]
    assert "counts from the end of the contract" in of["R-BEA"]
    assert "in order: nothing is there whose time runs" in of["R-MND"]
    assert "counts" not in of["R-INT"]
    assert "Everything that was due is erased, and in time." in shown


def test_an_oldest_record_that_the_sweep_left_is_late(client):
    line("all", "sweep", due=0, erased=0)
    OldestKept.objects.create(rule="R-AUD", start=date(2025, 1, 31), until=NOW - timedelta(days=3), at=NOW)
    shown = read(client, "self-check/", "en")
    assert "late: due since" in shown
    assert "Not everything is as it should be" in shown


@pytest.mark.parametrize(("erased", "late", "said"), [(3, 0, "Not everything is as it should be"), (5, 90_000, "too late")])
def test_what_is_left_or_late_is_said(client, erased, late, said):
    line("R-ABR", "billing.UsageRecord", due=erased, erased=erased, late=late)
    line("all", "sweep", due=5, erased=erased, late=late)
    shown = read(client, "self-check/", "en")
    assert said in shown
    assert "Everything that was due is erased" not in shown


def test_a_sweep_of_three_days_ago_is_no_good_news(client):
    line("all", "sweep", due=0, erased=0, at=NOW - timedelta(days=3))
    assert "Not everything is as it should be" in read(client, "self-check/", "en")


def test_a_changed_line_breaks_the_chain_for_everybody_to_see(client):
    for _night in range(3):
        line("all", "sweep", due=0, erased=0)
    assert "broken" not in read(client, "self-check/", "en")
    LedgerEntry._base_manager.filter(number=2)._raw_delete("default")
    assert "broken" in read(client, "self-check/", "en")


def test_only_the_end_of_a_long_ledger_is_computed_again(client):
    for _night in range(205):
        line("all", "sweep", due=0, erased=0)
    LedgerEntry._base_manager.filter(number=2)._raw_delete("default")
    assert "broken" not in read(client, "self-check/", "en")
    LedgerEntry._base_manager.filter(number=150)._raw_delete("default")
    assert "broken" in read(client, "self-check/", "en")

"""Deletion concept, records of processing and annex: who reads them, and that they say what catalogue and rules say."""

import json

import pytest
from django.utils import translation
from pypdf import PdfReader

from tests.website.test_templates import breaches
from vorzimmer.billing.models import Issuer
from vorzimmer.domain.catalogue import Category, Purpose, Rule
from vorzimmer.domain.retention import Manner, Start
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.office.inventory import PURPOSES
from vorzimmer.office.papers import KINDS
from vorzimmer.office.papers.deletion import MANNERS, TYPE_OF
from vorzimmer.office.papers.facts import DATA, SUBJECTS, norm
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.clocks import clocks

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LIST = "/office/privacy/documents/"


@pytest.fixture
def agency():
    return Issuer.objects.create(name="Anna Beispiel", street="Am Markt 1", postcode="12159", city="Berlin", email="buero@beispiel.example")


@pytest.fixture
def officer(client, cast):
    """The browser of the privacy officer."""
    client.force_login(cast.officer)
    return client


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    shown = answer.content.decode()
    assert breaches(shown) == [], address
    return shown


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("officer", 200), ("accountant", 403), ("zahn_owner", 403)])
def test_owner_and_privacy_officer_come_in_and_nobody_else(client, cast, agency, who, status):
    client.force_login(getattr(cast, who))
    for page in ("", "notice/", "notice/de.pdf", "notice.jsonld"):
        assert client.get(LIST + page).status_code == status, page


def test_the_list_leads_to_every_paper_in_both_languages(officer, agency):
    shown = read(officer, LIST)
    for slug in KINDS:
        for address in (f"{LIST}{slug}/", f"{LIST}{slug}/de.pdf", f"{LIST}{slug}/en.pdf"):
            assert f'href="{address}"' in shown
    assert "5 papers" in shown
    assert "must not be published" not in shown


def test_without_an_identity_the_list_says_so(officer):
    assert "the notice must not be published like this (Art. 13 GDPR)" in read(officer, LIST)


@pytest.mark.parametrize("slug", list(KINDS))
def test_every_paper_reads_in_both_languages_and_names_the_agency(officer, cast, agency, slug, tmp_path, django_assert_max_num_queries):  # noqa: PLR0913, PLR0917  (one is the client)
    with django_assert_max_num_queries(60):
        shown = read(officer, f"{LIST}{slug}/")
    assert "Anna Beispiel" in shown
    cast.officer.language = "de"
    cast.officer.save()
    german = read(officer, f"{LIST}{slug}/").split("<article")[1].split("</article>")[0]
    assert "GDPR" not in german
    for language in ("de", "en"):
        answer = officer.get(f"{LIST}{slug}/{language}.pdf")
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{KINDS[slug].file}-20')
        (tmp_path / "paper.pdf").write_bytes(answer.content)
        text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages)
        assert "Anna Beispiel" in text


def test_what_does_not_exist_is_not_found(officer, agency):
    for page in ("recipe/", "recipe/de.pdf", "notice/fr.pdf"):
        assert officer.get(LIST + page).status_code == 404, page


def test_the_deletion_concept_has_every_rule_with_its_class_and_every_table_that_is_swept(officer, agency):
    shown = read(officer, f"{LIST}deletion/")
    for rule in set(Rule) - WITHOUT_ENTRY:
        assert f'<h3 id="{rule.value}">' in shown
    for clock in clocks():
        assert clock.table in shown
    for words in ("until the end of the following calendar year", "6 more months", "the invoice is unpaid although payment was demanded"):
        assert words in shown
    assert "not released yet: it is only counted" in shown
    section = shown.split('<h3 id="R-ABR">')[1].split("<h3")[0]
    for words in ("<dd>B1</dd>", "the day on which the invoice was sent", "P-62"):
        assert words in section


def test_the_record_of_the_controller_has_every_purpose_that_is_held_for(officer, agency):
    shown = read(officer, f"{LIST}controller/")
    for purpose in {datum.purpose for datum in catalogue().values() if datum.capacity == "controller"}:
        with translation.override("en"):
            assert f"<dd>{PURPOSES[purpose]}</dd>" in shown
    assert "<dd>answering calls for the customer</dd>" not in shown
    for words in ("credit bureau", "R-TAX8", "None: data are processed in the European Economic Area.", "AES-256-GCM"):
        assert words in shown


def test_the_record_of_the_processor_names_customers_by_what_the_reader_may_see(client, cast, agency):
    client.force_login(cast.officer)
    shown = read(client, f"{LIST}processor/")
    assert cast.zahn.number in shown
    assert "Dr. Zahn" not in shown
    client.force_login(cast.owner)
    assert "Dr. Zahn" in read(client, f"{LIST}processor/")


def test_the_annex_says_what_article_28_demands(officer, agency):
    shown = read(officer, f"{LIST}annex/")
    for words in ("Subject matter", "Duration", "Nature and purpose", "Kinds of data", "People concerned", "Further processors", "R-BEA"):
        assert words in shown


def test_the_notice_can_be_fetched_for_programs(officer, agency):
    answer = officer.get(f"{LIST}notice.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    assert json.loads(answer.content)["@graph"][0]["@type"] == "dpv:PrivacyNotice"


def test_every_kind_of_data_of_people_and_of_a_start_has_its_words():
    held = [datum for datum in catalogue().values() if datum.category is not Category.NONE]
    assert {datum.dpv for datum in held} <= set(DATA)
    assert set(SUBJECTS) == set(Category) - {Category.NONE}
    assert (set(TYPE_OF), set(MANNERS), set(PURPOSES)) == (set(Start), set(Manner), set(Purpose))


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("Art. 6(1)(b), (f) GDPR", "Art. 6 Abs. 1 Buchst. b, Buchst. f DSGVO"),
        ("§25(1), (2) no. 2 TDDDG", "§ 25 Abs. 1, Abs. 2 Nr. 2 TDDDG"),
        ("§§10, 13a RDG", "§§ 10, 13a RDG"),
    ],
)
def test_a_norm_is_written_as_german_lawyers_do(said, german):
    assert norm(said, "de") == german
    assert norm(said, "en") == said

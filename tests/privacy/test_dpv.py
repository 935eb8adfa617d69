"""The notice for programs: it parses, every term is one of a vocabulary, and it says what the notice says."""

import json
from datetime import date

import pytest

from vorzimmer.domain.catalogue import Category, Purpose
from vorzimmer.domain.controller import Controller
from vorzimmer.privacy import dpv
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.dpv import as_json
from vorzimmer.privacy.promises import notice_on

DAY = date(2026, 11, 26)
AGENCY = Controller(name="Anna Beispiel", street="Am Markt 1", postcode="12159", city="Berlin", email="buero@beispiel.example")
IN_DPV = set(
    """PrivacyNotice Process Purpose Customer
    DataController DataProcessor Recipient StorageDuration StorageDeletion UntilEventDuration Erase
    Anonymise hasProcess hasPurpose hasLegalBasis hasPersonalData hasDataSubject hasRecipient hasDataController hasDataProcessor
    hasStorageCondition hasDuration hasProcessing FulfilmentOfContractualObligation ServiceProvision PaymentManagement
    MisusePreventionAndDetection""".split()  # noqa: SIM905  (a list of words)
)
"""Terms of DPV 2.3 (final report of 25 February 2026) that may be used."""
IN_OTHERS = {"dct": {"identifier", "valid", "language", "title", "description", "source"}, "skos": {"broader"}}
BASES = {"A6-1-a", "A6-1-b", "A6-1-c", "A6-1-f"}


@pytest.fixture
def written(db):
    return json.loads(as_json(notice_on(DAY), AGENCY, day=DAY))


def terms(value, key=""):
    """Walk all keys, types and ids."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not name.startswith("@"):
                yield name
            yield from terms(inner, name)
    elif isinstance(value, list):
        for each in value:
            yield from terms(each, key)
    elif key in {"@id", "@type"}:
        yield value


def test_every_term_is_one_of_a_vocabulary_that_the_context_names(written):
    context, own = written["@context"], {node["@id"].removeprefix("vz:") for node in written["@graph"]}
    assert context["dpv"] == "https://w3id.org/dpv#"
    assert context["eu-gdpr"] == "https://w3id.org/dpv/legal/eu/gdpr#"
    known_data = {datum.dpv.removeprefix("pd:") for datum in catalogue().values() if datum.dpv}
    own_terms = {"start", "period", "length", "holds"}
    known = {"dpv": IN_DPV, "eu-gdpr": BASES, "pd": known_data, "vz": own | own_terms, **IN_OTHERS}
    found = set(terms(written["@graph"]))
    assert {term for term in found if term.partition(":")[2] not in known[term.partition(":")[0]]} == set()
    assert {term.partition(":")[0] for term in found} == set(context)


def test_every_id_is_there_once(written):
    ids = [node["@id"] for node in written["@graph"]]
    assert len(set(ids)) == len(ids)
    assert {each["@id"] for each in written["@graph"][0]["dpv:hasProcess"]} == {f"vz:{promise.id}" for promise in notice_on(DAY).promises}


def test_billing_data_say_the_six_months_and_their_holds(written):
    [process] = [node for node in written["@graph"] if node["@id"] == "vz:P-62"]
    assert process["dpv:hasPurpose"] == [{"@id": "dpv:PaymentManagement"}, {"@id": "vz:EnforcementOfClaims"}]
    assert {"@id": "eu-gdpr:A6-1-b"} in process["dpv:hasLegalBasis"]
    assert {"@id": "pd:CallLog"} in process["dpv:hasPersonalData"]
    storage, deletion = process["dpv:hasStorageCondition"]
    assert (storage["vz:start"], storage["vz:period"], storage["vz:length"]) == ("invoice_sent", "rolling_months", 6)
    assert storage["vz:holds"] == ["abuse", "incident", "objection", "unpaid"]
    assert {"@value": "from the day on which the invoice was sent: 6 more months", "@language": "en"} in storage["dpv:hasDuration"][
        "dct:description"
    ]
    assert deletion == {"@type": "dpv:StorageDeletion", "dpv:hasProcessing": {"@id": "dpv:Erase"}}


def test_calls_are_held_as_processor(written):
    [process] = [node for node in written["@graph"] if node["@id"] == "vz:P-61"]
    assert "dpv:hasDataProcessor" in process
    assert "dpv:hasDataController" not in process


def test_all_kinds_of_data_that_are_held_stand_in_it(written):
    named = {each["@id"] for node in written["@graph"] for each in node.get("dpv:hasPersonalData", [])}
    assert named == {datum.dpv for datum in catalogue().values() if datum.category is not Category.NONE}


def test_every_purpose_has_its_term():
    assert set(dpv.PURPOSES) == set(Purpose)
    assert {name for space, name in dpv.PURPOSES.values() if space == "vz"} == set(dpv.BROADER)


def test_it_is_written_in_both_languages(written):
    [process] = [node for node in written["@graph"] if node["@id"] == "vz:P-31"]
    texts = {each["@language"]: each["@value"] for each in process["dct:description"]}
    assert "Nach 72 Stunden" in texts["de"]
    assert "After 72 hours" in texts["en"]

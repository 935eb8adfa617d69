"""The notice for programs: JSON-LD in the words of the W3C Data Privacy Vocabulary 2.3 (https://w3id.org/dpv).

DPV knows no "end of the sixth month after sending": the words stand in `dct:description`, the rule itself in terms of our own (`vz:`).
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from vorzimmer.domain.catalogue import Capacity, Category, Purpose, Rule
from vorzimmer.domain.controller import Controller
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.notice import LANGUAGES, PrivacyNotice, Promise
from vorzimmer.domain.retention import Manner, RetentionRule, version_for, versions_of
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.listed_processors import processors
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.promises import said
from vorzimmer.privacy.retention_words import period_in_words, since

VOCABULARIES = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
PURPOSES: Mapping[Purpose, tuple[str, str]] = {
    Purpose.CONTRACT: ("dpv", "FulfilmentOfContractualObligation"),
    Purpose.SERVICE: ("dpv", "ServiceProvision"),
    Purpose.BILLING: ("dpv", "PaymentManagement"),
    Purpose.PAYMENT: ("dpv", "PaymentManagement"),
    Purpose.ABUSE: ("dpv", "MisusePreventionAndDetection"),
    Purpose.TAX: ("vz", "TaxAndAccounts"),
    Purpose.CLAIM: ("vz", "EnforcementOfClaims"),
    Purpose.INQUIRY: ("vz", "AnsweringEnquiries"),
    Purpose.ACCOUNTABILITY: ("vz", "Accountability"),
    Purpose.OPERATION: ("vz", "Operation"),
}
BROADER = {
    "TaxAndAccounts": "dpv:PaymentManagement",
    "EnforcementOfClaims": "dpv:FulfilmentOfContractualObligation",
    "AnsweringEnquiries": "dpv:ServiceProvision",
    "Accountability": "dpv:ServiceProvision",
    "Operation": "dpv:ServiceProvision",
}
"""Purposes that DPV does not name, below the nearest one that it does."""
_ARTICLE_6 = re.compile(r"Art\. [^;§]*?\b6\(1\)((?:\([a-f]\)(?:, )?)+)")
_LETTER = re.compile(r"\(([a-f])\)")
BASES = frozenset("abcf")
OF_CUSTOMERS = frozenset({Category.BST, Category.ABR, Category.TAX, Category.MND})


def as_json(notice: PrivacyNotice, controller: Controller, *, day: date) -> str:
    """Write a notice as JSON-LD, as it stands on a day."""
    return json.dumps(document(notice, controller, day=day), ensure_ascii=False, indent=2) + "\n"


def document(notice: PrivacyNotice, controller: Controller, *, day: date) -> dict[str, Any]:
    """Give a notice as JSON-LD: the notice, its promises as processes, and the purposes of our own."""
    own = f"{settings.PUBLIC_URL}/privacy/{notice.version}/#"
    processes = [_process(promise, notice, controller, day) for promise in notice.promises]
    used = sorted({name for purpose in Purpose for space, name in [PURPOSES[purpose]] if space == "vz"})
    return {
        "@context": {**VOCABULARIES, "vz": own},
        "@graph": [
            {
                "@id": "vz:notice",
                "@type": "dpv:PrivacyNotice",
                "dct:identifier": notice.version,
                "dct:valid": notice.valid_from.isoformat(),
                "dct:language": list(LANGUAGES),
                "dpv:hasDataController": {"@id": "vz:controller"},
                "dpv:hasProcess": [{"@id": process["@id"]} for process in processes],
            },
            _agency(controller),
            *processes,
            *({"@id": f"vz:{name}", "@type": "dpv:Purpose", "skos:broader": {"@id": BROADER[name]}} for name in used),
        ],
    }


def _agency(controller: Controller) -> dict[str, Any]:
    return {"@id": "vz:controller", "@type": "dpv:DataController", "dct:title": controller.name, "dct:description": controller.address}


def _process(promise: Promise, notice: PrivacyNotice, controller: Controller, day: date) -> dict[str, Any]:
    """Write one promise: what for, on which ground, which data of whom, to whom, and when they go."""
    held = [datum for datum in catalogue().values() if datum.category is not Category.NONE and promise.names(datum)]
    rules = [version_for(versions_of(retention_rules(), rule), day) for rule in Rule if rule in promise.rules]
    role = "dpv:hasDataProcessor" if promise.capacity is Capacity.PROCESSOR else "dpv:hasDataController"
    found: dict[str, Any] = {
        "@id": f"vz:{promise.id}",
        "@type": "dpv:Process",
        "dct:identifier": promise.id,
        "dct:title": [{"@value": promise.heading[language], "@language": language} for language in LANGUAGES],
        "dct:description": [
            {"@value": said(promise, notice, controller, language=language, day=day), "@language": language} for language in LANGUAGES
        ],
        "dct:source": list(promise.norms),
        role: {"@id": "vz:controller"},
    }
    letters = _letters([*promise.norms, *(datum.legal_basis for datum in held)])
    subjects = {"dpv:Customer"} if promise.categories & OF_CUSTOMERS else set()
    more = {
        "dpv:hasPurpose": _ids({":".join(PURPOSES[purpose]) for purpose in promise.purposes}),
        "dpv:hasLegalBasis": _ids({f"eu-gdpr:A6-1-{letter}" for letter in letters}),
        "dpv:hasPersonalData": _ids({datum.dpv for datum in held}),
        "dpv:hasDataSubject": _ids(subjects),
        "dpv:hasRecipient": [*_recipients(promise.recipients), *_processors(promise, day)],
        "dpv:hasStorageCondition": [each for rule in rules for each in _storage(rule)],
    }
    return found | {name: value for name, value in more.items() if value}


def _ids(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": name} for name in sorted(names)]


def _letters(norms: Iterable[str]) -> set[str]:
    """Read which letters of Art. 6(1) GDPR norms name."""
    return {letter for norm in norms for group in _ARTICLE_6.findall(norm) for letter in _LETTER.findall(group) if letter in BASES}


def _recipients(kinds: Iterable[RecipientKind]) -> list[dict[str, str]]:
    return [
        {"@type": "dpv:Recipient", "dct:identifier": kind.value} for kind in RecipientKind if kind in set(kinds) - {RecipientKind.PROCESSOR}
    ]


def _processors(promise: Promise, day: date) -> list[dict[str, str]]:
    listed = processors(day) if RecipientKind.PROCESSOR in promise.recipients else ()
    return [{"@type": "dpv:DataProcessor", "dct:title": str(each)} for each in listed]


def _storage(rule: RetentionRule) -> list[dict[str, Any]]:
    """Say how long data are kept, and how they go: in words, and as the rule of our own."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append({"@value": f"{since(rule.start)}: {period_in_words(rule.period, rule.length)}", "@language": language})
    how = "dpv:Erase" if rule.manner is Manner.DELETE else "dpv:Anonymise"
    return [
        {
            "@type": "dpv:StorageDuration",
            "dct:identifier": rule.rule.value,
            "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "dct:description": words},
            "vz:start": rule.start.value,
            "vz:period": rule.period.value,
            "vz:length": rule.length,
            "vz:holds": sorted(hold.value for hold in rule.holds),
        },
        {"@type": "dpv:StorageDeletion", "dpv:hasProcessing": {"@id": how}},
    ]

"""Consents (Art. 7 GDPR): for what they are asked, in which words, and whether one counts at a moment; and advertising without one.

The law of today leaves little for which this program needs a consent: advertising to customers (§7 UWG), and giving data to recipients
that the privacy notice does not name (law.md D-18). Calls are not recorded (§201 StGB), and the service itself rests on the contract.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.policy import PolicyWrong


class ConsentPurpose(StrEnum):
    """For what a consent is needed."""

    NEWS_EMAIL = "news_email"
    NEWS_PHONE = "news_phone"
    GIVE_TO_ADVISER = "give_to_adviser"


class ConsentEvent(StrEnum):
    """What happens to a consent. Uses are written for advertising by telephone only (§7a UWG)."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    USED = "used"


class Way(StrEnum):
    """How it was declared."""

    PORTAL = "portal"
    PAPER = "paper"
    EMAIL = "email"
    PHONE = "phone"


LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """What is asked for one purpose, in one version: it counts from a day on; `texts` by language."""

    purpose: ConsentPurpose
    version: str
    from_on: date
    law: str
    rule: Rule
    texts: Mapping[str, str]

    def digest(self, language: str) -> str:
        """SHA-256 of the words that were shown."""
        return hashlib.sha256(self.texts[language].encode()).hexdigest()


def read_consent(text: str) -> tuple[ConsentText, ...]:
    """Read a file of policy/consents: one purpose, its versions. Raises PolicyWrong, also when a language or the law lacks."""
    try:
        data = tomllib.loads(text)
        found = tuple(
            ConsentText(
                purpose=ConsentPurpose(data["purpose"]),
                version=row["version"],
                from_on=row["from"],
                law=data["law"],
                rule=Rule(data["rule"]),
                texts={language: " ".join(row[language].split()) for language in LANGUAGES},
            )
            for row in data["version"]
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise PolicyWrong(f"a consent does not load: {error}") from error
    if not found or any(not each.law.strip() or not all(each.texts.values()) for each in found):
        raise PolicyWrong("a consent needs its law, a version, and its words in every language")
    if len({each.version for each in found}) != len(found):
        raise PolicyWrong("a version of a consent is there twice")
    return found


def text_on(texts: Sequence[ConsentText], purpose: ConsentPurpose, day: date) -> ConsentText | None:
    """Say which words are asked on a day; None when nothing is asked yet."""
    begun = [each for each in texts if each.purpose is purpose and each.from_on <= day]
    return max(begun, key=lambda each: each.from_on, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """What happened to one consent, when."""

    event: ConsentEvent
    at: datetime


def counts(lines: Sequence[ConsentLine], at: datetime) -> bool:
    """Whether a consent counts at a moment: it was given before or then, and not withdrawn since. A use changes nothing."""
    told = [line for line in lines if line.at <= at and line.event is not ConsentEvent.USED]
    return bool(told) and told[-1].event is ConsentEvent.GIVEN


class ConsentRefusedBecause(StrEnum):
    """Why what needs a consent is not done."""

    NOT_GIVEN = "not_given"
    WITHDRAWN = "withdrawn"


class ConsentAllowedBecause(StrEnum):
    """Why what needs a consent may be done."""

    CONSENTED = "consented"


def may(lines: Sequence[ConsentLine], at: datetime) -> Allowed[ConsentAllowedBecause] | Refused[ConsentRefusedBecause]:
    """Say whether what needs the consent may be done at a moment."""
    if counts(lines, at):
        return Allowed(reason=ConsentAllowedBecause.CONSENTED)
    given = any(line.event is ConsentEvent.GIVEN and line.at <= at for line in lines)
    return Refused(reason=ConsentRefusedBecause.WITHDRAWN if given else ConsentRefusedBecause.NOT_GIVEN)


# --- the record of a consent, for others to read -------------------------------------------------------------------------------

PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
"""The profile of ISO/IEC TS 27560 in the Data Privacy Vocabulary, for consents under the GDPR."""
STATUS: Mapping[ConsentEvent, str] = MappingProxyType(
    {
        ConsentEvent.GIVEN: "dpv:ConsentGiven",
        ConsentEvent.WITHDRAWN: "dpv:ConsentWithdrawn",
        ConsentEvent.USED: "dpv:ConsentGiven",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """One line of a consent as the register keeps it: when, how, by whom (an id, blank for nobody), with what proof."""

    event: ConsentEvent
    at: datetime
    way: Way
    by: str
    evidence: str


def as_record(  # noqa: PLR0913  (what a record has to say: Art. 7(1) GDPR)
    record: str, *, subject: str, controller: str, text: ConsentText, language: str, events: Sequence[RecordedEvent]
) -> dict[str, object]:
    """Write a consent as JSON-LD after ISO/IEC TS 27560. `subject` is the id of who consented, `events` are in their order, never empty."""
    return {
        "@context": {"dpv": "https://w3id.org/dpv#", "dct": "http://purl.org/dc/terms/"},
        "@id": f"urn:uuid:{record}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": PROFILE,
        "dct:identifier": record,
        "dpv:hasDataSubject": f"urn:uuid:{subject}",
        "dpv:hasDataController": controller,
        "dpv:hasPurpose": text.purpose.value,
        "dpv:hasLegalBasis": "dpv:Consent",
        "dpv:hasConsentStatus": STATUS[events[-1].event],
        "dpv:hasNotice": {
            "dct:hasVersion": text.version,
            "dct:language": language,
            "dct:description": text.texts[language],
            "sha256": text.digest(language),
        },
        "events": [
            {
                "dpv:hasConsentStatus": STATUS[each.event],
                "event": each.event.value,
                "dct:date": each.at.isoformat(),
                "dpv:isIndicatedAtTime": each.at.isoformat(),
                "dpv:hasIndicationMethod": each.way.value,
                "dpv:isIndicatedBy": f"urn:uuid:{each.by}" if each.by else "",
                "evidence": each.evidence,
            }
            for each in events
        ],
    }


# --- advertising by e-mail without a consent: §7(3) UWG -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingCustomer:
    """The four conditions of §7(3) UWG; all have to hold. `told_each_time`: of the right to object, at the start and in every letter."""

    address_from_a_sale: bool
    own_similar_services: bool
    has_not_objected: bool
    told_each_time: bool


def may_advertise_by_email(customer: ExistingCustomer) -> bool:
    """Whether advertising by e-mail to somebody who buys already needs no consent (§7(3) UWG)."""
    return all((customer.address_from_a_sale, customer.own_similar_services, customer.has_not_objected, customer.told_each_time))

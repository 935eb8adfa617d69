"""What several papers say alike: who is responsible, which measures are taken, who gets data; the words for data and people."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as written
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.catalogue import Capacity, Category, Datum, Purpose, Rule
from vorzimmer.domain.controller import Controller
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.measures import Aim
from vorzimmer.domain.notice import PrivacyNotice, figures, filled
from vorzimmer.domain.retention import versions_of
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.listed_processors import processors
from vorzimmer.privacy.models.recipients import RECIPIENT_KINDS
from vorzimmer.privacy.papers import Section, bullets, text
from vorzimmer.privacy.papers import facts as fact_block
from vorzimmer.privacy.policies import measures, retention_rules
from vorzimmer.privacy.retention_words import period_in_words, since
from vorzimmer.telephony.numbers import grouped

SUBJECTS: Mapping[Category, Any] = {
    Category.BST: _("customers and their contacts"),
    Category.BEA: _("callers of customers, staff of customers, people named in messages"),
    Category.ABR: _("customers"),
    Category.INT: _("people who ask"),
    Category.TAX: _("customers, people who pay for them"),
    Category.MND: _("customers, holders of accounts"),
    Category.REGISTER: _("customers, people who make requests, recipients, staff"),
    Category.ACCOUNT: _("staff, users of customers"),
    Category.SECURITY: _("senders of forms"),
    Category.TECH: _("all of these, by random ids"),
}
DATA: Mapping[str, Any] = {
    "pd:Authenticating": _("sign-in data"),
    "pd:BankAccount": _("bank account"),
    "pd:CallLog": _("time and course of calls"),
    "pd:Communication": _("content of messages"),
    "pd:CommunicationsMetadata": _("data of delivery"),
    "pd:Contact": _("ways of contact"),
    "pd:CreditRecord": _("claims and default"),
    "pd:EmailAddress": _("e-mail address"),
    "pd:IPAddress": _("internet address"),
    "pd:Interaction": _("presence, appointments, states"),
    "pd:Location": _("town"),
    "pd:Name": _("name"),
    "pd:OfficialID": _("tax numbers"),
    "pd:Opinion": _("wishes, complaints, objections"),
    "pd:PhysicalAddress": _("address"),
    "pd:Preference": _("instructions and settings"),
    "pd:Professional": _("trade, role, who did it"),
    "pd:Purchase": _("tariff and options"),
    "pd:TelephoneNumber": _("telephone number"),
    "pd:Transactional": _("days, amounts, states"),
    "pd:UID": _("random ids"),
}
AIMS: Mapping[Aim, Any] = {
    Aim.CONFIDENTIALITY: _("Confidentiality"),
    Aim.SEPARATION: _("Separation"),
    Aim.INTEGRITY: _("Integrity"),
    Aim.AVAILABILITY: _("Availability and resilience"),
    Aim.ERASURE: _("Erasure"),
    Aim.REVIEW: _("Regular review"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For whom, in which language and of which day a paper is written."""

    language: str
    day: date
    role: str
    controller: Controller
    notice: PrivacyNotice

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """The facts under a title."""
        return (
            (gettext("Agency"), self.controller.name or gettext("(the agency has not entered its name yet)")),
            (gettext("As of"), full(self.day)),
            (gettext("Privacy notice"), gettext("version %(version)s") % {"version": self.notice.version}),
        )


def full(day: date) -> str:
    """Write a day in full."""
    return written(day, pgettext("date format, a day in full", "j F Y"))


def who(wanted: Wanted, title: str) -> Section:
    """Say who is responsible and how to reach him (Art. 30(1)(a), (2)(a) GDPR)."""
    agency = wanted.controller
    rows = (
        (gettext("Name"), agency.name or gettext("(the agency has not entered its name yet)")),
        (gettext("Address"), agency.address),
        (gettext("Represented by"), agency.represented_by),
        (gettext("Telephone"), grouped(agency.phone) if agency.phone else ""),
        (gettext("E-mail address"), agency.email),
        (gettext("Data protection officer"), agency.officer or gettext("none is named")),
    )
    return Section(title=title, blocks=(fact_block(rows),))


def measure_sections(wanted: Wanted, title: str) -> list[Section]:
    """Say which measures are taken, aim by aim."""
    numbers = figures(retention_rules(), wanted.day)
    found = [Section(title=title)]
    for aim, name in AIMS.items():
        items = [
            f"{each.heading[wanted.language]}: {filled(each.text[wanted.language], numbers)}" for each in measures() if each.aim is aim
        ]
        found.append(Section(title=str(name), level=3, blocks=(bullets(items),)))
    return found


def transfers(day: date) -> str:
    """Say who processes data in third countries (Art. 30(1)(e), (2)(c) GDPR)."""
    abroad = [str(each) for each in processors(day) if each.is_abroad]
    return "; ".join(abroad) or gettext("None: data are processed in the European Economic Area.")


def processor_names(wanted: Wanted) -> str:
    """Name the processors, or say that there are none."""
    return "; ".join(str(each) for each in processors(wanted.day)) or gettext("none at present")


def entries(*, capacity: Capacity, purpose: Purpose | None = None) -> dict[str, Datum]:
    """Give what the catalogue declares in a capacity (and for a purpose); what is about nobody is left out."""
    return {
        key: datum
        for key, datum in catalogue().items()
        if datum.category is not Category.NONE and datum.capacity is capacity and purpose in {None, datum.purpose}
    }


def kinds_of_data(found: Iterable[Datum]) -> str:
    """Name the kinds of data of entries."""
    terms = {datum.dpv for datum in found}
    return ", ".join(sorted({str(DATA.get(term, term.removeprefix("pd:"))) for term in terms}, key=str.casefold))


def subjects(found: Iterable[Datum]) -> str:
    """Name the people whom entries are about."""
    categories = {datum.category for datum in found}
    return "; ".join(dict.fromkeys(str(name) for category, name in SUBJECTS.items() if category in categories))


def periods(found: Iterable[Datum]) -> list[str]:
    """Say of each rule of entries from when and for how long data are kept."""
    rules = {datum.rule for datum in found}
    return [period(rule) for rule in Rule if rule in rules and rule not in WITHOUT_ENTRY]


def period(rule: Rule) -> str:
    """Say of a rule from when and for how long data are kept: "R-ABR: …"."""
    version = versions_of(retention_rules(), rule)[-1]
    return f"{rule.value}: {since(version.start)}: {period_in_words(version.period, version.length)}"


def recipient_names(kinds: Iterable[RecipientKind]) -> list[str]:
    """Name kinds of recipients, in the order of the register."""
    wanted = set(kinds)
    return [str(name) for kind, name in RECIPIENT_KINDS.items() if kind in wanted]


_GERMAN = (
    (re.compile(r"\((\d+)\)\(([a-z])\)"), r" Abs. \1 Buchst. \2"),
    (re.compile(r"\((\d+)\)"), r" Abs. \1"),
    (re.compile(r"\(([a-z])\)"), r" Buchst. \1"),
    (re.compile(r"\bno\. "), "Nr. "),
    (re.compile(r"§(\d)"), "§ \\1"),
    (re.compile(r"\bGDPR\b"), "DSGVO"),
    (re.compile(r"  +"), " "),
)


def norm(said: str, language: str) -> str:
    """Write a norm as lawyers of the language do: "Art. 6(1)(b) GDPR" is "Art. 6 Abs. 1 Buchst. b DSGVO" in German."""
    if language == "de":
        for form, instead in _GERMAN:
            said = form.sub(instead, said)
    return said


def introduction(*words: str) -> tuple[Any, ...]:
    return tuple(text(each) for each in words)

"""The papers of data protection law, written from the catalogue, the rules, the notice and the settings: each in German and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.controller import controller
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.papers import annex, deletion, records
from vorzimmer.office.papers.facts import Wanted
from vorzimmer.privacy.papers import Paper
from vorzimmer.privacy.promises import PRIVACY_NOTICE, as_paper, notice_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of paper: what it is called and is for, and how it is written. `file` is its name on the disk."""

    name: Any
    about: Any
    write: Callable[[Wanted], Paper]
    file: str


def _notice(wanted: Wanted) -> Paper:
    return as_paper(wanted.notice, wanted.controller, language=wanted.language, day=wanted.day)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "notice": Kind(
            name=PRIVACY_NOTICE,
            about=_("What everybody is told (Art. 13 GDPR), in the version that is in force."),
            write=_notice,
            file="datenschutzhinweise",
        ),
        "deletion": Kind(
            name=deletion.TITLE,
            about=_("Kinds of data, classes and rules of erasure, and who carries them out (ISO/IEC 27555)."),
            write=deletion.paper,
            file="loeschkonzept",
        ),
        "controller": Kind(
            name=records.OWN_TITLE,
            about=_("What the agency processes for itself (Art. 30(1) GDPR)."),
            write=records.own_paper,
            file="verzeichnis-verantwortlicher",
        ),
        "processor": Kind(
            name=records.BEHALF_TITLE,
            about=_("What the agency processes on behalf of its customers (Art. 30(2) GDPR)."),
            write=records.behalf_paper,
            file="verzeichnis-auftragsverarbeiter",
        ),
        "annex": Kind(
            name=annex.TITLE,
            about=_("Subject, duration, nature, data and measures, to go with the processing agreement (Art. 28(3) GDPR)."),
            write=annex.paper,
            file="anlage-auftragsverarbeitung",
        ),
    }
)


def written(slug: str, *, language: str, at: datetime, role: str) -> Paper:
    """Write a paper as it is at a moment, for somebody of a role: he sees in it what the catalogue lets him see.

    Raises KeyError for one that does not exist, NoNotice when no notice is in force.
    """
    day = berlin_date(at)
    with translation.override(language):
        wanted = Wanted(language=language, day=day, role=role, controller=controller(), notice=notice_on(day))
        return KINDS[slug].write(wanted)

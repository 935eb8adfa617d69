"""Where a page of the office lies: the entry of the menu, and where that has parts, the part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from vorzimmer.domain.roles import Role

PLACES = {"teams": "staff", "billing": "money", "invoices": "money", "debits": "money", "usage": "money", "catalogue": "privacy"}
"""Addresses that belong to another place than their first word says."""

_OFFICE = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.PRIVACY_OFFICER})
_KEEPERS = frozenset({Role.OWNER, Role.PRIVACY_OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a place: the name of its first page, what it is called, how its addresses begin, and who may open it."""

    name: str
    text: Any
    begins: tuple[str, ...]
    who: frozenset[Role] = _OFFICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An entry of the menu that has parts."""

    text: Any
    parts: tuple[Part, ...]


MONEY = (
    Part(name="billing", text=gettext_lazy("Billing"), begins=("billing/", "usage/")),
    Part(name="invoices", text=gettext_lazy("Invoices"), begins=("invoices/",)),
    Part(name="money", text=gettext_lazy("Open items"), begins=("money/",)),
    Part(name="cases", text=gettext_lazy("Cases"), begins=("money/cases/",)),
    Part(name="claims", text=gettext_lazy("Claims"), begins=("money/claims/",)),
    Part(name="debits", text=gettext_lazy("Direct debits"), begins=("debits/",)),
    Part(name="reminders", text=gettext_lazy("Reminders"), begins=("money/claims/letters/", "money/claims/settings/")),
    Part(name="bank-entries", text=gettext_lazy("Bank"), begins=("money/bank/",)),
    Part(name="reports", text=gettext_lazy("Reports"), begins=("money/reports/",)),
    Part(name="datev", text=gettext_lazy("DATEV"), begins=("money/datev/",)),
    Part(name="issuer", text=gettext_lazy("Settings"), begins=("money/issuer/",)),
)


PRIVACY = (
    Part(name="privacy", text=gettext_lazy("Overview"), begins=("privacy/",), who=_KEEPERS),
    Part(name="catalogue", text=gettext_lazy("Personal data"), begins=("catalogue/",), who=_KEEPERS),
    Part(name="requests", text=gettext_lazy("Requests"), begins=("privacy/requests/",), who=_KEEPERS),
    Part(name="recipients", text=gettext_lazy("Recipients"), begins=("privacy/recipients/",)),
    Part(name="disclosures", text=gettext_lazy("Disclosures"), begins=("privacy/disclosures/",)),
    Part(name="papers", text=gettext_lazy("Papers"), begins=("privacy/documents/",), who=_KEEPERS),
    Part(name="processors", text=gettext_lazy("Processors"), begins=("privacy/processors/", "privacy/connections/"), who=_KEEPERS),
    Part(name="consents", text=gettext_lazy("Consents"), begins=("privacy/consents/",), who=_KEEPERS),
    Part(name="interests", text=gettext_lazy("Assessments"), begins=("privacy/interests/",), who=_KEEPERS),
    Part(name="accesses", text=gettext_lazy("Accesses"), begins=("privacy/accesses/",), who=_KEEPERS),
    Part(name="breaches", text=gettext_lazy("Breaches"), begins=("privacy/breaches/",), who=_KEEPERS),
    Part(name="releases", text=gettext_lazy("Erasure"), begins=("privacy/releases/", "privacy/ledger/"), who=_KEEPERS),
)

PARTED: Mapping[str, Place] = {
    "money": Place(text=gettext_lazy("Money"), parts=MONEY),
    "privacy": Place(text=gettext_lazy("Privacy"), parts=PRIVACY),
}


def place_of(path: str) -> str:
    """Say in which place an address lies; `path` is what follows /office/."""
    first = path.split("/", maxsplit=1)[0]
    return PLACES.get(first, first)


def parts_of(path: str, role: Role | str) -> tuple[Place | None, list[Part]]:
    """Give the place with parts in which an address lies, and those of its parts that somebody of this role may open."""
    place = PARTED.get(place_of(path))
    return place, [part for part in place.parts if role in part.who] if place else []


def part_of(path: str) -> Part | None:
    """Say to which part an address belongs: the one that names most of its beginning."""
    parts = [part for place in PARTED.values() for part in place.parts]
    found = [(len(begin), part) for part in parts for begin in part.begins if path.startswith(begin)]
    return max(found, key=lambda each: each[0])[1] if found else None

"""Where a page of the office lies: the entry of the menu, and for pages about money the part of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

PLACES = {"teams": "staff", "billing": "money", "invoices": "money", "debits": "money", "usage": "money"}
"""Addresses that belong to another place than their first word says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the place about money: the name of its first page, what it is called, and how its addresses begin."""

    name: str
    text: Any
    begins: tuple[str, ...]


MONEY = (
    Part(name="billing", text=gettext_lazy("Billing"), begins=("billing/", "usage/")),
    Part(name="invoices", text=gettext_lazy("Invoices"), begins=("invoices/",)),
    Part(name="money", text=gettext_lazy("Open items"), begins=("money/",)),
    Part(name="claims", text=gettext_lazy("Claims"), begins=("money/claims/",)),
    Part(name="debits", text=gettext_lazy("Direct debits"), begins=("debits/",)),
    Part(name="bank-entries", text=gettext_lazy("Bank"), begins=("money/bank/",)),
    Part(name="reports", text=gettext_lazy("Reports"), begins=("money/reports/",)),
    Part(name="datev", text=gettext_lazy("DATEV"), begins=("money/datev/",)),
    Part(name="issuer", text=gettext_lazy("Settings"), begins=("money/issuer/",)),
)


def place_of(path: str) -> str:
    """Say in which place an address lies; `path` is what follows /office/."""
    first = path.split("/", maxsplit=1)[0]
    return PLACES.get(first, first)


def part_of(path: str) -> Part | None:
    """Say to which part about money an address belongs: the one that names most of its beginning."""
    found = [(len(begin), part) for part in MONEY for begin in part.begins if path.startswith(begin)]
    return max(found, key=lambda each: each[0])[1] if found else None

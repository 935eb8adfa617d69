"""The open pages whose words belong to the agency, and how their versions are named."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum


class Page(StrEnum):
    """A page that the agency writes. The last four are documents that customers accept."""

    HOME = "home"
    SERVICES = "services"
    HOW = "how"
    QUESTIONS = "questions"
    CONTACT = "contact"
    IMPRINT = "imprint"
    TERMS = "terms"
    PROCESSING = "processing"
    SECRECY = "secrecy"
    MANDATE = "mandate"


DOCUMENTS = frozenset({Page.TERMS, Page.PROCESSING, Page.SECRECY, Page.MANDATE})
"""What somebody accepts: each version stays to be read, word for word, for as long as the agency is there."""
UNTITLED = DOCUMENTS | {Page.IMPRINT}
"""Pages that have their heading from the program."""


def version_name(day: date, taken: Collection[str]) -> str:
    """Name a version by year and month, with a number from the second in a month on: "2026-11", "2026-11-2". `taken` are in use."""
    name, number = f"{day:%Y-%m}", 1
    while name in taken:
        number += 1
        name = f"{day:%Y-%m}-{number}"
    return name

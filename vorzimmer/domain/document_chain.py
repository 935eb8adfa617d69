"""The chain of issued documents: each link holds the hash of a document and of the link before, so that no change stays unseen (GoBD).

A link says nothing about anybody; it is kept when its document is erased.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

START = "0" * 64
"""What stands in the place of the link before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`sha256` is that of the document's bytes, `link` that of this link with the one before; both in hexadecimal."""

    number: int
    document: str
    issued_on: date
    sha256: str
    previous: str
    link: str


def sha256_of(*parts: bytes) -> str:
    """Hash the parts of a document, each with its length, so that nothing can move from one to the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def link_hash(*, number: int, document: str, issued_on: date, sha256: str, previous: str) -> str:
    return hashlib.sha256(f"{number}\n{document}\n{issued_on.isoformat()}\n{sha256}\n{previous}\n".encode()).hexdigest()


def next_link(last: Link | None, *, document: str, issued_on: date, sha256: str) -> Link:
    """Make the link of a document that was just issued."""
    number, previous = (1, START) if last is None else (last.number + 1, last.link)
    made = link_hash(number=number, document=document, issued_on=issued_on, sha256=sha256, previous=previous)
    return Link(number=number, document=document, issued_on=issued_on, sha256=sha256, previous=previous, link=made)


class Flaw(StrEnum):
    """What is wrong with a link or a document."""

    MISSING = "missing"
    """A link is missing before this one."""
    BROKEN = "broken"
    """The link does not belong to the one before, or was changed."""
    CHANGED = "changed"
    """The document is not what was issued."""
    UNCHAINED = "unchained"
    """There is a document without a link."""
    VANISHED = "vanished"
    """There is a link, and its document is gone though no rule took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, and with which document."""

    flaw: Flaw
    document: str


def check(links: Iterable[Link], documents: Mapping[str, str], *, last: Link | None = None) -> tuple[Finding, ...]:
    """Check the chain from its beginning or behind a link, and the documents that are still there, by number and SHA-256."""
    found, seen = [], set()
    for each in links:
        seen.add(each.document)
        number, previous = (1, START) if last is None else (last.number + 1, last.link)
        if each.number != number:
            found.append(Finding(flaw=Flaw.MISSING, document=each.document))
        made = link_hash(number=each.number, document=each.document, issued_on=each.issued_on, sha256=each.sha256, previous=each.previous)
        if made != each.link or (each.number == number and each.previous != previous):
            found.append(Finding(flaw=Flaw.BROKEN, document=each.document))
        if documents.get(each.document, each.sha256) != each.sha256:
            found.append(Finding(flaw=Flaw.CHANGED, document=each.document))
        last = each
    found += [Finding(flaw=Flaw.UNCHAINED, document=number) for number in sorted(set(documents) - seen)]
    return tuple(found)

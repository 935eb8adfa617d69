"""Checks the chain of issued documents against the documents that are still there (GoBD): all of it, or piece by piece."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from vorzimmer.billing.actions.issuing import link_of, sha256_of
from vorzimmer.billing.models import ChainLink, Document, NumberSeries
from vorzimmer.billing.vouchers import has_content
from vorzimmer.domain import document_chain as chain
from vorzimmer.domain.catalogue import Rule
from vorzimmer.privacy.clocks import due_days
from vorzimmer.privacy.errors import KeyDestroyed, SealedFieldError
from vorzimmer.privacy.models import LedgerEntry

UNREADABLE = "-"
"""Stands for the hash of a document that does not open any more; it fits none."""

PIECE = 60
"""So many documents are read while a page waits."""


def verify_documents() -> tuple[int, tuple[chain.Finding, ...]]:
    """Check all links and documents; returns how many links there are, and what is wrong."""
    links = [link_of(row) for row in ChainLink.objects.order_by("number")]
    found = chain.check(links, _hashes(Document.objects.order_by("number").iterator(chunk_size=100)))
    return len(links), (*found, *_vanished(ChainLink.objects.all()), *_lost(len(links)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a piece of the chain came to. `after` is the number of its last link; `is_last`: there is nothing behind it."""

    findings: tuple[chain.Finding, ...]
    after: int
    is_last: bool


def verify_piece(after: int, *, at_most: int = PIECE) -> Checked:
    """Check the links behind a number (0: from the beginning), with their documents. The last piece also looks for what has no link."""
    before = ChainLink.objects.filter(number__lte=after).order_by("-number").first() if after else None
    rows = list(ChainLink.objects.filter(number__gt=after).order_by("number")[: at_most + 1])
    links, is_last = [link_of(row) for row in rows[:at_most]], len(rows) <= at_most
    documents = Document.objects.filter(number__in=[link.document for link in links])
    found = chain.check(links, _hashes(documents), last=None if before is None else link_of(before))
    found = (*found, *_vanished(ChainLink.objects.filter(number__in=[link.number for link in links])))
    if is_last:
        found = (*found, *_unchained(), *_lost(ChainLink.objects.count()))
    return Checked(findings=found, after=links[-1].number if links else after, is_last=is_last)


def verify_last(count: int) -> Checked:
    """Check the last links of the chain: quick, for a look now and then."""
    start = ChainLink.objects.order_by("-number").values_list("number", flat=True)[count : count + 1].first() or 0
    return verify_piece(start, at_most=count)


def gone_by_rule() -> frozenset[str]:
    """Give the numbers of documents of which a sweep has taken the content, or all, after their years: the hash is left, in the chain.

    One that is empty although its years were not over at the last sweep of documents is not among them: it was tampered with.
    """
    found = frozenset[str]()
    emptied_at = _last_sweep(Rule.TAX8)
    if emptied_at is not None:
        rows = Document._base_manager.exclude(has_content("terms")).filter(due_days(Rule.TAX8, "issued_on", emptied_at))  # noqa: SLF001  (Django's own name)
        found |= frozenset(rows.values_list("number", flat=True))
    return found | frozenset(_without_row().filter(_taken_by_rule()).values_list("document_number", flat=True))


def _last_sweep(rule: Rule) -> datetime | None:
    """Say when a sweep last took documents by a rule, or what they say."""
    sweeps = LedgerEntry.objects.filter(rule=rule, table=Document._meta.label, erased__gt=0)
    return sweeps.order_by("-at").values_list("at", flat=True).first()


def _hashes(documents: Iterable[Document]) -> dict[str, str]:
    hashes, gone = {}, gone_by_rule()
    for document in documents:
        if document.number in gone:
            continue
        try:
            hashes[document.number] = sha256_of(document)
        except KeyDestroyed:
            continue  # erased: its link alone stays
        except (SealedFieldError, ValueError):
            hashes[document.number] = UNREADABLE
    return hashes


def _without_row() -> QuerySet[ChainLink]:
    """Links of which the document is not there any more, not even emptied."""
    return ChainLink.objects.exclude(document_number__in=Document._base_manager.values("number"))  # noqa: SLF001  (Django's own name)


def _taken_by_rule() -> Q:
    """Links of documents whose ten years were over when a sweep last took documents with their entries."""
    at = _last_sweep(Rule.TAX10)
    return Q(pk__in=[]) if at is None else due_days(Rule.TAX10, "issued_on", at)


def _vanished(links: QuerySet[ChainLink]) -> list[chain.Finding]:
    """Find documents that are not there any more, and that no sweep can have taken."""
    numbers = _without_row().filter(pk__in=links.values("pk")).exclude(_taken_by_rule()).order_by("number")
    return [chain.Finding(flaw=chain.Flaw.VANISHED, document=number) for number in numbers.values_list("document_number", flat=True)]


def _unchained() -> list[chain.Finding]:
    numbers = Document.objects.exclude(number__in=ChainLink.objects.values("document_number")).order_by("number")
    return [chain.Finding(flaw=chain.Flaw.UNCHAINED, document=number) for number in numbers.values_list("number", flat=True)]


def _lost(links: int) -> list[chain.Finding]:
    """Find numbers that were given, as the series say, but have no link at the end of the chain."""
    given = sum(series.next - 1 for series in NumberSeries.objects.all())
    return [chain.Finding(flaw=chain.Flaw.MISSING, document="")] * max(0, given - links)

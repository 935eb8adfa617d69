"""Checks the chain of issued documents against the documents that are still there (GoBD)."""

from vorzimmer.billing.actions.issuing import link_of, sha256_of
from vorzimmer.billing.models import ChainLink, Document, NumberSeries
from vorzimmer.domain import document_chain as chain
from vorzimmer.privacy.errors import KeyDestroyed, SealedFieldError

UNREADABLE = "-"
"""Stands for the hash of a document that does not open any more; it fits none."""


def verify_documents() -> tuple[int, tuple[chain.Finding, ...]]:
    """Check all links and documents; returns how many links there are, and what is wrong."""
    links = [link_of(row) for row in ChainLink.objects.order_by("number")]
    documents = {}
    for document in Document.objects.order_by("number").iterator(chunk_size=100):
        try:
            documents[document.number] = sha256_of(document)
        except KeyDestroyed:
            continue  # erased: its link alone stays
        except (SealedFieldError, ValueError):
            documents[document.number] = UNREADABLE
    found = chain.check(links, documents)
    return len(links), (*found, *_lost(links))


def _lost(links: list[chain.Link]) -> list[chain.Finding]:
    """Find numbers that were given, as the series say, but have no link at the end of the chain."""
    given = sum(series.next - 1 for series in NumberSeries.objects.all())
    return [chain.Finding(flaw=chain.Flaw.MISSING, document="")] * max(0, given - len(links))

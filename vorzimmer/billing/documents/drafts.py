"""A document as it would look: crossed by the word that it is a draft, without data for machines and without a way to pay it."""

import json
from datetime import UTC, datetime, time

from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.billing.documents.paper import paper
from vorzimmer.billing.documents.pdf import typeset
from vorzimmer.domain.invoices import Document


def draft_pdf(document: Document) -> bytes:
    """Set a document that was not issued, in its own language."""
    with translation.override(document.language):
        said = paper(document)
        said["draft"] = _("Draft")
    said["payment"] |= {"code": ""}
    return typeset({"paper": json.dumps(said, ensure_ascii=False)}, datetime.combine(document.issued_on, time(), UTC))

"""A document for whom bank data is none of his business: neither the account of the customer nor the data for machines that name it.

It is a copy for reading; the document itself is what was issued (docs/reference/roles.md).
"""

import json
from datetime import UTC, datetime, time
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.billing.documents import words
from vorzimmer.billing.documents.paper import paper
from vorzimmer.billing.documents.pdf import typeset
from vorzimmer.domain.invoices import Document, PaymentMeans


def reading_copy(document: Document) -> bytes:
    """Set an issued document without bank data of the customer, in its own language."""
    return _set(document, {})


def draft_pdf(document: Document) -> bytes:
    """Set a document that was not issued: crossed by the word that it is a draft, without a way to pay it and without bank data."""
    with translation.override(document.language):
        return _set(document, {"draft": _("Draft")})


def _set(document: Document, more: dict[str, Any]) -> bytes:
    with translation.override(document.language):
        said = paper(document) | more
        if document.means is PaymentMeans.DIRECT_DEBIT and document.payable > 0:
            values = {
                "amount": words.priced(document, document.payable),
                "day": words.day(document.payment.collected_on or document.due_on),
            }
            said["payment"] |= {"text": _("We will collect %(amount)s on %(day)s by SEPA direct debit.") % values}
    if "draft" in more:
        said["payment"] |= {"code": "", "facts": []}
    return typeset({"paper": json.dumps(said, ensure_ascii=False)}, datetime.combine(document.issued_on, time(), UTC))

"""The one door: a document as data becomes XML and PDF, or is refused with all that is wrong."""

from dataclasses import dataclass

from django.utils import translation

from vorzimmer.billing.documents.cii import cii
from vorzimmer.billing.documents.pdf import pdf
from vorzimmer.billing.documents.ubl import ubl
from vorzimmer.domain.invoice_checks import check
from vorzimmer.domain.invoices import Document, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document as it is sent: `xml` is what counts, and is in the `pdf` byte by byte."""

    xml: str
    pdf: bytes


def write(document: Document, form: str) -> Written:
    """Write a document in its own language; `form` is a `domain.invoices.Form`. The same document gives the same bytes.

    Raises DocumentRefused with all that is wrong, and ValueError for an unknown form.
    """
    wanted = Form(form)
    check(document, wanted)
    with translation.override(document.language):
        xml = ubl(document, wanted) if wanted is Form.UBL else cii(document, wanted)
        return Written(xml=xml, pdf=pdf(document, xml, wanted))

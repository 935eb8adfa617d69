"""The one door: what is written, what is refused, and that the same document gives the same bytes."""

import io

import pikepdf
import pytest

from tests.domain import invoiced as made
from vorzimmer.billing.documents.writing import write
from vorzimmer.domain.invoice_problems import DocumentRefused, InvoiceProblem


def attached(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (name,) = opened.attachments
        return name, opened.attachments[name].get_file().read_bytes()


def test_the_xml_is_in_the_pdf_byte_by_byte():
    written = write(made.document(), "zugferd")
    assert attached(written.pdf) == ("factur-x.xml", written.xml.encode())


def test_the_same_document_gives_the_same_bytes():
    assert write(made.document(), "zugferd") == write(made.document(), "zugferd")


def test_a_document_that_would_be_wrong_is_not_written():
    with pytest.raises(DocumentRefused) as refused:
        write(made.document(number=""), "zugferd")
    assert [problem.kind for problem in refused.value.problems] == [InvoiceProblem.NO_NUMBER]


def test_an_unknown_form_is_an_error():
    with pytest.raises(ValueError, match="paper"):
        write(made.document(), "paper")

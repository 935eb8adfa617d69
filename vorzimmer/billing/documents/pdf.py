"""An invoice as PDF/A-3b with the XML in it: set by typst in memory, and marked as ZUGFeRD in its metadata.

The same document gives the same bytes: the only day in it is that of its issue, and its id is made of its content.
"""

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from threading import Lock

import typst

from vorzimmer.billing.documents.marking import marked
from vorzimmer.billing.documents.paper import paper
from vorzimmer.domain.invoices import Document, Form

_FILE_NAMES = {Form.ZUGFERD: "factur-x.xml", Form.XRECHNUNG: "xrechnung.xml", Form.UBL: "xrechnung.xml"}
_LEVELS = {Form.ZUGFERD: "EN 16931", Form.XRECHNUNG: "XRECHNUNG"}
"""The profiles that ZUGFeRD knows; UBL in a PDF is none of them, and is only attached."""

_COMPILING = Lock()
"""The compiler is one, and a thread must not take it from another."""


def pdf(document: Document, xml: str, form: Form) -> bytes:
    """Set the document, in the language that is active, and attach the XML byte by byte."""
    inputs = {
        "paper": json.dumps(paper(document), ensure_ascii=False),
        "xml": xml,
        "file": _FILE_NAMES[form],
    }
    made = typeset(inputs, datetime.combine(document.issued_on, time(), UTC))
    return marked(made, file=_FILE_NAMES[form], level=_LEVELS[form]) if form in _LEVELS else made


def typeset(inputs: dict[str, str], midnight: datetime, content: bytes | None = None) -> bytes:
    """Set what stands on the paper, dated so: an invoice, or another letter whose `content` is given as typst source."""
    page = template() if content is None else _source("letter.typ") + content
    with _COMPILING:
        made = compiler().compile(page, format="pdf", sys_inputs=inputs, pdf_standards="a-3b", timestamp=midnight)
    return bytes(made)  # type: ignore[arg-type]  # one PDF, never a list of pages


@cache
def template() -> bytes:
    """Give the page of an invoice as typst source: the paper, and what stands on it."""
    return _source("letter.typ") + _source("invoice.typ")


@cache
def _source(name: str) -> bytes:
    return files("vorzimmer.billing.documents").joinpath(name).read_bytes()


@cache
def compiler() -> typst.Compiler:
    """Give the one compiler, with our own fonts and no others: the same paper on every machine."""
    with as_file(files("vorzimmer.billing.documents").joinpath("fonts")) as folder:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return typst.Compiler(font_paths=fonts)

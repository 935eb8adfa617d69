"""An invoice as PDF/A-3b with the XML in it: set by typst in memory, and marked as ZUGFeRD in its metadata by pikepdf.

The same document gives the same bytes: the only day in it is that of its issue, and its id is made of its content.
"""

import io
import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from threading import Lock

import pikepdf
import typst

from vorzimmer.billing.documents.paper import paper
from vorzimmer.domain.invoices import Document, Form

_FILE_NAMES = {Form.ZUGFERD: "factur-x.xml", Form.XRECHNUNG: "xrechnung.xml", Form.UBL: "xrechnung.xml"}
_LEVELS = {Form.ZUGFERD: "EN 16931", Form.XRECHNUNG: "XRECHNUNG"}
"""The profiles that ZUGFeRD knows; UBL in a PDF is none of them, and is only attached."""

_SCHEMAS = b"<pdfaExtension:schemas><rdf:Bag>"
_END_OF_XMP = b"</rdf:RDF>"
_COMPILING = Lock()
"""The compiler is one, and a thread must not take it from another."""


def pdf(document: Document, xml: str, form: Form) -> bytes:
    """Set the document, in the language that is active, and attach the XML byte by byte."""
    inputs = {
        "paper": json.dumps(paper(document), ensure_ascii=False),
        "xml": xml,
        "file": _FILE_NAMES[form],
    }
    return marked(typeset(inputs, datetime.combine(document.issued_on, time(), UTC)), form)


def typeset(inputs: dict[str, str], midnight: datetime) -> bytes:
    """Set what stands on the paper, dated so."""
    with _COMPILING:
        made = _compiler().compile(_template("invoice.typ"), format="pdf", sys_inputs=inputs, pdf_standards="a-3b", timestamp=midnight)
    return bytes(made)  # type: ignore[arg-type]  # one PDF, never a list of pages


def marked(made: bytes, form: Form) -> bytes:
    """Write into the metadata which e-invoice is in the PDF; typst cannot do that."""
    if form not in _LEVELS:
        return made
    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.Root.Metadata.write(_xmp(opened.Root.Metadata.read_bytes(), form))
        out = io.BytesIO()
        opened.save(out, deterministic_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def _xmp(xmp: bytes, form: Form) -> bytes:
    """Add the facts, and the schema that PDF/A demands for them, to what typst wrote. Raises ValueError if that looks otherwise."""
    if xmp.count(_SCHEMAS) != 1 or xmp.count(_END_OF_XMP) != 1:
        raise ValueError("the metadata of the PDF are not as typst wrote them before")
    facts = _template("facturx.xmp").decode().format(file=_FILE_NAMES[form], level=_LEVELS[form]).encode()
    return xmp.replace(_SCHEMAS, _SCHEMAS + _template("facturx-schema.xmp")).replace(_END_OF_XMP, facts + _END_OF_XMP)


@cache
def _template(name: str) -> bytes:
    return files("vorzimmer.billing.documents").joinpath(name).read_bytes().strip()


@cache
def _compiler() -> typst.Compiler:
    with as_file(files("vorzimmer.billing.documents").joinpath("fonts")) as folder:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return typst.Compiler(font_paths=fonts)

"""Marks a PDF as ZUGFeRD: its metadata say which e-invoice is in it. typst cannot write that, so it is added to what typst wrote.

A file is laid out by typst so plainly that the one object can be made longer and the table of places be put right; that takes a
twentieth of the time of taking the file apart and putting it together, which is done only for a file that looks otherwise.
"""

import io
import re
from functools import cache
from importlib.resources import files

SCHEMAS = b"<pdfaExtension:schemas><rdf:Bag>"
END_OF_XMP = b"</rdf:RDF>"

_METADATA = re.compile(rb"\n\d+ 0 obj\n<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
_END = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_PLACE = re.compile(rb"(\d{10}) 00000 n")
_TAIL = 64
"""So many bytes at the end hold the place of the table."""


def marked(made: bytes, *, file: str, level: str) -> bytes:
    """Write name and profile of the XML into the metadata. Raises ValueError if those are not as typst writes them."""
    return in_place(made, file=file, level=level) or taken_apart(made, file=file, level=level)


def in_place(made: bytes, *, file: str, level: str) -> bytes | None:
    """Make the metadata longer and shift what comes after them. None if the file is laid out in another way."""
    found, end = list(_METADATA.finditer(made)), _END.search(made, len(made) - _TAIL)
    if len(found) != 1 or end is None:
        return None
    (head,), table = found, int(end[1])
    if made[table : table + 5] != b"xref\n":
        return None
    length = int(head[1])
    xmp = with_facts(made[head.end() : head.end() + length], file=file, level=level)
    opening = head[0].replace(b"/Length %d/" % length, b"/Length %d/" % len(xmp))
    shift = len(opening) + len(xmp) - len(head[0]) - length

    def moved(place: re.Match[bytes]) -> bytes:
        offset = int(place[1])
        return b"%010d 00000 n" % (offset + shift if offset > head.end() else offset)

    return b"".join(
        (
            made[: head.start()],
            opening,
            xmp,
            made[head.end() + length : table],
            _PLACE.sub(moved, made[table : end.start()]),
            b"startxref\n%d\n%%%%EOF" % (table + shift),
        )
    )


def taken_apart(made: bytes, *, file: str, level: str) -> bytes:
    """Do the same with any PDF that has metadata of typst."""
    import pikepdf  # noqa: PLC0415  (every command would import it, and hardly any file is laid out otherwise)

    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.Root.Metadata.write(with_facts(opened.Root.Metadata.read_bytes(), file=file, level=level))
        out = io.BytesIO()
        opened.save(
            out,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            fix_metadata_version=False,  # it would write all metadata anew
        )
    return out.getvalue()


def with_facts(xmp: bytes, *, file: str, level: str) -> bytes:
    """Add the facts, and the schema that PDF/A demands for them. Raises ValueError if there is not one place for each."""
    if xmp.count(SCHEMAS) != 1 or xmp.count(END_OF_XMP) != 1:
        raise ValueError("the metadata of the PDF are not as typst writes them")
    facts = _part("facturx.xmp").decode().format(file=file, level=level).encode()
    return xmp.replace(SCHEMAS, SCHEMAS + _part("facturx-schema.xmp")).replace(END_OF_XMP, facts + END_OF_XMP)


@cache
def _part(name: str) -> bytes:
    return files("vorzimmer.billing.documents").joinpath(name).read_bytes().strip()

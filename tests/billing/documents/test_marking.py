"""The metadata of ZUGFeRD in a PDF of typst: put in quickly, or by taking the file apart; the outcome is the same."""

import io

import pikepdf
import pytest
import typst

from vorzimmer.billing.documents.marking import in_place, marked, taken_apart, with_facts

FACTS = {"file": "factur-x.xml", "level": "EN 16931"}


@pytest.fixture(scope="module")
def plain():
    source = b'#pdf.attach("a.xml", bytes("<a/>"), mime-type: "text/xml", description: "a", relationship: "data")\nOne page'
    return bytes(typst.compile(source, format="pdf", pdf_standards="a-3b", timestamp=0))


def objects(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        streams = sorted(each.read_raw_bytes() for each in opened.objects if isinstance(each, pikepdf.Stream))
        return streams, opened.Root.Metadata.read_bytes(), len(opened.objects)


def test_both_ways_come_to_the_same(plain):
    assert objects(in_place(plain, **FACTS)) == objects(taken_apart(plain, **FACTS))


def test_nothing_else_is_changed(plain):
    streams, xmp, count = objects(plain)
    marked_streams, marked_xmp, marked_count = objects(marked(plain, **FACTS))
    assert (set(streams) - {xmp}, count) == (set(marked_streams) - {marked_xmp}, marked_count)
    assert b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in marked_xmp


def test_every_object_is_where_the_table_says(plain):
    done = in_place(plain, **FACTS)
    table = int(done.rsplit(b"startxref\n", 1)[1].split()[0])
    places = [int(line[:10]) for line in done[table:].splitlines() if line.endswith(b" n")]
    assert len(places) > 10
    assert [done[place:].split(b" ", 1)[0] for place in places] == [b"%d" % number for number in range(1, len(places) + 1)]


def test_a_file_that_is_laid_out_otherwise_is_taken_apart(plain):
    with pikepdf.open(io.BytesIO(plain)) as opened:
        out = io.BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    other = out.getvalue()
    assert in_place(other, **FACTS) is None
    assert objects(marked(other, **FACTS))[1] == objects(marked(plain, **FACTS))[1]


def test_metadata_of_another_make_are_not_patched_blindly():
    with pytest.raises(ValueError, match="metadata"):
        with_facts(b"<rdf:RDF></rdf:RDF>", **FACTS)

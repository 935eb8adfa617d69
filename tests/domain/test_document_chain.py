"""The chain of documents: whatever is changed, taken away or put in is found."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.document_chain import START, Finding, Flaw, Link, check, next_link, sha256_of

DAY = date(2026, 11, 2)


def chained(contents):
    links: list[Link] = []
    for number, content in enumerate(contents, 1):
        links.append(next_link(links[-1] if links else None, document=f"RE-{number}", issued_on=DAY, sha256=sha256_of(content)))
    return links


def hashes(contents):
    return {f"RE-{number}": sha256_of(content) for number, content in enumerate(contents, 1)}


def test_the_first_link_is_that_of_its_document_and_of_nothing_before():
    link = next_link(None, document="RE-2026-00001", issued_on=DAY, sha256="ab" * 32)
    assert (link.number, link.previous) == (1, START)


def test_parts_cannot_slide_into_each_other():
    assert sha256_of(b"ab", b"c") != sha256_of(b"a", b"bc")


@given(st.lists(st.binary(max_size=20), max_size=8))
def test_what_was_issued_is_found_whole(contents):
    assert check(chained(contents), hashes(contents)) == ()


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=8), st.data())
def test_a_document_that_was_changed_is_named(contents, data):
    at = data.draw(st.integers(0, len(contents) - 1))
    changed = [*contents[:at], contents[at] + b"!", *contents[at + 1 :]]
    assert check(chained(contents), hashes(changed)) == (Finding(flaw=Flaw.CHANGED, document=f"RE-{at + 1}"),)


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=8), st.data())
def test_a_link_that_was_changed_along_with_its_document_does_not_fit_the_next(contents, data):
    links = chained(contents)
    at = data.draw(st.integers(0, len(links) - 2))
    forged = next_link(links[at - 1] if at else None, document=links[at].document, issued_on=DAY, sha256=sha256_of(b"forged", b""))
    found = check([*links[:at], forged, *links[at + 1 :]], {})
    assert Finding(flaw=Flaw.BROKEN, document=links[at + 1].document) in found


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=8), st.data())
def test_a_link_that_is_missing_is_noticed_at_the_next(contents, data):
    links = chained(contents)
    at = data.draw(st.integers(0, len(links) - 2))
    found = check([*links[:at], *links[at + 1 :]], {})
    assert Finding(flaw=Flaw.MISSING, document=links[at + 1].document) in found


@pytest.mark.parametrize("change", [{"issued_on": date(2026, 11, 3)}, {"document": "RE-9"}, {"sha256": "00" * 32}])
def test_nothing_of_a_link_can_be_changed(change):
    links = chained([b"a", b"b"])
    assert Flaw.BROKEN in {each.flaw for each in check([replace(links[0], **change), links[1]], {})}


def test_an_erased_document_leaves_the_chain_whole_and_one_without_a_link_is_named():
    assert check(chained([b"a", b"b"]), {"RE-1": sha256_of(b"a")}) == ()
    assert check([], {"RE-7": "00"}) == (Finding(flaw=Flaw.UNCHAINED, document="RE-7"),)

"""The chain of the ledger: whatever is changed, taken away, put in or moved is found."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vorzimmer.domain.erasure_ledger import START, Finding, Flaw, Line, chained, check, link_of

NIGHT = datetime(2028, 1, 1, 2, 0, 0, 123456, tzinfo=UTC)


def line(number=0, **more):
    values = {"at": NIGHT + timedelta(days=number), "policy": "ab" * 32, "rule": "R-BEA", "table": "calls.Note", "due": 3, "erased": 3}
    return Line(**(values | more))


def chain(count):
    made: list[Line] = []
    for number in range(count):
        made.append(chained(line(number, oldest=NIGHT, keys=(UUID(int=number + 1),)), made[-1] if made else None))
    return made


def test_the_first_line_is_behind_nothing():
    first = chained(line(), None)
    assert (first.number, first.previous) == (1, START)


def test_a_line_is_behind_the_one_before():
    first, second = chain(2)
    assert (second.number, second.previous) == (2, first.link)


def test_a_whole_ledger_has_no_findings():
    assert check(chain(5)) == ()
    assert check([]) == ()


def test_a_clock_that_was_set_back_does_not_turn_the_ledger_back():
    first = chained(line(5), None)
    assert chained(line(4), first).at == first.at
    assert check([first, chained(line(4), first)]) == ()


def test_moments_are_whole_seconds_of_utc_so_that_what_is_read_is_what_was_hashed():
    made = chained(line(at=NIGHT.astimezone(timezone(timedelta(hours=1))), oldest=NIGHT), None)
    assert made.at == datetime(2028, 1, 1, 2, 0, 0, tzinfo=UTC)
    assert made.oldest == datetime(2028, 1, 1, 2, 0, 0, tzinfo=UTC)
    assert link_of(made) == link_of(replace(made, at=made.at.astimezone(timezone(timedelta(hours=1)))))


CHANGES = {
    "number": 7,
    "at": NIGHT + timedelta(days=9),
    "policy": "cd" * 32,
    "rule": "R-BST",
    "table": "calls.Call",
    "due": 4,
    "erased": 2,
    "oldest": None,
    "lateness": 1,
    "batch": 2,
    "keys": (),
    "previous": "ef" * 32,
    "link": "ef" * 32,
}


@pytest.mark.parametrize("name", [each.name for each in fields(Line)])
def test_every_change_of_a_line_is_found(name):
    whole = chain(3)
    whole[1] = replace(whole[1], **{name: CHANGES[name]})
    assert Flaw.BROKEN in {finding.flaw for finding in check(whole)}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_was_taken_out_is_missing(place):
    whole = chain(4)
    del whole[place]
    assert check(whole) == (Finding(flaw=Flaw.MISSING, number=place + 2),)


def test_a_line_that_was_made_anew_does_not_fit_the_next_one():
    whole = chain(3)
    whole[0] = chained(line(due=9, erased=9), None)
    assert check(whole) == (Finding(flaw=Flaw.BROKEN, number=2),)


def test_what_no_honest_sweep_writes_is_found():
    first = chained(line(5), None)
    second = replace(chained(line(5, due=1, erased=2), first), at=NIGHT)
    second = replace(second, link=link_of(second))
    assert check([first, second]) == (Finding(flaw=Flaw.BACKWARDS, number=2), Finding(flaw=Flaw.MORE_ERASED, number=2))


@given(order=some.permutations(range(5)))
def test_lines_in_another_order_are_found(order):
    whole = chain(5)
    assert (check([whole[number] for number in order]) == ()) == (order == sorted(order))

"""Each event goes out once, whatever way it comes and in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.server.arrivals import LOOKED_FOR, REMEMBERED, Arrivals


def test_an_event_that_comes_by_both_ways_is_new_only_once():
    arrivals = Arrivals(newest=10)
    assert arrivals.is_new(11, now=0)
    assert not arrivals.is_new(11, now=1)


def test_what_was_there_before_the_start_is_not_new():
    assert not Arrivals(newest=10).is_new(10, now=0)


def test_a_gap_is_looked_for_and_filled_late():
    arrivals = Arrivals(newest=10)
    arrivals.is_new(13, now=100)
    assert list(arrivals.open_gaps(now=101, most=10)) == [11, 12]
    assert arrivals.is_new(11, now=101)
    assert not arrivals.is_new(11, now=101)
    assert list(arrivals.open_gaps(now=101, most=10)) == [12]


def test_a_gap_of_a_rolled_back_transaction_is_not_looked_for_forever_but_still_known():
    arrivals = Arrivals(newest=10)
    arrivals.is_new(12, now=100)
    assert list(arrivals.open_gaps(now=100 + LOOKED_FOR, most=10)) == []
    assert arrivals.is_new(11, now=100 + LOOKED_FOR)


def test_a_huge_jump_does_not_fill_the_memory():
    arrivals = Arrivals(newest=0)
    arrivals.is_new(10_000_000, now=0)
    assert len(arrivals.open_gaps(now=0, most=10_000_000)) == REMEMBERED
    assert list(arrivals.open_gaps(now=0, most=2)) == [9_999_998, 9_999_999]


@given(st.lists(st.integers(min_value=1, max_value=60)))
def test_in_any_order_each_id_is_new_exactly_once(ids):
    arrivals = Arrivals(newest=0)
    assert [event_id for event_id in ids if arrivals.is_new(event_id, now=0)] == list(dict.fromkeys(ids))

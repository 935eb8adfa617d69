"""The itemised list: ordered before the month, and nobody's whole number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.itemised import begins_on, is_made_for, shortened
from vorzimmer.domain.statements import Period

NOVEMBER = Period.month("2026-11")


def test_what_is_ordered_today_begins_with_the_next_month():
    assert begins_on(date(2026, 11, 1)) == date(2026, 12, 1)
    assert begins_on(date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "made"),
    [
        (None, None, False),
        ("2026-11-01", None, True),
        ("2026-11-02", None, False),
        ("2026-10-01", "2026-11-30", True),
        ("2026-10-01", "2026-11-29", False),
    ],
)
def test_only_a_month_that_was_ordered_whole_is_itemised(first, last, made):
    days = [None if day is None else date.fromisoformat(day) for day in (first, last)]
    assert is_made_for(NOVEMBER, *days) is made


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+49 171 3920012", "+49 171 3920xxx"),
        ("+49 30 23125 00", "+49 30 2312x xx"),
        ("116117", "xxx"),
        ("110", "xxx"),
        ("", ""),
    ],
)
def test_the_last_three_digits_are_left_out(number, written):
    assert shortened(number) == written


@given(digits=st.text("0123456789", min_size=1, max_size=15))
def test_three_digits_at_least_are_never_shown(digits):
    shown = shortened(f"+{digits}")
    assert sum(character.isdigit() for character in shown) <= max(len(digits) - 3, 0)
    assert not shown[1:].endswith(tuple("0123456789"))

"""Enquiries: what may happen to one, and on which day it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import TABLE, EnquiryEvent, EnquiryState, NotPossible, gone_at, remind_on, step

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("last_contact", "closed", "gone"),
    [
        (date(2026, 12, 30), date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (date(2026, 11, 22), None, datetime(2027, 2, 20, 23, tzinfo=UTC)),
        (date(2026, 10, 25), date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # 25 hours long
        (date(2027, 3, 28), date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),  # 23 hours long
        (date(2027, 1, 1), None, datetime(2027, 4, 1, 22, tzinfo=UTC)),
        (date(2027, 1, 1), date(2027, 9, 1), datetime(2027, 4, 1, 22, tzinfo=UTC)),  # closed when it was gone already
    ],
)
def test_it_goes_at_the_end_of_the_day_on_which_it_is_closed_or_of_the_ninetieth_without_a_word(last_contact, closed, gone):
    assert gone_at(last_contact, closed) == gone


def test_the_agency_is_reminded_after_sixty_days():
    assert remind_on(date(2026, 11, 22)) == date(2027, 1, 21)


@given(days, st.one_of(st.none(), days))
def test_closing_never_lets_it_live_longer(last_contact, closed):
    assert gone_at(last_contact, closed) <= gone_at(last_contact)
    assert berlin_date(gone_at(last_contact)) == last_contact + timedelta(days=91)


def test_what_is_closed_stays_closed():
    assert step(EnquiryState.OPEN, EnquiryEvent.ANSWERED) is EnquiryState.ANSWERED
    assert step(EnquiryState.ANSWERED, EnquiryEvent.CLOSED) is EnquiryState.CLOSED
    for event in EnquiryEvent:
        with pytest.raises(NotPossible):
            step(EnquiryState.CLOSED, event)
    assert set(TABLE) == set(EnquiryState)

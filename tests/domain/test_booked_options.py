"""The days on which options were booked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.booked_options import Booking, option_usage
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.statements import Period

NOVEMBER = Period.month("2026-11")


def days(*bookings, begins_on=date(2026, 1, 1), ends_on=None):
    return [(row.ref, row.meter, row.quantity) for row in option_usage(bookings, NOVEMBER, begins_on=begins_on, ends_on=ends_on)]


def sms(ref, first, last=None):
    return Booking(ref=ref, code="sms", first=first, last=last)


def test_an_option_counts_the_days_of_the_month_on_which_it_was_booked():
    assert days(sms("a", date(2026, 3, 1))) == [("a", "option_sms", 30)]
    assert days(sms("a", date(2026, 11, 21))) == [("a", "option_sms", 10)]
    assert days(sms("a", date(2026, 3, 1), date(2026, 11, 4))) == [("a", "option_sms", 4)]
    assert days(sms("a", date(2026, 3, 1), date(2026, 10, 31))) == []
    assert days(sms("a", date(2026, 12, 1))) == []


def test_only_the_days_of_the_contract_count():
    assert days(sms("a", date(2026, 11, 1)), begins_on=date(2026, 11, 8)) == [("a", "option_sms", 23)]
    assert days(sms("a", date(2026, 3, 1)), ends_on=date(2026, 11, 15)) == [("a", "option_sms", 15)]
    assert days(sms("a", date(2026, 3, 1)), begins_on=None) == []


def test_who_books_anew_before_the_end_pays_each_day_once():
    assert days(sms("a", date(2026, 3, 1), date(2026, 11, 20)), sms("b", date(2026, 11, 15))) == [
        ("a", "option_sms", 20),
        ("b", "option_sms", 10),
    ]


def test_a_row_begins_on_its_first_day():
    (row,) = option_usage([sms("a", date(2026, 11, 21))], NOVEMBER, begins_on=date(2026, 1, 1), ends_on=None)
    assert row.started_at == start_of_day(date(2026, 11, 21))
    assert row.unit == "day"


SOME_DAY = st.dates(date(2026, 9, 15), date(2027, 1, 15))
BOOKINGS = st.lists(
    st.builds(Booking, ref=st.uuids().map(str), code=st.sampled_from(["sms", "24h"]), first=SOME_DAY, last=st.none() | SOME_DAY), max_size=5
)


@given(bookings=BOOKINGS, begins_on=SOME_DAY, ends_on=st.none() | SOME_DAY, order=st.randoms())
def test_each_day_of_an_option_counts_exactly_once_in_whatever_order(bookings, begins_on, ends_on, order):
    rows = option_usage(bookings, NOVEMBER, begins_on=begins_on, ends_on=ends_on)
    all_days = [NOVEMBER.first + timedelta(days=number) for number in range(30)]
    in_force = [day for day in all_days if begins_on <= day and (ends_on is None or day <= ends_on)]
    for code in ("sms", "24h"):
        booked = [day for day in in_force if any(b.code == code and b.first <= day and (b.last is None or day <= b.last) for b in bookings)]
        assert sum(row.quantity for row in rows if row.meter == f"option_{code}") == len(booked)
    shuffled = list(bookings)
    order.shuffle(shuffled)
    assert option_usage(shuffled, NOVEMBER, begins_on=begins_on, ends_on=ends_on) == rows
    assert all(NOVEMBER.start <= row.started_at < NOVEMBER.end for row in rows)

"""When a claim is barred: worked examples of each step, and laws."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.claim_numbers import read_numbers
from vorzimmer.domain.limitation import Because, Facts, PaymentOrder, limitation

NUMBERS = read_numbers((Path(vorzimmer.__file__).parent / "policy" / "claims.toml").read_text("utf-8"))
DAY = timedelta(days=1)
B = Because
CLAIM = Facts(due_on=date(2026, 11, 16))
ORDER = PaymentOrder(filed_on=date(2027, 2, 20), served_on=date(2027, 3, 2))


def asked(facts):
    return limitation(facts, numbers=NUMBERS)


def steps(facts):
    return [(step.because, str(step.on), str(step.last_day)) for step in asked(facts).steps]


def test_a_claim_of_november_2026_can_be_pursued_until_the_end_of_2029():
    limit = asked(CLAIM)
    assert (limit.last_day, limit.because) == (date(2029, 12, 31), B.END_OF_YEAR)
    assert limit.warn_on == date(2029, 9, 30)
    assert [limit.is_barred(day) for day in (date(2029, 12, 31), date(2030, 1, 1))] == [False, True]
    assert [limit.is_urgent(date(*day)) for day in ((2029, 9, 29), (2029, 9, 30), (2029, 12, 31), (2030, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("due_on", "last_day"), [((2026, 12, 31), (2029, 12, 31)), ((2027, 1, 1), (2030, 12, 31)), ((2024, 2, 29), (2027, 12, 31))]
)
def test_the_year_in_which_it_fell_due_decides(due_on, last_day):
    assert asked(Facts(due_on=date(*due_on))).last_day == date(*last_day)


def test_a_payment_order_suspends_from_its_filing_until_six_months_after_service():
    assert steps(replace(CLAIM, orders=[ORDER])) == [
        (B.END_OF_YEAR, "2026-11-16", "2029-12-31"),
        (B.SUSPENDED, "2027-02-20", "2030-07-14"),  # 195 days, 20 February to 2 September 2027
    ]


def test_an_application_of_the_last_days_counts_if_it_is_served_soon():
    in_time = PaymentOrder(filed_on=date(2029, 12, 28), served_on=date(2030, 1, 20))
    assert asked(replace(CLAIM, orders=[in_time])).last_day == date(2030, 7, 24)
    assert asked(replace(CLAIM, orders=[replace(in_time, served_on=date(2030, 1, 28))])).because is B.SUSPENDED
    for too_late in (
        replace(in_time, served_on=date(2030, 1, 29)),
        replace(in_time, served_on=None),
        PaymentOrder(filed_on=date(2030, 1, 2), served_on=date(2030, 1, 9)),
    ):
        assert steps(replace(CLAIM, orders=[too_late])) == [(B.END_OF_YEAR, "2026-11-16", "2029-12-31")]


def test_a_payment_order_that_is_served_late_suspends_from_its_service():
    late = PaymentOrder(filed_on=date(2027, 1, 20), served_on=date(2027, 3, 2))
    assert steps(replace(CLAIM, orders=[late]))[-1] == (B.SUSPENDED, "2027-03-02", "2030-07-04")  # 185 days


def test_days_before_the_period_are_not_counted():
    early = PaymentOrder(filed_on=date(2026, 12, 10), served_on=date(2026, 12, 15))
    assert asked(replace(CLAIM, orders=[early])).last_day == date(2030, 6, 15)
    over = PaymentOrder(filed_on=date(2026, 2, 10), served_on=date(2026, 2, 15))
    assert asked(replace(CLAIM, orders=[over])).because is B.END_OF_YEAR


def test_each_act_suspends_for_six_months_and_after_a_standstill_anew():
    going_on = replace(ORDER, acts=[date(2027, 8, 1), date(2027, 5, 1)])
    assert asked(replace(CLAIM, orders=[going_on])).last_day == date(2030, 12, 13)  # 347 days until 1 February 2028
    again = replace(ORDER, acts=[date(2027, 12, 1)])
    assert asked(replace(CLAIM, orders=[again])).last_day == date(2031, 1, 14)  # 195 days and 184 days from 1 December 2027 on
    assert asked(replace(CLAIM, orders=[replace(ORDER, acts=[date(2027, 2, 25)])])).last_day == date(2030, 7, 14)


def test_a_second_payment_order_within_the_first_one_adds_and_takes_nothing():
    one = PaymentOrder(filed_on=date(2027, 1, 2), served_on=date(2027, 1, 31))
    other = PaymentOrder(filed_on=date(2026, 10, 1), served_on=date(2027, 1, 15))
    assert asked(replace(CLAIM, orders=[one])).last_day == date(2030, 7, 30)
    assert asked(replace(CLAIM, orders=[one, other])).last_day == date(2030, 7, 30)


def test_a_part_payment_lets_it_begin_anew_on_the_day_after():
    assert steps(replace(CLAIM, acknowledged_on=[date(2027, 5, 10)])) == [
        (B.END_OF_YEAR, "2026-11-16", "2029-12-31"),
        (B.ACKNOWLEDGED, "2027-05-10", "2030-05-10"),
    ]
    assert asked(replace(CLAIM, acknowledged_on=[date(2028, 2, 29)])).last_day == date(2031, 2, 28)


@pytest.mark.parametrize("day", [date(2026, 12, 15), date(2030, 1, 1)])
def test_an_acknowledgement_before_the_period_or_after_it_changes_nothing(day):
    assert steps(replace(CLAIM, acknowledged_on=[day])) == [(B.END_OF_YEAR, "2026-11-16", "2029-12-31")]


def test_an_acknowledgement_during_suspension_begins_when_it_ends():
    assert steps(replace(CLAIM, orders=[ORDER], acknowledged_on=[date(2027, 5, 10)])) == [
        (B.END_OF_YEAR, "2026-11-16", "2029-12-31"),
        (B.SUSPENDED, "2027-02-20", "2030-07-14"),
        (B.ACKNOWLEDGED, "2027-05-10", "2030-05-10"),
        (B.SUSPENDED, "2027-02-20", "2030-09-02"),
    ]


def test_suspension_lets_a_later_acknowledgement_come_in_time():
    facts = replace(CLAIM, orders=[ORDER], acknowledged_on=[date(2030, 7, 14)])
    assert asked(facts).last_day == date(2033, 7, 14)
    assert asked(replace(facts, acknowledged_on=[date(2030, 7, 15)])).last_day == date(2030, 7, 14)


def test_a_title_lasts_thirty_years_and_enforcement_begins_them_anew():
    titled = replace(CLAIM, orders=[ORDER], title_final_on=date(2027, 4, 5))
    assert (asked(titled).last_day, asked(titled).because) == (date(2057, 4, 5), B.TITLE)
    enforced = replace(titled, enforced_on=[date(2030, 6, 1)], acknowledged_on=[date(2028, 1, 5)])
    assert steps(enforced)[-3:] == [
        (B.TITLE, "2027-04-05", "2057-04-05"),
        (B.ACKNOWLEDGED, "2028-01-05", "2058-01-05"),
        (B.ENFORCED, "2030-06-01", "2060-06-01"),
    ]


# --- laws ----------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2033, 12, 31))
ORDERS = st.builds(
    lambda filed, days, acts: PaymentOrder(filed_on=filed, served_on=None if days is None else filed + days * DAY, acts=acts),
    DAYS,
    st.none() | st.integers(0, 90),
    st.lists(DAYS, max_size=3),
)
FACTS = st.builds(
    Facts,
    due_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    orders=st.lists(ORDERS, max_size=2),
    acknowledged_on=st.lists(DAYS, max_size=3),
    title_final_on=st.none() | DAYS,
    enforced_on=st.lists(DAYS, max_size=2),
)


@given(FACTS)
def test_nothing_shortens_the_three_years_and_the_steps_tell_the_whole_way(facts):
    limit = asked(facts)
    assert limit.last_day >= date(facts.due_on.year + 3, 12, 31)
    assert limit.steps[0].because is B.END_OF_YEAR
    assert limit.steps[-1].last_day == limit.last_day
    assert limit.warn_on < limit.last_day


@given(FACTS, st.randoms())
def test_the_order_in_which_facts_became_known_does_not_matter(facts, random):
    mixed = replace(
        facts,
        orders=random.sample(facts.orders, len(facts.orders)),
        acknowledged_on=random.sample(facts.acknowledged_on, len(facts.acknowledged_on)),
        enforced_on=random.sample(facts.enforced_on, len(facts.enforced_on)),
    )
    assert asked(mixed) == asked(facts)


@given(st.lists(ORDERS, max_size=3))
def test_suspended_days_are_counted_once_each(orders):
    """Count day by day: three years of days on which nothing was suspended, as long as a suspension began in time."""
    limit = asked(Facts(due_on=date(2026, 11, 16), orders=orders))
    suspended = set()
    for order in orders:
        if order.served_on is not None:
            first = order.filed_on if order.served_on <= _month_later(order.filed_on) else order.served_on
            for start, act in ((first, order.served_on), *((act, act) for act in order.acts if act > order.served_on)):
                suspended |= {start + number * DAY for number in range((_half_year_later(act) - start).days + 1)}
    left, day = 365 * 2 + 366, date(2027, 1, 1)
    while left:
        left -= day not in suspended
        day += DAY
    assert limit.last_day == day - DAY


def _month_later(day):
    return _shift(day, 1)


def _half_year_later(day):
    return _shift(day, 6)


def _shift(day, months):
    year, month = day.year + (day.month + months - 1) // 12, (day.month + months - 1) % 12 + 1
    while True:
        try:
            return date(year, month, day.day)
        except ValueError:
            day -= DAY

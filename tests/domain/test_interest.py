"""Interest of a claim in default: worked examples to the cent, base rates that nobody has confirmed, and laws."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.claim_numbers import read_numbers
from vorzimmer.domain.interest import (
    Balance,
    BaseRate,
    BaseRateMissing,
    BaseRateUnconfirmed,
    Confirmation,
    Facts,
    LumpSum,
    LumpSumBecause,
    half_year,
    interest,
    legal_costs_beside,
    lump_sum,
    read_base_rates,
)

POLICY = Path(vorzimmer.__file__).parent / "policy"
FILE = (POLICY / "base_rates.toml").read_text("utf-8")
NUMBERS = read_numbers((POLICY / "claims.toml").read_text("utf-8"))
DAY = timedelta(days=1)
PAGE = "https://www.bundesbank.de/de/bundesbank/organisation/agb-und-regelungen/basiszinssatz-607820"
VALUES = {
    date(2023, 1, 1): 162,
    date(2023, 7, 1): 312,
    date(2024, 1, 1): 362,
    date(2024, 7, 1): 337,
    date(2025, 1, 1): 227,
    date(2025, 7, 1): 127,
    date(2026, 1, 1): 127,
    date(2026, 7, 1): 152,
}


def confirmation(from_on, basis_points):
    return Confirmation(from_on=from_on, basis_points=basis_points, confirmed_by="erika", confirmed_on=date(2026, 11, 26))


def confirmed(values):
    return read_base_rates(FILE, [confirmation(*value) for value in values.items()])


RATES = confirmed(VALUES)
FIRM = Facts(balances=[Balance(from_on=date(2026, 5, 4), cents=50000)], since=date(2026, 6, 1), is_consumer=False)


def asked(facts, until, rates=RATES):
    return interest(facts, until, rates=rates, numbers=NUMBERS)


def shown(breakdown):
    return [
        (str(each.first), str(each.last), each.days, each.cents, each.base, each.points, each.rate, each.amount)
        for each in breakdown.sections
    ]


# --- worked examples -----------------------------------------------------------------------------------------------------


def test_five_hundred_euros_of_a_business_over_a_change_of_the_rate():
    found = asked(FIRM, date(2026, 7, 31))
    assert shown(found) == [
        ("2026-06-01", "2026-06-30", 30, 50000, 127, 900, 1027, 422),
        ("2026-07-01", "2026-07-31", 31, 50000, 152, 900, 1052, 447),
    ]
    assert found.total == 869


def test_a_consumer_owes_five_points():
    found = asked(replace(FIRM, is_consumer=True), date(2026, 7, 31))
    assert [(each.rate, each.amount) for each in found.sections] == [(627, 258), (652, 277)]
    assert found.total == 535


def test_a_part_payment_counts_from_its_value_date_on():
    paid = replace(FIRM, balances=[Balance(from_on=date(2026, 6, 16), cents=30000), *FIRM.balances])
    found = asked(paid, date(2026, 7, 31))
    assert shown(found) == [
        ("2026-06-01", "2026-06-15", 15, 50000, 127, 900, 1027, 211),
        ("2026-06-16", "2026-06-30", 15, 30000, 127, 900, 1027, 127),
        ("2026-07-01", "2026-07-31", 31, 30000, 152, 900, 1052, 268),
    ]
    assert found.total == 606


def test_what_is_paid_bears_nothing_and_what_comes_back_bears_again():
    back = replace(
        FIRM, balances=[*FIRM.balances, Balance(from_on=date(2026, 6, 11), cents=0), Balance(from_on=date(2026, 6, 21), cents=50000)]
    )
    assert shown(asked(back, date(2026, 6, 30))) == [
        ("2026-06-01", "2026-06-10", 10, 50000, 127, 900, 1027, 141),
        ("2026-06-21", "2026-06-30", 10, 50000, 127, 900, 1027, 141),
    ]


def test_a_change_of_the_half_year_without_a_change_of_the_rate_is_no_new_section_but_a_new_year_is():
    facts = replace(FIRM, since=date(2025, 12, 1), balances=[Balance(from_on=date(2025, 1, 1), cents=50000)])
    assert [(str(each.first), each.amount) for each in asked(facts, date(2026, 1, 31)).sections] == [
        ("2025-12-01", 436),
        ("2026-01-01", 436),
    ]
    same = confirmed(VALUES | {date(2026, 7, 1): 127})
    assert [each.days for each in asked(FIRM, date(2026, 7, 31), same).sections] == [61]


def test_a_leap_year_has_366_days_and_bears_exactly_the_yearly_rate():
    facts = Facts(balances=[Balance(from_on=date(2024, 1, 1), cents=100000)], since=date(2024, 1, 1), is_consumer=True)
    found = asked(facts, date(2024, 12, 31))
    assert [(each.days, each.days_of_year, each.rate, each.amount) for each in found.sections] == [
        (182, 366, 862, 4286),
        (184, 366, 837, 4208),
    ]
    same = confirmed(VALUES | {date(2024, 7, 1): 362})
    assert [(each.days, each.amount) for each in asked(facts, date(2024, 12, 31), same).sections] == [(366, 8620)]


def test_a_base_rate_below_zero_lowers_the_rate_but_never_below_nothing():
    below = confirmed({date(2022, 1, 1): -88, date(2022, 7, 1): -600})
    facts = Facts(balances=[Balance(from_on=date(2022, 1, 1), cents=100000)], since=date(2022, 1, 1), is_consumer=False)
    assert [(each.rate, each.amount) for each in asked(facts, date(2022, 1, 31), below).sections] == [(812, 690)]
    consumer = replace(facts, since=date(2022, 7, 1), is_consumer=True)
    assert [(each.base, each.rate, each.amount) for each in asked(consumer, date(2022, 7, 31), below).sections] == [(-600, 0, 0)]


def test_one_day_bears_interest_and_no_day_none():
    assert shown(asked(FIRM, date(2026, 6, 1))) == [("2026-06-01", "2026-06-01", 1, 50000, 127, 900, 1027, 14)]
    assert asked(FIRM, date(2026, 5, 31)).sections == ()
    assert asked(replace(FIRM, balances=[]), date(2026, 7, 31)).total == 0
    not_before = replace(FIRM, balances=[Balance(from_on=date(2026, 6, 30), cents=50000)])
    assert [each.first for each in asked(not_before, date(2026, 6, 30)).sections] == [date(2026, 6, 30)]


@pytest.mark.parametrize("balances", [[(1, -1)], [(1, 100), (1, 200)]])
def test_a_balance_below_zero_or_twice_on_a_day_is_refused(balances):
    facts = replace(FIRM, balances=[Balance(from_on=date(2026, 6, day), cents=cents) for day, cents in balances])
    with pytest.raises(ValueError, match="balance"):
        asked(facts, date(2026, 7, 31))


# --- base rates ----------------------------------------------------------------------------------------------------------


def test_the_file_has_the_rates_of_the_specification_and_none_is_confirmed():
    rates = read_base_rates(FILE)
    assert {day: rate.basis_points for day, rate in rates.rates.items()} == VALUES
    assert not any(rate.is_confirmed for rate in rates.rates.values())
    assert all(rate.source for rate in rates.rates.values())
    assert rates.published_at == PAGE


def test_beyond_the_last_known_half_year_nothing_is_computed():
    with pytest.raises(BaseRateMissing, match=f"2027-01-01 is not known.*{PAGE}") as missing:
        asked(FIRM, date(2027, 1, 1))
    assert (missing.value.half_year, missing.value.published_at) == (date(2027, 1, 1), PAGE)
    assert asked(FIRM, date(2026, 12, 31)).total == 3074


def test_rates_that_wait_for_confirmation_are_listed():
    rates = read_base_rates(FILE, [confirmation(date(2026, 1, 1), 127)])
    assert asked(FIRM, date(2026, 6, 30), rates).total == 422
    with pytest.raises(BaseRateUnconfirmed, match=f"2026-07-01 are not confirmed: compare them with {PAGE}") as waiting:
        asked(FIRM, date(2026, 7, 1), rates)
    assert [(rate.from_on, rate.basis_points) for rate in waiting.value.rates] == [(date(2026, 7, 1), 152)]
    with pytest.raises(BaseRateUnconfirmed) as waiting:
        asked(FIRM, date(2026, 7, 1), read_base_rates(FILE))
    assert [rate.from_on for rate in waiting.value.rates] == [date(2026, 1, 1), date(2026, 7, 1)]


def test_rates_are_needed_only_for_days_on_which_something_is_open():
    paid = replace(FIRM, balances=[*FIRM.balances, Balance(from_on=date(2026, 12, 1), cents=0)])
    assert asked(paid, date(2028, 3, 31)).sections[-1].last == date(2026, 11, 30)


def test_what_the_agency_has_confirmed_counts_also_against_the_file_and_beyond_it():
    rates = read_base_rates(FILE, [confirmation(date(2025, 7, 1), 177), confirmation(date(2027, 1, 1), 160)])
    assert rates.on(date(2025, 12, 31)) == BaseRate(
        from_on=date(2025, 7, 1), basis_points=177, source="", confirmed_by="erika", confirmed_on=date(2026, 11, 26)
    )
    assert rates.on(date(2027, 6, 30)).basis_points == 160
    assert read_base_rates(FILE, [confirmation(date(2026, 7, 1), 152)]).on(date(2026, 8, 1)).source.startswith("github.com/")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('law = "BGB §247"\n', "", "base rate 2023-01-01: it needs"),
        ('source = "stb-bruns.com, Basiszinssatz wurde angepasst"', 'source = ""', "base rate 2023-01-01: it needs"),
        ("percent = 1.62\n", "", "base rate 2023-01-01: it needs"),
        ("percent = 1.62", "percent = 1.625", "base rate 2023-01-01: 1.625 has more than two places"),
        ("from = 2023-01-01", "from = 2023-01-02", "base rate 2023-01-02: a base rate holds from 1 January or 1 July on"),
        ("from = 2023-07-01", "from = 2023-01-01", "the base rate from 2023-01-01 is given twice"),
        ("published_at", "published", "base rates need `published_at`"),
    ],
)
def test_a_base_rate_without_its_law_its_source_or_its_day_does_not_load(before, after, says):
    assert before in FILE
    with pytest.raises(ValueError, match=says):
        read_base_rates(FILE.replace(before, after, 1))


def test_a_confirmation_of_another_day_is_refused():
    with pytest.raises(ValueError, match="1 January or 1 July"):
        read_base_rates(FILE, [confirmation(date(2027, 1, 4), 152)])


@pytest.mark.parametrize(("day", "start"), [((2026, 6, 30), (2026, 1, 1)), ((2026, 7, 1), (2026, 7, 1)), ((2026, 1, 1), (2026, 1, 1))])
def test_half_years_begin_in_january_and_july(day, start):
    assert half_year(date(*day)) == date(*start)


# --- the lump sum --------------------------------------------------------------------------------------------------------


def test_only_a_business_in_default_owes_the_lump_sum():
    since = date(2026, 6, 1)
    assert lump_sum(is_consumer=False, since=since, numbers=NUMBERS) == LumpSum(cents=4000, because=LumpSumBecause.BUSINESS_IN_DEFAULT)
    assert lump_sum(is_consumer=True, since=since, numbers=NUMBERS) == LumpSum(cents=0, because=LumpSumBecause.CONSUMER)
    assert lump_sum(is_consumer=False, since=None, numbers=NUMBERS) == LumpSum(cents=0, because=LumpSumBecause.NOT_IN_DEFAULT)


def test_the_lump_sum_is_credited_against_the_costs_of_pursuing_the_claim():
    assert legal_costs_beside(4000, 9650) == 5650
    assert legal_costs_beside(4000, 2500) == 0
    assert legal_costs_beside(0, 2500) == 2500


# --- laws ----------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
BALANCES = st.lists(
    st.builds(Balance, from_on=DAYS, cents=st.integers(0, 5_000_000)), max_size=5, unique_by=lambda balance: balance.from_on
)
FACTS = st.builds(Facts, balances=BALANCES, since=DAYS, is_consumer=st.booleans())


def exact(facts, until):
    """Compute the interest day by day, without rounding."""
    total, day = Fraction(0), facts.since
    while day <= until:
        cents = max(((balance.from_on, balance.cents) for balance in facts.balances if balance.from_on <= day), default=(day, 0))[1]
        start = max(first for first in VALUES if first <= day)
        rate = VALUES[start] + (500 if facts.is_consumer else 900)
        total += Fraction(cents * rate, 10_000 * (366 if day.year == 2024 else 365))
        day += DAY
    return total


@given(FACTS, DAYS)
def test_it_is_the_interest_of_each_day_within_half_a_cent_of_each_section(facts, until):
    found = asked(facts, until)
    assert abs(found.total - exact(facts, until)) <= Fraction(len(found.sections), 2)


@given(FACTS, DAYS, DAYS)
def test_interest_of_two_stretches_is_that_of_both_within_the_rounding_of_their_sections(facts, middle, until):
    first, second = asked(facts, min(middle, until)), asked(replace(facts, since=max(facts.since, middle + DAY)), until)
    whole = asked(facts, until)
    rounded = len(first.sections) + len(second.sections) + len(whole.sections)
    assert abs(first.total + second.total - whole.total) <= Fraction(rounded, 2)


@given(FACTS, DAYS, st.integers(0, 100_000))
def test_more_principal_never_bears_less(facts, until, more):
    higher = replace(facts, balances=[replace(balance, cents=balance.cents + more) for balance in facts.balances])
    assert asked(higher, until).total >= asked(facts, until).total


@given(FACTS, DAYS, st.integers(0, 400))
def test_a_later_day_never_bears_less(facts, until, days):
    later = min(until + days * DAY, date(2026, 12, 31))
    assert asked(facts, later).total >= asked(facts, until).total


@given(FACTS, DAYS, st.randoms())
def test_the_order_of_balances_does_not_matter_and_sections_follow_each_other(facts, until, random):
    found = asked(replace(facts, balances=random.sample(facts.balances, len(facts.balances))), until)
    assert found == asked(facts, until)
    assert all(before.last < after.first for before, after in zip(found.sections, found.sections[1:], strict=False))
    assert all(facts.since <= each.first <= each.last <= until and each.first.year == each.last.year for each in found.sections)

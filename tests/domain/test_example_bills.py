"""The base fee of a price list, and the months of invented customers."""

from collections import Counter

import pytest
from hypothesis import given

from tests.domain.rated import charge, tariff, tariffs
from vorzimmer.domain.days import berlin
from vorzimmer.domain.example_bills import EXAMPLE_MONTH, EXAMPLES, Example, MonthOfCalls, monthly_fee, usage_of
from vorzimmer.domain.rating import rate
from vorzimmer.domain.tariff_parts import Per, PriceStep, StepKind, Stepped

QUIET_MONTH = usage_of(EXAMPLES[Example.QUIET])


def sums(rows):
    found = Counter()
    for row in rows:
        found[row.meter] += row.quantity
    return dict(found)


def test_the_fee_is_what_a_month_costs_before_anybody_calls():
    assert monthly_fee(tariff(charge("fee", (), Per.MONTH, 19_000_000), charge("line", (), Per.MONTH, 5_990_000))) == 2499
    assert monthly_fee(tariff(charge("call", {"call"}, Per.PIECE, 1_490_000))) == 0
    stepped = Stepped(kind=StepKind.GRADUATED, steps=(PriceStep(up_to=None, micro=7_000_000),))
    assert monthly_fee(tariff(charge("fee", (), Per.MONTH, stepped))) == 700


def test_minimums_of_usage_are_no_fee():
    assert monthly_fee(tariff(charge("call", {"call"}, Per.PIECE, 1_000_000, minimum=9_000_000))) == 0


def test_four_calls_last_as_long_as_four_average_ones_though_each_is_another():
    rows = usage_of(MonthOfCalls(calls=4, talk=120, wrap_up=40))
    assert [row.quantity for row in rows if row.meter == "talk"] == [60, 90, 120, 210]
    assert sums(rows) == {"call": 4, "talk": 480, "wrap_up": 160}


def test_no_second_is_lost_when_calls_differ():
    assert sums(usage_of(MonthOfCalls(calls=8, talk=91)))["talk"] == 8 * 91
    assert [row.quantity for row in usage_of(MonthOfCalls(calls=6, talk=60)) if row.meter == "talk"] == [30, 45, 60, 105, 60, 60]


def test_the_usual_customer_has_what_his_numbers_say():
    rows = usage_of(EXAMPLES[Example.USUAL])
    # 80 calls of 104 s on average, 8 unwanted ones of 20 s, 12 put through for two minutes
    assert sums(rows) == {"call": 88, "talk": 80 * 104 + 160, "wrap_up": 3200, "patched": 1440, "sms": 30}
    assert sum(1 for row in rows if row.meter == "call" and berlin(row.started_at).hour == 20) == 6
    assert Counter(row.destination_kind for row in rows if row.meter == "patched") == {"mobile": 8, "fixed": 4}


@pytest.mark.parametrize("example", Example)
def test_no_invented_customer_is_called_on_a_sunday_or_outside_of_the_month(example):
    rows = usage_of(EXAMPLES[example])
    assert {berlin(row.started_at).weekday() for row in rows} <= {0, 1, 2, 3, 4}
    assert all(EXAMPLE_MONTH.start <= row.started_at < EXAMPLE_MONTH.end for row in rows)


@given(tariffs())
def test_every_tariff_can_bill_an_invented_customer_and_has_a_fee(random):
    assert monthly_fee(random) >= 0
    assert rate(random, QUIET_MONTH, EXAMPLE_MONTH).net >= 0

"""Cents, millionths, the one rounding, and value-added tax."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.money import OUTSIDE_VAT, VatSum, cents, half_up, micro, read_cents, vat_sums, written, written_exactly

numbers = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (3, 2, 2), (5, 2, 3), (-1, 2, -1), (-5, 2, -3), (49, 100, 0), (50, 100, 1), (-49, 100, 0), (0, 7, 0), (7, 7, 1)],
)
def test_a_half_goes_away_from_zero(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_fraction_without_a_positive_denominator_is_refused(denominator):
    with pytest.raises(ValueError, match="positive denominator"):
        half_up(1, denominator)


def test_cents_are_rounded_once_and_not_twice():
    # 0.00499999... EUR is half a cent only for who rounds to millionths first.
    assert cents(4_999_999_999, 1_000_000) == 0
    assert cents(5_000_000_000, 1_000_000) == 1
    assert cents(590_000 * 61, 60) == 60  # 61 seconds at 0.59 EUR a minute: 0.5998 EUR


@pytest.mark.parametrize(("amount", "millionths"), [("0.59", 590_000), ("39", 39_000_000), ("0.000001", 1), ("-8.00", -8_000_000)])
def test_amounts_are_read_exactly(amount, millionths):
    assert micro(Decimal(amount)) == millionths


@pytest.mark.parametrize("amount", ["0.0000001", "NaN", "Infinity"])
def test_amounts_that_are_none_are_refused(amount):
    with pytest.raises(ValueError, match="six places"):
        micro(Decimal(amount))


def test_amounts_are_written_with_a_point():
    assert [written(1234), written(5), written(-120), written(0)] == ["12.34", "0.05", "-1.20", "0.00"]
    assert [written_exactly(590_000), written_exactly(12_500), written_exactly(39_000_000), written_exactly(-1)] == [
        "0.59",
        "0.0125",
        "39.00",
        "-0.000001",
    ]


def test_tax_is_taken_of_the_sum_of_each_rate():
    # Line by line, 3 x 0.19 x 0.13 EUR would round to 3 x 0.02 = 0.06 EUR.
    assert vat_sums([(1900, 13), (700, 1000), (1900, 13), (OUTSIDE_VAT, 5000), (1900, 13)]) == (
        VatSum(rate=1900, net=39, vat=7),
        VatSum(rate=700, net=1000, vat=70),
        VatSum(rate=None, net=5000, vat=0),
    )
    assert vat_sums([]) == ()
    assert VatSum(rate=1900, net=39, vat=7).gross == 46


@given(numerator=numbers, denominator=st.integers(1, 10**9))
def test_rounding_is_never_more_than_a_half_away_and_mirrors(numerator, denominator):
    rounded = half_up(numerator, denominator)
    assert abs(rounded - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert half_up(-numerator, denominator) == -rounded


@given(lines=st.lists(st.tuples(st.sampled_from([None, 0, 700, 1900]), st.integers(-(10**6), 10**6))))
def test_the_sums_of_all_rates_are_all_lines(lines):
    sums = vat_sums(lines)
    assert sum(each.net for each in sums) == sum(net for _, net in lines)
    assert {each.rate for each in sums} == {rate for rate, _ in lines}
    for each in sums:
        assert each.vat == half_up(each.net * (each.rate or 0), 10_000)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("119", 11900),
        ("119,5", 11950),
        ("119.05", 11905),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1 234,50 €", 123450),
        ("1.234", 123400),
        ("1,234", 123400),
        ("1.234.567", 123456700),
        ("€119.00", 11900),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, cents):
    assert read_cents(text) == cents


@pytest.mark.parametrize(
    "text", ["", "viel", "-5", "1,2345", "1.23.4", "1.234.50", "1.234,567.00", "1..2", "12,", ",5", "１１９", "1" * 13, "1e3"]
)
def test_what_is_no_amount_is_read_as_none(text):
    assert read_cents(text) is None

"""Prices with tax, rounded once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.prices import gross


@pytest.mark.parametrize(("net", "with_tax"), [(0, 0), (1900, 2261), (9900, 11781), (24900, 29631), (500, 595), (50, 60), (1, 1)])
def test_prices_are_rounded_half_up(net, with_tax):
    assert gross(net) == with_tax


def test_a_negative_price_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        gross(-1)


@given(st.integers(0, 10**9))
def test_the_tax_is_exact_to_half_a_cent(net):
    assert abs(gross(net) * 100 - net * 119) <= 50

"""What stands out in the preview of a run."""

import pytest

from vorzimmer.domain.runs import Outlier, outlier


@pytest.mark.parametrize(
    ("net", "before", "found"),
    [
        (10_000, 10_000, Outlier.NONE),
        (15_000, 10_000, Outlier.HIGHER),
        (14_999, 10_000, Outlier.NONE),
        (5_000, 10_000, Outlier.LOWER),
        (5_001, 10_000, Outlier.NONE),
        (2_000, 0, Outlier.HIGHER),
        (1_999, 0, Outlier.NONE),
        (3_900, 2_000, Outlier.NONE),
        (10_000, None, Outlier.FIRST),
        (0, None, Outlier.NONE),
        (0, 2_000, Outlier.LOWER),
        (-1, 10_000, Outlier.NEGATIVE),
        (100, -3_000, Outlier.HIGHER),
    ],
)
def test_a_bill_that_is_half_as_much_again_or_half_and_20_eur_apart_stands_out(net, before, found):
    assert outlier(net, before) is found

"""The billing of a month: what stands out before it is released."""

from enum import StrEnum

_PERCENT = 100
NOTABLE_PERCENT = 50
NOTABLE_CENTS = 2_000


class Outlier(StrEnum):
    """Why somebody should look at a bill before it goes out."""

    NONE = ""
    FIRST = "first"
    """There was none for the month before."""
    HIGHER = "higher"
    LOWER = "lower"
    NEGATIVE = "negative"
    """Money goes back."""


def outlier(net: int, before: int | None) -> Outlier:
    """Compare net cents with those of the month before (None: there were none): half as much again, or half, and 20 EUR apart."""
    if net < 0:
        return Outlier.NEGATIVE
    if before is None:
        return Outlier.FIRST if net else Outlier.NONE
    difference = net - before
    if abs(difference) < NOTABLE_CENTS or abs(difference) * _PERCENT < abs(before) * NOTABLE_PERCENT:
        return Outlier.NONE
    return Outlier.HIGHER if difference > 0 else Outlier.LOWER

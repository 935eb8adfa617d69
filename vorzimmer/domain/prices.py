"""What an offer costs with value-added tax. Money is integer cents, rounded once, half up."""

from vorzimmer.domain.money import half_up

VAT_PERCENT = 19
"""UStG §12(1)."""


def gross(net_cents: int, percent: int = VAT_PERCENT) -> int:
    """Add the tax to net cents. Raises ValueError for a negative price."""
    if net_cents < 0:
        raise ValueError("a price is not negative")
    return half_up(net_cents * (100 + percent), 100)

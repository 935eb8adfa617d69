"""Money: integer cents, and integer millionths where a rate needs them. Nothing else in the house rounds.

A millionth ("micro") is one of the currency: 1 EUR is 1,000,000 micro-euro, 1 cent is 10,000. Rates of value-added tax are
hundredths of a percent: 19 % is 1900. `OUTSIDE_VAT` (None) is what is no consideration for a supply: a deposit, damages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MICRO = 1_000_000
MICRO_PER_CENT = 10_000
_CENTS = 100
_WHOLE_RATE = 10_000
_MICRO_DIGITS = 6

VatRate = int | None
OUTSIDE_VAT: VatRate = None


def half_up(numerator: int, denominator: int = 1) -> int:
    """Round a fraction to the next integer; a half goes away from zero, so that what is cancelled mirrors what was billed.

    Raises ValueError when the denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError("a fraction needs a positive denominator")
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def cents(micro: int, denominator: int = 1) -> int:
    """Round `micro / denominator` millionths to cents: once, from the exact amount and not from a rounded one."""
    return half_up(micro, denominator * MICRO_PER_CENT)


def micro(amount: Decimal | int) -> int:
    """Read an amount of euro exactly. Raises ValueError when it has more than six places or is no number."""
    exact = Decimal(amount)
    if not exact.is_finite() or exact != round(exact, _MICRO_DIGITS):
        raise ValueError("an amount has at most six places after the point")
    return int(exact * MICRO)


def written(amount: int) -> str:
    """Write cents with two places and a point: 1234 is "12.34"."""
    whole, rest = divmod(abs(amount), _CENTS)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02}"


def written_exactly(millionths: int) -> str:
    """Write millionths with a point, two places at least and no zeros after them: 590000 is "0.59", 12500 is "0.0125"."""
    whole, rest = divmod(abs(millionths), MICRO)
    places = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"{'-' if millionths < 0 else ''}{whole}.{places}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatSum:
    """What all lines of one rate come to, in cents."""

    rate: VatRate
    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


def vat_sums(lines: Iterable[tuple[VatRate, int]]) -> tuple[VatSum, ...]:
    """Say the tax of lines (rate, net cents): per rate on the sum of its lines, rounded once (EN 16931 BR-CO-17, BR-S-8, BR-S-9).

    The highest rate comes first, what is outside of the tax last. No line, no sum.
    """
    nets: defaultdict[VatRate, int] = defaultdict(int)
    for rate, net in lines:
        nets[rate] += net
    ordered = sorted(nets.items(), key=lambda entry: -1 if entry[0] is None else entry[0], reverse=True)
    return tuple(VatSum(rate=rate, net=net, vat=half_up(net * (rate or 0), _WHOLE_RATE)) for rate, net in ordered)


_AMOUNT = re.compile(r"(\d{1,3}(?:[.,\u2019 ]\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)


def read_cents(text: str) -> int | None:
    """Read an amount of euros as people write it in German or English, "1.234,50", "1,234.5" or "119 €", as cents; None for anything else.

    One or two digits behind the last mark are cents, three are thousands: nobody writes parts of a cent.
    """
    match = _AMOUNT.fullmatch(text.replace("\N{NO-BREAK SPACE}", " ").strip().strip("€").strip())
    if match is None:
        return None
    marks = {mark for mark in match[1] if not mark.isdigit()}
    if len(marks) > 1 or (match[2] is not None and marks == {match.string[match.end(1)]}):
        return None
    return int("".join(filter(str.isdigit, match[1]))) * 100 + int((match[2] or "0").ljust(2, "0"))

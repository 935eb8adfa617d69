"""The itemised list of calls (Einzelaufstellung): from when it is made, and how callers' numbers are shortened (law.md 2.6, D-35)."""

from datetime import date

from vorzimmer.domain.days import next_month_start
from vorzimmer.domain.statements import Period

HIDDEN = 3
"""Digits that are left out at the end of a number (§11(4) TDDDG)."""


def begins_on(today: date) -> date:
    """Say from which day on a list that is ordered today is made: it must be ordered before the period (§11(1) TDDDG)."""
    return next_month_start(today)


def is_made_for(period: Period, ordered_from: date | None, ordered_until: date | None) -> bool:
    """Whether the list was ordered for a whole month before it began."""
    if ordered_from is None or ordered_from > period.first:
        return False
    return ordered_until is None or ordered_until >= period.last


def shortened(number: str) -> str:
    """Write a number, grouped or not, without its last three digits: "+49 171 3920xxx". Of a very short one no digit is left."""
    if sum(character.isdigit() for character in number) <= 2 * HIDDEN:
        return "x" * HIDDEN if number else ""
    hidden, written = 0, []
    for character in reversed(number):
        hides = character.isdigit() and hidden < HIDDEN
        hidden += hides
        written.append("x" if hides else character)
    return "".join(reversed(written))

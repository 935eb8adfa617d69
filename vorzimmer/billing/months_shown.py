"""Which month a page of usage shows: read from its address, and the months beside it."""

from datetime import date

from vorzimmer.domain.days import add_months, start_of_month

FARTHEST = 24
"""Months that can be looked back."""


def month_in(text: str, today: date) -> date:
    """Read a month from an address ("2026-11"); the present one for what is none, lies ahead or too far back."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return start_of_month(today)
    earliest = add_months(start_of_month(today), -FARTHEST)
    return month if earliest <= month <= today else start_of_month(today)


def beside(month: date, today: date) -> tuple[date | None, date | None]:
    """Give the month before and the one after, None where there is nothing to see."""
    before, after = add_months(month, -1), add_months(month, 1)
    earliest = add_months(start_of_month(today), -FARTHEST)
    return before if before >= earliest else None, after if after <= today else None

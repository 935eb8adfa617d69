"""Public holidays of a Land, from the library `holidays` (German names)."""

from functools import cache

import holidays as library

from vorzimmer.domain.days import Holidays

YEARS_AHEAD = 2


@cache
def holidays_of(land: str, year: int) -> Holidays:
    """Give the public holidays of a Land (ISO 3166-2:DE, "BE") around a year: those of the year before until two years ahead.

    Another code counts as the holidays of all of Germany.
    """
    subdivision = land if land in library.list_supported_countries()["DE"] else None
    years = range(year - 1, year + YEARS_AHEAD + 1)
    return dict(library.country_holidays("DE", subdiv=subdivision, years=years, language="de").items())

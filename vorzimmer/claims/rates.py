"""The base rates by half-year as the settings show them: what the file says, what somebody has confirmed, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.claims import policy
from vorzimmer.claims.models import ConfirmedRate
from vorzimmer.domain.days import add_months
from vorzimmer.domain.interest import BaseRate, half_year

_HALF = 6
_SOURCES = MappingProxyType(
    {
        "public tables of base rates, read in November 2026": _("public tables of base rates, read in November 2026"),
        "github.com/ThomasMoreAI/legal-skills-open, verzugszins_rechner.py; another public table says 1.77": _(
            "github.com/ThomasMoreAI/legal-skills-open, verzugszins_rechner.py; another public table says 1.77"
        ),
    }
)
"""What the file says in English of where a value is from. Names of sources stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYear:
    """A half-year: the base rate that the program brings along (`listed`), and the one that the agency has confirmed."""

    from_on: date
    listed: BaseRate | None
    confirmed: ConfirmedRate | None

    @property
    def source(self) -> Any:
        """Where the value of the program is from, in the language that is active; blank when it brings none along."""
        return "" if self.listed is None else _SOURCES.get(self.listed.source, self.listed.source)

    @property
    def differs(self) -> bool:
        """Whether the agency has confirmed another value than the program brings along."""
        return self.listed is not None and self.confirmed is not None and self.listed.basis_points != self.confirmed.rate


def half_years(day: date) -> Sequence[HalfYear]:
    """List the half-years from the first that is known to the present one, the latest first. One query."""
    listed = policy.listed_rates().rates
    confirmed = {rate.from_on: rate for rate in ConfirmedRate.objects.select_related("confirmed_by")}
    first, last = min({*listed, *confirmed, half_year(day)}), max({half_year(day), *confirmed})
    found = []
    while first <= last:
        found.append(HalfYear(from_on=first, listed=listed.get(first), confirmed=confirmed.get(first)))
        first = add_months(first, _HALF)
    return found[::-1]


def half_year_of(from_on: date, day: date) -> HalfYear | None:
    """Give the half-year that begins on a day, as the list of this day has it."""
    return next((each for each in half_years(day) if each.from_on == from_on), None)

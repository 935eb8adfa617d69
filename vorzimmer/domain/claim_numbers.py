"""The numbers of default, interest, limitation and the payment order: those of `policy/claims.toml`, each dated, with its law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.policy import Figure, Unit, figures_on, read_figures


class Number(StrEnum):
    """What a law or a promise fixes. The name says the unit; points are hundredths of a percentage point."""

    TERM_DAYS = "term_days"
    POSTED_DAYS = "posted_days"
    POINTS_CONSUMER = "points_consumer"
    POINTS_BUSINESS = "points_business"
    LUMP_SUM_CENTS = "lump_sum_cents"
    LIMITATION_YEARS = "limitation_years"
    TITLE_YEARS = "title_years"
    SUSPENSION_MONTHS = "suspension_months"
    SOON_MONTHS = "soon_months"
    WARNING_MONTHS = "warning_months"
    OBJECTION_DAYS = "objection_days"
    LAPSE_MONTHS = "lapse_months"
    LOCAL_COURT_CENTS = "local_court_cents"


UNITS: Mapping[str, Unit] = MappingProxyType(
    {number.value: next(unit for unit in Unit if unit.value in number.value.split("_")) for number in Number}
)
"""What `policy/claims.toml` has to name."""


class NoNumberYet(Exception):
    """No entry counts on this day: it lies before the first one."""

    def __init__(self, key: Number, day: date) -> None:
        super().__init__(f"policy/claims.toml has no {key} for {day}")
        self.key, self.day = key, day


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The entries of the file."""

    figures: tuple[Figure, ...]

    def figure(self, key: Number, day: date) -> Figure:
        """Give the entry that counts on a day. Raises NoNumberYet for a day before the first one."""
        counting = figures_on((figure for figure in self.figures if figure.key == key), day)
        if key not in counting:
            raise NoNumberYet(key, day)
        return counting[key]

    def on(self, key: Number, day: date) -> int:
        """Give the number that counts on a day. Raises NoNumberYet for a day before the first entry."""
        return self.figure(key, day).value


def read_numbers(text: str) -> Numbers:
    """Read `policy/claims.toml`. Raises PolicyWrong as `read_figures` does."""
    return Numbers(figures=read_figures(text, UNITS))

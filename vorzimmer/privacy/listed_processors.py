"""The processors that the notice, the records and the annex name (Art. 13(1)(e), 30 GDPR).

The register of processors says who they are, with `listed_by`, when the program starts; without one there are none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProcessor:
    """Who works for the agency under Art. 28 GDPR: his name, what he does, and in which country, in words."""

    name: str
    service: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.service, self.country) if part)


Lister = Callable[[date], Sequence[ListedProcessor]]

_listers: list[Lister] = []


def listed_by(lister: Lister) -> None:
    """Ask `lister` who the processors are on a day."""
    _listers[:] = [lister]


def processors(day: date) -> tuple[ListedProcessor, ...]:
    """Give the processors of a day, in the order of the register."""
    return tuple(each for lister in _listers for each in lister(day))

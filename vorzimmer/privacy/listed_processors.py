"""The processors that the notice, the records and the annex name (Art. 13(1)(e), 30 GDPR)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from vorzimmer.privacy.models import Processor

HOME_COUNTRY = "DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProcessor:
    """Who works for the agency under Art. 28 GDPR: his name, what he does, and in which other country (ISO 3166-1)."""

    name: str
    service: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.service, self.country) if part)


def processors(day: date) -> tuple[ListedProcessor, ...]:
    """Give the processors that were in use on a day, in the order of the register."""
    rows = Processor.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day)).order_by("name")
    listed = ((row.name, row.service, row.country) for row in rows)
    return tuple(
        ListedProcessor(name=name, service=service, country="" if country == HOME_COUNTRY else country) for name, service, country in listed
    )

"""The processors that the notice, the records, the annex and copies name (Art. 13(1)(e), 15(1)(c), 30 GDPR)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from vorzimmer.domain.processors import EEA
from vorzimmer.privacy.models import Processor

HOME_COUNTRY = "DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProcessor:
    """Who works for the agency under Art. 28 GDPR: his name, what he does, and in which country (ISO 3166-1)."""

    name: str
    service: str
    country: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.service, self.country.replace(HOME_COUNTRY, "")) if part)

    @property
    def is_abroad(self) -> bool:
        """Whether he is in a third country (Art. 44 GDPR)."""
        return self.country not in EEA


def processors(day: date) -> tuple[ListedProcessor, ...]:
    """Give the processors that were in use on a day, in the order of their names."""
    rows = Processor.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day)).order_by("name")
    return tuple(ListedProcessor(name=row.name, service=row.service, country=row.country) for row in rows)

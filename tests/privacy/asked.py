"""Requests of Dr. Zahn, as the privacy officer records them."""

from datetime import UTC, date, datetime

from vorzimmer.domain.requests import Identity, PersonKind, RequestKind, Way
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.request_deeds import (
    RequestEntry,
    identify,
    receive,
    record_found,
)
from vorzimmer.privacy.subjects import Match

AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def entry(kind=RequestKind.ACCESS, person=PersonKind.CUSTOMER, **more):
    facts = {"name": "Dr. Zahn", "email": "praxis@zahn.example", "way": Way.LETTER, "received_on": TODAY, "text": "Was wissen Sie?"}
    return RequestEntry(kind=kind, person_kind=person, **{**facts, **more})


def match_of(customer):
    return Match(table="customers.Customer", key=customer.pk, says=customer.name)


def found(cast, kind=RequestKind.ACCESS):
    """A request of Dr. Zahn that is identified, and his file is found."""
    request = receive(entry(kind), at=AT, by=cast.officer)
    identify(request, Identity.CALLED_BACK, note="Rückruf in der Praxis", at=AT, by=cast.officer)
    record_found(request, match_of(cast.zahn), at=AT, by=cast.officer)
    return DataRequest.objects.get()

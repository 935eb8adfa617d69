"""Every file that leaves through the office or the desk stands in the journal of accesses: noted at the door, no view can forget it.

One line for each user, address (or record that it names) and hour; the place is that it was an export. Nothing of what was in it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from vorzimmer.accounts.access import user_of
from vorzimmer.domain.access_journal import Place
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.scope import AGENCY

Answer = Callable[[HttpRequest], HttpResponseBase]
FACES = frozenset({"office", "desk"})
HOLDS_NOBODY = frozenset({"office:import-template", "office:prices-download", "office:paper-pdf", "office:paper-data"})
"""Files in which no customer and no caller stands: headings, prices, the agency's own papers."""


OWNERS = {
    "claim_id": ("claims.Claim", "customer_ref"),
    "document_id": ("billing.Document", "customer_ref"),
    "duty_id": ("claims.Duty", "hand_over__claim__customer_ref"),
    "reminder_id": ("claims.Reminder", "customer_ref"),
    "request_id": ("privacy.DataRequest", "customer_ref"),
}
"""Whose a record is that an address names, by the name that the address gives it: the table, and the way to the customer's id."""


def _owner(named: Mapping[str, object]) -> UUID | None:
    """Say of whose record a file was made; None: of many, or the agency's own."""
    for name, (table, way) in OWNERS.items():
        if name in named:
            rows = apps.get_model(table)._base_manager.filter(pk=named[name])  # noqa: SLF001  (Django's own name for it)
            found: UUID | None = rows.values_list(way, flat=True).first()
            return found
    return None


def _now() -> datetime:
    return timezone.now()  # noqa: TID251  (a middleware stands at the door, where the clock is read)


def is_file(answer: HttpResponseBase) -> bool:
    """Whether an answer is something to take along, not a page."""
    kind = answer.get("Content-Type", "").partition(";")[0]
    return answer.status_code == HTTPStatus.OK and (answer.has_header("Content-Disposition") or kind != "text/html")


class ExportJournal:
    """Notes who of the agency took a file along, when and from where. What many customers stand in is noted for the agency."""

    def __init__(self, get_response: Answer, *, clock: Callable[[], datetime] = _now) -> None:
        self.get_response = get_response
        self.clock = clock

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        met, user = request.resolver_match, user_of(request)
        if met is None or user is None or met.app_name not in FACES or met.view_name in HOLDS_NOBODY or not is_file(answer):
            return answer
        named = next((value for value in met.kwargs.values() if isinstance(value, UUID)), None)
        customer = met.kwargs.get("customer_id") or _owner(met.kwargs) or AGENCY
        record = named or uuid5(NAMESPACE_URL, met.view_name)
        JOURNAL.note(user, customer, table=met.view_name, record=record, place=Place.EXPORT, at=self.clock())
        return answer

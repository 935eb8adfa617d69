"""What a customer asks about his data, and what his callers ask of him: he is the controller of what they say."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.accounts.trying import refused
from vorzimmer.customers.models import Customer
from vorzimmer.domain.requests import RequestKind
from vorzimmer.portal.doors import customer_of, customers_of, page, reader_in, responsible_only
from vorzimmer.portal.mailbox import uuid_or_none
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.gathering import gather
from vorzimmer.privacy.models import DataRequest, RequestFile
from vorzimmer.privacy.request_copy import fetch_copy
from vorzimmer.privacy.request_deeds import answered_by_customer, receive_from_portal, subject_of
from vorzimmer.privacy.request_deeds import order as order_erasure
from vorzimmer.privacy.table_words import table_name

MOST = 20
SHOWN = ("privacy.DataRequest.requester", "privacy.DataRequest.text", "privacy.DataRequest.state")


def requests_of(customer: Customer, at: datetime) -> dict[str, Any]:
    """Give the requests of a customer, whether a copy lies ready, and those of his callers that he answers."""
    own = list(DataRequest.objects.raised_by([customer.pk])[:MOST])
    ready = set(RequestFile.objects.there(at).filter(request__in=own).values_list("request", flat=True))
    return {
        "own_requests": [(each, each.pk in ready and not each.is_open) for each in own],
        "of_callers": list(DataRequest.objects.handed_to([customer.pk])[:MOST]),
    }


@responsible_only
@require_POST
def right(request: HttpRequest) -> HttpResponseBase:
    """Use one of the rights: it is a request from now on, and its month runs. The same twice is one request."""
    kind, wanted = request.POST.get("right", ""), uuid_or_none(request.POST.get("customer", ""))
    if kind not in set(RequestKind) or wanted is None:
        raise BadRequest
    customer = customer_of(request, wanted)
    if not DataRequest.objects.raised_by([customer.pk]).open().filter(kind=kind).exists():
        receive_from_portal(RequestKind(kind), customer.pk, text="", at=timezone.now(), by=reader_in(request))
    messages.success(request, _("We have got it. You find our answer here, within a month at the latest."))
    return redirect("portal:privacy")


@responsible_only
@sees("privacy.RequestFile.data")
@require_POST
def fetch(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Give the copy once the request is answered; it is gone then."""
    own = DataRequest.objects.raised_by(_ids(request)).closed()
    asked = get_object_or_404(own, pk=request_id)
    data = fetch_copy(asked, timezone.now())
    if data is None:
        messages.error(request, _("There is no copy any more. Ask for a new one: a tap is enough."))
        return redirect("portal:privacy")
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{_("request")}-{asked.number}.zip"'
    return answer


@responsible_only
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Say what goes; then erase what is held of a caller, as the customer orders it."""
    asked = get_object_or_404(DataRequest.objects.handed_to(_ids(request)), pk=request_id)
    if request.method == "POST":
        try:
            gone = sum(order_erasure(asked, at=timezone.now(), by=reader_in(request)).values())
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, ngettext("%(count)d record was erased.", "%(count)d records were erased.", gone) % {"count": gone})
        return redirect("portal:privacy")
    held = [(table_name(piece.table), piece.count) for piece in gather(subject_of(asked))]
    return page(request, "portal/request_order.html", {"asked": asked, "held": held})


@responsible_only
@sees(*SHOWN)
@require_POST
def answered(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """The customer says that he has answered his caller."""
    asked = get_object_or_404(DataRequest.objects.handed_to(_ids(request)), pk=request_id)
    try:
        answered_by_customer(asked, at=timezone.now(), by=reader_in(request))
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("Thank you. The request is closed."))
    return redirect("portal:privacy")


def _ids(request: HttpRequest) -> list[UUID]:
    return list(customers_of(request).values_list("pk", flat=True))

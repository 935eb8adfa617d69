"""Enquiries: who waits, one with its clock, and what becomes of it: answered, talked about, closed, made a customer, erased."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer, Enquiry
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import EnquiryKind, EnquiryState
from vorzimmer.office.doors import owner, page, refused, to_file, tried, user_in
from vorzimmer.office.forms import CustomerForm, EnquiryAnswerForm
from vorzimmer.privacy.access import sees

PAGE = 30
SHORT = 40
"""Characters of a short name."""
SHOWN = tuple(f"customers.Enquiry.{name}" for name in ("name", "company", "email", "phone", "best_time", "text", "answer", "state"))


@owner
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List who waits, the oldest first; `?show=all` all that are there, `?kind=` only one kind."""
    at, everything, kind = timezone.now(), request.GET.get("show") == "all", request.GET.get("kind", "")
    there = Enquiry.objects.there(at)
    chosen = there.order_by("-received_at", "id") if everything else Enquiry.objects.waiting(at)
    if kind in list(EnquiryKind):
        chosen = chosen.filter(kind=kind)
    context = {
        "everything": everything,
        "kind": kind,
        "kinds": Enquiry.KINDS,
        "waiting": Enquiry.objects.waiting(at).count(),
        "today": berlin_date(at),
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "office/enquiries.html", context)


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Show one, and answer it by e-mail."""
    at = timezone.now()
    enquiry = _enquiry(enquiry_id, at)
    form = EnquiryAnswerForm(request.POST or None)

    def deed() -> None:
        said = form.cleaned_data
        actions.answer_enquiry(enquiry, text=said["text"], closes=said["closes"], by=user_in(request), at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The answer is on its way."))
        return redirect("office:enquiries")
    context = {"enquiry": enquiry, "today": berlin_date(at), "is_closed": enquiry.state == EnquiryState.CLOSED}
    return page(request, "office/enquiry.html", context, form=form)


@owner
@sees(*SHOWN)
@require_POST
def spoken(request: HttpRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Write down that somebody talked with them and something is still open."""
    at = timezone.now()
    try:
        actions.note_contact(_enquiry(enquiry_id, at), by=user_in(request), at=at)
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        messages.success(request, _("Written down. The days count from today."))
    return redirect("office:enquiry", enquiry_id)


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Say what will happen, then close it."""
    at = timezone.now()
    enquiry = _enquiry(enquiry_id, at)
    if request.method == "POST":
        try:
            actions.close_enquiry(enquiry, at=at)
        except ValidationError as error:
            messages.warning(request, refused(error))
        else:
            messages.success(request, _("Closed. At the end of the day it is erased."))
        return redirect("office:enquiries")
    return page(request, "office/enquiry_end.html", {"enquiry": enquiry, "at_once": False})


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Say what will happen, then erase it at once."""
    at = timezone.now()
    enquiry = _enquiry(enquiry_id, at)
    if request.method == "POST":
        actions.erase_enquiry(enquiry, at=at)
        messages.success(request, _("Erased."))
        return redirect("office:enquiries")
    return page(request, "office/enquiry_end.html", {"enquiry": enquiry, "at_once": True})


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def convert(request: HttpRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Open a file with what is needed of it; the rest goes at once."""
    at = timezone.now()
    enquiry = _enquiry(enquiry_id, at)
    form = CustomerForm(request.POST or None, initial=_known_of(enquiry))
    opened: list[Customer] = []
    if request.method == "POST" and tried(form, lambda: opened.append(actions.convert_enquiry(enquiry, form.entry(), at=at))):
        messages.success(request, _("The file is open, and the enquiry is erased. Next: the number that leads to this customer."))
        return to_file(opened[0])
    return page(request, "office/enquiry_convert.html", {"enquiry": enquiry}, form=form)


def _known_of(enquiry: Enquiry) -> dict[str, Any]:
    name = enquiry.company or enquiry.name
    return {
        "name": name,
        "short_name": name[:SHORT].rstrip(),
        "contact_person": enquiry.name,
        "email": enquiry.email,
        "phone": enquiry.phone,
        "language": enquiry.language,
    }


def _enquiry(enquiry_id: UUID, at: datetime) -> Enquiry:
    return get_object_or_404(Enquiry.objects.there(at).select_related("answered_by"), pk=enquiry_id)

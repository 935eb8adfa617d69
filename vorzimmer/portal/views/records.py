"""Adding, changing and removing what customers keep themselves; one way for all kinds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.trying import tried
from vorzimmer.portal.doors import customer_of, customers_of, page, reader_in, reader_only
from vorzimmer.portal.records import Kind


@reader_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, customer_id: UUID, kind: Kind) -> HttpResponseBase:
    """Add one. `?person=` of the address is filled in."""
    _allowed(request, kind)
    customer = customer_of(request, customer_id)
    form: Any = kind.form(request.POST or None, customer=customer, initial={"person": request.GET.get("person", "")})
    if request.method == "POST" and tried(form, lambda: kind.add(customer, form, timezone.now())):
        messages.success(request, _("Saved."))
        return redirect(kind.listed)
    return page(request, "portal/record.html", {"kind": kind, "customer": customer, "title": kind.add_title}, form=form)


@reader_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, record_id: UUID, kind: Kind) -> HttpResponseBase:
    record = _record(request, record_id, kind)
    customer = kind.customer(record)
    form: Any = kind.form(request.POST or None, customer=customer, record=record)
    if request.method == "POST" and tried(form, lambda: kind.change(record, form, timezone.now())):
        messages.success(request, _("Saved."))
        return redirect(kind.listed)
    context = {"kind": kind, "customer": customer, "title": kind.change_title, "record": record}
    return page(request, "portal/record.html", context, form=form)


@reader_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, record_id: UUID, kind: Kind) -> HttpResponseBase:
    """Say what will happen; then do it."""
    record = _record(request, record_id, kind)
    if request.method == "POST":
        kind.remove(record, timezone.now())
        messages.success(request, _("Removed."))
        return redirect(kind.listed)
    return page(request, "portal/record_remove.html", {"kind": kind, "record": record, "loses": kind.loses(record)})


def _record(request: HttpRequest, record_id: UUID, kind: Kind) -> Any:
    _allowed(request, kind)
    return get_object_or_404(kind.records(customers_of(request)), pk=record_id)


def _allowed(request: HttpRequest, kind: Kind) -> None:
    if reader_in(request).role not in kind.roles:
        raise PermissionDenied

"""Adding, changing, moving and removing: one way for all kinds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.accounts.trying import refused, tried
from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer
from vorzimmer.portal.doors import page, reader_in, responsible_only
from vorzimmer.portal.orders.kinds import Kind
from vorzimmer.portal.orders.overview import ordering


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, customer_id: UUID, kind: Kind) -> HttpResponseBase:
    customer, at = ordering(request, customer_id), timezone.now()
    form: Any = kind.form(request.POST or None, customer=customer, initial=_wished(request, kind, at))
    if request.method == "POST" and tried(form, lambda: kind.add(customer, form, at, reader_in(request))):
        return _done(request, customer, kind)
    return _form(request, customer, kind, form)


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    customer = ordering(request, customer_id)
    record: Any = get_object_or_404(kind.records(customer), pk=record_id)
    form: Any = kind.form(request.POST or None, customer=customer, record=record)
    if request.method == "POST" and tried(form, lambda: kind.change(record, form, timezone.now(), reader_in(request))):
        return _done(request, customer, kind)
    return _form(request, customer, kind, form, record_id=record_id)


@responsible_only
@require_POST
def remove(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    """Take it out. Of the orders only the draft forgets it: operators see it until the draft is published."""
    customer = ordering(request, customer_id)
    record: Any = get_object_or_404(kind.records(customer), pk=record_id)
    try:
        kind.remove(record, timezone.now(), reader_in(request))
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("Removed from the draft. Publish it to let operators know.") if kind.section else _("Removed."))
    return redirect(kind.list_name, customer.pk)


@responsible_only
@require_POST
def up(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    """Let an entry change places with the one before."""
    customer = ordering(request, customer_id)
    record: Any = get_object_or_404(kind.records(customer), pk=record_id)
    actions.move_up(record, timezone.now(), by=reader_in(request), published=False)
    return redirect(kind.list_name, customer.pk)


@responsible_only
@require_POST
def down(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    """Let an entry change places with the one after it, which goes up; the last stays last."""
    customer = ordering(request, customer_id)
    rows = list(kind.records(customer))
    place = next((place for place, row in enumerate(rows) if row.pk == record_id), None)
    if place is None:
        get_object_or_404(kind.records(customer), pk=record_id)
    elif place + 1 < len(rows):
        actions.move_up(rows[place + 1], timezone.now(), by=reader_in(request), published=False)
    return redirect(kind.list_name, customer.pk)


def _done(request: HttpRequest, customer: Customer, kind: Kind) -> HttpResponseBase:
    messages.success(request, _("Kept in the draft. Operators see it when you publish.") if kind.section else _("Saved."))
    return redirect(kind.list_name, customer.pk)


def _wished(request: HttpRequest, kind: Kind, at: Any) -> dict[str, Any]:
    """Give what a new form begins with: the rota on whose page the link stands, and a day to begin with."""
    if kind.section is not None:
        return {}
    return {"rota": request.GET.get("rota", ""), "anchor": timezone.localdate(at), "hand_over": "08:00"}


def _form(request: HttpRequest, customer: Customer, kind: Kind, form: Any, *, record_id: UUID | None = None) -> HttpResponseBase:
    title = kind.add_title if record_id is None else kind.change_title
    context = {"customer": customer, "kind": kind, "title": title, "record_id": record_id, "list": kind.list_name}
    return page(request, "portal/orders/record.html", context, form=form)

"""Who is on call for a customer: rotas, shifts and exceptions, with the same forms and deeds as in the portal."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.customers.forms import ROTA_PARTS, RotaPart
from vorzimmer.customers.models import Customer
from vorzimmer.customers.rotas import rotas_now
from vorzimmer.delivery.queries import dead_channels
from vorzimmer.office.doors import customer_of, owner, page, refused, tried, user_in
from vorzimmer.privacy.catalogue import may_see

SHOWN = ("customers.ShiftMember.person", "customers.RotaOverride.start", "customers.Person.transfer_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A part of rotas, with its addresses in the office."""

    part: RotaPart

    @property
    def slug(self) -> str:
        return self.part.slug

    @property
    def add_title(self) -> Any:
        return self.part.add_title

    @property
    def change_title(self) -> Any:
        return self.part.change_title

    @property
    def add_name(self) -> str:
        return f"office:{self.slug}-add"

    @property
    def change_name(self) -> str:
        return f"office:{self.slug}-change"

    @property
    def remove_name(self) -> str:
        return f"office:{self.slug}-remove"


KINDS = tuple(Kind(part=part) for part in ROTA_PARTS)


@owner
@require_safe
def listing(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show all rotas of the customer with the next two weeks, gaps and warnings."""
    customer = _customer(request, customer_id)
    context = {
        "customer": customer,
        "rotas": rotas_now(customer, timezone.now(), dead=dead_channels(customer.pk)),
        **{f"{kind.slug}_kind": kind for kind in KINDS},
    }
    return page(request, "office/rotas.html", context)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, customer_id: UUID, kind: Kind) -> HttpResponseBase:
    customer, at = _customer(request, customer_id), timezone.now()
    begins = {"rota": request.GET.get("rota", ""), "anchor": timezone.localdate(at), "hand_over": "08:00"}
    form = kind.part.form(request.POST or None, customer=customer, initial=begins)
    if request.method == "POST" and tried(form, lambda: kind.part.add(customer, form, at)):
        return _done(request, customer)
    return page(request, "office/rota_record.html", {"customer": customer, "kind": kind, "title": kind.add_title}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    customer = _customer(request, customer_id)
    record: Any = get_object_or_404(kind.part.records(customer), pk=record_id)
    form = kind.part.form(request.POST or None, customer=customer, record=record)
    if request.method == "POST" and tried(form, lambda: kind.part.change(record, form, timezone.now())):
        return _done(request, customer)
    context = {"customer": customer, "kind": kind, "title": kind.change_title, "record_id": record_id}
    return page(request, "office/rota_record.html", context, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, customer_id: UUID, record_id: UUID, kind: Kind) -> HttpResponseBase:
    """Say what will happen; then do it."""
    customer = _customer(request, customer_id)
    record: Any = get_object_or_404(kind.part.records(customer), pk=record_id)
    if request.method == "POST":
        try:
            kind.part.remove(record, timezone.now())
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("Removed."))
        return redirect(_list(customer))
    return page(request, "office/rota_remove.html", {"customer": customer, "kind": kind})


def _done(request: HttpRequest, customer: Customer) -> HttpResponseBase:
    messages.success(request, _("Saved."))
    return redirect(_list(customer))


def _list(customer: Customer) -> str:
    return reverse("office:rotas", args=[customer.pk])


def _customer(request: HttpRequest, customer_id: UUID) -> Customer:
    if not all(may_see(user_in(request).role, key) for key in SHOWN):
        raise PermissionDenied
    return customer_of(request, customer_id)

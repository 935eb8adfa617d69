"""Adding, changing, removing and moving the records of a customer's file; one way for all sections."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.customers.actions import move_up
from vorzimmer.customers.models import Customer
from vorzimmer.office.doors import customer_of, owner, page, to_file, tried, user_in
from vorzimmer.office.sections import Section


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, customer_id: UUID, section: Section) -> HttpResponseBase:
    customer = _customer(request, customer_id, section)
    form: Any = section.form(request.POST or None, customer=customer)
    if request.method == "POST" and tried(form, lambda: _do(request, section, section.add, customer, form.entry())):
        messages.success(request, _("Saved."))
        return to_file(customer, section.slug)
    return page(request, "office/record.html", {"customer": customer, "section": section, "title": section.add_title}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, customer_id: UUID, record_id: UUID, section: Section) -> HttpResponseBase:
    customer = _customer(request, customer_id, section)
    record: Any = get_object_or_404(section.records(customer), pk=record_id)
    form: Any = section.form(request.POST or None, customer=customer, record=record)
    if request.method == "POST" and tried(form, lambda: _do(request, section, section.change, record, form.entry())):
        messages.success(request, _("Saved."))
        return to_file(customer, section.slug)
    context = {"customer": customer, "section": section, "title": section.change_title}
    return page(request, "office/record.html", context, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, customer_id: UUID, record_id: UUID, section: Section) -> HttpResponseBase:
    """Say what will happen; then do it."""
    customer = _customer(request, customer_id, section)
    record: Any = get_object_or_404(section.records(customer), pk=record_id)
    if request.method == "POST":
        _do(request, section, section.remove, record)
        messages.success(request, _("Removed."))
        return to_file(customer, section.slug)
    context = {"customer": customer, "section": section, "row": section.row(record), "loses": section.loses(record)}
    context["shows"] = section.shows(user_in(request).role)
    return page(request, "office/record_remove.html", context)


@owner
@require_POST
def up(request: HttpRequest, customer_id: UUID, record_id: UUID, section: Section) -> HttpResponseBase:
    customer = _customer(request, customer_id, section)
    _do(request, section, move_up, get_object_or_404(section.records(customer), pk=record_id))
    return to_file(customer, section.slug)


def _do(request: HttpRequest, section: Section, deed: Callable[..., Any], *subject: Any) -> None:
    section.done(deed, *subject, by=user_in(request), at=timezone.now())


def _customer(request: HttpRequest, customer_id: UUID, section: Section) -> Customer:
    if not section.visible_for(user_in(request).role):
        raise PermissionDenied
    return customer_of(request, customer_id)

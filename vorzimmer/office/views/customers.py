"""Customers: the head of a file, its known callers, and what the operator will see."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.customers import actions
from vorzimmer.customers.forms import DRAFT, LIVE, PreviewForm
from vorzimmer.customers.models import Customer
from vorzimmer.customers.moments import saidtime
from vorzimmer.customers.preview import document_of
from vorzimmer.customers.preview import preview as looked_at
from vorzimmer.office.doors import customer_of, owner, page, to_file, tried, user_in
from vorzimmer.office.forms import CustomerForm
from vorzimmer.office.record_forms import CallerForm, ForgetCallerForm
from vorzimmer.office.sections import SECTIONS
from vorzimmer.privacy.catalogue import may_see


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    form = CustomerForm(request.POST or None)
    opened: list[Customer] = []
    if request.method == "POST" and tried(form, lambda: opened.append(actions.open_customer(form.entry(), timezone.now()))):
        messages.success(request, _("The file is open. Next: the number that leads to this customer."))
        return to_file(opened[0])
    return page(request, "office/customer_edit.html", {}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    customer = customer_of(request, customer_id)
    form = CustomerForm(request.POST or None, customer=customer)
    if request.method == "POST" and tried(form, lambda: actions.change_customer(customer, form.entry(), timezone.now())):
        messages.success(request, _("Saved."))
        return to_file(customer)
    shown = customer_of(request, customer_id) if form.is_bound else customer
    return page(request, "office/customer_edit.html", {"customer": shown, "whole_notes": actions.whole_notes(shown).count()}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Say what will happen; then answer no more calls for the customer."""
    customer = customer_of(request, customer_id)
    if request.method == "POST":
        actions.close_customer(customer, timezone.now())
        messages.success(request, _("Calls for this customer are no longer answered."))
        return to_file(customer)
    return page(request, "office/customer_close.html", {"customer": customer, "numbers": customer.dial_ins.count()})


@owner
@require_POST
def reopen(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    customer = customer_of(request, customer_id)
    actions.reopen_customer(customer, timezone.now())
    messages.success(request, _("Calls for this customer are answered again."))
    return to_file(customer)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Enter a known caller. A caller with the same number is replaced, unseen."""
    customer = customer_of(request, customer_id)
    form = CallerForm(request.POST or None, customer=customer)
    if request.method == "POST" and tried(form, lambda: actions.remember_caller(customer, form.entry(), timezone.now())):
        messages.success(request, _("Saved. Operators see it with the next call from this number."))
        return to_file(customer, "callers")
    return page(request, "office/caller.html", {"customer": customer, "forgets": False}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Delete a known caller by his number."""
    customer = customer_of(request, customer_id)
    form = ForgetCallerForm(request.POST or None, customer=customer)
    if request.method == "POST" and tried(form, lambda: actions.forget_caller(customer, form.cleaned_data["number"], timezone.now())):
        messages.success(request, _("Removed."))
        return to_file(customer, "callers")
    return page(request, "office/caller.html", {"customer": customer, "forgets": True}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show what the operator will see, now or at another moment. It is posted: a caller's number must not stand in an address."""
    role = user_in(request).role
    if not all(section.visible_for(role) for section in SECTIONS):
        raise PermissionDenied
    customer, now = customer_of(request, customer_id), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    document = document_of(customer, draft=asked.get("version") == DRAFT)
    form = PreviewForm(asked or None, customer=customer, document=document, initial={"version": LIVE, "at": timezone.localtime(now)})
    at = form.moment(now)
    seen = looked_at(
        customer,
        at,
        document=document,
        person=form.chosen("person"),
        call_type=form.chosen("call_type"),
        caller=form.number(),
        say=lambda moment: saidtime(moment, at),
    )
    context = {"customer": customer, "preview": seen, "card": seen.card, "show_caller": may_see(role, "customers.KnownCaller.hint")}
    return page(request, "office/preview.html", context, form=form)

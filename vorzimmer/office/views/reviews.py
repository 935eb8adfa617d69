"""Orders that customers sent and that wait for the agency: the queue, one of them with its difference and preview, and the decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.customers import actions
from vorzimmer.customers.changes import names_of, said_difference
from vorzimmer.customers.forms import PreviewForm
from vorzimmer.customers.models import Customer, OrdersVersion
from vorzimmer.customers.moments import saidtime
from vorzimmer.customers.preview import preview
from vorzimmer.office.doors import owner, page, refused, tried, user_in
from vorzimmer.privacy.access import sees

SHOWN = ("customers.Instruction.text", "customers.OrdersVersion.document")


class RemarkForm(forms.Form):
    """Why a version goes back."""

    remark = forms.CharField(
        label=gettext_lazy("What should be different"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 3}),
        help_text=gettext_lazy("The customer reads it beside the draft."),
    )


@owner
@sees(*SHOWN)
@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """List what waits, the longest first."""
    waiting = OrdersVersion.objects.filter(state=OrdersVersion.State.WAITING, customer__in=Customer.objects.of(user_in(request)))
    found = waiting.select_related("customer", "made_by").defer("document").order_by("made_at")
    return page(request, "office/reviews.html", {"versions": list(found)})


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, version_id: UUID) -> HttpResponseBase:
    """Show what would change. A post asks for the preview of another moment, and changes nothing."""
    return _page(request, _version(request, version_id), RemarkForm())


@owner
@require_POST
def approve(request: HttpRequest, version_id: UUID) -> HttpResponseBase:
    """Let it go live."""
    version = _version(request, version_id)
    try:
        actions.approve(version, user_in(request), timezone.now())
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        messages.success(request, _("Approved. Operators see it now, also during calls."))
    return redirect("office:reviews")


@owner
@require_POST
def send_back(request: HttpRequest, version_id: UUID) -> HttpResponseBase:
    """Send it back with a remark."""
    version, form = _version(request, version_id), RemarkForm(request.POST)

    def deed() -> Any:
        return actions.send_back(version, user_in(request), timezone.now(), remark=form.cleaned_data["remark"])

    if not tried(form, deed):
        return _page(request, version, form)
    messages.success(request, _("Sent back. The customer sees your remark beside the draft."))
    return redirect("office:reviews")


def _version(request: HttpRequest, version_id: UUID) -> OrdersVersion:
    of_mine = OrdersVersion.objects.filter(customer__in=Customer.objects.of(user_in(request)))
    return get_object_or_404(of_mine.select_related("customer__orders", "customer__team", "made_by", "decided_by"), pk=version_id)


def _page(request: HttpRequest, version: OrdersVersion, form: RemarkForm) -> HttpResponseBase:
    customer, now = version.customer, timezone.now()
    waits = version.state == OrdersVersion.State.WAITING
    document = actions.approved_document(version) if waits else version.document
    live = customer.orders.document if customer.orders else {}
    asked = request.POST if "at" in request.POST else None
    situation = PreviewForm(asked, customer=customer, document=document, versions=False, initial={"at": timezone.localtime(now)})
    at = situation.moment(now)
    seen = preview(
        customer,
        at,
        document=document,
        person=situation.chosen("person"),
        call_type=situation.chosen("call_type"),
        caller=situation.number(),
        say=lambda moment: saidtime(moment, at),
    )
    context = {
        "version": version,
        "waits": waits,
        "customer": customer,
        "sections": said_difference(live, document, names_of(customer), say=lambda moment: saidtime(moment, now)) if waits else [],
        "situation": situation,
        "preview": seen,
        "card": seen.card,
    }
    return page(request, "office/review.html", context, form=form)

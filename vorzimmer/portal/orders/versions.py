"""From the draft to what is live: preview, difference, publish, throw away; and the versions that there were."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.trying import refused
from vorzimmer.customers import actions
from vorzimmer.customers.changes import names_of, said_difference, said_document
from vorzimmer.customers.forms import DRAFT, LIVE, PreviewForm
from vorzimmer.customers.models import OrdersVersion
from vorzimmer.customers.moments import saidtime
from vorzimmer.customers.preview import document_of, preview
from vorzimmer.portal.doors import page, reader_in, responsible_only
from vorzimmer.portal.orders.overview import ordering

SHOWN = 50
"""So many versions are listed; older ones are found from the notes that refer to them."""


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show what the operator will see. The form is posted, because a caller's number must not stand in an address; nothing changes."""
    customer, now = ordering(request, customer_id), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    document = document_of(customer, draft=asked.get("version", DRAFT) != LIVE)
    form = PreviewForm(asked or None, customer=customer, document=document, initial={"version": DRAFT, "at": timezone.localtime(now)})
    at = form.moment(now)
    seen = preview(
        customer,
        at,
        document=document,
        person=form.chosen("person"),
        call_type=form.chosen("call_type"),
        caller=form.number(),
        say=lambda moment: saidtime(moment, at),
    )
    return page(request, "portal/orders/preview.html", {"customer": customer, "preview": seen, "card": seen.card}, form=form)


@responsible_only
@require_safe
def changes(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show what the draft has otherwise than what is live, entry by entry."""
    customer, now = ordering(request, customer_id), timezone.now()
    live = customer.orders.document if customer.orders else {}
    sections = said_difference(live, actions.draft_of(customer), names_of(customer), say=lambda at: saidtime(at, now))
    return page(request, "portal/orders/changes.html", {"customer": customer, "sections": sections})


@responsible_only
@require_POST
def publish(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Let the draft go live, or wait for the agency."""
    customer = ordering(request, customer_id)
    try:
        version = actions.publish(customer, reader_in(request), timezone.now())
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        waits = version.state == OrdersVersion.State.WAITING
        said = _("It waits for the agency, who looks at it first.") if waits else _("Published. Operators see it now, also during calls.")
        messages.success(request, said)
    return redirect("portal:orders-of", customer.pk)


@responsible_only
@require_POST
def discard(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Throw the draft away: what is live is the draft again."""
    customer = ordering(request, customer_id)
    try:
        actions.discard_draft(customer, timezone.now())
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        messages.success(request, _("The draft is what is live again."))
    return redirect("portal:orders-of", customer.pk)


@responsible_only
@require_safe
def versions(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """List the versions, the newest first."""
    customer = ordering(request, customer_id)
    found = OrdersVersion.objects.filter(customer=customer).select_related("made_by", "decided_by").defer("document")
    return page(request, "portal/orders/versions.html", {"customer": customer, "versions": list(found[:SHOWN])})


@responsible_only
@require_safe
def version(request: HttpRequest, customer_id: UUID, version_id: UUID) -> HttpResponseBase:
    """Show all that stood in a version."""
    customer, now = ordering(request, customer_id), timezone.now()
    found = get_object_or_404(OrdersVersion.objects.filter(customer=customer).select_related("made_by", "decided_by"), pk=version_id)
    sections = said_document(found.document, names_of(customer), say=lambda at: saidtime(at, now))
    return page(request, "portal/orders/version.html", {"customer": customer, "version": found, "sections": sections})


@responsible_only
@require_POST
def restore(request: HttpRequest, customer_id: UUID, version_id: UUID) -> HttpResponseBase:
    """Make an old version the draft."""
    customer = ordering(request, customer_id)
    found = get_object_or_404(OrdersVersion.objects.filter(customer=customer), pk=version_id)
    left_out = actions.restore(found, timezone.now())
    messages.success(request, _("Version %(number)d is the draft now. Nothing is live yet.") % {"number": found.number})
    if left_out:
        text = ngettext(
            "%(n)d instruction was left out: it was for somebody who is gone.",
            "%(n)d instructions were left out: they were for somebody who is gone.",
            left_out,
        )
        messages.warning(request, text % {"n": left_out})
    return redirect("portal:orders-changes", customer.pk)

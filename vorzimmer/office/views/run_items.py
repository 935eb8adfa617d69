"""A customer in a run: the bill as it would be, holding it back, letting it go, rating it again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.actions.issuing import as_it_would_be
from vorzimmer.billing.actions.runs import drafts_of, period_of
from vorzimmer.billing.documents.reading import draft_pdf
from vorzimmer.billing.models import Issuer, RunItem
from vorzimmer.billing.months import rate_customer, with_contracts
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import Document as Terms
from vorzimmer.domain.statements import UsageRefused
from vorzimmer.office.billing import OUTLIERS, TONES, billing_page, books, mending
from vorzimmer.office.document_lines import shown
from vorzimmer.office.doors import refused, tried, user_in
from vorzimmer.office.fields import text
from vorzimmer.privacy.access import sees

SHOWN = ("billing.RunItem.net", "billing.Document.terms")


class HoldForm(forms.Form):
    """Why somebody is held back."""

    reason = text(gettext_lazy("Why"), 200, help_text=gettext_lazy("For whoever bills; it stands on no invoice."))


def item_in(run_id: UUID, item_id: UUID) -> RunItem:
    """Give a customer of a run, or the page that says there is none."""
    return get_object_or_404(RunItem.objects.select_related("run", "customer"), pk=item_id, run=run_id)


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, run_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Show the bill as it would be; of an issued one, the way to it."""
    item = item_in(run_id, item_id)
    is_open = item.state != RunItem.State.ISSUED
    context = {
        "run": item.run,
        "item": item,
        "tone": TONES[RunItem.State(item.state)],
        "outlier": OUTLIERS.get(item.outlier, "") if is_open else "",  # type: ignore[call-overload]
        "drafts": [shown(draft) for draft in _drafts(item)] if is_open else [],
        "documents": list(item.documents.all()),
        "mending": mending(item, user_in(request).role) if item.state == RunItem.State.REFUSED else None,
    }
    return billing_page(request, "office/run_item.html", "billing", context)


def _drafts(item: RunItem) -> list[Terms]:
    """Say what would be issued today; nothing when it cannot be rated: the reason stands on the page."""
    at = timezone.now()
    customer = with_contracts(Customer.objects.filter(pk=item.customer_id)).get()
    try:
        month = rate_customer(customer, period_of(item.run), Issuer.current())
    except (NoPriceList, UsageRefused):
        return []
    return [as_it_would_be(draft, berlin_date(at), at) for draft in drafts_of(month)]


@books
@sees("billing.Document.pdf")
@require_safe
def pdf(request: HttpRequest, run_id: UUID, item_id: UUID, number: int) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the draft of a bill as a PDF; a customer has one, seldom two."""
    item = item_in(run_id, item_id)
    drafts = _drafts(item) if item.state != RunItem.State.ISSUED else []
    if not 1 <= number <= len(drafts):
        raise Http404
    answer = HttpResponse(draft_pdf(drafts[number - 1]), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{_("draft")}-{item.customer.number}.pdf"'
    return answer


@books
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, run_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Hold a customer back, with the reason."""
    item = item_in(run_id, item_id)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.hold(item, form.cleaned_data["reason"])):
        messages.success(request, _("%(customer)s is held back.") % {"customer": item.customer.name})
        return redirect("office:run-item", item.run_id, item.pk)
    return billing_page(request, "office/run_hold.html", "billing", {"run": item.run, "item": item}, form=form)


@books
@require_POST
def let_go(request: HttpRequest, run_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Bill him after all."""
    item = item_in(run_id, item_id)
    actions.let_go(item)
    return _back(request, item, _("%(customer)s is billed with the others."))


@books
@require_POST
def again(request: HttpRequest, run_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Rate him anew."""
    item = item_in(run_id, item_id)
    try:
        item = actions.rate_again(item)
    except ValidationError as error:
        messages.error(request, refused(error))
        return redirect("office:run-item", run_id, item_id)
    said: dict[str, Any] = {RunItem.State.READY: _("%(customer)s can be billed now.")}
    return _back(request, item, said.get(item.state, _("%(customer)s still cannot be billed.")))


def _back(request: HttpRequest, item: RunItem, said: str) -> HttpResponseBase:
    messages.info(request, said % {"customer": item.customer.name})
    return redirect("office:run-item", item.run_id, item.pk)

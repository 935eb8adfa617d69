"""What is done with a document after its issue: sent again, posted, cancelled; and documents by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.billing import actions
from vorzimmer.billing.account_words import STANDINGS
from vorzimmer.billing.accounts import ON_ITS_WAY, standing_of
from vorzimmer.billing.actions.issuing import as_it_would_be
from vorzimmer.billing.models import AccountEntry, Allocation, Collection, Document
from vorzimmer.billing.months import month_before, month_of
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.billing import billing_page, books
from vorzimmer.office.document_lines import ShownDocument, shown
from vorzimmer.office.doors import put, refused, tried, user_in
from vorzimmer.office.invoice_forms import HandForm, LineForms, PostedForm
from vorzimmer.privacy.access import sees

SHOWN = ("billing.Document.terms", "billing.AccountEntry.amount")


@books
@require_POST
def copy(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Send it again."""
    document = get_object_or_404(Document, pk=document_id)
    try:
        address = actions.send_again(document, timezone.now())
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("A copy is on its way to %(address)s.") % {"address": address})
    return redirect("office:invoice", document.pk)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def posted(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Keep the day on which it was given to the post."""
    document, at = get_object_or_404(Document, pk=document_id), timezone.now()
    form = PostedForm(request.POST if request.method == "POST" else None, initial={"day": berlin_date(at)})
    if request.method == "POST" and tried(form, lambda: actions.mark_posted(document, form.cleaned_data["day"], at)):
        messages.success(request, _("Saved."))
        return redirect("office:invoice", document.pk)
    return billing_page(request, "office/invoice_posted.html", "invoices", {"document": document}, form=form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Say what becomes of payments and of the direct debit; then cancel it by a credit note."""
    document, at, issued = get_object_or_404(Document, pk=document_id), timezone.now(), list[Document]()
    form = Form(request.POST if request.method == "POST" else None)

    def deed() -> None:
        issued.append(actions.cancel(document, berlin_date(at), at, by=user_in(request)))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Cancelled by credit note %(number)s.") % {"number": issued[0].number})
        return redirect("office:invoice", document.pk)
    standing = standing_of([document], berlin_date(at))[document.pk]
    context = {
        "document": document,
        "state": STANDINGS[standing.code],
        "paid": _settled(document),
        "collection": Collection.objects.filter(document=document, state__in=ON_ITS_WAY).first(),
        "day": berlin_date(at),
        "is_month": ":month:" in document.key,
    }
    return billing_page(request, "office/invoice_cancel.html", "invoices", context, form=form)


def _settled(document: Document) -> int:
    """Say how many cents of a document are settled, and are free when it is cancelled."""
    own = AccountEntry.objects.filter(document=document, kind="invoice")
    return sum(Allocation.objects.filter(debit__in=own, undone_at=None).values_list("amount", flat=True))


# --- by hand ---------------------------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Write an invoice or a credit note. `?credits=` and `?customer=` of the address are filled in."""
    is_sent, issued = request.method == "POST", list[Document]()
    form = HandForm(request.POST if is_sent else None, initial=_initial(request))
    lines = LineForms(request.POST if is_sent else None, prefix="lines")
    # both are asked, so that everything that is wrong is said at once
    if is_sent and all([form.is_valid(), lines.is_valid()]):
        if tried(form, lambda: issued.append(_issue(request, form, lines))):
            messages.success(request, _("%(number)s is issued.") % {"number": issued[0].number})
            return redirect("office:invoice", issued[0].pk)
    elif is_sent and not lines.is_valid() and form.is_valid():
        form.add_error(None, _("Please look at the lines: something is missing there, or is not right."))
    context = {"lines": lines, "preview": _preview(form, lines)}
    return billing_page(request, "office/invoice_new.html", "invoices", context, form=form)


@books
@sees(*SHOWN)
@require_POST
def preview(request: HttpRequest) -> HttpResponseBase:
    """Show what would be issued, as far as it is written."""
    form, lines = HandForm(request.POST), LineForms(request.POST, prefix="lines")
    return render(request, "office/invoice_preview.html", {"preview": _preview(form, lines)})


def _initial(request: HttpRequest) -> dict[str, Any]:
    last = month_before(month_of(berlin_date(timezone.now())))
    found: dict[str, Any] = {"first": last.first, "last": last.last}
    number = request.GET.get("credits", "")[:30]
    invoice = Document.objects.filter(number=number).first() if number else None
    if invoice is not None:
        found |= {"credits": number, "customer": invoice.customer_ref, "first": invoice.first, "last": invoice.last}
    return found


def _issue(request: HttpRequest, form: HandForm, lines: Any) -> Document:
    return actions.issue_by_hand(form.entry(lines.lines()), timezone.now(), by=user_in(request))


def _preview(form: HandForm, lines: Any) -> ShownDocument | None:
    """Show what would be issued; None while it is not complete."""
    if not (form.is_bound and form.is_valid() and lines.is_valid()):
        return None
    at = timezone.now()
    day: date = berlin_date(at)
    try:
        return shown(as_it_would_be(actions.draft_by_hand(form.entry(lines.lines())), day, at))
    except ValidationError as error:
        if not form.errors:
            put(form, error)
        return None

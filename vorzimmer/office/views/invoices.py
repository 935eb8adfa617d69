"""Invoices and credit notes: the list, the file of one, its PDF and data, and the calls behind a line."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vorzimmer.billing.account_words import REASONS, STANDINGS, TONES
from vorzimmer.billing.accounts import account, standing_of
from vorzimmer.billing.document_lists import documents, names_of, sums_of
from vorzimmer.billing.documents.reading import reading_copy
from vorzimmer.billing.line_calls import calls_of, has_calls
from vorzimmer.billing.models import Collection, Document, DocumentState
from vorzimmer.billing.reports import Cents, Table
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import Standing
from vorzimmer.domain.collecting import STATE_SENTENCES, CollectionState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind, PaymentMeans
from vorzimmer.domain.roles import Role
from vorzimmer.office.billing import accountant, billing_page, books
from vorzimmer.office.document_lines import shown
from vorzimmer.office.doors import user_in
from vorzimmer.office.invoice_forms import SearchForm
from vorzimmer.office.views.cases import cases_of
from vorzimmer.privacy.access import sees

PAGE = 50
CALLS = 100
LISTED = ("billing.Document.number", "billing.Document.gross")
SHOWN = (*LISTED, "billing.Document.terms", "billing.AccountEntry.amount")
USAGE = ("billing.UsageRecord.quantity", "billing.UsageRecord.occurred_at", "billing.UsageRecord.status")


@books
@sees(*LISTED)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List documents; what is looked for stands in the address."""
    form, day = SearchForm(request.GET), berlin_date(timezone.now())
    found = documents(form.search(), day)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    stands, customers = standing_of(listed, day), names_of(listed)
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "rows": [_row(document, stands[document.pk], customers.get(document.customer_ref)) for document in listed],
        "sums": sums_of(found),
    }
    return billing_page(request, "office/invoices.html", "invoices", context)


def _row(document: Document, standing: Standing, customer: Customer | None) -> dict[str, Any]:
    return {
        "document": document,
        "customer": customer,
        "amount": document.gross * document.sign,
        "open": standing.open * document.sign,
        "state": STANDINGS[standing.code],
        "tone": "danger" if standing.overdue and document.sign > 0 else TONES.get(standing.code, "neutral"),
        "standing": standing,
    }


@books
@sees(*LISTED)
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the documents of the same search as a CSV."""
    day = berlin_date(timezone.now())
    found = list(documents(SearchForm(request.GET).search(), day))
    stands, customers = standing_of(found, day), names_of(found)
    rows = [
        (
            document.number,
            document.get_kind_display(),
            document.issued_on,
            document.due_on,
            document.customer_number,
            customers[document.customer_ref].name if document.customer_ref in customers else "",
            f"{document.first:%Y-%m}",
            Cents(document.net * document.sign),
            Cents(document.vat * document.sign),
            Cents(document.gross * document.sign),
            Cents(stands[document.pk].open * document.sign),
            str(STANDINGS[stands[document.pk].code]),
            document.sent_on,
        )
        for document in found
    ]
    headings = (
        *(_("Number"), _("Kind"), _("Date"), _("Due on"), _("Customer number"), _("Customer"), _("Month")),
        *(_("Net"), _("VAT"), _("Gross"), _("Open"), _("State"), _("Sent on")),
    )
    answer = HttpResponse(Table(headings=headings, rows=rows).csv(), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{_("invoices")}-{localdate(timezone.now()):%Y-%m-%d}.csv"'
    return answer


# --- the file of a document ----------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Show a document: what it says, where it is, how it is paid, and what can be done."""
    document, day = get_object_or_404(Document, pk=document_id), berlin_date(timezone.now())
    customer = Customer.objects.filter(pk=document.customer_ref).first()
    terms, standing = document.content, standing_of([document], day)[document.pk]
    is_invoice, cases = document.kind != DocumentKind.CREDIT_NOTE, cases_of(document, day)
    context = {
        "document": document,
        "customer": customer,
        "shown": shown(terms, _call_urls(document) if customer else {}),
        "terms": terms,
        "by_debit": terms.means is PaymentMeans.DIRECT_DEBIT,
        "may_see_data": _may_see_data(user_in(request).role, document),
        "standing": standing,
        "state": STANDINGS[standing.code],
        "tone": "danger" if standing.overdue and is_invoice else TONES.get(standing.code, "neutral"),
        "because": REASONS[standing.because],
        "settlements": _settlements(document, day),
        "collections": [
            {"collection": row, "says": _(STATE_SENTENCES[CollectionState(row.state)])}
            for row in Collection.objects.filter(document=document).order_by("attempt")
        ],
        "cases": cases,
        "can_dispute": is_invoice and document.state != DocumentState.CANCELLED and not any(case["is_open"] for case in cases),
        "cancelled_by": Document.objects.filter(cancels=document).first(),
        "replaced_by": Document.objects.filter(replaces=document).first(),
        "can_cancel": is_invoice and document.state != DocumentState.CANCELLED and customer is not None,
        "is_month": is_invoice and ":month:" in document.key and customer is not None,
        "can_post": document.sent_on is None and document.state != DocumentState.CANCELLED,
    }
    return billing_page(request, "office/invoice.html", "invoices", context)


def _call_urls(document: Document) -> dict[tuple[str, date | None], str]:
    address = reverse("office:invoice-calls", args=[document.pk])
    return {
        (item.key, item.first): f"{address}?{urlencode({'line': item.key, 'from': f'{item.first}'})}"
        for item in document.content.items
        if has_calls(item)
    }


def _settlements(document: Document, day: date) -> list[Any]:
    """Give what settles a document, or what it settles."""
    lines = [line for line in account(document.customer_ref, day).lines if line.entry.document_id == document.pk]
    own = [line for line in lines if line.entry.kind in {"invoice", "credit_note"}]
    return [settlement for line in own for settlement in line.settlements]


def _may_see_data(role: str, document: Document) -> bool:
    """The data for machines name the account that is debited, and that is for the accountant only."""
    return role == Role.ACCOUNTANT or document.content.means is not PaymentMeans.DIRECT_DEBIT


@books
@sees("billing.Document.pdf")
@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Give the document as PDF; to whom may see no bank data, a copy for reading without them."""
    document = get_object_or_404(Document, pk=document_id)
    data = bytes(document.pdf) if _may_see_data(user_in(request).role, document) else reading_copy(document.content)
    answer = HttpResponse(data, content_type="application/pdf")
    how = "attachment" if "download" in request.GET else "inline"
    answer["Content-Disposition"] = f'{how}; filename="{document.number}.pdf"'
    return answer


@accountant
@sees("billing.Document.xml", "customers.BankAccount.iban")
@require_safe
def xml(request: HttpRequest, document_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the data for machines."""
    document = get_object_or_404(Document, pk=document_id)
    answer = HttpResponse(document.xml.encode(), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.xml"'
    return answer


@books
@sees(*SHOWN, *USAGE)
@require_safe
def calls(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Show the calls behind a line (`?line=talk&from=2026-10-01`), or what stays of them."""
    document = get_object_or_404(Document, pk=document_id)
    try:
        first = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        raise Http404 from None
    found = calls_of(document, request.GET.get("line", ""), first)
    if found is None:
        raise Http404
    page = Paginator(found.calls, CALLS).get_page(request.GET.get("page"))
    return billing_page(request, "office/invoice_calls.html", "invoices", {"document": document, "found": found, "page": page})

"""Cases are recorded: a dispute that came by e-mail, letter or telephone, and an incident or an abuse with the records that it needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vorzimmer.billing.entries import Entry, entries_of
from vorzimmer.billing.models import Document, UsageRecord
from vorzimmer.claims.actions import cases as actions
from vorzimmer.claims.cases import could_hold_until, disputes_of
from vorzimmer.claims.forms import keep_words_in
from vorzimmer.claims.holds import numbers
from vorzimmer.claims.models import Case
from vorzimmer.customers.models import Customer
from vorzimmer.domain.cases import CaseKind, review_by
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.statements import Period
from vorzimmer.office.case_forms import DisputeForm, RecordsForm, TimeForm
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.privacy.access import sees

MOST = 300
"""Calls, messages and tasks that stand on one page to be chosen."""
DISPUTED = ("claims.Case.text", "claims.Case.amount", "billing.Document.gross")
USAGE = ("claims.Case.text", "billing.UsageRecord.quantity", "billing.UsageRecord.occurred_at", "billing.UsageRecord.status")
TITLES = {CaseKind.INCIDENT: gettext_lazy("Record an incident"), CaseKind.ABUSE: gettext_lazy("Record an abuse")}


@books
@sees(*DISPUTED)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Record that somebody does not agree with an invoice."""
    document, at, raised = get_object_or_404(Document.objects.defer("terms", "xml", "pdf"), pk=document_id), timezone.now(), list[Case]()
    today, user = berlin_date(at), user_in(request)
    initial = {"raised_on": today, "way": "email", "owner": user.pk, "review_on": review_by(CaseKind.DISPUTE, today, numbers())}
    form = DisputeForm(request.POST if request.method == "POST" else None, initial=initial)
    keeps_words = keep_words_in(form, "text", document.customer_ref, at)

    def deed() -> None:
        raised.append(actions.raise_dispute(document, form.entry(), by=user, at=at))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Recorded. The claim rests until the case is resolved."))
        return redirect("office:case", raised[0].pk)
    standing = disputes_of([document.pk]).get(document.pk)
    context = {
        "document": document,
        "keeps_words": keeps_words,
        "customer": Customer.objects.filter(pk=document.customer_ref).first(),
        "standing": standing if standing is not None and standing.resolved_on is None else None,
        "until": could_hold_until(document),
        "is_too_late": today > could_hold_until(document),
    }
    return page(request, "office/case_dispute.html", context, form=form)


@books
@sees(*USAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def about_records(request: HttpRequest, kind: CaseKind) -> HttpResponseBase:
    """Choose customer and time (`?customer=&start=&end=`), then the records that are needed; and record the case."""
    at, user, raised = timezone.now(), user_in(request), list[Case]()
    today = berlin_date(at)
    when = TimeForm(request.GET) if request.GET else TimeForm()
    found = _found(when)
    initial = {"raised_on": today, "owner": user.pk, "review_on": review_by(kind, today, numbers())}
    form = RecordsForm(request.POST if request.method == "POST" else None, initial=initial)
    customer = when.cleaned_data.get("customer") if when.is_bound and when.is_valid() else None
    keeps_words = customer is None or keep_words_in(form, "text", customer.pk, at)
    chosen = set(request.POST.getlist("ref"))

    def deed() -> None:
        usage = _usage(when.cleaned_data["customer"], [entry for entry in found if str(entry.ref) in chosen])
        opened = {CaseKind.INCIDENT: actions.open_incident, CaseKind.ABUSE: actions.open_abuse}[kind]
        raised.append(opened(when.cleaned_data["customer"], form.entry(usage), by=user, at=at))

    if request.method == "POST" and found and tried(form, deed):
        messages.success(request, _("Recorded. The chosen records are held until the case is resolved."))
        return redirect("office:case", raised[0].pk)
    is_chosen = request.method == "POST"
    context: dict[str, Any] = {
        "title": TITLES[kind],
        "kind": kind,
        "when": when,
        "is_asked": when.is_bound and when.is_valid(),
        "customer": customer,
        "keeps_words": keeps_words,
        "rows": [(entry, not is_chosen or str(entry.ref) in chosen) for entry in found[:MOST]],
        "records": sum(len(entry.rows) for entry in found),
        "too_many": len(found) > MOST,
        "most": MOST,
    }
    return page(request, "office/case_records.html", context, form=form)


def _found(when: TimeForm) -> Sequence[Entry]:
    """Give what happened in the time that was asked for, the latest first."""
    if not when.is_bound or not when.is_valid():
        return []
    customer, start, end = (when.cleaned_data[name] for name in ("customer", "start", "end"))
    period = Period(first=berlin_date(start), last=berlin_date(end))
    return [entry for entry in entries_of(customer.pk, period) if _lies_in(entry.at, start, end)]


def _lies_in(at: datetime, start: datetime, end: datetime) -> bool:
    return start <= at < end


def _usage(customer: Customer, entries: Sequence[Entry]) -> list[UUID]:
    refs = [entry.ref for entry in entries[:MOST]]
    return list(UsageRecord.objects.filter(customer=customer, ref__in=refs).values_list("pk", flat=True))

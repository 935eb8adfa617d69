"""Cases in the office: what is open, one with all that happened, and what is done with it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing.actions.issuing import credit_notes_of
from vorzimmer.billing.models import Document, DocumentState
from vorzimmer.claims.actions import cases as actions
from vorzimmer.claims.case_words import GROUNDS, HAPPENED, KINDS, OUTCOMES, STATES, WAYS, held_in_words
from vorzimmer.claims.cases import Happened, could_hold_until, found, held_by, records_of, state_of, timeline, words_of
from vorzimmer.claims.forms import keep_words_in
from vorzimmer.claims.holds import numbers
from vorzimmer.claims.models import Case
from vorzimmer.customers.models import Customer
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.case_log import RAISED
from vorzimmer.domain.cases import (
    NEEDS_CORRECTION,
    CaseEvent,
    CaseKind,
    CaseState,
    Ground,
    Outcome,
    Way,
    check_reopen,
    review_by,
    review_due,
)
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.case_forms import CaseFilter, OwnerForm, ResolveForm, ReviewForm
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.privacy.access import sees

PAGE = 50
LISTED = ("claims.Case.kind", "billing.Document.number", "customers.Customer.short_name")
SHOWN = (*LISTED, "claims.Case.text", "claims.Case.resolution", "billing.Document.gross")
RESOLVE_TITLES = {
    CaseKind.DISPUTE: gettext_lazy("Resolve the dispute?"),
    CaseKind.INCIDENT: gettext_lazy("Is the incident over?"),
    CaseKind.ABUSE: gettext_lazy("Is the investigation over?"),
}


@books
@sees(*LISTED)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List cases; what is looked for stands in the address."""
    today, form = berlin_date(timezone.now()), CaseFilter(request.GET)
    part = Paginator(found(form.search(), today), PAGE).get_page(request.GET.get("page"))
    rows = list(part.object_list)
    customers, records = Customer.objects.in_bulk({case.customer_ref for case in rows}), records_of(rows)
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [{**said(case, today), "customer": customers.get(case.customer_ref), "records": records[case.pk]} for case in rows],
    }
    return page(request, "office/cases.html", context)


def said(case: Case, today: date) -> dict[str, Any]:
    """Say in words what a case is and how it stands."""
    state, is_due = state_of(case), review_due(state_of(case), case.review_on, today)
    return {
        "case": case,
        "kind": KINDS[CaseKind(case.kind)],
        "ground": GROUNDS[Ground(case.ground)] if case.ground else "",
        "way": WAYS[Way(case.way)] if case.way else "",
        "outcome": OUTCOMES[Outcome(case.outcome)] if case.outcome else "",
        "state": STATES[state],
        "tone": "free" if state is CaseState.RESOLVED else "danger" if is_due else "wait",
        "is_open": state is CaseState.OPEN,
        "is_due": is_due,
    }


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Show a case: what was said, what it holds, what happened, and what can be done."""
    case, today = _case(case_id), berlin_date(timezone.now())
    document = case.document
    context = {
        **_head(case, today),
        "words": words_of(case),
        "holds": held_in_words(held_by(case, today)),
        "rests": case.pauses.filter(ended_on=None).exists(),
        "happened": [_happened(each) for each in timeline(case)],
        "is_paid_already": case.ground == Ground.ALREADY_PAID and case.resolved_on is None,
        "to_correct": _to_correct(case),
        "is_month": document is not None and ":month:" in document.key,
        "may_reopen": case.resolved_on is not None and isinstance(_reopening(case, today), Allowed),
    }
    return page(request, "office/case.html", context)


def _head(case: Case, today: date) -> dict[str, Any]:
    return {**said(case, today), "customer": Customer.objects.filter(pk=case.customer_ref).first(), "document": case.document}


def _happened(each: Happened) -> dict[str, Any]:
    entry = each.entry
    event = RAISED if entry.event == RAISED else CaseEvent(entry.event)
    return {
        "said": HAPPENED[event],
        "entry": entry,
        "by": each.by,
        "owner": each.owner,
        "outcome": OUTCOMES[Outcome(entry.outcome)] if entry.outcome else "",
    }


def _to_correct(case: Case) -> bool:
    """Whether the customer was right, and the invoice still says what it said."""
    if case.outcome not in NEEDS_CORRECTION or case.document is None or case.document.state == DocumentState.CANCELLED:
        return False
    return not any(note.issued_on >= case.raised_on for note in credit_notes_of(case.document))


def _reopening(case: Case, today: date) -> Any:
    return check_reopen(
        CaseKind(case.kind),
        base_until=could_hold_until(case.document) if case.document else None,
        today=today,
        is_cancelled=case.document is not None and case.document.state == DocumentState.CANCELLED,
    )


# --- deeds -----------------------------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say what becomes of the records and of the claim; then resolve the case."""
    case, at = _case(case_id), timezone.now()
    today, kind = berlin_date(at), CaseKind(case.kind)
    form = ResolveForm(request.POST if request.method == "POST" else None, kind=kind, initial={"on": today})
    keeps_words = keep_words_in(form, "resolution", case.customer_ref, at)
    if request.method == "POST" and tried(form, lambda: actions.resolve(case, form.wanted(), by=user_in(request), at=at)):
        messages.success(request, _("Resolved."))
        return redirect("office:case", case.pk)
    held = held_by(case, today)
    context = {
        "title": RESOLVE_TITLES[kind],
        "action": _("Resolve"),
        "held": held,
        "erased_on": max(held.base or today, today),
        "rests": case.pauses.filter(ended_on=None).exists(),
        "deed": "resolve",
        "keeps_words": keeps_words,
    }
    return _deed(request, case, today, context, form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say what happens again; then open a dispute again."""
    case, at = _case(case_id), timezone.now()
    today, form = berlin_date(at), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.reopen(case, by=user_in(request), at=at)):
        messages.success(request, _("Opened again."))
        return redirect("office:case", case.pk)
    context = {
        "title": _("Open the dispute again?"),
        "action": _("Open again"),
        "deed": "reopen",
        "records": records_of([case])[case.pk],
        "review_on": review_by(CaseKind(case.kind), today, numbers()),
    }
    return _deed(request, case, today, context, form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say when it is looked at again."""
    case, at = _case(case_id), timezone.now()
    today = berlin_date(at)
    latest = review_by(CaseKind(case.kind), today, numbers())
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"review_on": latest})
    deed = tried if request.method == "POST" else None
    if deed and deed(form, lambda: actions.set_review(case, form.cleaned_data["review_on"], by=user_in(request), at=at)):
        messages.success(request, _("Saved."))
        return redirect("office:case", case.pk)
    context = {"title": _("Looked at it?"), "action": _("Save"), "deed": "review", "latest": latest}
    return _deed(request, case, today, context, form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say who deals with it."""
    case, at = _case(case_id), timezone.now()
    form = OwnerForm(request.POST if request.method == "POST" else None, initial={"owner": case.owner_id})
    deed = tried if request.method == "POST" else None
    if deed and deed(form, lambda: actions.set_owner(case, form.cleaned_data["owner"], by=user_in(request), at=at)):
        messages.success(request, _("Saved."))
        return redirect("office:case", case.pk)
    return _deed(request, case, berlin_date(at), {"title": _("Who deals with it?"), "action": _("Save"), "deed": "owner"}, form)


def _case(case_id: UUID) -> Case:
    rows = Case.objects.select_related("document", "owner", "resolved_by", "created_by")
    return get_object_or_404(rows.defer("document__xml", "document__pdf"), pk=case_id)


def _deed(request: HttpRequest, case: Case, today: date, context: dict[str, Any], form: Form) -> HttpResponseBase:
    return page(request, "office/case_deed.html", {**_head(case, today), **context}, form=form)


def cases_of(document: Document, today: date) -> list[dict[str, Any]]:
    """Give the disputes about an invoice in words, the latest first; for the page of the invoice."""
    return [said(case, today) for case in document.cases.defer("text", "resolution").order_by("-number")]

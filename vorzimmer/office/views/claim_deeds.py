"""Deeds on a claim: each page says what will happen, then it is done. Owner and accountant."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, Form
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vorzimmer.claims.actions.pausing import BY_A_PERSON, agree_plan, end_pause, look_again
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.claims.reading import reading
from vorzimmer.claims.words import PAUSES
from vorzimmer.domain.days import add_months, berlin_date
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.office.claim_deeds import ClaimDeed
from vorzimmer.office.claim_forms import ProposalForm, RateForm, ReviewForm, plan_of, rates_from
from vorzimmer.office.doors import page, put, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.office.views.claim_file import FILE, head_of
from vorzimmer.privacy.access import sees

RATES_AT_FIRST = 3


@books
@sees(*FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, claim_id: UUID, deed: ClaimDeed) -> HttpResponseBase:
    """Say what will happen with a claim; then do it."""
    claim, at, done = get_object_or_404(Claim, pk=claim_id), timezone.now(), list[str]()
    found = reading(claim, berlin_date(at))
    form = deed.form(_posted(request), initial=deed.initial(found))
    if request.method == "POST" and tried(form, lambda: done.append(deed.do(claim, form.cleaned_data, at, user_in(request)))):
        messages.success(request, done[0])
        return redirect("office:claim", claim.pk)
    is_possible = deed.possible(found)
    says = {"says": deed.says(found)} if is_possible else {"why_not": deed.why_not(found)}
    context = {**head_of(found), "deed": deed, "title": deed.title, "possible": is_possible, **says}
    return page(request, "office/claim_deed.html", context, form=form)


@books
@sees(*FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, claim_id: UUID, pause_id: UUID) -> HttpResponseBase:
    """Say how the claim goes on without a pause; then end it."""
    row = _pause(claim_id, pause_id)
    at, form = timezone.now(), Form(_posted(request))
    if request.method == "POST" and tried(form, lambda: end_pause(row, at, by=user_in(request))):
        messages.success(request, _("The claim goes on."))
        return redirect("office:claim", claim_id)
    found = reading(row.claim, berlin_date(at))
    says = _("The pause “%(kind)s” ends today. The claim goes on where it stands; what is due by the schedule is due from today on.")
    context = {
        **head_of(found),
        "deed": {"action": _("End the pause")},
        "title": _("End the pause?"),
        "says": says % {"kind": PAUSES[PauseKind(row.kind)]},
        "possible": row.ended_on is None and row.kind in BY_A_PERSON,
        "why_not": _("The pause has ended.") if row.ended_on else _("A dispute ends when its case is resolved."),
    }
    return page(request, "office/claim_deed.html", context, form=form)


@books
@sees(*FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, claim_id: UUID, pause_id: UUID) -> HttpResponseBase:
    """Ask when somebody looks at a pause again."""
    row, at = _pause(claim_id, pause_id), timezone.now()
    form = ReviewForm(_posted(request), initial={"review_on": add_months(berlin_date(at), 1)})
    if request.method == "POST" and tried(form, lambda: look_again(row, form.cleaned_data["review_on"], at)):
        messages.success(request, _("Saved."))
        return redirect("office:claim", claim_id)
    context = {
        **head_of(reading(row.claim, berlin_date(at))),
        "deed": {"action": _("Save")},
        "title": _("Does the reason still hold?"),
        "says": _("The pause “%(kind)s” stays. Say when somebody looks at it again.") % {"kind": PAUSES[PauseKind(row.kind)]},
        "possible": row.ended_on is None,
        "why_not": _("The pause has ended."),
    }
    return page(request, "office/claim_deed.html", context, form=form)


def _pause(claim_id: UUID, pause_id: UUID) -> Pause:
    return get_object_or_404(Pause.objects.select_related("claim"), pk=pause_id, claim=claim_id)


@books
@sees(*FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Propose a plan of instalments (`?first_on=2026-12-15&number=3`); what is sent is checked and agreed."""
    claim, at = get_object_or_404(Claim, pk=claim_id), timezone.now()
    today = berlin_date(at)
    found = reading(claim, today)
    asked = request.GET if "number" in request.GET else {"first_on": f"{add_months(today, 1)}", "number": str(RATES_AT_FIRST)}
    proposal = ProposalForm(asked)
    rates = rates_from(_posted(request), proposal.plan(found.open))
    form = Form(_posted(request))
    if request.method == "POST" and _agreed(claim, rates, form, request):
        messages.success(request, _("The plan is agreed, and the claim rests."))
        return redirect("office:claim", claim.pk)
    in_force = any(each.kind is PauseKind.INSTALMENTS and each.is_in_force(today, found.holidays) for each in found.facts.pauses)
    context: dict[str, Any] = {
        **head_of(found),
        "title": _("Agree instalments"),
        "proposal": proposal,
        "rates": rates,
        "possible": not found.standing.is_closed and not in_force and found.open > 0,
    }
    return page(request, "office/claim_plan.html", context, form=form)


def _agreed(claim: Claim, rates: "BaseFormSet[RateForm]", form: Form, request: HttpRequest) -> bool:
    """Agree the plan; False: the lines or the form say what is wrong."""
    form.is_valid()
    if not rates.is_valid():
        form.add_error(None, _("Look at the instalments: a day or an amount is missing or wrong."))
        return False
    try:
        agree_plan(claim, plan_of(rates), timezone.now(), by=user_in(request))
    except ValidationError as error:
        put(form, error)
        return False
    return True


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None

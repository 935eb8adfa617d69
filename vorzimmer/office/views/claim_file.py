"""The file of a claim: how it stands and why, what may happen next, what has happened; and the interest as a court reads it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.claims import policy
from vorzimmer.claims.actions.pausing import BY_A_PERSON
from vorzimmer.claims.board import to_do
from vorzimmer.claims.costs import Booked, booked_of
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.claims.plans import plans_of
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.timeline import timeline
from vorzimmer.claims.words import BECAUSE, GROUNDS, LIMITS, LUMP_SUMS, PAUSES, PLANS, REASONS, STAGES, STEPS, tone_of
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.interest import half_year
from vorzimmer.office.claim_deeds import DEEDS
from vorzimmer.office.claims_shown import TASKS, UNTIL, default_in_words, demand_in_words, interest_table, steps_of
from vorzimmer.office.doors import page
from vorzimmer.office.handing_shown import handing_in
from vorzimmer.office.money import books
from vorzimmer.office.views.claims import SHOWN
from vorzimmer.privacy.access import sees

FILE = (*SHOWN, "claims.Reminder.level", "claims.Case.raised_on", "billing.Allocation.amount")


@books
@sees(*FILE)
@require_safe
def show(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Show the file of a claim."""
    claim = get_object_or_404(Claim, pk=claim_id)
    found = reading(claim, berlin_date(timezone.now()))
    here, elsewhere = steps_of(found)
    plan = plans_of([found]).get(claim.pk)
    context = {
        **head_of(found),
        "tasks": [(TASKS[todo.task], todo.on, todo.is_urgent, todo.task in UNTIL) for todo in to_do([found])],
        "steps": here,
        "elsewhere": elsewhere,
        "moments": timeline(found),
        "grounds": [(GROUNDS[ground.code], ground.since, BECAUSE[ground.because]) for ground in found.default.grounds],
        "demand": demand_in_words(found),
        "limits": [(LIMITS[step.because], step.on, step.last_day) for step in found.limit.steps],
        "pauses": [_pause(row, found) for row in found.pauses],
        "plan": plan,
        "plan_says": PLANS[plan.standing.code] if plan is not None else "",
        "booked": booked_of([claim]).get(claim.pk, Booked()),
        "deeds": [deed for deed in DEEDS if deed.possible(found)],
        "may_plan": not found.standing.is_closed and plan is None,
        **handing_in(found),
    }
    return page(request, "office/claim.html", context)


def head_of(found: Reading) -> dict[str, Any]:
    """Say what stands above every page of a claim, and what the parts of its file share."""
    claim, coming = found.claim, found.next
    return {
        "claim": claim,
        "found": found,
        "customer": Customer.objects.filter(pk=claim.customer_ref).first(),
        "stage": STAGES[found.standing.stage],
        "tone": tone_of(found.standing.stage),
        "default": default_in_words(found),
        "pause": None if found.pause is None or found.standing.is_closed else PAUSES[found.pause.kind],
        "next_step": STEPS[coming.step] if coming.step is not None else "",
        "next_because": REASONS[coming.because],
        "lump_sum": LUMP_SUMS[found.lump_sum.because],
    }


def _pause(row: Pause, found: Reading) -> dict[str, Any]:
    is_over = (row.ended_on is not None and row.ended_on <= found.day) or (row.until is not None and row.until < found.day)
    return {
        "row": row,
        "kind": PAUSES[PauseKind(row.kind)],
        "is_over": is_over,
        "may_end": not is_over and row.kind in BY_A_PERSON,
        "is_late": not is_over and row.review_on is not None and row.review_on <= found.day,
    }


# --- interest ------------------------------------------------------------------------------------------------------------


@books
@sees(*FILE)
@require_safe
def interest(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Show how the interest comes about, section by section, to be printed."""
    found = reading(get_object_or_404(Claim, pk=claim_id), berlin_date(timezone.now()))
    sections = () if found.interest is None else found.interest.sections
    rates = policy.base_rates()
    halves = sorted({half_year(section.first) for section in sections} | {half_year(section.last) for section in sections})
    context = {
        **head_of(found),
        "sections": sections,
        "rates": [rates.rates[half] for half in halves],
        "published_at": rates.published_at,
        "terms": found.document.content,
    }
    return page(request, "office/claim_interest.html", context)


@books
@sees(*FILE)
@require_safe
def interest_file(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the sections of the interest as a CSV."""
    found = reading(get_object_or_404(Claim, pk=claim_id), berlin_date(timezone.now()))
    answer = HttpResponse(interest_table(found).csv(), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.document.number}-{found.day:%Y-%m-%d}.csv"'
    return answer

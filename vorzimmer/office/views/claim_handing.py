"""Where a claim may go: the gates with all their conditions, findings, the hand-over itself, its file, its receipt, taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.claims.actions.handing import NotHandedOver, find, hand_over, preview, record_receipt, withdraw
from vorzimmer.claims.gates import KINDS, RECEIVERS, findings_of, ground_of
from vorzimmer.claims.handing_words import ASKED, FINDINGS
from vorzimmer.claims.models import Claim, HandOver
from vorzimmer.claims.payloads_shown import shown
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.words import STAGES
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import ConditionCode, Gate, Ground
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.handing_forms import FindingForm, HandOverForm, ReceiptForm, WithdrawForm
from vorzimmer.office.handing_shown import conditions_of, findings_shown, handing_in
from vorzimmer.office.money import books
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import Recipient

SHOWN = ("claims.Claim.stage", "claims.HandOver.reference", "claims.Finding.reason", "claims.Duty.kind", "privacy.Recipient.name")
_DISPUTE = ConditionCode.DISPUTE


def head_of(found: Reading) -> dict[str, Any]:
    """Give what stands at the head of each page about a claim."""
    return {
        "claim": found.claim,
        "found": found,
        "customer": Customer.objects.filter(pk=found.claim.customer_ref).first(),
        "stage": STAGES[found.standing.stage],
    }


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was filled in, if anything was."""
    return request.POST if request.method == "POST" else None


def encrypted(content: object, name: str) -> HttpResponse:
    """Give a file that only its recipient can open; it is kept nowhere on the way. 404 when it is not there any more."""
    if not isinstance(content, bytes | memoryview):
        raise Http404
    answer = HttpResponse(bytes(content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}.zip.age"'
    answer["Cache-Control"] = "no-store"
    return answer


def _claim(claim_id: UUID) -> Claim:
    return get_object_or_404(Claim, pk=claim_id)


def _recipient(recipient_id: UUID) -> Recipient:
    return get_object_or_404(Recipient.objects.of_kind(*RECEIVERS), pk=recipient_id)


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Show to whom the claim could go, what went, what must be told, and how it stands at the court."""
    found = reading(_claim(claim_id), berlin_date(timezone.now()))
    return page(request, "office/handing.html", {**head_of(found), **handing_in(found)})


@books
@sees(*SHOWN)
@require_safe
def gate(request: HttpRequest, claim_id: UUID, recipient_id: UUID) -> HttpResponseBase:
    """Show a gate: each condition with its state, its reason and what to do; the findings; and what would go."""
    recipient = _recipient(recipient_id)
    seen = preview(_claim(claim_id), recipient, berlin_date(timezone.now()))
    lacks = [each for each in seen.gate.missing if not (each.code is _DISPUTE and seen.gate.ground is Ground.COLLECT)]
    context = {
        **head_of(seen.found),
        "recipient": recipient,
        "conditions": conditions_of(seen.gate),
        "lacking": len(seen.gate.missing),
        "obstacles": seen.obstacles,
        "findings": findings_shown(recipient, seen.findings),
        "payload": shown(seen.values),
        "may_try": not lacks and not seen.obstacles,
    }
    return page(request, "office/handing_gate.html", context)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, claim_id: UUID, recipient_id: UUID, kind: str) -> HttpResponseBase:
    """Say what somebody has to ask himself; then write what he found."""
    claim, recipient, at, user = _claim(claim_id), _recipient(recipient_id), timezone.now(), user_in(request)
    asked = next((each for each in KINDS[ground_of(recipient)] if each.value == kind), None)
    if asked is None:
        raise Http404
    made = findings_of(claim, recipient)
    is_second = any(row.by_id == user.pk and row.speaks_for for code, row in made.items() if code is not asked)
    form = FindingForm(posted(request), is_second=is_second)

    def deed() -> None:
        said = form.cleaned_data
        alone = said.get("alone_because", "")
        find(claim, recipient, asked, speaks_for=said["speaks_for"] == "yes", reason=said["reason"], at=at, by=user, alone_because=alone)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Your finding is kept."))
        return redirect("office:claim-gate", claim.pk, recipient.pk)
    found = reading(claim, berlin_date(at))
    context = {"recipient": recipient, "title": FINDINGS[asked], "asked": ASKED[asked], "is_second": is_second}
    return page(request, "office/handing_finding.html", {**head_of(found), **context}, form=form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, claim_id: UUID, recipient_id: UUID) -> HttpResponseBase:
    """Show once more what goes to whom; then hand it over, if it still may go."""
    claim, recipient, at, user = _claim(claim_id), _recipient(recipient_id), timezone.now(), user_in(request)
    seen = preview(claim, recipient, berlin_date(at), despite=request.POST.get("reason", ""))
    is_disputed = any(each.code is _DISPUTE and (each.is_flagged or not each.holds) for each in seen.gate.conditions)
    form = HandOverForm(posted(request), is_disputed=is_disputed and seen.gate.ground is Ground.COLLECT, initial={"seen": seen.seen})
    shut: list[Gate] = []

    def deed() -> None:
        said = form.cleaned_data
        try:
            hand_over(claim, recipient, seen=said["seen"], at=at, by=user, reason=said.get("reason", ""))
        except NotHandedOver as refused:
            shut.extend([] if refused.gate is None else [refused.gate])
            raise

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The file is ready. Fetch it and send it to the recipient."))
        return redirect("office:claim-handing", claim.pk)
    obstacles = [each for each in seen.gate.missing if each.code is not _DISPUTE or not is_disputed or seen.gate.ground is Ground.BUREAU]
    if request.method != "POST" and (seen.obstacles or obstacles):
        return redirect("office:claim-gate", claim.pk, recipient.pk)
    context = {
        **head_of(seen.found),
        "recipient": recipient,
        "payload": shown(seen.values),
        "missing": [each for each in conditions_of(shut[0]) if not each.holds] if shut else [],
        "is_bureau": seen.gate.ground is Ground.BUREAU,
    }
    return page(request, "office/handing_give.html", context, form=form)


# --- afterwards ------------------------------------------------------------------------------------------------------------


def _handed(claim_id: UUID, hand_over_id: UUID) -> HandOver:
    rows = HandOver.objects.select_related("recipient", "claim").defer("file")
    return get_object_or_404(rows, pk=hand_over_id, claim=claim_id)


@books
@sees("claims.HandOver.file")
@require_safe
def file(request: HttpRequest, claim_id: UUID, hand_over_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the file for the recipient, until its receipt is recorded."""
    row = get_object_or_404(HandOver, pk=hand_over_id, claim=claim_id)
    return encrypted(row.file, row.reference)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, claim_id: UUID, hand_over_id: UUID) -> HttpResponseBase:
    """Say that the file goes with it; then note that the recipient has it."""
    row, at = _handed(claim_id, hand_over_id), timezone.now()
    form = ReceiptForm(posted(request), initial={"on": berlin_date(at)})
    if row.received_on is not None or row.withdrawn_on is not None:
        raise Http404
    if request.method == "POST" and tried(form, lambda: record_receipt(row, form.cleaned_data["receipt"], form.cleaned_data["on"], at)):
        messages.success(request, _("Noted. The file is gone from here."))
        return redirect("office:claim-handing", claim_id)
    said = _("With the receipt the file is deleted here. What was in it stands in the register of disclosures, by the names of its fields.")
    return _deed(request, row, {"title": _("Does the recipient have the file?"), "action": _("Note the receipt"), "says": said}, form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, claim_id: UUID, hand_over_id: UUID) -> HttpResponseBase:
    """Say what it means to take a claim back; then do it."""
    row, at, user = _handed(claim_id, hand_over_id), timezone.now(), user_in(request)
    form = WithdrawForm(posted(request))
    if row.withdrawn_on is not None:
        raise Http404
    if request.method == "POST" and tried(form, lambda: withdraw(row, form.cleaned_data["reason"], at, by=user)):
        messages.success(request, _("Taken back. Tell the recipient within a day."))
        return redirect("office:claim-handing", claim_id)
    said = _("The claim is ours again, and a file that was not fetched yet is deleted. The recipient must be told by the end of tomorrow.")
    context = {"title": _("Take the claim back?"), "action": _("Take it back"), "says": said, "tone": "danger"}
    return _deed(request, row, context, form)


def _deed(request: HttpRequest, row: HandOver, context: dict[str, Any], form: Form) -> HttpResponseBase:
    found = reading(row.claim, berlin_date(timezone.now()))
    return page(request, "office/handing_deed.html", {**head_of(found), "handed": row, "recipient": row.recipient, **context}, form=form)

"""The court: entering what it did, and the sheet from which somebody types the application for a payment order."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.claims import policy
from vorzimmer.claims.actions.court import possible_now, record_court_event
from vorzimmer.claims.court_sheet import entered_before, fee_of, parts_of, sheet_of
from vorzimmer.claims.handing_words import LAWS, PROBLEMS, SHEET
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.customers.exports import FILE_TYPE, neutral
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.dunning import CLOSED, Event
from vorzimmer.domain.payment_orders import PaymentOrderSheet, gaps
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.handing_forms import CourtForm, SheetForm
from vorzimmer.office.handing_shown import handing_in
from vorzimmer.office.money import books
from vorzimmer.office.views.claim_handing import SHOWN, head_of, posted
from vorzimmer.privacy.access import sees


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Show how it stands at the court and until when what is to be done; enter what the court did."""
    claim, at, user = get_object_or_404(Claim, pk=claim_id), timezone.now(), user_in(request)
    form = CourtForm(posted(request), possible=possible_now(claim))

    def deed() -> None:
        said = form.cleaned_data
        record_court_event(claim, Event(said["event"]), said["on"], at=at, by=user, reference=said["reference"])

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Entered."))
        return redirect("office:claim-handing", claim.pk)
    found = reading(claim, berlin_date(at))
    return page(
        request, "office/handing_court.html", {**head_of(found), **handing_in(found), "is_closed": claim.stage in CLOSED}, form=form
    )


def _is_ready(found: Reading) -> bool:
    return found.default_since is not None and found.default_since <= found.day and not found.standing.is_closed


@books
@sees(*SHOWN, "billing.Document.gross", "customers.Customer.street")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Show all fields of the application in its order, what is missing, and what it costs. Without default there is none."""
    found = reading(get_object_or_404(Claim, pk=claim_id), berlin_date(timezone.now()))
    before = entered_before(found)
    form = SheetForm(posted(request), before=before)
    entered = form.entered() if form.is_bound and form.is_valid() else before
    made = sheet_of(found, entered)
    fee = fee_of(made, found.day)
    context = {
        **head_of(found),
        "is_ready": _is_ready(found),
        "sheet_parts": parts_of(made),
        "gaps": [(SHEET[gap.place], PROBLEMS[gap.problem], gap.stops) for gap in gaps(made, found.day, policy.numbers())],
        "total": made.total,
        "fee": fee,
        "fee_law": "" if fee is None else LAWS.get(fee.law, fee.law),
    }
    return page(request, "office/payment_order.html", context, form=form)


@books
@sees(*SHOWN, "billing.Document.gross", "customers.Customer.street")
@require_POST
def sheet_file(request: HttpRequest, claim_id: UUID) -> HttpResponseBase:
    """Give the sheet as a CSV; what was entered for it is kept nowhere."""
    found = reading(get_object_or_404(Claim, pk=claim_id), berlin_date(timezone.now()))
    form = SheetForm(request.POST, before=entered_before(found))
    if not _is_ready(found) or not form.is_valid():
        return redirect("office:claim-sheet", claim_id)
    answer = HttpResponse(_table(sheet_of(found, form.entered())), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.document.number}-mahnantrag.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _table(made: PaymentOrderSheet) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Part"), _("Field"), _("Value")])
    writer.writerows([neutral(text) for text in (part.name, name, value)] for part in parts_of(made) for name, value in part.rows)
    return file.getvalue().encode("utf-8-sig")

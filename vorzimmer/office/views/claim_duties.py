"""What must be told to whom a claim was given: the list, the report as a file for its recipient, and closing it with proof."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.claims.actions.duties import all_duties, close_duty, make_report
from vorzimmer.claims.models import Duty
from vorzimmer.claims.payloads import values_of_report
from vorzimmer.claims.payloads_shown import shown
from vorzimmer.claims.reading import reading
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.doors import page, refused, tried, user_in
from vorzimmer.office.handing_forms import DutyFilter, ProofForm
from vorzimmer.office.handing_shown import duties_shown
from vorzimmer.office.money import books
from vorzimmer.office.views.claim_handing import SHOWN, encrypted, head_of, posted
from vorzimmer.privacy.access import sees

PAGE = 50


@books
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what recipients must be told, what is due first first."""
    form = DutyFilter(request.GET)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    found = all_duties()
    if wanted != "all":
        found = found.filter(done_on__isnull=wanted != "done")
    part = Paginator(found.order_by("-done_on", "due_on", "made_at") if wanted == "done" else found, PAGE).get_page(request.GET.get("page"))
    rows = duties_shown(list(part), berlin_date(timezone.now()))
    return page(request, "office/duties.html", {"filter": form, "page": part, "rows": rows, "wanted": wanted})


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, duty_id: UUID) -> HttpResponseBase:
    """Show what must be told to whom, and close it when there is proof."""
    duty, at, user = get_object_or_404(all_duties(), pk=duty_id), timezone.now(), user_in(request)
    form = ProofForm(posted(request), initial={"on": berlin_date(at)})
    if request.method == "POST" and tried(form, lambda: close_duty(duty, form.cleaned_data["proof"], form.cleaned_data["on"], at, by=user)):
        messages.success(request, _("The recipient was told. That is kept with the hand-over."))
        return redirect("office:claim-handing", duty.hand_over.claim_id)
    found = reading(duty.hand_over.claim, berlin_date(at))
    context = {
        **head_of(found),
        "shown": duties_shown([duty], found.day)[0],
        "recipient": duty.hand_over.recipient,
        "payload": shown(values_of_report(duty, found)) if duty.done_on is None else [],
    }
    return page(request, "office/duty.html", context, form=form)


@books
@sees(*SHOWN)
@require_POST
def report(request: HttpRequest, duty_id: UUID) -> HttpResponseBase:
    """Make the file that tells the recipient."""
    try:
        make_report(get_object_or_404(Duty, pk=duty_id), timezone.now(), by=user_in(request))
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("The file is ready. Fetch it and send it to the recipient."))
    return redirect("office:claim-duty", duty_id)


@books
@sees("claims.Duty.file")
@require_safe
def file(request: HttpRequest, duty_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the report for the recipient, until the duty is closed."""
    duty = get_object_or_404(Duty.objects.select_related("hand_over"), pk=duty_id)
    if duty.disclosure_id is None:
        raise Http404
    return encrypted(duty.file, f"{duty.hand_over.reference}-{duty.kind}")

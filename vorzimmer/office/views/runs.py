"""Billing a month: the months, the preview with what stands out, the release, and how far it is."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from vorzimmer.billing import actions
from vorzimmer.billing.actions.runs import period_of, unrated
from vorzimmer.billing.models import Run, RunItem
from vorzimmer.billing.months import month_of, to_bill
from vorzimmer.billing.run_figures import GROUPS, NOTABLE, counted, items_of_group, months_at, release_of, totals_of
from vorzimmer.customers.models import Customer
from vorzimmer.office.billing import OUTLIERS, TONES, billing_page, books, mending
from vorzimmer.office.doors import refused, tried, user_in
from vorzimmer.privacy.access import sees

PAGE = 50
SHOWN = ("billing.RunItem.net", "billing.Document.gross")
TITLES = {
    NOTABLE: gettext_lazy("Stands out"),
    RunItem.State.REFUSED: gettext_lazy("Cannot be billed"),
    RunItem.State.HELD: gettext_lazy("Held back"),
    RunItem.State.READY: gettext_lazy("Ready"),
    RunItem.State.ISSUED: gettext_lazy("Issued"),
    RunItem.State.NOTHING: gettext_lazy("Nothing to bill"),
}


@books
@sees(*SHOWN)
@require_safe
def months(request: HttpRequest) -> HttpResponseBase:
    """List the months: what can be billed, what is being billed, what was."""
    found = months_at(timezone.now())
    begun = [month.first for month in found if month.run or month.documents]
    oldest = min(begun, default=None)
    months = [month for month in found if oldest is None or month.first >= oldest]
    newest = next((month for month in found if month.can_be_billed), None)
    context = {"months": months, "earlier": found[len(months) :], "newest": newest}
    return billing_page(request, "office/billing.html", "billing", context)


@books
@require_POST
def begin(request: HttpRequest) -> HttpResponseBase:
    """Open the run of the month that is named ("2026-10"); one that is not over is refused."""
    try:
        period = month_of(date.fromisoformat(f"{request.POST.get('month', '')[:7]}-01"))
        run = actions.run_of(period, timezone.now())
    except ValidationError as error:
        messages.error(request, refused(error))
        return redirect("office:billing")
    except ValueError:
        messages.error(request, _("This is no month. Please choose one from the list."))
        return redirect("office:billing")
    return redirect("office:run", run.pk)


@books
@sees(*SHOWN)
@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Show a run: how far it is, what it comes to, and its customers by what is to do."""
    found = get_object_or_404(Run.objects.select_related("released_by"), pk=run_id)
    counts = counted(found)
    group = request.GET.get("show", "")
    if group not in counts:
        group = next((each for each in GROUPS if counts[each]), GROUPS[0])
    text = request.GET.get("q", "").strip()[:100]
    pages = Paginator(_items(found, group, text), PAGE)
    page = pages.get_page(request.GET.get("page"))
    role = user_in(request).role
    context = {
        "run": found,
        "progress": _progress(found),
        "totals": totals_of(found),
        "counts": counts,
        "groups": [{"url": f"?show={each}", "text": TITLES[each], "number": counts[each]} for each in GROUPS],
        "group_url": f"?show={group}",
        "group": group,
        "q": text,
        "page": page,
        "rows": [_row(item, role) for item in page.object_list],
    }
    return billing_page(request, "office/run.html", "billing", context)


def _items(run: Run, group: str, text: str) -> Any:
    items = items_of_group(run, group).select_related("customer").prefetch_related("documents").order_by("customer__number")
    if text:
        items = items.filter(customer__in=Customer.objects.holding(text, ("name", "short_name", "number")))
    return items


def _row(item: RunItem, role: str) -> dict[str, Any]:
    is_refused = item.state == RunItem.State.REFUSED
    return {
        "item": item,
        "outlier": OUTLIERS.get(item.outlier, "") if item.state == RunItem.State.READY else "",  # type: ignore[call-overload]
        "tone": TONES[RunItem.State(item.state)],
        "mending": mending(item, role) if is_refused else None,
    }


# --- how far it is -------------------------------------------------------------------------------------------------------


def _progress(run: Run) -> dict[str, Any]:
    """Say how far a run is: of a preview, who was rated; of a released one, who was billed. None left: it is done."""
    if run.state == Run.State.PREVIEW:
        of = to_bill(period_of(run)).count()
        return {"done": of - unrated(run).count(), "of": of, "rating": True}
    counts = counted(run)
    done = counts[RunItem.State.ISSUED]
    return {"done": done, "of": done + counts[RunItem.State.READY], "rating": False}


@books
@require_POST
def rate(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Rate the next customers of a preview, and say how far it is. When it is done the page is shown anew."""
    found = get_object_or_404(Run, pk=run_id)
    try:
        left = actions.rate_some(found)
    except ValidationError:
        left = 0  # somebody released it meanwhile: the page says so
    if not request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return redirect("office:run", found.pk)
    return _bar(request, found) if left else HttpResponseClientRefresh()


@books
@require_safe
def progress(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Say how many are billed. When all are the page is shown anew."""
    found = get_object_or_404(Run, pk=run_id)
    return _bar(request, found) if found.state == Run.State.RELEASED else HttpResponseClientRefresh()


def _bar(request: HttpRequest, run: Run) -> HttpResponse:
    return render(request, "office/run_progress.html", {"run": run, "progress": _progress(run)})


@books
@require_POST
def anew(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Make the preview anew."""
    found = get_object_or_404(Run, pk=run_id)
    try:
        actions.begin_preview_anew(found)
    except ValidationError as error:
        messages.error(request, refused(error))
    return redirect("office:run", found.pk)


@books
@require_POST
def refused_again(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Rate again who could not be billed."""
    found = get_object_or_404(Run, pk=run_id)
    number = actions.rate_refused_again(found)
    said = ngettext("%(count)d customer can be billed now.", "%(count)d customers can be billed now.", number) % {"count": number}
    messages.success(request, said) if number else messages.info(request, _("None of them can be billed yet."))
    return redirect("office:run", found.pk)


# --- the release -----------------------------------------------------------------------------------------------------------


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Say what will happen; then let the documents go out. They are written by the server, and nobody has to wait here."""
    found, at = get_object_or_404(Run, pk=run_id), timezone.now()
    if found.state != Run.State.PREVIEW:
        messages.info(request, _("This run is released already."))
        return redirect("office:run", found.pk)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.release(found, at, by=user_in(request))):
        messages.success(request, _("Released. The documents are written now, one after the other; you need not wait here."))
        return redirect("office:run", found.pk)
    context = {"run": found, "release": release_of(found, at), "is_complete": not unrated(found).exists()}
    return billing_page(request, "office/run_release.html", "billing", context, form=form)

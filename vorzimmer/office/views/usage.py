"""The usage of a customer, month by month: what was done, tasks by hand, whose fault a call was; and what should have been billed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.entries import EntryKind, entries_of
from vorzimmer.billing.forms import CorrectionForm, RemovalForm, TaskForm
from vorzimmer.billing.models import UsageChange, UsageRecord
from vorzimmer.billing.months import month_of
from vorzimmer.billing.months_shown import beside, month_in
from vorzimmer.billing.unbilled import usage_alarm
from vorzimmer.billing.words import UNBILLED
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.tasks import number_of
from vorzimmer.domain.usage import UsageMeter
from vorzimmer.office.billing import billing_page
from vorzimmer.office.doors import customer_of, page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.privacy.access import sees

USAGE = ("billing.UsageRecord.quantity", "billing.UsageRecord.occurred_at", "billing.UsageChange.reason")
AT_ONCE = 100
KINDS = {
    None: gettext_lazy("All"),
    EntryKind.CALL: gettext_lazy("Calls"),
    EntryKind.MESSAGE: gettext_lazy("Messages"),
    EntryKind.TASK: gettext_lazy("Tasks"),
}


@books
@sees(*USAGE)
@require_safe
def listing(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show a month: `?month=2026-11`, `?kind=call|message|task`."""
    customer, today = customer_of(request, customer_id), berlin_date(timezone.now())
    month = month_in(request.GET.get("month", ""), today)
    kind = next((each for each in KINDS if each and each.value == request.GET.get("kind")), None)
    period = month_of(month)
    before, after = beside(month, today)
    changes = UsageChange.objects.filter(customer=customer, occurred_at__gte=period.start, occurred_at__lt=period.end)
    context = {
        "customer": customer,
        "title": _("Usage"),
        "month": month,
        "before": before,
        "after": after,
        "kind": kind or "",
        "kinds": [(each or "", name) for each, name in KINDS.items()],
        "page": Paginator(entries_of(customer.pk, period, kind), AT_ONCE).get_page(request.GET.get("page")),
        "changes": changes.select_related("by").order_by("-id"),
    }
    return page(request, "office/usage.html", context)


@books
@sees(*USAGE)
@require_POST
def fault(request: HttpRequest, customer_id: UUID, ref: UUID) -> HttpResponseBase:
    """Mark a call as the agency's own fault, or take that back."""
    customer, is_fault = customer_of(request, customer_id), request.POST.get("fault") == "yes"
    try:
        actions.mark_fault(customer, ref, by=user_in(request), at=timezone.now(), fault=is_fault)
    except UsageRecord.DoesNotExist:
        raise Http404 from None
    row = UsageRecord.objects.filter(customer=customer, ref=ref).first()
    said = (
        _("Marked as our fault. Where the price list makes such calls free, it costs nothing.")
        if is_fault
        else _("The mark is taken away.")
    )
    if row is not None and row.rated_id is not None:
        said += " " + _("This month was billed already: it stands among the months that have changed.")
    messages.success(request, said)
    return _back(customer, row)


@books
@sees(*USAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Record a task."""
    customer, at = customer_of(request, customer_id), timezone.now()
    form, done = TaskForm(request.POST or None), list[UsageRecord]()

    def deed() -> None:
        done.append(actions.record_task(customer, form.task(at), by=user_in(request), at=at))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Recorded."))
        return _back(customer, done[0])
    return page(request, "office/task.html", {"customer": customer, "title": _("Record a task"), "action": _("Record")}, form=form)


@books
@sees(*USAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, customer_id: UUID, record_id: UUID) -> HttpResponseBase:
    """Correct how many minutes or pieces it was."""
    customer = customer_of(request, customer_id)
    row, at = _task(customer, record_id), timezone.now()
    form = CorrectionForm(request.POST or None, initial={"number": number_of(UsageMeter(row.meter), row.quantity)})

    def deed() -> None:
        actions.correct_task(row.pk, form.cleaned_data["number"], form.cleaned_data["reason"], by=user_in(request), at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Corrected."))
        return _back(customer, row)
    context = {"customer": customer, "row": row, "title": _("Correct the task"), "action": _("Correct")}
    return page(request, "office/task.html", context, form=form)


@books
@sees(*USAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, customer_id: UUID, record_id: UUID) -> HttpResponseBase:
    """Say what will happen; then remove a task with a reason."""
    customer = customer_of(request, customer_id)
    row, at = _task(customer, record_id), timezone.now()
    form = RemovalForm(request.POST or None)

    def deed() -> None:
        actions.remove_task(row.pk, form.cleaned_data["reason"], by=user_in(request), at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Removed."))
        return _back(customer, row)
    context = {"customer": customer, "row": row, "title": _("Remove the task?"), "action": _("Remove"), "tone": "danger"}
    return page(request, "office/task.html", context, form=form)


@books
@sees(*USAGE)
@require_safe
def unbilled(request: HttpRequest) -> HttpResponseBase:
    """Show what should have been billed long ago."""
    alarm = usage_alarm(timezone.now())
    context = {"alarm": alarm, "late": [(each, UNBILLED[each.because]) for each in alarm.customers]}
    return billing_page(request, "office/unbilled.html", "unbilled", context)


def _task(customer: Customer, record_id: UUID) -> UsageRecord:
    row = UsageRecord.objects.filter(customer=customer, pk=record_id, key__startswith="task:", quantity__gt=0).first()
    if row is None:
        raise Http404
    return row


def _back(customer: Customer, row: UsageRecord | None) -> HttpResponseBase:
    address = reverse("office:usage", args=[customer.pk])
    return redirect(address if row is None else f"{address}?month={berlin_date(row.occurred_at):%Y-%m}")

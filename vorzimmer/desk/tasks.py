"""Tasks that an operator records: what was done for a customer beside answering calls, and what may still be taken back today."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.accounts.trying import refused, tried
from vorzimmer.billing import actions
from vorzimmer.billing.forms import TaskForm
from vorzimmer.billing.models import UsageChange, UsageRecord
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.domain.roles import Role

operators_only = role_required(Role.OPERATOR)


@operators_only
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Record a task, and show what was recorded today."""
    operator, at = _operator(request), timezone.now()
    customers = Customer.objects.of(operator).filter(active=True).order_by("short_name")
    form = TaskForm(request.POST or None, customers=customers)

    def deed() -> None:
        actions.record_task(form.cleaned_data["customer"], form.task(at), by=operator, at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Recorded."))
        return redirect("desk:tasks")
    context = {"form": form, "recorded": recorded_today(operator, at), "place": "desk-tasks"}
    return render(request, "desk/tasks.html", context, status=422 if form.is_bound else 200)


@operators_only
@require_POST
def undo(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """Take back what was recorded today."""
    operator = _operator(request)
    if not UsageRecord.objects.filter(pk=record_id, customer__in=Customer.objects.of(operator)).exists():
        raise Http404
    try:
        actions.undo_task(record_id, by=operator, at=timezone.now())
    except UsageRecord.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("desk:tasks")


def recorded_today(operator: User, at: datetime) -> list[UsageRecord]:
    """Give what the operator recorded today and did not take back, the latest first."""
    lines = UsageChange.objects.filter(by=operator, reason=UsageChange.Reason.RECORDED, at__gte=start_of_day(berlin_date(at)))
    rows = UsageRecord.objects.filter(ref__in=lines.values("ref"), key__startswith="task:", quantity__gt=0)
    return list(rows.filter(customer__in=Customer.objects.of(operator)).select_related("customer").order_by("-recorded_at"))


def _operator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user

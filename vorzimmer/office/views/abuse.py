"""Abuse of the open forms: which were sent of late, cases, and the one way to the address of a sender, which is written down."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.customers import actions
from vorzimmer.customers.models import AbuseCase, AddressReading, SenderAddress
from vorzimmer.office.doors import owner, page, refused, tried, user_in
from vorzimmer.office.forms import AbuseCaseForm
from vorzimmer.privacy.access import sees

MOST = 200
"""Forms that are offered at once."""
SHOWN = ("customers.AbuseCase.reason", "customers.SenderAddress.form", "customers.AddressReading.at")


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponseBase:
    """List the cases, and open one for forms whose addresses are still there. No address is shown here."""
    at = timezone.now()
    newest = SenderAddress.objects.there(at).filter(case=None).values_list("pk", flat=True)[:MOST]
    senders = SenderAddress.objects.filter(pk__in=list(newest)).defer("address")
    form = AbuseCaseForm(request.POST or None, senders=senders)
    opened: list[AbuseCase] = []

    def deed() -> None:
        said = form.cleaned_data
        opened.append(actions.open_case(said["reason"], said["senders"], by=user_in(request), at=at))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The case is open. It holds the addresses for seven days, unless you look at it again."))
        return redirect("office:abuse-case", opened[0].pk)
    context = {"cases": AbuseCase.objects.select_related("opened_by"), "senders": senders, "now": at}
    return page(request, "office/abuse.html", context, form=form)


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Show a case with its forms, and who looked at an address for it."""
    return _show(request, _case(case_id), timezone.now())


@owner
@sees(*SHOWN)
@require_POST
def reveal(request: HttpRequest, case_id: UUID, sender_id: UUID) -> HttpResponseBase:
    """Show the address of one form, on this one page. That somebody looked is written down."""
    at, found = timezone.now(), _case(case_id)
    sender = get_object_or_404(SenderAddress.objects.there(at).defer("address"), pk=sender_id)
    try:
        address = actions.read_address(sender, found, by=user_in(request), at=at)
    except SenderAddress.DoesNotExist:
        raise Http404 from None
    except PermissionDenied:
        messages.warning(request, _("This address is shown only for the open case that it belongs to."))
        return redirect("office:abuse-case", case_id)
    return _show(request, found, at, revealed=(sender_id, address))


@owner
@sees(*SHOWN)
@require_POST
def look(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say that the case is still worked on."""
    try:
        actions.look_at_case(_case(case_id), timezone.now())
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        messages.success(request, _("The addresses stay for another seven days."))
    return redirect("office:abuse-case", case_id)


@owner
@sees(*SHOWN)
@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """End the case."""
    actions.close_case(_case(case_id), timezone.now())
    messages.success(request, _("The case is closed. Its addresses are erased as soon as their hours have passed."))
    return redirect("office:abuse")


def _show(request: HttpRequest, found: AbuseCase, at: datetime, *, revealed: tuple[UUID, str] | None = None) -> HttpResponseBase:
    context = {
        "case": found,
        "is_open": found.holds_until > at,
        "senders": SenderAddress.objects.there(at).filter(case=found).defer("address"),
        "readings": AddressReading.objects.filter(case_ref=found.pk).select_related("by"),
        "revealed": revealed,
    }
    return page(request, "office/abuse_case.html", context)


def _case(case_id: UUID) -> AbuseCase:
    return get_object_or_404(AbuseCase.objects.select_related("opened_by"), pk=case_id)

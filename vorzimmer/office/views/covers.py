"""What is covered for professional secrecy (§203 StGB) is shown after a reason was named: known callers, and a caller's request."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vorzimmer.customers.models import Customer
from vorzimmer.domain.access_journal import UNCOVERED_FOR, Place, Reason
from vorzimmer.office.doors import agency, customer_of, keepers, page, to_file, user_in
from vorzimmer.office.requests_shown import covered_customer
from vorzimmer.office.views.file import bound
from vorzimmer.office.views.requests import SHOWN, request_of
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.covering import uncover
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.models.journal import REASONS


class ReasonForm(forms.Form):
    """Why it is looked at."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, name) for reason, name in REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose the reason.")},
    )


@agency
@sees("customers.KnownCaller.name", "customers.KnownCaller.number")
@require_http_methods(["GET", "HEAD", "POST"])
def callers(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Ask why the known callers of a customer are looked at; then show them for a while."""
    user, customer = user_in(request), bound(customer_of(request, customer_id), user_in(request))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not customer.secrecy:
        return to_file(customer, "callers")
    if form.is_valid():
        why, table = Reason(form.cleaned_data["reason"]), Customer._meta.label
        uncover(request, user, customer.pk, table=table, record=customer.pk, place=Place.FILE, reason=why, at=timezone.now())
        return to_file(customer, "callers")
    back = reverse("office:customer", args=[customer.pk])
    return _asked(request, form, title=_("Show the known callers"), back=back, back_text=customer.name)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def caller_request(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Ask why a caller's request is looked at; then show what it says for a while."""
    asked = request_of(request_id)
    customer = covered_customer(asked)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if customer is None:
        return redirect("office:request", asked.pk)
    if form.is_valid():
        why, table = Reason(form.cleaned_data["reason"]), DataRequest._meta.label
        uncover(request, user_in(request), customer, table=table, record=asked.pk, place=Place.REQUEST, reason=why, at=timezone.now())
        return redirect("office:request", asked.pk)
    back, number = reverse("office:request", args=[asked.pk]), {"number": asked.number}
    return _asked(request, form, title=_("Show who asks and what"), back=back, back_text=_("Request %(number)s") % number)


def _asked(request: HttpRequest, form: ReasonForm, **words: Any) -> HttpResponseBase:
    text = _(
        "The customer is bound to professional secrecy (§203 StGB). With a reason it is shown to you for %(minutes)s minutes. "
        "That you looked, and why, is written down, and the customer can read it."
    ) % {"minutes": int(UNCOVERED_FOR.total_seconds()) // 60}
    return page(request, "office/register_form.html", {"text": text, "action": _("Uncover"), **words}, form=form)

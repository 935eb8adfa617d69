"""How claims are pursued: whether reminders go out by themselves, the warning about bureaus, and the base rates."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vorzimmer.claims import policy
from vorzimmer.claims.actions.settings import change_practice, confirm_rate
from vorzimmer.claims.models import Practice
from vorzimmer.claims.rates import HalfYear, half_year_of, half_years
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.office.reminder_forms import PracticeForm, RateForm


@books
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponseBase:
    """Change how reminders go out; and list the base rates with what is to be done about them."""
    form = PracticeForm(request.POST if request.method == "POST" else None, practice=Practice.current())
    if request.method == "POST" and tried(form, lambda: change_practice(form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("office:claims-settings")
    day = berlin_date(timezone.now())
    halves = half_years(day)
    context = {
        "tab": "settings",
        "halves": halves,
        "unconfirmed": sum(each.confirmed is None for each in halves),
        "bureaus": policy.bureaus(day),
        "published_at": policy.listed_rates().published_at,
    }
    return page(request, "office/claims_settings.html", context, form=form)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, half_year: str) -> HttpResponseBase:
    """Confirm the base rate of a half-year: the value is typed in as the Bundesbank publishes it."""
    half, at = _half(half_year), timezone.now()
    form = RateForm(request.POST if request.method == "POST" else None, half=half)
    if request.method == "POST" and tried(form, lambda: confirm_rate(half.from_on, form.cleaned_data["percent"], at, by=user_in(request))):
        messages.success(request, _("Confirmed. From now on interest is computed with it."))
        return redirect("office:claims-settings")
    context = {"tab": "settings", "half": half, "published_at": policy.listed_rates().published_at}
    return page(request, "office/base_rate.html", context, form=form)


def _half(text: str) -> HalfYear:
    try:
        found = half_year_of(date.fromisoformat(text), berlin_date(timezone.now()))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found

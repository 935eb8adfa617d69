"""The years of the books in the office: whose taxes are finally assessed, what that lets go, and the deed that says so or takes it back."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing.actions.tax_years import declare_assessed, take_back_assessed
from vorzimmer.billing.tax_years import TaxYear, tax_years
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.money import books


@books
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the years that are over, the latest first."""
    years = tax_years(berlin_date(timezone.now()))
    return page(request, "office/tax_years.html", {"years": years, "waiting": sum(each.declared is None for each in years)})


@books
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, year: int) -> HttpResponseBase:
    """Say what the declaration lets go, and declare."""
    shown, form = _year(year), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: declare_assessed(year, timezone.now(), by=user_in(request))):
        said = _("The taxes of %(year)d are finally assessed. Its papers go when their years are over.")
        messages.success(request, said % {"year": year})
        return redirect("office:tax-years")
    return page(request, "office/tax_year_declare.html", {"shown": shown}, form=form)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, year: int) -> HttpResponseBase:
    """Take a declaration back; once something was erased by it the page says that it stays."""
    shown, form = _year(year), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: take_back_assessed(year)):
        messages.success(request, _("Taken back: the papers of %(year)d are kept.") % {"year": year})
        return redirect("office:tax-years")
    return page(request, "office/tax_year_take_back.html", {"shown": shown}, form=form)


def _year(year: int) -> TaxYear:
    """Give a year that is listed, or the page that says there is none."""
    found = next((each for each in tax_years(berlin_date(timezone.now())) if each.year == year), None)
    if found is None:
        raise Http404
    return found

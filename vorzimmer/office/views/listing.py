"""The list of customers, with filters in the address; on the screen, and as a CSV of what one sees."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vorzimmer.accounts.models import User
from vorzimmer.customers.columns import columns_for
from vorzimmer.customers.exports import FILE_TYPE, csv_of
from vorzimmer.customers.models import Customer
from vorzimmer.customers.queries import CustomerQuerySet
from vorzimmer.office.doors import office, page, user_in
from vorzimmer.office.facts import sees
from vorzimmer.office.forms import FilterForm
from vorzimmer.privacy.catalogue import may_see

PAGE = 50
SEARCHED = ("name", "short_name", "number", "city", "contact_person")
EXACT = ("team", "trade", "land")


@office
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the customers; the filter stands in the address."""
    user = user_in(request)
    form, wanted = _filter(request, user)
    pages = Paginator(_found(user, wanted).select_related("team").prefetch_related("dial_ins"), PAGE)
    context = {
        "filter": form,
        "filtered": any(wanted.values()),
        "page": pages.get_page(request.GET.get("page")),
        "sees_names": sees(user.role, "name"),
        "sees_numbers": may_see(user.role, "customers.DialIn.number"),
    }
    return page(request, "office/customers.html", context)


@office
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the customers of the same filter as a CSV, in the columns that this role may see."""
    user = user_in(request)
    _form, wanted = _filter(request, user)
    answer = HttpResponse(csv_of(_found(user, wanted), columns_for(user.role)), content_type=FILE_TYPE)
    name = f"{_('customers')}-{localdate(timezone.now()):%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _filter(request: HttpRequest, user: User) -> tuple[FilterForm, dict[str, Any]]:
    form = FilterForm(request.GET, role=user.role)
    return form, form.cleaned_data if form.is_valid() else {}


def _found(user: User, wanted: dict[str, Any]) -> CustomerQuerySet:
    customers = Customer.objects.of(user).order_by("short_name" if sees(user.role, "short_name") else "number", "number")
    if wanted.get("state") != "all":
        customers = customers.filter(active=wanted.get("state") != "closed")
    customers = customers.filter(**{name: wanted[name] for name in EXACT if wanted.get(name)})
    if text := wanted.get("q"):
        customers = customers.saying(text, [name for name in SEARCHED if sees(user.role, name)])
    return customers

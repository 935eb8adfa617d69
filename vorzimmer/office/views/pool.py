"""The agency's numbers: which are free, which lead to whom, which rest; adding and removing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer, DialIn, PoolNumber
from vorzimmer.office.contract_forms import NumbersForm
from vorzimmer.office.doors import owner, page, refused, tried
from vorzimmer.telephony.numbers import grouped

PAGE = 100
STATES = ("free", "taken", "resting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number with its state; `customer` is whom it leads to or led to before it rests."""

    number: PoolNumber
    state: str
    customer: Customer | None


@owner
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the numbers by state; the choice stands in the address."""
    rows = _rows(timezone.now())
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    wanted = request.GET.get("state", "")
    chosen = [row for row in rows if row.state == wanted] if wanted in STATES else rows
    pages = Paginator(chosen, PAGE)
    context = {"page": pages.get_page(request.GET.get("page")), "counts": counts, "wanted": wanted, "total": len(rows)}
    return page(request, "office/pool.html", context)


def _rows(at: datetime) -> list[Shown]:
    led = {dial_in.number: dial_in.customer for dial_in in DialIn.objects.select_related("customer")}
    return [_row(number, led.get(number.number), at) for number in PoolNumber.objects.all()]


def _row(number: PoolNumber, customer: Customer | None, at: datetime) -> Shown:
    rests = number.rests_until is not None and number.rests_until > at
    if rests and (customer is None or not customer.active):
        return Shown(number=number, state="resting", customer=customer)
    return Shown(number=number, state="taken" if customer else "free", customer=customer)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Put numbers into the pool."""
    form = NumbersForm(request.POST or None)
    added: list[PoolNumber] = []
    if request.method == "POST" and tried(form, lambda: added.extend(actions.add_numbers(at=timezone.now(), **form.cleaned_data))):
        text = ngettext("%(n)d number is in the pool now.", "%(n)d numbers are in the pool now.", len(added))
        messages.success(request, text % {"n": len(added)})
        return redirect("office:pool")
    return page(request, "office/pool_add.html", {}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, number_id: UUID) -> HttpResponseBase:
    """Say what will happen; then take the number out of the pool."""
    number = get_object_or_404(PoolNumber, pk=number_id)
    if request.method == "POST":
        try:
            actions.remove_number(number)
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("%(number)s is no longer in the pool.") % {"number": grouped(number.number)})
        return redirect("office:pool")
    return page(request, "office/pool_remove.html", {"number": number})

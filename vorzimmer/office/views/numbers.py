"""Numbers that were called and lead to nobody."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.customers.actions import DialInEntry, add_dial_in
from vorzimmer.office.doors import owner, page, tried
from vorzimmer.office.figures import unknown_numbers
from vorzimmer.office.forms import AssignForm
from vorzimmer.telephony.numbers import grouped


@owner
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List them by how often they were called."""
    return page(request, "office/numbers.html", {"numbers": unknown_numbers(timezone.now())})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponseBase:
    """Let a number lead to a customer from now on."""
    form = AssignForm(request.POST or None, initial={"number": grouped(request.GET.get("number", "")[:32])})

    def deed() -> None:
        entry = DialInEntry(number=form.cleaned_data["number"], label=form.cleaned_data["label"])
        add_dial_in(form.cleaned_data["customer"], entry, timezone.now())

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Calls to this number now lead to %(customer)s.") % {"customer": form.cleaned_data["customer"].name})
        return redirect("office:unknown-numbers")
    return page(request, "office/number_assign.html", {}, form=form)

"""What the agency has on offer: tariffs and options, with who has them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing.queries import on_offer
from vorzimmer.customers import actions
from vorzimmer.customers.models import Option, Tariff
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.contract_forms import OptionForm, TariffForm
from vorzimmer.office.doors import books, owner, page, tried


@books
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show what is on offer, and since when each tariff has the prices that it has."""
    tariffs = list(Tariff.objects.all())
    present = on_offer(tariffs, berlin_date(timezone.now()))
    rows = [(offer, present.get(offer.pk)) for offer in tariffs]
    return page(request, "office/offers.html", {"tariffs": rows, "options": Option.objects.all()})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def tariff(request: HttpRequest, offer_id: UUID | None = None) -> HttpResponseBase:
    """Offer another tariff, or one otherwise."""
    offer = get_object_or_404(Tariff, pk=offer_id) if offer_id else None
    form = TariffForm(request.POST or None, offer=offer)

    def deed() -> None:
        if offer is None:
            actions.add_tariff(form.entry())
        else:
            actions.change_offered_tariff(offer, form.entry())

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Saved."))
        return redirect("office:offers")
    title = _("Change the tariff on offer") if offer_id else _("New tariff")
    return page(request, "office/offer_edit.html", {"title": title, "keeps": bool(offer_id)}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def option(request: HttpRequest, offer_id: UUID | None = None) -> HttpResponseBase:
    """Offer another option, or one otherwise."""
    offer = get_object_or_404(Option, pk=offer_id) if offer_id else None
    form = OptionForm(request.POST or None, offer=offer)

    def deed() -> None:
        if offer is None:
            actions.add_option(form.entry())
        else:
            actions.change_offered_option(offer, form.entry())

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Saved."))
        return redirect("office:offers")
    title = _("Change the option on offer") if offer_id else _("New option")
    return page(request, "office/offer_edit.html", {"title": title, "keeps": False}, form=form)

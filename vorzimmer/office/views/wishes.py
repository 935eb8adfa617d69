"""Wishes and complaints of customers: who waits for an answer, taking one up, and answering it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.customers import actions
from vorzimmer.customers.models import Wish
from vorzimmer.office.doors import owner, page, refused, tried, user_in
from vorzimmer.office.forms import AnswerForm
from vorzimmer.privacy.access import sees

PAGE = 30
SHOWN = ("customers.Wish.text", "customers.Wish.state", "customers.Wish.answer")


@owner
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what waits, the oldest first; `?show=all` also what is answered, the latest first."""
    everything = request.GET.get("show") == "all"
    wishes = Wish.objects.select_related("customer", "raised_by", "answered_by")
    chosen = wishes if everything else wishes.exclude(state=Wish.State.ANSWERED).order_by("raised_at", "id")
    waiting = Wish.objects.exclude(state=Wish.State.ANSWERED).count()
    context = {"everything": everything, "waiting": waiting, "page": Paginator(chosen, PAGE).get_page(request.GET.get("page"))}
    return page(request, "office/wishes.html", context)


@owner
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, wish_id: UUID) -> HttpResponseBase:
    """Show one, and answer it."""
    wish = _wish(wish_id)
    form = AnswerForm(request.POST or None)

    def deed() -> None:
        actions.answer(wish, text=form.cleaned_data["text"], by=user_in(request), at=timezone.now())

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Answered. The customer sees it in the portal."))
        return redirect("office:wishes")
    return page(request, "office/wish.html", {"wish": wish}, form=form)


@owner
@sees(*SHOWN)
@require_POST
def take_up(request: HttpRequest, wish_id: UUID) -> HttpResponseBase:
    """Let the customer see that somebody is on it."""
    try:
        actions.take_up(_wish(wish_id), timezone.now())
    except ValidationError as error:
        messages.warning(request, refused(error))
    else:
        messages.success(request, _("The customer sees that somebody is on it."))
    return redirect("office:wish", wish_id)


def _wish(wish_id: UUID) -> Wish:
    return get_object_or_404(Wish.objects.select_related("customer", "raised_by", "answered_by"), pk=wish_id)

"""Breaches: the register, the file of one with what is owed and by when, and the deeds. The page of a breach is also what is printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.domain.breaches import DUTIES, TOLD, BreachEvent, BreachState, NotPossible, StillOwed, duties, may_close
from vorzimmer.office.breach_forms import BreachFilter, BreachForm, RiskForm, ToldForm
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.privacy import breaches as deeds
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import Breach
from vorzimmer.privacy.register_words import DATA

PAGE = 50
SHOWN = ("privacy.Breach.facts_text", "privacy.BreachStep.text")


@keepers
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the breaches; `?state=` chooses those that are open or closed."""
    form, at = BreachFilter(request.GET), timezone.now()
    part = Paginator(form.found().prefetch_related("steps"), PAGE).get_page(request.GET.get("page"))
    rows = [(breach, [(duty, duty.is_late(at)) for duty in duties(breach.facts) if duty.is_open]) for breach in part]
    return page(request, "office/breaches.html", {"page": part, "rows": rows, "filter": form, "filtered": bool(request.GET.get("state"))})


@keepers
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, breach_id: UUID) -> HttpResponseBase:
    """Show the file of a breach."""
    breach, at = _breach(breach_id), timezone.now()
    owed = [(duty, _(DUTIES[duty.event]), duty.is_late(at)) for duty in duties(breach.facts)]
    context = {
        "breach": breach,
        "duties": owed,
        "data": [name for code, name in DATA.items() if code.value in breach.categories],
        "steps": breach.steps.select_related("by"),
        "is_open": breach.state != BreachState.CLOSED,
        "may_close": breach.state != BreachState.CLOSED and may_close(breach.facts),
    }
    return page(request, "office/breach.html", context)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Enter a breach: the clock runs from when it was noticed."""
    form = BreachForm(request.POST if request.method == "POST" else None)
    made: list[Breach] = []
    at, user = timezone.now(), user_in(request)
    if request.method == "POST" and tried(form, lambda: made.append(deeds.note_breach(form.entry(), at=at, by=user))):
        messages.success(request, _("The breach is entered. Below stands who has to be told, and by when."))
        return redirect("office:breach", made[0].pk)
    return _form(request, form, None, title=_("Enter a breach"), action=_("Save"))


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, breach_id: UUID) -> HttpResponseBase:
    """Write down what is known by now."""
    breach, at, user = _open(breach_id), timezone.now(), user_in(request)
    form = BreachForm(request.POST if request.method == "POST" else None, breach=breach)
    if request.method == "POST" and tried(form, lambda: deeds.add_facts(breach, form.entry(), at=at, by=user)):
        messages.success(request, _("Saved."))
        return redirect("office:breach", breach.pk)
    return _form(request, form, breach, title=_("Add facts"), action=_("Save"))


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, breach_id: UUID) -> HttpResponseBase:
    """Assess the risk: it decides who has to be told."""
    breach, at, user = _open(breach_id), timezone.now(), user_in(request)
    initial = {"risk": breach.risk, "reason": breach.risk_reason}
    form = RiskForm(request.POST if request.method == "POST" else None, initial=initial)

    def deed() -> None:
        deeds.assess_risk(breach, risk=form.chosen(), reason=form.cleaned_data["reason"], at=at, by=user)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The risk is assessed."))
        return redirect("office:breach", breach.pk)
    return _form(request, form, breach, title=_("Assess the risk"), action=_("Save"))


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, breach_id: UUID, event: str) -> HttpResponseBase:
    """Write that somebody was told, with the proof."""
    if event not in TOLD:
        raise Http404
    breach, at, user = _open(breach_id), timezone.now(), user_in(request)
    form = ToldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: deeds.record_told(breach, BreachEvent(event), **form.cleaned_data, at=at, by=user)):
        messages.success(request, _("It is written down with its proof."))
        return redirect("office:breach", breach.pk)
    return _form(request, form, breach, title=_(DUTIES[BreachEvent(event)]), action=_("Record"))


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, breach_id: UUID) -> HttpResponseBase:
    """Say what will happen; then close the breach, if nothing is owed any more."""
    breach = _open(breach_id)
    if request.method == "POST":
        try:
            deeds.close_breach(breach, at=timezone.now(), by=user_in(request))
        except (NotPossible, StillOwed):
            messages.error(request, _("It can be closed only when the risk is assessed and everybody was told with proof."))
        else:
            messages.success(request, _("The breach is closed."))
        return redirect("office:breach", breach.pk)
    text = _("Nothing can be added to its file afterwards. It is kept until the end of the year and three more years.")
    return _form(request, None, breach, title=_("Close this breach?"), action=_("Close it"), text=text)


def _breach(breach_id: UUID) -> Breach:
    return get_object_or_404(Breach.objects.prefetch_related("steps"), pk=breach_id)


def _open(breach_id: UUID) -> Breach:
    """Give a breach to whose file something can be added; a closed one is not found."""
    return get_object_or_404(Breach.objects.open(), pk=breach_id)


def _form(request: HttpRequest, form: Any, breach: Breach | None, *, title: str, action: str, **more: Any) -> HttpResponseBase:
    back = reverse("office:breach", args=[breach.pk]) if breach else reverse("office:breaches")
    context = {"title": title, "action": action, "back": back, "back_text": breach.title if breach else _("Breaches"), **more}
    return page(request, "office/register_form.html", context, form=form)

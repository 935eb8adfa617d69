"""Mandates: which hold, which lapse soon, what was collected under one, and suspending, resuming and ending it. The accountant only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.debits import MandateShown, lapsing, mandates
from vorzimmer.billing.debits import shown as mandates_shown
from vorzimmer.billing.models import Mandate
from vorzimmer.customers.actions import bank_name
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.sepa import MANDATE_SENTENCES, SUSPENDED_SENTENCES, MandateRefusedBecause, SuspendedBecause, keep_until
from vorzimmer.office.debit_forms import SuspendForm
from vorzimmer.office.debits_shown import shown
from vorzimmer.office.doors import page, tried
from vorzimmer.office.views.debits import PAGE, accountant
from vorzimmer.privacy.access import sees

SHOWN = ("billing.Mandate.reference", "billing.Mandate.iban", "billing.Mandate.suspended_because")
CHOICES = ("holding", "lapsing", "suspended", "ended")
HOLDING, LAPSING, SUSPENDED, ENDED = CHOICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mandate with its state in words."""

    shown: MandateShown

    @property
    def state(self) -> str:
        if self.shown.refused is None:
            return _("lapses soon") if self.shown.lapses_soon else _("in force")
        words = {
            MandateRefusedBecause.ENDED: _("ended"),
            MandateRefusedBecause.SUSPENDED: _("suspended"),
            MandateRefusedBecause.LAPSED: _("lapsed"),
        }
        return words.get(self.shown.refused, _("does not hold"))

    @property
    def tone(self) -> str:
        if self.shown.refused is None:
            return "wait" if self.shown.lapses_soon else "free"
        return "neutral" if self.shown.refused is MandateRefusedBecause.ENDED else "danger"

    @property
    def says(self) -> str:
        return "" if self.shown.refused is None else _(MANDATE_SENTENCES[self.shown.refused])

    @property
    def because(self) -> str:
        code = self.shown.mandate.suspended_because
        return _(SUSPENDED_SENTENCES[SuspendedBecause(code)]) if code else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is done to a mandate: the page that says what will happen, and the deed."""

    slug: str
    title: Any
    says: Any
    action: Any
    done: Any
    do: Callable[[Mandate, Mapping[str, Any], datetime], object]
    form: type[Form] = Form
    tone: str = "primary"

    @property
    def name(self) -> str:
        return f"mandate-{self.slug}"


DEEDS = (
    Deed(
        slug="suspend",
        title=gettext_lazy("Suspend the mandate?"),
        says=gettext_lazy("Nothing is collected under it until you resume it. The customer is told so in the portal."),
        action=gettext_lazy("Suspend"),
        done=gettext_lazy("The mandate is suspended."),
        do=lambda mandate, entered, _at: actions.suspend(mandate, entered["because"]),
        form=SuspendForm,
    ),
    Deed(
        slug="resume",
        title=gettext_lazy("Resume the mandate?"),
        says=gettext_lazy("It is collected under it again. Please clear up the reason with the customer first."),
        action=pgettext_lazy("mandate", "Resume"),
        done=gettext_lazy("The mandate is in force again."),
        do=lambda mandate, _entered, at: actions.resume(mandate, at),
    ),
    Deed(
        slug="end",
        title=gettext_lazy("End the mandate?"),
        says=gettext_lazy(
            "It ends today for good. The customer pays by transfer until he signs another one. What the bank has already is still"
            " collected."
        ),
        action=gettext_lazy("End it"),
        done=gettext_lazy("The mandate has ended."),
        do=lambda mandate, _entered, at: actions.end_mandate(mandate, at),
        tone="danger",
    ),
)


@sees(*SHOWN)
@accountant
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the mandates by how they stand; the choice and the search stand in the address."""
    today = berlin_date(timezone.now())
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in CHOICES else HOLDING
    soon = lapsing(today)
    text = request.GET.get("q", "").strip()
    number = request.GET.get("page")
    if wanted == LAPSING:
        part: Page[Any] = Paginator(soon, PAGE).get_page(number)
        rows = list(part)
    else:
        part = Paginator(mandates(text, ended=wanted == ENDED, suspended=wanted == SUSPENDED), PAGE).get_page(number)
        rows = mandates_shown(part, today)
    context = {
        "tab": "mandates",
        "sees_all": True,
        "page": part,
        "rows": [Row(shown=each) for each in rows],
        "wanted": wanted,
        "soon": len(soon),
        "q": text,
    }
    return page(request, "office/mandates.html", context)


@sees(*SHOWN)
@accountant
@require_safe
def show(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """Show a mandate with what was collected under it, and the customer's other ones."""
    mandate, today = get_object_or_404(Mandate, pk=mandate_id), berlin_date(timezone.now())
    (found,) = mandates_shown([mandate], today)
    others = Mandate.objects.filter(customer_ref=mandate.customer_ref).exclude(pk=mandate.pk).order_by("-created_at")
    context = {
        "row": Row(shown=found),
        "bank": bank_name(mandate.iban),
        "kept_until": None if mandate.last_used_on is None else keep_until(mandate.last_used_on),
        "rows": shown(mandate.collections.select_related("document").order_by("-due_on", "-end_to_end")[:PAGE], sees_all=True),
        "others": [Row(shown=each) for each in mandates_shown(others, today)],
    }
    return page(request, "office/mandate.html", context)


@sees(*SHOWN)
@accountant
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, mandate_id: UUID, deed: Deed) -> HttpResponseBase:
    """Say what will happen; then do it."""
    mandate, at = get_object_or_404(Mandate, pk=mandate_id), timezone.now()
    form = deed.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: deed.do(mandate, form.cleaned_data, at)):
        messages.success(request, str(deed.done))
        return redirect("office:mandate", mandate.pk)
    (found,) = mandates_shown([mandate], berlin_date(at))
    return page(request, "office/mandate_deed.html", {"row": Row(shown=found), "deed": deed}, form=form)

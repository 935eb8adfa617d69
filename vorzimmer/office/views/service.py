"""The service ladder of a customer in default: how he stands, what may come next, and the letter before it goes. Owner and accountant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.claims.arrears import arrears_of
from vorzimmer.customers.actions.service import announce_step, lift
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.customers.service import DOES, NAMES, REASONS, Ladder, ladder_of, log_of
from vorzimmer.delivery.service_letters import letter
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import REDUCED, LineReason, Told
from vorzimmer.domain.service_rules import Step
from vorzimmer.office.doors import books, customer_of, page, tried, user_in
from vorzimmer.office.service_forms import AnnounceForm, LiftForm
from vorzimmer.privacy.access import sees

SHOWN = ("customers.ServiceStep.step", "customers.ServiceStep.cents", "customers.Customer.service")
TONES = {Step.FULL: "free", Step.WARNED: "wait", Step.NO_SMS: "wait", Step.VOICEMAIL_ONLY: "danger", Step.STOPPED: "danger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A step in words; `told` is the line that announces it."""

    name: object
    does: object
    tone: str
    told: Told | None = None

    @classmethod
    def of(cls, step: Step, told: Told | None = None) -> "Shown":
        return cls(name=NAMES[step], does=DOES[step], tone=TONES[step], told=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A line of the log in words."""

    line: ServiceStep
    name: object
    reason: object
    is_full: bool


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show how the customer stands, what he owes, what may come next, and all that has happened, the latest first."""
    customer = customer_of(request, customer_id)
    log = log_of(customer)
    found = _ladder(customer, log)
    stands = found.standing
    context = {
        "customer": customer,
        "title": pgettext("what a customer has", "Service"),
        "ladder": found,
        "holds": Shown.of(stands.step),
        "announced": None if stands.announced is None else Shown.of(stands.announced.step, stands.announced),
        "next": None if found.next is None else Shown.of(found.next),
        "happened": [_happened(line) for line in reversed(log)],
    }
    return page(request, "office/service.html", context)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show what the next step does and the letter about it; then announce it."""
    customer, at = customer_of(request, customer_id), timezone.now()
    found = _ladder(customer, log_of(customer))
    step = found.next or Step.STOPPED
    needs_person = found.is_delicate and step in REDUCED
    form = AnnounceForm(
        request.POST if request.method == "POST" else None, first=found.earliest, withholds=step in REDUCED, delicate=needs_person
    )

    def deed() -> None:
        said = form.cleaned_data
        announce_step(
            customer,
            step,
            said.get("from_on"),
            at,
            by=user_in(request),
            arrears=found.arrears,
            decided=said.get("decided", False),
        )

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Announced. The letter is on its way."))
        return redirect("office:service", customer.pk)
    subject, body = _letter(customer, step, found, form)
    context = {
        "customer": customer,
        "title": _("Announce the next step?"),
        "ladder": found,
        "next": Shown.of(step),
        "subject": subject,
        "body": body,
    }
    return page(request, "office/service_announce.html", context, form=form)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Say what the customer has again; then give it back."""
    customer, at = customer_of(request, customer_id), timezone.now()
    found = _ladder(customer, log_of(customer))
    form = LiftForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        lift(customer, at, by=user_in(request), reason=LineReason(form.cleaned_data["reason"]))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The customer has the full service again, and is told so."))
        return redirect("office:service", customer.pk)
    context = {"customer": customer, "title": _("Give the full service back?"), "ladder": found}
    return page(request, "office/service_lift.html", context, form=form)


def _ladder(customer: Customer, log: Sequence[ServiceStep]) -> Ladder:
    """Say how the customer stands today. What he owes comes from the books until the claims know it better."""
    day = berlin_date(timezone.now())
    return ladder_of(customer, log, arrears_of(customer, day), day)


def _letter(customer: Customer, step: Step, found: Ladder, form: AnnounceForm) -> tuple[str, str]:
    """Write the letter as it would go out, with the day that was typed if it is one."""
    typed = form.cleaned_data.get("from_on") if form.is_bound and form.is_valid() else None
    from_on: date = typed or found.earliest or found.day
    line = ServiceStep(customer=customer, step=step.value, told_on=found.day, from_on=from_on, cents=found.arrears.counting)
    return letter(line, customer)


def _happened(line: ServiceStep) -> Happened:
    step = Step(line.step)
    return Happened(line=line, name=NAMES[step], reason=REASONS[LineReason(line.reason)], is_full=step is Step.FULL)

"""The service ladder on arrears: a step is announced before it holds, and everything is given back at once.

Each deed writes a line that is never changed, brings the customer's row up to date for the calls, and lets `delivery` tell the customer.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers import service
from vorzimmer.customers.actions.writing import tell, written_day
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.customers.signals import service_changed
from vorzimmer.domain import service_ladder as ladder
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import Arrears, LineReason, Standing
from vorzimmer.domain.service_rules import Step

ArrearsOf = Callable[[Customer, date], Arrears]
"""Says what a customer owes in default on a day."""
WasReached = Callable[[ServiceStep], bool]
"""Says whether the letter about a line may still reach the customer, or has."""


@transaction.atomic
def announce_step(  # noqa: PLR0913  (what, from when, by whom, for which reason)
    customer: Customer, step: Step, from_on: date | None, at: datetime, *, by: User | None, arrears: Arrears, decided: bool = False
) -> ServiceStep:
    """Tell the customer that a step holds from a day; None: as soon as may be. Raises ValidationError, and then nobody is told.

    `arrears` are what he owes in default today. `decided`: a person has looked at a customer who is bound to secrecy or has an
    emergency line, and is responsible.
    """
    customer, day = _locked(customer), berlin_date(at)
    stands = _standing(customer, day)
    delicate = service.is_delicate(customer)
    facts = service.facts_of(customer, step, stands, arrears, delicate=delicate, decided=decided)
    answer = ladder.may_announce(facts, service.rules(), day)
    if isinstance(answer, Refused):
        rule = service.rules().on(step if step is not Step.FULL else Step.WARNED, day)
        raise ValidationError(service.why_not(answer.reason, rule, arrears))
    first = ladder.earliest(service.rules().on(step, day), day, stands.since, service.holidays_at(customer, day))
    if from_on is not None and from_on < first:
        raise ValidationError(
            {"from_on": _("The notice is not over then. The first possible day is %(day)s.") % {"day": written_day(first)}}
        )
    if step not in ladder.REDUCED:
        from_on = first  # a warning withholds nothing: there is nothing to wait for
    return _write(customer, step, from_on or first, at, by=by, reason=LineReason.ARREARS, cents=arrears.counting)


@transaction.atomic
def lift(customer: Customer, at: datetime, *, by: User | None, reason: LineReason = LineReason.PAID) -> ServiceStep:
    """Give the customer everything back from this moment, and take back what is announced. Raises ValidationError when he has it all."""
    customer, day = _locked(customer), berlin_date(at)
    if _standing(customer, day).is_full:
        raise ValidationError(_("The customer has the full service; there is nothing to give back."))
    return _write(customer, Step.FULL, day, at, by=by, reason=reason, cents=0)


def lift_over(at: datetime, arrears_of: ArrearsOf, was_reached: WasReached) -> int:
    """Give back to all whose arrears are paid or disputed by now, or whom no notice reached. Returns how many.

    What was announced for a customer who has paid meanwhile never comes to hold (TKG §61(7)).
    """
    found = Customer.objects.on_ladder().order_by("number")
    return sum(_lift_if_over(customer, at, arrears_of, was_reached) for customer in found)


@transaction.atomic
def _lift_if_over(customer: Customer, at: datetime, arrears_of: ArrearsOf, was_reached: WasReached) -> bool:
    customer, day = _locked(customer), berlin_date(at)
    log = service.log_of(customer)
    stands = ladder.standing([line.told for line in log], day)
    if stands.is_full:
        return False
    facts = service.facts_of(
        customer, Step.FULL, stands, arrears_of(customer, day), delicate=False, was_reached=not log or was_reached(log[-1])
    )
    reason = ladder.over_because(facts, service.rules(), day, service.holidays_at(customer, day))
    if reason is None:
        return False
    _write(customer, Step.FULL, day, at, by=None, reason=reason, cents=0)
    return True


def _locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update(of=("self",)).select_related("team").get(pk=customer.pk)


def _standing(customer: Customer, day: date) -> Standing:
    return ladder.standing([line.told for line in service.log_of(customer)], day)


def _write(  # noqa: PLR0913  (a line)
    customer: Customer, step: Step, from_on: date, at: datetime, *, by: User | None, reason: LineReason, cents: int
) -> ServiceStep:
    day = berlin_date(at)
    line = ServiceStep.objects.create(
        customer=customer, step=step.value, told_on=day, from_on=from_on, reason=reason.value, cents=cents, at=at, by=by
    )
    _bring_up_to_date(customer, day)
    service_changed.send(ServiceStep, line=line, at=at)
    tell(customer, at)
    return line


def _bring_up_to_date(customer: Customer, day: date) -> None:
    """Write into the customer's row what the log comes to, so that every day from now on is read from it without a question."""
    stands = _standing(customer, day)
    customer.service = stands.step.value
    customer.service_next = stands.announced.step.value if stands.announced is not None else ""
    customer.service_next_from = stands.announced.from_on if stands.announced is not None else None
    customer.save(update_fields=["service", "service_next", "service_next_from"])

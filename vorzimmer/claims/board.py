"""What somebody has to do about claims today: read from the claims by one rule a task, the most urgent first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from vorzimmer.claims.models import Claim
from vorzimmer.claims.plans import AgreedPlan, plans_of
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.customers.models import Customer
from vorzimmer.domain.dunning import CLOSED, DEMANDS, LETTERS, Event
from vorzimmer.domain.dunning_facts import Reason
from vorzimmer.domain.dunning_steps import DemandCode
from vorzimmer.domain.instalments import PlanCode


class Task(StrEnum):
    """What is to be done, in the order of urgency."""

    LIMITATION = "limitation"
    LAPSING = "lapsing"
    DEMAND_AT_RISK = "demand_at_risk"
    DEMAND_MISSED = "demand_missed"
    NEVER_SENT = "never_sent"
    ENFORCEMENT = "enforcement"
    PLAN_BROKEN = "plan_broken"
    PLAN_MISSED = "plan_missed"
    DECISION = "decision"
    ADDRESS = "address"
    LETTER = "letter"
    LAWYER = "lawyer"
    MAY_ENFORCE = "may_enforce"
    REVIEW = "review"


URGENT = frozenset({Task.LIMITATION, Task.LAPSING, Task.DEMAND_AT_RISK, Task.DEMAND_MISSED, Task.NEVER_SENT})
"""What costs the claim or its proof if nobody acts."""
_ORDER = {task: place for place, task in enumerate(Task)}
_BY_DEMAND = {
    DemandCode.AT_RISK: Task.DEMAND_AT_RISK,
    DemandCode.MISSED: Task.DEMAND_MISSED,
    DemandCode.INVOICE_NOT_SENT: Task.NEVER_SENT,
}
_BY_REASON = {
    Reason.DECIDE: Task.DECISION,
    Reason.OBJECTED: Task.LAWYER,
    Reason.MAY_ENFORCE: Task.MAY_ENFORCE,
    Reason.ADDRESS_UNKNOWN: Task.ADDRESS,
    Reason.WILL_LAPSE: Task.LAPSING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """A task about a claim. `on` is the day that it is about: since when it waits, or until when there is time."""

    task: Task
    found: Reading
    on: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.task in URGENT


def open_claims(day: date) -> list[Reading]:
    """Read all claims that are not closed, the one that is due longest first. As many queries for many as for one."""
    return readings(Claim.objects.exclude(stage__in=CLOSED).order_by("document__due_on", "document__number"), day)


def closed_claims(text: str = "") -> QuerySet[Claim]:
    """Give the claims that are closed, the latest first; `text` is a part of the customer's name or number, or of the invoice's.

    They are many, and so they are looked for where they are kept.
    """
    claims = Claim.objects.filter(stage__in=CLOSED).order_by("-closed_on", "id")
    if not text:
        return claims
    called = Customer.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text)).values("pk")
    return claims.filter(Q(document__number__icontains=text) | Q(customer_number__icontains=text) | Q(customer_ref__in=called))


def to_do(found: Sequence[Reading]) -> list[ToDo]:
    """Say what is to be done about these claims on their day, the most urgent first. One query."""
    plans = plans_of(found)
    tasks = [todo for each in found for todo in tasks_of(each, plans)]
    return sorted(tasks, key=lambda todo: (_ORDER[todo.task], todo.on or todo.found.day, todo.found.document.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many claims wait for somebody, of which so many lose something if nobody acts."""

    count: int
    urgent: int


def waiting(day: date) -> Waiting:
    """Count the claims about which something is to be done."""
    tasks = to_do(open_claims(day))
    return Waiting(
        count=len({todo.found.claim.pk for todo in tasks}), urgent=len({todo.found.claim.pk for todo in tasks if todo.is_urgent})
    )


def tasks_of(found: Reading, plans: Mapping[UUID, AgreedPlan]) -> Iterator[ToDo]:
    """Say what is to be done about one claim."""
    if found.standing.is_closed:
        return
    if found.limit.is_urgent(found.day):
        yield ToDo(task=Task.LIMITATION, found=found, on=found.limit.last_day)
    yield from _demand(found)
    yield from _plan(found, plans.get(found.claim.pk))
    yield from _next(found)
    for pause in found.next.reviews:
        yield ToDo(task=Task.REVIEW, found=found, on=pause.review_on)


def _demand(found: Reading) -> Iterator[ToDo]:
    """Say when the demand that holds the billing data is in danger; once a reminder has left there is nothing to do about it any more."""
    if not found.demand.is_alarm or (found.demand.code is DemandCode.MISSED and found.facts.counting(*DEMANDS)):
        return
    yield ToDo(task=_BY_DEMAND[found.demand.code], found=found, on=found.demand.before)


def _plan(found: Reading, agreed: AgreedPlan | None) -> Iterator[ToDo]:
    if agreed is not None and agreed.is_late:
        task = Task.PLAN_BROKEN if agreed.standing.code is PlanCode.BROKEN else Task.PLAN_MISSED
        yield ToDo(task=task, found=found, on=agreed.standing.since)


def _next(found: Reading) -> Iterator[ToDo]:
    coming = found.next
    if coming.because in _BY_REASON:
        yield ToDo(task=_BY_REASON[coming.because], found=found, on=coming.on or found.standing.since)
    elif coming.is_due(found.day) and coming.step in LETTERS:
        yield ToDo(task=Task.LETTER, found=found, on=coming.on)
    elif coming.is_due(found.day) and coming.step is Event.DEFAULT_KNOWN:
        yield ToDo(task=Task.DECISION, found=found, on=coming.on)
    elif coming.is_due(found.day) and coming.step is Event.ENFORCEMENT_APPLIED:
        yield ToDo(task=Task.ENFORCEMENT, found=found, on=found.facts.lapses_on)


# --- sums ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What several claims come to, in cents. `unsaid`: of so many the interest cannot be said."""

    count: int
    open: int
    in_default: int
    interest: int
    lump_sums: int
    unsaid: int

    @property
    def total(self) -> int:
        return self.open + self.interest + self.lump_sums


def sums_of(found: Sequence[Reading]) -> Sums:
    """Add up what claims come to."""
    return Sums(
        count=len(found),
        open=sum(each.open for each in found),
        in_default=sum(each.open for each in found if each.default_since is not None),
        interest=sum(each.interest_cents for each in found),
        lump_sums=sum(each.lump_sum.cents for each in found),
        unsaid=sum(each.rate_problem is not None for each in found),
    )

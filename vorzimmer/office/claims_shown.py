"""How the office shows claims: rows of the board, tasks, what may happen next and why not, in words and with addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.billing.reports import Cents, Table
from vorzimmer.claims.board import Task, ToDo
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import DEMANDS, GROUNDS, PAUSES, REASONS, STAGES, STEPS, WAITS, tone_of
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.default import InDefault
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_facts import Reason
from vorzimmer.domain.dunning_options import Option

TASKS: Mapping[Task, Any] = {
    Task.LIMITATION: gettext_lazy("Barred by limitation soon"),
    Task.LAPSING: gettext_lazy("The payment order lapses"),
    Task.DEMAND_AT_RISK: gettext_lazy("Remind, or the billing data will be erased"),
    Task.DEMAND_MISSED: gettext_lazy("Not reminded in time: the billing data are not kept"),
    Task.NEVER_SENT: gettext_lazy("Overdue, but the invoice was never sent"),
    Task.ENFORCEMENT: gettext_lazy("Apply for the enforcement order"),
    Task.PLAN_BROKEN: gettext_lazy("The plan of instalments is broken"),
    Task.PLAN_MISSED: gettext_lazy("An instalment is missing"),
    Task.DECISION: gettext_lazy("Decide how it goes on"),
    Task.ADDRESS: gettext_lazy("Find the address"),
    Task.LETTER: gettext_lazy("Send the letter"),
    Task.LAWYER: gettext_lazy("Ask the lawyer"),
    Task.MAY_ENFORCE: gettext_lazy("Enforcement may be started"),
    Task.REVIEW: gettext_lazy("Look at the pause again"),
}
UNTIL = frozenset({Task.LIMITATION, Task.DEMAND_AT_RISK, Task.DEMAND_MISSED, Task.ENFORCEMENT, Task.LAPSING})
"""Tasks whose day is the last one; that of the others is since when they wait."""
DEED_OF: Mapping[Event, str] = {
    Event.FRIENDLY_SENT: "reminders",
    Event.FIRST_SENT: "reminders",
    Event.SECOND_SENT: "reminders",
    Event.DEFAULT_KNOWN: "claim-decide",
    Event.WRITTEN_OFF: "claim-write-off",
    Event.GIVEN_TO_COLLECTOR: "claim-handing",
    Event.ORDER_APPLIED: "claim-sheet",
    **dict.fromkeys(
        (
            Event.ORDER_SERVED,
            Event.ORDER_OBJECTED,
            Event.ORDER_WITHDRAWN,
            Event.ENFORCEMENT_APPLIED,
            Event.ENFORCEMENT_ISSUED,
            Event.ENFORCEMENT_SERVED,
            Event.ENFORCEMENT_OBJECTED,
            Event.OBJECTION_WITHDRAWN,
            Event.JUDGMENT,
            Event.ENFORCEMENT_STARTED,
        ),
        "claim-court",
    ),
}
"""Names of the addresses where a step is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim on the board."""

    found: Reading
    name: str

    @property
    def stage(self) -> Any:
        return STAGES[self.found.standing.stage]

    @property
    def tone(self) -> str:
        return tone_of(self.found.standing.stage)

    @property
    def overdue(self) -> int:
        return 0 if self.found.standing.is_closed else max(0, (self.found.day - self.found.document.due_on).days)

    @property
    def pause(self) -> Any:
        return None if self.found.pause is None or self.found.standing.is_closed else PAUSES[self.found.pause.kind]

    @property
    def next(self) -> Any:
        """Say what comes next in a few words."""
        coming = self.found.next
        return REASONS[coming.because] if coming.step is None or coming.on is None else STEPS[coming.step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All claims with the same task."""

    task: Task
    rows: Sequence[tuple[ToDo, str]]

    @property
    def title(self) -> Any:
        return TASKS[self.task]

    @property
    def is_urgent(self) -> bool:
        return self.rows[0][0].is_urgent

    @property
    def is_until(self) -> bool:
        return self.task in UNTIL


def groups_of(tasks: Sequence[ToDo], names: Mapping[UUID, str]) -> list[Group]:
    """Put tasks together by what is to be done; they come in the order of urgency."""
    found = []
    for task in Task:
        rows = [(todo, names.get(todo.found.claim.customer_ref, "")) for todo in tasks if todo.task is task]
        if rows:
            found.append(Group(task=task, rows=rows))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What may happen next, or why not."""

    text: Any
    is_allowed: bool
    because: Any
    on: date | None
    url: str = ""


def steps_of(found: Reading) -> tuple[list[Step], list[Step]]:
    """Say what may happen and what not yet; then what has no place at this stage."""
    shown = [(option, _step(option, found.claim)) for option in found.next.options]
    here = [step for option, step in shown if option.answer.reason is not Reason.NOT_AT_THIS_STAGE]
    elsewhere = [step for option, step in shown if option.answer.reason is Reason.NOT_AT_THIS_STAGE]
    return sorted(here, key=lambda step: not step.is_allowed), elsewhere


def _step(option: Option, claim: Claim) -> Step:
    is_allowed = isinstance(option.answer, Allowed)
    return Step(
        text=STEPS[option.event],
        is_allowed=is_allowed,
        because=REASONS[option.answer.reason],
        on=None if is_allowed else option.on,
        url=_address_of(option.event, claim) if is_allowed else "",
    )


def _address_of(event: Event, claim: Claim) -> str:
    """Say where it is done; blank for what comes by itself."""
    name = DEED_OF.get(event, "")
    if not name:
        return ""
    return reverse(f"office:{name}", args=[] if name == "reminders" else [claim.pk])


def default_in_words(found: Reading) -> str:
    """Say since when and by which rule the customer is in default, or what it waits for."""
    if isinstance(found.default, InDefault):
        said = {"day": written_day(found.default.since), "because": GROUNDS[found.default.because]}
        return _("since %(day)s, %(because)s") % said
    if found.default.from_on is not None:
        return _("not yet, from %(day)s on: %(because)s") % {
            "day": written_day(found.default.from_on),
            "because": WAITS[found.default.because],
        }
    return _("not yet: %(because)s") % {"because": WAITS[found.default.because]}


def demand_in_words(found: Reading) -> Any:
    return DEMANDS[found.demand.code]


# --- files ---------------------------------------------------------------------------------------------------------------


def table_of(rows: Sequence[Row]) -> Table:
    """Give claims as a table."""
    headings = (
        *(_("Invoice"), _("Customer number"), _("Customer"), _("Due on"), _("Days overdue"), _("Stage"), _("Rests"), _("In default since")),
        *(_("Open"), _("Interest"), _("Lump sum"), _("Sum"), _("Next step"), _("On")),
    )
    return Table(headings=headings, rows=[_cells(row) for row in rows])


def _cells(row: Row) -> tuple[Any, ...]:
    found = row.found
    return (
        found.document.number,
        found.claim.customer_number,
        row.name,
        found.document.due_on,
        row.overdue,
        str(row.stage),
        str(row.pause or ""),
        found.default_since,
        Cents(found.open),
        None if found.rate_problem is not None else Cents(found.interest_cents),
        Cents(found.lump_sum.cents),
        Cents(found.total),
        str(row.next),
        found.next.on,
    )


def interest_table(found: Reading) -> Table:
    """Give the sections of the interest as a table; rates in per cent with a point."""
    headings = (_("From"), _("Until"), _("Days"), _("Days of the year"), _("Open"), _("Base rate"), _("Points"), _("Rate"), _("Interest"))
    sections = () if found.interest is None else found.interest.sections
    rows = [
        (
            *(section.first, section.last, section.days, section.days_of_year, Cents(section.cents)),
            *(Cents(section.base), Cents(section.points), Cents(section.rate), Cents(section.amount)),
        )
        for section in sections
    ]
    return Table(headings=headings, rows=rows)

"""What comes next for a claim, when, and why; and whether the demand for payment comes in time to hold the billing data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays
from vorzimmer.domain.dunning import DEMANDS, LETTERS, Event, Stage
from vorzimmer.domain.dunning_facts import Facts, Reason, Situation
from vorzimmer.domain.dunning_options import Option, options
from vorzimmer.domain.dunning_pauses import ASKS_LAWYER, Pause, reviews_due
from vorzimmer.domain.dunning_schedule import Schedule, demand_before

_DAY = timedelta(days=1)
_E, _S = Event, Stage
_Step = tuple[Event | None, date | None, Reason]

FOLLOWS: Mapping[Stage, Event] = MappingProxyType(
    {_S.OPEN: _E.FRIENDLY_SENT, _S.FRIENDLY: _E.FIRST_SENT, _S.FIRST: _E.SECOND_SENT, _S.SECOND: _E.DEFAULT_KNOWN}
)
"""What the schedule does at the stages of the reminders."""

WAITS: Mapping[Stage, Reason] = MappingProxyType(
    {
        _S.DECISION: Reason.DECIDE,
        _S.COLLECTOR: Reason.WITH_COLLECTOR,
        _S.ORDER_APPLIED: Reason.WAITS_FOR_COURT,
        _S.ORDER_OBJECTED: Reason.OBJECTED,
        _S.ENFORCEMENT_APPLIED: Reason.WAITS_FOR_COURT,
        _S.ENFORCEMENT_ISSUED: Reason.WAITS_FOR_COURT,
        _S.ENFORCEMENT_SERVED: Reason.MAY_ENFORCE,
        _S.ENFORCEMENT_OBJECTED: Reason.OBJECTED,
        _S.TITLED: Reason.MAY_ENFORCE,
        _S.ENFORCING: Reason.ENFORCING,
        _S.SETTLED: Reason.CLOSED,
        _S.WRITTEN_OFF: Reason.CLOSED,
    }
)
"""Stages at which nothing comes by itself: a person decides, or somebody else acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What comes next. `step` None: nothing by itself; `on` None: nobody knows when, because of what `because` says.

    `options` has an answer for every event; `reviews` are the pauses that somebody has to look at.
    """

    step: Event | None
    on: date | None
    because: Reason
    options: tuple[Option, ...] = ()
    reviews: tuple[Pause, ...] = ()

    @property
    def asks_lawyer(self) -> bool:
        return self.because is Reason.OBJECTED or self.because in {Reason(kind.value) for kind in ASKS_LAWYER}

    def is_due(self, day: date) -> bool:
        """Whether the step is to be taken on this day."""
        return self.step is not None and self.on is not None and self.on <= day


def next_step(facts: Facts, day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> Next:
    """Say what comes next for a claim and what else may happen on this day."""
    situation = Situation(facts=facts, day=day, schedule=schedule, holidays=holidays)
    step, on, because = _next(situation)
    reviews = () if facts.standing.is_closed else reviews_due(facts.pauses, day, schedule, holidays)
    return Next(step=step, on=on, because=because, options=options(situation), reviews=reviews)


def _next(situation: Situation) -> _Step:
    standing, day = situation.facts.standing, situation.day
    if standing.is_closed:
        return (None, None, Reason.CLOSED) if situation.is_paid else (_E.REOPENED, day, Reason.OPEN_AGAIN)
    if situation.is_paid:
        return _ended(situation)
    if standing.stage in WAITS:
        # whatever pauses the claim stops enforcement too: it is named instead of what the stage waits for
        return None, None, situation.pause(_E.ENFORCEMENT_STARTED) or WAITS[standing.stage]
    return _before_it_lapses(situation) if standing.stage is _S.ORDER_SERVED else _reminding(situation)


def _ended(situation: Situation) -> _Step:
    if situation.facts.is_written_off:
        return _E.WRITTEN_OFF, situation.day, Reason.GIVEN_UP
    return _E.SETTLED, situation.day, Reason.ALL_PAID if situation.facts.open <= 0 else Reason.REST_TOO_SMALL


def _reminding(situation: Situation) -> _Step:
    facts, step = situation.facts, _letter_or_decision(situation.facts)
    came_back = sum(reminder.event is step for reminder in facts.reminders) if step in LETTERS and facts.is_lost(step) else 0
    found = (
        (Reason.SMALL_AMOUNT, situation.is_small),
        (Reason.ADDRESS_UNKNOWN, came_back >= situation.schedule.tries),
        (Reason.NOT_IN_DEFAULT, step is _E.DEFAULT_KNOWN and facts.in_default_since is None),
    )
    stopped = next((reason for reason, holds in found if holds), None)
    if stopped is not None:
        return step, None, stopped
    from_on, because = situation.earliest(step)
    return (step, *situation.free(step, from_on, Reason.LETTER_LOST if came_back else because))


def _letter_or_decision(facts: Facts) -> Event:
    """Say the step that follows; a reminder that did not arrive comes again, and the claim does not go back for it."""
    stage = facts.standing.stage
    if stage in {_S.FIRST, _S.SECOND} and facts.is_lost(_E.FIRST_SENT):
        return _E.FIRST_SENT
    if stage is _S.SECOND and facts.is_lost(_E.SECOND_SENT):
        return _E.SECOND_SENT
    return FOLLOWS[stage]


def _before_it_lapses(situation: Situation) -> _Step:
    """Say when enforcement is applied for; a payment order that nobody goes on with in time lapses (ZPO §701)."""
    facts = situation.facts
    if facts.enforcement_from is None or facts.lapses_on is None:
        return None, None, Reason.WAITS_FOR_COURT
    on, because = situation.free(_E.ENFORCEMENT_APPLIED, facts.enforcement_from, Reason.PLANNED)
    if on is not None and on <= facts.lapses_on:
        return _E.ENFORCEMENT_APPLIED, on, because
    has_lapsed = situation.day > facts.lapses_on
    return _E.ORDER_LAPSED, max(situation.day, facts.lapses_on + _DAY), Reason.LAPSED if has_lapsed else Reason.WILL_LAPSE


# --- the demand that holds billing data ----------------------------------------------------------------------------------


class DemandCode(StrEnum):
    """How it stands with the demand for payment without which billing data go after six months."""

    NOT_NEEDED = "not_needed"
    SENT = "sent"
    PLANNED = "planned"
    AT_RISK = "at_risk"
    MISSED = "missed"
    INVOICE_NOT_SENT = "invoice_not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How it stands with the demand: until which day it has to be sent, and when the plan sends it (None: nobody knows)."""

    code: DemandCode
    before: date | None = None
    planned_on: date | None = None

    @property
    def is_alarm(self) -> bool:
        return self.code in {DemandCode.AT_RISK, DemandCode.MISSED, DemandCode.INVOICE_NOT_SENT}


def check_demand(facts: Facts, day: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> Demand:
    """Say whether a demand was sent in time for the hold UNPAID of S33, or will be; a pause may be longer than the law waits.

    A reminder that did not come back counts, and so does a payment order that was served; the friendly reminder does not. A plan
    without a day is at risk from the day of the warning on. What is paid, or too little to be reminded of, needs no demand.
    """
    situation = Situation(facts=facts, day=day, schedule=schedule, holidays=holidays)
    if situation.is_paid or situation.is_small:
        return Demand(code=DemandCode.NOT_NEEDED)
    if facts.invoice_sent_on is None:
        return Demand(code=DemandCode.INVOICE_NOT_SENT)
    before = demand_before(facts.invoice_sent_on, schedule, holidays)
    demanded = [*(reminder.sent_on for reminder in facts.counting(*DEMANDS)), facts.standing.day_of(_E.ORDER_SERVED)]
    if any(on is not None and on <= before for on in demanded):
        return Demand(code=DemandCode.SENT, before=before)
    if day > before:
        return Demand(code=DemandCode.MISSED, before=before)
    planned_on = _first_demand(situation)
    is_late = day >= before - schedule.demand_warning * _DAY if planned_on is None else planned_on > before
    return Demand(code=DemandCode.AT_RISK if is_late else DemandCode.PLANNED, before=before, planned_on=planned_on)


def _first_demand(situation: Situation) -> date | None:
    step, on, _because = _next(situation)
    if step is not _E.FRIENDLY_SENT or on is None:
        return on if step is _E.FIRST_SENT else None
    planned = situation.schedule.planned(_E.FIRST_SENT, situation.facts.due_on, situation.holidays)
    from_on = max(planned, on + situation.schedule.days_between * _DAY)
    return situation.free(_E.FIRST_SENT, from_on, Reason.PLANNED)[0]

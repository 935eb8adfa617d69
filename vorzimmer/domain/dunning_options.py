"""What may happen to a claim on a day, and what not and why not: one answer for each event of the table."""

from dataclasses import dataclass
from datetime import date

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import is_working_day, working_day_from
from vorzimmer.domain.dunning import DEMANDS, LETTERS, PRESSING, TABLE, TITLES, Event, Stage
from vorzimmer.domain.dunning_facts import Reason, Situation

Answer = Allowed[Reason] | Refused[Reason]
_E = Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What may happen on a day, or may not. `on` is from when on it may, where it waits for a day that is known."""

    event: Event
    answer: Answer
    on: date | None = None


def options(situation: Situation) -> tuple[Option, ...]:
    """Say of every event whether it may happen today, in the order of `Event`."""
    return tuple(_option(situation, event) for event in Event)


def _option(situation: Situation, event: Event) -> Option:
    if event not in TABLE[situation.facts.standing.stage]:
        return Option(event=event, answer=Refused(reason=Reason.NOT_AT_THIS_STAGE))
    if event not in PRESSING:
        return Option(event=event, answer=_recorded(situation, event))
    stopped = situation.pause(event) or (Reason.NOTHING_OPEN if situation.is_paid else None)
    if stopped is not None:
        return Option(event=event, answer=Refused(reason=stopped))
    if event in LETTERS:
        return _letter(situation, event)
    return _decision(situation) if event is _E.DEFAULT_KNOWN else Option(event=event, answer=_harder(situation, event))


def _recorded(situation: Situation, event: Event) -> Answer:
    """Answer for what the account, the debtor, the court or the collector does."""
    facts, paid = situation.facts, situation.is_paid
    can_lapse = facts.lapses_on is not None and situation.day > facts.lapses_on
    refused = {
        _E.SETTLED: (not paid, Reason.STILL_OPEN),
        _E.WRITTEN_OFF: (paid and not facts.is_written_off, Reason.NOTHING_OPEN),
        _E.REOPENED: (paid, Reason.NOTHING_OPEN),
        _E.TAKEN_BACK: (not facts.standing.is_with_collector, Reason.NOT_WITH_COLLECTOR),
        # at the later stage it lapses because the court rejects the application, on any day
        _E.ORDER_LAPSED: (facts.standing.stage is Stage.ORDER_SERVED and not can_lapse, Reason.NOT_LAPSED),
    }
    is_refused, reason = refused.get(event, (False, Reason.WHEN_IT_HAPPENS))
    return Refused(reason=reason) if is_refused else Allowed(reason=Reason.WHEN_IT_HAPPENS)


def _letter(situation: Situation, event: Event) -> Option:
    """Answer for a letter. One that was sent may be sent again, by the same rules."""
    facts, day = situation.facts, situation.day
    from_on, because = situation.earliest(event)
    found = (
        (Reason.SMALL_AMOUNT, situation.is_small),
        (Reason.FIRST_NOT_RECEIVED, event is _E.SECOND_SENT and facts.is_lost(_E.FIRST_SENT)),
        (Reason.NOT_DUE, day <= working_day_from(facts.due_on, situation.holidays)),
        (because, day < from_on),
        (Reason.NOT_A_WORKING_DAY, not is_working_day(day, situation.holidays)),
    )
    refused = next((reason for reason, holds in found if holds), None)
    if refused in {Reason.SMALL_AMOUNT, Reason.FIRST_NOT_RECEIVED}:
        return Option(event=event, answer=Refused(reason=refused))
    on, _because = situation.free(event, from_on, because)
    if refused is not None:
        return Option(event=event, answer=Refused(reason=refused), on=on)
    was_sent = any(reminder.event is event for reminder in facts.reminders)
    again = Reason.LETTER_LOST if facts.is_lost(event) else Reason.AGAIN
    return Option(event=event, answer=Allowed(reason=again if was_sent else Reason.PLANNED), on=on)


def _decision(situation: Situation) -> Option:
    """Answer for the decision: by plan after the second reminder; a person may decide earlier, but never before default.

    A consumer has received a reminder before (LAWYER: for him default without one is seldom proved).
    """
    facts, day = situation.facts, situation.day
    if not situation.is_in_default:
        return Option(event=_E.DEFAULT_KNOWN, answer=Refused(reason=Reason.NOT_IN_DEFAULT), on=facts.in_default_since)
    if facts.is_consumer and not facts.counting(*DEMANDS):
        return Option(event=_E.DEFAULT_KNOWN, answer=Refused(reason=Reason.REMINDER_FIRST))
    quiet_until, because = max(situation.quiet(), default=(day, Reason.PLANNED), key=lambda waited: waited[0])
    if day < quiet_until:
        return Option(event=_E.DEFAULT_KNOWN, answer=Refused(reason=because), on=quiet_until)
    is_planned = facts.standing.stage is Stage.SECOND and situation.earliest(_E.DEFAULT_KNOWN)[0] <= day
    return Option(event=_E.DEFAULT_KNOWN, answer=Allowed(reason=Reason.IN_DEFAULT if is_planned else Reason.EARLY), on=day)


def _harder(situation: Situation, event: Event) -> Answer:
    """Answer for a collector, the court and enforcement: a person decides, the rule says whether he may."""
    facts, day = situation.facts, situation.day
    is_application, starts = event is _E.ENFORCEMENT_APPLIED, event is _E.ENFORCEMENT_STARTED
    was_served = bool(facts.standing.last.keys() & {_E.ENFORCEMENT_SERVED, _E.JUDGMENT})
    found = (
        (Reason.NOT_IN_DEFAULT, facts.standing.stage not in TITLES and not situation.is_in_default),
        (Reason.OBJECTION_POSSIBLE, is_application and (facts.enforcement_from is None or day < facts.enforcement_from)),
        (Reason.LAPSED, is_application and facts.lapses_on is not None and day > facts.lapses_on),
        (Reason.NOT_SERVED, starts and not was_served),
    )
    refused = next((reason for reason, holds in found if holds), None)
    return Allowed(reason=Reason.BY_DECISION) if refused is None else Refused(reason=refused)

"""What is known of a claim, the reasons that the rules give, and from when on a step may come.

The first day of a step follows from the facts alone; the day on which one asks only moves it on. So what is planned never comes earlier
because somebody looks later, and a step that is stopped waits instead of being left out.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vorzimmer.domain.days import Holidays, is_working_day, working_day_from
from vorzimmer.domain.dunning import DEMANDS, LETTERS, Event, Standing
from vorzimmer.domain.dunning_pauses import Pause, stopped_by
from vorzimmer.domain.dunning_schedule import Schedule

_DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a step comes when it comes, is allowed, or is refused; the screens say it in words."""

    PLANNED = "planned"
    DAYS_BETWEEN = "days_between"
    DAYS_TO_PAY = "days_to_pay"
    OPEN_AGAIN = "open_again"
    LETTER_LOST = "letter_lost"
    AGAIN = "again"
    IN_DEFAULT = "in_default"
    EARLY = "early"
    BY_DECISION = "by_decision"
    WHEN_IT_HAPPENS = "when_it_happens"
    ALL_PAID = "all_paid"
    REST_TOO_SMALL = "rest_too_small"
    GIVEN_UP = "given_up"

    NOT_AT_THIS_STAGE = "not_at_this_stage"
    NOT_DUE = "not_due"
    NOT_A_WORKING_DAY = "not_a_working_day"
    STILL_OPEN = "still_open"
    NOTHING_OPEN = "nothing_open"
    SMALL_AMOUNT = "small_amount"
    FIRST_NOT_RECEIVED = "first_not_received"
    ADDRESS_UNKNOWN = "address_unknown"
    NOT_IN_DEFAULT = "not_in_default"
    REMINDER_FIRST = "reminder_first"
    NOT_WITH_COLLECTOR = "not_with_collector"
    OBJECTION_POSSIBLE = "objection_possible"
    NOT_LAPSED = "not_lapsed"
    WILL_LAPSE = "will_lapse"
    LAPSED = "lapsed"
    NOT_SERVED = "not_served"

    CLOSED = "closed"
    DECIDE = "decide"
    WITH_COLLECTOR = "with_collector"
    WAITS_FOR_COURT = "waits_for_court"
    OBJECTED = "objected"
    MAY_ENFORCE = "may_enforce"
    ENFORCING = "enforcing"

    DISPUTE = "dispute"
    INSTALMENTS = "instalments"
    PROMISE = "promise"
    INSOLVENCY = "insolvency"
    BY_HAND = "by_hand"
    COLLECTION_ON_ITS_WAY = "collection_on_its_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A letter that was sent. `received_on` is the proved day of its receipt; one that came back is undeliverable and does not count."""

    event: Event
    sent_on: date
    received_on: date | None = None
    is_undeliverable: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for what is no letter, and for one that was received before it was sent."""
        if self.event not in LETTERS:
            raise ValueError(f"{self.event} is no letter")
        if self.received_on is not None and self.received_on < self.sent_on:
            raise ValueError("a letter is not received before it is sent")

    def arrives_on(self, schedule: Schedule) -> date:
        """Say when it was received, or from when on it is taken to be."""
        return self.received_on or self.sent_on + schedule.presumed_after * _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a claim; amounts are cents.

    `open` is what is open of the invoice's `gross` now; `is_written_off` says that what is not paid of it was given up in the account.
    `in_default_since` is the first day in default (BGB §286), `enforcement_from` and `lapses_on` the first and the last day on which
    enforcement may be applied for (ZPO §§699, 701); other rules compute them. `invoice_sent_on` is None if it never left.
    """

    due_on: date
    gross: int
    open: int
    is_consumer: bool
    standing: Standing
    invoice_sent_on: date | None = None
    reminders: tuple[Reminder, ...] = ()
    pauses: tuple[Pause, ...] = ()
    in_default_since: date | None = None
    is_written_off: bool = False
    enforcement_from: date | None = None
    lapses_on: date | None = None

    def counting(self, *events: Event) -> list[Reminder]:
        """Say which letters of these kinds count: those that did not come back."""
        return [reminder for reminder in self.reminders if reminder.event in events and not reminder.is_undeliverable]

    def is_lost(self, event: Event) -> bool:
        """Whether no letter of this kind arrived."""
        return not self.counting(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The facts of a claim on a day, and the schedule and holidays that count."""

    facts: Facts
    day: date
    schedule: Schedule
    holidays: Holidays

    @property
    def is_paid(self) -> bool:
        """Whether nothing is open but a rest of rounding. An invoice of a few cents of which nothing is paid is no rest."""
        facts = self.facts
        return facts.open <= 0 or (facts.open < facts.gross and facts.open <= self.schedule.settled_rest)

    @property
    def is_small(self) -> bool:
        """Whether so little is open that nobody is reminded of it."""
        return self.facts.open < self.schedule.smallest_amount

    @property
    def is_in_default(self) -> bool:
        since = self.facts.in_default_since
        return since is not None and since <= self.day

    def pause(self, event: Event) -> Reason | None:
        """Say which pause stops this step today."""
        pause = stopped_by(self.facts.pauses, event, self.day, self.holidays)
        return None if pause is None else Reason(pause.kind.value)

    def earliest(self, step: Event) -> tuple[date, Reason]:
        """Say from when on a reminder or the decision may come: the latest of all that has to be waited for, and why."""
        found = [(self.schedule.planned(step, self.facts.due_on, self.holidays), Reason.PLANNED), *self.quiet()]
        if step is Event.DEFAULT_KNOWN and self.facts.in_default_since is not None:
            found.append((self.facts.in_default_since, Reason.IN_DEFAULT))
        return max(found, key=lambda waited: waited[0])

    def quiet(self) -> list[tuple[date, Reason]]:
        """Say what has to be waited for after the letters that were sent, and after the claim was opened again."""
        found = []
        for reminder in self.facts.counting(*LETTERS):
            arrives_on = reminder.arrives_on(self.schedule)
            found.append((arrives_on + self.schedule.days_between * _DAY, Reason.DAYS_BETWEEN))
            if reminder.event in DEMANDS:
                found.append((self.schedule.pay_until(arrives_on, self.holidays) + _DAY, Reason.DAYS_TO_PAY))
        reopened_on = self.facts.standing.day_of(Event.REOPENED)
        if reopened_on is not None:
            found.append((reopened_on + self.schedule.friendly_after * _DAY, Reason.OPEN_AGAIN))
        return found

    def free(self, step: Event, from_on: date, because: Reason) -> tuple[date | None, Reason]:
        """Say the first day, today or later, on which nothing stops the step, and what it waited for last; None: a pause without end.

        Letters go out on working days only.
        """
        on = max(from_on, self.day)
        while True:
            pause = stopped_by(self.facts.pauses, step, on, self.holidays)
            if pause is not None:
                last, because = pause.last_day(self.holidays), Reason(pause.kind.value)
                if last is None:
                    return None, because
                on = last + _DAY
            elif step in LETTERS and not is_working_day(on, self.holidays):
                on = working_day_from(on, self.holidays)
            else:
                return on, because

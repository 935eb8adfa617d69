"""The schedule of reminders: the numbers of `policy/dunning.toml` on a day, and until when a demand for payment must have been sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, add_months, is_working_day, working_day_from
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.policy import Figure, PolicyWrong, Unit, figures_on, read_figures

FIGURES: Mapping[str, Unit] = MappingProxyType(
    {
        "friendly_after": Unit.DAYS,
        "first_after": Unit.DAYS,
        "second_after": Unit.DAYS,
        "decision_after": Unit.DAYS,
        "days_between": Unit.DAYS,
        "days_to_pay": Unit.DAYS,
        "presumed_after": Unit.DAYS,
        "tries": Unit.TIMES,
        "smallest_amount": Unit.CENTS,
        "settled_rest": Unit.CENTS,
        "review_after": Unit.DAYS,
        "instalment_grace": Unit.DAYS,
        "promise_days": Unit.DAYS,
        "hold_months": Unit.MONTHS,
        "demand_warning": Unit.DAYS,
    }
)
"""What `policy/dunning.toml` has to name; the fields of `Schedule` are called the same."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When which step is taken.

    `friendly_after` to `decision_after` are days after the due day. `days_between` are the least days from the receipt of a letter to
    the next letter, `days_to_pay` what a reminder gives from its receipt on, `presumed_after` the days after which a letter that did not
    come back is taken to be received. After `tries` letters that came back somebody has to find the address. Amounts are cents: below
    `smallest_amount` nobody is reminded, and a rest of up to `settled_rest` counts as settled. `review_after` days after a pause began
    somebody looks at it; a plan is broken `instalment_grace` days after a missed instalment; a customer may promise to pay at most
    `promise_days` days later. `hold_months` after the invoice was sent its billing data go unless a demand was sent before (S33), and
    `demand_warning` days before somebody is told.
    """

    friendly_after: int
    first_after: int
    second_after: int
    decision_after: int
    days_between: int
    days_to_pay: int
    presumed_after: int
    tries: int
    smallest_amount: int
    settled_rest: int
    review_after: int
    instalment_grace: int
    promise_days: int
    hold_months: int
    demand_warning: int

    def __post_init__(self) -> None:
        """Raise PolicyWrong for steps that are not one after the other."""
        after = (0, self.friendly_after, self.first_after, self.second_after, self.decision_after)
        if any(later <= sooner for sooner, later in pairwise(after)):
            raise PolicyWrong("after the due day come the friendly reminder, the first, the second and the decision, in this order")
        if min(self.days_between, self.tries, self.hold_months) < 1:
            raise PolicyWrong("days_between, tries and hold_months are one or more")

    def planned(self, event: Event, due_on: date, holidays: Holidays = NO_HOLIDAYS) -> date:
        """Say from which day on a step may be taken, by the due day alone. Raises KeyError for an event that is not planned.

        A due day that is no working day is the next one (BGB §193). The day itself is not shifted: letters are, when they are sent.
        """
        after = {
            Event.FRIENDLY_SENT: self.friendly_after,
            Event.FIRST_SENT: self.first_after,
            Event.SECOND_SENT: self.second_after,
            Event.DEFAULT_KNOWN: self.decision_after,
        }
        return working_day_from(due_on, holidays) + after[event] * _DAY

    def pay_until(self, received_on: date, holidays: Holidays = NO_HOLIDAYS) -> date:
        """Say the last day to pay that a reminder gives (BGB §187(1), §193)."""
        return working_day_from(received_on + self.days_to_pay * _DAY, holidays)

    def ask_until(self, received_on: date, holidays: Holidays = NO_HOLIDAYS) -> date:
        """Say until which day a friendly reminder asks to pay: the last working day on which no other letter comes yet."""
        day = received_on + (self.days_between - 1) * _DAY
        while day > received_on and not is_working_day(day, holidays):
            day -= _DAY
        return day


def read_schedule(text: str) -> tuple[Figure, ...]:
    """Read `policy/dunning.toml`: all its entries, of all times. Raises PolicyWrong."""
    return read_figures(text, FIGURES)


def schedule_on(figures: Iterable[Figure], day: date) -> Schedule:
    """Say which schedule counts on a day. Raises PolicyWrong for a day before the first one, and for numbers that contradict each other."""
    values = {key: figure.value for key, figure in figures_on(figures, day).items()}
    missing = FIGURES.keys() - values.keys()
    if missing:
        raise PolicyWrong(f"policy/dunning.toml says nothing yet on {day} about: {', '.join(sorted(missing))}")
    return Schedule(**values)


def demand_before(invoice_sent_on: date, schedule: Schedule, holidays: Holidays = NO_HOLIDAYS) -> date:
    """Say the last working day on which a demand for payment still holds the billing data of an unpaid invoice (S33, law.md D-28, D-29).

    Six months after the sending the data are kept for the last day; letters go out on working days, so the demand may have to be earlier.
    """
    last = add_months(invoice_sent_on, schedule.hold_months)
    while not is_working_day(last, holidays):
        last -= _DAY
    return last

"""Usage that no document has taken: what nobody pays for, and what should have been billed long ago (law.md D-09: alarm, never silence)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from vorzimmer.domain.contracts import TRIAL_DAYS, Facts
from vorzimmer.domain.days import add_months, berlin_date, start_of_day, start_of_month

MONTHS_TO_BILL = 2
"""Months after the end of a month within which its usage must be billed. UStG §14(2) wants it within six; the alarm comes earlier."""


class Waived(StrEnum):
    """Why usage is never billed."""

    TRIAL = "trial"
    NO_CONTRACT = "no_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSpan:
    """Days of one contract, all inclusive. None: there was no trial, it was not concluded, it has no end."""

    trial_first: date | None = None
    trial_last: date | None = None
    first: date | None = None
    last: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the customer pays for what is done on this day."""
        return self.first is not None and self.first <= day and (self.last is None or day <= self.last)

    def is_trial(self, day: date) -> bool:
        """Whether it is a day of the trial, on which nothing is paid."""
        return self.trial_first is not None and self.trial_last is not None and self.trial_first <= day <= self.trial_last


def span_of(facts: Facts) -> ContractSpan:
    """Read the days of a contract from its facts; the day on which it is withdrawn from is the last one."""
    started = facts.trial_started_on
    return ContractSpan(
        trial_first=started,
        trial_last=None if started is None else started + timedelta(days=TRIAL_DAYS),
        first=facts.concluded_on,
        last=facts.last_day,
    )


def spans_of(contracts: Iterable[Facts]) -> list[ContractSpan]:
    """Read the days of several contracts."""
    return [span_of(facts) for facts in contracts]


def waived_because(day: date, spans: Sequence[ContractSpan]) -> Waived | None:
    """Say why usage of this day is never billed; None when a contract is in force."""
    if any(span.is_in_force(day) for span in spans):
        return None
    return Waived.TRIAL if any(span.is_trial(day) for span in spans) else Waived.NO_CONTRACT


def overdue_before(at: datetime) -> datetime:
    """Say the moment before which usage should have been billed: two months after the end of its month have passed."""
    return start_of_day(add_months(start_of_month(berlin_date(at)), -MONTHS_TO_BILL))


class UnbilledBecause(StrEnum):
    """Why usage was not billed, as far as can be seen."""

    HELD = "held"
    NO_CONTRACT = "no_contract"
    NO_PRICE_LIST = "no_price_list"
    NOT_RUN = "not_run"


def unbilled_because(*, is_held: bool, has_contract: bool, has_prices: bool) -> UnbilledBecause:
    """Say the reason that stands in the way first."""
    if not has_contract:
        return UnbilledBecause.NO_CONTRACT
    if not has_prices:
        return UnbilledBecause.NO_PRICE_LIST
    return UnbilledBecause.HELD if is_held else UnbilledBecause.NOT_RUN

"""A customer's contract: trial, conclusion, notice, withdrawal and end, all in civil dates of Berlin.

The end of a contract is the last civil day on which it is in force (law.md D-22). What may happen to a contract is `TABLE`; how it
stands on a day is read from its dates by `standing`. No trial becomes a contract unless somebody concludes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, add_months, end_of_month, working_day_from

TRIAL_DAYS = 7
WITHDRAWAL_DAYS = 14
"""BGB §355(2)."""

UNINFORMED_MONTHS = 12
"""So much longer a consumer may withdraw who was never told that he may (BGB §356(3))."""

_DAY = timedelta(days=1)
_DAYS_A_WEEK = 7
_LONGEST_FOR_CONSUMERS = 24
_LONGEST_DAY = 31


class ContractState(StrEnum):
    """Where a contract stands."""

    NEW = "new"
    TRIAL = "trial"
    TRIAL_OVER = "trial_over"
    RUNNING = "running"
    NOTICE_GIVEN = "notice_given"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ContractEvent(StrEnum):
    """What may happen to a contract."""

    TRIAL_STARTED = "trial_started"
    TRIAL_ENDED = "trial_ended"
    CONCLUDED = "concluded"
    NOTICE_GIVEN = "notice_given"
    NOTICE_WITHDRAWN = "notice_withdrawn"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    REACTIVATED = "reactivated"


_E, _S = ContractEvent, ContractState

TABLE: Mapping[ContractState, Mapping[ContractEvent, ContractState]] = MappingProxyType(
    {
        _S.NEW: {_E.TRIAL_STARTED: _S.TRIAL, _E.CONCLUDED: _S.RUNNING},
        _S.TRIAL: {_E.TRIAL_ENDED: _S.TRIAL_OVER, _E.CONCLUDED: _S.RUNNING},
        _S.TRIAL_OVER: {_E.CONCLUDED: _S.RUNNING},
        _S.RUNNING: {_E.NOTICE_GIVEN: _S.NOTICE_GIVEN, _E.WITHDRAWN: _S.WITHDRAWN},
        _S.NOTICE_GIVEN: {
            _E.NOTICE_GIVEN: _S.NOTICE_GIVEN,  # another one may end it earlier
            _E.NOTICE_WITHDRAWN: _S.RUNNING,
            _E.WITHDRAWN: _S.WITHDRAWN,
            _E.ENDED: _S.ENDED,
        },
        _S.ENDED: {_E.REACTIVATED: _S.RUNNING},
        _S.WITHDRAWN: {},
    }
)

IN_FORCE = frozenset({_S.RUNNING, _S.NOTICE_GIVEN})
ANSWERED_FOR = IN_FORCE | {_S.TRIAL}
"""Calls are answered in the customer's name."""


class NotPossible(Exception):
    """The table does not list this event in this state."""

    def __init__(self, state: ContractState, event: ContractEvent) -> None:
        super().__init__(f"{event} is not possible while the contract is {state}")
        self.state = state
        self.event = event


def step(state: ContractState, event: ContractEvent) -> ContractState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


def possible(state: ContractState) -> frozenset[ContractEvent]:
    """Say what may happen next."""
    return frozenset(TABLE[state])


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The dates of one contract; what has not happened is None."""

    trial_started_on: date | None = None
    concluded_on: date | None = None
    notice_on: date | None = None
    last_day: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a contract stands; `until` is the last civil day on which it stands like this if nobody does anything, None for ever."""

    state: ContractState
    until: date | None = None


def standing(facts: Facts, today: date) -> Standing:
    """Say how the contract stands on a day: what has come about by itself (end of the trial, end of the term) has come about."""
    if facts.withdrawn_on is not None and facts.withdrawn_on <= today:
        return Standing(state=_S.WITHDRAWN)
    if facts.concluded_on is not None and facts.concluded_on <= today:
        return _standing_of_contract(facts, today)
    until = None if facts.concluded_on is None else facts.concluded_on - _DAY
    if facts.trial_started_on is None or today < facts.trial_started_on:
        return Standing(state=_S.NEW, until=until)
    last_day = trial_last_day(facts.trial_started_on)
    if today > last_day:
        return Standing(state=_S.TRIAL_OVER, until=until)
    return Standing(state=_S.TRIAL, until=last_day if until is None else min(until, last_day))


def _standing_of_contract(facts: Facts, today: date) -> Standing:
    if facts.last_day is not None and facts.last_day < today:
        return Standing(state=_S.ENDED)
    if facts.last_day is None or (facts.notice_on is not None and today < facts.notice_on):
        return Standing(state=_S.RUNNING)
    return Standing(state=_S.NOTICE_GIVEN, until=facts.last_day)


def trial_last_day(start: date) -> date:
    """Say the last civil day of a trial: seven whole days follow the day of the sign-up, which is not counted (BGB §187(1))."""
    return start + TRIAL_DAYS * _DAY


class NoticeUnit(StrEnum):
    """What a period of notice is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class EndsAt(StrEnum):
    """On which days a contract can end."""

    ANY_DAY = "any_day"
    END_OF_MONTH = "end_of_month"
    END_OF_TERM = "end_of_term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How long before the end notice must be received."""

    number: int
    unit: NoticeUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed about the end.

    `minimum_months` 0: no minimum. `renews_months` is for contracts that end with their term: by so much they go on without notice;
    0: for an indefinite time, and from then on they can end on any day.
    """

    minimum_months: int
    notice: Notice
    to: EndsAt
    renews_months: int = 0


class TermsProblem(StrEnum):
    """What is wrong with terms by themselves. Those for consumers follow BGB §309 no. 9 (LAWYER confirms the terms)."""

    NEGATIVE_NUMBER = "negative_number"
    NO_TERM_TO_END_WITH = "no_term_to_end_with"
    RENEWS_WITHOUT_TERM = "renews_without_term"
    TOO_LONG_FOR_CONSUMERS = "too_long_for_consumers"
    RENEWS_FOR_CONSUMERS = "renews_for_consumers"
    NOTICE_TOO_LONG_FOR_CONSUMERS = "notice_too_long_for_consumers"


def problems(terms: Terms, *, is_consumer: bool) -> list[TermsProblem]:
    """Say why terms are refused when a tariff with them is offered."""
    notice, ends_with_term = terms.notice, terms.to is EndsAt.END_OF_TERM
    in_days = notice.number * (_DAYS_A_WEEK if notice.unit is NoticeUnit.WEEKS else 1)
    is_over_a_month = notice.number > 1 if notice.unit is NoticeUnit.MONTHS else in_days > 28  # noqa: PLR2004  the shortest month
    found = (
        (TermsProblem.NEGATIVE_NUMBER, min(terms.minimum_months, terms.renews_months, notice.number) < 0),
        (TermsProblem.NO_TERM_TO_END_WITH, ends_with_term and terms.minimum_months == 0),
        (TermsProblem.RENEWS_WITHOUT_TERM, not ends_with_term and terms.renews_months > 0),
        (TermsProblem.TOO_LONG_FOR_CONSUMERS, is_consumer and terms.minimum_months > _LONGEST_FOR_CONSUMERS),
        (TermsProblem.RENEWS_FOR_CONSUMERS, is_consumer and terms.renews_months > 0),
        (TermsProblem.NOTICE_TOO_LONG_FOR_CONSUMERS, is_consumer and is_over_a_month),
    )
    return [problem for problem, is_there in found if is_there]


def last_day_of_term(begins_on: date, months: int) -> date:
    """Say the last civil day of a term that begins with the day `begins_on` (BGB §187(2), §188(2), (3)); 0 months: the day before."""
    end = add_months(begins_on, months)
    return end - _DAY if end.day == begins_on.day else end


def notice_runs_out(notice: Notice, notice_on: date) -> date:
    """Say the last day of the period of notice; the day on which it is received does not count (BGB §187(1), §188).

    Never shifted for a weekend: the period protects who receives the notice (BGH III ZR 172/04).
    """
    if notice.unit is NoticeUnit.MONTHS:
        return add_months(notice_on, notice.number)
    return notice_on + notice.number * (_DAYS_A_WEEK if notice.unit is NoticeUnit.WEEKS else 1) * _DAY


def possible_end(terms: Terms, concluded_on: date, not_before: date) -> date:
    """Say the first day, not before `not_before` and not before the minimum term is over, on which the contract can end."""
    minimum = last_day_of_term(concluded_on, terms.minimum_months)
    earliest = max(not_before, minimum)
    if terms.to is EndsAt.END_OF_MONTH:
        return end_of_month(earliest)
    if terms.to is EndsAt.ANY_DAY or terms.renews_months <= 0:
        return earliest
    months = terms.minimum_months
    while last_day_of_term(concluded_on, months) < earliest:
        months += terms.renews_months
    return last_day_of_term(concluded_on, months)


def earliest_end(terms: Terms, concluded_on: date, notice_on: date) -> date:
    """Say the last civil day in force (D-22) of a contract, begun on `concluded_on`, when notice is received on `notice_on`."""
    return possible_end(terms, concluded_on, notice_runs_out(terms.notice, notice_on))


class EndAllowedBecause(StrEnum):
    """Why a contract may end on the wanted day."""

    IN_TIME = "in_time"


class EndRefusedBecause(StrEnum):
    """Why a contract cannot end on the wanted day."""

    MINIMUM_TERM = "minimum_term"
    NOTICE_PERIOD = "notice_period"
    NOT_AN_END = "not_an_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRefused:
    """The contract cannot end on the wanted day; `instead` is the first day after it on which it can."""

    reason: EndRefusedBecause
    instead: date


def check_end(terms: Terms, *, concluded_on: date, notice_on: date, wanted: date) -> Allowed[EndAllowedBecause] | EndRefused:
    """Say whether a contract can end with the day `wanted` when notice is received on `notice_on`."""
    instead = possible_end(terms, concluded_on, max(wanted, notice_runs_out(terms.notice, notice_on)))
    if instead == wanted:
        return Allowed(reason=EndAllowedBecause.IN_TIME)
    if wanted < last_day_of_term(concluded_on, terms.minimum_months):
        return EndRefused(reason=EndRefusedBecause.MINIMUM_TERM, instead=instead)
    is_too_soon = wanted < notice_runs_out(terms.notice, notice_on)
    return EndRefused(reason=EndRefusedBecause.NOTICE_PERIOD if is_too_soon else EndRefusedBecause.NOT_AN_END, instead=instead)


def withdrawal_until(
    concluded_on: date, *, is_consumer: bool, informed_on: date | None = None, was_informed: bool = True, holidays: Holidays = NO_HOLIDAYS
) -> date | None:
    """Say the last civil day on which a consumer may withdraw (BGB §355, §356); None for a business.

    14 days follow the conclusion, or the day on which he was told of his right if that was later; who was never told has 12 months
    more. A last day on a weekend or holiday becomes the next working day (§193, D-05). LAWYER: whether §193 holds for withdrawal,
    and whether the right ends before when the service was performed in full (§356(4)); both are read in favour of the customer.
    """
    if not is_consumer:
        return None
    begins = max(concluded_on, informed_on or concluded_on)
    if not was_informed:
        begins = add_months(concluded_on, UNINFORMED_MONTHS)
    return working_day_from(begins + WITHDRAWAL_DAYS * _DAY, holidays)


class WithdrawalBecause(StrEnum):
    """Why a contract may or may not be withdrawn from."""

    WITHIN_PERIOD = "within_period"
    NO_CONSUMER = "no_consumer"
    TOO_LATE = "too_late"


def check_withdrawal(until: date | None, declared_on: date) -> Allowed[WithdrawalBecause] | Refused[WithdrawalBecause]:
    """Say whether a withdrawal that was sent on `declared_on` counts; `until` comes from `withdrawal_until`."""
    if until is None:
        return Refused(reason=WithdrawalBecause.NO_CONSUMER)
    if declared_on > until:
        return Refused(reason=WithdrawalBecause.TOO_LATE)
    return Allowed(reason=WithdrawalBecause.WITHIN_PERIOD)


def period_start(day: date, *, period_start_day: int) -> date:
    """Say the day on which the billing period began that `day` lies in; a month without the 31st begins on its last day.

    Raises ValueError when `period_start_day` is not 1 to 31.
    """
    if not 1 <= period_start_day <= _LONGEST_DAY:
        raise ValueError("a period starts on a day of the month, 1 to 31")
    start = _in_month(day, period_start_day)
    return start if start <= day else _in_month(day.replace(day=1) - _DAY, period_start_day)


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, end_of_month(day).day))


def tariff_change_on(today: date, *, period_start_day: int) -> date:
    """Say from which day a tariff holds that is chosen today: the first day of the next billing period, never today."""
    running = period_start(today, period_start_day=period_start_day)
    return _in_month(end_of_month(running) + _DAY, period_start_day)


def option_from(today: date, *, wanted: date | None = None) -> date:
    """Say from which day an option holds that is booked today: at once, or on a later wanted day; never for the past."""
    return max(today, wanted or today)


def option_until(today: date, *, period_start_day: int) -> date:
    """Say the last day of an option that is cancelled today: the last one of the running billing period."""
    return tariff_change_on(today, period_start_day=period_start_day) - _DAY


def master_data_last_day(last_day: date) -> date:
    """Say the last civil day on which master data are there after the last contract ended (R-BST): the end of the next year."""
    return date(last_day.year + 1, 12, 31)


class ReactivationBecause(StrEnum):
    """Why a contract may or may not go on again."""

    DATA_STILL_THERE = "data_still_there"
    NOT_ENDED = "not_ended"
    DATA_ERASED = "data_erased"


def check_reactivation(
    state: ContractState, *, last_day: date | None, today: date
) -> Allowed[ReactivationBecause] | Refused[ReactivationBecause]:
    """Say whether an ended contract may go on; `last_day` is that of the customer's last contract, which decides when data goes."""
    if _E.REACTIVATED not in TABLE[state] or last_day is None:
        return Refused(reason=ReactivationBecause.NOT_ENDED)
    if today > master_data_last_day(last_day):
        return Refused(reason=ReactivationBecause.DATA_ERASED)
    return Allowed(reason=ReactivationBecause.DATA_STILL_THERE)

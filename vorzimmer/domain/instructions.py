"""Which greeting and which instructions of a customer are valid at a moment, and why.

Of the instructions about one subject exactly one wins: the most specific that holds. What is forbidden adds up, and so does what
is asked. Ties are refused when they are saved (`conflicts`); should one be there all the same, the latest change wins, then the
`id`, so that the answer never depends on chance or on the order of the rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from vorzimmer.domain.days import BERLIN, NO_HOLIDAYS, Holidays, berlin, berlin_date
from vorzimmer.domain.greetings import Greeting, ValidGreeting, greeting_conflicts, spoken, valid_greeting
from vorzimmer.domain.hours import EVERY_DAY, HolidayRule, Window
from vorzimmer.domain.orders import (
    Because,
    Conflict,
    Criterion,
    Decision,
    Instruction,
    InstructionKind,
    Lost,
    Order,
    Orders,
    Other,
    Problem,
    Situation,
    ValidInstruction,
    because_of,
)

__all__ = (
    "BERLIN",
    "EVERY_DAY",
    "Because",
    "Conflict",
    "Criterion",
    "Decision",
    "Greeting",
    "HolidayRule",
    "Instruction",
    "InstructionKind",
    "Lost",
    "Order",
    "Orders",
    "Other",
    "Problem",
    "Situation",
    "ValidGreeting",
    "ValidInstruction",
    "Window",
    "conflicts",
    "decide",
    "greeting_conflicts",
    "in_force",
    "problems",
    "spoken",
    "subject_key",
    "valid_greeting",
    "valid_instructions",
)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MICROSECOND = timedelta(microseconds=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class _Scope(IntEnum):
    PERSON_AND_CALL_TYPE = 0
    PERSON = 1
    CALL_TYPE = 2
    CUSTOMER = 3


class _Dates(IntEnum):
    FROM_UNTIL = 0
    UNTIL = 1
    SINCE = 2
    STANDING = 3


_Specificity = tuple[int, int, int, tuple[bool, timedelta, bool]]
"""One place for each `Criterion` that makes a tie; less goes first."""


def _scope(instruction: Instruction) -> _Scope:
    if instruction.person is not None:
        return _Scope.PERSON if instruction.call_type is None else _Scope.PERSON_AND_CALL_TYPE
    return _Scope.CUSTOMER if instruction.call_type is None else _Scope.CALL_TYPE


def _dates(instruction: Instruction) -> tuple[_Dates, int]:
    """Say what kind of dates it has, and how far they reach: of two that only end, the earlier end lies within the other."""
    start, end = instruction.valid_from, instruction.valid_until
    if start is not None and end is not None:
        return _Dates.FROM_UNTIL, _ticks(end) - _ticks(start)
    if end is not None:
        return _Dates.UNTIL, _ticks(end)
    if start is not None:
        return _Dates.SINCE, -_ticks(start)
    return _Dates.STANDING, 0


def _ticks(at: datetime) -> int:
    """Count microseconds; against UTC, because two moments of one zone are subtracted by the clock on the wall."""
    return (at - _BEGINNING) // _MICROSECOND


def _specificity(instruction: Instruction) -> _Specificity:
    return _scope(instruction), *_dates(instruction), instruction.window.breadth


def _rank(instruction: Instruction) -> tuple[_Specificity, int, str]:
    return _specificity(instruction), -_ticks(instruction.changed_at), instruction.id


def _first_difference(winner: Instruction, beaten: Instruction) -> Criterion:
    pairs = zip(Criterion, _specificity(winner), _specificity(beaten), strict=False)
    by = next((criterion for criterion, one, other in pairs if one != other), None)
    return by or (Criterion.ID if winner.changed_at == beaten.changed_at else Criterion.LATER_CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """The situation, with the clock read once for all instructions."""

    situation: Situation
    utc: datetime

    @classmethod
    def of(cls, situation: Situation) -> "_Now":
        return cls(situation=replace(situation, at=berlin(situation.at)), utc=situation.at.astimezone(UTC))


def _why_not(instruction: Instruction, now: _Now) -> Other | None:
    """Say why it does not hold now; None when it does."""
    situation = now.situation
    if instruction.person is not None and instruction.person != situation.person:
        return Other(instruction=instruction, lost=Lost.OTHER_PERSON)
    if instruction.call_type is not None and instruction.call_type != situation.call_type:
        return Other(instruction=instruction, lost=Lost.OTHER_CALL_TYPE)
    if instruction.valid_until is not None and instruction.valid_until <= now.utc:
        return Other(instruction=instruction, lost=Lost.EXPIRED, at=instruction.valid_until)
    if instruction.valid_from is not None and now.utc < instruction.valid_from:
        return Other(instruction=instruction, lost=Lost.NOT_YET, at=instruction.valid_from)
    if not instruction.window.holds(situation.at, situation.holidays):
        return Other(instruction=instruction, lost=Lost.OUTSIDE_WINDOW)
    return None


def _reasons(instruction: Instruction) -> tuple[Because, ...]:
    of_window = because_of(instruction.window)
    reasons = (
        (Because.FOR_THIS_PERSON, instruction.person is not None),
        (Because.FOR_THIS_CALL_TYPE, instruction.call_type is not None),
        (Because.SINCE, instruction.valid_from is not None),
        (Because.UNTIL, instruction.valid_until is not None),
        (of_window, of_window is not Because.ALWAYS),
    )
    return tuple(reason for reason, is_one in reasons if is_one) or (Because.ALWAYS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """Instructions of a situation: those that hold, the most specific first, and those that do not."""

    holding: list[Instruction]
    silent: list[Other]


def _sorted(instructions: Iterable[Instruction], now: _Now) -> _Sorted:
    answer = _Sorted(holding=[], silent=[])
    for instruction in sorted(instructions, key=_rank):
        lost = _why_not(instruction, now)
        if lost is None:
            answer.holding.append(instruction)
        else:
            answer.silent.append(lost)
    return answer


def decide(instructions: Iterable[Instruction], situation: Situation) -> Decision | None:
    """Say which of the instructions of ONE subject counts: the most specific that holds; None when none does.

    Person and call type > person > call type > customer; then from-until > until > since > standing; then the shorter span (of two
    that only end the earlier end, of two that only start the later start); then the narrower part of the week. Only what is to do
    is compared: what is kind NEVER or ASK is passed over.
    """
    candidates = [instruction for instruction in instructions if instruction.kind is InstructionKind.DO]
    return _decision(_sorted(candidates, _Now.of(situation)))


def _decision(found: _Sorted) -> Decision | None:
    if not found.holding:
        return None
    winner, *beaten = found.holding
    less = [Other(instruction=one, lost=Lost.LESS_SPECIFIC, by=_first_difference(winner, one)) for one in beaten]
    return Decision(winner=winner, because=_reasons(winner), others=(*less, *found.silent))


def subject_key(subject: str) -> str:
    """Say by what subjects are the same: neither case nor blanks make a difference."""
    return " ".join(subject.split()).casefold()


def in_force(instructions: Iterable[Instruction], situation: Situation) -> Orders:
    """Say all that counts in a situation: one instruction to do for each subject, all that is forbidden, all that is asked.

    Everything stands in order of `position` (of the winner), then of `id`.
    """
    now = _Now.of(situation)
    subjects: dict[str, list[Instruction]] = {}
    besides: list[Instruction] = []
    for instruction in instructions:
        if instruction.kind is InstructionKind.DO:
            subjects.setdefault(subject_key(instruction.subject), []).append(instruction)
        else:
            besides.append(instruction)
    decisions, silent = [], []
    for found in (_sorted(candidates, now) for candidates in subjects.values()):
        decision = _decision(found)
        if decision is None:
            silent += found.silent
        else:
            decisions.append(decision)
    beside = _sorted(besides, now)
    orders = [Order(instruction=instruction, because=_reasons(instruction)) for instruction in sorted(beside.holding, key=_place)]
    return Orders(
        do=tuple(sorted(decisions, key=lambda decision: _place(decision.winner))),
        never=tuple(order for order in orders if order.instruction.kind is InstructionKind.NEVER),
        ask=tuple(order for order in orders if order.instruction.kind is InstructionKind.ASK),
        silent=tuple(sorted([*silent, *beside.silent], key=lambda other: _place(other.instruction))),
    )


def _place(instruction: Instruction) -> tuple[int, str]:
    return instruction.position, instruction.id


def conflicts(new: Instruction, others: Iterable[Instruction]) -> list[Conflict]:
    """Find what ties with a new or changed instruction: to be refused when saved, not at call time.

    A tie is: both are to do, of one subject, for the same person and call type, equally specific, and their dates and parts of the
    week meet. An instruction with the same `id` is its own earlier version.
    """
    subject, specificity = subject_key(new.subject), _specificity(new)
    return [
        Conflict(other=other, span=new.span.shared_with(other.span))
        for other in sorted(others, key=_place)
        if new.kind is InstructionKind.DO is other.kind
        and new.id != other.id
        and (new.person, new.call_type, subject) == (other.person, other.call_type, subject_key(other.subject))
        and specificity == _specificity(other)
        and new.span.meets(other.span)
        and new.window.meets(other.window)
    ]


def problems(instruction: Instruction, *, at: datetime) -> list[Problem]:
    """Say why the instruction is refused when it is saved at `at`; what never holds has its weekdays or times outside its dates."""
    start, end = instruction.valid_from, instruction.valid_until
    found = [] if instruction.text.strip() else [Problem.EMPTY_TEXT]
    if start is not None and end is not None and end <= start:
        return [*found, Problem.ENDS_BEFORE_START]
    if end is not None and end <= at:
        return [*found, Problem.ENDED_ALREADY]
    return found if _can_hold(instruction) else [*found, Problem.NEVER_HOLDS]


def _can_hold(instruction: Instruction) -> bool:
    start, end = instruction.valid_from, instruction.valid_until
    if start is None or end is None or end - start > _WEEK:
        return True
    first = berlin_date(start) - _DAY
    days = (first + number * _DAY for number in range((berlin_date(end) - first).days + 1))
    return any(instruction.window.on(day).meets(instruction.span) for day in days if day.weekday() in instruction.window.weekdays)


def valid_instructions(instructions: Iterable[Instruction], at: datetime, holidays: Holidays = NO_HOLIDAYS) -> list[ValidInstruction]:
    """List all that holds at `at`, whoever calls and whatever beats it: with an end first, with a start, standing; then by position."""

    def rank(instruction: Instruction) -> tuple[bool, bool, int, str]:
        return instruction.valid_until is None, instruction.valid_from is None, *_place(instruction)

    def because(instruction: Instruction) -> Because:
        if instruction.valid_until is not None:
            return Because.UNTIL
        return Because.SINCE if instruction.valid_from is not None else because_of(instruction.window)

    at = berlin(at)
    holding = sorted((instruction for instruction in instructions if instruction.holds(at, holidays)), key=rank)
    return [ValidInstruction(instruction=instruction, because=because(instruction)) for instruction in holding]

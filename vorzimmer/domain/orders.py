"""What customers order, as data: instructions, the situation in which they are asked for, and the answers with their reasons.

The rules that choose stand in `domain/instructions.py`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, Span
from vorzimmer.domain.hours import ALWAYS, HolidayRule, Window


class Because(StrEnum):
    """Why something is valid now; the screens say it in words."""

    FOR_THIS_PERSON = "for_this_person"
    FOR_THIS_CALL_TYPE = "for_this_call_type"
    SINCE = "since"
    UNTIL = "until"
    ON_HOLIDAYS = "on_holidays"
    TIME_OF_DAY = "time_of_day"
    ALWAYS = "always"


class InstructionKind(StrEnum):
    """What an instruction is about."""

    DO = "do"
    NEVER = "never"
    ASK = "ask"


def because_of(window: Window) -> Because:
    """Say in one word why a part of the week holds."""
    if window.on_holidays is HolidayRule.ONLY:
        return Because.ON_HOLIDAYS
    return Because.ALWAYS if window == ALWAYS else Because.TIME_OF_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What to do, never to do, or to ask.

    `subject` is what it is about in the customer's words, "" in general; `person` and `call_type` narrow it to calls for one person
    of the customer and of one kind; it holds from `valid_from` to before `valid_until`, in its part of the week.
    """

    id: str
    kind: InstructionKind
    text: str
    changed_at: datetime
    subject: str = ""
    person: UUID | None = None
    call_type: UUID | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    window: Window = ALWAYS
    set_by: str = ""
    position: int = 0

    @property
    def span(self) -> Span:
        """From when to when it is valid."""
        return Span(start=self.valid_from, end=self.valid_until)

    def holds(self, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> bool:
        """Whether it is in force at `at`, whoever calls."""
        return self.span.holds(at.astimezone(UTC)) and self.window.holds(at, holidays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a call: when it is, for whom, of which kind, and the holidays of the customer's place."""

    at: datetime
    person: UUID | None = None
    call_type: UUID | None = None
    holidays: Holidays = field(default_factory=lambda: NO_HOLIDAYS)


class Lost(StrEnum):
    """Why an instruction is not the one that counts."""

    LESS_SPECIFIC = "less_specific"
    OTHER_PERSON = "other_person"
    OTHER_CALL_TYPE = "other_call_type"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    OUTSIDE_WINDOW = "outside_window"


class Criterion(StrEnum):
    """What instructions are compared by, in this order. The last two only decide what should never have been saved."""

    SCOPE = "scope"
    DATES = "dates"
    SPAN = "span"
    WINDOW = "window"
    LATER_CHANGED = "later_changed"
    ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An instruction that does not count, and why.

    `by` says by what it is less specific; `at` since when it is over or until when it has not begun.
    """

    instruction: Instruction
    lost: Lost
    by: Criterion | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The one instruction of a subject that counts now, why, and why the others do not."""

    winner: Instruction
    because: tuple[Because, ...]
    others: tuple[Other, ...]

    @property
    def instruction(self) -> Instruction:
        """The winner, under the name that orders of every kind have."""
        return self.winner


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An instruction that holds beside others, and why."""

    instruction: Instruction
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """All that an operator does, never does and asks in a situation. `silent` is what says nothing now and has no winner beside it."""

    do: tuple[Decision, ...]
    never: tuple[Order, ...]
    ask: tuple[Order, ...]
    silent: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An instruction that would be as specific as the new one, and the time for which both are valid (in their part of the week)."""

    other: Instruction
    span: Span


class Problem(StrEnum):
    """What is wrong with an instruction by itself."""

    EMPTY_TEXT = "empty_text"
    ENDS_BEFORE_START = "ends_before_start"
    ENDED_ALREADY = "ended_already"
    NEVER_HOLDS = "never_holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidInstruction:
    """An instruction in force, with the reason."""

    instruction: Instruction
    because: Because

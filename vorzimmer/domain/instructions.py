"""Which greeting and which instructions of a customer are valid at a moment, and why.

Times of day are Berlin wall-clock times. An end that lies before its start runs over midnight and belongs to the day on which
it began. The narrower window wins; of two equal windows the first in order of `id`, so that the answer never depends on chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = frozenset(range(7))
_DAY = timedelta(days=1)
_NOON, _EVENING = 12, 18
_GREETINGS = {
    "de": ("guten Morgen", "guten Tag", "guten Abend"),
    "en": ("good morning", "good day", "good evening"),
}


class Because(StrEnum):
    """Why something is valid now; the screens say it in words."""

    ALWAYS = "always"
    TIME_OF_DAY = "time_of_day"
    UNTIL = "until"
    SINCE = "since"


class InstructionKind(StrEnum):
    """What an instruction is about."""

    DO = "do"
    NEVER = "never"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of the week: weekdays (0 = Monday) and times of day; without times the whole day."""

    weekdays: frozenset[int] = EVERY_DAY
    start: time | None = None
    end: time | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError("a window has both a start and an end, or neither")
        if self.start is not None and self.start == self.end:
            raise ValueError("a window that ends when it starts is empty; leave both out for the whole day")
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday), and at least one")

    def holds(self, at: datetime) -> bool:
        """Whether the moment `at` (aware) lies in the window; the start is in, the end is out."""
        local = at.astimezone(BERLIN)
        clock = local.time()
        if self.start is None or self.end is None:
            return local.weekday() in self.weekdays
        if self.start < self.end:
            return local.weekday() in self.weekdays and self.start <= clock < self.end
        if clock >= self.start:
            return local.weekday() in self.weekdays
        return clock < self.end and (local.weekday() - 1) % 7 in self.weekdays

    @property
    def length(self) -> timedelta:
        """How much of a week it covers; shifts of the clock are ignored."""
        if self.start is None or self.end is None:
            return _DAY * len(self.weekdays)
        start = timedelta(hours=self.start.hour, minutes=self.start.minute, seconds=self.start.second)
        end = timedelta(hours=self.end.hour, minutes=self.end.minute, seconds=self.end.second)
        return (end - start if start < end else end - start + _DAY) * len(self.weekdays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """A sentence to say, and when."""

    id: str
    text: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What to do, never to do, or to ask. `person` narrows it to calls for one person of the customer."""

    id: str
    kind: InstructionKind
    text: str
    changed_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    person: UUID | None = None
    set_by: str = ""
    position: int = 0

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at `at`; `valid_from` is in, `valid_until` is out."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidGreeting:
    """The sentence to say now."""

    greeting: Greeting
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidInstruction:
    """An instruction in force, with the reason."""

    instruction: Instruction
    because: Because


def valid_greeting(greetings: Iterable[Greeting], at: datetime) -> ValidGreeting | None:
    """Say which greeting is valid at `at`: the one with the narrowest window that holds, or None when none does."""
    holding = [greeting for greeting in greetings if greeting.window.holds(at)]
    if not holding:
        return None
    best = min(holding, key=lambda greeting: (greeting.window.length, greeting.id))
    whole = best.window == Window()
    return ValidGreeting(greeting=best, because=Because.ALWAYS if whole else Because.TIME_OF_DAY)


def spoken(text: str, *, operator: str, at: datetime, language: str) -> str:
    """Fill in a greeting: `{operator}` becomes the name, `{time}` what one says at this time of day in Berlin ("de" or "en").

    Other braces stay as they are: a greeting is a sentence, not a program.
    """
    hour = at.astimezone(BERLIN).hour
    part_of_day = 0 if hour < _NOON - 1 else 1 if hour < _EVENING else 2
    return text.replace("{operator}", operator).replace("{time}", _GREETINGS.get(language, _GREETINGS["de"])[part_of_day])


def valid_instructions(instructions: Iterable[Instruction], at: datetime) -> list[ValidInstruction]:
    """Say which instructions are in force at `at`, the most specific first: with an end, with a start, standing; then by position."""

    def rank(instruction: Instruction) -> tuple[bool, bool, int, str]:
        return instruction.valid_until is None, instruction.valid_from is None, instruction.position, instruction.id

    def because(instruction: Instruction) -> Because:
        if instruction.valid_until is not None:
            return Because.UNTIL
        return Because.SINCE if instruction.valid_from is not None else Because.ALWAYS

    holding = sorted((instruction for instruction in instructions if instruction.holds(at)), key=rank)
    return [ValidInstruction(instruction=instruction, because=because(instruction)) for instruction in holding]

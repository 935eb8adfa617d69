"""Which greeting of a customer is said at a moment, and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, berlin
from vorzimmer.domain.hours import Window
from vorzimmer.domain.orders import Because, because_of

_NOON, _EVENING = 12, 18
_GREETINGS = {
    "de": ("guten Morgen", "guten Tag", "guten Abend"),
    "en": ("good morning", "good day", "good evening"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """A sentence to say, and when."""

    id: str
    text: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidGreeting:
    """The sentence to say now."""

    greeting: Greeting
    because: Because


def valid_greeting(greetings: Iterable[Greeting], at: datetime, holidays: Holidays = NO_HOLIDAYS) -> ValidGreeting | None:
    """Say which greeting is valid at `at`: the one with the narrowest window that holds, or None when none does."""
    at = berlin(at)
    holding = [greeting for greeting in greetings if greeting.window.holds(at, holidays)]
    if not holding:
        return None
    best = min(holding, key=lambda greeting: (greeting.window.breadth, greeting.id))
    return ValidGreeting(greeting=best, because=because_of(best.window))


def greeting_conflicts(new: Greeting, others: Iterable[Greeting]) -> list[Greeting]:
    """Find the greetings that are as narrow as the new one and can hold at the same moment: refused when saved."""
    return [
        other
        for other in sorted(others, key=lambda greeting: greeting.id)
        if other.id != new.id and other.window.breadth == new.window.breadth and other.window.meets(new.window)
    ]


def spoken(text: str, *, operator: str, at: datetime, language: str) -> str:
    """Fill in a greeting: `{operator}` becomes the name, `{time}` what one says at this time of day in Berlin ("de" or "en").

    Other braces stay as they are: a greeting is a sentence, not a program.
    """
    hour = berlin(at).hour
    part_of_day = 0 if hour < _NOON - 1 else 1 if hour < _EVENING else 2
    return text.replace("{operator}", operator).replace("{time}", _GREETINGS.get(language, _GREETINGS["de"])[part_of_day])

"""What the privacy officer has to know today: each register says what waits in it, and rooms above say theirs with `watch`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How much it presses."""

    WELL = "well"
    WAIT = "wait"
    LATE = "late"
    BROKEN = "broken"
    """What should never be: somebody changed what nobody may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One line: what it is, how it stands in words, and the name of the page of the office where it is done, with its arguments.

    What is done at the machine has no page. `advice` says what to do, where a page does not.
    """

    what: str
    text: str
    tone: Tone
    page: str = ""
    arguments: tuple[str, ...] = ()
    advice: str = ""


Counter = Callable[[datetime], Iterable[Watched]]
"""Given the present moment: the lines to show, in the language that is in force. A line that is WELL is shown small."""

_counters: dict[str, Counter] = {}


def watch(name: str, counter: Counter) -> None:
    """Show the lines of `counter` on the overview of privacy. A room says it when the program starts."""
    _counters[name] = counter


def look(at: datetime) -> list[Watched]:
    """Give all lines, what presses most first."""
    order = list(Tone)
    lines = [line for counter in _counters.values() for line in counter(at)]
    return sorted(lines, key=lambda line: -order.index(line.tone))

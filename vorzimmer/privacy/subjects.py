"""Who somebody is among what is held: every room says in its `subjects.py` how people are found in it, and how what is theirs goes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps

from vorzimmer.domain.requests import PersonKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """By what somebody is looked for; blanks are not looked at. `customer_ref`: only among what belongs to this customer."""

    name: str = ""
    email: str = ""
    phone: str = ""
    customer_ref: UUID | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.name.strip() or self.email.strip() or self.phone.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A record that may be the person: its table ("customers.Customer") and key, and how the office calls it."""

    table: str
    key: UUID
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person that was found: a record, or for a caller the words by which he is found at one customer."""

    kind: PersonKind
    table: str = ""
    key: UUID | None = None
    wanted: Wanted = field(default_factory=Wanted)


Finder = Callable[[Wanted], Iterable[Match]]
"""Gives the records that fit; texts are compared without case, numbers as they are dialled."""
Gone = Mapping[str, Sequence[Any]]
"""What was erased: keys of rows by table."""
Eraser = Callable[[Subject, datetime], Gone]
"""Erases what a rule does not keep, in the caller's transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one room says. `own`: tables whose rows are about the person himself, also where they are others' data for the customer."""

    finders: Mapping[PersonKind, Finder] = field(default_factory=dict)
    own: Mapping[PersonKind, frozenset[str]] = field(default_factory=dict)
    erasers: Mapping[PersonKind, Eraser] = field(default_factory=dict)


@cache
def rooms() -> tuple[Room, ...]:
    """Give what all rooms say, the upper ones first: their rows hang on those of the lower ones."""
    found = []
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.subjects"
        if name != __name__ and find_spec(name) is not None:
            found.append(import_module(name).ROOM)
    return tuple(found)


def find(kind: PersonKind, wanted: Wanted) -> list[Match]:
    """Look for somebody in all rooms. Nothing is found by nothing."""
    if wanted.is_blank:
        return []
    return [match for room in rooms() if kind in room.finders for match in room.finders[kind](wanted)]


def own_tables(kind: PersonKind) -> frozenset[str]:
    """Name the tables whose rows are about somebody of this kind himself."""
    return frozenset().union(*(room.own.get(kind, frozenset()) for room in rooms()))


def erasers(kind: PersonKind) -> list[Eraser]:
    """Give how data about somebody of this kind go, in the order in which they hang on each other."""
    return [room.erasers[kind] for room in rooms() if kind in room.erasers]


def same(text: str, wanted: str) -> bool:
    """Whether a text is the one that is looked for, whatever its case and blanks; nothing is the same as nothing."""
    one, other = " ".join(text.split()).casefold(), " ".join(wanted.split()).casefold()
    return bool(other) and one == other


def holds(text: str, wanted: str) -> bool:
    """Whether all words that are looked for stand in a text."""
    words = wanted.casefold().split()
    return bool(words) and all(word in text.casefold() for word in words)

"""When what stands in the books may go: an entry only with all that it settles or is settled by, so that no balance ever changes.

What hangs together is found by links: what settles what (also when that was undone), what takes back what, what is about one document,
which document cancels or replaces which. It goes as a whole or not at all (AO §147(3): ten years; law.md R-TAX10).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Rules, erase_at, version_for, versions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An entry or a document, and the day on which it was written. `is_open`: not settled to the last cent, or still needed."""

    id: UUID
    day: date
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two parts that go together only. `days` are those on which something was written about both, as that one settles the other."""

    one: UUID
    other: UUID
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that hangs together, with the days on which something of it was written."""

    ids: frozenset[UUID]
    days: frozenset[date]
    is_open: bool


def wholes(parts: Iterable[Part], links: Sequence[Link]) -> list[Whole]:
    """Put together what hangs together. What leads to something that is not among the parts is open: the rest of it is not known."""
    known = {part.id: part for part in parts}
    beside: defaultdict[UUID, list[UUID]] = defaultdict(list)
    days: defaultdict[UUID, set[date]] = defaultdict(set)
    for link in links:
        beside[link.one].append(link.other)
        beside[link.other].append(link.one)
        days[link.one].update(link.days)
        days[link.other].update(link.days)
    found, seen = [], set[UUID]()
    for begin in known:
        if begin not in seen:
            ids = _reached(begin, beside)
            seen |= ids
            inside = [known[each] for each in ids if each in known]
            written = {part.day for part in inside}.union(*(days[each] for each in ids))
            is_open = len(inside) < len(ids) or any(part.is_open for part in inside)
            found.append(Whole(ids=frozenset(ids), days=frozenset(written), is_open=is_open))
    return found


def _reached(begin: UUID, beside: dict[UUID, list[UUID]]) -> set[UUID]:
    reached, ahead = {begin}, [begin]
    while ahead:
        for each in beside[ahead.pop()]:
            if each not in reached:
                reached.add(each)
                ahead.append(each)
    return reached


def start_of(rules: Rules, whole: Whole) -> date | None:
    """Say from which day the time of a whole counts: of all days that whose years end last. None while anything of it is open."""
    if whole.is_open:
        return None
    versions = versions_of(rules, Rule.TAX10)
    return max(whole.days, key=lambda day: (erase_at(version_for(versions, day), day), day))


def unassessed(whole: Whole, assessed: frozenset[int]) -> bool:
    """Whether a year in which something of it was written is not finally assessed (AO §147(3) s. 5)."""
    return any(day.year not in assessed for day in whole.days)

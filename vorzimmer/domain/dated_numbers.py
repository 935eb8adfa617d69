"""Numbers that a law or a promise fixes, from TOML: each with the day from which it holds, and its law. Without a law none is read."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

_KEYS = frozenset({"key", "from", "value", "law", "sentence"})


class NotReadable(ValueError):
    """An entry is incomplete or contradictory; the text says which one, and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number that holds from a civil day on; `sentence` is that of the privacy notice, blank when there is none."""

    key: str
    from_on: date
    value: int
    law: str
    sentence: str = ""


class Unknown(LookupError):
    """No number of this key holds on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers by key, the oldest first."""

    by_key: Mapping[str, tuple[Number, ...]]

    def on(self, key: str, day: date) -> Number:
        """Say which number holds on a day. Raises `Unknown` when none does."""
        begun = [number for number in self.by_key.get(key, ()) if number.from_on <= day]
        if not begun:
            raise Unknown(f"no number “{key}” holds on {day}")
        return begun[-1]


def read_numbers(text: str, keys: Iterable[str]) -> Numbers:
    """Read the `[[number]]` entries of a file. Raises `NotReadable` for a wrong entry, one that is unknown, and a key that is missing."""
    wanted, found = frozenset(keys), dict[str, list[Number]]()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotReadable(f"this is no TOML: {error}") from None
    for row in data.get("number", ()):
        number = _number(row)
        if number.key not in wanted:
            raise NotReadable(f"nobody asks for a number “{number.key}”; there are {', '.join(sorted(wanted))}")
        if any(other.from_on == number.from_on for other in found.get(number.key, ())):
            raise NotReadable(f"two numbers “{number.key}” begin on {number.from_on}")
        found.setdefault(number.key, []).append(number)
    if missing := wanted - found.keys():
        raise NotReadable(f"there is no number {', '.join(sorted(missing))}")
    return Numbers(by_key={key: tuple(sorted(rows, key=lambda row: row.from_on)) for key, rows in found.items()})


def _number(row: Mapping[str, object]) -> Number:
    key, from_on, value = row.get("key"), row.get("from"), row.get("value")
    law, said = row.get("law"), row.get("sentence", "")
    if not isinstance(key, str) or not key:
        raise NotReadable("an entry has no key")
    if unknown := row.keys() - _KEYS:
        raise NotReadable(f"“{key}” has {', '.join(sorted(unknown))}, which means nothing here")
    if not isinstance(law, str) or not law.strip():
        raise NotReadable(f"“{key}” names no law")
    if not isinstance(from_on, date) or isinstance(from_on, datetime):
        raise NotReadable(f"“{key}” does not say from which day on it holds (from = 2026-01-01)")
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotReadable(f"the value of “{key}” is a whole number from 0")
    if not isinstance(said, str):
        raise NotReadable(f"the sentence of “{key}” is a text such as S33")
    return Number(key=key, from_on=from_on, value=value, law=law, sentence=said)

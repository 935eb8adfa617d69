"""The numbers of default, interest, limitation and the payment order: read from `policy/claims.toml`, each dated, with its law."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Number(StrEnum):
    """What a law or a promise fixes. The unit is the last word; points are hundredths of a percentage point."""

    TERM_DAYS = "term_days"
    POSTED_DAYS = "posted_days"
    POINTS_CONSUMER = "points_consumer"
    POINTS_BUSINESS = "points_business"
    LUMP_SUM_CENTS = "lump_sum_cents"
    LIMITATION_YEARS = "limitation_years"
    TITLE_YEARS = "title_years"
    SUSPENSION_MONTHS = "suspension_months"
    SOON_MONTHS = "soon_months"
    WARNING_MONTHS = "warning_months"
    OBJECTION_DAYS = "objection_days"
    LAPSE_MONTHS = "lapse_months"
    LOCAL_COURT_CENTS = "local_court_cents"


class NoNumberYet(Exception):
    """No entry counts on this day: it lies before the first one."""

    def __init__(self, key: Number, day: date) -> None:
        super().__init__(f"policy/claims.toml has no {key} for {day}")
        self.key, self.day = key, day


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A number that counts from a day on, and the law that says so. `sentence`: of the notice; `note`: what is open."""

    key: Number
    from_on: date
    value: int
    law: str
    sentence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """All entries by key, the earliest first."""

    entries: Mapping[Number, tuple[Entry, ...]]

    def entry(self, key: Number, day: date) -> Entry:
        """Give the entry that counts on a day. Raises NoNumberYet for a day before the first one."""
        counting = [entry for entry in self.entries[key] if entry.from_on <= day]
        if not counting:
            raise NoNumberYet(key, day)
        return counting[-1]

    def on(self, key: Number, day: date) -> int:
        """Give the number that counts on a day. Raises NoNumberYet for a day before the first entry."""
        return self.entry(key, day).value


def read_numbers(text: str) -> Numbers:
    """Read `policy/claims.toml`. Raises ValueError that names the wrong entry: no law, no day, no number, twice, unknown, or missing."""
    entries: dict[Number, dict[date, Entry]] = {key: {} for key in Number}
    for row in tomllib.loads(text).get("number", ()):
        entry = _entry(row)
        if entry.from_on in entries[entry.key]:
            raise ValueError(f"number {entry.key} is given twice from {entry.from_on}")
        entries[entry.key][entry.from_on] = entry
    missing = [str(key) for key, found in entries.items() if not found]
    if missing:
        raise ValueError(f"numbers are missing: {', '.join(missing)}")
    return Numbers(entries={key: tuple(found[day] for day in sorted(found)) for key, found in entries.items()})


def _entry(row: Mapping[str, object]) -> Entry:
    name, from_on, value = row.get("key"), row.get("from"), row.get("value")
    if name not in set(Number):
        raise ValueError(f"number {name!r} is not known; known are {', '.join(Number)}")
    if type(from_on) is not date or not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"number {name} needs the day from which on it counts, and a whole value")
    law, sentence, note = (str(row.get(key, "")).strip() for key in ("law", "sentence", "note"))
    if not law:
        raise ValueError(f"number {name} from {from_on} has no law")
    return Entry(key=Number(str(name)), from_on=from_on, value=value, law=law, sentence=sentence, note=note)

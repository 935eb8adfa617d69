"""Policy files: dated numbers, each with its law and, where there is one, the sentence of the privacy notice that it keeps.

An entry without its law does not load. Of several entries with one key the latest that has begun counts, so a change keeps what was before.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What a number is counted in."""

    DAYS = "days"
    MONTHS = "months"
    CENTS = "cents"
    TIMES = "times"
    YEARS = "years"
    POINTS = "points"
    """Hundredths of a percentage point."""


class PolicyWrong(ValueError):
    """A policy file does not load; the text says which entry is wrong and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a policy: what it is, from which civil day it counts, by which law, and what is open about it."""

    key: str
    value: int
    unit: Unit
    from_on: date
    law: str
    sentence: str = ""
    note: str = ""


_FIELDS = frozenset({"key", "value", "unit", "from", "law", "sentence", "note"})


def read_figures(text: str, expected: Mapping[str, Unit]) -> tuple[Figure, ...]:
    """Read the `[[figure]]` entries of a policy file; `expected` names the keys and their units, and all of them have to be there.

    Raises `PolicyWrong` for text that is no TOML, a wrong, unknown, doubled or missing entry, and for one without its law.
    """
    try:
        rows = tomllib.loads(text).get("figure", [])
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong(f"a policy is written in TOML: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PolicyWrong("entries begin with [[figure]]")
    figures: dict[tuple[str, date], Figure] = {}
    for row in rows:
        figure = _figure(row, expected)
        if (figure.key, figure.from_on) in figures:
            raise PolicyWrong(f"entry “{figure.key}” is there twice from {figure.from_on}")
        figures[figure.key, figure.from_on] = figure
    missing = expected.keys() - {figure.key for figure in figures.values()}
    if missing:
        raise PolicyWrong(f"entries are missing: {', '.join(sorted(missing))}")
    return tuple(figures.values())


def _figure(row: Mapping[str, object], expected: Mapping[str, Unit]) -> Figure:
    key, value, from_on, law = row.get("key"), row.get("value"), row.get("from"), row.get("law")
    if not isinstance(key, str) or key not in expected:
        raise PolicyWrong(f"no entry is called “{key}”; there are: {', '.join(sorted(expected))}")
    if not isinstance(law, str) or not law.strip():
        raise PolicyWrong(f"entry “{key}” needs its law")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PolicyWrong(f"entry “{key}” needs a value: a whole number, zero or more")
    if row.get("unit") != expected[key]:
        raise PolicyWrong(f"entry “{key}” is counted in {expected[key]}, not in “{row.get('unit')}”")
    if type(from_on) is not date:
        raise PolicyWrong(f"entry “{key}” needs the day from which it counts: from = 2026-01-01")
    unknown = row.keys() - _FIELDS
    if unknown:
        raise PolicyWrong(f"entry “{key}” has no “{min(unknown)}”; there are: {', '.join(sorted(_FIELDS))}")
    sentence, note = str(row.get("sentence", "")), str(row.get("note", ""))
    return Figure(key=key, value=value, unit=expected[key], from_on=from_on, law=law.strip(), sentence=sentence, note=note)


def figures_on(figures: Iterable[Figure], day: date) -> dict[str, Figure]:
    """Say which figure counts on a day, by key: the latest that has begun. One that has not begun yet is not there."""
    begun = sorted((figure for figure in figures if figure.from_on <= day), key=lambda figure: figure.from_on)
    return {figure.key: figure for figure in begun}

"""Usage from a CSV file: all rows, or everything that is wrong with the file by line and column.

docs/reference/usage-csv.md names the columns. A moment without a zone is read from a clock in Berlin.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.usage import DestinationKind, Direction, Unit, UsageMeter, UsageRow, UsageStatus, unit_of

REQUIRED = ("call_id", "meter", "quantity", "started_at")
OPTIONAL = ("unit", "direction", "destination_kind", "status", "id")
COLUMNS = (*REQUIRED, *OPTIONAL)

UNITS: Mapping[str, tuple[Unit, int]] = {
    "piece": (Unit.PIECE, 1),
    "second": (Unit.SECOND, 1),
    "minute": (Unit.SECOND, 60),
    "hour": (Unit.SECOND, 3600),
    "day": (Unit.DAY, 1),
    "cent": (Unit.CENT, 1),
    "euro": (Unit.CENT, 100),
}
MONTH = "month"
"""A unit of options: all days of the month in which the row lies."""

_STATUSES = {"ordinary": UsageStatus.ORDINARY.value} | {status.value: status.value for status in UsageStatus}
_DESTINATIONS = {"none": DestinationKind.NONE.value} | {kind.value: kind.value for kind in DestinationKind}
_DIRECTIONS = {"": Direction.IN.value} | {direction.value: direction.value for direction in Direction}
_MOST = 2**31 - 1
"""So much the database holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong in a file: at a line (1 is the header) and a column."""

    file: str
    line: int
    column: str
    says: Sentence

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}: {self.says}"


class UsageFileRefused(ValueError):
    """Nothing of the file was read; all that is wrong is told."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(slots=True, kw_only=True)
class _Reader:
    name: str
    days: Callable[[datetime], int]
    seen: dict[str, str]
    problems: list[RowProblem] = field(default_factory=list)
    line: int = 1

    def wrong(self, column: str, template: str, **values: object) -> None:
        self.problems.append(RowProblem(file=self.name, line=self.line, column=column, says=sentence(template, **values)))

    def header(self, names: Sequence[str]) -> list[str]:
        """Read the names of the columns: small or capital letters, with spaces, hyphens or underscores."""
        columns = ["_".join(name.strip().lower().replace("-", " ").replace("_", " ").split()) for name in names]
        for column in columns:
            if column not in COLUMNS:
                nearest = get_close_matches(column, COLUMNS, n=1, cutoff=0)[0]
                self.wrong(
                    column or "?",
                    _("there is no such column; did you mean “%(nearest)s”? There are: %(known)s."),
                    nearest=nearest,
                    known=", ".join(COLUMNS),
                )
            elif columns.count(column) > 1:
                self.wrong(column, _("this column is there twice."))
        for column in REQUIRED:
            if column not in columns:
                self.wrong(column, _("this column is missing."))
        return columns

    def row(self, cells: Mapping[str, str]) -> UsageRow | None:
        """Read one row; None when something is wrong with it."""
        before = len(self.problems)
        if not cells["call_id"]:
            self.wrong("call_id", _("it is empty; each row names its call, or whatever it is, by an id."))
        self._once(cells.get("id", ""))
        meter = cells["meter"]
        at = self._moment(cells["started_at"])
        quantity, unit = self._quantity(cells["quantity"]), self._unit(meter, cells.get("unit", ""), at)
        direction = self._word("direction", cells.get("direction", ""), _DIRECTIONS)
        destination = self._word("destination_kind", cells.get("destination_kind", ""), _DESTINATIONS)
        status = self._word("status", cells.get("status", ""), _STATUSES)
        if len(self.problems) > before or at is None or unit is None or quantity is None:
            return None
        return UsageRow(cells["call_id"], meter, quantity * unit[1], unit[0].value, at, direction, destination, status)

    def _once(self, key: str) -> None:
        here = f"{self.name}, {self.line}"
        if key and self.seen.setdefault(key, here) != here:
            self.wrong("id", _("“%(id)s” is there already (%(where)s); every row is rated once."), id=key, where=self.seen[key])

    def _moment(self, text: str) -> datetime | None:
        try:
            at = datetime.fromisoformat(text)
            return (at if at.tzinfo else at.replace(tzinfo=BERLIN)).astimezone(UTC)
        except (ValueError, OverflowError):  # the year 1 in Berlin began before there was any in UTC
            self.wrong("started_at", _("“%(found)s” is no moment; date and time are meant, as in 2026-10-05T08:12:30+02:00."), found=text)
            return None

    def _quantity(self, text: str) -> int | None:
        if text.isascii() and text.isdecimal() and int(text[:20]) <= _MOST:
            return int(text)
        self.wrong("quantity", _("“%(found)s” is no quantity; a whole number from 0 on is meant."), found=text)
        return None

    def _unit(self, meter: str, text: str, at: datetime | None) -> tuple[Unit, int] | None:
        """Say in which unit the meter is counted, and how many of them the unit of the file is."""
        own = unit_of(meter)
        if own is None:
            nearest = get_close_matches(meter, [each.value for each in UsageMeter], n=1, cutoff=0)[0]
            self.wrong("meter", _("there is no meter “%(found)s”; did you mean “%(nearest)s”?"), found=meter, nearest=nearest)
            return None
        if not text:
            return own, 1
        unit = (Unit.DAY, self.days(at)) if text == MONTH and at is not None else UNITS.get(text)
        if unit is not None and unit[0] is own:
            return unit
        known = [name for name, (base, _size) in UNITS.items() if base is own] + ([MONTH] if own is Unit.DAY else [])
        if text != MONTH or at is not None:
            self.wrong(
                "unit",
                _("“%(meter)s” is not counted in “%(found)s”; there are: %(known)s."),
                meter=meter,
                found=text,
                known=", ".join(known),
            )
        return None

    def _word(self, column: str, text: str, known: Mapping[str, str]) -> str:
        if text not in known:
            self.wrong(column, _("“%(found)s” is not known; there are: %(known)s."), found=text, known=", ".join(filter(None, known)))
        return known.get(text, "")


def read_usage(text: str, name: str, *, days: Callable[[datetime], int], seen: dict[str, str] | None = None) -> list[UsageRow]:
    """Read a file of usage. Raises `UsageFileRefused` with all that is wrong with it.

    `days` says how many days the billing period has in which a moment lies; `seen` keeps the ids of rows over several files.
    """
    reader = _Reader(name=name, days=days, seen={} if seen is None else seen)
    first_line = text.lstrip("\ufeff").partition("\n")[0]
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";" if ";" in first_line else ",")
    try:
        columns = reader.header(next(lines, []))
        rows = [] if reader.problems else list(_rows(reader, columns, lines))
    except csv.Error as error:
        reader.wrong("?", _("it cannot be read as CSV: %(detail)s."), detail=error)
    if reader.problems:
        raise UsageFileRefused(reader.problems)
    return rows


def _rows(reader: _Reader, columns: Sequence[str], lines: Iterator[list[str]]) -> Iterator[UsageRow]:
    number = 1
    for cells in lines:
        reader.line, number = number + 1, lines.line_num  # type: ignore[attr-defined]  # the line on which the row begins
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            reader.wrong("?", _("the row has %(found)d cells, the header %(wanted)d."), found=len(cells), wanted=len(columns))
            continue
        row = reader.row({column: cell.strip() for column, cell in zip(columns, cells, strict=True)})
        if row is not None:
            yield row

"""Reads the tables of a TOML file key by key: what is there has the right kind, what is not known is named, and nothing stops at the first.

A value that cannot be read is replaced by a harmless one, and the problem is noted; whoever reads looks at the problems at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from vorzimmer.domain.money import micro
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sentences import sentence
from vorzimmer.domain.tariff_problems import Problem, TariffProblem, problem

Known = TypeVar("Known")

_NO_DAY = date(1970, 1, 1)


@dataclass(slots=True, kw_only=True)
class Table:
    """One table of the file; `part` says which one it is, `found` gathers what is wrong in the whole file."""

    data: Mapping[str, Any]
    part: str
    found: list[Problem]
    asked: list[str] = field(default_factory=list)

    def _take(self, key: str, kind: type[Any] | tuple[type[Any], ...], wanted: str, *, required: bool) -> Any:
        self.asked.append(key)
        if key not in self.data:
            if required:
                self.wrong(TariffProblem.MISSING, key)
            return None
        value = self.data[key]
        is_close = (kind is not bool and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
        if isinstance(value, kind) and not is_close:  # Python counts true as a number and a moment as a date
            return value
        self.wrong(TariffProblem.WRONG_KIND, key, found=_shown(value), wanted=sentence(wanted))
        return None

    def wrong(self, kind: TariffProblem, key: str, **values: object) -> None:
        """Note what is wrong at a key."""
        self.found.append(problem(kind, self.part, key, **values))

    def text(self, key: str, default: str | None = None) -> str:
        value: str | None = self._take(key, str, _('a text, as in "abc"'), required=default is None)
        return default or "" if value is None else value

    def number(self, key: str, default: int | None = None) -> int:
        value: int | None = self._take(key, int, _("a whole number"), required=default is None)
        return default or 0 if value is None else value

    def number_or_none(self, key: str) -> int | None:
        value: int | None = self._take(key, int, _("a whole number"), required=False)
        return value

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, _("true or false"), required=False))

    def day(self, key: str) -> date:
        value: date | None = self._take(key, date, _("a date, as in 2026-10-01"), required=True)
        return value or _NO_DAY

    def day_or_none(self, key: str) -> date | None:
        value: date | None = self._take(key, date, _("a date, as in 2026-10-01"), required=False)
        return value

    def clock(self, key: str) -> time | None:
        value: time | None = self._take(key, time, _("a time of day, as in 20:00:00"), required=False)
        return value

    def amount(self, key: str, default: int | None = None) -> int:
        """Read an amount of money, in millionths."""
        value = self.amount_or_none(key, required=default is None)
        return default or 0 if value is None else value

    def amount_or_none(self, key: str, *, required: bool = False) -> int | None:
        value: int | Decimal | None = self._take(key, (int, Decimal), _("an amount, as in 0.59"), required=required)
        if value is None:
            return None
        try:
            return micro(value)
        except ValueError:
            self.wrong(TariffProblem.TOO_PRECISE, key, found=value)
            return 0

    def texts(self, key: str, *, required: bool = False) -> list[str]:
        """Read a list of texts; one that is missing is empty."""
        values: list[Any] = self._take(key, list, _('a list of texts, as in ["talk"]'), required=required) or []
        if all(isinstance(value, str) for value in values):
            return values
        self.wrong(TariffProblem.WRONG_KIND, key, found=_shown(values), wanted=sentence(_('a list of texts, as in ["talk"]')))
        return []

    def word(self, key: str, known: Mapping[str, Known], default: Known | None = None) -> Known:
        """Read one of the known words."""
        text = self.text(key, None if default is None else "")
        if text in known:
            return known[text]
        if key in self.data and isinstance(self.data[key], str):
            self.unknown_word(key, text, known)
        return next(iter(known.values())) if default is None else default

    def words(self, key: str, known: Mapping[str, Known]) -> frozenset[Known] | None:
        """Read a list of known words; None when it is missing."""
        texts = self.texts(key)
        for text in texts:
            if text not in known:
                self.unknown_word(key, text, known)
        return frozenset(known[text] for text in texts if text in known) if key in self.data else None

    def unknown_word(self, key: str, text: str, known: Mapping[str, object]) -> None:
        self.wrong(TariffProblem.UNKNOWN_WORD, key, found=text, known=", ".join(known))

    def table(self, key: str, *, required: bool = False) -> "Table":
        """Read a table in this one; one that is missing is empty."""
        value: Mapping[str, Any] = self._take(key, dict, _("a table, as in { key = 1 }"), required=required) or {}
        return Table(data=value, part=f"{self.part}, {key}" if self.part else key, found=self.found)

    def tables(self, key: str, *, named: bool = True) -> list["Table"]:
        """Read a list of tables; each is named by its `key`, or by its number."""
        values: list[Any] = self._take(key, list, _("tables with double brackets"), required=False) or []
        if not all(isinstance(value, dict) for value in values):
            self.wrong(TariffProblem.WRONG_KIND, key, found=_shown(values), wanted=sentence(_("tables with double brackets")))
            return []
        tables = []
        for number, value in enumerate(values, 1):
            name = value.get("key") if named and isinstance(value.get("key"), str) else str(number)
            tables.append(Table(data=value, part=f"{self.part}, {key} {number}" if self.part else f"{key} “{name}”", found=self.found))
        return tables

    def done(self) -> None:
        """Say which keys nobody asked for: they would be ignored in silence."""
        for key in self.data:
            if key not in self.asked:
                self.wrong(TariffProblem.UNKNOWN_KEY, key, known=", ".join(dict.fromkeys(self.asked)))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)

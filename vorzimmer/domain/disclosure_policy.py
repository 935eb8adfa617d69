"""`policy/disclosure.toml`: what may leave the house, which bureaus the notice names, the numbers of the gates, and what holds on a day.

Text in, entries out. An entry without its day or its law does not load, nor does one with a key that nobody knows.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from vorzimmer.domain.allow_lists import AllowList, Field, Special
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.disclosure import NEEDS_NAME, Ground, RecipientKind
from vorzimmer.domain.disclosure_duties import DutyKind

NUMBERS = ("least_reminders", "days_after_first_reminder", "findings_within_days")
FOR_CLAIMS = frozenset({Category.BST, Category.ABR, Category.NONE})
"""What a list for collectors or bureaus may hold: never handling data."""


class Certainty(StrEnum):
    """How sure it is what became of a bureau that the notice names."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """A bureau as the notice names it; `today` is what became of it."""

    code: str
    named: str
    today: str
    certainty: Certainty
    enabled: bool
    law: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A version of the privacy notice, as far as it names recipients."""

    version: str
    valid_from: date
    bureaus: Mapping[str, Bureau]
    also_names: frozenset[RecipientKind]
    law: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that a law or a promise fixes."""

    key: str
    value: int
    valid_from: date
    law: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Within how many days something has to be told to whom data were given."""

    kind: DutyKind
    days: int
    valid_from: date
    law: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """What holds on one day."""

    notice: Notice
    collect: AllowList
    bureau: AllowList
    least_reminders: int
    days_after_first_reminder: int
    findings_within_days: int
    duties: Mapping[DutyKind, int]

    def allow_list(self, ground: Ground, recipient: RecipientKind) -> AllowList | None:
        """Give the list that binds; None where there is none and what was asked for, or ordered, decides (S28).

        Who is told what became of a claim is told no more than he might get with it.
        """
        if ground is Ground.COLLECT or (ground is Ground.LEGAL_OBLIGATION and recipient in {RecipientKind.COLLECTOR, RecipientKind.LAWYER}):
            return self.collect
        if ground is Ground.BUREAU or (ground is Ground.LEGAL_OBLIGATION and recipient is RecipientKind.BUREAU):
            return self.bureau
        return None


class NoRules(LookupError):
    """The policy says nothing of this day: nothing may be given away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedList:
    """An allow-list and the day from which it holds."""

    valid_from: date
    allow_list: AllowList


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosurePolicy:
    """Everything that the file says, old entries too."""

    lists: tuple[DatedList, ...]
    notices: tuple[Notice, ...]
    numbers: tuple[Number, ...]
    duties: tuple[Duty, ...]

    def on(self, day: date) -> DisclosureRules:
        """Say what holds on a day. Raises NoRules when something is missing for it."""
        lists = {ground: _newest((one for one in self.lists if one.allow_list.ground is ground), day) for ground in LISTED}
        numbers = {key: _newest((one for one in self.numbers if one.key == key), day).value for key in NUMBERS}
        return DisclosureRules(
            notice=_newest(self.notices, day),
            collect=lists[Ground.COLLECT].allow_list,
            bureau=lists[Ground.BUREAU].allow_list,
            duties={kind: _newest((one for one in self.duties if one.kind is kind), day).days for kind in DutyKind},
            **numbers,
        )


LISTED = (Ground.COLLECT, Ground.BUREAU)
_Dated = TypeVar("_Dated", DatedList, Notice, Number, Duty)


def _newest(entries: Iterable[_Dated], day: date) -> _Dated:
    begun = [entry for entry in entries if entry.valid_from <= day]
    if not begun:
        raise NoRules(f"policy/disclosure.toml has no entry that holds on {day}")
    return max(begun, key=lambda entry: entry.valid_from)


# --- reading ---------------------------------------------------------------------------------------------------------------


class PolicyRefused(ValueError):
    """The file does not load; `problems` says what is wrong, and where."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def read_policy(text: str) -> DisclosurePolicy:
    """Read the file. Raises PolicyRefused with everything that is wrong with it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused([str(error)]) from None
    whole = _Entry(data=data, where="the file", problems=[])
    policy = DisclosurePolicy(
        lists=tuple(_list(entry) for entry in whole.entries("allow_list")),
        notices=tuple(_notice(entry) for entry in whole.entries("notice")),
        numbers=tuple(_number(entry) for entry in whole.entries("number")),
        duties=tuple(_duty(entry) for entry in whole.entries("duty")),
    )
    whole.done()
    if not whole.problems:
        whole.problems.extend(_twice(policy))
    if whole.problems:
        raise PolicyRefused(whole.problems)
    return policy


_Kind = TypeVar("_Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A table of the file. What is wrong with it is noted in `problems`, and reading goes on with a stand-in."""

    data: Mapping[str, Any]
    where: str
    problems: list[str]
    read: set[str] = field(default_factory=set)

    def wrong(self, key: str, what: str) -> None:
        self.problems.append(f"{self.where}: {key} {what}")

    def get(self, key: str, fits: Callable[[Any], bool], what: str, default: Any) -> Any:
        self.read.add(key)
        value = self.data.get(key)
        if value is None or not fits(value):
            self.wrong(key, what if key in self.data else "is missing")
            return default
        return value

    def text(self, key: str, *, may_be_blank: bool = False) -> str:
        fits = (lambda value: isinstance(value, str)) if may_be_blank else (lambda value: isinstance(value, str) and bool(value.strip()))
        found: str = self.get(key, fits, "is no text", "")
        return found

    def sentence(self) -> str:
        """Where there is a sentence of the notice, it is named; not every entry has one."""
        return self.text("sentence") if "sentence" in self.data else ""

    def number(self, key: str) -> int:
        found: int = self.get(key, lambda value: type(value) is int and value >= 0, "is no whole number from 0 on", 0)
        return found

    def flag(self, key: str) -> bool:
        found: bool = self.get(key, lambda value: isinstance(value, bool), "is neither true nor false", False)
        return found

    def day(self) -> date:
        found: date = self.get("valid_from", lambda value: type(value) is date, "is no day", date.min)
        return found

    def kind(self, key: str, kinds: type[_Kind]) -> _Kind:
        names = ", ".join(kind.value for kind in kinds)
        value = self.get(key, lambda value: value in {kind.value for kind in kinds}, f"is none of {names}", next(iter(kinds)).value)
        return kinds(value)

    def texts(self, key: str) -> tuple[str, ...]:
        is_list = lambda value: isinstance(value, list) and all(isinstance(each, str) and each for each in value)  # noqa: E731  (used once)
        return tuple(self.get(key, is_list, "is no list of texts", ()))

    def entries(self, key: str) -> list["_Entry"]:
        rows = self.get(key, lambda value: isinstance(value, list) and all(isinstance(each, dict) for each in value), "is no list", [])
        prefix = "" if self.where == "the file" else f"{self.where}, "
        return [_Entry(data=row, where=f"{prefix}{key} {place}", problems=self.problems) for place, row in enumerate(rows, start=1)]

    def done(self) -> None:
        """Note what nobody has asked for: a key that is written wrong must not be passed over."""
        for key in self.data.keys() - self.read:
            self.wrong(key, "is unknown")


def _list(entry: _Entry) -> DatedList:
    ground, fields = entry.kind("ground", Ground), {}
    if ground not in LISTED:
        entry.wrong("ground", "has no list")
    for group in entry.entries("fields"):
        category = group.kind("category", Category)
        only_if = group.kind("only_if", Special) if "only_if" in group.data else None
        law, said = group.text("law"), group.sentence()
        if category not in FOR_CLAIMS:
            group.wrong("category", f"{category} never goes to collectors or bureaus")
        for key in group.texts("keys"):
            if key in fields:
                group.wrong(key, "is there twice")
            fields[key] = Field(key=key, category=category, law=law, sentence=said, only_if=only_if)
        group.done()
    found = DatedList(valid_from=entry.day(), allow_list=AllowList(ground=ground, fields=fields))
    entry.done()
    return found


def _notice(entry: _Entry) -> Notice:
    bureaus = [_bureau(each) for each in entry.entries("bureau")]
    also = {RecipientKind(name) for name in entry.texts("also_names") if _known_kind(entry, name)}
    for code in {bureau.code for bureau in bureaus if [one.code for one in bureaus].count(bureau.code) > 1}:
        entry.wrong(f"bureau {code}", "is there twice")
    notice = Notice(
        version=entry.text("version"),
        valid_from=entry.day(),
        bureaus={bureau.code: bureau for bureau in bureaus},
        also_names=frozenset(also),
        law=entry.text("law"),
        sentence=entry.sentence(),
    )
    entry.done()
    return notice


def _known_kind(entry: _Entry, name: str) -> bool:
    known = name in {kind.value for kind in NEEDS_NAME}
    if not known:
        entry.wrong("also_names", f"{name} is no kind of recipient that a notice has to name")
    return known


def _bureau(entry: _Entry) -> Bureau:
    bureau = Bureau(
        code=entry.text("code"),
        named=entry.text("named"),
        today=entry.text("today", may_be_blank=True),
        certainty=entry.kind("certainty", Certainty),
        enabled=entry.flag("enabled"),
        law=entry.text("law"),
        sentence=entry.sentence(),
    )
    if bureau.enabled and bureau.certainty is Certainty.UNKNOWN:
        entry.wrong("enabled", "is true, although nobody knows what became of it")
    entry.done()
    return bureau


def _number(entry: _Entry) -> Number:
    number = Number(
        key=entry.text("key"), value=entry.number("value"), valid_from=entry.day(), law=entry.text("law"), sentence=entry.sentence()
    )
    if number.key not in NUMBERS:
        entry.wrong("key", f"is none of {', '.join(NUMBERS)}")
    entry.done()
    return number


def _duty(entry: _Entry) -> Duty:
    duty = Duty(
        kind=entry.kind("kind", DutyKind),
        days=entry.number("days"),
        valid_from=entry.day(),
        law=entry.text("law"),
        sentence=entry.sentence(),
    )
    entry.done()
    return duty


def _twice(policy: DisclosurePolicy) -> list[str]:
    """Name what is there twice for the same day: nobody could say which one holds."""
    names = [
        *(f"allow_list {one.allow_list.ground} of {one.valid_from}" for one in policy.lists),
        *(f"notice of {one.valid_from}" for one in policy.notices),
        *(f"number {one.key} of {one.valid_from}" for one in policy.numbers),
        *(f"duty {one.kind} of {one.valid_from}" for one in policy.duties),
    ]
    return [f"{name} is there twice" for name in dict.fromkeys(names) if names.count(name) > 1]

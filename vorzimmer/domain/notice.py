"""`policy/notice/*.toml`: the privacy notice as numbered promises, in versions; and whether it names all that is held.

Text in, entries out. A number of a rule is never written in a text but filled in from the policy of retention, and the reader sees to it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from vorzimmer.domain.catalogue import Capacity, Category, Datum, Purpose, Rule
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.retention import Period, RetentionRule, Rules, version_for, versions_of
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY

LANGUAGES = ("de", "en")
FACTS = ("controller", "address", "contact", "officer", "authority", "processors", "bureaus", "addresses", "enquiry.end", "sla")
"""What may stand in braces besides the rules: who the agency is, whom it uses, and numbers that are no rule of retention."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
_ID = re.compile(r"P-[0-9]{2}[a-z]?")
_SENTENCE = re.compile(r"S[1-9][0-9]?")
_DECISION = re.compile(r"D-[0-9]{2}")
_WORDS = "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen"
_UNITS = r"Minuten?|Stunden?|Tagen?|Tage|Wochen?|Monaten?|Monate|Jahren?|Jahre|minutes?|hours?|days?|weeks?|months?|years?"
_WRITTEN = re.compile(rf"\b([0-9]+|{_WORDS})[ \u00a0]({_UNITS})\b", re.IGNORECASE)
_UNIT_AFTER: Mapping[Period, re.Pattern[str]] = MappingProxyType(
    {
        Period.ELAPSED_MINUTES: re.compile(r" (Minuten?|minutes?)\b"),
        Period.ELAPSED_HOURS: re.compile(r" (Stunden?|hours?)\b"),
        Period.ROLLING_DAYS: re.compile(r" (Tagen?|Tage|days?)\b"),
        Period.ROLLING_MONTHS: re.compile(r" (Monaten?|Monate|months?)\b"),
        Period.END_OF_YEAR_PLUS: re.compile(r" (Jahren?|Jahre|years?)\b"),
    }
)
KEYS = frozenset(
    "id part heading de en rules categories purposes capacity norms decisions sentences recipients open".split()  # noqa: SIM905  (a list of words)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter of the notice: its title by language."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A numbered promise. `heading` and `text` are by language; `rules` keep it.

    It names the kinds of data of its `categories` that are held for its `purposes`, under its `rules`, in its `capacity` (None: in both).
    `sentences` are those of the reference notice that it answers to ("S31"), `open` is what the agency's lawyer has to confirm.
    """

    id: str
    part: str
    heading: Mapping[str, str]
    text: Mapping[str, str]
    norms: tuple[str, ...]
    rules: frozenset[Rule] = frozenset()
    categories: frozenset[Category] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    capacity: Capacity | None = None
    decisions: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    recipients: frozenset[RecipientKind] = frozenset()
    open: str = ""

    def names(self, datum: Datum) -> bool:
        """Whether it says of a datum that it is held, what for, and by which rule it goes."""
        return (
            datum.category in self.categories
            and datum.purpose in self.purposes
            and (datum.rule in self.rules or (datum.rule in WITHOUT_ENTRY and bool(self.rules)))
            and self.capacity in {None, datum.capacity}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """A version of the notice, in force from a day on. `bureaus` is the version of the entry in `policy/disclosure.toml` that it prints."""

    version: str
    valid_from: date
    bureaus: str
    parts: tuple[Part, ...]
    promises: tuple[Promise, ...]

    def of_part(self, part: Part) -> tuple[Promise, ...]:
        """Give the promises of a chapter."""
        return tuple(promise for promise in self.promises if promise.part == part.id)

    def names(self, datum: Datum) -> bool:
        """Whether some promise names this datum; what is about nobody needs no promise."""
        return datum.category is Category.NONE or any(promise.names(datum) for promise in self.promises)

    @property
    def recipients(self) -> frozenset[RecipientKind]:
        """Give the kinds of recipients that it names."""
        return frozenset().union(*(promise.recipients for promise in self.promises))


class NoNotice(LookupError):
    """No version of the notice is in force on a day."""


def in_force(notices: Iterable[PrivacyNotice], day: date) -> PrivacyNotice:
    """Give the version that holds on a day: the latest that has begun. Raises NoNotice."""
    begun = [notice for notice in notices if notice.valid_from <= day]
    if not begun:
        raise NoNotice(f"no version of the privacy notice is in force on {day}")
    return max(begun, key=lambda notice: notice.valid_from)


def unnamed(notice: PrivacyNotice, catalogue: Mapping[str, Datum]) -> list[str]:
    """Name the entries of the catalogue that the notice does not name: it may not be published while there are any."""
    return sorted(key for key, datum in catalogue.items() if not notice.names(datum))


def figures(rules: Rules, day: date) -> dict[str, str]:
    """Give the length of every rule that has one, as it stands for what starts on a day: {"R-ABR": "6"}."""
    found = (version_for(versions_of(rules, rule), day) for rule in Rule if rule not in WITHOUT_ENTRY)
    return {rule.rule.value: str(rule.length) for rule in found if rule.length}


def places_in(text: str) -> list[str]:
    """Name what stands in braces in a text."""
    return _PLACE.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into the places of a text. Raises KeyError for a place without one."""
    return _PLACE.sub(lambda place: values[place.group(1)], text)


def misfits(notice: PrivacyNotice, rules: Rules) -> list[str]:
    """Name places of the texts that do not fit the rules: of a rule that the promise does not name, without a length, in another unit."""
    found = []
    for promise in notice.promises:
        for language in LANGUAGES:
            for place in _PLACE.finditer(promise.text[language]):
                if place.group(1) not in FACTS:
                    found += _misfit(promise, place, versions_of(rules, Rule(place.group(1)))[-1], f"{promise.id} ({language})")
    return found


def _misfit(promise: Promise, place: re.Match[str], rule: RetentionRule, where: str) -> list[str]:
    if rule.rule not in promise.rules:
        return [f"{where}: {rule.rule} is in the text, but not among its rules"]
    if rule.period not in _UNIT_AFTER:
        return [f"{where}: {rule.rule} has no length that could be filled in"]
    if not _UNIT_AFTER[rule.period].match(place.string, place.end()):
        return [f"{where}: {rule.rule} counts {rule.period}, and another unit stands after it"]
    return []


# --- reading ---------------------------------------------------------------------------------------------------------------


def read_notice(text: str) -> PrivacyNotice:
    """Read one version. Raises PolicyWrong for text that is no TOML, and for a wrong, unknown, doubled or missing entry."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong(f"a policy is written in TOML: {error}") from error
    unknown = data.keys() - {"version", "valid_from", "bureaus", "part", "promise"}
    if unknown:
        raise PolicyWrong(f"a notice has no “{min(unknown)}”")
    version, valid_from = data.get("version"), data.get("valid_from")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise PolicyWrong('a notice needs its version, as in version = "1"')
    if type(valid_from) is not date:
        raise PolicyWrong(f"notice {version} needs the day from which it holds: valid_from = 2027-01-01")
    parts = tuple(Part(id=_text(row, "id", "a part"), title=_both(row, f"part “{row.get('id')}”")) for row in _rows(data, "part"))
    promises = tuple(_promise(row, {part.id for part in parts}) for row in _rows(data, "promise"))
    for names in ([part.id for part in parts], [promise.id for promise in promises]):
        if doubled := [name for name in names if names.count(name) > 1]:
            raise PolicyWrong(f"notice {version}: “{doubled[0]}” is there twice")
    return PrivacyNotice(version=version, valid_from=valid_from, bureaus=_text(data, "bureaus", "a notice"), parts=parts, promises=promises)


def read_notices(texts: Iterable[str]) -> tuple[PrivacyNotice, ...]:
    """Read all versions, the oldest first. Raises PolicyWrong, also when two have one number or one day."""
    notices = sorted((read_notice(text) for text in texts), key=lambda notice: notice.valid_from)
    if len({notice.version for notice in notices}) < len(notices) or len({notice.valid_from for notice in notices}) < len(notices):
        raise PolicyWrong("two versions of the notice have one number, or begin on one day")
    return tuple(notices)


def _promise(row: Mapping[str, Any], parts: set[str]) -> Promise:
    name = _text(row, "id", "a promise")
    where = f"promise “{name}”"
    if not _ID.fullmatch(name):
        raise PolicyWrong(f"{where} needs an id like P-31")
    if unknown := row.keys() - KEYS:
        raise PolicyWrong(f"{where} has no “{min(unknown)}”; there are: {', '.join(sorted(KEYS))}")
    if row.get("part") not in parts:
        raise PolicyWrong(f"{where}: part “{row.get('part')}” is unknown; there are: {', '.join(sorted(parts))}")
    heading = row.get("heading", {})
    promise = Promise(
        id=name,
        part=row["part"],
        heading=_both(heading if isinstance(heading, dict) else {}, f"the heading of {where}"),
        text=_both(row, where),
        norms=_texts(row, "norms", where),
        rules=frozenset(_codes(row, "rules", Rule, where)),
        categories=frozenset(_codes(row, "categories", Category, where)),
        purposes=frozenset(_codes(row, "purposes", Purpose, where)),
        capacity=next(iter(_codes({"capacity": [row["capacity"]]}, "capacity", Capacity, where)), None) if "capacity" in row else None,
        decisions=_texts(row, "decisions", where, _DECISION),
        sentences=_texts(row, "sentences", where, _SENTENCE),
        recipients=frozenset(_codes(row, "recipients", RecipientKind, where)),
        open=_text(row, "open", where) if "open" in row else "",
    )
    _check(promise, where)
    return promise


def _check(promise: Promise, where: str) -> None:
    if not promise.norms:
        raise PolicyWrong(f"{where} needs its law: norms = ['Art. 13 GDPR']")
    if promise.rules & WITHOUT_ENTRY:
        raise PolicyWrong(f"{where}: “{min(promise.rules & WITHOUT_ENTRY)}” has no time of its own")
    known = {*FACTS, *(rule.value for rule in Rule if rule not in WITHOUT_ENTRY)}
    for text in promise.text.values():
        if wrong := [place for place in places_in(text) if place not in known]:
            raise PolicyWrong(f"{where}: “{{{wrong[0]}}}” is nothing that could be filled in")
        if written := _WRITTEN.search(_PLACE.sub("{}", text)):
            raise PolicyWrong(f"{where}: “{written.group()}” is written out; numbers come from the rules, as in {{R-ABR}}")
    first, second = (sorted(places_in(promise.text[language])) for language in LANGUAGES)
    if first != second:
        raise PolicyWrong(f"{where} does not name the same numbers in both languages")


def _rows(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise PolicyWrong(f"entries begin with [[{key}]], and there is one at least")
    return rows


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PolicyWrong(f"{where} needs “{key}”")
    return value.strip()


def _both(row: Mapping[str, Any], where: str) -> Mapping[str, str]:
    return MappingProxyType({language: _text(row, language, where) for language in LANGUAGES})


def _texts(row: Mapping[str, Any], key: str, where: str, form: re.Pattern[str] | None = None) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise PolicyWrong(f"{where}: “{key}” is a list of texts")
    if wrong := [value for value in values if form and not form.fullmatch(value)]:
        raise PolicyWrong(f"{where}: “{wrong[0]}” is none of its {key}")
    return tuple(values)


def _codes(row: Mapping[str, Any], key: str, kind: Any, where: str) -> list[Any]:
    try:
        return [kind(value) for value in _texts(row, key, where)]
    except ValueError as error:
        raise PolicyWrong(f"{where}: {error}; there are: {', '.join(kind)}") from None

"""`policy/retention.toml`: the rules of retention as data. An entry without its law does not load, nor does a file that lacks a rule."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.retention import WITHOUT_LENGTH, Hold, Manner, Period, RetentionRule, Rules, Start, versions_of

WITHOUT_ENTRY = frozenset({Rule.WITH_RECORD, Rule.NO_PERSON})
"""What goes with another record, and what is about nobody, has no time of its own."""

_KEYS = frozenset({"rule", "start", "fallback", "period", "length", "holds", "manner", "from", "law", "sentence", "note"})
_Code = TypeVar("_Code", bound=StrEnum)


def read_rules(text: str) -> Rules:
    """Read the `[[rule]]` entries. Raises `PolicyWrong` for a wrong, unknown, doubled or missing one."""
    try:
        rows = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong(f"a policy is written in TOML: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PolicyWrong("entries begin with [[rule]]")
    found: dict[tuple[Rule, date], RetentionRule] = {}
    for row in rows:
        rule = _rule(row)
        if (rule.rule, rule.from_on) in found:
            raise PolicyWrong(f"entry “{rule.rule}” is there twice from {rule.from_on}")
        found[rule.rule, rule.from_on] = rule
    missing = set(Rule) - WITHOUT_ENTRY - {rule.rule for rule in found.values()}
    if missing:
        raise PolicyWrong(f"entries are missing: {', '.join(sorted(missing))}")
    for name in {each.rule for each in found.values()}:
        if len({each.counts_moments for each in versions_of(tuple(found.values()), name)}) > 1:
            raise PolicyWrong(f"entry “{name}” counts days in one version and hours in another")
    return tuple(found.values())


def _rule(row: Mapping[str, Any]) -> RetentionRule:
    name = row.get("rule")
    rule = _code(name, "rule", row.get("rule"), Rule)
    if rule in WITHOUT_ENTRY:
        raise PolicyWrong(f"“{rule}” has no time of its own")
    unknown = row.keys() - _KEYS
    if unknown:
        raise PolicyWrong(f"entry “{rule}” has no “{min(unknown)}”; there are: {', '.join(sorted(_KEYS))}")
    law, from_on, holds = row.get("law"), row.get("from"), row.get("holds", [])
    if not isinstance(law, str) or not law.strip():
        raise PolicyWrong(f"entry “{rule}” needs its law")
    if type(from_on) is not date:
        raise PolicyWrong(f"entry “{rule}” needs the day from which it counts: from = 2026-01-01")
    if not isinstance(holds, list):
        raise PolicyWrong(f"entry “{rule}” needs a list of holds, as in holds = ['unpaid']")
    period = _code(name, "period", row.get("period"), Period)
    fallback = row.get("fallback")
    return RetentionRule(
        rule=rule,
        start=_code(name, "start", row.get("start"), Start),
        fallback=None if fallback is None else _code(name, "fallback", fallback, Start),
        period=period,
        length=_length(rule, period, row.get("length", 0)),
        holds=frozenset(_code(name, "holds", hold, Hold) for hold in holds),
        manner=_code(name, "manner", row.get("manner", Manner.DELETE.value), Manner),
        from_on=from_on,
        law=law.strip(),
        sentence=str(row.get("sentence", "")),
        note=str(row.get("note", "")),
    )


def _length(rule: Rule, period: Period, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PolicyWrong(f"entry “{rule}” needs a length: a whole number")
    if (period in WITHOUT_LENGTH) != (value == 0):
        raise PolicyWrong(f"entry “{rule}”: {period} has {'no' if value else 'a'} length")
    return value


def _code(name: object, key: str, value: object, kind: type[_Code]) -> _Code:
    try:
        return kind(str(value))
    except ValueError:
        raise PolicyWrong(f"entry “{name}”: {key} “{value}” is unknown; there are: {', '.join(kind)}") from None


def digest(rules: Rules, rule: Rule | None = None) -> str:
    """Give the SHA-256, in hexadecimal, of what the policy says: of one rule in all its versions, or of all of them.

    Wording (law, sentence, note) does not count: who corrects a quotation has changed no rule.
    """
    lines = ["|".join(_parts(each)) for each in rules if rule is None or each.rule is rule]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _parts(rule: RetentionRule) -> tuple[str, ...]:
    holds = ",".join(sorted(rule.holds))
    return (rule.rule, str(rule.from_on), rule.start, rule.fallback or "", rule.period, str(rule.length), holds, rule.manner)

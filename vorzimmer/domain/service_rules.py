"""The numbers of the service ladder, read from `policy/service.toml`: text in, rules by step and day out."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """How much of the service a customer has, from all of it to nothing, in this order."""

    FULL = "full"
    WARNED = "warned"
    NO_SMS = "no_sms"
    VOICEMAIL_ONLY = "voicemail_only"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """What must be the case for a step: undisputed cents and invoices in default, days since then, and days of notice.

    A notice counts as received `receipt_days` after it was sent; `notice_days` are full days after that. `days_after_step_before`: so
    long the step before must have held. `consumers`: whether it may be taken towards consumers. `lawyer`: what is not settled.
    """

    key: Step
    valid_from: date
    law: str
    least_cents: int
    least_invoices: int
    least_days_in_default: int
    notice_days: int
    receipt_days: int
    days_after_step_before: int
    consumers: bool
    lawyer: str = ""


class NoRule(LookupError):
    """No entry says anything about this step on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRules:
    """The entries of each step, the oldest first."""

    steps: Mapping[Step, Sequence[StepRule]]

    def on(self, step: Step, day: date) -> StepRule:
        """Give the entry that holds for a step on a day. Raises NoRule when none does."""
        begun = [rule for rule in self.steps.get(step, ()) if rule.valid_from <= day]
        if not begun:
            raise NoRule(f"policy/service.toml says nothing about {step.value} on {day}")
        return begun[-1]


_TYPES: Mapping[str, tuple[type, str]] = {
    "valid_from": (date, "a day like 2021-12-01"),
    "law": (str, "the law that it follows, in words"),
    "lawyer": (str, "words"),
    "consumers": (bool, "true or false"),
    **{field.name: (int, "a whole number, 0 or more") for field in fields(StepRule) if field.type is int},
}
_OPTIONAL = frozenset({"lawyer"})


def read_rules(text: str) -> ServiceRules:
    """Read `policy/service.toml`. Raises ValueError that says which entry is wrong, where, and what would be right."""
    found: dict[Step, list[StepRule]] = {step: [] for step in Step if step is not Step.FULL}
    for row in tomllib.loads(text).get("step", ()):
        rule = _read_rule(row)
        if any(other.valid_from == rule.valid_from for other in found[rule.key]):
            raise ValueError(f"{rule.key.value}: two entries hold from {rule.valid_from}; each needs a day of its own")
        found[rule.key].append(rule)
    for step, entries in found.items():
        if not entries:
            raise ValueError(f"{step.value}: no entry; every step needs one")
        entries.sort(key=lambda rule: rule.valid_from)
    return ServiceRules(steps={step: tuple(entries) for step, entries in found.items()})


def _read_rule(row: Mapping[str, Any]) -> StepRule:
    key = row.get("key", "")
    steps = [step.value for step in Step if step is not Step.FULL]
    if key not in steps:
        raise ValueError(f"{key!r} is no step; the steps are {', '.join(steps)}")
    unknown = sorted(set(row) - set(_TYPES) - {"key"})
    if unknown:
        raise ValueError(f"{key}: {unknown[0]} is not known; known are {', '.join(_TYPES)}")
    for name, (kind, right) in _TYPES.items():
        if name in _OPTIONAL and name not in row:
            continue
        if not _fits(row.get(name), kind):
            raise ValueError(f"{key}: {name} must be {right}")
    return StepRule(**{**row, "key": Step(key)})


def _fits(value: object, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    return type(value) is kind and (kind is not int or value >= 0)  # type: ignore[operator]  # it is an int

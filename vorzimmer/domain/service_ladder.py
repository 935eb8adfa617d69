"""The service ladder: which part of the service is withheld from a customer in default, when a step may be announced and when it may hold.

Steps go up one at a time, each told before it holds; all is given back at once. The claim goes its own way (law.md 4.5). Amounts
are cents. What is disputed does not count, and a step holds no longer than its reason (TKG §61(4), (6), (7)).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import NO_HOLIDAYS, Holidays, working_day_from
from vorzimmer.domain.service_rules import ServiceRules, Step, StepRule

_S = Step
_DAY = timedelta(days=1)

TABLE: Mapping[Step, frozenset[Step]] = MappingProxyType(
    {
        _S.FULL: frozenset({_S.WARNED}),
        _S.WARNED: frozenset({_S.NO_SMS, _S.FULL}),
        _S.NO_SMS: frozenset({_S.VOICEMAIL_ONLY, _S.FULL}),
        _S.VOICEMAIL_ONLY: frozenset({_S.STOPPED, _S.FULL}),
        _S.STOPPED: frozenset({_S.FULL}),
    }
)

REDUCED = frozenset({_S.NO_SMS, _S.VOICEMAIL_ONLY, _S.STOPPED})
"""Something is withheld; no SMS leaves."""
NOT_DISTRIBUTED = frozenset({_S.VOICEMAIL_ONLY, _S.STOPPED})
"""Calls are not put to operators."""


def next_step(step: Step) -> Step | None:
    """Say which step comes after this one; None after the last."""
    return next((up for up in TABLE[step] if up is not _S.FULL), None)


# --- what holds --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the log: on `told_on` the customer was told that the step holds from `from_on`. FULL gives everything back."""

    step: Step
    told_on: date
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds on a day and since when (None: always), and what is announced for a later day."""

    step: Step = _S.FULL
    since: date | None = None
    announced: Told | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing is withheld, warned of or announced."""
        return self.step is _S.FULL and self.announced is None


def standing(log: Iterable[Told], day: date) -> Standing:
    """Read from the log, in the order in which it was written, how things stand on a day. What was told later does not count.

    Who is given everything back is free of what was announced before, too.
    """
    live: list[Told] = []
    for told in (line for line in log if line.told_on <= day):
        if told.step is _S.FULL:
            live.clear()
        live.append(told)
    begun = [told for told in live if told.from_on <= day]
    ahead = [told for told in live if told.from_on > day]
    step, since = (begun[-1].step, begun[-1].from_on) if begun else (_S.FULL, None)
    return Standing(step=step, since=since, announced=ahead[-1] if ahead else None)


def in_force(log: Iterable[Told], day: date) -> Step:
    """Say which step holds on a day."""
    return standing(log, day).step


# --- what may be done --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears:
    """What a customer owes in default: cents in all, how many of them he disputes, in how many undisputed invoices, and since when."""

    cents: int = 0
    disputed: int = 0
    invoices: int = 0
    since: date | None = None

    @property
    def counting(self) -> int:
        """The cents that count: those that he does not dispute (TKG §61(4) sentence 3)."""
        return max(self.cents - self.disputed, 0)

    def days(self, day: date) -> int:
        """For how many days he has been in default."""
        return 0 if self.since is None else max((day - self.since).days, 0)


class StepAllowed(StrEnum):
    """Why a step may be announced, or hold."""

    IN_DEFAULT = "in_default"
    NOTICE_OVER = "notice_over"


class StepRefused(StrEnum):
    """Why a step may not be announced, or may not hold."""

    NOT_SERVED = "not_served"
    ANNOUNCED_ALREADY = "announced_already"
    NOT_NEXT = "not_next"
    NOT_FOR_CONSUMERS = "not_for_consumers"
    NOTHING_IN_DEFAULT = "nothing_in_default"
    DISPUTED = "disputed"
    TOO_LITTLE = "too_little"
    NOT_REPEATED = "not_repeated"
    TOO_YOUNG = "too_young"
    NO_ADDRESS = "no_address"
    NEEDS_PERSON = "needs_person"
    NOT_TOLD = "not_told"
    TOO_SOON = "too_soon"


Answer = Allowed[StepAllowed] | Refused[StepRefused]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a customer when a step is wanted.

    `is_served`: his calls are answered at all. `has_address`: he can be told. `is_delicate`: he is bound to secrecy (§203 StGB) or has an
    emergency line, so that a person must have `decided`. `was_reached`: the notice of the announced step has left; one that
    came back tells nobody anything.
    """

    wanted: Step
    standing: Standing = field(default_factory=Standing)
    arrears: Arrears = field(default_factory=Arrears)
    is_consumer: bool = False
    is_served: bool = True
    has_address: bool = True
    is_delicate: bool = False
    decided: bool = False
    was_reached: bool = True


def may_announce(facts: Facts, rules: ServiceRules, day: date) -> Answer:
    """Say whether the wanted step may be told to the customer on this day."""
    stands, wanted = facts.standing, facts.wanted
    before = (
        (StepRefused.NOT_SERVED, not facts.is_served),
        (StepRefused.ANNOUNCED_ALREADY, stands.announced is not None),
        (StepRefused.NOT_NEXT, wanted is _S.FULL or wanted not in TABLE[stands.step]),
    )
    after = (
        (StepRefused.NO_ADDRESS, not facts.has_address),
        (StepRefused.NEEDS_PERSON, facts.is_delicate and wanted in REDUCED and not facts.decided),
    )
    refused = _first(before) or _stands_in_the_way(facts, rules.on(wanted, day), day) or _first(after)
    return Allowed(reason=StepAllowed.IN_DEFAULT) if refused is None else Refused(reason=refused)


def may_step(facts: Facts, rules: ServiceRules, day: date, holidays: Holidays = NO_HOLIDAYS) -> Answer:
    """Say whether the wanted step, which was announced, may hold on this day: the notice is over, and the reason is still there."""
    told = facts.standing.announced
    if told is None or told.step is not facts.wanted or not facts.was_reached:
        return Refused(reason=StepRefused.NOT_TOLD)
    rule = rules.on(facts.wanted, told.told_on)
    refused = _stands_in_the_way(facts, rule, day)
    if refused is not None:
        return Refused(reason=refused)
    if day < max(told.from_on, earliest(rule, told.told_on, facts.standing.since, holidays)):
        return Refused(reason=StepRefused.TOO_SOON)
    return Allowed(reason=StepAllowed.NOTICE_OVER)


def _stands_in_the_way(facts: Facts, rule: StepRule, day: date) -> StepRefused | None:
    """Say what of the law or of the agency's own numbers is not fulfilled."""
    arrears = facts.arrears
    found = (
        (StepRefused.NOT_FOR_CONSUMERS, facts.is_consumer and not rule.consumers),
        (StepRefused.NOTHING_IN_DEFAULT, arrears.cents <= 0),
        (StepRefused.DISPUTED, arrears.counting < rule.least_cents <= arrears.cents),
        (StepRefused.TOO_LITTLE, arrears.counting < rule.least_cents),
        (StepRefused.NOT_REPEATED, arrears.invoices < rule.least_invoices),
        (StepRefused.TOO_YOUNG, arrears.days(day) < rule.least_days_in_default),
    )
    return _first(found)


def _first(found: Iterable[tuple[StepRefused, bool]]) -> StepRefused | None:
    return next((reason for reason, holds in found if holds), None)


def pay_by(rule: StepRule, told_on: date, holidays: Holidays = NO_HOLIDAYS) -> date:
    """Say the last day on which a payment keeps the step from holding: the notice is over then, never on a weekend or holiday (BGB §193).

    The day on which the notice is received does not count (BGB §187(1)).
    """
    return working_day_from(told_on + (rule.receipt_days + rule.notice_days) * _DAY, holidays)


def earliest(rule: StepRule, told_on: date, since: date | None = None, holidays: Holidays = NO_HOLIDAYS) -> date:
    """Say the first day on which a step may hold that is told on `told_on`; `since` is the day from which the step before holds."""
    first = told_on if not rule.notice_days else pay_by(rule, told_on, holidays) + _DAY
    return first if since is None else max(first, since + rule.days_after_step_before * _DAY)


# --- giving it back ----------------------------------------------------------------------------------------------------


class LineReason(StrEnum):
    """Why a line was written."""

    ARREARS = "arrears"
    PAID = "paid"
    DISPUTED = "disputed"
    NOT_TOLD = "not_told"
    AGREED = "agreed"
    MISTAKE = "mistake"


BY_HAND = (LineReason.PAID, LineReason.DISPUTED, LineReason.AGREED, LineReason.MISTAKE)
"""Why a person may give everything back."""


_WHY: Mapping[StepRefused, LineReason] = MappingProxyType(
    {
        StepRefused.NOT_TOLD: LineReason.NOT_TOLD,
        StepRefused.DISPUTED: LineReason.DISPUTED,
        StepRefused.NOTHING_IN_DEFAULT: LineReason.PAID,
        StepRefused.TOO_LITTLE: LineReason.PAID,
        StepRefused.NOT_REPEATED: LineReason.PAID,
        StepRefused.TOO_YOUNG: LineReason.PAID,
    }
)
"""What has become of the arrears when an announced step may not hold any more; whatever else stands in its way was there before."""


def over_because(facts: Facts, rules: ServiceRules, day: date, holidays: Holidays = NO_HOLIDAYS) -> LineReason | None:
    """Say why everything must be given back on this day; None while the reason persists (TKG §61(7)). `wanted` is not looked at.

    What is announced must be able to hold on its day; what holds needs its amount in default, and a notice that has left.
    """
    stands = facts.standing
    if stands.announced is not None:
        announced = replace(facts, wanted=stands.announced.step)
        answer = may_step(announced, rules, max(day, stands.announced.from_on), holidays)
        return _WHY.get(answer.reason, LineReason.MISTAKE) if isinstance(answer, Refused) else None
    if stands.step is _S.FULL:
        return None
    if not facts.was_reached:
        return LineReason.NOT_TOLD
    least = rules.on(stands.step, day).least_cents
    if facts.arrears.counting >= least:
        return None
    return LineReason.DISPUTED if facts.arrears.cents >= least else LineReason.PAID

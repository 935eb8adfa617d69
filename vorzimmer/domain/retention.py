"""How long data are kept: each rule says from which event on, for how long, and what may hold them longer (law.md 1.0, 2.3).

Two faces of one rule: `decide` answers for one record, `bound` says for a whole table which start is the latest that is due. Both read
the same entry of `policy/retention.toml`. Days are civil days of Berlin, and none is shifted for a weekend (D-05).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import add_months, add_years, berlin_date, elapsed, end_of_day, end_of_month

_DAY = timedelta(days=1)
_YEAR_END = (12, 31)


class Start(StrEnum):
    """The event from which a rule counts."""

    CONTRACT_ENDED = "contract_ended"
    """The last civil day on which the last contract was in force (D-22)."""
    INVOICE_SENT = "invoice_sent"
    """The civil day on which the invoice left our sphere (D-26)."""
    DONE = "done"
    """The day, or the moment, of what the record is about: a call, a sign-in, a disclosure, a message that was closed."""
    WRITTEN = "written"
    """The civil day on which a document was made, received or sent off."""
    LAST_USED = "last_used"
    """The civil day on which it was used last."""
    CLOSED = "closed"
    """The civil day on which it was dealt with."""
    LEFT = "left"
    """The last civil day of somebody in his role."""


class Period(StrEnum):
    """How the time is counted. The length is in the unit that the name says; those without one have a length of 0."""

    AT_ONCE = "at_once"
    """When the day of the start is over (D-02)."""
    ROLLING_DAYS = "rolling_days"
    ROLLING_MONTHS = "rolling_months"
    """The same day number so many months later, or the last day of a shorter month (BGB §188(2), (3))."""
    END_OF_FOLLOWING_CALENDAR_YEAR = "end_of_following_calendar_year"
    END_OF_YEAR_PLUS = "end_of_year_plus"
    """The end of the calendar year of the start, and so many years."""
    ELAPSED_HOURS = "elapsed_hours"
    """So many hours that have really passed (D-06); the start is a moment."""
    ELAPSED_MINUTES = "elapsed_minutes"


class Hold(StrEnum):
    """Why data may be kept beyond their time. There is no other reason, and a rule names those that it accepts (D-08)."""

    UNPAID = "unpaid"
    OBJECTION = "objection"
    INCIDENT = "incident"
    ABUSE = "abuse"
    TAX_ASSESSMENT = "tax_assessment"


class Manner(StrEnum):
    """How the data go."""

    DELETE = "delete"
    DETACH = "detach"
    """What says who somebody is goes; the record stays, because a longer rule keeps it."""
    DESTROY_KEY = "destroy_key"
    """The key goes with which the data are sealed; the record stays, because a longer rule keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """One rule as it holds from a day on: for what starts on that day or later, and the first one also for what started before.

    So a change never lengthens what was promised for older data. `fallback` is the start where the usual one is missing (D-09).
    """

    rule: Rule
    start: Start
    period: Period
    length: int
    manner: Manner
    from_on: date
    law: str
    sentence: str = ""
    note: str = ""
    fallback: Start | None = None
    holds: frozenset[Hold] = frozenset()

    @property
    def counts_moments(self) -> bool:
        """Whether it counts from a moment, not from a day."""
        return self.period in _ELAPSED


Rules = Sequence[RetentionRule]
"""All versions of all rules."""

_ELAPSED: Mapping[Period, timedelta] = MappingProxyType(
    {Period.ELAPSED_HOURS: timedelta(hours=1), Period.ELAPSED_MINUTES: timedelta(minutes=1)}
)
WITHOUT_LENGTH = frozenset({Period.AT_ONCE, Period.END_OF_FOLLOWING_CALENDAR_YEAR})


def _end_of_year(day: date, years: int) -> date:
    return add_years(day.replace(month=_YEAR_END[0], day=_YEAR_END[1]), years)


_LAST_DAYS: Mapping[Period, Callable[[date, int], date]] = MappingProxyType(
    {
        Period.AT_ONCE: lambda start, _length: start,
        Period.ROLLING_DAYS: lambda start, length: start + length * _DAY,
        Period.ROLLING_MONTHS: add_months,
        Period.END_OF_FOLLOWING_CALENDAR_YEAR: lambda start, _length: _end_of_year(start, 1),
        Period.END_OF_YEAR_PLUS: _end_of_year,
    }
)


def last_day(rule: RetentionRule, start: date) -> date:
    """Say the last civil day on which something is kept that started on this day. Raises ValueError for a rule that counts hours."""
    if rule.counts_moments:
        raise ValueError(f"{rule.rule} counts from a moment")
    return _LAST_DAYS[rule.period](start, rule.length)


def erase_at(rule: RetentionRule, start: date | datetime) -> datetime:
    """Say the moment from which on nobody may read it, in UTC (D-02, D-06).

    A moment as the start of a rule that counts days means its civil day. Raises ValueError for a day where a moment is needed.
    """
    if rule.counts_moments:
        if not isinstance(start, datetime):
            raise ValueError(f"{rule.rule} counts from a moment, not from the day {start}")
        return elapsed(start, rule.length * _ELAPSED[rule.period])
    return end_of_day(last_day(rule, civil_day(start)))


def civil_day(start: date | datetime) -> date:
    """Say the Berlin civil day of a start (D-01)."""
    return berlin_date(start) if isinstance(start, datetime) else start


# --- one record ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold keeps the record up to and with the day `until`; None: it lasts. Whoever knows of holds has judged that it counts."""

    because: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The customer ordered a shorter time (D-15): so many months after the day `begins_on`. It shortens, and never lengthens."""

    begins_on: date
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a record: when its rule started for it (None: not yet, or nobody knows), and what holds it.

    `fallback` is the start that counts where the usual one is missing.
    """

    start: date | datetime | None
    fallback: date | datetime | None = None
    cap: Cap | None = None
    held: Sequence[Held] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """It is kept up to the moment `until` (UTC); None: nobody can say yet. `because`: the holds that lengthen it."""

    rule: Rule
    until: datetime | None
    because: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """It is to be erased; since this moment (UTC) nobody reads it."""

    rule: Rule
    since: datetime


def decide(rules: Rules, rule: Rule, facts: Facts, at: datetime) -> Kept | Due:
    """Say whether a record is kept at a moment and until when, or since when it is due. Raises KeyError for a rule without an entry."""
    versions = versions_of(rules, rule)
    start = facts.start if facts.start is not None else facts.fallback
    ends = [] if start is None else [erase_at(version_for(versions, start), start)]
    if facts.cap is not None:
        ends.append(end_of_day(add_months(facts.cap.begins_on, facts.cap.months)))
    if not ends:
        return Kept(rule=rule, until=None)
    accepted = versions[-1].holds if start is None else version_for(versions, start).holds
    until, because = _lengthened(min(ends), [each for each in facts.held if each.because in accepted])
    if until is not None and at >= until:
        return Due(rule=rule, since=until)
    return Kept(rule=rule, until=until, because=because)


def _lengthened(base: datetime, held: Iterable[Held]) -> tuple[datetime | None, tuple[Hold, ...]]:
    """After the last hold nothing begins anew: the data go when its last day is over, or at their own time if that is later."""
    until: datetime | None = base
    because = set()
    for each in held:
        ends = None if each.until is None else end_of_day(each.until)
        if ends is not None and ends <= base:
            continue
        because.add(Hold(each.because))
        until = None if until is None or ends is None else max(until, ends)
    return until, tuple(hold for hold in Hold if hold in because)


# --- a whole table -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Starts that are due: civil days from `first` (None: from ever) to `last`, both included."""

    first: date | None
    last: date


def bound(rule: RetentionRule, at: datetime) -> date | datetime:
    """Say the latest start that is due at a moment: a civil day, or a moment for a rule that counts hours."""
    if rule.counts_moments:
        return elapsed(at, -rule.length * _ELAPSED[rule.period])
    today = berlin_date(at)
    over = today - _DAY  # the last day that is over
    if rule.period is Period.AT_ONCE:
        return over
    if rule.period is Period.ROLLING_DAYS:
        return over - rule.length * _DAY
    if rule.period is Period.ROLLING_MONTHS:
        return months_bound(rule.length, at)
    years = 1 if rule.period is Period.END_OF_FOLLOWING_CALENDAR_YEAR else rule.length
    return date(today.year - 1 - years, *_YEAR_END)


def months_bound(months: int, at: datetime) -> date:
    """Say the latest civil day from which so many months are over at a moment."""
    over = berlin_date(at) - _DAY
    day = add_months(over, -months)
    return end_of_month(day) if over == end_of_month(over) else day


def windows(rules: Rules, rule: Rule, at: datetime) -> tuple[Window, ...]:
    """Say which starts are due at a moment, over all versions of a rule that counts days. Raises KeyError, ValueError."""
    found = []
    versions = versions_of(rules, rule)
    for version, follower in zip(versions, [*versions[1:], None], strict=True):
        latest = bound(version, at)
        if isinstance(latest, datetime):
            raise ValueError(f"{rule} counts from a moment")  # noqa: TRY004  (the type follows from the rule, not from the caller)
        first = None if version is versions[0] else version.from_on
        last = latest if follower is None else min(latest, follower.from_on - _DAY)
        if first is None or first <= last:
            found.append(Window(first=first, last=last))
    return tuple(found)


# --- which entry counts ------------------------------------------------------------------------------------------------------


def versions_of(rules: Rules, rule: Rule) -> tuple[RetentionRule, ...]:
    """Give the versions of a rule, the oldest first. Raises KeyError for a rule without an entry."""
    found = sorted((each for each in rules if each.rule is rule), key=lambda each: each.from_on)
    if not found:
        raise KeyError(rule)
    return tuple(found)


def version_for(versions: Sequence[RetentionRule], start: date | datetime) -> RetentionRule:
    """Say which version counts for a start: the latest that had begun by then, else the first."""
    begun = [each for each in versions if each.from_on <= civil_day(start)]
    return begun[-1] if begun else versions[0]

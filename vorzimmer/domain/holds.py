"""How long billing data are kept, and what holds them longer: the closed list of law.md S33. Who does not know a reason, holds nothing.

`usage_until` answers for the records that one invoice bills (or one record of it, with the cases that name it), from facts alone. All
days are civil days of Berlin, and none is shifted for a weekend (D-05). The sweep asks it, and every screen that says what is held.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import add_months, end_of_day
from vorzimmer.domain.policy import Figure, Unit, figures_on, read_figures

KEYS: Mapping[str, Unit] = MappingProxyType(
    {
        "billing_months": Unit.MONTHS,
        "unsent_alarm_months": Unit.MONTHS,
        "tolerance_cents": Unit.CENTS,
        "review_days_dispute": Unit.DAYS,
        "review_days_incident": Unit.DAYS,
        "review_days_abuse": Unit.DAYS,
    }
)
"""What `policy/holds.toml` says."""

Numbers = Sequence[Figure]
"""The numbers of the policy over time."""

DEMANDS = frozenset({"first_sent", "second_sent"})
"""Reminders that demand payment. A friendly one only asks whether the invoice arrived: it holds nothing."""


class Hold(StrEnum):
    """Why billing data are kept beyond the six months. There is no other reason (D-08)."""

    UNPAID = "unpaid"
    """The invoice is unpaid although payment was demanded (D-29)."""
    OBJECTION = "objection"
    """An objection to the invoice is not finally resolved (§10(2) s. 4 TDDDG)."""
    INCIDENT = "incident"
    """A fault is being mended, and needs this record (§12(2) TDDDG)."""
    ABUSE = "abuse"
    """Abuse is being investigated, and needs this record (§12(4) TDDDG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Civil days from `since` to `until`, both included; None: it still lasts."""

    since: date
    until: date | None = None

    def reaches_beyond(self, day: date) -> bool:
        return self.until is None or self.until > day


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of the records that one invoice bills.

    `sent_on`: the day on which the invoice left our sphere (D-26), of a corrected one only for what it bills anew (D-27); None: it
    never did. `performed_until` is the last day of what it bills. `unpaid`: when more than the tolerance was open of it
    (`unpaid_stretches`); `demands`: when payment was demanded and the letter did not come back. `objections` go from the day on which
    they were raised to the day of their resolution. `incidents` and `abuses` are those that name the record.
    """

    sent_on: date | None
    performed_until: date
    unpaid: Sequence[Stretch] = ()
    demands: Sequence[date] = ()
    objections: Sequence[Stretch] = ()
    incidents: Sequence[Stretch] = ()
    abuses: Sequence[Stretch] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The last civil day on which the data are kept if nothing holds them; without a sending, counted from what was done (D-09)."""

    until: date
    is_sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The data are kept up to and with the day `until`; None: nobody can say yet, a hold lasts.

    `because` says which holds lengthen it; none: it is within the months that count from the sending.
    """

    until: date | None
    because: tuple[Hold, ...]
    base: Base
    rule: Rule = Rule.ABR

    @property
    def erase_at(self) -> datetime | None:
        """The moment from which on nobody reads them, in UTC (D-02)."""
        return None if self.until is None else end_of_day(self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The data are to be erased: since this moment (UTC) nobody reads them."""

    since: datetime
    base: Base
    rule: Rule = Rule.ABR


def read_policy(text: str) -> Numbers:
    """Read `policy/holds.toml`. Raises `policy.PolicyWrong`."""
    return read_figures(text, KEYS)


def number(numbers: Numbers, key: str, day: date) -> int:
    """Say which number counts on a day. Raises KeyError for a day before the first one."""
    return figures_on(numbers, day)[key].value


def base_of(sent_on: date | None, performed_until: date, numbers: Numbers) -> Base:
    """Say the last day of the six months after the sending (BGB §187(1), §188(2), (3); D-28), by the number of the day of sending.

    An invoice that was never sent must not keep its records for ever: then they count from the last day of what was done, within as
    many months as the invoice had to be written (§14(2) UStG). LAWYER: whether they may be kept until six months after that.
    """
    begins = performed_until if sent_on is None else sent_on
    return Base(until=add_months(begins, number(numbers, "billing_months", begins)), is_sent=sent_on is not None)


def unsent_alarm_on(performed_until: date, numbers: Numbers) -> date:
    """Say from which day on somebody has to be told that what was done until `performed_until` is still not billed."""
    return add_months(performed_until, number(numbers, "unsent_alarm_months", performed_until))


def usage_until(facts: Facts, day: date, numbers: Numbers) -> Kept | Due:
    """Say whether the records are kept on this day and until when, or since when they are to be erased (R-ABR).

    A hold counts only if it was there before the data were due: it begins on a day on which they were kept, and an objection or a
    demand before the base is over. After the last one ends no new six months begin. What was due once stays due.
    """
    base = base_of(facts.sent_on, facts.performed_until, numbers)
    until, because = _lengthened(base.until, _holds(facts, base.until))
    if until is not None and day > until:
        return Due(since=end_of_day(until), base=base)
    lasting = {hold for hold, stretch in because if stretch.until is None or stretch.until >= day}
    return Kept(until=until, because=tuple(hold for hold in Hold if hold in lasting), base=base)


_Held = tuple[Hold, Stretch]


def _holds(facts: Facts, base: date) -> list[_Held]:
    """List what holds if it reaches beyond the base without a gap."""
    held: list[_Held] = [(Hold.OBJECTION, each) for each in facts.objections if each.since <= base]
    if any(demand <= base for demand in facts.demands):
        held += [(Hold.UNPAID, each) for each in facts.unpaid]
    held += [(Hold.INCIDENT, each) for each in facts.incidents]
    return held + [(Hold.ABUSE, each) for each in facts.abuses]


def _lengthened(base: date, holds: Iterable[_Held]) -> tuple[date | None, list[_Held]]:
    """Say up to which day holds lengthen the base, and which of them do. One that begins after the data were due finds none."""
    until: date | None = base
    counting = []
    for hold, stretch in sorted(holds, key=lambda held: held[1].since):
        if until is not None and stretch.since > until:
            break
        if not stretch.reaches_beyond(base):
            continue
        counting.append((hold, stretch))
        if until is not None:
            until = None if stretch.until is None else max(until, stretch.until)
    return until, counting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """So many cents of an invoice are settled from the value date `since` on; up to the day before `until`, when that was undone."""

    cents: int
    since: date
    until: date | None = None


def unpaid_stretches(owed: int, owed_since: date, settlings: Iterable[Settling], *, tolerance: int) -> tuple[Stretch, ...]:
    """Say when more than the tolerance was open of an invoice; amounts in cents.

    The day on which it is settled in full still counts as unpaid (the data are kept until that day is over), and so does the one on which a
    settlement was undone. What was there before it was owed settles it on the day on which it is.
    """
    changes = Counter({owed_since: owed})
    for each in settlings:
        if each.until is None:
            changes[each.since] -= each.cents
        elif each.until > each.since:
            changes[each.since] -= each.cents
            changes[each.until] += each.cents
    found: list[Stretch] = []
    since: date | None = None
    left = 0
    for day in sorted(changes):
        left += changes[day]
        if since is None and left > tolerance:
            since = day
        elif since is not None and left <= tolerance:
            found.append(Stretch(since=since, until=day))
            since = None
    return tuple(found) if since is None else (*found, Stretch(since=since))

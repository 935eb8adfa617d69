"""The public self-check: whether everything went in time, as the ledger of erasures says since its last whole sweep.

It reads a few lines of the ledger and what the sweep noted, and no other table: what strangers ask for must not make the databases work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.erasure_ledger import SLA, Line, check
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.ledger import line_of
from vorzimmer.privacy.models import LedgerEntry, OldestKept
from vorzimmer.privacy.oldest import telling
from vorzimmer.privacy.sweeping import ALL, WHOLE

TAIL = 200
"""Lines at the end of the ledger that are computed again at every look; `vorzimmer verify-ledger` computes all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCheck:
    """What the last sweep did by one rule. `late` is how long after its moment the oldest record went; None: nothing was due.

    `is_swept`: whether the sweep ends data by this rule at all; some end in other ways, within minutes or in memory. `oldest` is what it
    left; `tells`: whether that can be said of this rule, or its time counts from the end of a contract only.
    """

    rule: Rule
    late: timedelta | None
    is_swept: bool = True
    oldest: OldestKept | None = None
    tells: bool = False

    @property
    def in_time(self) -> bool:
        return (self.late is None or self.late <= SLA) and not (self.oldest and self.oldest.is_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """What the ledger says. `swept_at`: when the last whole sweep ended (None: never). `left`: whether something due is still there.

    `number` and `link` are those of the last line: who notes them sees later whether the ledger was changed.
    """

    swept_at: datetime | None
    left: bool
    oldest_left: datetime | None
    rules: Sequence[RuleCheck]
    chain_is_whole: bool
    number: int
    link: str

    def is_fine(self, now: datetime) -> bool:
        """Whether a sweep ended within the last two days, nothing is left, all went in time, and the chain is whole."""
        if self.swept_at is None or now - self.swept_at > 2 * SLA:
            return False
        return self.chain_is_whole and not self.left and all(each.in_time for each in self.rules)


def self_check() -> SelfCheck:
    """Read the end of the ledger."""
    closings = list(LedgerEntry.objects.filter(rule=ALL, table=WHOLE).order_by("-number")[:2])
    last = LedgerEntry.objects.order_by("-number").first()
    closing = closings[0] if closings else None
    left = closing is not None and closing.erased < closing.due
    return SelfCheck(
        swept_at=closing.at if closing else None,
        left=left,
        oldest_left=closing.oldest if closing and left else None,
        rules=_rules(closings),
        chain_is_whole=check_tail().broken_at is None,
        number=last.number if last else 0,
        link=last.link if last else "",
    )


def _rules(closings: Sequence[LedgerEntry]) -> list[RuleCheck]:
    """Say for each rule how late the oldest of what went in the last whole sweep was."""
    if not closings:
        return []
    since = closings[1].number if len(closings) > 1 else 0
    lines = LedgerEntry.objects.filter(number__gt=since, number__lt=closings[0].number, due__gt=0).order_by()
    late = dict(lines.values_list("rule").annotate(latest=Max("lateness")))
    swept, kept, tell = {clock.rule for clock in clocks()}, {each.rule: each for each in OldestKept.objects.all()}, telling()
    return [
        RuleCheck(
            rule=rule,
            late=timedelta(seconds=late[rule.value]) if rule.value in late else None,
            is_swept=rule in swept,
            oldest=kept.get(rule.value),
            tells=rule in tell,
        )
        for rule in Rule
        if rule not in WITHOUT_ENTRY
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The end of the ledger, computed again. `last`: its last line; `checked`: so many lines; `broken_at`: the first that is wrong."""

    last: Line | None
    checked: int
    broken_at: int | None


def check_tail() -> Tail:
    """Compute the last lines of the ledger again. One query."""
    rows = [line_of(row) for row in LedgerEntry.objects.order_by("-number")[: TAIL + 1]][::-1]
    lines, before = (rows, None) if len(rows) <= TAIL else (rows[1:], rows[0])
    findings = check(lines, after=before)
    return Tail(last=lines[-1] if lines else None, checked=len(lines), broken_at=findings[0].number if findings else None)

"""What the nightly sweep notes for the self-check: of each rule the oldest record that is still there, and until when it may be.

No count, no table, nobody's name. The start is asked from the database at once for a whole table; what is kept until a contract ends
has no start yet, and is not asked for.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Min

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import civil_day, erase_at, version_for, versions_of
from vorzimmer.privacy.clocks import Clock, clocks
from vorzimmer.privacy.models import OldestKept
from vorzimmer.privacy.policies import retention_rules


def oldest_kept(whole: Sequence[tuple[Clock, bool]], at: datetime) -> list[OldestKept]:
    """Give a line for each rule of which something is there whose time runs, as of `at`.

    Each clock comes with whether all that was due by it went: what is over its time then is held by something that the rule accepts.
    """
    found: dict[Rule, OldestKept] = {}
    for clock, is_whole in whole:
        start = _start(clock, at)
        if start is None:
            continue
        until: datetime | None = erase_at(version_for(versions_of(retention_rules(), clock.rule), start), start)
        if until is not None and until <= at and is_whole:
            until = None
        line = OldestKept(rule=clock.rule.value, start=civil_day(start), until=until, at=at)
        found[clock.rule] = min((line, found.get(clock.rule, line)), key=_rank)
    return list(found.values())


def telling() -> frozenset[Rule]:
    """Name the rules of which it can be said since when the oldest record is there."""
    return frozenset(clock.rule for clock in clocks() if clock.starts)


def _start(clock: Clock, at: datetime) -> date | datetime | None:
    """Give the earliest start in the table; None if nothing has begun to count, or the table cannot tell."""
    if not clock.starts:
        return None
    found: date | datetime | None = clock.read(at).rows.aggregate(oldest=Min(clock.starts))["oldest"]
    return found


def _rank(line: OldestKept) -> tuple[bool, date]:
    """What is late comes first, then the oldest."""
    return not line.is_late, line.start

"""The sweep: erases what is due by the rules of retention, batch by batch, and writes into the ledger what it did.

Every batch is one transaction with its lines. The database names the rows (the bound), the rule itself confirms each of them (the
decision), and holds are asked; only then it goes. Whatever stops a sweep, the next one does the rest.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, ProtectedError, RestrictedError

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.erasure_ledger import Line
from vorzimmer.domain.retention import Due, Held, Kept, decide
from vorzimmer.domain.retention_policy import digest
from vorzimmer.privacy import ledger
from vorzimmer.privacy.clocks import Clock, Reading, Values, clocks, holds_of, needs_holds
from vorzimmer.privacy.due_keys import due_keys, led_to
from vorzimmer.privacy.holdings import about_people
from vorzimmer.privacy.models import OldestKept
from vorzimmer.privacy.oldest import oldest_kept
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.releases import is_released

log = logging.getLogger(__name__)

BATCH = 10_000
BATCH_OF_ONE_WRITER = 300
"""On SQLite, where a call that rings waits until the batch is written."""
ALL, WHOLE = "all", "sweep"
"""Rule and table of the line that closes a sweep."""


class CountsDisagree(Exception):
    """Another number of rows went than was due, or rows of a table that is kept longer. The batch is undone, and the sweep ends."""


class State(StrEnum):
    """What became of a clock in a sweep."""

    SWEPT = "swept"
    NOT_RELEASED = "not_released"
    """Two people have not released the rule as it stands: it is counted, and nothing is erased."""
    NO_HOLDS = "no_holds"
    """The rule accepts holds, and nobody is there who knows them: it is counted, and nothing is erased."""
    BLOCKED = "blocked"
    """Records that are kept longer hang on some of the rows: these stay, and somebody has to be told."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What was found and done with one clock. `held` rows would be due but for a hold; `by_owner` counts due rows by customer."""

    clock: Clock
    state: State
    due: int = 0
    erased: int = 0
    held: int = 0
    oldest: datetime | None = None
    by_owner: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Rows that are due: keys, by customer, and since when the oldest of them is."""

    keys: list[Any] = field(default_factory=list)
    owners: Counter[str] = field(default_factory=Counter)
    oldest: datetime | None = None
    held: int = 0

    def count_into(self, outcome: Outcome) -> None:
        outcome.due += len(self.keys)
        outcome.held += self.held
        outcome.by_owner += self.owners
        outcome.oldest = min((each for each in (outcome.oldest, self.oldest) if each is not None), default=None)


Progress = Callable[[Outcome], object]


def sweep(
    at: datetime, *, now: datetime | None = None, progress: Progress = lambda _outcome: None, batch: int | None = None
) -> list[Outcome]:
    """Erase what is due at `at`, and write the lines of `now` (the same if not said). The caller holds `sweep_lock`.

    Raises CountsDisagree.
    """
    size = batch or (BATCH_OF_ONE_WRITER if connection.vendor == "sqlite" else BATCH)
    outcomes = []
    for clock in clocks():
        state = state_of(clock)
        outcomes.append(_swept(clock, at, now or at, size) if state is State.SWEPT else _counted(clock, state, at))
        progress(outcomes[-1])
    return outcomes


def survey(at: datetime) -> list[Outcome]:
    """Count what is due at a moment, and erase nothing."""
    return [_counted(clock, state_of(clock), at) for clock in clocks()]


def close(outcomes: Sequence[Outcome], now: datetime, *, at: datetime | None = None) -> None:
    """Write the line that says that a sweep came to its end: what was due in all, and what of it went; and what is the oldest left.

    `at` is the moment that was swept, if it is another.
    """
    oldest = min((each.oldest for each in outcomes if each.oldest is not None), default=None)
    due, erased = sum(each.due for each in outcomes), sum(each.erased for each in outcomes)
    kept = oldest_kept([(each.clock, each.erased == each.due) for each in outcomes], at or now)
    with transaction.atomic():
        ledger.write(line(now, ALL, WHOLE, due=due, erased=erased, oldest=oldest))
        OldestKept.objects.all().delete()
        OldestKept.objects.bulk_create(kept)


def state_of(clock: Clock) -> State:
    """Say whether a clock may erase."""
    if not is_released(clock.rule):
        return State.NOT_RELEASED
    return State.NO_HOLDS if needs_holds(clock) and holds_of(clock) is None else State.SWEPT


def decided(clock: Clock, reading: Reading, values: Values, at: datetime, held: Sequence[Held] = ()) -> Kept | Due:
    """Ask the rule about one row: its key, and its columns as the clock names them."""
    return decide(retention_rules(), clock.rule, replace(reading.facts(values), held=held), at)


def line(at: datetime, rule: str, table: str, *, due: int, erased: int, oldest: datetime | None) -> Line:  # noqa: PLR0913  (what it says)
    """Make a line of the ledger."""
    lateness = 0 if oldest is None else max(0, int((at - oldest).total_seconds()))
    policy = digest(retention_rules())
    return Line(at=at, policy=policy, rule=rule, table=table, due=due, erased=erased, oldest=oldest, lateness=lateness)


def _counted(clock: Clock, state: State, at: datetime) -> Outcome:
    outcome = Outcome(clock=clock, state=state)
    for batch in _batches(clock, clock.read(at), at, BATCH):
        batch.count_into(outcome)
    return outcome


def _swept_in_groups(clock: Clock, at: datetime, now: datetime, size: int) -> tuple[Outcome, int]:
    """Erase what the database names, once the rule confirms the oldest and the latest row of every owner; says how many batches it took.

    What others lead to, and what the rule does not confirm, is left to the passages that look at each row.
    """
    outcome, number, reading = Outcome(clock=clock, state=State.SWEPT), 0, clock.read(at)
    with due_keys(clock, reading) as keys:
        answers = [decided(clock, reading, values, at) for group in keys.groups for values in (group.oldest, group.latest)]
        since = [answer.since for answer in answers if isinstance(answer, Due)]
        if len(since) < len(answers):
            return outcome, 0
        made = line(now, clock.rule, clock.table, due=0, erased=0, oldest=min(since, default=None))
        candidates = reading.candidates()  # to write the question down takes as long as to write the ledger; it is asked anew each time
        for first in range(1, keys.count + 1, size):
            some = keys.between(first, first + size - 1)
            with transaction.atomic():
                rows = candidates.filter(pk__in=some)
                gone = 0 if led_to(rows, some) else rows._raw_delete(rows.db)  # noqa: SLF001  (nothing leads to them, and nothing listens)
                if gone:
                    number += 1
                    ledger.write(replace(made, due=gone, erased=gone, batch=number))
            outcome.due += gone
            outcome.erased += gone
        if outcome.erased:
            outcome.oldest = min(since)
            outcome.by_owner = keys.owners if outcome.erased == keys.count else Counter({"": outcome.erased})
    return outcome, number


def _swept(clock: Clock, at: datetime, now: datetime, size: int) -> Outcome:
    """Go through the rows until a passage erases none: what others hang on goes in a later one."""
    outcome, number = _swept_in_groups(clock, at, now, size) if clock.in_groups else (Outcome(clock=clock, state=State.SWEPT), 0)
    while True:
        reading, erased, held, blocked = clock.read(at), 0, 0, _Batch()
        for batch in _batches(clock, reading, at, size):
            held += batch.held
            batch.held = 0
            try:
                gone = _erase(clock, reading, batch, now, number + 1)
            except (ProtectedError, RestrictedError):
                blocked = batch
                continue
            if gone:
                number += 1
                erased += gone
                outcome.erased += gone
                batch.count_into(outcome)
        if not erased:
            outcome.held = held
            if blocked.keys:
                log.warning("%s: rows of %s stay, because records that are kept longer hang on them", clock.rule, clock.table)
                blocked.count_into(outcome)
                outcome.state = State.BLOCKED
            return outcome


def _batches(clock: Clock, reading: Reading, at: datetime, size: int) -> Iterator[_Batch]:
    """Go through the rows that the database names, and give those that the rule confirms and nothing holds."""
    if clock.hang_together is not None:
        yield from _batches_of_owners(clock, reading, at, size)
        return
    further, last = ("pk__lt" if clock.order.startswith("-") else "pk__gt"), None
    while True:
        rows = reading.candidates() if last is None else reading.candidates().filter(**{further: last})
        found = list(rows.order_by(clock.order).values_list("pk", *clock.columns)[:size])
        if not found:
            return
        last = found[-1][0]
        yield _confirmed(clock, reading, found, at)


def _batches_of_owners(clock: Clock, reading: Reading, at: datetime, size: int) -> Iterator[_Batch]:
    """The same where rows hang together: all of an owner lie in one batch, however many they are."""
    owners: list[Any] = []
    waiting = 0
    for owner, count in list(reading.candidates().order_by(clock.owner).values_list(clock.owner).annotate(count=Count("pk"))):
        if owners and waiting + count > size:
            yield _confirmed(clock, reading, _of_owners(clock, reading, owners), at)
            owners, waiting = [], 0
        owners.append(owner)
        waiting += count
    if owners:
        yield _confirmed(clock, reading, _of_owners(clock, reading, owners), at)


def _of_owners(clock: Clock, reading: Reading, owners: Sequence[Any]) -> list[Values]:
    rows = reading.candidates_of(owners).filter(**{f"{clock.owner}__in": owners})
    return list(rows.order_by(clock.order).values_list("pk", *clock.columns))


def _confirmed(clock: Clock, reading: Reading, found: Sequence[Values], at: datetime) -> _Batch:
    batch, holds = _Batch(), holds_of(clock)
    held = {} if holds is None else holds([values[0] for values in found], berlin_date(at))
    for values in found:
        answer = decided(clock, reading, values, at, held.get(values[0], ()))
        if isinstance(answer, Kept):
            batch.held += 1
            continue
        batch.keys.append(values[0])
        batch.owners[str(values[1]) if clock.owner else ""] += 1
        batch.oldest = answer.since if batch.oldest is None else min(batch.oldest, answer.since)
    return batch


@transaction.atomic
def _erase(clock: Clock, reading: Reading, batch: _Batch, now: datetime, number: int) -> int:
    """Erase one batch and write its lines: all or nothing. What is not due any more, because something happened meanwhile, stays."""
    if not batch.keys:
        return 0
    still = list(reading.candidates_of(list(batch.owners)).filter(pk__in=batch.keys).values_list("pk", flat=True))
    if clock.hang_together is not None and set(clock.hang_together(still)) != set(still):
        raise CountsDisagree(f"{clock.rule}: rows of {clock.table} were due, and not all that goes only with them")
    rows = clock.model._base_manager.filter(pk__in=still)  # noqa: SLF001  (the model's own manager may hide rows, or refuse)
    gone = {clock.table: rows.update(**clock.blanks)} if clock.blanks else rows.delete()[1]
    if gone.get(clock.table, 0) != len(still):
        raise CountsDisagree(f"{clock.rule}: {len(still)} rows of {clock.table} were due, and {gone.get(clock.table, 0)} went")
    for table, count in sorted(gone.items()):
        if table != clock.table and not may_go_with(clock, table):
            raise CountsDisagree(f"{clock.rule}: rows of {table} would go with {clock.table}, and are kept longer")
        if count:
            ledger.write(replace(line(now, clock.rule, table, due=count, erased=count, oldest=batch.oldest), batch=number))
    return len(still)


def may_go_with(clock: Clock, table: str) -> bool:
    """Whether rows of a table may go because those of the clock do, on which they hang."""
    allowed = {clock.rule, Rule.WITH_RECORD, Rule.DRAFT, *clock.along}
    return all(datum.rule in allowed for datum in about_people(table))

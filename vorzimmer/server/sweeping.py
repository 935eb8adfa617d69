"""The nightly sweep, as the job and the command run it: one at a time, with keys, ledger and the files of the databases."""

from datetime import datetime

from django.apps import apps

from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.domain.erasure_ledger import SLA
from vorzimmer.privacy.key_erasure import destroy_unused_keys
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.residue import clear_residue
from vorzimmer.privacy.sweep_lock import AlreadySweeping, sweep_lock
from vorzimmer.privacy.sweeping import ALL, WHOLE, Outcome, Progress, State, close, survey, sweep


class SweepIncomplete(Exception):
    """Some rows that are due could not be erased."""


def sweep_whole(at: datetime, *, now: datetime | None = None, progress: Progress = lambda _outcome: None) -> list[Outcome]:
    """Sweep what is due at `at`, destroy keys, close the ledger, clear the files; `now` is the moment of the deed, if it is another.

    Raises AlreadySweeping, CountsDisagree, ResidueLeft.
    """
    with sweep_lock():
        outcomes = sweep(at, now=now, progress=progress)
        destroy_unused_keys(at, now or at)
        close(outcomes, now or at, at=at)
        clear_residue({apps.get_model(each.clock.table)._meta.db_table for each in outcomes if each.erased})
    return outcomes


def sweep_daily(at: datetime) -> None:
    """Sweep once a Berlin day, soon after midnight; the job asks again and again. Raises SweepIncomplete when rows are blocked."""
    today = start_of_day(berlin_date(at))
    if LedgerEntry.objects.filter(rule=ALL, table=WHOLE, at__gte=today).exists():
        return
    try:
        outcomes = sweep_whole(at)
    except AlreadySweeping:
        return
    if any(each.state is State.BLOCKED for each in outcomes):
        raise SweepIncomplete


def last_sweep() -> datetime | None:
    """Say when the last whole sweep began."""
    return LedgerEntry.objects.filter(rule=ALL, table=WHOLE).order_by("-number").values_list("at", flat=True).first()


def late(at: datetime) -> list[Outcome]:
    """Count what should have gone 24 hours ago and is still there."""
    return [each for each in survey(at - SLA) if each.due]

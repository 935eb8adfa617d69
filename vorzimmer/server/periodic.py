"""What is done again and again: mostly, forgetting."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vorzimmer.accounts.actions import clear_expired_sessions
from vorzimmer.billing.actions import assign_new, follow_prices, issue_released, note_all_sent, rate_previews, tell_limits
from vorzimmer.calls.actions import close_stale
from vorzimmer.claims.actions.running import run_reminders
from vorzimmer.claims.actions.service import give_service_back
from vorzimmer.customers.actions import end_due, forget_addresses, forget_enquiries, release_rested
from vorzimmer.delivery.actions import forget_bodies
from vorzimmer.live.actions import forget_before
from vorzimmer.privacy.journal import write_journal
from vorzimmer.privacy.request_copy import forget_copies
from vorzimmer.server.backups.making import back_up_regularly
from vorzimmer.server.bank_folder import look as look_for_bank_files
from vorzimmer.server.connections import usable_connections
from vorzimmer.server.faults import whereabouts
from vorzimmer.server.sweeping import sweep_daily

log = logging.getLogger(__name__)

LIVE_EVENTS_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so often. `run` gets the moment of the call. `forgets`: it erases beside the sweep."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    forgets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a job went the last time; `error` is the kind of the error, blank when it went well."""

    at: datetime
    error: str


def forget_live_events(at: datetime) -> None:
    forget_before(at - LIVE_EVENTS_KEPT)


JOBS = (
    Job(name="forget live events", every=timedelta(minutes=5), run=forget_live_events, forgets=True),
    Job(name="clear sessions", every=timedelta(minutes=15), run=clear_expired_sessions, forgets=True),
    Job(name="forget sent messages", every=timedelta(minutes=15), run=forget_bodies, forgets=True),
    Job(name="forget addresses of senders", every=timedelta(minutes=5), run=forget_addresses, forgets=True),
    Job(name="forget enquiries", every=timedelta(minutes=5), run=forget_enquiries, forgets=True),
    Job(name="forget copies", every=timedelta(minutes=5), run=forget_copies, forgets=True),
    Job(name="end contracts", every=timedelta(minutes=5), run=end_due),
    Job(name="follow prices", every=timedelta(minutes=5), run=follow_prices),
    Job(name="free rested numbers", every=timedelta(hours=1), run=release_rested),
    Job(name="rate previews", every=timedelta(seconds=10), run=rate_previews),
    Job(name="issue released invoices", every=timedelta(seconds=10), run=issue_released),
    Job(name="note sent invoices", every=timedelta(minutes=15), run=note_all_sent),
    Job(name="tell who passes a limit", every=timedelta(minutes=30), run=tell_limits),
    Job(name="read bank files", every=timedelta(minutes=1), run=look_for_bank_files),
    Job(name="match bank entries", every=timedelta(minutes=15), run=assign_new),
    Job(name="give service back", every=timedelta(minutes=5), run=give_service_back),
    Job(name="follow claims and remind", every=timedelta(minutes=15), run=run_reminders),
    Job(name="erase what is kept long enough", every=timedelta(minutes=15), run=sweep_daily),
    Job(name="back up and forget old backups", every=timedelta(hours=1), run=back_up_regularly),
    Job(name="write the journal of accesses", every=timedelta(minutes=1), run=write_journal),
    Job(name="close stale calls", every=timedelta(minutes=1), run=close_stale),
)

FORGETTING = tuple(job.run for job in JOBS if job.forgets)


class Timetable:
    """Runs each job when it is due, one after the other, the first time at once."""

    def __init__(self, jobs: tuple[Job, ...] = JOBS) -> None:
        self._due = dict.fromkeys(jobs, 0.0)
        self._runs: dict[str, Run] = {}

    def runs(self) -> dict[str, Run]:
        """Tell the last run of each job that ran."""
        return dict(self._runs)

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            job = min(self._due, key=self._due.__getitem__)
            if stop.wait(max(0.0, self._due[job] - time.monotonic())):
                return
            self._runs[job.name] = run(job, datetime.now(UTC))
            self._due[job] = time.monotonic() + job.every.total_seconds()


def run(job: Job, at: datetime) -> Run:
    """Run the job; an error is logged, and the job gets its next turn as usual."""
    try:
        with usable_connections():
            job.run(at)
    except Exception as error:  # noqa: BLE001  (whatever it is, the other jobs go on)
        log.error("job %s failed: %s", job.name, whereabouts(error))  # noqa: TRY400  (its message may quote a caller)
        return Run(at=at, error=type(error).__name__)
    return Run(at=at, error="")

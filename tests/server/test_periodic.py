"""Jobs run when they are due; one that fails gets its next turn."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from vorzimmer.live.actions import publish
from vorzimmer.live.models import LiveEvent
from vorzimmer.server.periodic import JOBS, Job, Run, Timetable, run

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_each_job_runs_at_once_and_then_every_so_often():
    turns, stop = [], threading.Event()

    def turn(name, last):
        def work(at):
            turns.append(name)
            if turns.count(name) == last:
                stop.set()

        return work

    timetable = Timetable(
        (
            Job(name="often", every=timedelta(milliseconds=30), run=turn("often", 4)),
            Job(name="seldom", every=timedelta(hours=1), run=turn("seldom", 9)),
        )
    )
    thread = threading.Thread(target=timetable.work, args=(stop,))
    thread.start()
    thread.join(5)
    assert turns == ["often", "seldom", "often", "often", "often"]
    assert {name: last.error for name, last in timetable.runs().items()} == {"often": "", "seldom": ""}


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_job_that_fails_is_recorded_and_its_words_are_not_logged(caplog):
    def fail(at):
        raise ValueError("canary".upper())

    assert run(Job(name="fail", every=timedelta(hours=1), run=fail), NOON) == Run(at=NOON, error="ValueError")
    assert "job fail failed: ValueError at" in caplog.text
    assert "CANARY" not in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_all_jobs_of_the_server_run():
    for kept in (timedelta(minutes=59), timedelta(minutes=61)):
        publish(channel="staff", kind="call", ref=str(kept), at=NOON - kept)
    assert {job.name: run(job, NOON).error for job in JOBS} == {
        "forget live events": "",
        "clear sessions": "",
        "forget sent messages": "",
        "forget addresses of senders": "",
        "forget enquiries": "",
        "forget copies": "",
        "end contracts": "",
        "follow prices": "",
        "free rested numbers": "",
        "rate previews": "",
        "issue released invoices": "",
        "note sent invoices": "",
        "read bank files": "",
        "match bank entries": "",
        "tell who passes a limit": "",
        "give service back": "",
        "follow claims and remind": "",
        "erase what is kept long enough": "",
        "back up and forget old backups": "",
        "write the journal of accesses": "",
        "close stale calls": "",
    }
    assert [event.ref for event in LiveEvent.objects.all()] == ["0:59:00"]

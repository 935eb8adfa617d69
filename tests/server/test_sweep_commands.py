"""The commands sweep, release-rule and explain-retention, as processes: killed at any point, the next run does the rest."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.delivery.conftest import database_url
from tests.raw import raw
from tests.server import lives
from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Call, CallLogLine, Note, NoteComment
from vorzimmer.customers.models import Customer
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY, digest
from vorzimmer.domain.roles import Role
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import LedgerEntry, RuleRelease
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.sweep_lock import sweep_lock
from vorzimmer.server.sweeping import last_sweep

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
SINCE, END = date(2020, 1, 6), date(2024, 3, 31)
"""Its file was due on the first of January 2026, its calls on the first of April 2024: whatever day it is, both are over."""


@pytest.fixture
def start():
    """Start a command in a process of its own, on the databases of the tests."""
    started = []

    def command(*words):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
            "DATABASE_URL": database_url("default"),
            "KEYRING_URL": database_url("keyring"),
            "VORZIMMER_HOME": str(settings.HOME),
            "LANG": "en_US.UTF-8",
            "LANGUAGE": "en",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "vorzimmer", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def run(start):
    def command(*words):
        process = start(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out + err

    return command


def release_all():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for rule in set(Rule) - WITHOUT_ENTRY:
        RuleRelease.objects.create(rule=rule, digest=digest(retention_rules(), rule), planned_at=now, released_at=now)


def bytes_on_disk():
    """Give all that stands in the files of the databases, also in their write-ahead logs."""
    return b"".join(raw(Path(connections[alias].settings_dict["NAME"])) for alias in ("default", "keyring"))


@pytest.fixture
def ended():
    operator = lives.someone("olga")
    row = lives.customer("K-1001", since=SINCE, last_day=END)
    lives.orders(row, SINCE, operator)
    lives.file_of(row, SINCE, operator)
    lives.call_with_note(row, SINCE, operator)
    return row


def test_a_killed_sweep_is_finished_by_the_next_one(start, run):
    release_all()
    operator = lives.someone("olga")
    row, other = lives.customer("K-1001", since=SINCE, last_day=END), lives.customer("K-1002", since=SINCE)
    at = lives.noon(SINCE)
    for whose, count in ((row, 6000), (other, 50)):
        calls = [
            Call(
                engine="cti",
                engine_call_id=f"{whose.number}-{number}",
                customer=whose,
                called="+4930",
                state="closed",
                since=at,
                offered_at=at,
            )
            for number in range(count)
        ]
        Call.objects.bulk_create(calls)
        CallLogLine.objects.bulk_create([CallLogLine(call=call, key="1", kind="offered", at=at, received_at=at) for call in calls])
    lives.call_with_note(other, SINCE, operator)
    killed = 0
    for _attempt in range(40):
        before = LedgerEntry.objects.count()
        process = start("sweep")
        deadline = time.monotonic() + 60
        while process.poll() is None and LedgerEntry.objects.count() == before and time.monotonic() < deadline:
            time.sleep(0.01)
        if process.poll() is None and last_sweep() is None:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
        assert ledger.verify()[1] == ()
        gone = sum(LedgerEntry.objects.filter(table="calls.Call").values_list("erased", flat=True))
        assert Call.objects.filter(customer=row).count() == 6000 - gone
        assert CallLogLine.objects.filter(call__customer=row).count() == 6000 - gone
        if killed >= 2 or last_sweep() is not None:
            break
    assert killed >= 1
    code, said = run("sweep")
    assert code == 0, said
    assert not Call.objects.filter(customer=row).exists()
    assert Call.objects.filter(customer=other).count() == 51
    assert Note.objects.count() == NoteComment.objects.count() == 1
    assert sum(LedgerEntry.objects.filter(table="calls.Call").values_list("erased", flat=True)) == 6000
    assert run("verify-ledger")[0] == 0


def test_two_sweeps_do_not_run_beside_each_other(run, ended):
    release_all()
    with sweep_lock():
        code, said = run("sweep")
    assert code == 2
    assert "running already" in said
    assert Note.objects.count() == 1
    assert run("sweep")[0] == 0
    assert Note.objects.count() == 0


def test_no_byte_of_what_was_erased_is_left_in_the_files(run, ended):
    if connection.vendor != "sqlite":
        pytest.skip("what PostgreSQL leaves in its pages only the destroyed key erases")
    release_all()
    assert lives.CANARY.encode() in bytes_on_disk()
    assert b"praxis.example" in bytes_on_disk()
    code, said = run("sweep")
    assert code == 0, said
    found = bytes_on_disk()
    assert lives.CANARY.encode() not in found
    assert b"k-1001@praxis.example" not in found
    assert b"K-1001" in found
    assert Customer.objects.get().name == "K-1001"


def test_a_dry_run_counts_by_customer_and_erases_nothing(run, ended):
    code, said = run("sweep", "--dry-run", "--json")
    found = {(each["rule"], each["table"]): each for each in json.loads(said)["tables"]}
    assert code == 0
    assert found["R-BEA", "calls.Note"]["due"] == 1
    assert found["R-BEA", "calls.Note"]["by_customer"] == {"K-1001": 1}
    assert found["R-BEA", "calls.Note"]["state"] == "not_released"
    assert found["R-BEA", "calls.Note"]["oldest"] == "2024-03-31T22:00:00+00:00"
    assert found["R-BST", "customers.Customer"]["due"] == 1
    assert Note.objects.count() == 1
    code, said = run("sweep", "--dry-run", "--as-of", "2024-03-31")
    assert "Nothing is due." in said


def test_a_day_to_come_can_only_be_counted(run, ended):
    code, said = run("sweep", "--as-of", "2099-01-01")
    assert code == 2
    assert "--dry-run" in said
    assert run("sweep", "--as-of", "2099-01-01", "--dry-run")[0] == 0


def test_without_a_release_a_sweep_erases_nothing_and_says_so(run, ended):
    code, said = run("sweep")
    assert code == 1
    assert "two people have to release the rule" in said
    assert Note.objects.count() == 1


def test_two_people_release_a_rule_and_then_it_erases(run, ended):
    lives.someone("clara", Role.OWNER)
    lives.someone("dora", Role.PRIVACY_OFFICER)
    code, said = run("release-rule", "R-BEA", "--by", "clara@agentur.example")
    assert (code, "second person" in said) == (0, True)
    assert "until that day is over" in said
    code, said = run("release-rule", "R-BEA", "--by", "clara@agentur.example")
    assert code == 2
    assert "Somebody else" in said
    assert run("sweep")[0] == 1
    assert Note.objects.count() == 1
    code, said = run("release-rule", "R-BEA", "--by", "dora@agentur.example")
    assert (code, "the next sweep erases by it" in said) == (0, True)
    code, said = run("release-rule", "R-BEA", "--by", "dora@agentur.example")
    assert code == 2
    assert "already" in said
    run("sweep")
    assert Note.objects.count() == 0
    assert Customer.objects.get().name != "K-1001"


def test_who_works_alone_looks_again_after_a_day_and_says_why(run, ended):
    lives.someone("clara", Role.OWNER)
    run("release-rule", "R-BEA", "--by", "clara@agentur.example")
    words = ("release-rule", "R-BEA", "--by", "clara@agentur.example")
    assert "24 hours" in run(*words)[1]
    RuleRelease.objects.update(planned_at=datetime.now(UTC) - timedelta(hours=25))
    assert "please write why" in run(*words)[1]
    assert run(*words, "--reason", "Ich arbeite allein.")[0] == 0
    row = RuleRelease.objects.get()
    assert (row.because, row.reason) == ("alone", "Ich arbeite allein.")


@pytest.mark.parametrize(
    ("rule", "who", "says"),
    [
        ("R-XXX", "clara@agentur.example", "No rule is called R-XXX"),
        ("R-BEA", "nobody@agentur.example", "Nobody signs in"),
        ("R-BEA", "olga@agentur.example", "Only the owner"),
    ],
)
def test_who_may_not_release_is_told(run, ended, rule, who, says):
    lives.someone("clara", Role.OWNER)
    code, said = run("release-rule", rule, "--by", who)
    assert code == 2
    assert says in said
    assert not RuleRelease.objects.exists()


def test_somebody_who_left_cannot_make_a_release_count_as_two(run, ended):
    clara = lives.someone("clara", Role.OWNER)
    run("release-rule", "R-BEA", "--by", "clara@agentur.example")
    User.objects.filter(pk=clara.pk).delete()
    lives.someone("dora", Role.PRIVACY_OFFICER)
    code, said = run("release-rule", "R-BEA", "--by", "dora@agentur.example")
    assert code == 2
    assert "24 hours" in said


def test_a_record_is_explained(run, ended):
    note = Note.objects.get()
    code, said = run("explain-retention", "calls.Note", str(note.pk))
    assert code == 0
    assert "R-BEA: counts from the last day of the last contract; until that day is over. Art. 28(3)(g) GDPR." in said
    assert "It counts from 2024-03-31. It is due since 2024-04-01 00:00. Two people have to release the rule first." in said
    assert "Zahnschmerzen" not in said


def test_a_record_of_a_contract_that_runs_has_no_day_yet(run):
    row = lives.customer("K-1002", since=SINCE)
    call = lives.call_with_note(row, SINCE, lives.someone("olga"))
    said = run("explain-retention", "calls.Note", str(call.note.pk))[1]
    assert "It has not begun to count. Nobody can say yet when it goes." in said


def test_what_no_sweep_ends_says_why(run, ended):
    said = run("explain-retention", "customers.Contract", str(ended.contracts.get().pk))[1]
    assert "R-BST: its days and terms are kept as long as the rated months" in said


@pytest.mark.parametrize("words", [("calls.Nothing", "1"), ("calls.Note", "1"), ("calls.Note", "11111111-1111-4111-8111-111111111111")])
def test_what_is_no_record_is_refused(run, words):
    assert run("explain-retention", *words)[0] == 2


def test_a_customer_may_order_a_shorter_time(run):
    row = lives.customer("K-1002", since=SINCE)
    call = lives.call_with_note(row, SINCE, lives.someone("olga"))
    assert "go after 6 months" in run("limit-calls", "K-1002", "--months", "6")[1]
    said = run("explain-retention", "calls.Note", str(call.note.pk))[1]
    assert "The customer ordered a shorter time: 6 months from 2020-01-06. It is due since 2020-07-07 00:00." in said
    assert "go with the contract" in run("limit-calls", "K-1002", "--none")[1]
    assert "Nobody can say yet" in run("explain-retention", "calls.Note", str(call.note.pk))[1]
    assert run("limit-calls", "K-9999", "--none")[0] == 2
    assert run("limit-calls", "K-1002", "--months", "121")[0] == 2

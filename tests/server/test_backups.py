"""A backup, an erasure, a restore: killed in the middle, refused while it is not cleared, and clean afterwards."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests.raw import raw
from tests.running import ROOT, databases_of_its_own, free_port
from vorzimmer.domain.backups import Backup, Part
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.envelopes import make_key
from vorzimmer.privacy.sweeping import Outcome, State
from vorzimmer.server import restored
from vorzimmer.server.backups import making, restoring, snapshot
from vorzimmer.server.faults import Trouble
from vorzimmer.server.restored import Restored, Stage

MARK = Restored(stage=Stage.NOT_CLEARED, backup="b")
LIFE = """
import os, time
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from vorzimmer.cli import main, prepare
prepare("")
main(["migrate"])
from django.contrib.sessions.models import Session
from tests.server import lives
from tests.server.test_sweep_commands import release_all
from vorzimmer.customers.actions import EnquiryEntry, erase_enquiry, receive_enquiry
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import EnquiryKind
at = datetime.now(UTC)
today = berlin_date(at)
release_all()
operator = lives.someone("olga")
since = today - timedelta(days=400)
ended = lives.customer("K-1002", since=since, last_day=today - timedelta(days=1))
lives.orders(ended, today - timedelta(days=80), operator)
for row in (ended, lives.customer("K-1001", since=since)):
    lives.call_with_note(row, today - timedelta(days=80), operator)
asked = [
    receive_enquiry(EnquiryEntry(id=uuid4(), kind=EnquiryKind.ENQUIRY, name=name, email="a@b.example", text="Guten Tag"), "127.0.0.1", at)
    for name in ("Rita Rabe", "Otto Ohm")
]
Session.objects.create(session_key="k", session_data="d", expire_date=at + timedelta(hours=9))
assert main(["backup"]) == 0
erase_enquiry(asked[0], at=at)
assert main(["sweep"]) == 0
time.sleep(1.1)
assert main(["backup"]) == 0
assert main(["backups"]) == 0
"""
KILLED = """
import os
from vorzimmer.cli import main, prepare
prepare("")
from vorzimmer.server.backups import snapshot
whole = snapshot.put_back
def half(alias, source):
    whole(alias, source)
    os._exit(137)
snapshot.put_back = half
main(RESTORE)
"""
FINISHED = """
from vorzimmer.cli import main, prepare
assert main(["export-customers", "/dev/null"]) == 2, "an interrupted restore lets nobody in"
assert main(RESTORE) == 0
for words in (["serve", "--port", PORT], ["export-customers", "/dev/null"], ["bill", "--period", "2026-10"], ["backup"]):
    assert main(words) == 2, words
assert main(RESTORE) == 2, "what is restored is not restored over"
assert main(["restore", "--finish"]) == 0
from django.contrib.sessions.models import Session
from vorzimmer.calls.models import Note
from vorzimmer.customers.models import Enquiry, Person
from vorzimmer.privacy.keyring.models import DataKey
assert [(note.customer.number, note.concern) for note in Note.objects.all()] == [("K-1001", "KANARIENVOGEL Zahnschmerzen")]
assert [enquiry.name for enquiry in Enquiry.objects.all()] == ["Otto Ohm"]
assert not Person.objects.exists()
assert not Session.objects.exists()
assert DataKey.objects.exclude(destroyed_at=None).exists(), "the keyring is the latest"
assert main(["export-customers", "/dev/null"]) == 0
assert main(["verify-ledger"]) == 0
assert main(["restore", "--finish"]) == 2
"""


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def python(tmp_path):
    """Run code in a process with a home of its own; gives what it says."""
    public, secret = make_key()
    (tmp_path / "identity").write_text(f"# the owner's\n{secret}\n")

    def run(code, home, environment, *, code_of_end=0, **names):
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "VORZIMMER_HOME": str(home),
            "BACKUP_RECIPIENT": public,
            "BACKUP_FOLDER": str(tmp_path / "backups"),
            **environment,
        }
        head = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        command = [sys.executable, "-c", head + code]
        done = subprocess.run(command, env=environment, cwd=tmp_path, text=True, capture_output=True, check=False, timeout=120)
        assert done.returncode == code_of_end, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_a_restore_is_finished_after_a_kill_refused_until_it_is_cleared_and_clean_then(tmp_path, python, migrated):
    home, other = tmp_path / "home", tmp_path / "other"
    with migrated.copied(home) as first, databases_of_its_own() as second:
        said = python(LIFE, home, first)
        assert "The master key is not in it." in said
        backups = sorted(path.name for path in (tmp_path / "backups").iterdir())
        assert [name.split("-2")[0] for name in backups] == ["tombstones", *["vorzimmer-data"] * 2, *["vorzimmer-keyring"] * 2]
        plain = b"".join((tmp_path / "backups" / name).read_bytes() for name in backups)
        assert b"SQLite format" not in plain
        assert b"Dr. Zahn" not in plain
        assert list(home.glob("backup-work/*")) == []
        other.mkdir(mode=0o700)
        shutil.copyfile(home / "master.key", other / "master.key")
        (other / "master.key").chmod(0o600)
        words = ["restore", str(tmp_path / "backups" / backups[1]), "--identity", str(tmp_path / "identity")]
        python(KILLED, other, second, code_of_end=137, RESTORE=words)
        said = python(FINISHED, other, second, RESTORE=words, PORT=str(free_port()))
        assert said.count("Run “vorzimmer restore --finish”") == 4
        assert "Erased again on request: 1 record." in said
        assert list(other.glob("restore-work/*")) == []
        if not second:
            assert b"Dr. Zahn" not in raw(other / "vorzimmer.sqlite3")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a drill is for SQLite")
def test_a_drill_restores_the_latest_backup_and_leaves_nothing(tmp_path, python, migrated):
    home = tmp_path / "home"
    shutil.copytree(migrated.home, home)
    code = """
import glob, tempfile
from vorzimmer.cli import main
assert main(["keys", "rotate"]) == 0
assert main(["drill", "--identity", IDENTITY]) == 0
assert not glob.glob(tempfile.gettempdir() + "/vorzimmer-drill-*")
"""
    (tmp_path / "temporary").mkdir()
    said = python(code, home, {"TMPDIR": str(tmp_path / "temporary")}, IDENTITY=str(tmp_path / "identity"))
    assert "The drill of" in said
    assert "The doors stay shut until it is cleared." in said


# --- the parts -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME, settings.BACKUP_FOLDER = tmp_path / "home", tmp_path / "backups"
    settings.HOME.mkdir(mode=0o700)
    settings.BACKUP_FOLDER.mkdir()
    return settings.HOME


def test_backups_and_tombstones_whose_time_is_over_are_deleted_and_nothing_else(home, settings):
    at = datetime(2026, 11, 26, 3, tzinfo=UTC)
    for days in (0, 3, 29, 30):
        for part in Part:
            (settings.BACKUP_FOLDER / Backup(part=part, made_at=at - timedelta(days=days)).name).touch()
    (settings.BACKUP_FOLDER / "notes.txt").touch()
    making.forget_old(at)
    assert sorted(path.name for path in settings.BACKUP_FOLDER.iterdir()) == [
        "notes.txt",
        "vorzimmer-data-20261028T030000Z.age",
        "vorzimmer-data-20261123T030000Z.age",
        "vorzimmer-data-20261126T030000Z.age",
        "vorzimmer-keyring-20261126T030000Z.age",
    ]


def test_without_a_key_there_is_no_backup(home, settings):
    settings.BACKUP_RECIPIENT = ""
    with pytest.raises(Trouble, match="BACKUP_RECIPIENT"):
        making.back_up(datetime(2026, 11, 26, tzinfo=UTC))


def test_without_the_file_of_tombstones_nothing_is_restored(home, settings, tmp_path):
    for part in Part:
        (settings.BACKUP_FOLDER / Backup(part=part, made_at=datetime(2026, 11, 26, tzinfo=UTC)).name).touch()
    with pytest.raises(Trouble, match="tombstones is missing"):
        restoring.restore(settings.BACKUP_FOLDER / "vorzimmer-data-20261126T000000Z.age", tmp_path / "key", keyring=None, say=print)


def test_what_is_due_by_a_rule_that_nobody_released_keeps_the_doors_shut():
    clock = clocks()[0]
    for state, due in ((State.NOT_RELEASED, 3), (State.NO_HOLDS, 3)):
        with pytest.raises(Trouble, match=r"R-[A-Z]+ [a-z]+\.[A-Za-z]+: 3"):
            restoring._demand_clear(MARK, [Outcome(clock=clock, state=state, due=due)])


@pytest.mark.django_db
def test_what_longer_kept_records_hang_on_keeps_them_not_and_another_ledger_does():
    restoring._demand_clear(MARK, [Outcome(clock=clocks()[0], state=State.BLOCKED, due=3)])
    with pytest.raises(Trouble, match="not that of the backup"):
        restoring._demand_clear(replace(MARK, ledger_number=7, ledger_link="0" * 64), [])


@pytest.mark.django_db
def test_a_mark_that_cannot_be_read_shuts_the_doors_too(home):
    restored.demand_cleared()
    (home / "restored.json").write_text("{")
    with pytest.raises(Trouble, match="was interrupted"):
        restored.demand_cleared()
    restored.write(Restored(stage=Stage.NOT_CLEARED, backup="b"))
    with pytest.raises(Trouble, match="--finish"):
        restored.demand_cleared()
    restored.remove()
    restored.demand_cleared()


def test_what_is_wiped_is_overwritten_before_it_goes(tmp_path):
    (tmp_path / "work" / "deep").mkdir(parents=True)
    plain = tmp_path / "work" / "deep" / "plain"
    plain.write_bytes(b"KANARIENVOGEL" * 200_000)
    with plain.open("rb") as opened:
        snapshot.wipe(tmp_path / "work")
        assert not (tmp_path / "work").exists()
        assert opened.read().strip(b"\0") == b""

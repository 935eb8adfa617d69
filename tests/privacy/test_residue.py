"""What erased rows leave in the files of SQLite is cleared away, or it is said that it could not be."""

import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from tests.raw import raw
from tests.running import FORGET_OTHERS
from vorzimmer.live.models import LiveEvent
from vorzimmer.privacy import residue
from vorzimmer.privacy.residue import ATTEMPTS, ResidueLeft, clear_residue

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
CANARY = "KANARIENVOGEL-IM-PROTOKOLL"


@pytest.fixture(autouse=True)
def _on_sqlite(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such files")


def on_disk():
    return raw(Path(connection.settings_dict["NAME"]))


def erase_something(at="2026-11-26T12:00:00Z"):
    LiveEvent.objects.create(channel="staff", kind="call", ref=CANARY, at=at)
    assert CANARY.encode() in on_disk()
    LiveEvent.objects.all().delete()


def test_without_it_the_write_ahead_log_still_tells(settings):
    erase_something()
    assert CANARY.encode() in on_disk()
    clear_residue(set())
    assert CANARY.encode() not in on_disk()


def test_a_long_reader_is_waited_for_and_then_told_of():
    pauses = []
    reader = sqlite3.connect(connection.settings_dict["NAME"])
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM live_liveevent").fetchone()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1")
    erase_something()
    try:
        with pytest.raises(ResidueLeft, match="long reader"):
            clear_residue(set(), pause=pauses.append)
    finally:
        reader.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 5000")
    assert len(pauses) == ATTEMPTS
    clear_residue(set())
    assert CANARY.encode() not in on_disk()


def test_a_database_that_does_not_overwrite_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")
        try:
            with pytest.raises(ResidueLeft, match="does not overwrite"):
                clear_residue(set())
        finally:
            cursor.execute("PRAGMA secure_delete = ON")


def test_within_a_transaction_the_log_is_left_alone():
    with transaction.atomic():
        clear_residue(set())


class TestPostgreSQL:
    """What the server keeps in its files: tables, what the planner remembers, the write-ahead log."""

    @pytest.fixture(autouse=True)
    def _on_sqlite(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no such files")

    def test_erased_bytes_leave_tables_statistics_and_log(self):
        with connection.cursor() as cursor:
            cursor.execute(FORGET_OTHERS)  # who was killed in another test may still be reading, and what is read is kept
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0])
        for number in range(3):
            LiveEvent.objects.create(channel="staff", kind="call", ref=f"{CANARY}-{number}", at="2026-11-26T12:00:00Z")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE live_liveevent")
            cursor.execute("CHECKPOINT")
        assert places(folder)
        LiveEvent.objects.all().delete()
        clear_residue(set())
        assert places(folder) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'live_liveevent' AND attname = 'ref'")
            assert cursor.fetchone()[0] == 0

    def test_a_table_in_which_somebody_reads_for_long_is_told_of(self):
        with pytest.raises(ResidueLeft, match="long reader"):
            residue._patiently(Refusing(), "VACUUM FULL live_liveevent", lambda _seconds: None)


class Refusing:
    """A cursor whose lock never comes."""

    def execute(self, _deed):
        raise OperationalError("canceling statement due to lock timeout")


def places(folder):
    found = []
    for path in folder.rglob("*"):
        try:
            if path.is_file() and CANARY.encode() in path.read_bytes():
                found.append(path.name)
        except FileNotFoundError:
            continue
    return found

"""What erased rows leave in the files of SQLite is cleared away, or it is said that it could not be."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.raw import raw
from vorzimmer.live.models import LiveEvent
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

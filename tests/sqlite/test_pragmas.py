"""A connection is as safe as promised, or there is none."""

import sqlite3

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from tests.raw import raw
from vorzimmer.sqlite import base
from vorzimmer.sqlite.base import pragmas_in_force


def test_every_new_connection_is_durable_erasing_and_keeps_references(scratch):
    assert pragmas_in_force(scratch.connection) == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_a_file_that_was_made_by_another_program_is_switched_over(add_database, tmp_path):
    file = tmp_path / "old.sqlite3"
    old = sqlite3.connect(file)
    old.execute("PRAGMA journal_mode = DELETE")
    old.execute("CREATE TABLE note (id integer)")
    old.close()
    connection = add_database("old", name=str(file))
    connection.ensure_connection()
    assert pragmas_in_force(connection.connection)["journal_mode"] == "wal"


def test_a_database_that_cannot_keep_the_promise_is_refused(add_database, tmp_path, monkeypatch):
    monkeypatch.setitem(base.PRAGMAS, "synchronous", 3)
    connection = add_database("refused", name=str(tmp_path / "refused.sqlite3"))
    with pytest.raises(ImproperlyConfigured, match=r"refused\.sqlite3 cannot be used: synchronous is 2 and must be 3\."):
        connection.ensure_connection()
    assert connection.connection is None


def test_deleted_text_is_gone_from_the_file(scratch, tmp_path):
    canary = "canary-5b1f"

    def is_found():
        return canary.encode() in raw(tmp_path / "scratch.sqlite3")

    with scratch.cursor() as cursor:
        cursor.execute("CREATE TABLE letter (text text)")
        cursor.execute("INSERT INTO letter VALUES (%s)", [canary])
        assert is_found()
        cursor.execute("DELETE FROM letter")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not is_found()


def test_an_in_memory_database_that_threads_share_works(add_database):
    connection = add_database("memory", name="file:shared-by-tests?mode=memory&cache=shared")
    with transaction.atomic(using="memory"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer)")
        cursor.execute("INSERT INTO note VALUES (7)")
    assert pragmas_in_force(connection.connection)["journal_mode"] == "memory"
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT id FROM note").fetchall() == [(7,)]

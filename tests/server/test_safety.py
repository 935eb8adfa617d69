"""The doctor tells of backups that are late or too old, of what was begun and not ended, and of a server that writes everything down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation

from vorzimmer.domain.backups import Backup, Part
from vorzimmer.server import restored, safety
from vorzimmer.server.restored import Restored, Stage


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME, settings.BACKUP_FOLDER, settings.BACKUP_RECIPIENT = tmp_path, tmp_path / "backups", "age1…"
    settings.BACKUP_FOLDER.mkdir()
    with translation.override("en"):
        yield tmp_path


@pytest.fixture
def made(settings):
    def make(*parts, **ago):
        for part in parts:
            (settings.BACKUP_FOLDER / Backup(part=part, made_at=datetime.now(UTC) - timedelta(**ago)).name).touch()

    return make


def found(check):
    return [(finding.level.value, finding.subject, finding.text.split(":", 1)[0][:40]) for finding in check()]


def test_without_backups_all_can_be_lost(settings):
    settings.BACKUP_RECIPIENT = ""
    assert found(safety.backups) == [("warn", "Backups", "the program makes none")]


def test_the_first_one_is_missing():
    assert found(safety.backups) == [("fail", "Backups", "none yet"), ("fail", "Backups of the keyring", "none yet")]


def test_a_backup_that_is_late_is_told_of(made):
    made(Part.DATA, hours=47)
    made(Part.KEYRING, hours=49)
    assert [level for level, *_rest in found(safety.backups)] == ["ok", "fail"]


def test_backups_that_are_too_old_are_told_of(made):
    made(*Part, hours=1)
    made(Part.DATA, days=30, hours=2)
    assert [level for level, *_rest in found(safety.backups)] == ["ok", "ok"]
    made(Part.DATA, days=30, hours=4)
    made(Part.KEYRING, days=4)
    assert found(safety.backups)[-1] == ("fail", "Old backups", "2 should be deleted")


@pytest.mark.django_db
def test_a_restore_that_is_not_cleared_and_a_change_that_was_interrupted_are_told_of(home):
    assert [*safety.restored(), *safety.rotation_of_keys()] == []
    restored.write(Restored(stage=Stage.NOT_CLEARED, backup="b"))
    (home / "master.key.next").touch()
    assert [level for check in (safety.restored, safety.rotation_of_keys) for level, *_rest in found(check)] == ["fail", "fail"]


@pytest.mark.django_db
def test_a_server_that_writes_statements_down_is_told_of():
    if connection.vendor != "postgresql":
        assert list(safety.logging_of_statements()) == []
        return
    assert [finding.level.value for finding in safety.logging_of_statements()] == ["ok"]
    with connection.cursor() as cursor:
        for name, value in {"log_parameter_max_length": -1, "log_min_duration_statement": 0}.items():
            cursor.execute(f"SET {name} = {value}")
            try:
                assert [finding.text.split(" ", 1)[0] for finding in safety.logging_of_statements()] == [name]
            finally:
                cursor.execute(f"RESET {name}")

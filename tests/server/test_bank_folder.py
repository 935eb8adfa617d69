"""The watched folder: what stands still is read once and moved, with a text that says what came of it."""

import os
from datetime import UTC, datetime

import pytest
from django.utils import translation

from tests.billing import bank, firm
from tests.billing.bank import camt, entry
from vorzimmer.billing.models import BankEntry, BankFile
from vorzimmer.server import bank_folder
from vorzimmer.server.bank_folder import Folder

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    firm.write_settings()
    made = Folder(tmp_path)
    made.look(AT)
    return made


def put(folder, name, data):
    (folder.path / name).write_bytes(data)


def names(folder, where):
    return sorted(path.name for path in (folder.path / where).iterdir() if path.is_file())


def text(folder, where, name):
    return (folder.path / where / name).read_text("utf-8")


def test_the_folder_is_for_nobody_else_to_read(folder):
    assert [oct(path.stat().st_mode & 0o777) for path in (folder.path, folder.path / "done", folder.path / "refused")] == ["0o700"] * 3


def test_a_file_that_stands_still_is_read_once_and_moved(folder):
    customer = bank.customer("K-2001")
    bank.owes(customer, "RE-2026-00501", 10000)
    put(folder, "tag.xml", camt(entry(11900, "RE-2026-00501"), entry(500)))
    assert folder.look(AT) == 0
    assert BankFile.objects.count() == 0
    assert folder.look(AT) == 1
    assert (names(folder, "."), names(folder, "done"), names(folder, "refused")) == ([], ["tag.xml", "tag.xml.txt"], [])
    assert bank.standing() == [(500, "open", "iban_only"), (11900, "matched", "invoice_number")]
    assert folder.look(AT) == folder.look(AT) == 0


def test_a_half_written_file_waits_until_it_is_whole(folder):
    whole = camt(entry(500))
    put(folder, "tag.xml", whole[:100])
    folder.look(AT)
    put(folder, "tag.xml", whole[:200])
    assert folder.look(AT) == 0
    put(folder, "tag.xml", whole)
    assert folder.look(AT) == 0
    assert folder.look(AT) == 1
    assert BankEntry.objects.count() == 1


def test_what_is_still_written_by_its_name_hidden_or_no_file_is_left_alone(folder, tmp_path):
    outside = tmp_path / "outside.xml"
    outside.write_bytes(camt(entry(500)))
    for name in ("tag.xml.part", ".tag.xml", "notes.txt", "tag.TMP"):
        put(folder, name, camt(entry(500)))
    (folder.path / "link.xml").symlink_to(outside)
    (folder.path / "sub").mkdir()
    os.mkfifo(folder.path / "pipe.xml")
    assert folder.look(AT) == folder.look(AT) == 0
    assert outside.exists()


def test_a_refused_file_lies_with_its_reason_in_the_language_of_the_agency(folder):
    put(folder, "brief.xml", b"Sehr geehrte Damen und Herren")
    folder.look(AT)
    with translation.override("en"):
        folder.look(AT)
    assert names(folder, "refused") == ["brief.xml", "brief.xml.txt"]
    assert "Kontoauszug" in text(folder, "refused", "brief.xml.txt")


def test_the_same_bytes_again_are_no_mistake_and_keep_both_files(folder):
    for _ in range(2):
        put(folder, "tag.xml", camt(entry(500)))
        folder.look(AT)
        folder.look(AT)
    assert names(folder, "done") == ["tag-2.xml", "tag-2.xml.txt", "tag.xml", "tag.xml.txt"]
    assert "26.11.2026" in text(folder, "done", "tag-2.xml.txt")
    assert BankEntry.objects.count() == 1


def test_killed_between_reading_and_moving_the_file_is_moved_by_the_next_look(folder, monkeypatch):
    def killed(*_arguments):
        raise KeyboardInterrupt

    put(folder, "tag.xml", camt(entry(500)))
    folder.look(AT)
    monkeypatch.setattr(bank_folder.Folder, "_move", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.look(AT)
    monkeypatch.undo()
    again = Folder(folder.path.parent)
    again.look(AT)
    assert again.look(AT) == 1
    assert (names(folder, "done"), BankEntry.objects.count()) == (["tag.xml", "tag.xml.txt"], 1)


def test_a_file_that_cannot_be_moved_stays_and_is_no_reason_to_stop(folder, monkeypatch, caplog):
    def refuse(*_arguments):
        raise PermissionError(13, "canary".upper())

    put(folder, "a.xml", camt(entry(500)))
    put(folder, "b.xml", camt(entry(600)))
    folder.look(AT)
    monkeypatch.setattr(bank_folder.Folder, "_move", refuse)
    assert folder.look(AT) == 0
    assert "PermissionError" in caplog.text
    assert "CANARY" not in caplog.text
    monkeypatch.undo()
    assert folder.look(AT) == 2
    assert BankEntry.objects.count() == 2

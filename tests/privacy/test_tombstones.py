"""What was erased on request is noted with the erasure or not at all, and is erased again."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from tests.server import lives
from vorzimmer.customers.models import Customer
from vorzimmer.privacy import tombstones
from vorzimmer.privacy.models import CallLimit, LedgerEntry, Tombstone
from vorzimmer.privacy.tombstones import Stone

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
ONE, OTHER = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _places(settings, tmp_path):
    settings.HOME, settings.BACKUP_FOLDER = tmp_path / "home", tmp_path / "backups"
    settings.HOME.mkdir()


@pytest.fixture
def file(settings):
    return settings.HOME / "tombstones"


def erase(*keys, table="customers.Enquiry", at=AT):
    with transaction.atomic():
        tombstones.record(table, keys, at)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
class TestCarrying:
    def test_it_is_in_the_file_once_the_erasure_is_committed(self, file):
        with transaction.atomic():
            tombstones.record("customers.Enquiry", [ONE], AT)
            assert not file.exists()
        assert tombstones.read(file) == {Stone(at=AT, table="customers.Enquiry", record=str(ONE))}
        assert file.stat().st_mode & 0o077 == 0
        assert Tombstone.objects.get().carried_at == AT

    def test_what_is_undone_is_noted_nowhere(self, file):
        with transaction.atomic():
            tombstones.record("customers.Enquiry", [ONE], AT)
            transaction.set_rollback(True)
        assert not file.exists()
        assert not Tombstone.objects.exists()

    def test_what_a_crash_left_out_is_carried_over_later(self, file):
        Tombstone.objects.create(table="customers.Enquiry", record=str(ONE), at=AT)
        assert tombstones.carry(AT) == 1
        assert tombstones.carry(AT) == 0
        assert len(tombstones.read(file)) == 1

    def test_it_lies_beside_the_backups_too(self, settings, file):
        settings.BACKUP_FOLDER.mkdir()
        erase(ONE)
        assert (settings.BACKUP_FOLDER / "tombstones").read_bytes() == file.read_bytes()

    def test_it_is_written_in_a_transaction_about_a_table_that_exists(self):
        with pytest.raises(ValueError, match="in the transaction"):
            tombstones.record("customers.Enquiry", [ONE], AT)
        with pytest.raises(LookupError):
            tombstones.record("customers.Inquiry", [ONE], AT)

    def test_a_line_that_a_power_cut_left_half_harms_no_other(self, file):
        erase(ONE)
        file.write_bytes(file.read_bytes() + b'{"at": "2026-')
        erase(OTHER)
        assert {stone.record for stone in tombstones.read(file)} == {str(ONE), str(OTHER)}


@pytest.mark.django_db(databases=["default", "keyring"])
class TestReplaying:
    def test_what_came_back_goes_again_with_its_line_and_what_is_not_named_stays(self):
        named, other = (CallLimit.objects.create(customer_ref=uuid4(), months=6, ordered_at=AT) for _ in range(2))
        tombstones.take_over({Stone(at=AT, table="privacy.CallLimit", record=str(named.pk))})
        assert [stone.record for stone in tombstones.still_there()] == [str(named.pk)]
        assert tombstones.replay(AT) == {"privacy.CallLimit": 1}
        assert list(CallLimit.objects.values_list("pk", flat=True)) == [other.pk]
        assert list(LedgerEntry.objects.values_list("rule", "table", "erased")) == [("replay", "privacy.CallLimit", 1)]
        assert tombstones.replay(AT) == {"privacy.CallLimit": 0}
        assert LedgerEntry.objects.count() == 1
        assert tombstones.still_there() == []

    def test_a_customer_who_came_back_is_emptied_again_because_documents_lead_to_him(self):
        row = lives.customer("K-1001", since=date(2020, 1, 6), last_day=date(2024, 3, 31))
        Customer.objects.filter(pk=row.pk).update(name="Praxis Dr. Zahn")
        tombstones.take_over({Stone(at=AT, table="customers.Customer", record=str(row.pk))})
        assert [stone.record for stone in tombstones.still_there()] == [str(row.pk)]
        assert tombstones.replay(AT) == {"customers.Customer": 1}
        row.refresh_from_db()
        assert (row.name, row.number, row.street) == ("K-1001", "K-1001", "")
        assert tombstones.still_there() == []
        assert tombstones.replay(AT) == {"customers.Customer": 0}

    def test_a_room_may_say_how_its_records_are_erased_again(self, monkeypatch):
        monkeypatch.setattr(tombstones, "_again", {})
        asked = []
        tombstones.replay_by("privacy.CallLimit", lambda records, at: asked.append((records, at)) or 2)
        tombstones.take_over({Stone(at=AT, table="privacy.CallLimit", record=str(ONE))})
        assert tombstones.replay(AT) == {"privacy.CallLimit": 2}
        assert asked == [([str(ONE)], AT)]

    def test_stones_from_beside_a_backup_are_taken_over_once(self, file):
        stones = {Stone(at=AT, table="customers.Enquiry", record=str(key)) for key in (ONE, OTHER)}
        tombstones.take_over(stones)
        tombstones.take_over(stones)
        assert len(file.read_text().splitlines()) == 2

    def test_after_sixty_days_the_file_forgets(self, file, settings):
        settings.BACKUP_FOLDER.mkdir()
        old, young = (Stone(at=at, table="customers.Enquiry", record=str(uuid4())) for at in (AT, AT + timedelta(days=1)))
        tombstones.take_over({old, young})
        tombstones.lay_beside(settings.BACKUP_FOLDER)
        tombstones.forget(datetime(2027, 1, 25, 22, 59, 59, tzinfo=UTC))
        assert tombstones.read(file) == {old, young}
        tombstones.forget(datetime(2027, 1, 25, 23, 0, tzinfo=UTC))
        assert tombstones.read(file) == {young}
        assert tombstones.read(settings.BACKUP_FOLDER / "tombstones") == {young}

    def test_a_line_holds_a_random_id_and_nothing_else(self, file):
        tombstones.take_over({Stone(at=AT, table="customers.Enquiry", record=str(ONE))})
        assert json.loads(file.read_text()) == {"at": "2026-11-26T12:00:00+00:00", "table": "customers.Enquiry", "record": str(ONE)}

"""Keys without a customer's month: the one by which his numbers are found, and those of enquiries."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.server import lives
from vorzimmer.calls.models import Call
from vorzimmer.customers.actions import EnquiryEntry, erase_enquiry, receive_enquiry
from vorzimmer.customers.models import KnownCaller, SenderAddress
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.privacy.key_erasure import destroy_unused_keys
from vorzimmer.privacy.keyring.keys import CACHE
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.scope import AGENCY
from vorzimmer.privacy.sealing import blind_index

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SINCE, END = date(2026, 1, 5), date(2026, 12, 31)
BEFORE, AFTER = datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    CACHE.clear()
    yield
    CACHE.clear()


def is_destroyed(owner, category):
    return [row.destroyed_at is not None for row in DataKey.objects.filter(scope=owner, category=category)]


@pytest.fixture
def ended():
    row = lives.customer("K-1001", since=SINCE, last_day=END)
    lives.orders(row, SINCE, lives.someone("olga"))
    return row


def test_the_key_of_an_index_goes_with_the_last_row_that_is_found_by_it(ended):
    destroy_unused_keys(AFTER, AFTER)
    assert is_destroyed(ended.pk, "INDEX") == [False], "somebody is found by his number still"
    KnownCaller.objects.filter(customer=ended).delete()
    destroy_unused_keys(BEFORE, BEFORE)
    assert is_destroyed(ended.pk, "INDEX") == [False], "the contract is not over"
    destroy_unused_keys(AFTER, AFTER)
    assert is_destroyed(ended.pk, "INDEX") == [True]
    key = DataKey.objects.get(scope=ended.pk, category="INDEX").pk
    assert str(key) in LedgerEntry.objects.get(table="keyring.DataKey").keys


def test_a_call_that_is_found_by_its_number_keeps_the_key(ended):
    KnownCaller.objects.filter(customer=ended).delete()
    lives.call_with_note(ended, END, lives.someone("paul"))
    destroy_unused_keys(AFTER, AFTER)
    assert is_destroyed(ended.pk, "INDEX") == [False]
    Call.objects.filter(customer=ended).update(caller_index=None)
    destroy_unused_keys(AFTER, AFTER)
    assert is_destroyed(ended.pk, "INDEX") == [True]


def test_who_comes_back_is_indexed_under_another_key(ended):
    before = blind_index(ended.pk, lives.CALLER)
    KnownCaller.objects.filter(customer=ended).delete()
    destroy_unused_keys(AFTER, AFTER)
    after = blind_index(ended.pk, lives.CALLER)
    assert after != before
    assert after == blind_index(ended.pk, lives.CALLER)
    assert is_destroyed(ended.pk, "INDEX") == [False]


def test_keys_of_enquiries_go_when_the_month_is_over_and_nobody_asks_any_more():
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    entry = EnquiryEntry(id=uuid4(), kind=EnquiryKind.ENQUIRY, name="Rita Rabe", email="rita@rabe.example", text="Guten Tag")
    enquiry = receive_enquiry(entry, "203.0.113.7", at)
    december = datetime(2026, 12, 1, 9, tzinfo=UTC)
    destroy_unused_keys(december, december)
    assert is_destroyed(AGENCY, "INT") == [False]
    erase_enquiry(enquiry, at=at)
    destroy_unused_keys(at, at)
    assert is_destroyed(AGENCY, "INT") == [False], "somebody may ask this month"
    destroy_unused_keys(december, december)
    assert is_destroyed(AGENCY, "INT") == [True]
    SenderAddress.objects.all().delete()
    destroy_unused_keys(december + timedelta(days=1), december)
    assert is_destroyed(AGENCY, "SECURITY") == [True]

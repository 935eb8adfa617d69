"""Addresses of senders: one per form, gone after their hours, held by an open case, read by nobody without one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import make_cast
from tests.customers.test_enquiries import SENDER, entry
from vorzimmer.customers.actions import (
    close_case,
    erase_enquiry,
    forget_addresses,
    keep_sender,
    look_at_case,
    open_case,
    read_address,
    receive_enquiry,
)
from vorzimmer.customers.models import AbuseCase, AddressReading, SenderAddress, SenderForm, ShortAddress

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
AT = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)  # 12:00 in Berlin; the clock changes on the night that follows
GONE = datetime(2026, 10, 27, 10, 0, tzinfo=UTC)  # 11:00 in Berlin, 72 hours later
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast(db):
    return make_cast(AT - timedelta(days=1))


@pytest.fixture
def sender(cast):
    receive_enquiry(entry(), SENDER, AT)
    return SenderAddress.objects.get()


def test_an_address_is_there_for_72_hours_to_the_second_and_then_it_is_deleted(sender):
    assert SenderAddress.objects.there(GONE - SECOND).get().address == "203.0.113.77"
    assert forget_addresses(GONE - SECOND) == 0
    assert not SenderAddress.objects.there(GONE).exists()
    assert forget_addresses(GONE) == 1
    assert not SenderAddress.objects.exists()
    assert not ShortAddress.objects.exists()


def test_the_agency_may_choose_up_to_seven_days(cast, settings):
    settings.SENDER_ADDRESS_HOURS = 168
    kept = keep_sender(SenderForm.NOTICE, "2001:db8::7", AT)
    assert kept.erase_at == datetime(2026, 10, 31, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("address", ["", "unknown", "203.0.113.77, 198.51.100.1"])
def test_what_is_no_address_is_not_kept(cast, address):
    assert keep_sender(SenderForm.SIGN_UP, address, AT) is None
    assert not SenderAddress.objects.exists()


def test_where_it_is_wanted_shortened_addresses_are_counted_by_day_and_linked_to_nothing(cast, settings):
    settings.KEEP_SHORT_ADDRESSES = True
    for address in ("203.0.113.77", "::ffff:203.0.113.9", "2002:cb00:714d::1", "198.51.100.4"):
        keep_sender(SenderForm.SIGN_UP, address, AT)
    keep_sender(SenderForm.SIGN_UP, "203.0.113.1", AT + timedelta(hours=14))  # midnight in Berlin
    forget_addresses(AT + timedelta(days=5))
    found = [(f"{row.day}", row.network, row.count) for row in ShortAddress.objects.all()]
    assert found == [
        ("2026-10-24", "198.51.100.0/24", 1),
        ("2026-10-24", "2002:cb00::/32", 1),
        ("2026-10-24", "203.0.113.0/24", 2),
        ("2026-10-25", "203.0.113.0/24", 1),
    ]
    assert {field.name for field in ShortAddress._meta.get_fields()} == {"id", "day", "network", "count"}
    forget_addresses(datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert [f"{row.day}" for row in ShortAddress.objects.all()] == ["2026-10-25"]


# --- cases -------------------------------------------------------------------------------------------------------------


def test_without_a_case_nobody_reads_an_address_and_the_try_is_written_down(sender, cast):
    with pytest.raises(PermissionDenied):
        read_address(sender, None, by=cast.owner, at=AT)
    line = AddressReading.objects.get()
    assert (line.allowed, line.by, line.case_ref, line.form) == (False, cast.owner, None, "enquiry")
    assert "203.0" not in str(vars(line))


def test_the_owner_reads_it_for_the_case_that_it_belongs_to(sender, cast):
    case = open_case("Werbung in großer Zahl", [sender], by=cast.owner, at=AT)
    assert read_address(sender, case, by=cast.owner, at=AT) == "203.0.113.77"
    line = AddressReading.objects.get()
    assert (line.allowed, line.case_ref, line.at) == (True, case.pk, AT)


def test_another_case_or_another_role_reads_nothing(sender, cast):
    other = keep_sender(SenderForm.NOTICE, "198.51.100.4", AT)
    case, strange = (open_case("Werbung", [each], by=cast.owner, at=AT) for each in (sender, other))
    for by, shown in ((cast.owner, strange), (cast.olga, case), (cast.accountant, case), (cast.officer, case), (cast.zahn_owner, case)):
        with pytest.raises(PermissionDenied):
            read_address(sender, shown, by=by, at=AT)
    assert list(AddressReading.objects.values_list("allowed", flat=True)) == [False] * 5


def test_a_case_holds_its_addresses_and_lets_them_go_when_it_is_closed(sender, cast):
    case = open_case("Werbung", [sender], by=cast.owner, at=GONE - SECOND)
    assert forget_addresses(GONE + timedelta(days=6)) == 0
    look_at_case(case, GONE + timedelta(days=6))
    later = GONE + timedelta(days=12)
    assert read_address(sender, case, by=cast.owner, at=later) == "203.0.113.77"
    close_case(case, later)
    assert not SenderAddress.objects.there(later).exists()
    with pytest.raises(SenderAddress.DoesNotExist):
        read_address(sender, case, by=cast.owner, at=later)
    assert forget_addresses(later) == 1


def test_a_case_that_nobody_looks_at_for_seven_days_holds_nothing(sender, cast):
    case = open_case("Werbung", [sender], by=cast.owner, at=AT)
    lapsed = AT + timedelta(days=7)
    assert SenderAddress.objects.there(lapsed - SECOND).exists()
    assert not SenderAddress.objects.there(lapsed).exists()
    with pytest.raises(ValidationError):
        look_at_case(case, lapsed)
    assert forget_addresses(lapsed) == 1


def test_a_case_that_is_closed_early_shortens_nothing(sender, cast):
    case = open_case("Werbung", [sender], by=cast.owner, at=AT)
    close_case(case, AT + timedelta(hours=1))
    assert SenderAddress.objects.there(GONE - SECOND).exists()
    with pytest.raises(PermissionDenied):
        read_address(sender, AbuseCase.objects.get(), by=cast.owner, at=AT + timedelta(hours=2))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_case_needs_a_reason(sender, cast, reason):
    with pytest.raises(ValidationError) as refused:
        open_case(reason, [sender], by=cast.owner, at=AT)
    assert list(refused.value.error_dict) == ["reason"]


def test_a_case_needs_an_address_that_is_still_there(sender, cast):
    with pytest.raises(ValidationError):
        open_case("Werbung", [sender], by=cast.owner, at=GONE)
    open_case("Werbung", [sender], by=cast.owner, at=AT)
    with pytest.raises(ValidationError):
        open_case("Noch einmal", [sender], by=cast.owner, at=AT)


def test_who_has_an_enquiry_erased_takes_the_address_along_unless_a_case_holds_it(sender, cast):
    enquiry = sender.enquiry
    other = receive_enquiry(entry(), "198.51.100.4", AT)
    open_case("Werbung", [sender], by=cast.owner, at=AT)
    for each in (enquiry, other):
        erase_enquiry(each, at=AT)
    assert [kept.address for kept in SenderAddress.objects.all()] == ["203.0.113.77"]


def test_cases_and_the_list_of_who_looked_go_in_their_time(sender, cast):
    case = open_case("Werbung", [sender], by=cast.owner, at=AT)
    read_address(sender, case, by=cast.owner, at=AT)
    close_case(case, AT)
    forget_addresses(AT + timedelta(days=14) - SECOND)
    assert AbuseCase.objects.exists()
    forget_addresses(AT + timedelta(days=14))
    assert not AbuseCase.objects.exists()
    forget_addresses(AT + timedelta(days=365) - SECOND)
    assert AddressReading.objects.exists()
    forget_addresses(AT + timedelta(days=365))
    assert not AddressReading.objects.exists()

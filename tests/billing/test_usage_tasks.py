"""Tasks recorded by hand, and calls that were the agency's fault: counted once, taken back, corrected, and each time a line."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from tests.billing.conftest import bill, use
from tests.billing.prices import PLAIN
from tests.cast import NOON
from vorzimmer.billing.actions import Task, correct_task, mark_fault, record_task, remove_task, undo_task
from vorzimmer.billing.models import TariffVersion, UsageChange, UsageRecord
from vorzimmer.billing.unbilled import changed_since_rated
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import UsageMeter

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = Period.month("2026-11")
LATER = NOON + timedelta(days=30)


def a_task(meter=UsageMeter.TASK_TIME, number=15, done_at=NOON):
    return Task(task_id=uuid4(), meter=meter, number=number, done_at=done_at)


def lines():
    return [(line.meter, line.before, line.after, line.reason, line.by.name) for line in UsageChange.objects.all()]


def test_a_task_is_recorded_once_in_the_unit_of_its_meter(cast, contract):
    task = a_task()
    for _ in range(2):
        record_task(cast.zahn, task, by=cast.olga, at=NOON)
    row = UsageRecord.objects.get()
    assert (row.meter, row.quantity, row.unit, row.occurred_at, row.ref) == ("task_time", 900, "second", NOON, task.task_id)
    assert lines() == [("task_time", 0, 900, "recorded", "Olga Weber")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_at": NOON + timedelta(seconds=1)}, "done_at"),
        ({"done_at": NOON - timedelta(days=400)}, "done_at"),
        ({"number": 0}, "number"),
        ({"meter": UsageMeter.TALK}, "meter"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field_and_changes_nothing(cast, contract, changes, field):
    with pytest.raises(ValidationError) as refused:
        record_task(cast.zahn, a_task(**changes), by=cast.olga, at=NOON)
    assert list(refused.value.error_dict) == [field]
    assert not UsageRecord.objects.exists()


def test_what_the_tariff_does_not_offer_is_not_recorded_and_cannot_stop_the_bill(cast, contract):
    TariffVersion.objects.update(text=PLAIN.replace('"letter", ', "").replace("free = [", 'not_offered = ["letter"]\nfree = ['))
    with pytest.raises(ValidationError) as refused:
        record_task(cast.zahn, a_task(UsageMeter.LETTER), by=cast.olga, at=NOON)
    assert list(refused.value.error_dict) == ["meter"]
    assert record_task(cast.zahn, a_task(UsageMeter.FAX), by=cast.olga, at=NOON)


def test_an_operator_takes_his_own_back_on_the_same_day(cast, contract):
    row = record_task(cast.zahn, a_task(), by=cast.olga, at=NOON)
    with pytest.raises(UsageRecord.DoesNotExist):
        undo_task(row.pk, by=cast.paul, at=NOON)
    with pytest.raises(ValidationError):
        undo_task(row.pk, by=cast.olga, at=NOON + timedelta(days=1))
    undo_task(row.pk, by=cast.olga, at=NOON)
    assert not UsageRecord.objects.exists()
    assert lines()[1] == ("task_time", 900, 0, "undone", "Olga Weber")


def test_a_task_is_corrected_with_a_reason(cast, contract):
    row = record_task(cast.zahn, a_task(), by=cast.olga, at=NOON)
    with pytest.raises(ValidationError):
        correct_task(row.pk, 20, "undone", by=cast.owner, at=LATER)
    for _ in range(2):
        correct_task(row.pk, 20, "miscounted", by=cast.owner, at=LATER)
    assert UsageRecord.objects.get().quantity == 1200
    assert lines()[1:] == [("task_time", 900, 1200, "miscounted", "Clara Chefin")]


def test_what_was_billed_and_removed_stays_as_a_row_of_nothing(cast, contract):
    row = record_task(cast.zahn, a_task(), by=cast.olga, at=NOON)
    bill(contract, date(2026, 11, 1), LATER)
    remove_task(row.pk, "goodwill", by=cast.owner, at=LATER)
    row.refresh_from_db()
    assert (row.quantity, row.rated is None) == (0, False)
    assert changed_since_rated(contract, NOVEMBER)
    with pytest.raises(UsageRecord.DoesNotExist):
        remove_task(row.pk, "goodwill", by=cast.owner, at=LATER)


def test_usage_of_a_call_is_no_task(cast):
    row = use(cast.zahn, "call", 1, NOON)
    with pytest.raises(UsageRecord.DoesNotExist):
        remove_task(row.pk, "goodwill", by=cast.owner, at=LATER)


def test_all_rows_of_a_call_are_marked_as_our_fault_and_back_again(cast):
    ref = uuid4()
    for meter, quantity in (("call", 1), ("talk", 30)):
        use(cast.zahn, meter, quantity, NOON, ref=ref, status="spam")
    other = use(cast.zahn, "call", 1, NOON)
    assert mark_fault(cast.zahn, ref, by=cast.accountant, at=LATER, fault=True)
    assert not mark_fault(cast.zahn, ref, by=cast.accountant, at=LATER, fault=True)
    assert {row.status for row in UsageRecord.objects.filter(ref=ref)} == {"agency_fault"}
    assert UsageRecord.objects.get(pk=other.pk).status == ""
    assert mark_fault(cast.zahn, ref, by=cast.owner, at=LATER, fault=False)
    assert {row.status for row in UsageRecord.objects.filter(ref=ref)} == {"spam"}
    assert [(line.status_before, line.status_after, line.reason) for line in UsageChange.objects.all()] == [
        ("spam", "agency_fault", "agency_fault"),
        ("agency_fault", "spam", "no_fault"),
    ]


def test_usage_of_another_customer_cannot_be_marked(cast):
    row = use(cast.berg, "call", 1, NOON)
    with pytest.raises(UsageRecord.DoesNotExist):
        mark_fault(cast.zahn, row.ref, by=cast.owner, at=LATER, fault=True)

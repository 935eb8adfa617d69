"""What is waived, what is alarmed, what has changed since it was billed, and who pays for a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.billing.conftest import bill, use
from tests.cast import NOON
from vorzimmer.billing.actions import waive
from vorzimmer.billing.models import BillingProfile, TariffVersion, UsageRecord
from vorzimmer.billing.months import rows_of
from vorzimmer.billing.options import option_rows
from vorzimmer.billing.unbilled import changed_months, changed_since_rated, usage_alarm
from vorzimmer.customers.models import BookedOption, Contract, ContractTariff, Option
from vorzimmer.domain.statements import Period

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = Period.month("2026-11")
FEBRUARY = datetime(2027, 1, 31, 23, 0, tzinfo=UTC)
"""Two months after the end of November."""


def test_usage_of_a_trial_and_without_a_contract_is_waived_once(cast):
    use(cast.berg, "call", 1, NOON)
    Contract.objects.create(customer=cast.zahn, number="V-2", state="trial", trial_last_day=date(2026, 11, 20), created_at=NOON)
    use(cast.zahn, "call", 1, NOON)
    use(cast.zahn, "call", 1, NOON + timedelta(days=1))
    assert [waive(cast.zahn, NOVEMBER), waive(cast.zahn, NOVEMBER), waive(cast.berg, NOVEMBER)] == [2, 0, 1]
    waived = UsageRecord.objects.order_by("occurred_at", "customer__number").values_list("customer__number", "waived")
    assert list(waived) == [("K-1001", "trial"), ("K-1002", "no_contract"), ("K-1001", "no_contract")]


def test_usage_under_a_contract_is_not_waived(cast, contract):
    use(cast.zahn, "call", 1, NOON)
    assert waive(cast.zahn, NOVEMBER) == 0


def test_the_alarm_names_number_month_and_reason(cast, contract):
    use(cast.zahn, "call", 1, NOON)
    use(cast.zahn, "talk", 30, NOON)
    use(cast.berg, "call", 1, NOON - timedelta(days=31))
    assert usage_alarm(FEBRUARY - timedelta(seconds=1)).rows == 1
    alarm = usage_alarm(FEBRUARY)
    assert (alarm.rows, alarm.oldest) == (3, date(2026, 10, 1))
    assert [(each.customer_number, each.rows, each.oldest, each.because) for each in alarm.customers] == [
        ("K-1002", 1, date(2026, 10, 1), "no_contract"),
        ("K-1001", 2, date(2026, 11, 1), "not_run"),
    ]
    BillingProfile.objects.create(customer=cast.zahn, held=True)
    assert usage_alarm(FEBRUARY).customers[1].because == "held"
    TariffVersion.objects.all().delete()
    assert usage_alarm(FEBRUARY).customers[1].because == "no_price_list"


def test_what_was_billed_waived_or_taken_out_alarms_nobody(cast, contract, django_assert_num_queries):
    use(cast.zahn, "call", 1, NOON)
    bill(contract, date(2026, 11, 1), NOON)
    use(cast.berg, "call", 1, NOON)
    use(cast.berg, "task", 0, NOON)
    waive(cast.berg, NOVEMBER)
    with django_assert_num_queries(1):
        assert usage_alarm(FEBRUARY).rows == 0


def test_a_late_row_and_a_correction_are_found_and_nothing_else(cast, contract):
    row = use(cast.zahn, "talk", 30, NOON)
    use(cast.zahn, "call", 1, NOON)
    bill(contract, date(2026, 11, 1), NOON + timedelta(days=20))
    assert changed_months() == []
    december = use(cast.zahn, "call", 1, NOON + timedelta(days=21))
    assert changed_months() == []
    late = use(cast.zahn, "call", 1, NOON, recorded_at=NOON + timedelta(days=21))
    UsageRecord.objects.filter(pk=row.pk).update(quantity=60, recorded_at=NOON + timedelta(days=22))
    (found,) = changed_months()
    assert (found.contract, found.first, found.late, found.corrected) == (contract, date(2026, 11, 1), 1, 1)
    assert (late.rated, december.rated) == (None, None)


def test_a_correction_that_was_taken_back_is_none(cast, contract):
    row = use(cast.zahn, "talk", 30, NOON)
    bill(contract, date(2026, 11, 1), NOON + timedelta(hours=1))
    for quantity, changed in ((60, True), (30, False)):
        UsageRecord.objects.filter(pk=row.pk).update(quantity=quantity, recorded_at=NOON + timedelta(days=1))
        assert (changed_since_rated(contract, NOVEMBER), len(changed_months())) == (changed, int(changed))


def test_a_month_whose_usage_is_erased_has_not_changed(cast, contract):
    use(cast.zahn, "talk", 30, NOON)
    bill(contract, date(2026, 11, 1), NOON)
    UsageRecord.objects.all().delete()
    assert not changed_since_rated(contract, NOVEMBER)


def test_a_day_of_two_contracts_is_paid_by_the_older_one(cast, contract):
    tariff = contract.tariffs.get().tariff
    newer = Contract.objects.create(
        customer=cast.zahn, number="V-2", state="running", concluded_on=date(2026, 11, 15), created_at=NOON + timedelta(days=1)
    )
    ContractTariff.objects.create(contract=newer, tariff=tariff, valid_from=date(2026, 11, 15))
    Contract.objects.filter(pk=contract.pk).update(last_day=date(2026, 11, 20))
    contract.refresh_from_db()
    for day in (14, 16, 20, 21):
        use(cast.zahn, "call", 1, datetime(2026, 11, day, 12, 0, tzinfo=UTC))
    assert [row.started_at.day for row in sorted(rows_of(contract, NOVEMBER), key=lambda row: row.started_at)] == [14, 16, 20]
    assert [row.started_at.day for row in rows_of(newer, NOVEMBER)] == [21]


def test_booked_options_become_rows(cast, contract):
    option = Option.objects.create(code="sms", name_de="SMS", name_en="SMS")
    BookedOption.objects.create(contract=contract, option=option, valid_from=date(2026, 11, 21))
    assert [(row.meter, row.quantity) for row in option_rows(contract, NOVEMBER)] == [("option_sms", 10)]
    assert [row.meter for row in rows_of(contract, NOVEMBER)] == ["option_sms"]

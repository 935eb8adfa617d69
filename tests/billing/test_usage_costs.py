"""What the running month costs, who is told, who is due an interim invoice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.billing.conftest import bill, use
from tests.cast import NOON
from vorzimmer.billing.actions import order_itemised, set_limit, stop_itemised, tell_limits
from vorzimmer.billing.models import BillingProfile, Issuer, TariffVersion, UsageRecord
from vorzimmer.billing.running import costs_of
from vorzimmer.delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FIRST = date(2026, 11, 1)


def test_the_month_so_far_with_tax_what_is_to_come_and_what_was_before(cast, contract):
    # 20.00 + 2 calls 2.00 + (25 - 10) min x 0.60 = 9.00: 31.00; 19 % of it 5.89.
    use(cast.zahn, "call", 1, NOON)
    use(cast.zahn, "call", 1, NOON - timedelta(days=2))
    use(cast.zahn, "talk", 1500, NOON)
    use(cast.zahn, "call", 1, NOON - timedelta(days=30))
    costs = costs_of(cast.zahn, FIRST, NOON)
    assert (costs.so_far.net, [each.vat for each in costs.so_far.vat], costs.so_far.gross) == (3100, [589], 3689)
    assert costs.before.net == 2100
    assert costs.ahead.net == 3200  # Wednesday the 18th comes again on the 25th


def test_who_is_a_small_business_bills_no_tax(cast, contract):
    Issuer(is_small_business=True).save()
    assert costs_of(cast.zahn, FIRST, NOON).so_far.vat == ()


def test_without_a_contract_there_are_no_costs(cast, contract):
    assert costs_of(cast.berg, FIRST, NOON) is None
    assert costs_of(cast.zahn, date(2025, 11, 1), NOON) is None


def test_a_month_that_was_billed_costs_what_was_billed_also_when_its_usage_is_erased(cast, contract):
    use(cast.zahn, "call", 1, NOON)
    bill(contract, FIRST, NOON + timedelta(days=20))
    UsageRecord.objects.all().delete()
    assert costs_of(cast.zahn, FIRST, NOON + timedelta(days=200)).so_far.net == 2100


# --- the limit of the customer ------------------------------------------------------------------------------------------


def test_who_passes_his_limit_is_told_once_a_month_without_details(cast, contract):
    cast.zahn.email, cast.zahn.language = "praxis@zahn.example", "en"
    cast.zahn.save()
    set_limit(cast.zahn, 2380)
    assert tell_limits(NOON) == 0  # 20.00 and tax are 23.80, and not more
    use(cast.zahn, "call", 1, NOON)
    assert [tell_limits(NOON), tell_limits(NOON + timedelta(hours=1))] == [1, 0]
    letter = OutboxMessage.objects.get()
    assert (letter.subject, letter.address, letter.key) == (
        "Costs of November 2026",
        "praxis@zahn.example",
        f"limit:{cast.zahn.pk}:2026-11",
    )
    assert "23.80" in letter.body
    assert "call" not in letter.body
    assert tell_limits(datetime(2026, 12, 1, 9, 0, tzinfo=UTC)) == 0
    use(cast.zahn, "call", 1, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert tell_limits(datetime(2026, 12, 1, 10, 0, tzinfo=UTC)) == 1


def test_the_message_about_costs_is_itself_no_usage(cast, contract):
    from vorzimmer.billing.actions import record_message  # noqa: PLC0415  beside what it proves

    message = OutboxMessage.objects.create(
        customer=cast.zahn, kind="email", key=f"limit:{cast.zahn.pk}:2026-11", about="x", language="de", created_at=NOON, give_up_at=NOON
    )
    record_message(None, message=message, at=NOON)
    assert not UsageRecord.objects.exists()


def test_one_customer_who_cannot_be_rated_does_not_keep_the_others_from_being_told(cast, contract):
    cast.zahn.email = "praxis@zahn.example"
    cast.zahn.save()
    set_limit(cast.zahn, 100)
    TariffVersion.objects.all().delete()
    assert tell_limits(NOON) == 0
    assert BillingProfile.objects.get().alerted_for is None


# --- the itemised list --------------------------------------------------------------------------------------------------


def test_the_itemised_list_begins_and_ends_with_a_month(cast):
    order_itemised(cast.zahn, NOON)
    profile = BillingProfile.objects.get()
    assert (profile.itemised_from, profile.itemised_until) == (date(2026, 12, 1), None)
    order_itemised(cast.zahn, NOON + timedelta(days=40))
    assert BillingProfile.objects.get().itemised_from == date(2026, 12, 1)
    stop_itemised(cast.zahn, NOON + timedelta(days=40))
    assert BillingProfile.objects.get().itemised_until == date(2026, 12, 31)
    order_itemised(cast.zahn, NOON + timedelta(days=41))
    profile = BillingProfile.objects.get()
    assert (profile.itemised_from, profile.itemised_until) == (date(2026, 12, 1), None)


def test_who_orders_again_after_the_end_begins_anew(cast):
    BillingProfile.objects.create(customer=cast.zahn, itemised_from=date(2026, 1, 1), itemised_until=date(2026, 3, 31))
    order_itemised(cast.zahn, NOON)
    profile = BillingProfile.objects.get()
    assert (profile.itemised_from, profile.itemised_until) == (date(2026, 12, 1), None)


def test_what_was_ordered_and_stopped_before_it_began_is_not_made(cast):
    order_itemised(cast.zahn, NOON)
    stop_itemised(cast.zahn, NOON)
    assert BillingProfile.objects.get().itemised_from is None

"""The invented customers have contracts of every kind, and the agency has numbers to give."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vorzimmer.customers.models import BankAccount, Contract, Customer, PoolNumber
from vorzimmer.demo.agency import seed

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
MONDAY = datetime(2026, 11, 23, 10, 7, tzinfo=UTC)


def test_one_is_on_trial_one_has_given_notice_and_all_are_answered_for():
    seed(MONDAY, days=1)
    states = sorted(contract.standing_on(date(2026, 11, 23)).state for contract in Contract.objects.all())
    assert states == ["notice_given", *["running"] * 10, "trial"]
    assert Customer.objects.filter(active=True).count() == 12
    assert PoolNumber.objects.count() == 50
    assert PoolNumber.objects.free(MONDAY + timedelta(days=1)).count() == 49
    assert {account.iban[:2] for account in BankAccount.objects.all()} == {"DE"}
    trial = Contract.objects.get(state="trial")
    assert (trial.customer.short_name, trial.trial_last_day) == (Customer.objects.get(number="1011").short_name, date(2026, 11, 30))

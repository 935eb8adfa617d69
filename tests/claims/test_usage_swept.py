"""The sweep and the holds of claims together: usage goes six months after its invoice, unless the closed list of law.md S33 holds it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.claims.cases_at_hand import BASE, billed, claim_of, dispute, noon, pay, remind
from vorzimmer.billing.models import UsageRecord
from vorzimmer.claims.actions.cases import resolve
from vorzimmer.claims.holds import numbers
from vorzimmer.claims.policy import schedule
from vorzimmer.domain.cases import Resolution
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import moment
from vorzimmer.domain.holds import number
from vorzimmer.domain.retention import versions_of
from vorzimmer.domain.retention_policy import digest
from vorzimmer.privacy.models import RuleRelease
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.sweeping import sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NEXT = BASE + timedelta(days=1)


@pytest.fixture
def customer(customer):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    RuleRelease.objects.create(rule=Rule.ABR, digest=digest(retention_rules(), Rule.ABR), planned_at=now, released_at=now)
    return customer


def left_on(day):
    """Sweep in the first minute of a day, and count what is left."""
    sweep(moment(day, time(0, 1)))
    return UsageRecord.objects.count()


def test_usage_of_a_paid_invoice_is_kept_to_the_last_day_of_its_six_months(customer):
    pay(billed(customer), date(2027, 2, 1))
    assert left_on(BASE) == 3
    assert left_on(NEXT) == 0


def test_an_unpaid_invoice_holds_nothing_if_nobody_demanded_payment(customer):
    billed(customer)
    assert left_on(NEXT) == 0


def test_an_unpaid_invoice_of_which_was_reminded_holds_its_usage_until_the_day_after_the_payment(customer):
    document = billed(customer)
    remind(claim_of(document), date(2027, 3, 10))
    assert left_on(date(2027, 9, 20)) == 3
    pay(document, date(2027, 9, 20))
    assert left_on(date(2027, 9, 20)) == 3
    assert left_on(date(2027, 9, 21)) == 0


def test_a_dispute_holds_the_usage_of_its_invoice_only_and_until_it_is_resolved(cast, customer):
    disputed, other = billed(customer), billed(customer)
    case = dispute(disputed, cast.olga)
    pay(disputed, date(2027, 2, 1))
    pay(other, date(2027, 2, 1))
    assert left_on(NEXT) == 3
    resolve(case, Resolution(outcome="rejected", words="Die Anrufe stimmen.", on=date(2027, 8, 2)), by=cast.olga, at=noon(date(2027, 8, 2)))
    assert left_on(date(2027, 8, 2)) == 3
    assert left_on(date(2027, 8, 3)) == 0


def test_holds_reminders_and_sweep_count_the_same_months():
    (rule,) = versions_of(retention_rules(), Rule.ABR)
    assert number(numbers(), "billing_months", BASE) == rule.length == schedule(BASE).hold_months == 6

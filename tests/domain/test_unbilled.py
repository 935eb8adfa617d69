"""Usage that nobody pays for, and usage that is late."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.billing.models import UsageRecord
from vorzimmer.domain.contracts import Facts
from vorzimmer.domain.unbilled import ContractSpan, Waived, overdue_before, span_of, spans_of, unbilled_because, waived_because

TRIAL = Facts(trial_started_on=date(2026, 11, 1), concluded_on=date(2026, 11, 5), last_day=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "because"),
    [
        ("2026-10-31", "no_contract"),
        ("2026-11-01", "trial"),
        ("2026-11-04", "trial"),
        ("2026-11-05", None),
        ("2026-12-31", None),
        ("2027-01-01", "no_contract"),
    ],
)
def test_why_usage_of_a_day_is_never_billed(day, because):
    assert waived_because(date.fromisoformat(day), spans_of([TRIAL])) == because


def test_the_trial_is_the_day_of_the_sign_up_and_seven_more():
    spans = spans_of([Facts(trial_started_on=date(2026, 11, 1))])
    assert waived_because(date(2026, 11, 8), spans) is Waived.TRIAL
    assert waived_because(date(2026, 11, 9), spans) is Waived.NO_CONTRACT


def test_the_day_of_a_withdrawal_is_still_paid():
    span = span_of(Facts(concluded_on=date(2026, 11, 1), last_day=date(2026, 11, 9), withdrawn_on=date(2026, 11, 9)))
    assert (span.is_in_force(date(2026, 11, 9)), span.is_in_force(date(2026, 11, 10))) == (True, False)


def test_usage_is_late_when_two_months_have_passed_after_its_own():
    assert overdue_before(datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) == datetime(2026, 7, 31, 22, 0, tzinfo=UTC)
    assert overdue_before(datetime(2026, 10, 31, 23, 0, tzinfo=UTC)) == datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


def test_the_reason_that_stands_in_the_way_first_is_named():
    assert unbilled_because(is_held=True, has_contract=False, has_prices=False) == "no_contract"
    assert unbilled_because(is_held=True, has_contract=True, has_prices=False) == "no_price_list"
    assert unbilled_because(is_held=True, has_contract=True, has_prices=True) == "held"
    assert unbilled_because(is_held=False, has_contract=True, has_prices=True) == "not_run"


def test_what_is_waived_has_the_codes_of_the_column():
    assert {each.value for each in Waived} == set(UsageRecord.Waived.values)


DAY = st.dates(date(2026, 10, 1), date(2027, 1, 31))
SPANS = st.lists(st.builds(ContractSpan, first=st.none() | DAY, last=st.none() | DAY), max_size=4)


@given(day=DAY, spans=SPANS)
def test_a_day_on_which_a_contract_is_in_force_is_never_waived(day, spans):
    assert (waived_because(day, spans) is None) == any(span.is_in_force(day) for span in spans)

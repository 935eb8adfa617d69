"""The numbers of the schedule, and until when a demand for payment holds billing data."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.dunned import BERLIN, FIGURES, POLICY, SCHEDULE
from vorzimmer.domain.days import add_months, is_working_day
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_schedule import demand_before, read_schedule, schedule_on
from vorzimmer.domain.policy import PolicyWrong

E = Event
REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "reminders.md").read_text("utf-8")


def test_the_policy_is_what_the_law_page_proposes():
    assert (SCHEDULE.friendly_after, SCHEDULE.first_after, SCHEDULE.second_after, SCHEDULE.decision_after) == (3, 10, 28, 42)
    assert (SCHEDULE.days_between, SCHEDULE.days_to_pay, SCHEDULE.hold_months) == (7, 14, 6)
    assert (SCHEDULE.smallest_amount, SCHEDULE.settled_rest) == (500, 5)
    assert all(figure.law for figure in FIGURES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_number_is_in_the_reference(figure):
    assert f"| `{figure.key}` | {figure.value} {figure.unit} |" in REFERENCE


def test_there_is_no_schedule_before_the_first_one():
    with pytest.raises(PolicyWrong, match="says nothing yet on 2024-12-31 about: days_between"):
        schedule_on(FIGURES, date(2024, 12, 31))


def test_a_policy_without_a_law_does_not_load():
    with pytest.raises(PolicyWrong, match="entry “hold_months” needs its law"):
        read_schedule(POLICY.replace('law = "TDDDG §10(2) s. 2"\n', ""))


@pytest.mark.parametrize("changes", [{"friendly_after": 0}, {"first_after": 3}, {"second_after": 9}, {"decision_after": 28}, {"tries": 0}])
def test_steps_that_are_not_one_after_the_other_are_refused(changes):
    with pytest.raises(PolicyWrong):
        replace(SCHEDULE, **changes)


@pytest.mark.parametrize(
    ("due_on", "event", "planned"),
    [
        (date(2026, 12, 10), E.FRIENDLY_SENT, date(2026, 12, 13)),
        (date(2026, 12, 10), E.FIRST_SENT, date(2026, 12, 20)),
        (date(2026, 12, 10), E.SECOND_SENT, date(2027, 1, 7)),
        (date(2026, 12, 10), E.DEFAULT_KNOWN, date(2027, 1, 21)),
        (date(2026, 12, 12), E.FRIENDLY_SENT, date(2026, 12, 17)),  # due on a Saturday: payable until Monday
        (date(2026, 12, 25), E.FRIENDLY_SENT, date(2026, 12, 31)),  # Friday, Christmas: payable until Monday the 28th
    ],
)
def test_days_are_counted_from_the_last_day_on_which_one_could_pay(due_on, event, planned):
    assert SCHEDULE.planned(event, due_on, BERLIN) == planned


@pytest.mark.parametrize(
    ("received_on", "until"),
    [
        (date(2026, 12, 21), date(2027, 1, 4)),
        (date(2026, 12, 18), date(2027, 1, 4)),  # 14 days end on New Year's Day, a Friday
        (date(2026, 12, 12), date(2026, 12, 28)),  # 26 December is a holiday and a Saturday
        (date(2027, 1, 7), date(2027, 1, 21)),
    ],
)
def test_days_to_pay_end_on_a_working_day(received_on, until):
    assert SCHEDULE.pay_until(received_on, BERLIN) == until


@pytest.mark.parametrize(
    ("sent_on", "before"),
    [
        (date(2027, 1, 15), date(2027, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 26)),  # the six months end on 28 February, a Sunday
        (date(2026, 9, 26), date(2027, 3, 25)),  # Good Friday
        (date(2026, 9, 29), date(2027, 3, 25)),  # Easter Monday
        (date(2026, 11, 26), date(2027, 5, 26)),
    ],
)
def test_a_demand_is_sent_on_a_working_day_within_six_months(sent_on, before):
    assert demand_before(sent_on, SCHEDULE, BERLIN) == before


@given(sent_on=st.dates(date(2025, 1, 1), date(2040, 12, 31)))
def test_a_demand_is_never_later_than_the_data_are_kept(sent_on):
    before = demand_before(sent_on, SCHEDULE)
    assert is_working_day(before)
    assert timedelta() <= add_months(sent_on, 6) - before <= timedelta(days=2)

"""What the sweep notes for the self-check: of each rule the oldest record that is still there, and until when it may be."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import user
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.models import Access, OldestKept
from vorzimmer.privacy.oldest import oldest_kept, telling
from vorzimmer.privacy.sweeping import Outcome, State, close

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
AUDIT = next(clock for clock in clocks() if clock.table == "privacy.Access")


def opened(at):
    clara = user(f"{uuid4().hex[:8]}@agentur.example", "Clara Chefin", Role.OWNER)
    return Access.objects.create(user=clara, role="owner", customer_ref=uuid4(), table="calls.Note", record=uuid4(), place="call", hour=at)


def noted(*, is_whole=True, at=AT):
    return [(line.rule, line.start, line.until) for line in oldest_kept([(AUDIT, is_whole)], at)]


def test_the_oldest_record_is_named_with_the_day_on_which_it_is_due():
    opened(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    opened(datetime(2026, 2, 1, 9, 0, tzinfo=UTC))
    # twelve months are over when 1 February 2027 is: at midnight in Berlin, an hour ahead of UTC
    assert noted() == [("R-AUD", date(2026, 2, 1), datetime(2027, 2, 1, 23, 0, tzinfo=UTC))]


def test_where_nothing_is_nothing_is_noted():
    assert noted() == []


def test_what_was_due_and_is_still_there_is_late():
    opened(datetime(2025, 3, 1, 9, 0, tzinfo=UTC))
    [line] = oldest_kept([(AUDIT, False)], AT)
    assert (line.until, line.is_late) == (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), True)


def test_what_is_held_beyond_its_time_is_in_order_and_has_no_day():
    opened(datetime(2025, 3, 1, 9, 0, tzinfo=UTC))
    [line] = oldest_kept([(AUDIT, True)], AT)
    assert (line.start, line.until, line.is_late) == (date(2025, 3, 1), None, False)


def test_of_two_tables_the_late_one_comes_first_and_then_the_older_one():
    opened(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    leaver = user("weg@agentur.example", "Paul Braun", Role.OPERATOR)
    leaver.left_on = date(2026, 10, 1)
    leaver.save()
    found = {line.rule: line.start for line in oldest_kept([(clock, True) for clock in clocks()], AT)}
    assert found["R-AUD"] == date(2026, 3, 1)
    assert found["R-ACC"] == date(2026, 10, 1)


def test_the_line_that_closes_a_sweep_replaces_what_the_night_before_noted():
    OldestKept.objects.create(rule="R-AUD", start=date(2020, 1, 1), until=AT, at=AT - timedelta(days=1))
    close([Outcome(clock=AUDIT, state=State.SWEPT)], AT)
    assert not OldestKept.objects.exists()
    opened(AT - timedelta(days=40))
    close([Outcome(clock=AUDIT, state=State.SWEPT)], AT)
    assert [(line.rule, line.start, line.at) for line in OldestKept.objects.all()] == [("R-AUD", date(2026, 10, 17), AT)]


def test_what_is_kept_with_a_contract_has_no_start_to_tell():
    assert Rule.AUDIT in telling()
    assert Rule.ABR in telling()
    assert {Rule.BEA, Rule.BST} & telling() == set()


def test_every_clock_that_tells_names_what_the_database_can_ask_for():
    for clock in clocks():
        assert oldest_kept([(clock, True)], AT) == [], clock.table


@given(st.lists(st.integers(min_value=0, max_value=360), min_size=1, max_size=5))
def test_of_any_records_the_earliest_is_named(days):
    Access.objects.all().delete()
    for back in days:
        opened(AT - timedelta(days=back))
    assert [start for _rule, start, _until in noted()] == [berlin_date(AT - timedelta(days=max(days)))]

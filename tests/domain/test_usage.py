"""What a call measures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.notes import Unwritten
from vorzimmer.domain.usage import (
    TIMED,
    Unit,
    UsageMeter,
    UsageRow,
    UsageStatus,
    fingerprint,
    moment_kept,
    seconds_begun,
    status_kept,
    unit_of,
    usage_of_call,
)


@pytest.mark.parametrize(("milliseconds", "seconds"), [(0, 0), (1, 1), (1000, 1), (1001, 2), (59_999, 60)])
def test_a_second_that_has_begun_counts(milliseconds, seconds):
    assert seconds_begun(timedelta(milliseconds=milliseconds)) == seconds


def test_an_answered_call_measures_what_took_time():
    usage = usage_of_call(
        answered=True, times={"talk": timedelta(seconds=46), "wrap_up": timedelta(seconds=9.5), "queue": timedelta(seconds=4)}
    )
    assert [(entry.meter, entry.quantity, entry.unit) for entry in usage] == [
        (UsageMeter.CALL, 1, Unit.PIECE),
        (UsageMeter.QUEUE, 4, Unit.SECOND),
        (UsageMeter.TALK, 46, Unit.SECOND),
        (UsageMeter.WRAP_UP, 10, Unit.SECOND),
    ]


def test_a_call_that_nobody_answered_counts_as_such():
    usage = usage_of_call(answered=False, times={"queue": timedelta(seconds=40), "talk": timedelta(seconds=1)})
    assert [(entry.meter, entry.quantity) for entry in usage] == [(UsageMeter.ABANDONED_CALL, 1), (UsageMeter.QUEUE, 40)]


BEGUN = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
"""A minute before December in Berlin."""


def test_what_was_billed_stays_in_its_month_in_berlin():
    december = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert moment_kept(december, None) == december
    assert moment_kept(december, BEGUN) == BEGUN
    assert moment_kept(BEGUN, datetime(2026, 11, 2, tzinfo=UTC)) == BEGUN


def test_that_it_was_our_fault_stays_and_nothing_else_does():
    assert status_kept("spam", {""}) == "spam"
    assert status_kept("", {"spam"}) == ""
    assert status_kept("spam", {"agency_fault"}) == "agency_fault"


def test_the_fingerprint_is_the_same_in_any_order_and_zone():
    one, other = UsageRow("a", "call", 1, "piece", BEGUN), UsageRow("b", "talk", 9, "second", BEGUN)
    assert fingerprint([one, other]) == fingerprint([other, one._replace(started_at=BEGUN.astimezone(BERLIN))])
    assert fingerprint([one]) != fingerprint([one._replace(quantity=2)])


@given(milliseconds=st.integers(0, 10_000_000))
def test_counting_never_shortens_and_adds_less_than_a_second(milliseconds):
    counted = timedelta(seconds=seconds_begun(timedelta(milliseconds=milliseconds)))
    assert timedelta() <= counted - timedelta(milliseconds=milliseconds) < timedelta(seconds=1)


def test_every_meter_has_its_unit():
    assert unit_of("talk") is Unit.SECOND
    assert unit_of("call") is Unit.PIECE
    assert unit_of("task") is Unit.PIECE
    assert unit_of("task_time") is Unit.SECOND
    assert unit_of("option_sms") is Unit.DAY
    assert unit_of("bank_fee") is Unit.CENT
    assert all(unit_of(meter.value) for meter in UsageMeter)
    assert {unit_of(meter) for meter in TIMED} == {Unit.SECOND}


def test_an_option_of_the_agency_is_a_meter_and_a_mistyped_name_is_none():
    assert unit_of("option_fax_to_mail") is Unit.DAY
    assert unit_of("option_") is None
    assert unit_of("tlak") is None


def test_meters_and_statuses_fit_into_their_columns():
    assert max(len(meter.value) for meter in UsageMeter) <= 20
    assert max(len(status.value) for status in UsageStatus) <= 14
    assert {reason.value for reason in Unwritten} <= {status.value for status in UsageStatus}

"""What a call measures."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.notes import Unwritten
from vorzimmer.domain.usage import TIMED, Unit, UsageMeter, UsageStatus, seconds_begun, unit_of, usage_of_call


@pytest.mark.parametrize(("milliseconds", "seconds"), [(0, 0), (1, 1), (1000, 1), (1001, 2), (59_999, 60)])
def test_a_second_that_has_begun_counts(milliseconds, seconds):
    assert seconds_begun(timedelta(milliseconds=milliseconds)) == seconds


def test_an_answered_call_measures_what_took_time():
    usage = usage_of_call(
        answered=True, times={"talk": timedelta(seconds=46), "wrap_up": timedelta(seconds=9.5), "queue": timedelta(seconds=4)}
    )
    assert [(entry.meter, entry.quantity, entry.unit) for entry in usage] == [
        (UsageMeter.CALL, 1, Unit.PIECE),
        (UsageMeter.TALK, 46, Unit.SECOND),
        (UsageMeter.WRAP_UP, 10, Unit.SECOND),
    ]


def test_a_call_that_nobody_answered_counts_as_such():
    usage = usage_of_call(answered=False, times={"queue": timedelta(seconds=40)})
    assert [(entry.meter, entry.quantity) for entry in usage] == [(UsageMeter.ABANDONED_CALL, 1)]


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

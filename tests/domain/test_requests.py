"""Requests of data subjects: the table, the clock with worked dates, and what each kind demands before it is answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.requests import (
    CLOSED,
    REFUSABLE,
    TABLE,
    Answered,
    AnswerFacts,
    Event,
    ExtendBecause,
    NotAnswered,
    NotExtended,
    NotPossible,
    NotRefused,
    PersonKind,
    RefuseBecause,
    RequestKind,
    State,
    Urgency,
    check_answer,
    check_extend,
    check_refuse,
    due_on,
    fold,
    hand_over_by,
    lawful_until,
    possible,
    step,
    urgency,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("received", "due", "lawful"),
    [
        (date(2026, 11, 22), date(2026, 12, 22), date(2026, 12, 22)),  # law.md 2.1
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 1)),  # law.md 2.1: a Sunday
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 2), date(2027, 1, 2), date(2027, 1, 4)),  # a Saturday
    ],
)
def test_the_answer_is_due_a_month_after_receipt_and_the_shift_of_a_weekend_is_never_relied_on(received, due, lawful):
    assert due_on(received) == due
    assert lawful_until(received) == lawful


def test_a_holiday_shifts_what_the_law_grants():
    christmas = {date(2026, 12, 25): "Weihnachten"}
    assert lawful_until(date(2026, 11, 25), christmas) == date(2026, 12, 28)


def test_an_extension_grants_two_further_months_from_receipt():
    assert due_on(date(2026, 11, 30), is_extended=True) == date(2027, 2, 28)
    assert due_on(date(2026, 11, 22), is_extended=True) == date(2027, 2, 22)


@given(DAYS, st.booleans())
def test_the_day_is_never_later_than_the_law_grants_and_never_in_the_same_month(received, is_extended):
    due = due_on(received, is_extended=is_extended)
    assert due <= lawful_until(received, is_extended=is_extended) <= due + timedelta(days=2)
    months = (due.year - received.year) * 12 + due.month - received.month
    assert months == (3 if is_extended else 1)
    assert due.day == received.day or (due + timedelta(days=1)).day == 1


@given(DAYS, DAYS)
def test_who_asks_later_is_never_answered_earlier(one, other):
    assert (one <= other) <= (due_on(one) <= due_on(other))


@given(DAYS, st.integers(0, 120), st.booleans())
def test_urgency_only_grows(received, days, is_extended):
    order = list(Urgency)
    today = urgency(received, received + timedelta(days=days), is_extended=is_extended)
    tomorrow = urgency(received, received + timedelta(days=days + 1), is_extended=is_extended)
    assert order.index(today) <= order.index(tomorrow)


def test_after_21_days_the_target_is_passed_after_25_it_alarms_and_after_the_month_it_is_late():
    received = date(2026, 11, 22)
    assert urgency(received, date(2026, 12, 13)) is Urgency.IN_TIME
    assert urgency(received, date(2026, 12, 14)) is Urgency.TARGET_PASSED
    assert urgency(received, date(2026, 12, 17)) is Urgency.ALARM
    assert urgency(received, date(2026, 12, 22)) is Urgency.ALARM
    assert urgency(received, date(2026, 12, 23)) is Urgency.LATE


def test_a_callers_request_is_with_the_customer_within_48_hours_that_have_really_passed():
    assert hand_over_by(datetime(2026, 10, 24, 10, 0, tzinfo=UTC)) == datetime(2026, 10, 26, 10, 0, tzinfo=UTC)


def test_what_the_table_does_not_list_raises_and_says_why():
    with pytest.raises(NotPossible, match="answered is not possible while the request is received") as wrong:
        step(State.RECEIVED, Event.ANSWERED)
    assert str(wrong.value.says) == "The request was received, and it is not certain yet who asks."


def test_a_request_goes_from_receipt_to_its_answer():
    assert fold([]) is State.RECEIVED
    events = [Event.IDENTITY_ASKED, Event.IDENTIFIED, Event.SEARCHED, Event.EXTENDED, Event.EXPORTED, Event.ANSWERED]
    assert fold(events) is State.ANSWERED


def test_nothing_happens_to_a_closed_request_and_every_state_is_reached():
    assert all(not TABLE[state] for state in CLOSED)
    assert {target for row in TABLE.values() for target in row.values()} | {State.RECEIVED} == set(State)


def test_only_a_callers_request_is_handed_over_and_nothing_is_searched_for_it():
    assert Event.HANDED_OVER in possible(State.RECEIVED, PersonKind.CALLER)
    assert possible(State.RECEIVED, PersonKind.CALLER) == {Event.HANDED_OVER, Event.WITHDRAWN}
    for person in set(PersonKind) - {PersonKind.CALLER}:
        assert Event.HANDED_OVER not in possible(State.RECEIVED, person)


def test_the_time_is_extended_once_and_only_within_the_first_month():
    received = date(2026, 11, 22)
    last = check_extend(received, date(2026, 12, 22), because="complex", is_extended=False)
    assert last == Allowed(reason=ExtendBecause.COMPLEX)
    assert check_extend(received, date(2026, 12, 23), because="complex", is_extended=False) == Refused(reason=NotExtended.TOO_LATE)
    assert check_extend(received, date(2026, 12, 1), because="many", is_extended=True) == Refused(reason=NotExtended.ALREADY)
    assert check_extend(received, date(2026, 12, 1), because="holiday", is_extended=False) == Refused(reason=NotExtended.REASON)


def test_access_is_never_refused_because_a_law_keeps_the_data():
    assert check_refuse(RequestKind.ACCESS, because="legal_duty", words="AO") == Refused(reason=NotRefused.REASON)
    assert check_refuse(RequestKind.ERASURE, because="legal_duty", words="AO") == Allowed(reason=RefuseBecause.LEGAL_DUTY)
    assert check_refuse(RequestKind.ERASURE, because="legal_duty", words=" ") == Refused(reason=NotRefused.NO_WORDS)


def test_every_reason_counts_for_some_kind():
    assert set(REFUSABLE) == set(RefuseBecause)
    assert all(REFUSABLE.values())


READY = AnswerFacts(
    kind=RequestKind.ACCESS, is_identified=True, found=12, has_export=True, is_carried_out=False, untold=0, words="Anbei die Kopie."
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_identified": False}, NotAnswered.NO_IDENTITY),
        ({"found": None}, NotAnswered.NOT_SEARCHED),
        ({"words": " "}, NotAnswered.NO_WORDS),
        ({"has_export": False}, NotAnswered.NO_EXPORT),
        ({"kind": RequestKind.PORTABILITY, "has_export": False}, NotAnswered.NO_EXPORT),
        ({"kind": RequestKind.ERASURE}, NotAnswered.NOT_CARRIED_OUT),
        ({"kind": RequestKind.RECTIFICATION, "is_carried_out": True, "untold": 1}, NotAnswered.NOT_TOLD),
    ],
)
def test_a_request_is_not_answered_while_something_is_missing(change, reason):
    assert check_answer(replace(READY, **change)) == Refused(reason=reason)


def test_it_is_answered_when_all_is_done_or_nothing_is_held():
    assert check_answer(READY) == Allowed(reason=Answered.DONE)
    nothing = replace(READY, kind=RequestKind.ERASURE, found=0, has_export=False)
    assert check_answer(nothing) == Allowed(reason=Answered.NOTHING_HELD)

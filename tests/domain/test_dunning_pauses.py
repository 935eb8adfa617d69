"""What stops which steps, and when somebody looks at it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.domain.dunned import BERLIN, SCHEDULE
from vorzimmer.domain.dunning import LETTERS, PRESSING, Event
from vorzimmer.domain.dunning_pauses import STOPS, WEIGHT, Pause, PauseKind, review_day, reviews_due, stopped_by

E, K = Event, PauseKind
DISPUTE = Pause(kind=K.DISPUTE, since=date(2026, 12, 15), because="amount")


def test_every_pause_stops_letters_and_only_steps_of_the_agency():
    assert set(STOPS) == set(WEIGHT) == set(PauseKind)
    assert all(LETTERS < stops <= PRESSING for stops in STOPS.values())


@pytest.mark.parametrize(
    ("kind", "is_stopped"),
    [
        (K.DISPUTE, True),
        (K.INSTALMENTS, True),
        (K.INSOLVENCY, True),
        (K.BY_HAND, True),
        (K.PROMISE, False),
        (K.COLLECTION_ON_ITS_WAY, False),
    ],
)
def test_a_promise_and_a_direct_debit_do_not_let_a_payment_order_lapse(kind, is_stopped):
    pause = Pause(kind=kind, since=date(2027, 3, 1), until=date(2027, 12, 31))
    assert pause.stops(E.ENFORCEMENT_APPLIED, date(2027, 3, 17)) is is_stopped
    assert pause.stops(E.ORDER_APPLIED, date(2027, 3, 17)) is True


@pytest.mark.parametrize("event", sorted(set(Event) - PRESSING))
def test_what_others_do_is_recorded_during_a_dispute(event):
    assert DISPUTE.stops(event, date(2027, 1, 4)) is False


def test_a_pause_holds_from_its_first_to_its_last_day():
    pause = replace(DISPUTE, until=date(2027, 1, 10))
    held = [day for day in range(1, 32) if pause.is_in_force(date(2027, 1, day))]
    assert held == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert pause.is_in_force(date(2026, 12, 14)) is False
    assert pause.is_in_force(date(2026, 12, 15)) is True
    assert DISPUTE.is_in_force(date(2036, 12, 15)) is True


def test_a_promise_needs_its_day():
    with pytest.raises(ValueError, match="a promise names the day"):
        Pause(kind=K.PROMISE, since=date(2026, 12, 15))


def test_who_promised_to_pay_by_a_holiday_may_pay_on_the_next_working_day():
    promise = Pause(kind=K.PROMISE, since=date(2026, 12, 15), until=date(2026, 12, 25))
    assert promise.last_day(BERLIN) == date(2026, 12, 28)
    assert replace(promise, kind=K.BY_HAND).last_day(BERLIN) == date(2026, 12, 25)


def test_of_several_pauses_the_weightiest_is_named():
    by_hand = Pause(kind=K.BY_HAND, since=date(2026, 12, 1))
    insolvency = Pause(kind=K.INSOLVENCY, since=date(2026, 12, 20))
    pauses = [by_hand, DISPUTE, insolvency]
    assert stopped_by(pauses, E.FIRST_SENT, date(2026, 12, 14)) == by_hand
    assert stopped_by(pauses, E.FIRST_SENT, date(2026, 12, 19)) == DISPUTE
    assert stopped_by(pauses, E.FIRST_SENT, date(2026, 12, 20)) == insolvency
    assert stopped_by(pauses, E.FIRST_SENT, date(2026, 11, 30)) is None


def test_somebody_looks_at_a_pause_after_a_month_or_on_the_day_that_was_named():
    named = replace(DISPUTE, review_on=date(2026, 12, 22))
    assert review_day(date(2026, 12, 15), SCHEDULE) == date(2027, 1, 14)
    assert reviews_due([named, DISPUTE], date(2026, 12, 21), SCHEDULE) == ()
    assert reviews_due([named, DISPUTE], date(2026, 12, 22), SCHEDULE) == (named,)
    assert reviews_due([named, DISPUTE], date(2027, 1, 14), SCHEDULE) == (named, DISPUTE)
    assert reviews_due([replace(named, until=date(2027, 1, 4))], date(2027, 1, 5), SCHEDULE) == ()

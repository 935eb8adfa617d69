"""Greetings with holidays, and greetings that would tie."""

from datetime import date, datetime, time

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.greetings import Greeting, greeting_conflicts, valid_greeting
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.orders import Because

WEEKDAYS = frozenset({0, 1, 2, 3, 4})
OFFICE = Greeting(id="office", text="Kanzlei Berg, {time}.", window=Window(weekdays=WEEKDAYS, start=time(8), end=time(17)))
HOLIDAY = Greeting(id="holiday", text="Kanzlei Berg, frohes Fest.", window=Window(on_holidays=HolidayRule.ONLY))
ALWAYS = Greeting(id="always", text="Kanzlei Berg.", window=Window())
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag"}


def test_on_a_holiday_the_greeting_for_holidays_goes_before_the_narrower_office_hours():
    answer = valid_greeting([ALWAYS, OFFICE, HOLIDAY], datetime(2026, 12, 25, 10, 0, tzinfo=BERLIN), CHRISTMAS)
    assert answer is not None
    assert (answer.greeting.id, answer.because) == ("holiday", Because.ON_HOLIDAYS)


def test_on_any_other_day_it_is_not_said():
    answer = valid_greeting([ALWAYS, OFFICE, HOLIDAY], datetime(2026, 12, 24, 10, 0, tzinfo=BERLIN), CHRISTMAS)
    assert answer is not None
    assert (answer.greeting.id, answer.because) == ("office", Because.TIME_OF_DAY)


def test_greetings_that_are_as_narrow_and_hold_together_are_found():
    later = Greeting(id="later", text="x", window=Window(weekdays=WEEKDAYS, start=time(9), end=time(18)))
    evening = Greeting(id="evening", text="x", window=Window(weekdays=WEEKDAYS, start=time(17), end=time(2)))
    assert greeting_conflicts(later, [OFFICE, ALWAYS, HOLIDAY, evening, later]) == [evening, OFFICE]
    assert greeting_conflicts(evening, [OFFICE]) == []
    assert greeting_conflicts(Greeting(id="2", text="x", window=Window()), [ALWAYS]) == [ALWAYS]

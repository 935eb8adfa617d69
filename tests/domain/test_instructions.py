"""Which greeting and which instruction is valid: worked examples and laws."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.instructions import (
    BERLIN,
    Because,
    Greeting,
    HolidayRule,
    Instruction,
    InstructionKind,
    Window,
    spoken,
    valid_greeting,
    valid_instructions,
)

FRIDAY_10 = datetime(2026, 11, 20, 10, 0, tzinfo=BERLIN)
OFFICE = Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(8), end=time(17))
NIGHT = Window(start=time(22), end=time(6))


def greeting(name: str, window: Window) -> Greeting:
    return Greeting(id=name, text=f"Praxis Doktor Zahn, {name}.", window=window)


def instruction(name: str, **when) -> Instruction:
    return Instruction(id=name, kind=InstructionKind.DO, text=name, changed_at=FRIDAY_10, **when)


def test_the_greeting_of_the_time_of_day_goes_before_the_one_for_always():
    answer = valid_greeting([greeting("always", Window()), greeting("office", OFFICE)], FRIDAY_10)
    assert answer is not None
    assert answer.greeting.id == "office"
    assert answer.because is Because.TIME_OF_DAY


def test_outside_its_window_the_greeting_for_always_is_said():
    answer = valid_greeting([greeting("always", Window()), greeting("office", OFFICE)], FRIDAY_10 + timedelta(days=1))
    assert answer is not None
    assert (answer.greeting.id, answer.because) == ("always", Because.ALWAYS)


def test_without_any_greeting_there_is_none():
    assert valid_greeting([greeting("night", NIGHT)], FRIDAY_10) is None


@pytest.mark.parametrize(
    ("clock", "holds"),
    [("2026-11-20T21:59:59", False), ("2026-11-20T22:00", True), ("2026-11-21T05:59", True), ("2026-11-21T06:00", False)],
)
def test_a_window_over_midnight(clock, holds):
    assert NIGHT.holds(datetime.fromisoformat(clock).replace(tzinfo=BERLIN)) is holds


def test_a_night_that_began_on_friday_lasts_into_saturday_only():
    friday_night = Window(weekdays=frozenset({4}), start=time(22), end=time(6))
    assert friday_night.holds(datetime(2026, 11, 21, 3, 0, tzinfo=BERLIN))
    assert not friday_night.holds(datetime(2026, 11, 20, 3, 0, tzinfo=BERLIN))


def test_the_clock_is_that_of_berlin_in_summer_and_winter():
    assert OFFICE.holds(datetime(2026, 7, 3, 6, 0, tzinfo=UTC))
    assert not OFFICE.holds(datetime(2026, 12, 4, 6, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "bad", [{"start": time(8)}, {"start": time(8), "end": time(8)}, {"weekdays": frozenset()}, {"weekdays": frozenset({7})}]
)
def test_an_empty_window_is_refused(bad):
    with pytest.raises(ValueError, match=r"window|weekdays"):
        Window(**bad)


def test_what_is_only_for_today_stands_above_what_always_holds():
    today = instruction("today", valid_until=FRIDAY_10 + timedelta(hours=5))
    standing = instruction("standing")
    coming = instruction("coming", valid_from=FRIDAY_10 + timedelta(hours=1))
    over = instruction("over", valid_until=FRIDAY_10)
    answer = valid_instructions([standing, coming, over, today], FRIDAY_10)
    assert [(valid.instruction.id, valid.because) for valid in answer] == [("today", Because.UNTIL), ("standing", Because.ALWAYS)]


windows = st.builds(
    lambda days, start, end: Window(weekdays=days, start=time(start), end=time(end)) if start != end else Window(weekdays=days),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 23),
    st.integers(0, 23),
)


@given(list_of=st.lists(windows, max_size=6), minutes=st.integers(0, 7 * 24 * 60), data=st.data())
def test_the_answer_never_depends_on_the_order_of_the_rows(list_of, minutes, data):
    rows = [greeting(str(number), window) for number, window in enumerate(list_of)]
    moment = FRIDAY_10 + timedelta(minutes=minutes)
    assert valid_greeting(data.draw(st.permutations(rows)), moment) == valid_greeting(rows, moment)


@given(list_of=st.lists(windows, min_size=1, max_size=6), minutes=st.integers(0, 7 * 24 * 60))
def test_with_a_greeting_for_always_something_is_always_said_and_nothing_wider_than_needed(list_of, minutes):
    rows = [greeting(str(number), window) for number, window in enumerate(list_of)] + [greeting("always", Window())]
    moment = FRIDAY_10 + timedelta(minutes=minutes)
    answer = valid_greeting(rows, moment)
    assert answer is not None
    assert all(answer.greeting.window.length <= row.window.length for row in rows if row.window.holds(moment))


@pytest.mark.parametrize(
    ("hour", "language", "words"),
    [
        (10, "de", "guten Morgen"),
        (11, "de", "guten Tag"),
        (17, "de", "guten Tag"),
        (18, "de", "guten Abend"),
        (2, "de", "guten Morgen"),
        (12, "en", "good day"),
    ],
)
def test_a_greeting_says_the_time_of_day_and_the_name(hour, language, words):
    at = FRIDAY_10.replace(hour=hour)
    assert spoken("Zahn, {time}, {operator} {x}.", operator="Olga", at=at, language=language) == f"Zahn, {words}, Olga {{x}}."


def test_the_list_of_all_that_holds_knows_windows_and_holidays():
    rows = [
        instruction("night", window=NIGHT),
        instruction("office", window=OFFICE),
        instruction("holiday", window=Window(on_holidays=HolidayRule.ONLY)),
    ]
    answer = valid_instructions(rows, FRIDAY_10, {FRIDAY_10.date(): "Feiertag"})
    assert [(valid.instruction.id, valid.because) for valid in answer] == [
        ("holiday", Because.ON_HOLIDAYS),
        ("office", Because.TIME_OF_DAY),
    ]

"""Who is on call, who is next, and where nobody is: worked examples and laws."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.days import BERLIN, Span, berlin_date, moment
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.rotas import (
    Confirmed,
    Exhausted,
    Gap,
    Nobody,
    NobodyBecause,
    OnCall,
    OnCallBecause,
    Override,
    Rota,
    RotaProblem,
    Shift,
    Step,
    Turn,
    chain,
    escalation,
    gaps,
    on_call,
    overlaps,
    plan,
    problems,
    unreachable,
)

ANNA, BERND, CLARA, DIRK = (UUID(int=number) for number in (1, 2, 3, 4))
MONDAY = date(2026, 11, 23)
NIGHTS = Shift(
    id="nights",
    window=Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(18), end=time(8), on_holidays=HolidayRule.NOT),
    members=(ANNA, BERND, CLARA),
    turn=Turn.DAY,
    hand_over=time(8),
    anchor=MONDAY,
)
WEEKEND = Shift(
    id="weekend",
    window=Window(weekdays=frozenset({5, 6}), start=time(8), end=time(7, 59)),
    members=(ANNA, BERND),
    hand_over=time(8),
    anchor=MONDAY,
)
ALWAYS = Shift(id="always", members=(ANNA, BERND, CLARA), turn=Turn.WEEK, hand_over=time(8), anchor=MONDAY)
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag"}


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def person_at(rota: Rota, at: datetime, holidays=None):
    answer = on_call(rota, at, holidays or {})
    return answer.person if isinstance(answer, OnCall) else None


def person_asked_first(rota: Rota, at: datetime, holidays) -> UUID | None:
    return next(iter(chain(rota, at, holidays)), None)


def test_a_week_is_handed_over_on_monday_at_eight():
    rota = Rota(shifts=(ALWAYS,))
    assert on_call(rota, berlin("2026-11-30T07:59")) == OnCall(
        person=ANNA, shift=ALWAYS, because=OnCallBecause.TURN, until=berlin("2026-11-30T08:00")
    )
    assert on_call(rota, berlin("2026-11-30T08:00")) == OnCall(
        person=BERND, shift=ALWAYS, because=OnCallBecause.TURN, until=berlin("2026-12-07T08:00")
    )
    assert person_at(rota, berlin("2026-12-08T12:00")) == CLARA
    assert person_at(rota, berlin("2026-12-14T12:00")) == ANNA
    assert person_at(rota, berlin("2026-11-22T12:00")) == CLARA


def test_nights_go_round_by_the_days_on_which_they_begin():
    rota = Rota(shifts=(NIGHTS,))
    nights = ["23T20:00", "24T03:00", "24T20:00", "25T20:00", "26T20:00", "27T20:00", "28T03:00", "30T20:00"]
    assert [person_at(rota, berlin(f"2026-11-{night}")) for night in nights] == [ANNA, ANNA, BERND, CLARA, ANNA, BERND, BERND, CLARA]


def test_on_one_day_of_the_week_the_members_go_round_too():
    saturdays = Shift(
        id="1",
        window=Window(weekdays=frozenset({5})),
        members=tuple(UUID(int=n) for n in range(7)),
        turn=Turn.DAY,
        hand_over=time(0),
        anchor=MONDAY,
    )
    noon = [datetime(2026, 11, 28, 12, 0, tzinfo=BERLIN) + week * timedelta(days=7) for week in range(7)]
    assert [person_at(Rota(shifts=(saturdays,)), at) for at in noon] == [UUID(int=n) for n in range(7)]


def test_by_day_nobody_is_on_call_and_it_is_said_when_somebody_is_again():
    nobody = on_call(Rota(shifts=(NIGHTS,)), berlin("2026-11-27T12:00"))
    assert nobody == Nobody(because=NobodyBecause.NO_SHIFT, next=berlin("2026-11-27T18:00"))
    assert on_call(Rota(shifts=(NIGHTS,)), berlin("2026-11-28T12:00")).next == berlin("2026-11-30T18:00")
    assert on_call(Rota(shifts=()), berlin("2026-11-28T12:00")) == Nobody(because=NobodyBecause.NO_SHIFT, next=None)
    empty = Shift(id="1", members=(), anchor=MONDAY)
    assert on_call(Rota(shifts=(empty,)), berlin("2026-11-28T12:00")) == Nobody(because=NobodyBecause.NO_MEMBERS, next=None)


def test_on_a_holiday_the_shift_for_holidays_holds():
    holiday = Shift(id="holiday", window=Window(on_holidays=HolidayRule.ONLY), members=(DIRK,), anchor=MONDAY)
    rota = Rota(shifts=(NIGHTS, holiday))
    assert person_at(rota, berlin("2026-12-25T20:00"), CHRISTMAS) == DIRK
    assert person_at(rota, berlin("2026-12-24T20:00"), CHRISTMAS) != DIRK
    assert on_call(rota, berlin("2026-12-25T09:00"), CHRISTMAS).until == berlin("2026-12-26T00:00")


def test_an_override_puts_somebody_else_or_nobody_in_the_place():
    swap = Override(id="1", span=Span(start=berlin("2026-11-24T18:00"), end=berlin("2026-11-25T08:00")), person=DIRK)
    off = Override(id="2", span=Span.of_days(date(2026, 11, 26), date(2026, 11, 26)), person=None)
    rota = Rota(shifts=(NIGHTS,), overrides=(swap, off))
    assert on_call(rota, berlin("2026-11-24T23:00")) == OnCall(
        person=DIRK, shift=NIGHTS, because=OnCallBecause.OVERRIDE, until=berlin("2026-11-25T08:00")
    )
    assert on_call(rota, berlin("2026-11-26T20:00")) == Nobody(because=NobodyBecause.OVERRIDE, next=berlin("2026-11-27T00:00"))
    assert chain(rota, berlin("2026-11-24T23:00")) == (DIRK, BERND, CLARA, ANNA)
    assert chain(rota, berlin("2026-11-26T20:00")) == ()


def test_an_override_holds_where_there_is_no_shift():
    fair = Override(id="1", span=Span(start=berlin("2026-11-28T10:00"), end=berlin("2026-11-28T16:00")), person=DIRK)
    rota = Rota(shifts=(NIGHTS,), overrides=(fair,), fallback=(ANNA,))
    assert on_call(rota, berlin("2026-11-28T12:00")) == OnCall(
        person=DIRK, shift=None, because=OnCallBecause.OVERRIDE, until=berlin("2026-11-28T16:00")
    )
    assert chain(rota, berlin("2026-11-28T12:00")) == (DIRK, ANNA)


def test_after_who_is_on_call_come_the_others_in_turn_and_then_the_fallback_each_once():
    rota = Rota(shifts=(ALWAYS,), fallback=(DIRK, ANNA))
    assert chain(rota, berlin("2026-12-01T12:00")) == (BERND, CLARA, ANNA, DIRK)
    assert chain(Rota(shifts=(NIGHTS,), fallback=(DIRK,)), berlin("2026-12-01T12:00")) == ()


def test_who_does_not_confirm_makes_the_next_one_be_asked():
    rota = Rota(shifts=(ALWAYS,), escalate_after=timedelta(minutes=10), rounds=2)
    start = berlin("2026-11-24T22:00").astimezone(UTC)

    def after(minutes: int, confirmed_at: datetime | None = None):
        return escalation(rota, started_at=start, confirmed_at=confirmed_at, now=start + timedelta(minutes=minutes))

    assert after(0) == Step(person=ANNA, number=0, since=start, next_at=start + timedelta(minutes=10))
    assert after(9).person == ANNA
    assert after(10) == Step(person=BERND, number=1, since=start + timedelta(minutes=10), next_at=start + timedelta(minutes=20))
    assert after(29).person == CLARA
    assert after(30) == Step(person=ANNA, number=3, since=start + timedelta(minutes=30), next_at=start + timedelta(minutes=40))
    assert after(60) == Exhausted(since=start + timedelta(minutes=60))
    assert after(15, start + timedelta(minutes=12)) == Confirmed(at=start + timedelta(minutes=12))
    assert after(11, start + timedelta(minutes=12)).person == BERND
    assert after(-1).number == 0


def test_an_escalation_waits_for_real_minutes_when_the_clock_is_put_back():
    rota = Rota(shifts=(ALWAYS,), escalate_after=timedelta(minutes=30))
    start = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)
    step = escalation(rota, started_at=start, confirmed_at=None, now=datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN))
    assert isinstance(step, Step)
    assert (step.number, step.next_at) == (1, datetime(2026, 10, 25, 1, 50, tzinfo=UTC))


def test_where_nobody_is_on_call_an_escalation_is_exhausted_at_once():
    start = berlin("2026-11-24T12:00")
    assert escalation(Rota(shifts=(NIGHTS,)), started_at=start, confirmed_at=None, now=start) == Exhausted(since=start)


def test_shifts_that_overlap_are_found():
    assert overlaps([NIGHTS, WEEKEND]) == []
    assert overlaps([NIGHTS, ALWAYS, WEEKEND]) == [(0, 1), (1, 2)]


def test_gaps_are_where_nobody_is_on_call():
    rota = Rota(shifts=(NIGHTS, WEEKEND))
    assert gaps(rota, berlin("2026-11-27T12:00"), berlin("2026-11-30T12:00")) == [
        Gap(span=Span(start=berlin("2026-11-27T12:00"), end=berlin("2026-11-27T18:00")), because=NobodyBecause.NO_SHIFT),
        Gap(span=Span(start=berlin("2026-11-29T07:59"), end=berlin("2026-11-29T08:00")), because=NobodyBecause.NO_SHIFT),
        Gap(span=Span(start=berlin("2026-11-30T07:59"), end=berlin("2026-11-30T12:00")), because=NobodyBecause.NO_SHIFT),
    ]
    assert gaps(Rota(shifts=(ALWAYS,)), berlin("2026-11-27T12:00"), berlin("2027-11-30T12:00")) == []


def test_who_has_no_working_channel_is_named_once():
    away = Override(id="1", span=Span(start=berlin("2026-11-24T18:00")), person=DIRK)
    rota = Rota(shifts=(NIGHTS, WEEKEND), overrides=(away,), fallback=(BERND,))
    assert unreachable(rota, {ANNA: ["sms"], CLARA: []}) == [BERND, CLARA, DIRK]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"shifts": (NIGHTS, ALWAYS)}, [RotaProblem.SHIFTS_OVERLAP]),
        ({"shifts": (Shift(id="1", members=(), anchor=MONDAY),)}, [RotaProblem.SHIFT_WITHOUT_MEMBERS]),
        (
            {"overrides": (Override(id="1", span=Span(start=berlin("2026-11-24T18:00"), end=berlin("2026-11-24T17:00")), person=None),)},
            [RotaProblem.OVERRIDE_ENDS_BEFORE_START],
        ),
        (
            {"overrides": (Override(id="1", span=Span(), person=None), Override(id="2", span=Span(), person=ANNA))},
            [RotaProblem.OVERRIDES_OVERLAP],
        ),
        ({"escalate_after": timedelta()}, [RotaProblem.NO_TIME_TO_CONFIRM]),
        ({"rounds": 0}, [RotaProblem.NO_ROUND]),
    ],
)
def test_what_is_wrong_with_a_rota_is_said_before_it_is_saved(change, found):
    assert problems(Rota(**({"shifts": (NIGHTS, WEEKEND)} | change))) == found


OCTOBER = date(2026, 10, 19)
people = st.lists(st.sampled_from([ANNA, BERND, CLARA, DIRK]), min_size=1, max_size=4, unique=True).map(tuple)
clocks = st.sampled_from([time(0), time(2), time(2, 30), time(8), time(18)])
windows = st.builds(
    lambda days, start, end, rule: Window(
        weekdays=days, start=None if start == end else start, end=None if start == end else end, on_holidays=rule
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    clocks,
    clocks,
    st.sampled_from(HolidayRule),
)
some_shifts = st.builds(
    lambda number, window, members, turn, hand_over, anchor: Shift(
        id=str(number), window=window, members=members, turn=turn, hand_over=hand_over, anchor=OCTOBER + timedelta(days=anchor)
    ),
    st.integers(0, 9),
    windows,
    people,
    st.sampled_from(Turn),
    clocks,
    st.integers(-9, 9),
)
disjoint = st.lists(some_shifts, max_size=4).map(
    lambda some: tuple(shift for number, shift in enumerate(some) if not any(shift.window.meets(other.window) for other in some[:number]))
)
moments = st.integers(0, 14 * 48).map(lambda half_hours: datetime(2026, 10, 18, 22, 0, tzinfo=UTC) + timedelta(minutes=30 * half_hours))
holiday_sets = st.frozensets(st.integers(0, 14), max_size=4).map(lambda some: {OCTOBER + timedelta(days=day): "Feiertag" for day in some})
overrides = st.lists(
    st.builds(
        lambda number, start, hours, person: Override(
            id=str(number), span=Span(start=start, end=start + timedelta(hours=hours)), person=person
        ),
        st.integers(0, 9),
        moments,
        st.integers(1, 60),
        st.sampled_from([None, DIRK]),
    ),
    max_size=2,
    unique_by=lambda override: override.id,
).map(tuple)


@given(shifts=disjoint, at=moments, holidays=holiday_sets)
def test_at_every_moment_at_most_one_shift_holds(shifts, at, holidays):
    holding = [shift for shift in shifts if shift.window.holds(at, holidays)]
    assert len(holding) <= 1
    assert overlaps(shifts) == []
    answer = on_call(Rota(shifts=shifts), at, holidays)
    assert ([answer.shift] if isinstance(answer, OnCall) else []) == holding


@given(shifts=disjoint, some=overrides, at=moments, holidays=holiday_sets, data=st.data())
def test_until_the_moment_that_is_named_the_same_person_is_on_call(shifts, some, at, holidays, data):
    rota = Rota(shifts=shifts, overrides=some)
    answer = on_call(rota, at, holidays)
    shuffled = Rota(shifts=tuple(data.draw(st.permutations(shifts))), overrides=tuple(data.draw(st.permutations(some))))
    assert on_call(shuffled, at, holidays) == answer
    change = answer.until if isinstance(answer, OnCall) else answer.next
    person = person_asked_first(rota, at, holidays)
    later = [at + timedelta(minutes=30 * step) for step in range(1, 100)]
    assert {person_asked_first(rota, moment, holidays) for moment in later if change is None or moment < change} <= {person}
    if change is not None:
        assert person_asked_first(rota, change, holidays) != person
        assert person_asked_first(rota, change - timedelta(microseconds=1), holidays) == person


@given(shift=some_shifts, rounds=st.integers(1, 4), start=st.integers(-400, 400))
def test_over_whole_rounds_everybody_has_as_many_turns_as_the_others(shift, rounds, start):
    first = shift.anchor + timedelta(days=start)
    by_week = shift.turn is Turn.WEEK
    days = (first + timedelta(days=7 * number if by_week else number) for number in range(400))
    turns = [day for day in days if by_week or day.weekday() in shift.window.weekdays][: rounds * len(shift.members)]
    whose = [shift.in_turn(moment(day, time(23)))[0] for day in turns]
    assert {whose.count(member) for member in shift.members} == {rounds}


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from([date(2026, 3, 29), date(2026, 10, 25)]), hand_over=clocks)
def test_a_hand_over_is_at_its_time_of_day_though_the_clock_changes(day, hand_over):
    shift = Shift(id="1", members=(ANNA, BERND), anchor=MONDAY, turn=Turn.DAY, hand_over=hand_over)
    handed_over = moment(day, hand_over)
    assert shift.turn_at(handed_over) == (day - MONDAY).days
    assert shift.turn_at(handed_over - timedelta(microseconds=1)) == (day - MONDAY).days - 1
    assert berlin_date(handed_over) == day


@given(shifts=disjoint, some=overrides, at=moments, days=st.integers(1, 9), holidays=holiday_sets)
def test_nobody_is_on_call_exactly_in_the_gaps(shifts, some, at, days, holidays):
    rota = Rota(shifts=shifts, overrides=some)
    found = gaps(rota, at, at + timedelta(days=days), holidays)
    for step in range(days * 48):
        moment_in = at + timedelta(minutes=30 * step)
        assert (person_asked_first(rota, moment_in, holidays) is None) is any(gap.span.holds(moment_in) for gap in found)


@given(shifts=disjoint, some=overrides, at=moments, holidays=holiday_sets, fallback=people)
def test_the_chain_begins_with_who_is_on_call_and_names_nobody_twice(shifts, some, at, holidays, fallback):
    rota = Rota(shifts=shifts, overrides=some, fallback=fallback)
    people_asked = chain(rota, at, holidays)
    assert len(set(people_asked)) == len(people_asked)
    person = person_at(rota, at, holidays)
    assert (people_asked[:1] or (None,))[0] == person
    assert person is None or set(fallback) <= set(people_asked)


@given(shifts=disjoint, some=overrides, at=moments, days=st.integers(1, 9), holidays=holiday_sets)
def test_a_plan_has_no_hole_and_says_at_every_beginning_who_is_on_call(shifts, some, at, days, holidays):
    rota = Rota(shifts=shifts, overrides=some)
    stretches = plan(rota, at, at + timedelta(days=days), holidays)
    assert (stretches[0].span.start, stretches[-1].span.end) == (at, at + timedelta(days=days))
    for one, following in pairwise(stretches):
        assert one.span.end == following.span.start
        assert one.person != following.person
    for stretch in stretches:
        assert stretch.person == person_asked_first(rota, stretch.span.start, holidays)


def test_a_plan_of_no_time_is_empty():
    assert plan(Rota(shifts=(ALWAYS,)), berlin("2026-11-27T12:00"), berlin("2026-11-27T12:00")) == []

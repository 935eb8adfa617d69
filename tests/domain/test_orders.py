"""Which instruction counts, and why: worked examples and laws."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.days import BERLIN, Span
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.instructions import conflicts, decide, in_force, problems
from vorzimmer.domain.orders import Because, Conflict, Criterion, Instruction, InstructionKind, Lost, Problem, Situation

FRIDAY_10 = datetime(2026, 11, 20, 10, 0, tzinfo=BERLIN)
OFFICE = Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(8), end=time(17))
NIGHT = Window(start=time(22), end=time(6))
KERN, ZAHN = UUID(int=1), UUID(int=2)
EMERGENCY, NEW_PATIENT = UUID(int=11), UUID(int=12)
TODAY = {"valid_from": FRIDAY_10 - timedelta(hours=2), "valid_until": FRIDAY_10 + timedelta(hours=5)}
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag"}


def instruction(name: str, **when) -> Instruction:
    return Instruction(id=name, kind=InstructionKind.DO, text=name, changed_at=FRIDAY_10, **when)


def decided(*instructions: Instruction, at: datetime = FRIDAY_10, **known):
    decision = decide(instructions, Situation(at=at, **known))
    assert decision is not None
    return decision


def told(decision) -> list[tuple]:
    return [(other.instruction.id, other.lost.value, other.by and other.by.value) for other in decision.others]


def test_for_her_and_this_kind_of_call_goes_before_for_her_before_the_kind_before_the_customer():
    rows = [
        instruction("customer"),
        instruction("kind", call_type=EMERGENCY),
        instruction("her", person=KERN),
        instruction("both", person=KERN, call_type=EMERGENCY),
    ]
    assert decided(*rows, person=KERN, call_type=EMERGENCY).winner.id == "both"
    assert decided(*rows, person=KERN, call_type=NEW_PATIENT).winner.id == "her"
    assert decided(*rows, person=ZAHN, call_type=EMERGENCY).winner.id == "kind"
    assert decided(*rows).winner.id == "customer"


def test_each_of_the_others_is_told_why_it_does_not_count():
    rows = [
        instruction("customer"),
        instruction("customer today", **TODAY),
        instruction("her", person=KERN),
        instruction("him", person=ZAHN),
        instruction("new patients", call_type=NEW_PATIENT),
        instruction("over", valid_until=FRIDAY_10),
        instruction("coming", valid_from=FRIDAY_10 + timedelta(seconds=1)),
        instruction("at night", window=NIGHT),
    ]
    decision = decided(*rows, person=KERN, call_type=EMERGENCY)
    assert (decision.winner.id, decision.because) == ("her", (Because.FOR_THIS_PERSON,))
    assert told(decision) == [
        ("customer today", "less_specific", "scope"),
        ("customer", "less_specific", "scope"),
        ("him", "other_person", None),
        ("new patients", "other_call_type", None),
        ("over", "expired", None),
        ("coming", "not_yet", None),
        ("at night", "outside_window", None),
    ]
    moments = {other.instruction.id: other.at for other in decision.others if other.at is not None}
    assert moments == {"over": FRIDAY_10, "coming": FRIDAY_10 + timedelta(seconds=1)}


def test_what_has_dates_goes_before_what_stands_and_the_shorter_before_the_longer():
    rows = [
        instruction("standing in office hours", window=OFFICE),
        instruction("standing"),
        instruction("since monday", valid_from=FRIDAY_10 - timedelta(days=4)),
        instruction("since today", valid_from=FRIDAY_10 - timedelta(hours=1)),
        instruction("until sunday", valid_until=FRIDAY_10 + timedelta(days=2)),
        instruction("until noon", valid_until=FRIDAY_10 + timedelta(hours=2)),
        instruction("this week", valid_from=FRIDAY_10 - timedelta(days=4), valid_until=FRIDAY_10 + timedelta(days=2)),
        instruction("today", **TODAY),
    ]
    order = []
    while rows:
        order.append(decided(*rows).winner.id)
        rows = [row for row in rows if row.id != order[-1]]
    assert order == [
        "today", "this week", "until noon", "until sunday", "since today", "since monday", "standing in office hours", "standing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "worse", "by"),
    [
        ({"person": KERN}, {}, Criterion.SCOPE),
        ({"valid_until": FRIDAY_10 + timedelta(hours=1)}, {}, Criterion.DATES),
        (TODAY, TODAY | {"valid_until": FRIDAY_10 + timedelta(hours=6)}, Criterion.SPAN),
        ({"window": OFFICE}, {}, Criterion.WINDOW),
        ({"window": Window(on_holidays=HolidayRule.NOT)}, {}, Criterion.WINDOW),
    ],
)
def test_it_is_said_by_what_one_is_more_specific(better, worse, by):
    decision = decided(instruction("1", **worse), instruction("2", **better), person=KERN)
    assert decision.winner.id == "2"
    assert [(other.lost, other.by) for other in decision.others] == [(Lost.LESS_SPECIFIC, by)]


def test_all_reasons_are_named():
    row = instruction("x", person=KERN, call_type=EMERGENCY, window=OFFICE, **TODAY)
    assert decided(row, person=KERN, call_type=EMERGENCY).because == (
        Because.FOR_THIS_PERSON,
        Because.FOR_THIS_CALL_TYPE,
        Because.SINCE,
        Because.UNTIL,
        Because.TIME_OF_DAY,
    )
    assert decided(instruction("x")).because == (Because.ALWAYS,)


def test_on_a_holiday_the_instruction_for_holidays_counts():
    rows = [instruction("office", window=OFFICE), instruction("holiday", window=Window(on_holidays=HolidayRule.ONLY))]
    noon = datetime(2026, 12, 25, 12, 0, tzinfo=BERLIN)
    decision = decided(*rows, at=noon, holidays=CHRISTMAS)
    assert (decision.winner.id, decision.because) == ("holiday", (Because.ON_HOLIDAYS,))
    assert decided(*rows, at=noon).winner.id == "office"


def test_when_nothing_holds_nothing_is_decided():
    assert decide([instruction("her", person=KERN)], Situation(at=FRIDAY_10)) is None
    assert decide([], Situation(at=FRIDAY_10)) is None


def test_what_is_never_done_does_not_compete_with_what_is_done():
    never = Instruction(id="0", kind=InstructionKind.NEVER, text="x", changed_at=FRIDAY_10, person=KERN)
    assert decided(never, instruction("do"), person=KERN).winner.id == "do"


def test_a_tie_that_was_saved_all_the_same_is_won_by_the_latest_change():
    old = Instruction(id="a", kind=InstructionKind.DO, text="old", changed_at=FRIDAY_10 - timedelta(days=1))
    new = Instruction(id="b", kind=InstructionKind.DO, text="new", changed_at=FRIDAY_10)
    twin = Instruction(id="c", kind=InstructionKind.DO, text="new", changed_at=FRIDAY_10)
    decision = decided(twin, old, new)
    assert decision.winner.id == "b"
    assert [(other.instruction.id, other.by) for other in decision.others] == [("c", Criterion.ID), ("a", Criterion.LATER_CHANGED)]


def row(name: str, kind: InstructionKind, **more) -> Instruction:
    return Instruction(id=name, kind=kind, text=name, changed_at=FRIDAY_10, **more)


def test_orders_have_one_thing_to_do_for_each_subject_and_everything_that_is_forbidden_or_asked():
    do, never, ask = InstructionKind.DO, InstructionKind.NEVER, InstructionKind.ASK
    orders = in_force(
        [
            row("pain", do, subject="Schmerzen", position=2),
            row("pain today", do, subject=" schmerzen ", position=5, **TODAY),
            row("dates", do, subject="Termine", position=3),
            row("for him", do, subject="Befunde", person=ZAHN),
            row("no prices", never, position=2),
            row("no mobile number of hers", never, person=KERN, position=1),
            row("not at night", never, window=NIGHT),
            row("insured?", ask, position=1),
            row("patient?", ask, position=0),
        ],
        Situation(at=FRIDAY_10, person=KERN),
    )
    assert [decision.winner.id for decision in orders.do] == ["dates", "pain today"]
    assert told(orders.do[1]) == [("pain", "less_specific", "dates")]
    assert [(order.instruction.id, order.because) for order in orders.never] == [
        ("no mobile number of hers", (Because.FOR_THIS_PERSON,)),
        ("no prices", (Because.ALWAYS,)),
    ]
    assert [order.instruction.id for order in orders.ask] == ["patient?", "insured?"]
    assert [(other.instruction.id, other.lost) for other in orders.silent] == [
        ("for him", Lost.OTHER_PERSON),
        ("not at night", Lost.OUTSIDE_WINDOW),
    ]


def test_two_standing_instructions_of_one_subject_are_refused():
    old, new = instruction("old", subject="Schmerzen"), instruction("new", subject="schmerzen")
    assert conflicts(new, [old, new]) == [Conflict(other=old, span=Span())]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Termine"},
        {"person": KERN},
        {"call_type": EMERGENCY},
        {"valid_until": FRIDAY_10},
        {"window": OFFICE},
    ],
)
def test_what_differs_in_subject_scope_dates_or_time_of_day_is_no_tie(change):
    assert conflicts(instruction("new", **change), [instruction("old")]) == []


def test_what_is_forbidden_twice_is_no_tie():
    assert conflicts(row("1", InstructionKind.NEVER), [row("2", InstructionKind.NEVER), row("3", InstructionKind.DO)]) == []


def test_spans_of_the_same_length_tie_only_where_they_meet():
    week = timedelta(days=7)
    first = instruction("first", valid_from=FRIDAY_10, valid_until=FRIDAY_10 + week)
    second = instruction("second", valid_from=FRIDAY_10 + week, valid_until=FRIDAY_10 + 2 * week)
    shifted = instruction("shifted", valid_from=FRIDAY_10 + week / 2, valid_until=FRIDAY_10 + week * 1.5)
    assert conflicts(first, [second]) == []
    assert [(conflict.other.id, conflict.span) for conflict in conflicts(shifted, [second, first])] == [
        ("first", Span(start=FRIDAY_10 + week / 2, end=FRIDAY_10 + week)),
        ("second", Span(start=FRIDAY_10 + week, end=FRIDAY_10 + week * 1.5)),
    ]


def test_windows_of_the_same_length_tie_only_where_they_meet():
    morning = instruction("morning", window=Window(start=time(8), end=time(12)))
    noon = instruction("noon", window=Window(start=time(11), end=time(15)))
    evening = instruction("evening", window=Window(start=time(15), end=time(19)))
    assert [conflict.other.id for conflict in conflicts(noon, [morning, evening])] == ["morning"]


def test_a_span_over_the_change_of_the_clock_is_as_long_in_every_zone():
    saturday, monday = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN), datetime(2026, 10, 26, 12, 0, tzinfo=BERLIN)
    in_berlin = instruction("berlin", valid_from=saturday, valid_until=monday)
    in_utc = instruction("utc", valid_from=saturday.astimezone(UTC), valid_until=monday.astimezone(UTC))
    assert [conflict.other.id for conflict in conflicts(in_berlin, [in_utc])] == ["utc"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, []),
        ({"valid_from": FRIDAY_10, "valid_until": FRIDAY_10}, [Problem.ENDS_BEFORE_START]),
        ({"valid_from": FRIDAY_10, "valid_until": FRIDAY_10 - timedelta(days=1)}, [Problem.ENDS_BEFORE_START]),
        ({"valid_until": FRIDAY_10}, [Problem.ENDED_ALREADY]),
        ({"valid_until": FRIDAY_10 + timedelta(seconds=1)}, []),
        (TODAY | {"window": Window(weekdays=frozenset({5, 6}))}, [Problem.NEVER_HOLDS]),
        (TODAY | {"window": NIGHT}, [Problem.NEVER_HOLDS]),
        (TODAY | {"window": Window(weekdays=frozenset({4}), start=time(14), end=time(16))}, []),
        (TODAY | {"window": Window(weekdays=frozenset({3}), start=time(22), end=time(9))}, []),
    ],
)
def test_what_is_wrong_with_an_instruction_is_said_before_it_is_saved(change, problem):
    assert problems(instruction("x", **change), at=FRIDAY_10) == problem


def test_an_instruction_without_words_is_refused():
    empty = Instruction(id="1", kind=InstructionKind.ASK, text="  ", changed_at=FRIDAY_10, valid_until=FRIDAY_10)
    assert problems(empty, at=FRIDAY_10) == [Problem.EMPTY_TEXT, Problem.ENDED_ALREADY]


people = st.sampled_from([None, KERN, ZAHN])
call_types = st.sampled_from([None, EMERGENCY])
edges = st.none() | st.integers(-4, 4).map(lambda number: FRIDAY_10 + timedelta(hours=6 * number))
rules = st.sampled_from(HolidayRule)
parts = st.just(Window()) | st.builds(
    lambda days, start, length, rule: Window(weekdays=days, start=time(start), end=time((start + length) % 24), on_holidays=rule),
    st.sampled_from([frozenset(range(7)), frozenset({3, 4, 5})]),
    st.sampled_from([0, 8, 10, 22]),
    st.sampled_from([4, 8]),
    rules,
)
anything = st.builds(
    lambda kind, subject, person, call_type, start, end, window, changed, position: {
        "kind": kind, "subject": subject, "person": person, "call_type": call_type, "valid_from": start, "valid_until": end,
        "window": window, "changed_at": FRIDAY_10 - timedelta(days=changed), "position": position,
    },
    st.sampled_from(InstructionKind), st.sampled_from(["", "Termine"]), people, call_types, edges, edges, parts,
    st.integers(0, 2), st.integers(0, 2),
)  # fmt: skip
sets = st.lists(anything, max_size=12).map(lambda rows: [Instruction(id=f"{n:02}", text="x", **values) for n, values in enumerate(rows)])
situations = st.builds(
    lambda hours, person, call_type, days: Situation(
        at=FRIDAY_10 + timedelta(hours=hours),
        person=person,
        call_type=call_type,
        holidays={date(2026, 11, 20) + timedelta(days=day): "Feiertag" for day in days},
    ),
    st.integers(-30, 30),
    people,
    call_types,
    st.frozensets(st.integers(-2, 2)),
)


def candidates(rows, situation) -> list[Instruction]:
    """Say plainly what may win: written apart from the code under test."""
    return [
        row
        for row in rows
        if row.kind is InstructionKind.DO
        and row.person in {None, situation.person}
        and row.call_type in {None, situation.call_type}
        and (row.valid_from is None or row.valid_from <= situation.at)
        and (row.valid_until is None or situation.at < row.valid_until)
        and row.window.holds(situation.at, situation.holidays)
    ]


@given(rows=sets, situation=situations)
def test_exactly_one_wins_whenever_any_holds_and_it_is_one_that_holds(rows, situation):
    decision = decide(rows, situation)
    holding = candidates(rows, situation)
    assert (decision is None) is (not holding)
    if decision is not None:
        assert decision.winner in holding
        assert {decision.winner.id, *(other.instruction.id for other in decision.others)} == {
            row.id for row in rows if row.kind is InstructionKind.DO
        }
        assert {other.instruction.id for other in decision.others if other.lost is Lost.LESS_SPECIFIC} == {row.id for row in holding} - {
            decision.winner.id
        }


@given(rows=sets, situation=situations, data=st.data())
def test_the_decision_and_the_orders_are_the_same_for_every_order_of_the_rows(rows, situation, data):
    shuffled = data.draw(st.permutations(rows))
    assert decide(shuffled, situation) == decide(rows, situation)
    assert in_force(shuffled, situation) == in_force(rows, situation)


@given(rows=sets, situation=situations)
def test_without_what_it_beat_the_winner_still_wins(rows, situation):
    decision = decide(rows, situation)
    for other in decision.others if decision else ():
        fewer = decide([row for row in rows if row.id != other.instruction.id], situation)
        assert fewer is not None
        assert fewer.winner == decision.winner


@given(rows=sets, situation=situations)
def test_a_set_that_was_saved_one_by_one_without_conflict_never_ties(rows, situation):
    saved: list[Instruction] = []
    for row in rows:
        if not conflicts(row, saved):
            saved.append(row)
    for decision in in_force(saved, situation).do:
        assert not {other.by for other in decision.others} & {Criterion.LATER_CHANGED, Criterion.ID}


@given(rows=sets)
def test_a_conflict_is_mutual(rows):
    pairs = {(row.id, conflict.other.id) for row in rows for conflict in conflicts(row, rows)}
    assert pairs == {(other, one) for one, other in pairs}


@given(rows=sets, situation=situations)
def test_orders_name_every_instruction_once(rows, situation):
    orders = in_force(rows, situation)
    named = [order.instruction.id for order in (*orders.do, *orders.never, *orders.ask, *orders.silent)]
    named += [other.instruction.id for decision in orders.do for other in decision.others]
    assert sorted(named) == [row.id for row in rows]
    never = [row.id for row in rows if row.kind is InstructionKind.NEVER]
    assert {order.instruction.id for order in orders.never} <= set(never)


@given(values=anything, hours=st.integers(-30, 30))
def test_what_never_holds_is_refused_only_when_it_never_holds(values, hours):
    row = Instruction(id="1", text="x", **values)
    at = FRIDAY_10 + timedelta(hours=hours)
    all_days = {date(2026, 11, 20) + timedelta(days=day): "Feiertag" for day in range(-9, 9)}
    if row.holds(at) or row.holds(at, all_days):
        assert problems(row, at=at - timedelta(days=30)) == []

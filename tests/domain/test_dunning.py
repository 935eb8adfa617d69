"""The table of a claim and what its log says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.dunned import happened
from vorzimmer.domain.dunning import (
    AT_COURT,
    CLOSED,
    DEMANDS,
    LETTERS,
    PRESSING,
    TABLE,
    TITLES,
    Event,
    Happened,
    NotPossible,
    Stage,
    fold,
    possible,
    step,
)

E, S = Event, Stage
ENDS = {"settled": "settled", "written_off": "written_off"}
AT_LAW = {"given_to_collector", "taken_back"}
TO_THE_TITLE = happened(
    (E.FRIENDLY_SENT, date(2026, 12, 14)),
    (E.FIRST_SENT, date(2026, 12, 21)),
    (E.SECOND_SENT, date(2027, 1, 7)),
    (E.DEFAULT_KNOWN, date(2027, 1, 22)),
    (E.ORDER_APPLIED, date(2027, 2, 1)),
    (E.ORDER_SERVED, date(2027, 3, 2)),
    (E.ENFORCEMENT_APPLIED, date(2027, 3, 17)),
    (E.ENFORCEMENT_ISSUED, date(2027, 4, 1)),
    (E.ENFORCEMENT_SERVED, date(2027, 4, 12)),
    (E.ENFORCEMENT_STARTED, date(2027, 5, 3)),
)


def court(stage: str, **moves: str) -> dict[str, str]:
    return {**moves, **dict.fromkeys(AT_LAW, stage), **ENDS}


def test_the_table_is_what_the_documentation_says():
    assert {stage.value: {event.value: to and to.value for event, to in moves.items()} for stage, moves in TABLE.items()} == {
        "open": {"friendly_sent": "friendly", "first_sent": "first", "default_known": "decision", **ENDS},
        "friendly": {"friendly_sent": "friendly", "first_sent": "first", "default_known": "decision", **ENDS},
        "first": {"first_sent": "first", "second_sent": "second", "default_known": "decision", **ENDS},
        "second": {"first_sent": "second", "second_sent": "second", "default_known": "decision", **ENDS},
        "decision": {
            "first_sent": "decision",
            "second_sent": "decision",
            "given_to_collector": "collector",
            "taken_back": "decision",
            "order_applied": "order_applied",
            "judgment": "titled",
            **ENDS,
        },
        "collector": {"taken_back": "decision", "order_applied": "order_applied", "judgment": "titled", **ENDS},
        "order_applied": court("order_applied", order_served="order_served", order_withdrawn="decision"),
        "order_served": court(
            "order_served",
            order_objected="order_objected",
            order_lapsed="decision",
            order_withdrawn="decision",
            enforcement_applied="enforcement_applied",
        ),
        "order_objected": court("order_objected", objection_withdrawn="order_served", order_withdrawn="decision", judgment="titled"),
        "enforcement_applied": court(
            "enforcement_applied", enforcement_issued="enforcement_issued", order_objected="order_objected", order_lapsed="decision"
        ),
        "enforcement_issued": court(
            "enforcement_issued", enforcement_served="enforcement_served", enforcement_objected="enforcement_objected"
        ),
        "enforcement_served": court(
            "enforcement_served",
            enforcement_served="enforcement_served",
            enforcement_objected="enforcement_objected",
            enforcement_started="enforcing",
        ),
        "enforcement_objected": court(
            "enforcement_objected", enforcement_served="enforcement_objected", objection_withdrawn="enforcement_served", judgment="titled"
        ),
        "titled": court("titled", judgment="titled", enforcement_started="enforcing"),
        "enforcing": court("enforcing", enforcement_started="enforcing", enforcement_objected="enforcement_objected", judgment="enforcing"),
        "settled": {"reopened": None},
        "written_off": {"reopened": None},
    }


def test_every_stage_is_in_the_table_and_every_event_can_happen():
    assert set(TABLE) == set(Stage)
    assert {event for moves in TABLE.values() for event in moves} == set(Event)
    assert possible(S.COLLECTOR) == {E.TAKEN_BACK, E.ORDER_APPLIED, E.JUDGMENT, E.SETTLED, E.WRITTEN_OFF}


def test_every_open_stage_can_be_settled_and_a_closed_one_only_be_opened_again():
    for stage, moves in TABLE.items():
        assert (moves.keys() == {E.REOPENED}) if stage in CLOSED else (moves[E.SETTLED] is S.SETTLED)


def test_a_title_is_at_court_and_only_reminders_are_demands():
    assert TITLES < AT_COURT
    assert {E.FRIENDLY_SENT} == LETTERS - DEMANDS
    assert LETTERS < PRESSING


@pytest.mark.parametrize(
    ("stage", "event"),
    [
        (S.OPEN, E.SECOND_SENT),
        (S.FRIENDLY, E.SECOND_SENT),
        (S.SECOND, E.ORDER_APPLIED),
        (S.COLLECTOR, E.FIRST_SENT),
        (S.SETTLED, E.SETTLED),
    ],
)
def test_what_the_table_does_not_list_is_not_possible(stage, event):
    with pytest.raises(NotPossible, match=f"{event} is not possible while the claim is {stage}"):
        step(stage, event)


def test_a_claim_goes_from_the_reminder_to_the_enforcement():
    stages = [fold(TO_THE_TITLE[:length]).stage for length in range(len(TO_THE_TITLE) + 1)]
    assert stages == [
        S.OPEN,
        S.FRIENDLY,
        S.FIRST,
        S.SECOND,
        S.DECISION,
        S.ORDER_APPLIED,
        S.ORDER_SERVED,
        S.ENFORCEMENT_APPLIED,
        S.ENFORCEMENT_ISSUED,
        S.ENFORCEMENT_SERVED,
        S.ENFORCING,
    ]
    standing = fold(TO_THE_TITLE)
    assert (standing.since, standing.day_of(E.ORDER_SERVED), standing.has_title) == (date(2027, 5, 3), date(2027, 3, 2), True)
    assert fold(TO_THE_TITLE[:7]).has_title is False
    assert fold(TO_THE_TITLE[:8]).has_title is True


def test_nothing_happened_to_a_claim_that_is_only_open():
    standing = fold([])
    assert (standing.stage, standing.since, standing.is_closed, standing.day_of(E.FIRST_SENT)) == (S.OPEN, None, False, None)


def test_a_letter_that_is_sent_again_leaves_the_stage_and_its_day():
    again = happened((E.FIRST_SENT, date(2026, 12, 21)), (E.FIRST_SENT, date(2027, 1, 5)))
    standing = fold(again)
    assert (standing.stage, standing.since, standing.day_of(E.FIRST_SENT)) == (S.FIRST, date(2026, 12, 21), date(2027, 1, 5))


def test_a_payment_that_is_returned_brings_the_claim_back_to_where_it_stood():
    served = TO_THE_TITLE[:6]
    paid = [*served, Happened(event=E.SETTLED, on=date(2027, 3, 10))]
    assert (fold(paid).stage, fold(paid).since, fold(paid).open_stage) == (S.SETTLED, date(2027, 3, 10), S.ORDER_SERVED)
    back = fold([*paid, Happened(event=E.REOPENED, on=date(2027, 3, 15))])
    assert (back.stage, back.since, back.day_of(E.REOPENED)) == (S.ORDER_SERVED, date(2027, 3, 2), date(2027, 3, 15))
    assert fold([*paid, *happened((E.REOPENED, date(2027, 3, 15)), (E.ENFORCEMENT_APPLIED, date(2027, 3, 17)))]).since == date(2027, 3, 17)


def test_what_comes_late_is_read_at_its_day():
    log = [*TO_THE_TITLE[:5], Happened(event=E.SETTLED, on=date(2027, 3, 5)), Happened(event=E.ORDER_SERVED, on=date(2027, 3, 2))]
    assert (fold(log).stage, fold(log).open_stage) == (S.SETTLED, S.ORDER_SERVED)
    with pytest.raises(NotPossible, match="order_served is not possible while the claim is settled"):
        fold([*log[:-1], Happened(event=E.ORDER_SERVED, on=date(2027, 3, 6))])


def test_a_lawyer_may_take_over_at_court_without_moving_the_case():
    log = [*TO_THE_TITLE[:6], *happened((E.ORDER_OBJECTED, date(2027, 3, 10)), (E.GIVEN_TO_COLLECTOR, date(2027, 3, 12)))]
    assert (fold(log).stage, fold(log).since, fold(log).is_with_collector) == (S.ORDER_OBJECTED, date(2027, 3, 10), True)
    judged = fold([*log, Happened(event=E.JUDGMENT, on=date(2027, 9, 1), reference="12 C 34/27")])
    assert (judged.stage, judged.has_title, judged.last[E.JUDGMENT].reference) == (S.TITLED, True, "12 C 34/27")
    assert fold([*log, Happened(event=E.TAKEN_BACK, on=date(2027, 3, 20))]).is_with_collector is False


def test_an_order_that_lapsed_leaves_no_days_to_the_next_one():
    lapsed = [*TO_THE_TITLE[:6], Happened(event=E.ORDER_LAPSED, on=date(2027, 9, 3))]
    assert (fold(lapsed).stage, fold(lapsed).day_of(E.ORDER_SERVED)) == (S.DECISION, date(2027, 3, 2))
    again = fold([*lapsed, Happened(event=E.ORDER_APPLIED, on=date(2027, 9, 10))])
    assert (again.stage, again.day_of(E.ORDER_SERVED), again.day_of(E.SECOND_SENT)) == (S.ORDER_APPLIED, None, date(2027, 1, 7))


def test_an_objection_to_the_enforcement_order_leaves_the_title_but_stops_the_enforcement():
    standing = fold([*TO_THE_TITLE, Happened(event=E.ENFORCEMENT_OBJECTED, on=date(2027, 5, 4))])
    assert (standing.stage, standing.has_title, E.ENFORCEMENT_STARTED in possible(standing.stage)) == (S.ENFORCEMENT_OBJECTED, True, False)


@given(data=st.data(), length=st.integers(0, 25))
def test_no_log_that_the_table_allows_leaves_its_stages(data, length):
    log, standing, on = [], fold([]), date(2026, 12, 10)
    for _ in range(length):
        event = data.draw(st.sampled_from(sorted(possible(standing.stage))))
        on += timedelta(days=data.draw(st.integers(0, 40)))
        before, log = standing, [*log, Happened(event=event, on=on)]
        standing = fold(log)
        assert standing.stage in TABLE
        assert standing.open_stage not in CLOSED
        assert standing.stage is (before.open_stage if event is E.REOPENED else TABLE[before.stage][event])
        assert standing.since is None or standing.since <= on
        assert possible(standing.stage)


@given(log=st.lists(st.builds(Happened, event=st.sampled_from(Event), on=st.just(date(2026, 12, 10))), max_size=6))
def test_any_other_log_is_refused(log):
    stage, open_stage, is_listed = S.OPEN, S.OPEN, True
    for line in log:
        is_listed = is_listed and line.event in TABLE[stage]
        if is_listed:
            stage = TABLE[stage][line.event] or open_stage
            open_stage = open_stage if stage in CLOSED else stage
    if is_listed:
        assert fold(log).stage is stage
    else:
        with pytest.raises(NotPossible):
            fold(log)

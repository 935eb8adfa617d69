"""The call as a state table: worked examples and laws."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.calls import METERS, OVER, TABLE, CallEvent, CallEventKind, CallState, Meter, NotPossible, fold, in_order, step

E = CallEventKind
OLGA = UUID(int=1)
PAUL = UUID(int=2)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def at(seconds: float, kind: E, operator: UUID | None = None, key: str = "") -> CallEvent:
    return CallEvent(kind=kind, at=NOON + timedelta(seconds=seconds), key=key or kind.value, operator=operator)


def seconds(record) -> dict[str, float]:
    return {meter.value: time.total_seconds() for meter, time in record.times.items() if time}


ORDINARY = [
    at(0, E.OFFERED), at(0, E.QUEUED), at(4, E.TAKEN, OLGA), at(6, E.ANSWERED, OLGA), at(36, E.HELD), at(46, E.RESUMED),
    at(66, E.ENDED), at(96, E.WRAPPED_UP, OLGA),
]  # fmt: skip


def test_an_ordinary_call_has_its_times():
    record = fold(ORDINARY)
    assert record.state is CallState.CLOSED
    assert record.operator == OLGA
    assert seconds(record) == {"queue": 4, "ring": 2, "talk": 50, "hold": 10, "wrap_up": 30}
    assert record.answered_at == NOON + timedelta(seconds=6)
    assert record.ended_at == NOON + timedelta(seconds=66)


def test_a_caller_who_hangs_up_in_the_queue_abandons_the_call():
    record = fold([at(0, E.OFFERED), at(0, E.QUEUED), at(25, E.ENDED)])
    assert record.state is CallState.ABANDONED
    assert not record.was_answered
    assert seconds(record) == {"queue": 25}


def test_after_putting_through_the_caller_talks_while_the_operator_writes():
    record = fold([
        at(0, E.OFFERED), at(5, E.ANSWERED, OLGA), at(35, E.TRANSFERRING), at(45, E.TRANSFERRED), at(65, E.WRAPPED_UP), at(105, E.ENDED),
    ])  # fmt: skip
    assert record.state is CallState.CLOSED
    assert seconds(record) == {"queue": 5, "talk": 30, "dialling": 10, "patched": 60, "wrap_up": 20}


def test_a_refused_transfer_returns_to_the_talk():
    record = fold([at(0, E.OFFERED), at(1, E.ANSWERED), at(11, E.TRANSFERRING), at(31, E.TRANSFER_FAILED), at(41, E.ENDED)])
    assert record.state is CallState.WRAP_UP
    assert seconds(record) == {"queue": 1, "talk": 20, "dialling": 20}


def test_a_telephone_that_is_not_answered_gives_the_call_back():
    record = fold(
        [at(0, E.OFFERED), at(1, E.TAKEN, OLGA), at(21, E.RELEASED, OLGA), at(25, E.TAKEN, PAUL, "again"), at(26, E.ANSWERED, PAUL)]
    )
    assert record.state is CallState.TALKING
    assert record.operator == PAUL
    assert seconds(record) == {"queue": 5, "ring": 21}


def test_an_end_that_comes_before_its_offer_waits_for_it():
    ended = at(10, E.ENDED)
    assert fold([ended]).state is CallState.NEW
    assert fold([ended, at(11, E.OFFERED)]).state is CallState.ABANDONED


def test_an_answer_that_the_network_delivers_after_the_end_still_counts():
    record = fold([at(0, E.OFFERED), at(20, E.ENDED), at(20.2, E.ANSWERED, OLGA)])
    assert record.state is CallState.WRAP_UP
    assert record.answered_at == NOON + timedelta(seconds=20)


def test_what_the_table_does_not_list_is_set_aside_with_its_state():
    record = fold([at(0, E.OFFERED), at(1, E.RESUMED), at(2, E.ENDED)])
    assert record.set_aside == (("resumed", CallState.OFFERED),)


def test_a_deed_that_the_table_does_not_list_is_refused():
    with pytest.raises(NotPossible, match="taken is not possible while the call is abandoned"):
        step(CallState.ABANDONED, E.TAKEN)


def test_every_state_is_in_the_table_and_can_be_reached():
    reached = {CallState.NEW} | {state for moves in TABLE.values() for state in moves.values()}
    assert set(TABLE) == set(CallState) == reached
    assert {state for state, moves in TABLE.items() if not moves} == OVER


events = st.lists(
    st.builds(
        CallEvent,
        kind=st.sampled_from(list(E)),
        at=st.integers(0, 120).map(lambda s: NOON + timedelta(seconds=s)),
        key=st.sampled_from([f"k{n}" for n in range(12)]),
        operator=st.sampled_from([None, OLGA, PAUL]),
    ),
    max_size=14,
)


@given(log=events)
def test_no_log_leads_out_of_the_table(log):
    record = fold(log)
    assert record.state in TABLE
    assert all(time >= timedelta() for time in record.times.values())
    assert len(record.set_aside) <= len(in_order(log))


@given(log=events, data=st.data())
def test_the_order_of_arrival_does_not_matter(log, data):
    assert fold(data.draw(st.permutations(log))) == fold(log)


@given(log=events)
def test_sending_everything_twice_changes_nothing(log):
    assert fold(log + log) == fold(log)


@given(log=events)
def test_times_add_up_to_the_length_of_the_call(log):
    record = fold(log)
    if record.since is None:
        return
    length = record.since - min(event.at for event in in_order(log))
    twice = record.times.get(Meter.PATCHED, timedelta()) and record.times.get(Meter.WRAP_UP, timedelta())
    total = sum(record.times.values(), timedelta())
    assert total == length if not twice else length <= total <= 2 * length


def test_every_state_with_an_operator_runs_a_time():
    timed = set(METERS)
    assert timed == set(CallState) - OVER - {CallState.NEW}

"""A collection from the plan to the money and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.collecting import (
    CAME_BACK,
    EVENT_SENTENCES,
    STATE_SENTENCES,
    TABLE,
    TOOK_PLACE,
    WITH_BANK,
    CollectionEvent,
    CollectionState,
    NotPossible,
    possible,
    step,
)

S, E = CollectionState, CollectionEvent


def test_the_table_is_what_the_documentation_says():
    assert {(state.value, event.value): to.value for state, moves in TABLE.items() for event, to in moves.items()} == {
        ("planned", "changed"): "planned",
        ("planned", "approved"): "approved",
        ("planned", "withdrawn"): "withdrawn",
        ("approved", "changed"): "planned",
        ("approved", "put_in_file"): "in_file",
        ("approved", "withdrawn"): "withdrawn",
        ("in_file", "file_discarded"): "approved",
        ("in_file", "sent"): "sent",
        ("sent", "booked"): "booked",
        ("sent", "rejected"): "rejected",
        ("sent", "returned"): "returned",
        ("sent", "refunded"): "refunded",
        ("booked", "returned"): "returned",
        ("booked", "refunded"): "refunded",
        ("returned", "booked"): "returned",
        ("refunded", "booked"): "refunded",
    }


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("event", E)
def test_what_the_table_does_not_list_is_refused_and_told(state, event):
    if event in possible(state):
        assert step(state, event) is TABLE[state][event]
        return
    with pytest.raises(NotPossible) as refused:
        step(state, event)
    assert (refused.value.state, refused.value.event) == (state, event)
    assert str(refused.value.says) == f"{STATE_SENTENCES[state]} {EVENT_SENTENCES[event]}"


def test_nothing_is_withdrawn_that_could_be_sent():
    with pytest.raises(NotPossible) as refused:
        step(S.IN_FILE, E.WITHDRAWN)
    assert str(refused.value.says) == (
        "The direct debit is in a file that has not been sent. It can be withdrawn only while it is in no file."
    )
    assert step(step(S.IN_FILE, E.FILE_DISCARDED), E.WITHDRAWN) is S.WITHDRAWN


@given(st.lists(st.sampled_from(E), max_size=30))
def test_nothing_reaches_the_bank_without_an_approval_after_its_last_change(events):
    state, is_approved = S.PLANNED, False
    for event in events:
        if event not in possible(state):
            continue
        state = step(state, event)
        is_approved = event is E.APPROVED or (is_approved and event is not E.CHANGED)
        if state in WITH_BANK | {S.IN_FILE}:
            assert is_approved


@given(st.permutations([E.BOOKED, E.RETURNED]))
def test_a_return_and_its_booking_end_the_same_in_either_order(events):
    state = S.SENT
    for event in events:
        state = step(state, event)
    assert state is S.RETURNED


def test_states_are_grouped():
    assert {S.SENT, S.BOOKED, S.REJECTED, S.RETURNED, S.REFUNDED} == WITH_BANK
    assert WITH_BANK - {S.REJECTED} == TOOK_PLACE
    assert {S.REJECTED, S.RETURNED, S.REFUNDED} == CAME_BACK
    assert set(TABLE) == set(STATE_SENTENCES) == set(S)
    assert set(EVENT_SENTENCES) == set(E)

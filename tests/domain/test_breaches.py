"""Breaches: the table of states, who has to be told by when, and that nothing is closed before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.breaches import (
    DUTIES,
    TABLE,
    TOLD,
    BreachEvent,
    BreachFacts,
    BreachState,
    NotPossible,
    Risk,
    duties,
    may_close,
    step,
)

AWARE = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
FACTS = BreachFacts(aware_at=AWARE, own_data=True, callers_data=True, risk=Risk.HIGH, told={})


def owed(**changes):
    return {duty.event: duty.by for duty in duties(replace(FACTS, **changes))}


def test_72_hours_are_hours_that_have_really_passed():
    """Aware on 24 October at 12:00 summer time: until 27 October, 11:00 winter time (law.md 2.1)."""
    assert owed()[BreachEvent.AUTHORITY_TOLD] == datetime(2026, 10, 27, 10, 0, tzinfo=UTC)


def test_who_has_to_be_told():
    controllers, authority, persons = BreachEvent.CONTROLLERS_TOLD, BreachEvent.AUTHORITY_TOLD, BreachEvent.PERSONS_TOLD
    assert set(owed()) == {controllers, authority, persons}
    assert set(owed(risk=Risk.RISK)) == {controllers, authority}
    assert set(owed(risk=None)) == {controllers, authority}
    assert set(owed(risk=Risk.NONE)) == {controllers}
    assert set(owed(own_data=False)) == {controllers}
    assert set(owed(callers_data=False, risk=Risk.NONE)) == set()
    assert owed()[controllers] == AWARE + timedelta(hours=24)


def test_every_pair_of_state_and_event_leads_somewhere_or_is_refused():
    allowed = {(state, event) for state, moves in TABLE.items() for event in moves}
    for state, event in product(BreachState, BreachEvent):
        if (state, event) in allowed:
            assert step(state, event) in BreachState
        else:
            with pytest.raises(NotPossible):
                step(state, event)
    assert (BreachState.NOTICED, BreachEvent.CLOSED) not in allowed
    assert TABLE[BreachState.CLOSED] == {}
    assert set(DUTIES) == set(TOLD)


@given(
    own=st.booleans(),
    callers=st.booleans(),
    risk=st.sampled_from([None, *Risk]),
    told=st.sets(st.sampled_from(TOLD)),
    hours=st.integers(0, 200),
)
def test_it_is_closed_only_when_all_are_told(own, callers, risk, told, hours):
    facts = BreachFacts(
        aware_at=AWARE, own_data=own, callers_data=callers, risk=risk, told=dict.fromkeys(told, AWARE + timedelta(hours=hours))
    )
    missing = (
        (callers and BreachEvent.CONTROLLERS_TOLD not in told)
        or (own and risk is not Risk.NONE and BreachEvent.AUTHORITY_TOLD not in told)
        or (own and risk is Risk.HIGH and BreachEvent.PERSONS_TOLD not in told)
    )
    assert may_close(facts) == (risk is not None and not missing)
    for duty in duties(facts):
        late = hours > (24 if duty.event is BreachEvent.CONTROLLERS_TOLD else 72)
        assert duty.is_open or duty.is_late(AWARE) == late

"""What an event of the wire means, and what the telephone system is told then."""

from datetime import UTC, datetime

import pytest

from vorzimmer.calls.switching import Answer, HangUp, Join, Legs, Reaction, destination_kind, react
from vorzimmer.domain.calls import CallEventKind as Kind
from vorzimmer.domain.calls import CallState as State
from vorzimmer.telephony.switchboard import Endpoint, FailReason, HoldChanged, LegAnswered, LegEnded, LegFailed, LegRinging, Number

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
LEGS = Legs(caller="c", operator="c:operator:1", third="c:third:2")
TALK = Join(bridge="c", legs=("c", "c:operator:1"))
AWAY = Join(bridge="c", legs=("c", "c:third:2"))


def about(kind, leg, **more):
    return kind(engine_id="sim", call_id="c", leg_id=leg, at=NOON, **more)


REACTIONS = [
    ("the operator's telephone rings", about(LegRinging, "c:operator:1"), State.RINGING, Reaction(kind=Kind.RINGING)),
    ("our answer to the caller comes back", about(LegAnswered, "c"), State.TALKING, Reaction()),
    ("the third's telephone rings", about(LegRinging, "c:third:2"), State.TRANSFERRING, Reaction()),
    (
        "the operator picks up",
        about(LegAnswered, "c:operator:1"),
        State.RINGING,
        Reaction(kind=Kind.ANSWERED, commands=(Answer(leg="c"), TALK)),
    ),
    (
        "an older attempt picks up too late",
        about(LegAnswered, "c:operator:0"),
        State.RINGING,
        Reaction(commands=(HangUp(leg="c:operator:0"),)),
    ),
    (
        "the operator picks up after the caller has gone",
        about(LegAnswered, "c:operator:1"),
        State.ABANDONED,
        Reaction(commands=(HangUp(leg="c:operator:1"),)),
    ),
    (
        "the third picks up: put through",
        about(LegAnswered, "c:third:2"),
        State.TRANSFERRING,
        Reaction(kind=Kind.TRANSFERRED, commands=(AWAY, HangUp(leg="c:operator:1"))),
    ),
    (
        "the third picks up: consulted",
        about(LegAnswered, "c:third:2"),
        State.CONSULTING,
        Reaction(kind=Kind.CONSULTING, commands=(Join(bridge="c:third:2", legs=("c:operator:1", "c:third:2")),)),
    ),
    (
        "the third picks up when nobody wants him any more",
        about(LegAnswered, "c:third:2"),
        State.TALKING,
        Reaction(commands=(HangUp(leg="c:third:2"),)),
    ),
    (
        "the operator's telephone is not answered",
        about(LegFailed, "c:operator:1", reason=FailReason.NO_ANSWER),
        State.RINGING,
        Reaction(kind=Kind.RELEASED),
    ),
    (
        "the third is busy",
        about(LegFailed, "c:third:2", reason=FailReason.BUSY),
        State.TRANSFERRING,
        Reaction(kind=Kind.TRANSFER_FAILED, commands=(TALK,)),
    ),
    (
        "the third cannot be consulted",
        about(LegFailed, "c:third:2", reason=FailReason.BUSY),
        State.CONSULTING,
        Reaction(kind=Kind.CONSULT_ENDED, commands=(TALK,)),
    ),
    (
        "the caller hangs up",
        about(LegEnded, "c"),
        State.TALKING,
        Reaction(kind=Kind.ENDED, commands=(HangUp(leg="c:operator:1"), HangUp(leg="c:third:2"))),
    ),
    ("the operator hangs up", about(LegEnded, "c:operator:1"), State.TALKING, Reaction(commands=(HangUp(leg="c"),))),
    (
        "the operator hangs up during a consultation",
        about(LegEnded, "c:operator:1"),
        State.CONSULTING,
        Reaction(kind=Kind.TRANSFERRED, commands=(AWAY,)),
    ),
    (
        "the operator hangs up while the third is rung",
        about(LegEnded, "c:operator:1"),
        State.TRANSFERRING,
        Reaction(operator_left=True),
    ),
    (
        "the third picks up after the operator has hung up in the consultation",
        about(LegAnswered, "c:third:2"),
        State.TRANSFERRED,
        Reaction(commands=(AWAY, HangUp(leg="c:operator:1"))),
    ),
    (
        "the operator picks up after giving the call back",
        about(LegAnswered, "c:operator:1"),
        State.QUEUED,
        Reaction(commands=(HangUp(leg="c:operator:1"),)),
    ),
    ("the telephone of one who gave the call back still rings", about(LegRinging, "c:operator:1"), State.QUEUED, Reaction()),
    ("an older attempt still rings", about(LegRinging, "c:operator:0"), State.RINGING, Reaction()),
    ("the operator's leg ends after putting through", about(LegEnded, "c:operator:1"), State.TRANSFERRED, Reaction()),
    ("the third hangs up", about(LegEnded, "c:third:2"), State.HANDED_OVER, Reaction(commands=(HangUp(leg="c"),))),
    ("the telephone holds", about(HoldChanged, "c", held=True), State.TALKING, Reaction(kind=Kind.HELD)),
    ("the telephone takes back", about(HoldChanged, "c", held=False), State.HELD, Reaction(kind=Kind.RESUMED)),
]


@pytest.mark.parametrize(("event", "state", "reaction"), [row[1:] for row in REACTIONS], ids=[row[0] for row in REACTIONS])
def test_what_happens_when(event, state, reaction):
    assert react(event, LEGS, state) == reaction


def test_nobody_is_left_for_a_caller_whose_third_is_busy_after_the_operator_has_hung_up():
    busy = about(LegFailed, "c:third:2", reason=FailReason.BUSY)
    without_operator = Legs(caller="c", third="c:third:2")
    assert react(busy, without_operator, State.TRANSFERRING) == Reaction(kind=Kind.TRANSFER_FAILED, commands=(HangUp(leg="c"),))


def test_a_system_that_only_displays_is_told_nothing():
    assert react(about(LegAnswered, "c:operator:0"), Legs(caller="c"), State.QUEUED) == Reaction(kind=Kind.ANSWERED)
    assert react(about(LegEnded, "c"), Legs(caller="c"), State.TALKING) == Reaction(kind=Kind.ENDED)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (Number(e164="+491713920001"), "mobile"),
        (Number(e164="+4915112345678"), "mobile"),
        (Number(e164="+4930231250001"), "fixed"),
        (Number(e164="+4312345678"), "abroad"),
        (Endpoint(name="w0"), "inside"),
    ],
)
def test_the_kind_of_connection_is_known_for_the_bill(target, kind):
    assert destination_kind(target) == kind

"""The simulator on virtual time: whole calls with every event, written out."""

import asyncio

import pytest

from tests.telephony.stage import ONE, START, TWO, Stage, play
from vorzimmer.telephony.script import Phone, Script, ScriptedCall
from vorzimmer.telephony.switchboard import (
    CallOffered,
    Capability,
    EndedBy,
    Endpoint,
    EndpointUnreachable,
    EngineState,
    FailReason,
    LegAnswered,
    LegEnded,
    LegFailed,
    LegGone,
    NotSupported,
    Number,
    RejectReason,
    Switchboard,
    operator_leg,
    third_leg,
)

ANNA = Endpoint(name="anna")
MOBILE = Number(e164="+491713920020")
OPERATOR, THIRD = operator_leg(ONE, 1), third_leg(ONE, 2)


def a_call(**details):
    return ScriptedCall(**{"called": "+493023125101", "caller": "+491713920012", "patience": 60.0, "talk": 30.0} | details)


async def ring(stage, leg=OPERATOR, target=ANNA, call=ONE, ring_seconds=20.0):
    await stage.simulator.dial(leg, target, call_id=call, caller_id="+493023125101", ring_seconds=ring_seconds)


async def talk(stage):
    """Let the operator pick up after 2 seconds and talk with the caller."""
    await ring(stage)
    await stage.clock.advance(2)
    await stage.simulator.answer(ONE)
    await stage.simulator.join(ONE, [ONE, OPERATOR])


TALKING = ["0 CallOffered 1", "0 LegRinging 1:operator:1", "2 LegAnswered 1:operator:1", "2 Joined 1 1", "2 Joined 1:operator:1 1"]


def test_the_first_thing_is_that_the_engine_is_up_and_the_second_the_call():
    async def plot(stage):
        await stage.clock.advance(3)

    stage = play(plot, a_call(at=3, diversions=("+493023125700",)))
    assert stage.heard == [
        EngineState(engine_id="simulator", at=START, up=True),
        CallOffered(
            engine_id="simulator",
            call_id=ONE,
            leg_id=ONE,
            at=START.replace(second=3),
            called="+493023125101",
            caller="+491713920012",
            diversions=("+493023125700",),
        ),
    ]


def test_a_call_is_answered_and_the_caller_hangs_up():
    async def plot(stage):
        await talk(stage)
        await stage.clock.advance(60)
        await stage.simulator.hang_up(OPERATOR)
        await stage.clock.advance(0)
        assert (await stage.simulator.snapshot()).legs == ()

    stage = play(plot, a_call())
    assert stage.lines == [*TALKING, "32 LegEnded 1 remote normal", "62 LegEnded 1:operator:1 platform normal"]


def test_the_end_of_the_callers_leg_still_knows_the_numbers():
    async def plot(stage):
        await stage.clock.advance(60)

    stage = play(plot, a_call(diversions=("+493023125700",)))
    assert stage.heard[-1] == LegEnded(
        engine_id="simulator",
        call_id=ONE,
        leg_id=ONE,
        at=START.replace(minute=1),
        by=EndedBy.REMOTE,
        q850=16,
        cause="cancel",
        called="+493023125101",
        caller="+491713920012",
        diversions=("+493023125700",),
    )


def test_the_operator_ends_the_call_at_the_desk():
    async def plot(stage):
        await talk(stage)
        await stage.clock.advance(8)
        await stage.simulator.hang_up(ONE)
        await stage.simulator.hang_up(OPERATOR)

    stage = play(plot, a_call())
    assert stage.lines[5:] == ["10 LegEnded 1 platform normal", "10 LegEnded 1:operator:1 platform normal"]


def test_the_operators_telephone_hangs_up_and_the_caller_soon_after():
    async def plot(stage):
        await talk(stage)
        await stage.clock.advance(30)

    stage = play(plot, a_call(), phones={"anna": Phone(hangs_up_after=5.0)})
    assert stage.lines[5:] == ["7 LegEnded 1:operator:1 remote normal", "9 LegEnded 1 remote normal"]


def test_a_call_is_abandoned_in_the_queue():
    async def plot(stage):
        await stage.clock.advance(25)

    stage = play(plot, a_call(patience=20.0))
    assert stage.lines == ["0 CallOffered 1", "20 LegEnded 1 remote cancel"]


def test_a_caller_who_hears_music_is_no_more_patient():
    async def plot(stage):
        await stage.simulator.answer(ONE)
        await stage.clock.advance(10)
        await stage.simulator.music(ONE, on=True)
        await stage.simulator.music(ONE, on=True)
        await stage.clock.advance(5)
        await stage.simulator.music(ONE, on=False)
        await stage.clock.advance(60)

    stage = play(plot, a_call(patience=20.0))
    assert stage.lines == ["0 CallOffered 1", "20 LegEnded 1 remote normal"]


def test_a_caller_hangs_up_while_the_operators_telephone_rings():
    async def plot(stage):
        await ring(stage)
        await stage.clock.advance(1)
        await stage.simulator.hang_up(OPERATOR)
        await stage.clock.advance(30)

    stage = play(plot, a_call(patience=1.0))
    assert stage.lines == [
        "0 CallOffered 1",
        "0 LegRinging 1:operator:1",
        "1 LegEnded 1 remote cancel",
        "1 LegFailed 1:operator:1 cancelled",
    ]


def test_a_caller_without_an_end_waits_and_talks_for_ever():
    async def plot(stage):
        await stage.clock.advance(4 * 3600)
        await talk(stage)
        await stage.clock.advance(4 * 3600)
        assert len((await stage.simulator.snapshot()).legs) == 2

    play(plot, a_call(patience=None, talk=None))


def test_an_operators_telephone_that_is_not_signed_in_is_told_at_once():
    async def plot(stage):
        with pytest.raises(EndpointUnreachable):
            await ring(stage)
        await ring(stage, leg=operator_leg(ONE, 2), target=Endpoint(name="bela"))

    stage = play(plot, a_call(), phones={"anna": Phone(fails=FailReason.UNREACHABLE)})
    assert stage.lines == ["0 CallOffered 1", "0 LegRinging 1:operator:2"]


def test_a_telephone_that_nobody_answers_rings_as_long_as_it_was_ordered():
    async def plot(stage):
        await ring(stage, ring_seconds=15.0)
        await stage.clock.advance(60)

    stage = play(plot, a_call(patience=None), operator=Phone(fails=FailReason.NO_ANSWER))
    assert stage.lines == ["0 CallOffered 1", "0 LegRinging 1:operator:1", "15 LegFailed 1:operator:1 no_answer"]


def test_who_is_too_slow_did_not_answer():
    async def plot(stage):
        await ring(stage, ring_seconds=10.0)
        await stage.clock.advance(60)

    stage = play(plot, a_call(patience=None), operator=Phone(after=10.0))
    assert stage.lines[-1] == "10 LegFailed 1:operator:1 no_answer"


@pytest.mark.parametrize(
    ("fails", "q850", "sip", "rings"),
    [
        (FailReason.BUSY, 17, 486, False),
        (FailReason.DECLINED, 21, 603, True),
        (FailReason.UNREACHABLE, 20, 480, False),
        (FailReason.NOT_FOUND, 1, 404, False),
        (FailReason.CONGESTION, 34, 503, False),
        (FailReason.NO_ANSWER, 19, None, True),
    ],
)
def test_every_way_to_fail_has_its_codes(fails, q850, sip, rings):
    async def plot(stage):
        await ring(stage, leg=THIRD, target=MOBILE, ring_seconds=3.0)
        await stage.clock.advance(3)

    stage = play(plot, a_call(), outside=Phone(fails=fails, after=1.0))
    seconds = 3 if fails == "no_answer" else 1
    assert stage.heard[-1] == LegFailed(
        engine_id="simulator", call_id=ONE, leg_id=THIRD, at=START.replace(second=seconds), reason=fails, q850=q850, sip=sip
    )
    assert ("0 LegRinging 1:third:2" in stage.lines) is rings


def test_who_answers_is_named():
    async def plot(stage):
        await ring(stage)
        await ring(stage, leg=THIRD, target=MOBILE)
        await stage.clock.advance(2)

    stage = play(plot, a_call())
    assert [(event.leg_id, event.endpoints) for event in stage.heard if isinstance(event, LegAnswered)] == [
        (OPERATOR, ("anna",)),
        (THIRD, ("+491713920020",)),
    ]


def test_telephones_are_found_by_name_and_by_every_spelling_of_a_number():
    script = Script(phones={"anna": Phone(after=1.0), "+493023125840": Phone(after=2.0), "+491713920020": Phone(after=3.0)})
    assert script.phone(Endpoint(name="anna")).after == 1
    assert script.phone(Endpoint(name="030 23125 840")).after == 2
    assert script.phone(MOBILE).after == 3
    assert script.phone(Endpoint(name="bela")) is script.operator
    assert script.phone(Number(e164="+491713920021")) is script.outside


def test_a_caller_on_hold_hears_music_and_talks_on_afterwards():
    async def plot(stage):
        await talk(stage)
        await stage.clock.advance(10)
        await stage.simulator.hold(ONE)
        await stage.clock.advance(20)
        await stage.simulator.unhold(ONE)
        await stage.clock.advance(60)

    stage = play(plot, a_call(talk=30.0))
    assert stage.lines[5:] == [
        "12 Left 1 1",
        "12 HoldChanged 1 True",
        "32 HoldChanged 1 False",
        "32 Joined 1 1",
        "52 LegEnded 1 remote normal",
    ]


def test_a_caller_on_hold_loses_patience():
    async def plot(stage):
        await talk(stage)
        await stage.simulator.hold(ONE)
        await stage.clock.advance(60)

    stage = play(plot, a_call(patience=15.0))
    assert stage.lines[-1] == "17 LegEnded 1 remote normal"


def test_a_caller_taken_back_when_the_operator_has_gone_is_alone():
    async def plot(stage):
        await talk(stage)
        await stage.simulator.hold(ONE)
        await stage.simulator.hang_up(OPERATOR)
        await stage.simulator.unhold(ONE)
        await stage.clock.advance(0)

    stage = play(plot, a_call())
    assert stage.lines[5:] == [
        "2 Left 1 1",
        "2 HoldChanged 1 True",
        "2 LegEnded 1:operator:1 platform normal",
        "2 HoldChanged 1 False",
    ]


def test_a_call_is_put_through_blindly():
    async def plot(stage):
        await talk(stage)
        await stage.clock.advance(5)
        await stage.simulator.hold(ONE)
        await ring(stage, leg=THIRD, target=MOBILE)
        await stage.clock.advance(4)
        await stage.simulator.join(ONE, [ONE, THIRD])
        await stage.simulator.hang_up(OPERATOR)
        await stage.clock.advance(60)

    stage = play(plot, a_call(talk=15.0), phones={"+491713920020": Phone(after=4.0)})
    assert stage.lines[5:] == [
        "7 Left 1 1",
        "7 HoldChanged 1 True",
        "7 LegRinging 1:third:2",
        "11 LegAnswered 1:third:2",
        "11 Left 1:operator:1 1",
        "11 HoldChanged 1 False",
        "11 Joined 1 1",
        "11 Joined 1:third:2 1",
        "11 LegEnded 1:operator:1 platform normal",
        "21 LegEnded 1 remote normal",
        "23 LegEnded 1:third:2 remote normal",
    ]


def test_the_operator_consults_and_comes_back():
    async def plot(stage):
        await talk(stage)
        await stage.simulator.hold(ONE)
        await ring(stage, leg=THIRD, target=MOBILE)
        await stage.clock.advance(2)
        await stage.simulator.join(THIRD, [OPERATOR, THIRD])
        await stage.clock.advance(6)
        await stage.simulator.hang_up(THIRD)
        await stage.clock.advance(5)
        await stage.simulator.join(ONE, [ONE, OPERATOR])
        await stage.clock.advance(1)

    stage = play(plot, a_call())
    assert stage.lines[5:] == [
        "2 Left 1 1",
        "2 HoldChanged 1 True",
        "2 LegRinging 1:third:2",
        "4 LegAnswered 1:third:2",
        "4 Left 1:operator:1 1",
        "4 Joined 1:operator:1 1:third:2",
        "4 Joined 1:third:2 1:third:2",
        "10 LegEnded 1:third:2 platform normal",
        "15 HoldChanged 1 False",
        "15 Joined 1 1",
        "15 Left 1:operator:1 1:third:2",
        "15 Joined 1:operator:1 1",
    ]
    assert len({event.key for event in stage.heard if not isinstance(event, EngineState)}) == len(stage.lines)


def test_an_operator_whom_the_third_leaves_stays_on_the_line():
    async def plot(stage):
        await talk(stage)
        await stage.simulator.hold(ONE)
        await ring(stage, leg=THIRD, target=MOBILE)
        await stage.clock.advance(2)
        await stage.simulator.join(THIRD, [OPERATOR, THIRD])
        await stage.clock.advance(10)
        assert [leg.leg_id for leg in (await stage.simulator.snapshot()).legs] == [ONE, OPERATOR]

    stage = play(plot, a_call(), outside=Phone(hangs_up_after=3.0))
    assert stage.lines[-1] == "7 LegEnded 1:third:2 remote normal"


def test_an_operators_telephone_that_was_hung_up_while_ringing_is_silent():
    async def plot(stage):
        await ring(stage)
        await stage.simulator.hang_up(OPERATOR)
        await stage.clock.advance(30)

    stage = play(plot, a_call())
    assert stage.lines[2:] == ["0 LegFailed 1:operator:1 cancelled"]


@pytest.mark.parametrize("hold_first", [True, False])
def test_a_caller_who_was_left_alone_stays_when_put_through_in_time(hold_first):
    async def plot(stage):
        await talk(stage)
        await ring(stage, leg=THIRD, target=MOBILE)
        await stage.clock.advance(1)
        await stage.simulator.hang_up(OPERATOR)
        if hold_first:
            await stage.simulator.hold(ONE)
        await stage.clock.advance(5 if hold_first else 1)
        await stage.simulator.join(ONE, [ONE, THIRD])
        await stage.clock.advance(10)
        assert [leg.leg_id for leg in (await stage.simulator.snapshot()).legs] == [ONE, THIRD]

    play(plot, a_call(), outside=Phone(after=1.0))


def test_music_keeps_a_caller_who_was_left_alone():
    async def plot(stage):
        await talk(stage)
        await stage.simulator.hang_up(OPERATOR)
        await stage.clock.advance(1)
        await stage.simulator.music(ONE, on=True)
        await stage.clock.advance(20)
        assert [leg.leg_id for leg in (await stage.simulator.snapshot()).legs] == [ONE]

    play(plot, a_call())


def test_two_calls_go_on_side_by_side():
    async def plot(stage):
        await stage.clock.advance(1)
        await ring(stage, leg=operator_leg(TWO, 1), call=TWO)
        await ring(stage)
        await stage.clock.advance(2)
        await stage.simulator.answer(TWO)
        await stage.simulator.join(TWO, [TWO, operator_leg(TWO, 1)])
        await stage.clock.advance(60)

    stage = play(plot, a_call(patience=10.0), a_call(at=1, caller=None, talk=5.0))
    assert stage.lines == [
        "0 CallOffered 1",
        "1 CallOffered 2",
        "1 LegRinging 2:operator:1",
        "1 LegRinging 1:operator:1",
        "3 LegAnswered 2:operator:1",
        "3 LegAnswered 1:operator:1",
        "3 Joined 2 2",
        "3 Joined 2:operator:1 2",
        "8 LegEnded 2 remote normal",
        "10 LegEnded 1 remote cancel",
    ]


@pytest.mark.parametrize(("reason", "q850"), [(RejectReason.BUSY, 17), (RejectReason.REJECTED, 21), (RejectReason.UNALLOCATED, 1)])
def test_a_rejected_call_ends_with_the_reason(reason, q850):
    async def plot(stage):
        await stage.simulator.reject(ONE, reason)

    ended = play(plot, a_call()).heard[-1]
    assert (ended.by, ended.q850, ended.cause) == ("platform", q850, reason.value)


def test_an_answered_caller_and_an_operator_cannot_be_rejected():
    async def plot(stage):
        await talk(stage)
        for leg in (ONE, OPERATOR):
            with pytest.raises(NotSupported):
                await stage.simulator.reject(leg, RejectReason.BUSY)

    assert play(plot, a_call()).lines == TALKING


def test_a_command_given_twice_is_carried_out_once():
    async def plot(stage):
        await ring(stage)
        await ring(stage)
        await stage.clock.advance(2)
        await ring(stage)
        for _ in range(2):
            await stage.simulator.answer(ONE)
        for _ in range(2):
            await stage.simulator.join(ONE, [ONE, OPERATOR])
        for _ in range(2):
            await stage.simulator.unhold(ONE)
        for _ in range(2):
            await stage.simulator.hold(ONE)
        for _ in range(2):
            await stage.simulator.unhold(ONE)
        for _ in range(2):
            await stage.simulator.hang_up(ONE)
        await stage.simulator.hang_up(OPERATOR)
        await stage.simulator.hang_up(OPERATOR)

    assert play(plot, a_call()).lines == [
        *TALKING,
        "2 Left 1 1",
        "2 HoldChanged 1 True",
        "2 HoldChanged 1 False",
        "2 Joined 1 1",
        "2 LegEnded 1 platform normal",
        "2 LegEnded 1:operator:1 platform normal",
    ]


COMMANDS = [
    lambda board: board.answer(ONE),
    lambda board: board.reject(ONE, RejectReason.BUSY),
    lambda board: board.music(ONE, on=True),
    lambda board: board.join("b", [ONE]),
    lambda board: board.hold(ONE),
    lambda board: board.unhold(ONE),
    lambda board: board.dial(THIRD, MOBILE, call_id=ONE, caller_id="", ring_seconds=20.0),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_to_a_caller_who_has_gone_says_so(command):
    async def plot(stage):
        await ring(stage)
        await stage.simulator.hang_up(ONE)
        with pytest.raises(LegGone):
            await command(stage.simulator)

    play(plot, a_call())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_to_nobody_says_so(command):
    with pytest.raises(LegGone):
        asyncio.run(command(Stage(Script()).simulator))


def test_hanging_up_who_has_gone_is_no_error():
    async def plot(stage):
        await stage.simulator.hang_up("nobody")
        await stage.simulator.hang_up(ONE)
        await stage.simulator.hang_up(ONE)

    assert play(plot, a_call()).lines == ["0 CallOffered 1", "0 LegEnded 1 platform normal"]


def test_nobody_talks_on_a_telephone_that_rings():
    async def plot(stage):
        await ring(stage)
        for command in (stage.simulator.hold(OPERATOR), stage.simulator.join(ONE, [ONE]), stage.simulator.answer(OPERATOR)):
            with pytest.raises(NotSupported):
                await command

    assert play(plot, a_call()).lines == TALKING[:2]


def test_a_join_that_fails_changes_nothing():
    async def plot(stage):
        await talk(stage)
        await ring(stage, leg=THIRD, target=MOBILE)
        with pytest.raises(NotSupported):
            await stage.simulator.join(ONE, [ONE, THIRD])

    assert play(plot, a_call()).lines == [*TALKING, "2 LegRinging 1:third:2"]


def test_the_legs_of_two_calls_are_not_joined():
    async def plot(stage):
        with pytest.raises(NotSupported):
            await stage.simulator.join("b", [ONE, TWO])

    play(plot, a_call(), a_call())


def test_a_snapshot_says_what_lives():
    async def plot(stage):
        await stage.simulator.answer(ONE)
        await stage.simulator.hold(ONE)
        await ring(stage)
        await stage.simulator.reject(TWO, RejectReason.BUSY)
        legs = (await stage.simulator.snapshot()).legs
        assert [(leg.leg_id, leg.call_id, leg.state) for leg in legs] == [(ONE, ONE, "held"), (OPERATOR, ONE, "ringing")]

    play(plot, a_call(), a_call())


def test_somebody_may_ring_whatever_the_script_says():
    async def plot(stage):
        assert stage.simulator.ring(a_call(patience=1.0)) == ONE
        await stage.clock.advance(1)

    assert play(plot).lines == ["0 CallOffered 1", "1 LegEnded 1 remote cancel"]


def test_nobody_rings_before_the_start():
    with pytest.raises(RuntimeError, match="not been started"):
        Stage(Script()).simulator.ring(a_call())


def test_it_is_a_switchboard_that_can_do_everything():
    board: Switchboard = Stage(Script(), engine_id="training").simulator
    assert board.engine_id == "training"
    assert Capability.DISPLAY_ONLY not in board.capabilities
    for capability in (Capability.HOLD, Capability.CONSULT, Capability.TRANSFER, Capability.HANG_UP, Capability.QUEUE_MUSIC):
        assert capability in board.capabilities

"""The desk, the exchange and the simulator together, on virtual time: what an operator does reaches the telephones, and comes back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.calls.line import ANSWERS, BUSY, SILENT, Line
from tests.cast import BERG_NUMBER, NOON, PASSWORD, make_cast
from vorzimmer.accounts.actions import create_user
from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls import actions
from vorzimmer.calls.models import Call
from vorzimmer.calls.notes import NewNote, save_note
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.domain.roles import Role
from vorzimmer.telephony.script import Phone, Script
from vorzimmer.telephony.simulator import Simulator
from vorzimmer.telephony.switchboard import FailReason

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def line():
    line = Line()
    line.connect()
    yield line
    line.disconnect()


def look(call):
    """The call as it is now."""
    return Call.objects.get(pk=call.pk)


def written(call):
    """The log in short: seconds since noon and kind."""
    return [f"{(each.at - NOON).total_seconds():g} {each.kind}" for each in call.log.all()]


def talk(line, cast, **details):
    """Bring a call into the talk: rings at 0, is taken at 4, the operator picks up at 6."""
    call = line.ring(**details)
    line.wait(4)
    actions.take(call.pk, cast.olga, line.at)
    line.wait(2)
    call = look(call)
    assert call.state == "talking"
    return call


def begin_third(line, cast, call, number, *, consult=False):
    actions.begin_third(call.pk, cast.olga, line.at, person_id=None, number=number, consult=consult)
    line.wait()


def write_note(line, cast, call):
    new = NewNote(note_id=uuid4(), call_id=call.pk, concern="Termin", urgency=Urgency.NORMAL, outcome=Outcome.FOR_INFORMATION)
    return save_note(new, cast.olga, line.at)


def test_a_whole_call_from_the_first_ring_to_the_saved_note(line, cast):
    call = line.ring()
    assert (call.state, call.customer, call.offered_at) == ("queued", cast.zahn, NOON)
    line.wait(7)
    actions.take(call.pk, cast.olga, line.at)
    line.wait(1.999)
    assert look(call).state == "ringing"
    line.wait(0.001)
    assert look(call).state == "talking"
    line.wait(30.25)
    actions.hold(call.pk, cast.olga, on=True)
    line.wait(10)
    assert look(call).state == "held"
    actions.hold(call.pk, cast.olga, on=False)
    line.wait(5)
    assert look(call).state == "talking"
    actions.end(call.pk, cast.olga, line.at)
    line.wait(12)
    assert (look(call).state, line.living()) == ("wrap_up", [])
    write_note(line, cast, call)
    call = look(call)
    assert (call.state, call.operator) == ("closed", cast.olga)
    assert (call.queue_ms, call.ring_ms, call.talk_ms, call.hold_ms, call.wrap_up_ms) == (7_000, 2_000, 35_250, 10_000, 12_000)
    assert (call.consultation_ms, call.dialling_ms, call.patched_ms) == (0, 0, 0)
    assert call.answered_at == NOON + timedelta(seconds=9)
    assert call.ended_at == NOON + timedelta(seconds=54.25)
    assert call.wrapped_up_at == NOON + timedelta(seconds=66.25)
    assert written(call) == [
        "0 offered",
        "0 queued",
        "7 taken",
        "7 ringing",
        "9 answered",
        "39.25 held",
        "49.25 resumed",
        "54.25 ended",
        "66.25 wrapped_up",
    ]


def test_a_caller_who_loses_patience_is_abandoned_and_nobody_is_rung(line, cast):
    call = line.ring(patience=60)
    line.wait(59.999)
    assert look(call).state == "queued"
    line.wait(0.001)
    call = look(call)
    assert (call.state, call.queue_ms, call.operator, line.living()) == ("abandoned", 60_000, None, [])
    with pytest.raises(actions.Refused):
        actions.take(call.pk, cast.olga, line.at)


def test_a_telephone_that_cannot_be_reached_gives_the_call_back_and_the_operator_may_try_again(line, cast):
    line.phones["w0"] = Phone(fails=FailReason.UNREACHABLE)
    call = line.ring()
    line.wait(3)
    actions.take(call.pk, cast.olga, line.at)
    line.wait()
    assert (look(call).state, look(call).operator) == ("queued", None)
    line.phones["w0"] = Phone(after=2)
    line.wait(5)
    actions.take(call.pk, cast.olga, line.at)
    line.wait(2)
    call = look(call)
    assert (call.state, call.operator) == ("talking", cast.olga)
    assert (call.queue_ms, call.ring_ms, line.living()) == (8_000, 2_000, ["caller", "operator"])


def test_an_operator_who_does_not_pick_up_gives_the_call_to_a_colleague(line, cast):
    line.phones["w0"] = Phone(fails=FailReason.NO_ANSWER)
    call = line.ring()
    actions.take(call.pk, cast.olga, line.at)
    line.wait(20)
    assert (look(call).state, look(call).operator) == ("queued", None)
    line.wait(1)
    actions.take(call.pk, cast.paul, line.at)
    line.wait(2)
    call = look(call)
    assert (call.state, call.operator, call.queue_ms, call.ring_ms) == ("talking", cast.paul, 1_000, 22_000)


def test_a_call_that_is_given_back_stops_ringing_and_waits_again(line, cast):
    call = line.ring()
    line.wait(4)
    actions.take(call.pk, cast.olga, line.at)
    line.wait(1)
    actions.give_back(call.pk, cast.olga, line.at)
    line.wait(9)
    call = look(call)
    assert (call.state, call.operator, call.queue_ms, call.ring_ms) == ("queued", None, 4_000, 1_000)
    assert line.living() == ["caller"]


def test_at_a_telephone_that_two_share_the_call_is_of_the_one_who_took_it(line, cast):
    anna = create_user(email="anna@agentur.example", name="Anna Abel", role=Role.OPERATOR, password=PASSWORD, extension="w0")
    cast.day.members.add(anna)
    call = line.ring()
    actions.take(call.pk, cast.olga, line.at)
    line.wait(2)
    assert look(call).operator == cast.olga


def test_a_caller_is_put_through_and_the_operator_is_free(line, cast):
    call = talk(line, cast)
    line.wait(20)
    begin_third(line, cast, call, ANSWERS)
    assert (look(call).state, line.living()) == ("transferring", ["caller", "operator", "third"])
    line.wait(5)
    assert (look(call).state, line.living()) == ("transferred", ["caller", "third"])
    line.wait(15)
    write_note(line, cast, call)
    assert look(call).state == "handed_over"
    line.wait(45)
    line.caller_hangs_up(call)
    call = look(call)
    assert (call.state, line.living()) == ("closed", [])
    assert (call.talk_ms, call.hold_ms, call.dialling_ms, call.patched_ms, call.wrap_up_ms) == (20_000, 0, 5_000, 60_000, 15_000)
    usage = UsageRecord.objects.get(ref=call.usage_ref, meter="patched")
    assert (usage.quantity, usage.unit, usage.destination_kind) == (60, "second", "mobile")


def test_when_the_note_is_written_first_putting_through_is_the_end_of_the_work(line, cast):
    for consult in (False, True):
        call = talk(line, cast)
        write_note(line, cast, call)
        begin_third(line, cast, call, ANSWERS, consult=consult)
        line.wait(5)
        if consult:
            actions.complete_transfer(call.pk, cast.olga, line.at)
            line.wait()
        assert (look(call).state, look(call).wrap_up_ms) == ("handed_over", 0)
        line.caller_hangs_up(call)
        assert (look(call).state, line.living()) == ("closed", [])


def test_whoever_is_engaged_sends_the_caller_back_to_the_talk(line, cast):
    call = talk(line, cast)
    line.wait(10)
    begin_third(line, cast, call, BUSY)
    line.wait(1)
    assert (look(call).state, line.living()) == ("talking", ["caller", "operator"])
    line.wait(8)
    actions.end(call.pk, cast.olga, line.at)
    line.wait()
    call = look(call)
    assert (call.state, call.talk_ms, call.dialling_ms, call.hold_ms) == ("wrap_up", 18_000, 1_000, 0)


def test_whoever_lets_it_ring_can_be_given_up(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, SILENT)
    line.wait(12)
    actions.back_to_caller(call.pk, cast.olga, line.at)
    line.wait(3)
    call = look(call)
    assert (call.state, line.living()) == ("talking", ["caller", "operator"])
    begin_third(line, cast, call, SILENT)
    line.wait(30)
    call = look(call)
    assert (call.state, call.dialling_ms, line.living()) == ("talking", 42_000, ["caller", "operator"])


def test_an_operator_who_hangs_up_while_the_third_is_rung_puts_through_all_the_same(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS)
    line.operator_hangs_up(call)
    assert look(call).state == "transferring"
    with pytest.raises(actions.Refused):
        actions.back_to_caller(call.pk, cast.olga, line.at)
    line.wait(5)
    assert (look(call).state, line.living()) == ("transferred", ["caller", "third"])


def test_when_nobody_is_left_to_talk_with_the_call_ends_and_is_written_up(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, BUSY)
    line.operator_hangs_up(call)
    line.wait(1)
    assert (look(call).state, line.living()) == ("wrap_up", [])


def test_after_asking_the_third_the_operator_talks_with_the_caller_again(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS, consult=True)
    line.wait(5)
    assert (look(call).state, line.living()) == ("consulting", ["caller", "operator", "third"])
    line.wait(20)
    actions.back_to_caller(call.pk, cast.olga, line.at)
    line.wait(6)
    call = look(call)
    assert (call.state, line.living()) == ("talking", ["caller", "operator"])
    actions.end(call.pk, cast.olga, line.at)
    line.wait()
    call = look(call)
    assert (call.talk_ms, call.consultation_ms, call.hold_ms) == (6_000, 25_000, 0)


def test_after_asking_the_third_the_caller_is_put_through(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS, consult=True)
    line.wait(15)
    actions.complete_transfer(call.pk, cast.olga, line.at)
    line.wait(30)
    call = look(call)
    assert (call.state, call.consultation_ms, line.living()) == ("transferred", 15_000, ["caller", "third"])


def test_nobody_is_put_through_to_a_telephone_that_still_rings(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS, consult=True)
    line.wait(4.999)
    with pytest.raises(actions.Refused, match=r"answered|abgehoben"):
        actions.complete_transfer(call.pk, cast.olga, line.at)
    line.wait(0.001)
    actions.complete_transfer(call.pk, cast.olga, line.at)
    line.wait()
    assert (look(call).state, line.living()) == ("transferred", ["caller", "third"])


def test_a_third_who_answered_once_does_not_count_for_the_next_one(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS, consult=True)
    line.wait(5)
    actions.back_to_caller(call.pk, cast.olga, line.at)
    line.wait(1)
    begin_third(line, cast, call, SILENT, consult=True)
    with pytest.raises(actions.Refused):
        actions.complete_transfer(call.pk, cast.olga, line.at)


def test_an_engaged_third_ends_the_consultation(line, cast):
    call = talk(line, cast)
    begin_third(line, cast, call, BUSY, consult=True)
    line.wait(1)
    assert (look(call).state, line.living()) == ("talking", ["caller", "operator"])


@pytest.mark.parametrize("after", [2, 9], ids=["while it rings", "in the consultation"])
def test_an_operator_who_hangs_up_in_a_consultation_puts_through(line, cast, after):
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS, consult=True)
    line.wait(after)
    line.operator_hangs_up(call)
    line.wait(10)
    assert (look(call).state, line.living()) == ("transferred", ["caller", "third"])
    line.wait(20)
    line.caller_hangs_up(call)
    assert (look(call).state, line.living()) == ("wrap_up", [])


def test_an_operator_who_hangs_up_at_the_telephone_ends_the_call(line, cast):
    line.phones["w0"] = Phone(after=2, hangs_up_after=40)
    call = talk(line, cast)
    line.wait(40)
    call = look(call)
    assert (call.state, call.talk_ms, line.living()) == ("wrap_up", 40_000, [])


def test_a_third_who_hangs_up_ends_the_call(line, cast):
    line.phones[ANSWERS] = Phone(after=5, hangs_up_after=30)
    call = talk(line, cast)
    begin_third(line, cast, call, ANSWERS)
    line.wait(60)
    call = look(call)
    assert (call.state, call.patched_ms, line.living()) == ("wrap_up", 30_000, [])


def queued(line, cast):
    call = line.ring()
    line.wait(6)
    return call


def ringing(line, cast):
    call = line.ring()
    line.wait(5)
    actions.take(call.pk, cast.olga, line.at)
    line.wait(1)
    return call


def held(line, cast):
    call = talk(line, cast)
    actions.hold(call.pk, cast.olga, on=True)
    line.wait()
    return call


def third(number, *, consult, after):
    def begun(line, cast):
        call = talk(line, cast)
        begin_third(line, cast, call, number, consult=consult)
        line.wait(after)
        return call

    return begun


SITUATIONS = [
    ("queued", queued, "abandoned"),
    ("ringing", ringing, "abandoned"),
    ("talking", talk, "wrap_up"),
    ("held", held, "wrap_up"),
    ("transferring", third(SILENT, consult=False, after=3), "wrap_up"),
    ("transferred", third(ANSWERS, consult=False, after=6), "wrap_up"),
    ("consulting", third(SILENT, consult=True, after=3), "wrap_up"),
    ("consulting", third(ANSWERS, consult=True, after=9), "wrap_up"),
]


@pytest.mark.parametrize(("state", "situation", "afterwards"), SITUATIONS)
def test_a_caller_may_hang_up_at_any_time_and_nobody_is_left_on_the_line(line, cast, state, situation, afterwards):
    call = situation(line, cast)
    assert look(call).state == state
    moment = line.at
    line.caller_hangs_up(call)
    call = look(call)
    assert (call.state, call.ended_at, line.living()) == (afterwards, moment, [])


def test_two_callers_at_once_do_not_disturb_each_other(line, cast):
    first = talk(line, cast)
    actions.hold(first.pk, cast.olga, on=True)
    line.wait()
    second = talk(line, cast, called=BERG_NUMBER)
    assert (look(first).state, second.state) == ("held", "talking")
    actions.end(second.pk, cast.olga, line.at)
    line.wait()
    actions.hold(first.pk, cast.olga, on=False)
    line.wait(4)
    assert (look(first).state, look(second).state, line.living()) == ("talking", "wrap_up", ["caller", "operator"])
    assert (look(first).hold_ms, look(second).talk_ms) == (6_000, 0)


def test_a_talk_goes_on_while_the_exchange_starts_again(line, cast):
    call = talk(line, cast)
    line.wait(10)
    line.disconnect()
    line.wait(5)
    line.connect()
    assert look(call).state == "talking"
    line.wait(5)
    actions.end(call.pk, cast.olga, line.at)
    line.wait()
    assert (look(call).state, look(call).talk_ms) == ("wrap_up", 20_000)


def test_what_happened_while_the_exchange_was_away_counts_from_when_it_happened(line, cast):
    call = talk(line, cast)
    line.wait(10)
    line.disconnect()
    line.wait(5)
    line.caller_hangs_up(call)
    line.wait(100)
    line.connect()
    line.wait()
    call = look(call)
    assert (call.state, call.talk_ms, call.wrap_up_ms, line.living()) == ("wrap_up", 15_000, 0, [])
    assert call.ended_at == NOON + timedelta(seconds=21)


def test_a_telephone_system_that_forgot_its_calls_leaves_none_open(line, cast):
    talking, waiting = talk(line, cast), line.ring()
    line.wait(10)
    line.disconnect()
    line.simulator = Simulator(Script(phones=line.phones), clock=line.clock)
    line.wait(30)
    line.connect()
    line.wait()
    assert [(look(call).state, look(call).ended_at) for call in (talking, waiting)] == [("wrap_up", line.at), ("abandoned", line.at)]


def test_telephones_that_are_left_of_a_call_without_caller_are_hung_up(line, cast):
    call = talk(line, cast)
    line.disconnect()
    line.caller_hangs_up(call)
    line.simulator._wire._queues.clear()  # the report of it is lost
    assert line.living() == ["operator"]
    line.wait(3)
    line.connect()
    line.wait()
    assert (look(call).state, look(call).ended_at, line.living()) == ("wrap_up", line.at, [])


def test_without_an_exchange_the_desk_can_still_say_what_happened(line, cast):
    call = talk(line, cast)
    line.disconnect()
    line.wait(5)
    actions.end(call.pk, cast.olga, line.at)
    assert (look(call).state, look(call).talk_ms) == ("wrap_up", 5_000)
    line.connect()

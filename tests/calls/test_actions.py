"""The deeds at the desk: who may do what when, and that a refused deed changes nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from tests.cast import BERG_NUMBER, NOON, answered, ended, make_cast, offered
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call, CallLogLine, Draft, Presence

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(seconds=7)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def call(cast) -> Call:
    wire.receive(offered(), NOON)
    return Call.objects.get()


def test_taking_a_call_of_a_system_that_only_displays_is_answering_it(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    call.refresh_from_db()
    assert (call.state, call.operator, call.answered_at) == ("talking", cast.olga, LATER)


def test_a_colleague_cannot_take_what_is_taken(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    before = CallLogLine.objects.count()
    with pytest.raises(actions.TakenBySomebodyElse):
        actions.take(call.pk, cast.paul, LATER)
    assert CallLogLine.objects.count() == before


def test_taking_twice_is_taking_once(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    before = CallLogLine.objects.count()
    actions.take(call.pk, cast.olga, LATER)
    assert CallLogLine.objects.count() == before


def test_a_call_of_another_team_does_not_exist(cast, call):
    with pytest.raises(Call.DoesNotExist):
        actions.take(call.pk, cast.nina, LATER)


def test_the_owner_takes_no_calls(cast, call):
    with pytest.raises(Call.DoesNotExist):
        actions.take(call.pk, cast.owner, LATER)


def test_a_caller_who_has_hung_up_cannot_be_taken(cast, call):
    wire.receive(ended(after=3), NOON)
    with pytest.raises(actions.Refused, match=r"aufgelegt|hung up"):
        actions.take(call.pk, cast.olga, LATER)


def test_ending_a_displayed_call_starts_the_wrap_up(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    actions.end(call.pk, cast.olga, LATER + timedelta(seconds=30))
    call.refresh_from_db()
    assert (call.state, call.talk_ms) == ("wrap_up", 30_000)


def test_what_a_displaying_system_cannot_do_is_refused(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    with pytest.raises(actions.Refused):
        actions.hold(call.pk, cast.olga, on=True)
    with pytest.raises(actions.Refused):
        actions.begin_third(call.pk, cast.olga, LATER, person_id=cast.kern.pk, number="", consult=False)


def test_a_call_without_a_note_needs_a_reason_and_closes(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    actions.keep_draft(call.pk, cast.olga, LATER, values={"concern": "Werbung"})
    actions.end(call.pk, cast.olga, LATER)
    actions.close_unwritten(call.pk, cast.olga, LATER, reason="advertising")
    call.refresh_from_db()
    assert (call.state, call.unwritten, Draft.objects.count()) == ("closed", "advertising", 0)


def test_a_reason_given_during_the_talk_closes_the_call_at_its_end(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    actions.close_unwritten(call.pk, cast.olga, LATER, reason="wrong_number")
    wire.receive(ended(after=20), NOON)
    call.refresh_from_db()
    assert (call.state, call.wrap_up_ms) == ("closed", 0)


def test_a_waiting_call_is_not_closed_without_a_note(cast, call):
    with pytest.raises(actions.TakenBySomebodyElse):
        actions.close_unwritten(call.pk, cast.olga, LATER, reason="silent")


def test_a_draft_is_kept_and_replaced(cast, call):
    actions.take(call.pk, cast.olga, LATER)
    actions.keep_draft(call.pk, cast.olga, LATER, values={"concern": "Zahn"})
    actions.keep_draft(call.pk, cast.olga, LATER, values={"concern": "Zahnschmerzen"})
    assert Draft.objects.get().values == {"concern": "Zahnschmerzen"}


def test_presence_keeps_a_reason_for_breaks_only(cast):
    assert actions.be(cast.olga, "break", LATER, reason="lunch").reason == "lunch"
    assert actions.be(cast.olga, "free", LATER, reason="lunch").reason == ""
    with pytest.raises(actions.Refused):
        actions.be(cast.olga, "asleep", LATER)
    assert Presence.objects.get(user=cast.olga).state == "free"


def test_calls_whose_end_was_lost_are_closed_in_time(cast, call):
    assert actions.close_stale(NOON + timedelta(minutes=29)) == 0
    assert actions.close_stale(NOON + timedelta(minutes=31)) == 1
    call.refresh_from_db()
    assert call.state == "abandoned"


def test_a_forgotten_wrap_up_is_closed_but_its_draft_stays(cast, call):
    wire.receive(answered(after=4), NOON)
    actions.keep_draft(call.pk, cast.olga, LATER, values={"concern": "Zahn"})
    wire.receive(ended(after=30), NOON)
    assert actions.close_stale(NOON + timedelta(minutes=16)) == 1
    call.refresh_from_db()
    assert (call.state, Draft.objects.count()) == ("closed", 1)


def test_may_transfer_says_why_not(cast, call, monkeypatch):
    from vorzimmer.telephony.switchboard import Capability  # noqa: PLC0415

    assert not actions.may_transfer(call, cast.kern, NOON).yes
    monkeypatch.setattr(actions.exchange, "capabilities", lambda _engine: Capability.TRANSFER)
    assert actions.may_transfer(call, cast.kern, NOON).yes
    assert "Dr. Zahn" in actions.may_transfer(call, cast.doctor, NOON).why_not
    assert actions.may_transfer(call, cast.doctor, NOON + timedelta(hours=2)).yes
    cast.kern.may_transfer = False
    assert "Frau Kern" in actions.may_transfer(call, cast.kern, NOON).why_not


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_of_two_operators_who_press_at_the_same_moment_exactly_one_has_the_call():
    cast = make_cast()
    for number in range(12):
        wire.receive(offered(f"c{number}", called=BERG_NUMBER), NOON)
    for call in Call.objects.all():
        start, results = threading.Barrier(2), []

        def press(operator, call=call, start=start, results=results):
            start.wait()
            try:
                actions.take(call.pk, operator, LATER)
                results.append(operator)
            except actions.TakenBySomebodyElse:
                results.append(None)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press, args=(operator,)) for operator in (cast.olga, cast.paul)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [operator for operator in results if operator is not None]
        call.refresh_from_db()
        assert len(results) == 2
        assert len(winners) == 1
        assert call.operator == winners[0]
        assert call.log.filter(kind="taken").count() == 1

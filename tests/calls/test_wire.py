"""Events of telephone systems become calls: each case of bad luck has its defined answer, and nothing is lost or doubled."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import BERG_NUMBER, CALLER, NOON, ZAHN_NUMBER, ZAHN_OFFICE, answered, ended, make_cast, offered
from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call, CallLogLine
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    return make_cast()


def receive(*events):
    for event in events:
        wire.receive(event, NOON)


def the_call() -> Call:
    return Call.objects.get()


def test_an_offered_call_waits_for_the_team_of_its_customer(cast):
    receive(offered())
    call = the_call()
    assert (call.customer, call.team, call.state) == (cast.zahn, cast.day, "queued")
    assert call.caller_number == CALLER
    assert LiveEvent.objects.filter(channel=cast.day.channel, kind="call", ref=str(call.pk)).exists()


def test_the_callers_number_is_nowhere_in_clear(cast):
    receive(offered())
    with connection.cursor() as cursor:
        cursor.execute("SELECT caller_number, caller_index, called FROM calls_call")
        row = cursor.fetchone()
    assert CALLER.encode() not in bytes(row[0])
    assert CALLER.encode() not in bytes(row[1])


def test_the_same_offer_twice_is_one_call(cast):
    receive(offered(), offered(at=NOON + timedelta(seconds=3)))
    assert the_call().log.count() == 2
    assert the_call().offered_at == NOON


def test_a_hangup_before_the_call_was_announced_waits_for_it(cast):
    receive(ended(after=5))
    assert the_call().state == "new"
    receive(offered(at=NOON + timedelta(seconds=6)))
    assert the_call().state == "abandoned"
    assert UsageRecord.objects.get().meter == "abandoned_call"


def test_a_replayed_hangup_changes_nothing(cast):
    receive(offered(), answered(after=4), ended(after=30))
    before = CallLogLine.objects.count(), UsageRecord.objects.count(), the_call().since
    receive(ended(after=300))
    assert (CallLogLine.objects.count(), UsageRecord.objects.count(), the_call().since) == before


def test_an_answer_names_the_operator_by_the_telephone(cast):
    receive(offered(), answered(after=4, endpoints=("+4930231250999", "w1")))
    assert the_call().state == "talking"
    assert the_call().operator == cast.paul


def test_an_answer_after_the_end_still_counts(cast):
    receive(offered(), ended(after=30), answered(after=31))
    call = the_call()
    assert (call.state, call.operator, call.talk_ms) == ("wrap_up", cast.olga, 0)
    assert not UsageRecord.objects.filter(meter="abandoned_call").exists() or call.state == "wrap_up"


def test_a_call_to_a_number_of_nobody_is_kept_without_the_caller(cast):
    receive(offered(called="+4930231250777"))
    call = the_call()
    assert (call.customer, call.state, call.caller_number, call.caller_index) == (None, "rejected", "", None)
    assert call.called == "+4930231250777"
    assert LiveEvent.objects.get().channel == "staff"
    assert UsageRecord.objects.count() == 0


def test_an_unknown_calls_end_means_nothing_when_its_number_is_unknown(cast):
    receive(ended(after=1, called="+4930231250777"), answered("c7", after=1))
    assert Call.objects.count() == 0


def test_the_forwarding_number_finds_the_customer(cast):
    receive(offered(called="+4930231250000", diversions=(ZAHN_OFFICE,)))
    assert the_call().customer == cast.zahn


def test_the_number_called_goes_before_the_forwarding_numbers(cast):
    receive(offered(called=BERG_NUMBER, diversions=(ZAHN_OFFICE,)))
    assert the_call().customer == cast.berg


def test_a_withheld_number_is_a_call_like_any_other(cast):
    receive(offered(caller=None))
    assert (the_call().caller_number, the_call().caller_index, the_call().state) == ("", None, "queued")


def test_a_transferred_call_names_the_earlier_one(cast):
    receive(offered("c1"), offered("c2", origin_call_id="c1"))
    assert Call.objects.get(engine_call_id="c2").origin == Call.objects.get(engine_call_id="c1")


def test_calls_that_the_telephone_system_forgot_are_ended(cast):
    receive(offered("lost", engine="sim"), offered("lives", engine="sim"), answered("lost", after=2, engine="sim"))
    wire.end_lost_calls("sim", {"lives"}, NOON + timedelta(seconds=60))
    assert Call.objects.get(engine_call_id="lost").state == "wrap_up"
    assert Call.objects.get(engine_call_id="lives").state == "queued"


def test_two_telephone_systems_may_use_the_same_id(cast):
    receive(offered("1", engine="sipgate"), offered("1", engine="placetel", called=ZAHN_NUMBER))
    assert Call.objects.count() == 2

"""The town: who calls when, and when nobody does."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from vorzimmer.accounts.models import User
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call, Presence
from vorzimmer.customers.actions import close_customer
from vorzimmer.customers.models import Customer
from vorzimmer.demo.firms import BY_NUMBER
from vorzimmer.demo.people import PLAYED
from vorzimmer.demo.tales import telephone
from vorzimmer.demo.town import Town, script
from vorzimmer.telephony.clock import VirtualClock
from vorzimmer.telephony.switchboard import CallOffered, Endpoint, FailReason, LegEnded, Number

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def olga(agency):
    return User.objects.get(email="olga@lindenhof.example")


@pytest.fixture
def said():
    return []


@pytest.fixture
def town(olga, said):
    return Town(clock=VirtualClock(NOON), every=12, chance=Random(1), say=said.append)  # noqa: S311  (the same calls every time)


def free(*users, at=NOON):
    for user in users:
        actions.be(user, Presence.State.FREE, at)


def wanted(town, *, seconds, start=0):
    """Who is called at which second, if somebody looks every second."""
    looks = [(second, town.wanted(NOON + timedelta(seconds=second))) for second in range(start, start + seconds)]
    return [(second, firm) for second, firm in looks if firm]


def ring(number, *, after, called="030 23125 101"):
    """Let somebody wait since `after` seconds past noon."""
    call_id, at = f"c{number}", NOON + timedelta(seconds=after)
    wire.receive(CallOffered(engine_id="simulator", call_id=call_id, leg_id=call_id, at=at, called=telephone(called), caller=None), at)
    return Call.objects.get(engine_call_id=call_id)


def give_up(number, *, after):
    at = NOON + timedelta(seconds=after)
    wire.receive(LegEnded(engine_id="simulator", call_id=f"c{number}", leg_id=f"c{number}", at=at), at)


def test_nobody_calls_while_nobody_is_there(town):
    assert wanted(town, seconds=300) == []


def test_nobody_calls_only_for_the_colleagues_whom_the_program_plays(town):
    free(*User.objects.filter(email__in=PLAYED))
    assert wanted(town, seconds=300) == []


def test_who_wants_to_be_alone_plays_the_colleagues_too(olga, said):
    town = Town(clock=VirtualClock(NOON), every=12, chance=Random(1), say=said.append, played=())  # noqa: S311  (the same calls every time)
    free(User.objects.get(email="nina@lindenhof.example"))
    assert wanted(town, seconds=60) != []


def test_somebody_calls_two_seconds_after_an_operator_is_free_and_then_again_and_again(town, olga):
    free(olga)
    calls = wanted(town, seconds=590)
    assert calls[0][0] == 2
    assert 35 < len(calls) < 65
    assert max(later - earlier for (earlier, _), (later, _) in pairwise(calls)) <= 37


def test_all_calls_are_for_the_customers_of_the_operators_team(town, olga):
    free(olga)
    numbers = {firm.number for _, firm in wanted(town, seconds=590)}
    assert numbers == {"1001", "1002", "1003", "1007", "1008", "1011"}


def test_busy_customers_are_called_more_often(town, olga):
    free(olga)
    calls = Counter()
    for hour in range(4):
        free(olga, at=NOON + timedelta(hours=hour))
        calls.update(firm.number for _, firm in wanted(town, seconds=500, start=3600 * hour))
    assert calls["1001"] > 2 * calls["1011"] > 0


def test_nobody_calls_a_customer_who_has_left(town, olga):
    free(olga)
    close_customer(Customer.objects.get(number="1001"), NOON)
    assert "1001" not in {firm.number for _, firm in wanted(town, seconds=590)}


def test_no_more_than_four_wait(town, olga):
    free(olga)
    for number in range(3):
        ring(number, after=-5)
    assert wanted(town, seconds=60) != []
    ring(3, after=-5)
    assert wanted(town, seconds=200, start=60) == []


def test_who_lets_five_callers_go_is_away_and_it_is_said_once(town, olga, said):
    free(olga)
    for number in range(5):
        ring(number, after=1)
        give_up(number, after=40)
        assert town.wanted(NOON + timedelta(seconds=41)) is None or number < 4
    assert wanted(town, seconds=60, start=42) == []
    presence = Presence.objects.get(user=olga)
    assert (presence.state, presence.reason, presence.since) == ("break", "pause", NOON + timedelta(seconds=41))
    assert len(said) == 1
    assert "Olga Weber" in said[0]
    free(olga, at=NOON + timedelta(seconds=200))
    assert wanted(town, seconds=10, start=200) != []


def test_who_talks_or_types_is_not_away(town, olga):
    free(olga)
    call = ring("talk", after=1)
    actions.take(call.pk, olga, NOON + timedelta(seconds=2))
    for number in range(5):
        ring(number, after=3)
        give_up(number, after=30)
    assert wanted(town, seconds=5, start=31) != []
    actions.end(call.pk, olga, NOON + timedelta(seconds=40))
    for number in range(5, 10):
        ring(number, after=41)
        give_up(number, after=70)
    actions.keep_draft(call.pk, olga, NOON + timedelta(seconds=75), values={"concern": "Zahnschmerzen"})
    assert wanted(town, seconds=60, start=76) != []


def test_who_does_nothing_for_ten_minutes_is_away(town, olga):
    free(olga)
    assert wanted(town, seconds=10, start=590) != []
    assert wanted(town, seconds=60, start=601) == []
    assert Presence.objects.get(user=olga).state == "break"


def test_the_telephones_of_the_customers_people_behave_as_it_is_written():
    phones = script()
    assert phones.phone(Endpoint(name="11")).after == 1.0
    plumber = {member.name: phones.phone(Number(e164=telephone(member.number))) for member in BY_NUMBER["1005"].people if member.number}
    assert plumber["Uwe Schramm"].fails is FailReason.BUSY
    assert plumber["David Adeyemi"].fails is None
    assert phones.phone(Number(e164="+493023125999")).hangs_up_after == 40.0

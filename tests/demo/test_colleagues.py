"""The played colleagues: they do their share, and leave to the human what is the human's."""

from datetime import timedelta
from random import Random

import pytest

from tests.cast import NOON
from vorzimmer.accounts.models import User
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call, Presence
from vorzimmer.customers.models import Customer
from vorzimmer.demo.colleagues import Colleagues
from vorzimmer.demo.tales import telephone
from vorzimmer.demo.town import Town
from vorzimmer.telephony.clock import VirtualClock
from vorzimmer.telephony.switchboard import CallOffered

DATABASES = ["default", "keyring"]


def person(name):
    return User.objects.get(email=f"{name}@lindenhof.example")


def make_town(clock):
    return Town(clock=clock, every=12, chance=Random(1), say=print)  # noqa: S311  (the same calls every time)


@pytest.fixture
def colleagues(agency):
    clock = VirtualClock(NOON)
    for name in ("nina", "jonas"):
        actions.be(person(name), Presence.State.FREE, NOON)
    return Colleagues(make_town(clock), clock=clock.now)


def second(number):
    return NOON + timedelta(seconds=number)


def ring(call_id, *, after=0.0, called="030 23125 101"):
    at = second(after)
    wire.receive(CallOffered(engine_id="cti", call_id=call_id, leg_id=call_id, at=at, called=telephone(called), caller=None), at)
    return Call.objects.get(engine_call_id=call_id)


def first_taken(colleagues, call, *, until=60):
    """At which second Nina would take the call."""
    return next((number for number in range(until) if call == colleagues.choose(person("nina"), second(number))), None)


@pytest.mark.django_db(databases=DATABASES)
def test_a_colleague_hesitates_a_little(colleagues):
    assert 3 <= first_taken(colleagues, ring("c1")) <= 10


@pytest.mark.django_db(databases=DATABASES)
def test_the_call_on_a_free_humans_screen_is_left_alone_for_a_while(colleagues):
    actions.be(person("olga"), Presence.State.FREE, NOON)
    first, then = ring("c1"), ring("c2", after=1)
    assert first_taken(colleagues, then) <= 11
    assert first_taken(colleagues, first) == 25


@pytest.mark.django_db(databases=DATABASES)
def test_each_free_human_has_a_call_on_the_screen(colleagues):
    for name in ("olga", "paul"):
        actions.be(person(name), Presence.State.FREE, NOON)
    dentist, plumber = ring("c1"), ring("c2", called="030 23125 105")
    assert (first_taken(colleagues, dentist), first_taken(colleagues, plumber, until=25)) == (25, None)


@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.parametrize("state", ["break", "off"])
def test_a_human_who_is_not_there_gets_no_call_reserved(colleagues, state):
    actions.be(person("olga"), state, NOON)
    assert first_taken(colleagues, ring("c1")) <= 10


@pytest.mark.django_db(databases=DATABASES)
def test_while_the_human_talks_the_colleagues_take_what_waits(colleagues):
    olga = person("olga")
    actions.be(olga, Presence.State.FREE, NOON)
    actions.take(ring("c1").pk, olga, NOON)
    assert first_taken(colleagues, ring("c2", after=1)) <= 11


@pytest.mark.django_db(databases=DATABASES)
def test_a_colleague_never_takes_a_call_from_the_humans_hands(colleagues):
    olga, nina = person("olga"), person("nina")
    actions.be(olga, Presence.State.FREE, NOON)
    call = ring("c1")
    actions.take(call.pk, olga, second(4))
    for number in range(5, 300):
        colleagues.act(nina, second(number))
        call.refresh_from_db()
        assert (call.operator, call.state) == (olga, "talking")


@pytest.mark.django_db(databases=DATABASES)
def test_whoever_is_faster_has_the_call_and_the_colleague_shrugs(colleagues, monkeypatch):
    olga, nina = person("olga"), person("nina")
    call = ring("c1")
    stale = Call.objects.get(pk=call.pk)
    actions.take(call.pk, olga, second(9))
    monkeypatch.setattr(colleagues, "choose", lambda *_: stale)
    colleagues.act(nina, second(10))
    call.refresh_from_db()
    assert call.operator == olga


@pytest.mark.django_db(databases=DATABASES)
def test_a_colleague_answers_one_call_at_a_time(colleagues):
    nina = person("nina")
    for number in range(4):
        ring(f"c{number}")
    for number in range(1, 13):
        colleagues.act(nina, second(number))
    assert Call.objects.filter(operator=nina).count() == 1


@pytest.mark.django_db(databases=DATABASES)
def test_colleagues_have_a_break_and_come_back(colleagues):
    nina, states = person("nina"), []
    for number in range(0, 1500, 2):
        colleagues.act(nina, second(number))
        presence = Presence.objects.get(user=nina)
        if not states or states[-1][0] != presence.state:
            states.append((presence.state, bool(presence.reason)))
    assert states[:3] == [("free", False), ("break", True), ("free", False)]


@pytest.mark.django_db(databases=DATABASES)
def test_a_call_for_a_customer_whom_a_visitor_added_is_answered_and_closed_without_a_note(colleagues):
    customer = Customer.objects.get(number="1001")
    customer.number = "4711"
    customer.save()
    nina, call = person("nina"), ring("c1")
    for number in range(1, 120):
        colleagues.act(nina, second(number))
    call.refresh_from_db()
    assert (call.state, call.operator, call.unwritten) == ("closed", nina, "hung_up")

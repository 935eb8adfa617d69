"""The played colleagues on the line: from the first ring to the letter, with the simulator's telephones."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from tests.calls.line import Line
from tests.cast import NOON
from tests.demo.test_colleagues import DATABASES, make_town, person
from vorzimmer.calls import actions
from vorzimmer.calls.models import Note, Presence
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.demo import tales
from vorzimmer.demo.agency import seed
from vorzimmer.demo.colleagues import Colleagues
from vorzimmer.demo.firms import BY_NUMBER
from vorzimmer.demo.tales import telephone
from vorzimmer.domain.notes import Outcome


@pytest.fixture
def line():
    seed(NOON - timedelta(hours=1), days=0, books=False)
    line = Line(make_town)
    line.connect()
    yield line
    line.disconnect()


def play(line, tale, *, seconds=150):
    """Let somebody call with this story while Nina is at work, and give the call and the states it went through."""
    nina = person("nina")
    colleagues = Colleagues(line.simulator, clock=lambda: line.at)
    actions.be(nina, Presence.State.FREE, line.at)
    town = line.simulator

    def dial():
        town._dial(tale)
        return next(reversed(town._tales))

    call, states = line.call_of(dial), []
    for _ in range(seconds):
        line.wait(1)
        colleagues.act(nina, line.at)
        line.wait()
        call.refresh_from_db()
        if not states or states[-1] != call.state:
            states.append(call.state)
    return call, states


def draw(number, *, seed_, put_through):
    chance = Random(seed_)  # noqa: S311  (the same story every time)
    while True:
        tale = tales.draw(BY_NUMBER[number], chance, datetime(2026, 11, 20, 11, 0, tzinfo=UTC))
        if (tale.story.outcome is Outcome.PUT_THROUGH) == put_through:
            return tale


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_a_colleague_brings_a_call_from_the_first_ring_to_the_letter(line):
    tale = draw("1004", seed_=2, put_through=False)
    call, states = play(line, tale)
    note = Note.objects.get()
    assert states == ["queued", "ringing", "talking", "wrap_up", "closed"] or "held" in states
    assert (call.state, call.operator, note.operator) == ("closed", person("nina"), person("nina"))
    assert (note.concern, note.caller_name, note.call) == (tale.concern, tale.caller.name, call)
    assert 14_000 <= call.talk_ms + call.hold_ms <= 90_000
    assert OutboxMessage.objects.get(about=str(note.pk)).state == "waiting"
    assert line.living() == []


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_a_colleague_puts_through_and_says_so_in_the_note(line):
    call, states = play(line, draw("1001", seed_=2, put_through=True))
    assert "transferring" in states
    assert Note.objects.get().outcome == "put_through"
    assert call.patched_ms > 0
    assert line.living() == []


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_a_caller_who_reached_nobody_is_to_be_called_back(line):
    tale = draw("1002", seed_=2, put_through=True)  # the telephone of the lawyer is engaged
    call, states = play(line, tale)
    assert "transferring" in states
    assert (Note.objects.get().outcome, call.patched_ms, call.state) == ("call_back", 0, "closed")


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_callers_of_an_earlier_run_of_the_line_hang_up(line):
    call = line.ring(called=telephone("030 23125 101"), patience=None)
    line.disconnect()
    line.wait(3)
    line.connect()
    line.wait()
    call.refresh_from_db()
    assert (call.state, line.living()) == ("abandoned", [])

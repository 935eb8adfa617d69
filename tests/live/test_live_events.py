"""A change is told when it is committed, once, and forgotten soon."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from vorzimmer.live import bus, queries
from vorzimmer.live.actions import forget_before, publish
from vorzimmer.live.bus import Event
from vorzimmer.live.models import LiveEvent

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def heard():
    events = []
    end = bus.subscribe(events.append)
    yield events
    end()


def say(channel, ref, *, at=NOON):
    publish(channel=channel, kind="call", ref=ref, at=at)
    return LiveEvent.objects.latest("id").pk


@pytest.mark.django_db(transaction=True)
def test_subscribers_hear_of_it_only_after_the_commit(heard):
    with transaction.atomic():
        publish(channel="team:1", kind="call", ref="c1", at=NOON)
        assert heard == []
    (event,) = LiveEvent.objects.all()
    assert heard == [Event(id=event.pk, channel="team:1", kind="call", ref="c1")]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_happened(heard):
    with transaction.atomic():
        publish(channel="team:1", kind="call", ref="c1", at=NOON)
        transaction.set_rollback(True)
    assert heard == []
    assert LiveEvent.objects.count() == 0


def test_a_subscriber_that_fails_does_not_keep_it_from_the_others(heard, caplog):
    def fail(event):
        raise ZeroDivisionError

    end = bus.subscribe(fail)
    late = []
    end_late = bus.subscribe(late.append)
    bus.emit(Event(id=1, channel="staff", kind="call", ref="c1"))
    end()
    end_late()
    assert [event.id for event in heard] == [1]
    assert [event.id for event in late] == [1]


def test_who_unsubscribed_hears_nothing():
    events = []
    bus.subscribe(events.append)()
    bus.emit(Event(id=1, channel="staff", kind="call", ref="c1"))
    assert events == []


@pytest.mark.django_db
def test_a_screen_catches_up_with_its_own_channels_in_order():
    first = say("team:1", "c1")
    say("team:2", "c2")
    third = say("user:9", "c3")
    missed = queries.since(after=first, recent_from=NOON + timedelta(seconds=1), channels=["team:1", "user:9"], limit=10)
    assert missed == [Event(id=third, channel="user:9", kind="call", ref="c3")]


@pytest.mark.django_db
def test_recent_events_are_told_again_whatever_their_id():
    say("team:1", "old", at=NOON - timedelta(minutes=1))
    say("team:1", "recent", at=NOON - timedelta(seconds=5))
    newest = say("team:1", "newest")
    missed = queries.since(after=newest, recent_from=NOON - timedelta(seconds=10), channels=["team:1"], limit=10)
    assert [event.ref for event in missed] == ["recent", "newest"]


@pytest.mark.django_db
def test_ids_that_were_skipped_are_looked_up_too():
    ids = [say("team:1", ref) for ref in ("a", "b", "c", "d")]
    found = queries.newer(than=ids[2], or_among=[ids[0]], limit=10)
    assert [event.ref for event in found] == ["a", "d"]


@pytest.mark.django_db
def test_old_events_are_forgotten_and_no_longer_known():
    old = say("team:1", "c1", at=NOON - timedelta(hours=2))
    new = say("team:1", "c2")
    assert forget_before(NOON - timedelta(hours=1)) == 1
    assert [queries.is_known(event_id) for event_id in (0, old, new)] == [True, False, True]
    assert queries.newest_id() == new

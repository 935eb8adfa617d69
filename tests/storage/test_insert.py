"""The short way to new rows writes what Django's own way writes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from tests.cast import NOON, make_cast
from vorzimmer.calls.models import Call, CallLogLine
from vorzimmer.live.models import LiveEvent
from vorzimmer.storage import insert

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def call(cast, name):
    return Call(
        engine="sim", engine_call_id=name, customer=cast.zahn, team=cast.day, called="+493023125100", caller_number="+491713920012",
        since=NOON, offered_at=NOON, talk_ms=7,
    )  # fmt: skip


def columns(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM calls_call WHERE id = %s", [pk.hex if connection.vendor == "sqlite" else pk])
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def test_a_row_is_the_same_either_way_and_sealed():
    cast = make_cast()
    by_django, by_us = call(cast, "a"), call(cast, "b")
    by_django.save()
    insert([by_us])
    own = {"id", "engine_call_id", "usage_ref", "caller_number"}
    one, two = columns(by_django.pk), columns(by_us.pk)
    assert {name: value for name, value in one.items() if name not in own} == {
        name: value for name, value in two.items() if name not in own
    }
    assert b"1713920012" not in bytes(two["caller_number"])
    assert Call.objects.get(pk=by_us.pk).caller_number == "+491713920012"


def test_a_row_that_was_inserted_can_be_saved_again():
    one = call(make_cast(), "a")
    insert([one])
    one.talk_ms = 9
    one.save()
    assert Call.objects.get().talk_ms == 9


def test_numbers_that_the_database_gives_come_back_in_order():
    events = [
        LiveEvent(channel=f"user:{number}", kind="call", ref=str(uuid4()), at=NOON + timedelta(seconds=number)) for number in range(3)
    ]
    insert(events)
    assert [LiveEvent.objects.get(pk=event.pk).channel for event in events] == ["user:0", "user:1", "user:2"]


def test_what_the_database_refuses_is_raised():
    cast = make_cast()
    insert([call(cast, "a")])
    with pytest.raises(IntegrityError):
        insert([call(cast, "a")])


def test_nothing_is_nothing():
    insert([])
    assert CallLogLine.objects.count() == 0

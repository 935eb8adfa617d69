"""R-OUT: what a message said is gone 72 hours after it was closed, also from the bytes of the database file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.raw import raw
from vorzimmer.delivery.actions import cancel, claim, enqueue, forget_bodies, settle
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import GiveUp, MessageKind, Reason, Sent, is_forgotten

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def contents() -> set[tuple]:
    return {(message.key, message.address, message.subject, message.body) for message in OutboxMessage.objects.all()}


def settled(receipt):
    message = claim(MessageKind.EMAIL, at=NOON)
    settle(message, receipt, at=NOON)
    return message


def test_content_is_there_until_the_last_moment_and_then_gone_while_the_log_stays(letter):
    enqueue([letter(key="k", subject="S", body="B")], at=NOON)
    settled(Sent(provider_id="gw-1"))
    assert forget_bodies(DUE - MOMENT) == 0
    assert contents() == {("k", "praxis@birnbaum.example", "S", "B")}
    assert forget_bodies(DUE) == 1
    assert contents() == {("k", None, None, None)}
    message = OutboxMessage.objects.get()
    assert (message.state, message.sent_at, message.provider_id, message.attempts) == ("sent", NOON, "gw-1", 1)
    assert forget_bodies(DUE) == 0


def test_what_was_given_up_or_cancelled_is_forgotten_as_well(letter):
    enqueue([letter(key="1")], at=NOON)
    settled(GiveUp(reason=Reason.REFUSED))
    enqueue([letter(key="2")], at=NOON)
    cancel(OutboxMessage.objects.get(key="2").pk, at=NOON)
    assert forget_bodies(DUE - MOMENT) == 0
    assert forget_bodies(DUE) == 2


def test_what_still_waits_is_not_forgotten(letter):
    enqueue([letter()], at=NOON)
    assert forget_bodies(DUE + timedelta(days=300)) == 0
    settled(Sent())
    assert forget_bodies(DUE + timedelta(days=300)) == 1


@pytest.mark.parametrize("off", [-MOMENT, timedelta(), MOMENT])
def test_the_database_and_the_rule_agree(letter, off):
    enqueue([letter()], at=NOON)
    settled(Sent())
    assert bool(forget_bodies(DUE + off)) is is_forgotten(NOON, at=DUE + off)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps old versions until VACUUM; there the destruction of the key erases"
)
@pytest.mark.parametrize("size", [20, 20_000])
def test_no_byte_of_what_was_forgotten_is_left_in_the_files(letter, stored, size):
    file = Path(connection.settings_dict["NAME"])

    def on_disk(piece: bytes) -> bool:
        return piece in raw(file)

    enqueue([letter(key=f"{number}", body=f"{number}" * size) for number in range(5)], at=NOON)
    message = OutboxMessage.objects.get(key="3")
    sealed = [stored(message, column) for column in ("address", "subject", "body")]
    pieces = [piece for whole in sealed for piece in (whole[:24], whole[-24:], whole[len(whole) // 2 - 12 :][:24])]
    for _ in range(5):
        settled(Sent())
    forget_bodies(DUE - MOMENT)
    assert all(on_disk(piece) for piece in pieces)
    assert forget_bodies(DUE) == 5
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert cursor.fetchone()[0] == 0
    assert not any(on_disk(piece) for piece in pieces)

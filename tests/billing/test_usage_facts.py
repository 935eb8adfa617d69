"""Each fact is written once, at its moment, without the caller; and what was billed is not moved by a correction."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.billing.conftest import bill
from tests.cast import NOON, answered, ended, offered, write_note
from vorzimmer.billing.actions import mark_fault, record_call, record_message
from vorzimmer.billing.models import UsageRecord
from vorzimmer.billing.unbilled import changed_since_rated
from vorzimmer.calls import wire
from vorzimmer.calls.actions import close_stale, close_unwritten
from vorzimmer.calls.models import Call
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.statements import Period

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = Period.month("2026-11")
LATE = NOON + timedelta(hours=1)


def a_call(*, rings=4, talks=30):
    wire.receive(offered(), NOON)
    wire.receive(answered(after=rings), NOON)
    wire.receive(ended(after=rings + talks), NOON)
    return Call.objects.get()


def over(call, at=LATE):
    close_stale(at)
    call.refresh_from_db()
    return call


def usage():
    return {row.meter: row.quantity for row in UsageRecord.objects.all()}


def message(cast, key, kind="email"):
    return OutboxMessage.objects.create(
        customer=cast.zahn, channel=cast.email, kind=kind, address="a@b.example", subject="Neu", body="Hallo", language="de",
        key=key, about=str(uuid4()), created_at=NOON, give_up_at=NOON, state="sent", closed_at=NOON,
    )  # fmt: skip


# --- calls -------------------------------------------------------------------------------------------------------------


def test_a_call_counts_at_the_moment_at_which_it_was_accepted(cast):
    call = over(a_call(rings=4))
    assert {row.occurred_at for row in UsageRecord.objects.all()} == {NOON + timedelta(seconds=4)}
    assert call.offered_at == NOON


def test_an_abandoned_call_counts_at_the_moment_at_which_it_was_offered_with_its_waiting(cast):
    wire.receive(offered(), NOON)
    wire.receive(ended(after=40), NOON)
    assert usage() == {"abandoned_call": 1, "queue": 40}
    assert {row.occurred_at for row in UsageRecord.objects.all()} == {NOON}


def test_waiting_is_written_beside_the_talk(cast):
    over(a_call(rings=4, talks=30))
    assert usage() == {"call": 1, "queue": 4, "talk": 30, "wrap_up": 3566}


def test_what_kind_of_call_it_was_counts_even_when_it_is_said_after_the_end(cast):
    call = over(a_call())
    close_unwritten(call.pk, cast.olga, LATE, reason="spam")
    assert {row.status for row in UsageRecord.objects.all()} == {"spam"}


# --- corrections -------------------------------------------------------------------------------------------------------


def corrected(call, at, **changes):
    for name, value in changes.items():
        setattr(call, name, value)
    call.save()
    record_call(None, call=call, at=at, again=True)


def test_a_correction_of_what_was_billed_keeps_its_rows_and_is_seen(cast, contract):
    call = over(a_call())
    month = bill(contract, date(2026, 11, 1), LATE)
    assert not changed_since_rated(contract, NOVEMBER)
    corrected(call, LATE + timedelta(days=20), talk_ms=90_000, queue_ms=0)
    assert {(row.meter, row.quantity) for row in month.usage.all()} == {("call", 1), ("talk", 90), ("queue", 0), ("wrap_up", 3566)}
    assert changed_since_rated(contract, NOVEMBER)


def test_a_correction_does_not_carry_what_was_billed_into_the_next_month(cast, contract):
    call = over(a_call())
    bill(contract, date(2026, 11, 1), LATE)
    corrected(call, LATE, answered_at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), hold_ms=5_000)
    assert {row.occurred_at for row in UsageRecord.objects.all()} == {NOON + timedelta(seconds=4)}
    assert UsageRecord.objects.get(meter="hold").rated is None


def test_a_correction_of_what_was_not_billed_may_change_the_month(cast, contract):
    call = over(a_call())
    corrected(call, LATE, answered_at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert {row.occurred_at for row in UsageRecord.objects.all()} == {datetime(2026, 12, 1, 8, 0, tzinfo=UTC)}


def test_a_correction_leaves_the_judgement_that_it_was_our_fault(cast, contract):
    call = over(a_call())
    assert mark_fault(cast.zahn, call.usage_ref, by=cast.owner, at=LATE, fault=True)
    corrected(call, LATE, talk_ms=1_000, hold_ms=2_000)
    assert {row.status for row in UsageRecord.objects.all()} == {"agency_fault"}


# --- messages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["contract:17", "password:3", "invoice:RE-1", "limit:x:2026-11", "notes:1"])
def test_what_the_agency_writes_in_its_own_matters_is_no_usage(cast, key):
    record_message(None, message=message(cast, key), at=NOON)
    assert usage() == {}


@pytest.mark.parametrize(("key", "kind"), [("note:17:3", "email"), ("task:17", "sms")])
def test_a_message_for_a_note_or_a_task_is_usage_once(cast, key, kind):
    sent = message(cast, key, kind)
    for _ in range(2):
        record_message(None, message=sent, at=NOON)
    assert usage() == {kind: 1}


# --- laws --------------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.integers(0, 3), st.integers(0, 200), st.integers(0, 40)),
        st.tuples(st.just("fault"), st.booleans()),
        st.tuples(st.just("message"), st.integers(0, 1)),
        st.tuples(st.just("bill")),
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example is rolled back
def test_whatever_happens_in_whatever_order_each_fact_counts_once(shared, steps):
    cast, contract, sent = shared
    with transaction.atomic():
        try:
            _each_counts_once(cast, contract, sent, steps)
        finally:
            transaction.set_rollback(True)


def _each_counts_once(cast, contract, sent, steps):
    call = Call.objects.get()
    told, marked, billed = set(), False, None
    for number, (what, *values) in enumerate(steps):
        at = LATE + timedelta(days=number)
        if what == "correct":
            days, talk, hold = values
            corrected(call, at, answered_at=NOON + timedelta(days=5 * days), talk_ms=talk * 1000, hold_ms=hold * 1000)
        elif what == "fault":
            marked = values[0]
            mark_fault(cast.zahn, call.usage_ref, by=cast.owner, at=at, fault=marked)
        elif what == "message":
            record_message(None, message=sent[values[0]], at=NOON)
            told.add(sent[values[0]].pk)
        elif billed is None:
            billed = bill(contract, date(2026, 11, 1), at).usage.count()
    rows = list(UsageRecord.objects.filter(quantity__gt=0))
    assert [row.quantity for row in rows if row.meter == "call"] == [1]
    assert sum(row.quantity for row in rows if row.meter == "talk") == call.talk_ms // 1000
    assert sum(row.quantity for row in rows if row.meter == "hold") == call.hold_ms // 1000
    assert sum(row.quantity for row in rows if row.meter in {"email", "sms"}) == len(told)
    assert {row.status for row in rows if row.ref == call.usage_ref} == {"agency_fault" if marked else ""}
    assert UsageRecord.objects.filter(rated__isnull=False).count() == (billed or 0)
    assert len({row.occurred_at for row in rows if row.ref == call.usage_ref}) == 1


@pytest.fixture
def shared(cast, contract):
    over(a_call())
    return cast, contract, [message(cast, "note:1:1"), message(cast, "note:1:2", "sms")]


def test_no_row_of_usage_knows_who_called_or_why(cast):
    write_note()
    for days in (1, 2):
        over(Call.objects.get(), datetime.now(UTC) + timedelta(days=days))
    assert UsageRecord.objects.exists()
    with connection.cursor() as cursor:
        for table in ("billing_usagerecord", "billing_usagechange", "billing_ratedmonth"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  table names of this test
            written = repr(cursor.fetchall())
            for secret in ("3920012", "Erika", "Muster", "Zahnschmerzen"):
                assert secret not in written

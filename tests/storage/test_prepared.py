"""A query that is built once answers as the query set does, and the short ways to change and delete do what Django's do."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import NOON, answered, make_cast, offered
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call, CallLogLine, Draft
from vorzimmer.domain.calls import CONNECTED
from vorzimmer.storage import Prepared, delete, insert, update

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

BY_NAME = Prepared(lambda engine, name: Call.objects.select_related("customer", "note").filter(engine=engine, engine_call_id=name))


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def call(cast) -> Call:
    wire.receive(offered(), NOON)
    wire.receive(answered(after=4), NOON)
    return Call.objects.get()


def test_it_finds_what_the_query_set_finds_with_all_that_belongs_to_it(cast, call, django_assert_num_queries):
    (found,) = BY_NAME(call.engine, call.engine_call_id)
    with django_assert_num_queries(0):
        assert (found.customer, hasattr(found, "note")) == (cast.zahn, False)
    for field in Call._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(call, field.attname), field.name


def test_other_values_give_other_rows_and_none_gives_none(call):
    assert BY_NAME.first(call.engine, call.engine_call_id) == call
    assert BY_NAME.first(call.engine, "nobody") is None
    assert BY_NAME.first("nobody", call.engine_call_id) is None


def test_keys_moments_numbers_and_bytes_may_stand_in_a_slot(call):
    rows = Prepared(
        lambda key, index, moment, number: Call.objects.filter(pk=key, caller_index=index, offered_at__lte=moment, legs_begun__gte=number)
    )
    assert rows(call.pk, call.caller_index, call.offered_at, 0) == [call]
    assert rows(call.pk, call.caller_index, call.offered_at - timedelta(microseconds=1), 0) == []
    assert rows(uuid4(), call.caller_index, call.offered_at, 0) == []
    assert rows(call.pk, bytes(16), call.offered_at, 0) == []
    assert rows(call.pk, call.caller_index, call.offered_at, 1) == []


def test_as_many_slots_as_there_are_values(call):
    rows = Prepared(lambda *names: Call.objects.filter(engine_call_id__in=names))
    assert rows("x", call.engine_call_id) == [call]
    assert rows(call.engine_call_id) == [call]
    assert rows("x", "y", "z") == []


def test_a_list_of_values_comes_as_tuples(cast, call):
    rows = Prepared(lambda user: Call.objects.filter(operator=user, state__in=CONNECTED).values_list("customer_id", "customer__name"))
    assert rows(cast.olga.pk) == [(cast.zahn.pk, cast.zahn.name)]
    assert rows(cast.paul.pk) == []


def test_the_order_of_the_model_holds(call):
    log = Prepared(lambda key: CallLogLine.objects.filter(call_id=key))(call.pk)
    assert log == list(call.log.all())
    assert [line.kind for line in log] == ["offered", "queued", "answered"]


def test_named_fields_are_written_and_no_others(call):
    call.talk_ms, call.hold_ms, call.state, call.ended_at = 5, 6, "held", NOON
    update(call, ("talk_ms", "state", "ended_at"))
    kept = Call.objects.get()
    assert (kept.talk_ms, kept.hold_ms, kept.state, kept.ended_at) == (5, 0, "held", NOON)


def test_a_row_that_is_gone_cannot_be_changed(call):
    key = call.pk
    Call.objects.all().delete()
    call.pk = key
    with pytest.raises(LookupError):
        update(call, ("state",))


def test_only_rows_with_that_value_are_deleted(cast, call):
    other = Call.objects.create(engine="sim", engine_call_id="other", called="+49", since=NOON, offered_at=NOON)
    for each in (call, other):
        Draft.objects.create(call=each, operator=cast.olga, values={"concern": "x"}, changed_at=NOON)
    delete(Draft, call=call.pk)
    assert [draft.call for draft in Draft.objects.all()] == [other]


def test_a_row_that_is_there_already_is_passed_over_if_so_wished(cast, call):
    twin = Call(engine=call.engine, engine_call_id=call.engine_call_id, called="+49", since=NOON, offered_at=NOON)
    new = Call(engine=call.engine, engine_call_id="new", called="+49", since=NOON, offered_at=NOON)
    insert([twin, new], unless_there=True)
    assert {row.pk for row in Call.objects.all()} == {call.pk, new.pk}

"""Who has not signed the undertaking of §203 StGB gets no calls of customers who are bound to secrecy."""

import pytest

from tests.cast import BERG_NUMBER, NOON, make_cast, offered
from vorzimmer.calls import actions, wire
from vorzimmer.calls.cards import board_of
from vorzimmer.calls.models import Call

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    cast = make_cast()
    cast.paul.secrecy_signed_on = None
    cast.paul.save()
    wire.receive(offered("secret"), NOON)
    wire.receive(offered("plain", called=BERG_NUMBER), NOON)
    return cast


def test_only_calls_of_other_customers_wait_on_the_board(cast):
    assert [call.engine_call_id for call in board_of(cast.paul).waiting] == ["plain"]
    assert [call.engine_call_id for call in board_of(cast.olga).waiting] == ["secret", "plain"]


def test_the_call_cannot_be_taken_either(cast):
    secret = Call.objects.get(engine_call_id="secret")
    with pytest.raises(Call.DoesNotExist):
        actions.take(secret.pk, cast.paul, NOON)
    assert actions.take(secret.pk, cast.olga, NOON).operator == cast.olga

"""The desk of an operator who answers for a customer on the service ladder: calmly told, without a word about money."""

from datetime import UTC, datetime

import pytest

from tests.arrears import OWES, climb
from tests.cast import make_cast
from tests.desk.test_choosing import shown, taken
from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallTypeEntry
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer
from vorzimmer.customers.reading import MEMORY
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
REDUCED, NO_SMS, SMS = "Service eingeschränkt", "Keine SMS: Der Service ist zurzeit eingeschränkt.", "sofort SMS"
MONEY = ("240,", "€", "überfällig", "Rückstand", "gewarnt")


@pytest.fixture
def cast():
    MEMORY.clear()
    cast = make_cast()
    Customer.objects.update(email="rechnung@kunde.example")
    return cast


@pytest.fixture
def pain(cast):
    """A kind of call of which the customer wants to hear by SMS."""
    return actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", urgency=3, measures=("sms",)), datetime.now(UTC))


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.olga)
    return client


def stand_on(customer, step):
    """Let the customer have stood on the step since some time ago."""
    if step is not Step.FULL:
        Customer.objects.filter(pk=customer.pk).update(service=step.value)


@pytest.mark.parametrize("step", [Step.FULL, Step.WARNED])
def test_until_something_is_withheld_the_operator_sees_nothing_of_it(desk, cast, pain, step):
    stand_on(cast.zahn, step)
    page = shown(desk, taken(desk), call_type=pain.pk)
    assert SMS in page
    assert REDUCED not in page


def test_without_sms_the_card_says_so_and_offers_none(desk, cast, pain):
    stand_on(cast.zahn, Step.NO_SMS)
    page = shown(desk, taken(desk), call_type=pain.pk)
    assert REDUCED in page
    assert NO_SMS in page
    assert SMS not in page
    assert not any(word in page for word in MONEY)


def test_an_order_without_sms_says_nothing_of_sms_in_its_place(desk, cast, pain):
    stand_on(cast.zahn, Step.NO_SMS)
    page = shown(desk, taken(desk))
    assert REDUCED in page
    assert NO_SMS not in page


def test_a_call_that_is_not_distributed_rings_at_no_desk(desk, cast):
    stand_on(cast.zahn, Step.STOPPED)
    call = taken(desk)
    assert call.state == "rejected"
    board = desk.get("/desk/queue/").content.decode()
    assert "Dr. Zahn" not in board


def test_what_is_only_announced_changes_nothing_today(desk, cast, pain):
    at = datetime.now(UTC)
    climb(cast.zahn, Step.WARNED, at)
    announce_step(cast.zahn, Step.NO_SMS, None, at, by=None, arrears=OWES, decided=True)
    cast.zahn.refresh_from_db()
    assert cast.zahn.service_next_from > berlin_date(at)
    page = shown(desk, taken(desk), call_type=pain.pk)
    assert SMS in page
    assert REDUCED not in page


def test_the_file_of_the_customer_says_it_to_the_operator_without_amounts(desk, cast):
    stand_on(cast.zahn, Step.NO_SMS)
    page = desk.get(f"/office/customers/{cast.zahn.pk}/").content.decode()
    assert REDUCED in page
    assert not any(word in page for word in MONEY)

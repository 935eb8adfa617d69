"""Whatever spelling of a number a telephone system transmits: it leads to the same customer."""

import pytest

from tests.cast import BERG_NUMBER, NOON, ZAHN_NUMBER, make_cast
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call
from vorzimmer.customers import actions
from vorzimmer.customers.actions import DialInEntry
from vorzimmer.customers.models import DialIn
from vorzimmer.telephony.numbers import from_e164_digits, normalise
from vorzimmer.telephony.switchboard import CallOffered

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
HEAD = "030 23125 7"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def head(cast) -> DialIn:
    """A line of Dr. Zahn with extensions of up to two digits."""
    return actions.add_dial_in(cast.zahn, DialInEntry(number=HEAD, label="Praxis", extensions=2), NOON)


@pytest.mark.parametrize(
    "transmitted",
    [
        "+49302312570",
        "+493023125742",
        "0049 30 23125742",
        "030 23125-7 42",
        "tel:+49-30-23125742",
        "sip:+493023125742@trunk.example",
        "030231257",
    ],
)
def test_every_spelling_with_and_without_extension_leads_to_the_line(head, transmitted):
    assert DialIn.objects.leading([normalise(transmitted)]) == head


def test_digits_without_a_plus_lead_there_too(head):
    assert DialIn.objects.leading([from_e164_digits("493023125742")]) == head


@pytest.mark.parametrize("transmitted", ["+4930231257423", "+49302312", "+493023125842"])
def test_a_longer_extension_a_shorter_head_and_another_line_lead_elsewhere(head, transmitted):
    assert DialIn.objects.leading([transmitted]) is None


def test_the_longer_number_goes_before_the_line_that_covers_it(cast, head):
    own = actions.add_dial_in(cast.berg, DialInEntry(number="030 23125742"), NOON)
    assert DialIn.objects.leading(["+493023125742"]) == own
    assert DialIn.objects.leading(["+493023125743"]) == head


def test_a_number_without_extensions_covers_no_longer_one(cast):
    assert DialIn.objects.leading([ZAHN_NUMBER]).customer == cast.zahn
    assert DialIn.objects.leading([f"{ZAHN_NUMBER}1"]) is None


def test_the_first_number_that_leads_anywhere_counts(cast, head):
    assert DialIn.objects.leading(["", "+4989000000", "+493023125742", BERG_NUMBER]) == head
    assert DialIn.objects.leading([BERG_NUMBER, "+493023125742"]).customer == cast.berg
    assert DialIn.objects.leading([]) is None
    assert DialIn.objects.leading(["110"]) is None


def test_a_forwarded_call_is_found_by_diversion_and_history(cast, head):
    offer = CallOffered(
        engine_id="cti", call_id="c", leg_id="c", at=NOON, called="+4989000000", caller=None, diversions=("+493023125742",), history=()
    )
    wire.receive(offer, NOON)
    assert Call.objects.get().customer == cast.zahn

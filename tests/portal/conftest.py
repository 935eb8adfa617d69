"""Messages for the customer of the tests."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import CALLER, NOON, make_cast
from vorzimmer.calls.models import Note


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def reader(client, cast):
    """The browser of Dr. Zahn, who reads English."""
    cast.zahn_owner.language = "en"
    cast.zahn_owner.save()
    client.force_login(cast.zahn_owner)
    return client


@pytest.fixture
def write(cast):
    """Write down a message for Dr. Zahn, as many minutes after noon as is said."""

    def note(minutes=0, **more):
        at = NOON + timedelta(minutes=minutes)
        values = {
            "id": uuid4(),
            "customer": cast.zahn,
            "operator": cast.olga,
            "caller_name": "Erika Muster",
            "callback_number": CALLER,
            "concern": "Zahnschmerzen, bitte heute noch.",
            "urgency": 2,
            "outcome": "call_back",
            "called_at": at,
            "saved_at": at,
        }
        kept = Note(**(values | more))
        kept.save(force_insert=True)
        return kept

    return note

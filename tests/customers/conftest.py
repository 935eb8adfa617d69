"""An agency with tariffs, options and numbers to give away."""

import pytest

from tests.cast import NOON, make_cast
from vorzimmer.customers.actions import ContractEntry, EnrolmentEntry, OfferEntry, add_numbers, add_tariff, bring_offers
from vorzimmer.customers.models import Option, Tariff

IBAN = "DE02 1203 0000 0000 2020 51"
ALL = frozenset({"terms", "processing", "secrecy", "mandate"})


@pytest.fixture
def english(settings):
    """Texts are compared in English."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def offers(db):
    """What is on offer by code; “endless” has terms that the law refuses to consumers."""
    bring_offers()
    add_tariff(
        OfferEntry(code="endless", name_de="E", name_en="E", public=False, minimum_months=36, notice_to="end_of_term", renews_months=12)
    )
    return {offer.code: offer for offer in (*Tariff.objects.all(), *Option.objects.all())}


@pytest.fixture
def house(offers):
    """The cast, and three free numbers."""
    cast = make_cast()
    add_numbers("030 23125900", NOON, last="030 23125902")
    return cast


@pytest.fixture
def somebody(house, offers):
    """What a craftsman writes who signs up; what a test says is otherwise."""

    def entry(*, tariff="start", options=(), **changes):
        values = {
            "name": "Dachdeckerei Moos",
            "contact_person": "Ida Moos",
            "email": "ida@moos.example",
            "phone": "0171 3920055",
            "password": "ein langes Kennwort",
            "street": "Am First 1",
            "postcode": "12159",
            "city": "Berlin",
            "trade": "craft",
            "iban": IBAN,
            "holder": "Ida Moos",
            "accepted": ALL,
            "contract": ContractEntry(tariff=offers[tariff], options=tuple(offers[code] for code in options)),
        }
        return EnrolmentEntry(**(values | changes))

    return entry

"""The issuer and how customers are billed: what fits, what does not, and what is missing before the first invoice."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import make_cast
from vorzimmer.billing.actions import change_issuer, change_profile, missing_for_invoices
from vorzimmer.billing.models import BillingProfile, Issuer

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
WHOLE = {
    "name": "Büro Lindenhof",
    "street": "Lindenstraße 4",
    "postcode": "10969",
    "city": "Berlin",
    "contact": "Klara Linden",
    "phone": "030 23125001",
    "email": "buero@lindenhof.example",
    "tax_number": "37/123/45678",
    "iban": "DE02 1203 0000 0000 2020 51",
    "creditor_id": "de98 zzz0 9999 9999 99",
    "chart": "SKR04",
    "payment_days": 14,
    "notice_days": 14,
    "datev_adviser": 29098,
    "datev_client": 55003,
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_everything_is_missing_at_first_and_nothing_in_the_end():
    assert [each.first for each in missing_for_invoices(Issuer())] == [True] * 5 + [False] * 2
    issuer = change_issuer(WHOLE)
    assert missing_for_invoices(issuer) == []
    assert (issuer.iban, issuer.bank, issuer.creditor_id) == ("DE02120300000000202051", "Deutsche Kreditbank Berlin", "DE98ZZZ09999999999")
    change_issuer(WHOLE | {"name": "Anders"})
    assert [row.name for row in Issuer.objects.all()] == ["Anders"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "DE03120300000000202051"),
        ("bic", "KEINE"),
        ("tax_number", "keine"),
        ("vat_id", "DE12"),
        ("creditor_id", "DE99ZZZ09999999999"),
        ("creditor_id", "AT61ZZZ01234567890"),
        ("number_prefix", "RE/26"),
        ("payment_days", 0),
        ("payment_days", 61),
        ("notice_days", 99),
        ("datev_adviser", 1000),
        ("datev_client", 100000),
        ("chart", "SKR51"),
        ("email", "keine"),
        ("country", "Deutschland"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_changes_nothing(field, value):
    with pytest.raises(ValidationError) as caught:
        change_issuer(WHOLE | {field: value})
    assert list(caught.value.error_dict) == [field]
    assert not Issuer.objects.exists()


def test_several_mistakes_are_told_together():
    with pytest.raises(ValidationError) as caught:
        change_issuer(WHOLE | {"iban": "DE03120300000000202051", "bic": "KEINE", "chart": ""})
    assert set(caught.value.error_dict) >= {"iban", "bic"}


@pytest.fixture
def zahn(db):
    return make_cast(datetime(2026, 11, 1, tzinfo=UTC)).zahn


def test_a_customer_is_billed_as_usual_until_something_else_is_entered(zahn):
    profile = change_profile(
        zahn, {"form": "xrechnung", "reference": "04011000-12345-03", "held": True, "held_reason": "Streit", "payment_days": 30}
    )
    assert (profile.form, profile.held_reason) == ("xrechnung", "Streit")
    change_profile(zahn, {"held": False, "held_reason": "Streit"})
    profile = BillingProfile.objects.get()
    assert (profile.held, profile.held_reason, profile.reference) == (False, "", "04011000-12345-03")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held": True, "held_reason": " "}, "held_reason"),
        ({"form": "xrechnung", "reference": ""}, "reference"),
        ({"reference": "04011000-12345-3"}, "reference"),
        ({"payment_days": 61}, "payment_days"),
        ({"payment_days": 0}, "payment_days"),
        ({"email": "keine"}, "email"),
        ({"form": "papyrus"}, "form"),
    ],
)
def test_a_customer_cannot_be_billed_in_a_way_that_makes_no_sense(zahn, wrong, field):
    with pytest.raises(ValidationError) as caught:
        change_profile(zahn, wrong)
    assert list(caught.value.error_dict) == [field]
    assert not BillingProfile.objects.exists()

"""Somebody signs up: all of it or nothing, and a call to the new number is answered at once."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, offered
from tests.customers.conftest import ALL
from vorzimmer.accounts.models import User
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call
from vorzimmer.customers import legal
from vorzimmer.customers.actions import bank_name, enrol, live_of, unpublished
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Agreement, BankAccount, Contract, Customer, DialIn, PoolNumber

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_everything_that_a_new_customer_needs_is_there(somebody):
    new = enrol(somebody(options=("sms",), sms_number="0171 3920056"), NOON)
    customer = Customer.objects.get(pk=new.customer.pk)
    assert (customer.number, customer.name, customer.active, customer.secrecy) == ("1001", "Dachdeckerei Moos", True, False)
    assert (new.user.email, new.user.role, new.user.check_password("ein langes Kennwort")) == ("ida@moos.example", "customer_owner", True)
    assert list(customer.users.all()) == [new.user]
    assert new.dial_in.number == "+493023125900"
    assert (new.contract.number, new.contract.state, new.contract.trial_last_day) == ("1001-1", "trial", date(2026, 11, 27))
    assert [row.tariff.code for row in new.contract.tariffs.all()] == ["start"]
    assert [row.option.code for row in new.contract.options.all()] == ["sms"]
    assert [(event.kind, event.detail) for event in new.contract.events.all()] == [("option_booked", "sms"), ("trial_started", "start")]
    assert {(way.kind, way.address, way.detail) for way in customer.channels.all()} == {
        ("email", "ida@moos.example", "hint"),
        ("sms", "+491713920056", "hint"),
    }


def test_the_bank_account_is_sealed_and_has_a_mandate(somebody):
    new = enrol(somebody(), NOON)
    account = BankAccount.objects.get(customer=new.customer)
    assert (account.iban, account.holder, account.mandate_reference) == ("DE02120300000000202051", "Ida Moos", "M-1001-1")
    assert (account.masked, account.mandate_signed_on, account.mandate_text) == ("DE02 … 2051", date(2026, 11, 20), "2026-11")
    assert bank_name(account.iban) == "Deutsche Kreditbank Berlin"


def test_what_was_accepted_is_kept_word_for_word(somebody):
    new = enrol(somebody(trade="lawyer", language="en"), NOON)
    kept = {row.kind: row for row in Agreement.objects.filter(customer=new.customer)}
    assert set(kept) == {"terms", "processing", "secrecy", "mandate"}
    for kind, row in kept.items():
        words = legal.document(kind, "2026-11", "en").body
        assert (row.version, row.language, row.digest) == ("2026-11", "en", hashlib.sha256(words.encode()).hexdigest())
        assert (row.accepted_by, row.accepted_at) == (new.user, NOON)


def test_a_call_to_the_new_number_shows_the_new_greeting(somebody):
    new = enrol(somebody(), NOON)
    wire.receive(offered(called=new.dial_in.number), NOON)
    assert Call.objects.get().customer == new.customer
    card = guidance(Customer.objects.get(pk=new.customer.pk), NOON, operator="Olga Weber")
    assert card.says == "Dachdeckerei Moos, guten Tag, Olga Weber am Apparat."
    assert card.do[0].winner.text.startswith("Name, Anschrift des Objekts")
    assert card.because is not None


def test_what_only_the_customer_can_know_is_drafted_and_not_live(somebody):
    customer = Customer.objects.get(pk=enrol(somebody(trade="craft"), NOON).customer.pk)
    drafted = {change.section.value for change in unpublished(customer)}
    assert drafted == {"call_types", "instructions", "faq", "opening_hours"}
    assert live_of(customer)["opening_hours"] == []


@pytest.mark.parametrize("trade", ["physician", "lawyer", "tax_adviser", "health"])
def test_a_trade_bound_to_secrecy_gets_hints_only_and_its_undertaking(somebody, trade):
    new = enrol(somebody(trade=trade, detail="full"), NOON)
    assert new.customer.secrecy
    assert [way.detail for way in new.customer.channels.all()] == ["hint"]
    assert Agreement.objects.filter(customer=new.customer, kind="secrecy").exists()


def test_who_pays_by_invoice_needs_no_bank_account(somebody):
    new = enrol(somebody(by_debit=False, iban="", accepted={"terms", "processing"}), NOON)
    assert not BankAccount.objects.filter(customer=new.customer).exists()
    assert {row.kind for row in new.customer.agreements.all()} == {"terms", "processing"}


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"email": "zahn@praxis.example"}, "email", "signs in"),
        ({"email": "keine Adresse"}, "email", ""),
        ({"password": "kurz"}, "password", "12"),
        ({"phone": "3920055"}, "phone", "030 23125001"),
        ({"phone": "hier"}, "phone", "030 23125001"),
        ({"iban": "DE02 1203 0000 0000 2020 52"}, "iban", "mistyped"),
        ({"iban": "DE02 1203 0000 0000 2020"}, "iban", "22 characters"),
        ({"iban": "DE72 1203 0000 0000 2020 52"}, "iban", "mistyped"),  # only the bank's own check digit is wrong
        ({"iban": "DE23 9999 9999 0000 2020 51"}, "iban", "no bank"),
        ({"iban": ""}, "iban", "DE02"),
        ({"iban": "3920055"}, "iban", "DE02"),
        ({"accepted": ALL - {"terms"}}, "accept_terms", "tick"),
        ({"accepted": ALL - {"processing"}}, "accept_processing", "tick"),
        ({"accepted": ALL - {"mandate"}}, "accept_mandate", "invoice"),
        ({"trade": "physician", "accepted": ALL - {"secrecy"}}, "accept_secrecy", "bind us"),
        ({"options": ("sms",)}, "sms_number", "030 23125001"),
        ({"tariff": "endless", "is_consumer": True}, "tariff", "businesses only"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_kept(english, somebody, changes, field, says):
    before = (Customer.objects.count(), User.objects.count())
    with pytest.raises(ValidationError) as refused:
        enrol(somebody(**changes), NOON)
    assert list(refused.value.message_dict) == [field]
    assert says in " ".join(refused.value.message_dict[field])
    assert (Customer.objects.count(), User.objects.count(), Contract.objects.count()) == (*before, 0)


def test_all_that_is_wrong_is_said_at_once(somebody):
    with pytest.raises(ValidationError) as refused:
        enrol(somebody(email="zahn@praxis.example", phone="x", iban="x", accepted=frozenset()), NOON)
    assert set(refused.value.message_dict) == {"email", "phone", "iban", "accept_terms", "accept_processing", "accept_mandate"}


def test_two_customers_get_two_numbers_and_the_fourth_is_refused_kindly(somebody):
    numbers = [enrol(somebody(email=f"{n}@moos.example", name=f"Moos {n}"), NOON).dial_in.number for n in range(3)]
    assert len(set(numbers)) == 3
    with pytest.raises(ValidationError, match=r"in use at the moment|vergeben"):
        enrol(somebody(email="vier@moos.example"), NOON)
    assert not User.objects.filter(email="vier@moos.example").exists()
    assert not Customer.objects.filter(email="vier@moos.example").exists()


def test_the_team_with_the_fewest_customers_gets_the_new_one(somebody, house):
    assert enrol(somebody(), NOON).customer.team == house.night


def test_a_name_with_braces_does_not_break_the_greeting(somebody):
    new = enrol(somebody(name="Moos {operator} GmbH"), NOON)
    card = guidance(Customer.objects.get(pk=new.customer.pk), NOON, operator="Olga Weber")
    assert card.says == "Moos operator GmbH, guten Tag, Olga Weber am Apparat."


def test_a_number_of_the_pool_that_another_customer_was_given_is_not_given_again(somebody, house):
    DialIn.objects.create(customer=house.berg, number=PoolNumber.objects.order_by("number")[0].number)
    assert enrol(somebody(), NOON).dial_in.number == PoolNumber.objects.order_by("number")[1].number

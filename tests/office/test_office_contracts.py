"""Contracts, mandates, numbers and offers in the office: what is said before, what is done, and what is refused at its field."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.cast import BERG_NUMBER
from vorzimmer.customers.models import BankAccount, Contract, DialIn, Option, PoolNumber, Tariff
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
OFFER = {"code": "neu", "name_de": "Neu", "name_en": "New", "public": "on"}
TERMS = {"minimum_months": "1", "notice_length": "2", "notice_unit": "weeks", "notice_to": "end_of_month", "renews_months": "0"}


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def of_contract(house, deed):
    return address(f"contract-{deed}", house.cast.zahn.pk, house.records.contract.pk)


def errors(answer):
    assert answer.status_code == 422
    return list(answer.context["form"].errors)


@pytest.fixture
def accountant(client, house):
    client.force_login(house.cast.accountant)
    return client


# --- contracts ---------------------------------------------------------------------------------------------------------


def test_the_page_of_the_contracts_says_how_they_stand(owner, house):
    page = owner.get(address("contracts", house.cast.zahn.pk)).content.decode()
    for shown in (
        "K-1001-1",
        "running",
        "Start",
        "€19.00 net a month",
        "Minimum term 1 month.",
        "24 hours",
        "Give notice",
        "option booked",
    ):
        assert shown in page
    for hidden in ("Reactivate", "Take the notice back", "/withdraw/", "DE02", "2051"):
        assert hidden not in page


def test_notice_says_when_it_ends_before_it_is_given(owner, house):
    contract = house.records.contract
    end = contract.earliest_end(berlin_date(datetime.now(UTC)))
    assert (
        f"ends the contract on {end:%-d %B %Y} at the earliest; that is its last day"
        in owner.get(of_contract(house, "notice")).content.decode()
    )
    assert owner.post(of_contract(house, "notice"), {"wanted": ""})["Location"] == address("contracts", house.cast.zahn.pk)
    contract.refresh_from_db()
    assert (contract.state, contract.last_day) == ("notice_given", end)
    assert "goes on as if no notice had been given" in owner.get(of_contract(house, "take-back")).content.decode()
    owner.post(of_contract(house, "take-back"))
    contract.refresh_from_db()
    assert (contract.state, contract.last_day) == ("running", None)


def test_notice_before_the_minimum_term_is_refused_with_the_day_that_is_possible(owner, house):
    contract = house.records.contract
    answer = owner.post(of_contract(house, "notice"), {"wanted": berlin_date(datetime.now(UTC)).isoformat()})
    assert errors(answer) == ["wanted"]
    end = contract.earliest_end(berlin_date(datetime.now(UTC)))
    assert f"The contract can end on {end:%-d %B %Y} at the earliest." in answer.content.decode()
    contract.refresh_from_db()
    assert contract.state == "running"


@pytest.mark.parametrize("deed", ["conclude", "take-back", "withdraw", "reactivate"])
def test_what_is_not_possible_is_said_and_refused(owner, house, deed):
    assert "not possible now" in owner.get(of_contract(house, deed)).content.decode()
    assert owner.post(of_contract(house, deed)).status_code == 422
    assert Contract.objects.get(pk=house.records.contract.pk).state == "running"


def test_a_trial_begins_and_is_concluded(owner, house):
    place = address("contract-new", house.cast.berg.pk)
    assert owner.post(place, {"tariff": str(house.records.tariff.pk), "trial": "on"}).status_code == 302
    trial = Contract.objects.get(customer=house.cast.berg, state="trial")
    assert errors(owner.post(place, {"tariff": str(house.records.tariff.pk), "trial": "on"})) == ["tariff"]
    assert errors(owner.post(place, {"trial": "on"})) == ["tariff"]
    conclude = address("contract-conclude", house.cast.berg.pk, trial.pk)
    assert "A contract begins today" in owner.get(conclude).content.decode()
    assert owner.post(conclude).status_code == 302
    trial.refresh_from_db()
    assert trial.state == "running"
    assert house.cast.berg.contracts.count() == 2


def test_tariff_and_options_change_from_their_days_on(owner, house):
    office = Tariff.objects.get(code="office")
    assert owner.post(of_contract(house, "tariff"), {"tariff": str(office.pk)}).status_code == 302
    assert errors(owner.post(of_contract(house, "option"), {"option": str(house.records.option.pk)})) == ["option"]
    sms = Option.objects.get(code="sms")
    assert errors(owner.post(of_contract(house, "option"), {"option": str(sms.pk), "wanted": "2020-01-01"})) == ["wanted"]
    assert owner.post(of_contract(house, "option"), {"option": str(sms.pk)}).status_code == 302
    page = owner.get(address("contracts", house.cast.zahn.pk)).content.decode()
    assert ": Office" in page
    assert "Notification by SMS" in page
    cancel = address("option-cancel", house.cast.zahn.pk, house.records.booked.pk)
    assert "its last day" in owner.get(cancel).content.decode()
    assert owner.post(cancel).status_code == 302
    assert owner.post(cancel).status_code == 422


# --- bank accounts -----------------------------------------------------------------------------------------------------


def test_the_accountant_sees_the_account_masked_and_nobody_else_sees_it(accountant, house, client):
    place = address("contracts", house.cast.zahn.pk)
    page = accountant.get(place).content.decode()
    assert "DE02 … 2051, Deutsche Kreditbank Berlin" in page
    assert "DE02120300000000202051" not in page
    client.force_login(house.cast.owner)
    page = client.get(place).content.decode()
    for hidden in ("DE02", "2051", "Kreditbank", "M-K-1001-1"):
        assert hidden not in page


def test_a_new_mandate_ends_the_one_before(accountant, house):
    place = address("bank", house.cast.zahn.pk)
    for iban, field in (("DE02 5001 0517 0137 0750 31", "iban"), ("", "iban"), ("hier", "iban")):
        assert errors(accountant.post(place, {"iban": iban, "holder": "Dr. Zahn", "signed_on": "2026-01-05", "kind": "CORE"})) == [field]
    later = {"iban": "DE02 5001 0517 0137 0750 30", "holder": "Dr. Zahn", "signed_on": "2999-01-01", "kind": "CORE"}
    assert errors(accountant.post(place, later)) == ["signed_on"]
    assert BankAccount.objects.count() == 1
    assert accountant.post(place, {**later, "signed_on": "2026-01-05"}).status_code == 302
    kept = BankAccount.objects.filter(ended_on=None)
    assert [(account.iban, account.mandate_signed_on) for account in kept] == [("DE02500105170137075030", date(2026, 1, 5))]


# --- the pool ----------------------------------------------------------------------------------------------------------


def test_the_pool_says_which_numbers_are_free(owner, house):
    assert owner.post(address("pool-add"), {"first": "030 23125910", "last": "030 23125912", "area": "Berlin"}).status_code == 302
    DialIn.objects.create(customer=house.cast.berg, number="+493023125911")
    page = owner.get(address("pool"))
    assert page.context["counts"] == {"free": 3, "taken": 1, "resting": 0}
    taken = owner.get(address("pool") + "?state=taken").content.decode()
    assert "+49 30 23125911" in taken
    assert "Kanzlei Berg" in taken
    assert "+49 30 23125912" not in taken
    owner.post(address("numbers-remove", house.cast.berg.pk, DialIn.objects.get(number="+493023125911").pk))
    assert owner.get(address("pool")).context["counts"] == {"free": 3, "taken": 0, "resting": 1}


@pytest.mark.parametrize(
    ("data", "field"), [({"first": ""}, "first"), ({"first": "hier"}, "first"), ({"first": "030 23125910", "last": "030 23125"}, "last")]
)
def test_numbers_that_are_none_are_refused(owner, house, data, field):
    assert errors(owner.post(address("pool-add"), data)) == [field]
    assert PoolNumber.objects.count() == 1


def test_an_empty_pool_says_how_to_begin(owner, cast):
    assert "Whoever signs up gets the next free one" in owner.get(address("pool")).content.decode()
    assert "No tariff yet" in owner.get(address("offers")).content.decode()


def test_a_number_that_leads_to_somebody_is_not_removed(owner, house):
    number = PoolNumber.objects.create(number=BERG_NUMBER, added_at=datetime.now(UTC))
    owner.post(address("pool-remove", number.pk))
    assert "leads to Kanzlei Berg" in owner.get(address("pool")).content.decode()
    owner.post(address("pool-remove", house.records.pool_number.pk))
    assert [row.number for row in PoolNumber.objects.all()] == [BERG_NUMBER]


# --- offers ------------------------------------------------------------------------------------------------------------


def test_tariffs_and_options_are_offered_and_changed(owner, house):
    assert owner.post(address("tariff-new"), OFFER | TERMS).status_code == 302
    tariff = Tariff.objects.get(code="neu")
    assert (tariff.monthly_cents, tariff.public, tariff.position) == (0, True, 3)
    assert owner.post(address("tariff-edit", tariff.pk), OFFER | TERMS | {"name_en": "Newer", "public": ""}).status_code == 302
    tariff.refresh_from_db()
    assert (tariff.name_en, tariff.public) == ("Newer", False)
    assert owner.post(address("option-new"), OFFER | {"code": "extra", "monthly_cents": "29.90"}).status_code == 302
    assert Option.objects.get(code="extra").monthly_cents == 2990
    assert "not on offer" in owner.get(address("offers")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "start"}, "code"),
        ({"name_de": ""}, "name_de"),
        ({"renews_months": "12"}, "renews_months"),
        ({"minimum_months": "0", "notice_to": "end_of_term"}, "minimum_months"),
    ],
)
def test_a_bad_offer_is_refused_at_its_field(owner, house, changes, field):
    assert errors(owner.post(address("tariff-new"), OFFER | TERMS | changes)) == [field]
    assert Tariff.objects.count() == 3


@pytest.mark.parametrize("price", ["-1", "1.234", ""])
def test_a_bad_price_of_an_option_is_refused_at_its_field(owner, house, price):
    assert errors(owner.post(address("option-new"), OFFER | {"code": "extra", "monthly_cents": price})) == ["monthly_cents"]
    assert Option.objects.count() == 2


def test_the_price_of_a_tariff_is_that_of_its_price_list_and_no_form_of_the_offer_changes_it(owner, house):
    place = address("tariff-edit", house.records.tariff.pk)
    assert "monthly_cents" not in owner.get(place).context["form"].fields
    assert owner.post(place, OFFER | TERMS | {"code": "start", "monthly_cents": "1.00", "name_en": "Beginning"}).status_code == 302
    assert (Tariff.objects.get(code="start").monthly_cents, Tariff.objects.get(code="start").name_en) == (1900, "Beginning")


def test_the_price_of_an_option_in_use_stays(owner, house):
    place = address("option-edit", house.records.option.pk)
    assert errors(owner.post(place, OFFER | {"code": "24h", "monthly_cents": "40.00"})) == ["monthly_cents"]
    assert Option.objects.get(code="24h").monthly_cents == 3900

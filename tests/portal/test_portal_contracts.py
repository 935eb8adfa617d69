"""The customer's number and contracts in the portal: who comes in, what is said, what is done, and what is confirmed by e-mail."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.cast import PASSWORD
from tests.website.test_templates import breaches
from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import bring_first_versions, enter_version
from vorzimmer.calls import wire
from vorzimmer.customers import actions
from vorzimmer.customers.actions import ContractEntry
from vorzimmer.customers.contract_deeds import DEEDS
from vorzimmer.customers.models import Contract, Customer, Option, Tariff
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.telephony.switchboard import CallOffered

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NAMES = {"contracts", "option-cancel", *(deed.name for deed in DEEDS)}
"""The addresses that are looked at here."""


@pytest.fixture
def contract(cast):
    """Zahn's running contract with an option, begun a moment ago; he is told by e-mail."""
    actions.bring_offers()
    bring_first_versions(datetime.now(UTC))
    Customer.objects.filter(pk=cast.zahn.pk).update(email="buero@zahn.example", contact_person="Dr. Zahn")
    customer = Customer.objects.get(pk=cast.zahn.pk)
    entry = ContractEntry(tariff=Tariff.objects.get(code="start"), options=(Option.objects.get(code="24h"),))
    return actions.conclude_new(customer, entry, datetime.now(UTC), by=None)


def addresses(contract):
    booked = contract.options.get()
    return {name: reverse(f"portal:{name}", args=_ids(name, contract, booked)) for name in NAMES}


def _ids(name, contract, booked):
    return {"contracts": [], "option-cancel": [booked.pk]}.get(name, [contract.pk])


@pytest.mark.parametrize("who", ["olga", "owner", "accountant", "officer", "berg_user"])
def test_only_who_is_responsible_for_a_customer_comes_in(client, cast, contract, who):
    client.force_login(getattr(cast, who))
    for address in addresses(contract).values():
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}


def test_a_stranger_is_sent_to_the_sign_in(client, contract):
    for address in addresses(contract).values():
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_a_contract_of_another_customer_is_not_found(client, cast, contract):
    User.objects.filter(pk=cast.berg_user.pk).update(role="customer_owner")
    client.force_login(User.objects.get(pk=cast.berg_user.pk))
    for name, address in addresses(contract).items():
        if name == "contracts":
            assert contract.number not in client.get(address).content.decode()
            continue
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"wanted": ""}).status_code == 404, name
    assert Contract.objects.get(pk=contract.pk).state == "running"


def test_every_page_is_clean_and_asks_the_database_seldom(reader, contract, django_assert_max_num_queries):
    for name, address in addresses(contract).items():
        with django_assert_max_num_queries(13 if name == "contracts" else 10, info=name):  # four of them are for what all prices are
            page = reader.get(address)
        assert page.status_code == 200
        assert breaches(page.content.decode()) == []
    assert reader.get(reverse("portal:contract-notice", args=[uuid4()])).status_code == 404


def test_notice_says_the_day_before_it_is_given_and_is_confirmed(reader, contract):
    end = contract.earliest_end(datetime.now(UTC).astimezone().date())
    address = reverse("portal:contract-notice", args=[contract.pk])
    said = reader.get(address).content.decode()
    assert f"{end:%Y}" in said
    assert "at the earliest; that is its last day" in said
    assert reader.post(address, {"wanted": ""})["Location"] == "/portal/contracts/"
    contract.refresh_from_db()
    assert (contract.state, contract.last_day) == ("notice_given", end)
    letter = OutboxMessage.objects.filter(about=str(contract.pk)).latest("created_at")
    assert (letter.address, letter.subject) == ("buero@zahn.example", f"Confirmation: contract {contract.number}")
    assert "we have received the notice of your contract" in letter.body


def test_an_impossible_end_is_said_at_the_field(reader, contract):
    answer = reader.post(reverse("portal:contract-notice", args=[contract.pk]), {"wanted": "2020-01-01"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["wanted"]
    contract.refresh_from_db()
    assert contract.state == "running"


def test_what_costs_money_is_ordered_with_the_words_of_the_law(reader, contract):
    page = reader.get(reverse("portal:contract-tariff", args=[contract.pk])).content.decode()
    assert "Order, with costs" in page
    reader.post(reverse("portal:contract-tariff", args=[contract.pk]), {"tariff": str(Tariff.objects.get(code="office").pk)})
    assert [row.tariff.code for row in contract.tariffs.all()] == ["start", "office"]


def test_only_what_is_on_offer_can_be_ordered(reader, contract):
    Tariff.objects.filter(code="office").update(public=False)
    chosen = {"tariff": str(Tariff.objects.get(code="office").pk)}
    assert reader.post(reverse("portal:contract-tariff", args=[contract.pk]), chosen).status_code == 422


def test_an_option_is_cancelled(reader, contract):
    booked = contract.options.get()
    address = reverse("portal:option-cancel", args=[booked.pk])
    assert "its last day" in reader.get(address).content.decode()
    assert reader.post(address).status_code == 302
    booked.refresh_from_db()
    assert booked.last_day is not None
    assert reader.post(address).status_code == 422


def test_a_consumer_orders_only_when_he_wants_it_to_begin_at_once(reader, cast):
    actions.bring_offers()
    bring_first_versions(datetime.now(UTC))
    Customer.objects.filter(pk=cast.zahn.pk).update(is_consumer=True)
    trial = actions.start_trial(
        Customer.objects.get(pk=cast.zahn.pk), ContractEntry(tariff=Tariff.objects.get(code="start")), datetime.now(UTC), by=None
    )
    address = reverse("portal:contract-conclude", args=[trial.pk])
    answer = reader.post(address)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["early"])
    assert reader.post(address, {"early": "on"}).status_code == 302
    assert [event.kind for event in trial.events.all()] == ["trial_started", "early", "concluded"]
    assert "Withdraw" in reader.get("/portal/contracts/").content.decode()


def test_a_contract_that_is_over_offers_nothing_but_the_way_back(reader, contract):
    past = datetime.now(UTC) - timedelta(days=400)
    Contract.objects.filter(pk=contract.pk).update(state="ended", concluded_on=past.date(), notice_on=past.date(), last_day=past.date())
    page = reader.get("/portal/contracts/").content.decode()
    assert f"/portal/contracts/{contract.pk}/reactivate/" in page
    assert "/notice/" not in page
    assert "not possible now" in reader.get(reverse("portal:contract-notice", args=[contract.pk])).content.decode()


# --- forwarding --------------------------------------------------------------------------------------------------------


def test_the_number_of_the_pool_is_shown_with_its_codes(reader, cast):
    actions.add_numbers("030 23125900", datetime.now(UTC))
    actions.give_number(cast.zahn, datetime.now(UTC))
    page = reader.get("/portal/forwarding/").content.decode()
    for shown in ("+49 30 23125900", "**21*+493023125900#", "**61*+493023125900**20#", "*21*03023125900#", "##002#", "FRITZ!Box"):
        assert shown in page
    assert "+49 30 231250100" not in page
    assert "Waiting for the first call" in page


def test_the_first_call_is_shown_and_no_caller(reader, cast):
    at = datetime.now(UTC)
    wire.receive(CallOffered(engine_id="cti", call_id="1", leg_id="1", at=at, called="+4930231250100", caller="+491713920099"), at)
    page = reader.get("/portal/forwarding/").content.decode()
    assert "The forwarding works" in page
    assert "3920099" not in page
    assert 'hx-trigger="every' not in page


def test_who_is_not_answered_for_is_told_so(reader, cast):
    actions.close_customer(cast.zahn, datetime.now(UTC))
    assert "not answered at present" in reader.get("/portal/forwarding/").content.decode()
    assert cast.zahn_owner.check_password(PASSWORD)


def test_a_contract_shows_its_own_prices_whatever_is_on_offer(reader, cast, contract):
    tariff = contract.tariffs.get().tariff
    text = tariff.versions.get().text.replace("price = 19.00", "price = 29.00").replace("2026-01-01", "2099-01-02")
    enter_version(tariff, text, datetime(2099, 1, 2, 12, tzinfo=UTC), by=None)
    tariff.refresh_from_db()
    assert tariff.monthly_cents == 2900
    page = reader.get(reverse("portal:contracts")).content.decode()
    assert "€19.00" in page
    assert "€29.00" not in page
    assert "€0.79 a minute" in page

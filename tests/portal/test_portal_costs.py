"""Usage and costs in the portal: what it costs so far, the calls behind each line, the limit, the itemised list. Never a caller in full."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.billing.conftest import use
from tests.billing.prices import PLAIN
from tests.cast import CALLER, write_note
from vorzimmer.billing.models import BillingProfile, TariffVersion, UsageRecord
from vorzimmer.calls.actions import close_stale
from vorzimmer.calls.models import Call
from vorzimmer.customers.models import Contract, ContractTariff, Tariff
from vorzimmer.domain.days import add_months, berlin_date, start_of_day
from vorzimmer.domain.itemised import begins_on

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def contract(cast):
    began = date(2025, 1, 2)
    tariff = Tariff.objects.create(code="plain", name_de="Einfach", name_en="Plain")
    TariffVersion.objects.create(tariff=tariff, valid_from=began, text=PLAIN, created_at=timezone.now())
    made = Contract.objects.create(customer=cast.zahn, number="V-1", state="running", concluded_on=began, created_at=timezone.now())
    ContractTariff.objects.create(contract=made, tariff=tariff, valid_from=began)
    return made


def this_month():
    return berlin_date(timezone.now()).replace(day=1)


def at_the_beginning():
    """A moment of this month that has passed."""
    return start_of_day(this_month()) + timedelta(seconds=1)


def a_call(cast, **more):
    ref = uuid4()
    use(cast.zahn, "call", 1, at_the_beginning(), ref=ref, **more)
    use(cast.zahn, "talk", 900, at_the_beginning(), ref=ref, **more)


# --- the page ----------------------------------------------------------------------------------------------------------


def test_the_month_is_shown_line_by_line_with_tax(reader, cast, contract):
    a_call(cast)
    page = reader.get("/portal/usage/").content.decode()
    # 20.00 + 1.00 + 5 of 15 minutes x 0.60 = 24.00; 4.56 of tax.
    for text in ("€24.00", "€4.56", "€28.56", "Base fee", "15 min, 10 min included, 5 min × €0.60", "10 min of 10 min used", "0 min left"):
        assert text in page, text


def test_without_a_contract_or_a_price_list_the_page_says_so(reader, cast):
    assert "No contract was in force in this month" in reader.get("/portal/usage/").content.decode()
    tariff = Tariff.objects.create(code="bare", name_de="x", name_en="x")
    made = Contract.objects.create(
        customer=cast.zahn, number="V-9", state="running", concluded_on=date(2025, 1, 2), created_at=timezone.now()
    )
    ContractTariff.objects.create(contract=made, tariff=tariff, valid_from=date(2025, 1, 2))
    assert "price list is not complete" in reader.get("/portal/usage/").content.decode()


def test_the_calls_behind_a_line_say_what_was_free_and_why(reader, cast, contract):
    a_call(cast)
    a_call(cast, status="spam")
    page = reader.get(f"/portal/usage/{contract.pk}/call/").content.decode()
    for text in ("2 rows", "Spam call", "1 free (kind of call)", "1 charged", "€1.00"):
        assert text in page, text
    for address in (f"/portal/usage/{contract.pk}/nothing/", f"/portal/usage/{uuid4()}/call/"):
        assert reader.get(address).status_code == 404


def test_the_calls_are_taken_as_csv(reader, cast, contract):
    a_call(cast)
    answer = reader.get(f"/portal/usage/{contract.pk}/calls.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Line";"When";"What"')
    assert [line.split(";")[0] for line in lines[1:]] == ['"Base fee"', '"Call answered"', '"Talk"']
    assert len(reader.get(f"/portal/usage/{contract.pk}/calls.csv?line=talk").content.decode().splitlines()) == 2


def test_another_customer_and_a_simple_user_see_no_costs(client, cast, contract):
    cast.zahn_owner.role = "customer_user"
    cast.zahn_owner.save()
    client.force_login(cast.zahn_owner)
    for address in ("/portal/usage/", f"/portal/usage/{contract.pk}/call/", "/portal/itemised/"):
        assert client.get(address).status_code == 403


# --- the limit ---------------------------------------------------------------------------------------------------------


def test_a_limit_is_set_in_euros_shown_and_taken_away(reader, cast, contract):
    address = f"/portal/customers/{cast.zahn.pk}/limit/"
    assert reader.post(address, {"amount": "-1"}).status_code == 422
    reader.post(address, {"amount": "20.50"})
    assert BillingProfile.objects.get().alert_cents == 2050
    assert "This month has cost more than €20.50" in reader.get("/portal/usage/").content.decode()
    reader.post(address, {"amount": ""})
    assert BillingProfile.objects.get().alert_cents is None
    assert reader.get(f"/portal/customers/{cast.berg.pk}/limit/").status_code == 404


def test_a_german_writes_the_amount_with_a_comma(client, cast, contract):
    client.force_login(cast.zahn_owner)
    client.post(f"/portal/customers/{cast.zahn.pk}/limit/", {"amount": "120,50"})
    assert BillingProfile.objects.get().alert_cents == 12050


# --- the itemised list -------------------------------------------------------------------------------------------------


def test_the_list_is_ordered_for_the_next_month_and_not_for_this_one(reader, cast, contract):
    reader.post(f"/portal/customers/{cast.zahn.pk}/itemised/", {"wanted": "yes"})
    assert BillingProfile.objects.get().itemised_from == begins_on(berlin_date(timezone.now()))
    assert reader.get(f"/portal/customers/{cast.zahn.pk}/itemised.csv").status_code == 404
    reader.post(f"/portal/customers/{cast.zahn.pk}/itemised/", {"wanted": "no"})
    assert BillingProfile.objects.get().itemised_from is None


@pytest.fixture
def itemised(cast, contract):
    """A call of Erika Muster, and the list ordered months ago."""
    write_note()
    for days in (1, 2):
        close_stale(datetime.now(UTC) + timedelta(days=days))
    BillingProfile.objects.create(customer=cast.zahn, itemised_from=add_months(this_month(), -2))
    return f"/portal/customers/{cast.zahn.pk}/itemised"


def test_the_list_shows_the_caller_without_three_digits(reader, itemised):
    text = reader.get(f"{itemised}.csv").content.decode("utf-8-sig")
    assert "+49 171 3920xxx" in text
    assert "3920012" not in text.replace(" ", "")
    assert "Erika" not in text
    assert reader.get(f"{itemised}.pdf").content.startswith(b"%PDF-")


def test_when_the_call_is_erased_the_list_has_no_number(reader, itemised):
    Call.objects.all().delete()
    text = reader.get(f"{itemised}.csv").content.decode("utf-8-sig")
    assert "Call answered" in text
    assert "171" not in text


def test_a_month_before_the_order_has_no_list(reader, itemised):
    assert reader.get(f"{itemised}.csv?month={add_months(this_month(), -3):%Y-%m}").status_code == 404
    assert reader.get(f"{itemised}.csv?month={add_months(this_month(), -2):%Y-%m}").status_code == 200


# --- canary ------------------------------------------------------------------------------------------------------------


def test_no_page_of_costs_knows_who_called_or_why(reader, cast, contract, itemised):
    assert UsageRecord.objects.exists()
    addresses = ["/portal/usage/", "/portal/itemised/", f"/portal/usage/{contract.pk}/calls.csv", f"{itemised}.csv"]
    addresses += [f"/portal/usage/{contract.pk}/{charge}/" for charge in ("call", "talk")]
    for address in addresses:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        said = answer.content.decode().replace(" ", "")
        for secret in (CALLER[-7:], "Erika", "Muster", "Zahnschmerzen"):
            assert secret not in said, (address, secret)

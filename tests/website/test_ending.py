"""Notice and withdrawal without signing in: found by number and address, done, confirmed; refused with what would be right."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import make_cast
from tests.website.test_sign_up import HERE
from tests.website.test_templates import breaches
from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers.actions import ContractEntry, bring_offers, conclude_new, start_trial
from vorzimmer.customers.models import Customer, SenderAddress, Tariff, Wish
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.website.sign_up_form import NoticeForm

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def zahn(db):
    bring_offers()
    bring_first_versions(datetime.now(UTC))
    cast = make_cast()
    Customer.objects.filter(pk=cast.zahn.pk).update(email="Buero@zahn.example", is_consumer=True)
    return Customer.objects.get(pk=cast.zahn.pk)


@pytest.fixture
def contract(zahn):
    return conclude_new(zahn, ContractEntry(tariff=Tariff.objects.get(code="start")), datetime.now(UTC), by=None)


def said(contract, **more):
    return {"name": "Dr. Zahn", "number": contract.number.lower(), "email": "buero@ZAHN.example", **more}


def send(client, page, data, **headers):
    return client.post(f"/{page}/?language=en", data, **(headers or HERE))


def test_notice_is_given_and_confirmed_at_once(client, contract):
    end = contract.earliest_end(berlin_date(datetime.now(UTC)))
    answer = send(client, "notice", said(contract))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "We have received it" in page
    assert f"{end:%-d %B %Y}" in page
    assert breaches(page) == []
    contract.refresh_from_db()
    assert (contract.state, contract.last_day) == ("notice_given", end)
    bodies = [letter.body for letter in OutboxMessage.objects.filter(about=str(contract.pk))]
    assert any("Kündigung" in body or "notice" in body for body in bodies)
    assert answer.cookies == {}


@pytest.mark.parametrize("page", ["notice", "withdrawal"])
def test_from_where_it_was_sent_is_kept_with_the_declaration_only(client, contract, page):
    send(client, page, said(contract, number="9999-1"), REMOTE_ADDR="203.0.113.7", **HERE)
    assert not SenderAddress.objects.exists()
    send(client, page, said(contract), REMOTE_ADDR="203.0.113.77", **HERE)
    kept = SenderAddress.objects.get()
    assert (kept.form, kept.address, kept.customer_id) == (page, "203.0.113.77", contract.customer_id)


@pytest.mark.parametrize("wrong", [{"number": "9999-1"}, {"email": "fremd@zahn.example"}, {"number": ""}])
def test_a_stranger_ends_nothing_and_learns_nothing(client, contract, wrong):
    answer = send(client, "notice", said(contract, **wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])
    contract.refresh_from_db()
    assert contract.state == "running"


def test_who_signs_in_for_the_customer_may_use_that_address(client, contract):
    assert send(client, "notice", said(contract, email="zahn@praxis.example")).status_code == 200


def test_an_end_that_is_too_early_is_refused_with_the_possible_one(client, contract):
    answer = send(client, "notice", said(contract, wanted=berlin_date(datetime.now(UTC)).isoformat()))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["wanted"])
    assert "at the earliest" in answer.content.decode()


def test_a_trial_needs_no_notice(client, zahn):
    trial = start_trial(zahn, ContractEntry(tariff=Tariff.objects.get(code="start")), datetime.now(UTC), by=None)
    assert "It ends by itself" in send(client, "notice", said(trial)).content.decode()


def test_a_notice_for_good_cause_comes_to_the_agency_too(client, contract):
    assert send(client, "notice", said(contract, reason="Drei Tage nicht erreichbar.")).status_code == 200
    wish = Wish.objects.get()
    assert (wish.kind, wish.customer_id) == ("complaint", contract.customer_id)
    assert "Drei Tage nicht erreichbar." in wish.text
    assert send(client, "notice", said(contract, reason="Noch einmal.")).status_code == 200
    assert Wish.objects.count() == 2


def test_a_consumer_withdraws(client, contract):
    assert send(client, "withdrawal", said(contract)).status_code == 200
    contract.refresh_from_db()
    assert (contract.state, Customer.objects.get(pk=contract.customer_id).active) == ("withdrawn", False)


def test_a_business_is_told_to_give_notice(client, contract):
    Customer.objects.update(is_consumer=False)
    answer = send(client, "withdrawal", said(contract))
    assert answer.status_code == 422
    assert "Give notice instead" in answer.content.decode()


def test_it_must_come_from_our_own_page(client, contract):
    for page in ("notice", "withdrawal"):
        assert send(client, page, said(contract), HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_nobody_tries_out_numbers(client, contract):
    for turn in range(20):
        send(client, "notice", said(contract, number=f"{turn}-1"))
    assert "Too many tries" in send(client, "notice", said(contract)).content.decode()
    contract.refresh_from_db()
    assert contract.state == "running"
    assert contract.created_at < datetime.now(UTC) + timedelta(minutes=1)


BAD = [
    ("name", {"name": ""}),
    ("name", {"name": "x" * 121}),
    ("number", {"number": ""}),
    ("number", {"number": "x" * 25}),
    ("email", {"email": "buero"}),
    ("wanted", {"wanted": "31.02.2027"}),
    ("reason", {"reason": "x" * 1001}),
]


@pytest.mark.parametrize(("field", "changes"), BAD)
@pytest.mark.parametrize("page", ["notice", "withdrawal"])
def test_a_bad_field_is_refused_and_the_contract_goes_on(client, contract, page, field, changes):
    if page == "withdrawal" and field in {"wanted", "reason"}:
        return
    answer = send(client, page, said(contract) | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    contract.refresh_from_db()
    assert contract.state == "running"


def test_no_field_is_left_out():
    assert {field for field, _changes in BAD} == set(NoticeForm().fields)

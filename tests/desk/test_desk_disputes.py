"""A dispute that comes by telephone: recorded at the desk with two keys, beside the call; without amounts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests.billing.papers import issue
from tests.cast import offered
from tests.claims.cases_at_hand import pay
from tests.website.test_templates import breaches
from vorzimmer.billing.actions import book_document
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call
from vorzimmer.claims.models import Case
from vorzimmer.desk.disputes import GROUND_KEYS
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def billed(customer, days_ago, number):
    """Send an invoice over 119.00 € so many days ago."""
    document = issue(customer, number=number, issued_on=berlin_date(datetime.now(UTC)) - timedelta(days=days_ago))
    book_document(document, datetime.now(UTC))
    return document


@pytest.fixture
def invoice(cast):
    return billed(cast.zahn, 10, "RE-2026-00501")


def address(customer):
    return reverse("desk:dispute", args=[customer.pk])


def send(browser, invoice, customer, *, dialog=True, **changes):
    headers = {"HX-Request": "true"} if dialog else {}
    return browser.post(address(customer), {"document": str(invoice.pk), "ground": "amount", "text": ""} | changes, headers=headers)


def test_two_keys_record_it_and_the_dialog_goes_away(olga, cast, invoice):
    dialog = olga.get(address(cast.zahn), headers={"HX-Request": "true"}).content.decode()
    assert 'data-key="1" checked' in dialog
    assert 'value="amount" data-key="a"' in dialog
    answer = send(olga, invoice, cast.zahn, text="Nur drei Anrufe.")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Recorded. The office takes care of it." in answer["HX-Trigger"]
    case = Case.objects.get()
    assert (case.document, case.ground, case.way, case.text) == (invoice, "amount", "phone", "Nur drei Anrufe.")
    assert (case.amount, case.owner, case.created_by) == (None, None, cast.olga)


def test_the_operator_sees_number_and_month_and_no_amount(olga, cast, invoice):
    page = olga.get(address(cast.zahn)).content.decode()
    assert "October 2026" in page
    assert "RE-2026-00501" in page
    for hidden in ("119.00", "100.00", "€", "overdue"):
        assert hidden not in page.split("<main")[1], hidden
    assert breaches(page) == []


def test_unpaid_and_recent_invoices_can_be_meant_and_paid_old_ones_not(olga, cast):
    for days_ago, number in ((10, "RE-2026-00503"), (100, "RE-2026-00502"), (130, "RE-2026-00501")):
        document = billed(cast.zahn, days_ago, number)
        if number != "RE-2026-00502":
            pay(document, berlin_date(datetime.now(UTC)))
    page = olga.get(address(cast.zahn)).content.decode()
    assert [number for number in ("RE-2026-00501", "RE-2026-00502", "RE-2026-00503") if number in page] == [
        "RE-2026-00502",
        "RE-2026-00503",
    ]


def test_what_is_recorded_already_is_shown_and_cannot_be_chosen(olga, cast, invoice):
    second = billed(cast.zahn, 20, "RE-2026-00401")
    send(olga, invoice, cast.zahn)
    page = olga.get(address(cast.zahn)).content.decode()
    assert "already recorded" in page
    assert f'value="{invoice.pk}"' not in page
    answer = send(olga, invoice, cast.zahn, ground="other")
    assert (answer.status_code, Case.objects.count()) == (422, 1)
    send(olga, second, cast.zahn)
    assert "A dispute about each of these invoices is recorded already." in olga.get(address(cast.zahn)).content.decode()


def test_a_customer_without_invoices_gets_a_sentence_instead(olga, cast):
    assert "No invoice is unpaid" in olga.get(address(cast.zahn)).content.decode()


def test_what_is_missing_is_said_in_the_dialog_and_the_words_stay(olga, cast, invoice):
    answer = send(olga, invoice, cast.zahn, ground="theft", text="Bleibt stehen.")
    page = answer.content.decode()
    assert (answer.status_code, "Bleibt stehen." in page, page.lstrip().startswith("<dialog")) == (422, True, True)
    assert not Case.objects.exists()


def test_without_scripts_it_is_a_page_of_its_own(olga, cast, invoice):
    assert send(olga, invoice, cast.zahn, dialog=False)["Location"] == reverse("office:customer", args=[cast.zahn.pk])
    assert Case.objects.count() == 1


def test_an_invoice_of_somebody_else_cannot_be_chosen(olga, cast, invoice):
    other = billed(cast.berg, 10, "RE-2026-00777")
    assert send(olga, other, cast.zahn).status_code == 422
    assert not Case.objects.exists()


def test_customers_of_other_teams_and_secrets_without_the_undertaking_are_not_found(client, olga, cast, invoice):
    cast.zahn.secrecy = True
    cast.zahn.save()
    assert olga.get(address(cast.zahn)).status_code == 200
    cast.olga.secrecy_signed_on = None
    cast.olga.save()
    assert olga.get(address(cast.zahn)).status_code == 404
    client.force_login(cast.nina)
    assert client.get(address(cast.zahn)).status_code == 404
    assert send(client, invoice, cast.zahn).status_code == 404


def test_the_card_offers_it_while_a_call_is_on_and_after_it(olga, cast):
    wire.receive(offered(at=datetime.now(UTC) - timedelta(seconds=9)), datetime.now(UTC))
    call = Call.objects.get()
    asked = f'hx-get="{address(cast.zahn)}"'
    assert asked not in olga.get("/desk/").content.decode()
    actions.take(call.pk, cast.olga, datetime.now(UTC))
    Call.objects.update(state="talking")
    assert asked in olga.get("/desk/").content.decode()
    Call.objects.update(state="wrap_up")
    assert asked in olga.get("/desk/").content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_reasons_have_the_same_key(language):
    with translation.override(language):
        keys = [str(key) for key in GROUND_KEYS.values()]
    assert len({*keys}) == len(keys) == 7
    assert all(len(key) == 1 and key.isalpha() for key in keys)

"""The export from the accounts: every entry of the period once, sums as in the ledger, and what is missing is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.billing.papers import NOON, TODAY, collect, issue
from tests.cast import make_cast
from vorzimmer.billing import datev
from vorzimmer.billing.actions import (
    Deed,
    Payment,
    Returned,
    book_document,
    book_payment,
    book_return,
    demand_deposit,
    reverse,
    write_off,
)
from vorzimmer.billing.models import AccountEntry, Issuer
from vorzimmer.domain.datev import debtor_account
from vorzimmer.domain.invoices import VatTreatment

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
ISSUER = Issuer(datev_adviser=29098, datev_client=55003, chart="SKR03", payment_days=14)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON)


@pytest.fixture
def month(cast):
    """A month in which everything happens once."""
    zahn, berg = cast.zahn, cast.berg
    paid = book_document(issue(zahn, lines=[(1900, 10000), (700, 1000)]), NOON)
    returned = issue(berg)
    book_document(returned, NOON)
    book_return(collect(returned), Returned(value_on=TODAY, fee=370), NOON)
    wrong = book_payment(Payment(customer_ref=zahn.pk, customer_number=zahn.number, cents=5000, value_on=TODAY), NOON)
    reverse(wrong, "Falscher Kunde", NOON, by=cast.accountant)
    book_document(issue(zahn, cancels=issue(zahn)), NOON)
    fee = AccountEntry.objects.get(kind="fee")
    write_off(fee, Deed(cents=370, reason="Kulanz"), NOON, by=cast.accountant)
    write_off(paid, Deed(cents=1297, reason="Uneinbringlich"), NOON, by=cast.accountant)
    demand_deposit(berg.pk, berg.number, Deed(cents=20000), NOON, by=cast.accountant)
    book_document(issue(berg, lines=[(1900, 5000)], treatment=VatTreatment.SMALL_BUSINESS), NOON)


def test_every_entry_of_the_period_stands_in_it_with_its_amount(month):
    made = datev.batch_of(*NOVEMBER, ISSUER)
    for entry in AccountEntry.objects.all():
        assert sum(row.cents for row in made.bookings if row.posting == entry.pk) == entry.amount, entry
    assert sum(row.cents for row in made.bookings) == sum(AccountEntry.objects.values_list("amount", flat=True))
    assert {row.debtor for row in made.bookings} == {11001, 11002}


def test_the_costs_of_a_return_are_no_part_of_the_invoice_when_they_are_given_up(month):
    made = datev.batch_of(*NOVEMBER, ISSUER)
    assert [(row.against, row.cents) for row in made.bookings if row.text.startswith("Ausbuchung")] in (
        [(2400, -370), (2406, -1190), (2401, -107)],
        [(2406, -1190), (2401, -107), (2400, -370)],
    )


def test_another_month_is_empty(month):
    assert datev.batch_of(date(2026, 10, 1), date(2026, 10, 31), ISSUER).bookings == ()


def test_debtors_are_named_with_their_address_also_when_they_are_no_customers_any_more(month, cast):
    cast.zahn.street = "Lindenstraße 4"
    cast.zahn.save()
    AccountEntry.objects.filter(customer_ref=cast.berg.pk).update(customer_ref="6d8f27f0-8d2b-4ad2-8f0b-0e8d0a4f8d11")
    text = datev.debtors(*NOVEMBER, ISSUER, NOON).decode("cp1252")
    rows = text.split("\r\n")[2:-1]
    assert len(rows) == 1, "nobody knows the address of the other one: he has no document"
    assert rows[0].startswith('11001;"Praxis Dr. Zahn";')
    assert "Lindenstraße 4" in rows[0]


def test_a_former_customer_is_named_as_in_his_last_document(month, cast):
    from vorzimmer.billing.models import Document  # noqa: PLC0415  only here

    gone = "6d8f27f0-8d2b-4ad2-8f0b-0e8d0a4f8d11"
    for model in (AccountEntry, Document):
        model.objects.filter(customer_ref=cast.zahn.pk).update(customer_ref=gone)
    rows = datev.debtors(*NOVEMBER, ISSUER, NOON).decode("cp1252").split("\r\n")[2:-1]
    assert [row.split(";")[1] for row in rows] == ['"Praxis Dr. Zahn"', '"Kanzlei Berg"']


def test_what_is_missing_is_named(month):
    with pytest.raises(ValidationError, match=r"number of the adviser.*number of the client"):
        datev.bookings(*NOVEMBER, Issuer(), NOON)
    with pytest.raises(ValidationError, match="one calendar year"):
        datev.bookings(date(2026, 12, 1), date(2027, 1, 31), ISSUER, NOON)
    AccountEntry.objects.update(customer_number="Zahn")
    for export in (datev.bookings, datev.debtors):
        with pytest.raises(ValidationError, match="gives no account"):
            export(*NOVEMBER, ISSUER, NOON)


def test_the_account_of_every_customer_of_the_cast_exists(cast):
    assert [debtor_account(customer.number) for customer in (cast.zahn, cast.berg)] == [11001, 11002]

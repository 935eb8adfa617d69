"""Invoices and account in the portal: who comes in, what is shown, what is downloaded, and how to pay."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.billing.papers import collect, issue
from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import Payment, book_document, book_payment
from vorzimmer.billing.models import Document, Issuer
from vorzimmer.customers.actions import BankEntry, add_bank_account
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LIST = "/portal/invoices/"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def invoice(cast, now):
    document = issue(cast.zahn, number="RE-2026-00007", issued_on=berlin_date(now) - timedelta(days=3))
    book_document(document, now)
    Issuer.objects.create(name="Büro Lindenhof", iban="DE02120300000000202051")
    return document


def files(document):
    return [reverse(f"portal:invoice-{kind}", args=[document.pk]) for kind in ("pdf", "xml")]


def test_who_is_responsible_sees_invoices_balance_and_how_to_pay(reader, invoice):
    page = reader.get(LIST).content.decode()
    for shown in (
        "RE-2026-00007",
        "open",
        "€119.00",
        "Pay by transfer",
        "Büro Lindenhof",
        "DE02\xa01203\xa00000\xa00000\xa02020\xa051",
        "due on",
    ):
        assert shown in page
    for address in files(invoice):
        assert address in page


def test_before_the_first_invoice_the_page_says_what_will_be_there(reader):
    assert "No invoice yet" in reader.get(LIST).content.decode()


def test_with_a_mandate_it_is_collected_and_the_account_is_masked(reader, cast, invoice, now):
    add_bank_account(cast.zahn, BankEntry(iban="DE89370400440532013000", holder="Dr. Zahn", text="2026-11"), now)
    collect(invoice, due_on=date(2099, 12, 1), state="planned")
    page = reader.get(LIST).content.decode()
    for shown in ("being collected", "collected on 1 December 2099", "DE89 … 3000", "We collect by direct debit"):
        assert shown in page
    for hidden in ("0532013000", "Pay by transfer"):
        assert hidden not in page


def test_what_is_paid_is_shown_as_paid_and_too_much_as_credit(reader, cast, invoice, now):
    book_payment(
        Payment(customer_ref=cast.zahn.pk, customer_number="K-1001", cents=12000, value_on=berlin_date(now), documents=[invoice]), now
    )
    page = reader.get(LIST).content.decode()
    for shown in ("overpaid", "To your credit", "€1.00"):
        assert shown in page
    assert "Pay by transfer" not in page


def test_the_first_download_keeps_the_day_and_gives_the_file_as_it_was_issued(reader, invoice, now):
    pdf, xml = files(invoice)
    assert reader.head(pdf).status_code == 200
    assert Document.objects.get().seen_on is None
    answer = reader.get(pdf)
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.7 RE-2026-00007")
    assert answer["Content-Disposition"] == 'attachment; filename="RE-2026-00007.pdf"'
    assert Document.objects.get().seen_on == berlin_date(now)
    Document.objects.update(seen_on=date(2026, 11, 1))
    assert reader.get(xml).content == b"<Rechnung>RE-2026-00007</Rechnung>"
    assert Document.objects.get().seen_on == date(2026, 11, 1)


def test_another_customer_finds_nothing(client, cast, invoice):
    User.objects.filter(pk=cast.berg_user.pk).update(role="customer_owner")
    client.force_login(User.objects.get(pk=cast.berg_user.pk))
    assert "RE-2026-00007" not in client.get(LIST).content.decode()
    for address in files(invoice):
        assert client.get(address).status_code == 404
    assert Document.objects.get().seen_on is None


@pytest.mark.parametrize("who", ["berg_user", "olga", "owner", "accountant", "officer"])
def test_only_who_is_responsible_comes_in(client, cast, invoice, who):
    client.force_login(getattr(cast, who))
    for address in [LIST, *files(invoice)]:
        assert client.get(address).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in(client, invoice):
    for address in [LIST, *files(invoice)]:
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_nothing_about_callers_stands_on_the_page(reader, write, invoice):
    write()
    page = reader.get(LIST).content.decode()
    for hidden in ("Erika Muster", "3920012", "Zahnschmerzen"):
        assert hidden not in page

"""Money in the office: what is shown, what is said before a deed, what is done, what is refused at its field, what is downloaded."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.billing.papers import collect, issue
from vorzimmer.billing.actions import Payment, Returned, book_document, book_payment, book_return
from vorzimmer.billing.models import AccountEntry, Allocation, BillingProfile, Issuer
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def errors(answer):
    assert answer.status_code == 422
    return list(answer.context["form"].errors)


@pytest.fixture
def accountant(client, cast):
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def invoice(cast, now):
    """An invoice of Dr. Zahn over 119 euros, due ten days ago."""
    document = issue(cast.zahn, issued_on=berlin_date(now) - timedelta(days=24), number="RE-2026-00007")
    return book_document(document, now)


def test_open_items_are_listed_and_filtered(accountant, cast, invoice, now):
    book_payment(Payment(customer_ref=cast.berg.pk, customer_number="K-1002", cents=500, value_on=berlin_date(now)), now)
    page = accountant.get(address("money")).content.decode()
    for shown in ("Dr. Zahn", "RE-2026-00007", "10 days overdue", "€119.00", "2 open items", "−€5.00"):
        assert shown in page
    assert "1 open item on" in accountant.get(address("money"), {"age": "up_to_30"}).content.decode()
    assert "Berg" in accountant.get(address("money"), {"age": "credit"}).content.decode()
    found = accountant.get(address("money"), {"q": "zahn"}).content.decode()
    assert "RE-2026-00007" in found
    assert "K-1002" not in found
    assert "No open item fits" in accountant.get(address("money"), {"q": "nobody"}).content.decode()


def test_without_a_single_entry_the_page_says_what_will_be_there(owner):
    assert "Nothing is open" in owner.get(address("money")).content.decode()


def test_the_account_shows_what_settles_what_and_what_can_be_done(owner, cast, invoice, now):
    document = invoice.document
    payment = book_payment(
        Payment(customer_ref=cast.zahn.pk, customer_number="K-1001", cents=5000, value_on=berlin_date(now), documents=[document]), now
    )
    page = owner.get(address("account", cast.zahn.pk)).content.decode()
    for shown in ("RE-2026-00007", "partly paid", "€50.00 by payment", "€50.00 for invoice", "open €69.00", "balance €69.00", "Write off"):
        assert shown in page
    assert address("entry-reverse", cast.zahn.pk, payment.pk) in page
    assert address("entry-reverse", cast.zahn.pk, invoice.pk) not in page, "a document is cancelled by a credit note"


def test_no_bank_data_stands_on_the_account(owner, cast, invoice, now):
    collection = collect(invoice.document)
    collection.return_code = "AM04"
    collection.save()
    book_return(collection, Returned(value_on=berlin_date(now)), now)
    page = owner.get(address("account", cast.zahn.pk)).content.decode()
    assert "returned debit" in page.lower()
    for hidden in ("DE02", "2051", "AM04"):
        assert hidden not in page


def test_a_payment_is_booked_once_although_it_is_sent_twice(accountant, cast, invoice, now):
    path = address("account-payment", cast.zahn.pk)
    assert "€119.00 is due now" in accountant.get(path).content.decode()
    typed = {"cents": "119.00", "value_on": f"{berlin_date(now)}", "document": str(invoice.document_id), "key": str(uuid4())}
    for _again in range(2):
        assert accountant.post(path, typed)["Location"] == address("account", cast.zahn.pk)
    assert AccountEntry.objects.filter(kind="payment").count() == 1
    assert Allocation.objects.get().debit == invoice


@pytest.mark.parametrize(("typed", "cents"), [("1.234,50", 123_450), ("1,234.5", 123_450), ("119 €", 11_900), ("69,00", 6_900)])
def test_amounts_are_read_as_people_write_them(accountant, cast, now, typed, cents):
    sent = {"cents": typed, "value_on": f"{berlin_date(now)}", "key": str(uuid4())}
    accountant.post(address("account-payment", cast.zahn.pk), sent)
    assert AccountEntry.objects.get(kind="payment").amount == -cents


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"cents": "", "value_on": "2026-11-01"}, ["cents"]),
        ({"cents": "abc", "value_on": "2026-11-01"}, ["cents"]),
        ({"cents": "-5", "value_on": "2026-11-01"}, ["cents"]),
        ({"cents": "0", "value_on": "2026-11-01"}, ["cents"]),
        ({"cents": "1.0055", "value_on": "2026-11-01"}, ["cents"]),
        ({"cents": "5", "value_on": "2999-01-01"}, ["value_on"]),
        ({"cents": "5", "value_on": "gestern"}, ["value_on"]),
        ({"cents": "5", "value_on": "2026-11-01", "document": "00000000-0000-0000-0000-000000000000"}, ["document"]),
        ({"cents": "5", "value_on": "2026-11-01", "key": "x"}, ["key"]),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused_at_its_field(accountant, cast, typed, wrong):
    assert errors(accountant.post(address("account-payment", cast.zahn.pk), typed)) == wrong
    assert not AccountEntry.objects.exists()


def test_every_deed_says_before_what_will_happen_and_then_does_it(accountant, cast, invoice, now):
    zahn = cast.zahn
    deed = address("entry-write-off", zahn.pk, invoice.pk)
    assert "Up to €119.00 is owed no more" in accountant.get(deed).content.decode()
    assert errors(accountant.post(deed, {"cents": "120", "reason": "x"})) == ["cents"]
    assert errors(accountant.post(deed, {"cents": "19", "reason": ""})) == ["reason"]
    accountant.post(deed, {"cents": "19.00", "reason": "Kulanz"})
    written = AccountEntry.objects.get(kind="write_off")
    assert (written.amount, written.booked_by) == (-1900, cast.accountant)

    deed = address("entry-reverse", zahn.pk, written.pk)
    assert "What it settled, €19.00, is open again" in accountant.get(deed).content.decode()
    accountant.post(deed, {"reason": "Doch nicht"})
    assert "not possible now" in accountant.get(deed).content.decode()

    accountant.post(address("account-payment", zahn.pk), {"cents": "200", "value_on": f"{berlin_date(now)}"})
    payment = AccountEntry.objects.get(kind="payment")
    deed = address("entry-refund", zahn.pk, payment.pk)
    assert "up to €81.00 was paid back" in accountant.get(deed).content.decode()
    accountant.post(deed, {"cents": "31.00", "value_on": f"{berlin_date(now)}"})
    assert AccountEntry.objects.get(kind="refund").amount == 3100

    allocation = payment.given.get(debit=invoice)
    deed = address("allocation-undo", zahn.pk, allocation.pk)
    assert "€119.00 of the payment" in accountant.get(deed).content.decode()
    accountant.post(deed)
    assert Allocation.objects.get(pk=allocation.pk).undone_at is not None

    deed = address("entry-settle", zahn.pk, payment.pk)
    assert "RE-2026-00007" in accountant.get(deed).content.decode()
    assert errors(accountant.post(deed, {"debit": str(uuid4())})) == ["debit"]
    accountant.post(deed, {"debit": str(invoice.pk)})
    assert payment.given.get(debit=invoice, undone_at=None).amount == 11900


def test_deposits_are_demanded_paid_and_given_back(accountant, cast, now):
    zahn = cast.zahn
    accountant.post(address("account-deposit", zahn.pk), {"cents": "200", "reason": "Neukunde"})
    assert "not possible now" in accountant.get(address("account-deposit-back", zahn.pk)).content.decode()
    accountant.post(address("account-payment", zahn.pk), {"cents": "200", "value_on": f"{berlin_date(now)}"})
    assert "Up to €200.00 goes to the customer’s credit" in accountant.get(address("account-deposit-back", zahn.pk)).content.decode()
    accountant.post(address("account-deposit-back", zahn.pk), {"cents": "200", "reason": "Ende"})
    book_document(issue(zahn), now)
    assert "Up to €119.00 of the customer’s credit" in accountant.get(address("account-allocate", zahn.pk)).content.decode()
    accountant.post(address("account-allocate", zahn.pk))
    assert "paid" in accountant.get(address("account", zahn.pk)).content.decode()


def test_an_entry_of_another_customer_is_not_found(accountant, cast, invoice):
    for name in ("entry-reverse", "entry-write-off", "entry-refund", "entry-settle"):
        assert accountant.get(address(name, cast.berg.pk, invoice.pk)).status_code == 404
    assert accountant.get(address("allocation-undo", cast.berg.pk, uuid4())).status_code == 404


def test_the_file_leads_to_the_account_for_those_who_keep_the_books(owner, client, cast):
    path = address("account", cast.zahn.pk)
    assert path in owner.get(address("customer", cast.zahn.pk)).content.decode()
    client.force_login(cast.officer)
    assert path not in client.get(address("customer", cast.zahn.pk)).content.decode()


def test_how_a_customer_is_billed_is_entered_and_a_hold_is_shown(owner, cast):
    path = address("billing-profile", cast.zahn.pk)
    assert errors(owner.post(path, {"form": "zugferd", "held": "on"})) == ["held_reason"]
    owner.post(path, {"form": "zugferd", "held": "on", "held_reason": "Rechnung strittig", "payment_days": "30"})
    assert BillingProfile.objects.get().payment_days == 30
    assert "Rechnung strittig" in owner.get(address("account", cast.zahn.pk)).content.decode()


def test_the_settings_say_what_is_missing_and_keep_what_fits(owner):
    path = address("issuer")
    page = owner.get(path).content.decode()
    assert "Before the first invoice" in page
    assert "the tax number or the VAT id" in page
    typed = {"name": "Lindenhof", "country": "DE", "payment_days": "14", "notice_days": "14", "chart": "SKR03", "number_prefix": "RE"}
    assert errors(owner.post(path, typed | {"iban": "DE03120300000000202051"})) == ["iban"]
    owner.post(path, typed | {"iban": "DE02120300000000202051"})
    assert Issuer.objects.get().name == "Lindenhof"


def test_reports_are_shown_and_downloaded(accountant, cast, invoice):
    page = accountant.get(address("reports")).content.decode()
    for slug in ("open", "ageing", "revenue", "vat", "payments", "documents"):
        assert address("report", slug) in page
        period = {"first": "2026-01-01", "last": f"{berlin_date(datetime.now(UTC))}"}
        assert accountant.get(address("report", slug), period).status_code == 200
        answer = accountant.get(address("report-file", slug), period)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="{slug}-' in answer["Content-Disposition"]
    assert accountant.get(address("report", "nothing")).status_code == 404
    wrong = accountant.get(address("report", "vat"), {"first": "2026-12-01", "last": "2026-11-01"}).content.decode()
    assert "The last day lies before the first." in wrong
    assert accountant.get(address("report-file", "vat"), {"first": "x"}).status_code == 302


def test_datev_is_shown_to_both_and_downloaded_by_the_accountant(owner, cast, invoice):
    period = {"first": f"{invoice.day.replace(day=1)}", "last": f"{invoice.day}"}
    page = owner.get(address("datev"), period).content.decode()
    for shown in ("Handing it to a tax adviser", "Missing for the export", "€119.00", "8400", "Your tax adviser confirms"):
        assert shown in page
    assert owner.get(address("datev-file", "bookings"), period).status_code == 403


def test_the_files_for_datev(accountant, cast, invoice):
    period = {"first": f"{invoice.day.replace(day=1)}", "last": f"{invoice.day}"}
    assert accountant.get(address("datev-file", "bookings"), period)["Location"] == address("datev")
    Issuer.objects.create(datev_adviser=29098, datev_client=55003)
    answer = accountant.get(address("datev-file", "bookings"), period)
    assert answer.content.startswith(b'"EXTF";700;21;"Buchungsstapel";13;')
    assert b'119,00;"S";"EUR";;;"";11001;8400;' in answer.content
    assert b'"Praxis Dr. Zahn"' in accountant.get(address("datev-file", "debtors"), period).content
    assert accountant.get(address("datev-file", "other"), period).status_code == 404


def test_a_period_over_the_change_of_the_year_is_refused_in_words(accountant):
    page = accountant.get(address("datev"), {"first": "2026-12-01", "last": "2027-01-31"}).content.decode()
    assert "an export covers days of one calendar year" in page


def test_lists_are_read_with_few_queries(accountant, cast, now, django_assert_max_num_queries):
    for _ in range(5):
        book_document(issue(cast.zahn, issued_on=date(2026, 11, 2)), now)
    with django_assert_max_num_queries(9):
        accountant.get(address("money"))
    with django_assert_max_num_queries(14):
        accountant.get(address("account", cast.zahn.pk))

"""Invoices in the office: the list, the file of a document, its deeds, documents by hand; who sees what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.billing import firm
from vorzimmer.billing import actions
from vorzimmer.billing.models import Document, UsageRecord
from vorzimmer.billing.months import month_before, month_of
from vorzimmer.billing.verifying import verify_piece
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def last_month():
    return month_before(month_of(berlin_date(timezone.now())))


def text(answer):
    return " ".join(answer.content.decode().split())


def today():
    return berlin_date(timezone.now())


@pytest.fixture
def customer(cast):
    firm.write_settings()
    found = firm.enrol(firm.offer(), "R-001", name="Praxis Sonne", short_name="Sonne", concluded_on=last_month().first)
    firm.give_mandate(found, firm.OTHER_IBAN)
    firm.use(found, "talk", 12 * 60, last_month().first + timedelta(days=3))
    return found


@pytest.fixture
def invoice(customer):
    at = timezone.now()
    with translation.override("en"):
        run = actions.run_of(last_month(), at)
        actions.write_preview(run)
        actions.release(run, at, by=None)
        actions.issue_run(run, at)
    return Document.objects.get()


@pytest.fixture
def accountant(cast):
    browser = Client()
    browser.force_login(cast.accountant)
    return browser


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_be_here(owner):
    assert "No invoice yet" in text(owner.get("/office/invoices/"))


def test_the_list_is_filtered_by_its_address_and_adds_up(owner, invoice):
    page = text(owner.get("/office/invoices/"))
    assert invoice.number in page
    assert "1 document: net €159.78, gross €190.14, open €190.14" in page
    assert invoice.number in text(owner.get("/office/invoices/?q=sonne&state=open"))
    for nothing in ("q=berg", "state=paid", "kind=credit_note", "month=2020-01"):
        page = text(owner.get(f"/office/invoices/?{nothing}"))
        assert "Nothing found" in page
    for nonsense in ("state=nonsense", "month=2026-99", "kind=%00", "page=minus"):
        assert owner.get(f"/office/invoices/?{nonsense}").status_code == 200


def test_what_one_sees_is_there_as_csv(owner, invoice):
    answer = owner.get("/office/invoices/download/?q=sonne")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("Number;Kind;Date")
    assert lines[1].startswith(f"{invoice.number};invoice;{today()};")
    assert ";190.14;190.14;" in lines[1]
    assert len(owner.get("/office/invoices/download/?q=berg").content.decode("utf-8-sig").splitlines()) == 1


# --- the file of a document ----------------------------------------------------------------------------------------------------


def test_the_file_shows_what_it_says_where_it_is_and_how_it_is_paid(owner, invoice):
    page = text(owner.get(f"/office/invoices/{invoice.pk}/"))
    for shown in ("Vorzimmer am Park GmbH", "Praxis Sonne", "Grundgebühr", "€190.14", "The direct debit waits for approval.", "not yet"):
        assert shown in page


def test_bank_data_is_for_the_accountant_only(owner, accountant, invoice):
    assert firm.OTHER_IBAN in invoice.xml
    page = text(owner.get(f"/office/invoices/{invoice.pk}/"))
    assert "M-R-001" not in page
    assert "DE02" not in page
    assert owner.get(f"/office/invoices/{invoice.pk}/xml/").status_code == 403
    assert firm.OTHER_IBAN.encode() not in owner.get(f"/office/invoices/{invoice.pk}/pdf/").content
    answer = accountant.get(f"/office/invoices/{invoice.pk}/xml/")
    assert (answer["Content-Type"], firm.OTHER_IBAN in answer.content.decode()) == ("application/xml", True)
    pdf = accountant.get(f"/office/invoices/{invoice.pk}/pdf/?download")
    assert (pdf["Content-Type"], pdf["Content-Disposition"]) == ("application/pdf", f'attachment; filename="{invoice.number}.pdf"')
    assert pdf.content == bytes(invoice.pdf)


@pytest.mark.parametrize("who", ["officer", "olga", "zahn_owner"])
def test_nobody_else_comes_in(cast, invoice, who):
    browser = Client()
    browser.force_login(getattr(cast, who))
    for address in ("", f"{invoice.pk}/", f"{invoice.pk}/pdf/", f"{invoice.pk}/calls/", "download/", "new/"):
        assert browser.get(f"/office/invoices/{address}").status_code == 403, address


def test_a_document_that_is_none_is_not_found(owner):
    for address in ("", "pdf/", "calls/?line=talk&from=2026-10-01", "cancel/", "posted/"):
        assert owner.get(f"/office/invoices/{uuid4()}/{address}").status_code == 404, address


def test_each_line_leads_to_its_calls_while_usage_is_kept(owner, invoice):
    page = owner.get(f"/office/invoices/{invoice.pk}/").content.decode()
    address = f"/office/invoices/{invoice.pk}/calls/?line=talk&amp;from={last_month().first}"
    assert address in page
    address = address.replace("&amp;", "&")
    page = text(owner.get(address))
    for shown in ("1 entry", "Talking", "12 min", "10 min", "2 min", "€1.78"):
        assert shown.replace("€1.78", "1.78") in page, shown
    UsageRecord.objects.update(quantity=13 * 60)
    assert "has changed since" in text(owner.get(address))
    UsageRecord.objects.all().delete()
    page = text(owner.get(address))
    assert "is erased" in page
    assert "SHA-256" in page
    for wrong in ("line=fee&from=x", "line=nothing&from=2026-10-01", "", "line=fee&from=99999-01-01"):
        assert owner.get(f"/office/invoices/{invoice.pk}/calls/?{wrong}").status_code == 404


# --- deeds -----------------------------------------------------------------------------------------------------------------


def test_a_copy_is_sent_and_without_an_address_it_is_said(owner, invoice, customer):
    assert "A copy is on its way to r-001@praxis.example." in text(owner.post(f"/office/invoices/{invoice.pk}/copy/", follow=True))
    assert OutboxMessage.objects.filter(key__startswith="copy:").count() == 1
    Customer.objects.filter(pk=customer.pk).update(email="")
    assert "There is no e-mail address" in text(owner.post(f"/office/invoices/{invoice.pk}/copy/", follow=True))


@pytest.mark.parametrize("day", ["", "gestern", "2020-01-01", "9999-12-31"])
def test_a_day_of_posting_lies_between_issue_and_today(owner, invoice, day):
    assert owner.post(f"/office/invoices/{invoice.pk}/posted/", {"day": day}).status_code == 422
    invoice.refresh_from_db()
    assert invoice.sent_on is None


def test_the_day_of_posting_is_kept(owner, invoice):
    assert owner.post(f"/office/invoices/{invoice.pk}/posted/", {"day": f"{today()}"}).status_code == 302
    invoice.refresh_from_db()
    assert (invoice.sent_on, invoice.state) == (today(), "sent")


def test_cancelling_says_what_becomes_of_payment_and_debit_and_is_done_once(owner, invoice):
    page = text(owner.get(f"/office/invoices/{invoice.pk}/cancel/"))
    assert "is withdrawn" in page
    assert "Nothing was paid on it" in page
    assert owner.post(f"/office/invoices/{invoice.pk}/cancel/").status_code == 302
    credit = Document.objects.get(kind="credit_note")
    page = text(owner.get(f"/office/invoices/{invoice.pk}/"))
    assert f"/office/invoices/{credit.pk}/" in page
    assert invoice.collections.get().state == "withdrawn"
    assert owner.post(f"/office/invoices/{invoice.pk}/cancel/").status_code == 422
    assert Document.objects.count() == 2


def test_a_cancelled_month_is_billed_anew_from_its_file(owner, invoice, customer):
    owner.post(f"/office/invoices/{invoice.pk}/cancel/")
    first = last_month().first
    address = f"/office/billing/changed/{customer.pk}/{first.year}/{first.month}/"
    assert address in owner.get(f"/office/invoices/{invoice.pk}/").content.decode()
    assert f"{invoice.number} is cancelled already" in text(owner.get(address))
    assert owner.post(address, {"anyway": "yes"}).status_code == 302
    corrected = Document.objects.get(kind="corrected")
    assert (corrected.net, corrected.replaces) == (invoice.net, invoice)


# --- by hand -----------------------------------------------------------------------------------------------------------------


def written(customer, **more):
    values = {
        "id": str(uuid4()),
        "customer": str(customer.pk),
        "credits": "",
        "first": f"{last_month().first}",
        "last": f"{last_month().last}",
        "lines-TOTAL_FORMS": "6",
        "lines-INITIAL_FORMS": "0",
    }
    for number in range(6):
        values |= {f"lines-{number}-{name}": value for name, value in {"kind": "service", "quantity": "1", "rate": "1900"}.items()}
    return values | {"lines-0-text": "Umzug", "lines-0-quantity": "2", "lines-0-price": "49.50"} | more


def test_a_document_by_hand_is_previewed_and_issued_once(owner, customer):
    assert "Invoice or credit note by hand" in text(owner.get("/office/invoices/new/"))
    data = written(customer)
    assert "€117.81" in text(owner.post("/office/invoices/new/preview/", data))
    assert Document.objects.count() == 0
    assert owner.post("/office/invoices/new/", data).status_code == 302
    assert owner.post("/office/invoices/new/", data).status_code == 302
    document = Document.objects.get()
    assert (document.net, document.gross, document.kind) == (9900, 11_781, "invoice")


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer": ""},
        {"customer": str(uuid4())},
        {"id": "x"},
        {"first": "2026-13-01"},
        {"last": "2020-01-01"},
        {"credits": "RE-9999-1"},
        {"lines-0-price": ""},
        {"lines-0-price": "-1"},
        {"lines-0-quantity": "0"},
        {"lines-0-kind": "caller"},
        {"lines-0-rate": "1600"},
        {"lines-0-text": "Rückruf 0171 3920012"},
        {"lines-0-text": "a@b.example"},
        {"lines-0-text": "", "lines-0-price": "", "lines-0-quantity": "1"},
        {"lines-1-price": "5", "lines-1-rate": "none"},
        {"lines-TOTAL_FORMS": "x"},
        {"lines-TOTAL_FORMS": "1001"},
    ],
)
def test_bad_input_by_hand_is_told_and_issues_nothing(owner, customer, wrong):
    answer = owner.post("/office/invoices/new/", written(customer) | wrong)
    assert answer.status_code == 422, wrong
    assert "notice-danger" in answer.content.decode()
    assert owner.post("/office/invoices/new/preview/", written(customer) | wrong).status_code == 200
    assert Document.objects.count() == 0


def test_a_part_is_credited_from_the_file_of_the_invoice(owner, invoice, customer):
    page = owner.get(f"/office/invoices/new/?credits={invoice.number}").content.decode()
    assert f'value="{invoice.number}"' in page
    answer = owner.post("/office/invoices/new/", written(customer, credits=invoice.number))
    credit = Document.objects.get(kind="credit_note")
    assert answer["Location"] == f"/office/invoices/{credit.pk}/"
    assert credit.content.preceding.number == invoice.number
    assert owner.post("/office/invoices/new/", written(customer, credits=invoice.number, **{"lines-0-price": "999"})).status_code == 422


def test_a_document_stays_readable_when_its_customer_is_gone(owner, invoice):
    Document.objects.update(customer_ref=uuid4())
    page = text(owner.get(f"/office/invoices/{invoice.pk}/"))
    assert "Praxis Sonne" in page
    assert "Send a copy" not in page
    assert "customer no more" in text(owner.get("/office/invoices/"))
    assert owner.post(f"/office/invoices/{invoice.pk}/cancel/").status_code == 422


# --- the chain ---------------------------------------------------------------------------------------------------------------


def piece(browser, address):
    return text(browser.get(address, headers={"HX-Request": "true"}))


def test_the_chain_is_checked_piece_by_piece(owner, customer, invoice, monkeypatch):
    owner.post(f"/office/invoices/{invoice.pk}/cancel/")
    assert "Check now" in text(owner.get("/office/billing/chain/"))
    monkeypatch.setattr(verify_piece, "__kwdefaults__", {"at_most": 1})
    assert "1 of 2 documents checked" in piece(owner, "/office/billing/chain/check/")
    assert "The chain is whole: 2 documents." in piece(owner, "/office/billing/chain/check/?after=1")
    assert "The chain is not whole" in piece(owner, "/office/billing/chain/check/?after=1&wrong=1")
    assert "1 of 2 documents checked" in text(owner.get("/office/billing/chain/check/"))
    for nonsense in ("-1", "x", "9" * 30, "²"):
        assert owner.get("/office/billing/chain/check/", {"after": nonsense}).status_code == 200


def test_a_changed_document_is_named(owner, invoice):
    invoice.xml = "<anders/>"
    invoice.save()
    page = piece(owner, "/office/billing/chain/check/")
    assert invoice.number in page
    assert "it is not what was issued" in page


def test_before_the_first_document_the_chain_says_what_it_will_be(owner):
    assert "No document yet" in text(owner.get("/office/billing/chain/"))


# --- the start page ------------------------------------------------------------------------------------------------------------


def test_the_start_page_says_what_is_to_do_next(owner, accountant, customer):
    for browser in (owner, accountant):
        assert f"{last_month().first:%B %Y} can be billed" in text(browser.get("/office/waits/money/"))


def test_the_start_page_counts_what_was_refused_and_not_sent(owner, invoice):
    assert "Nothing" in text(owner.get("/office/waits/money/"))
    Document.objects.update(issued_at=timezone.now() - timedelta(days=3))
    run = invoice.run_items.get().run
    run.items.update(state="refused")
    page = text(owner.get("/office/waits/money/"))
    assert "Documents that were not sent for two days" in page
    assert f"/office/billing/runs/{run.pk}/?show=refused" in page

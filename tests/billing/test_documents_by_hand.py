"""Documents beside the run: by hand, as a copy, cancelled and billed again; and finding them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.billing import firm
from tests.billing.firm import OCTOBER, SECOND_OF_NOVEMBER
from vorzimmer.billing import actions
from vorzimmer.billing.actions import HandEntry, Payment
from vorzimmer.billing.actions.issuing import tells_of_default
from vorzimmer.billing.document_lists import Search, documents, sums_of
from vorzimmer.billing.models import AccountEntry, Collection, Document
from vorzimmer.billing.verifying import verify_documents
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.hand_invoices import HandKind, HandLine

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NINTH = datetime(2026, 11, 9, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def office():
    firm.write_settings()
    return firm.offer()


@pytest.fixture
def customer(office):
    return firm.enrol(office)


def bill(period=OCTOBER, at=SECOND_OF_NOVEMBER):
    run = actions.run_of(period, at)
    actions.write_preview(run)
    actions.release(run, at, by=None)
    actions.issue_run(run, at)
    return Document.objects.order_by("number").last()


def line(text="Umzug der Anlage", quantity="2", price="49.50", rate=1900, kind=HandKind.SERVICE):
    return HandLine(kind=kind, text=text, quantity=Decimal(quantity), price=Decimal(price), rate=rate)


def entry(customer, *lines, **more):
    return HandEntry(id=uuid4(), customer=customer, period=OCTOBER, lines=lines or (line(),), **more)


# --- what a consumer is told (BGB §286(3)) ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_consumers_invoice_says_when_he_is_in_default(office, language):
    customer = firm.enrol(office, is_consumer=True, language=language)
    document = actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None)
    (note,) = document.content.notes
    assert "§ 286 BGB" in note
    assert note in document.xml
    assert tells_of_default(document)


def test_a_firm_is_told_nothing_of_it_and_neither_is_a_consumer_who_gets_a_credit_note(office, customer):
    assert not tells_of_default(actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None))
    consumer = firm.enrol(office, "K-1002", is_consumer=True)
    invoice = actions.issue_by_hand(entry(consumer), SECOND_OF_NOVEMBER, by=None)
    note = actions.cancel(invoice, date(2026, 11, 9), NINTH)
    assert not tells_of_default(note)


# --- by hand ---------------------------------------------------------------------------------------------------------------


def test_an_invoice_by_hand_is_a_document_like_any_other(customer):
    firm.give_mandate(customer)
    document = actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None)
    (item,) = document.content.items
    assert (item.name, item.detail, item.net) == ("Bürodienstleistungen", "Umzug der Anlage", 9900)
    assert (document.kind, document.net, document.gross, document.issued_on) == ("invoice", 9900, 11_781, date(2026, 11, 2))
    assert (AccountEntry.objects.get().amount, Collection.objects.get().amount) == (11_781, 11_781)
    assert verify_documents() == (1, ())


def test_sent_twice_it_is_issued_once(customer):
    written = entry(customer)
    first = actions.issue_by_hand(written, SECOND_OF_NOVEMBER, by=None)
    assert actions.issue_by_hand(written, NINTH, by=None) == first
    assert Document.objects.count() == 1


@pytest.mark.parametrize("text", ["Rückruf an 0171 3920012", "Mail an erika@muster.example", "+49 30 23125100"])
def test_a_caller_does_not_get_into_an_invoice(customer, text):
    with pytest.raises(ValidationError, match="do not belong in an invoice"):
        actions.issue_by_hand(entry(customer, line(text)), SECOND_OF_NOVEMBER, by=None)
    assert Document.objects.count() == 0


def test_what_cannot_be_issued_is_refused_in_words_and_takes_no_number(customer):
    with pytest.raises(ValidationError, match="at least one line"):
        actions.issue_by_hand(HandEntry(id=uuid4(), customer=customer, period=OCTOBER, lines=()), SECOND_OF_NOVEMBER, by=None)
    with pytest.raises(ValidationError, match="comes to nothing"):
        actions.issue_by_hand(entry(customer, line(price="0")), SECOND_OF_NOVEMBER, by=None)
    with pytest.raises(ValidationError, match="a document of its own"):
        actions.issue_by_hand(entry(customer, line(), line(rate=None)), SECOND_OF_NOVEMBER, by=None)
    type(customer).objects.update(street="")
    customer.refresh_from_db()
    with pytest.raises(ValidationError, match="address of the customer"):
        actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None)
    type(customer).objects.update(street="Lindenweg 3")
    customer.refresh_from_db()
    assert actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None).number == "RE-2026-00001"


def test_without_settings_nothing_is_issued(customer):
    firm.Issuer.objects.update(iban="")
    with pytest.raises(ValidationError, match="settings of billing"):
        actions.issue_by_hand(entry(customer), SECOND_OF_NOVEMBER, by=None)


def test_a_credit_note_by_hand_names_its_invoice_and_settles_it_first(customer):
    invoice = bill()
    credit = actions.issue_by_hand(entry(customer, line(quantity="1", price="10"), credits=invoice), NINTH, by=None)
    assert (credit.kind, credit.gross, credit.content.preceding.number) == ("credit_note", 1190, invoice.number)
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == invoice.gross - 1190
    invoice.refresh_from_db()
    assert invoice.state == "issued"


def test_a_credit_note_gives_back_no_more_than_there_was_and_not_to_somebody_else(office, customer):
    invoice = bill()
    other = firm.enrol(office, "K-2")
    with pytest.raises(ValidationError, match="no more than"):
        actions.issue_by_hand(entry(customer, line(price="1000"), credits=invoice), NINTH, by=None)
    with pytest.raises(ValidationError, match="same customer"):
        actions.issue_by_hand(entry(other, credits=invoice), NINTH, by=None)
    credit = actions.cancel(invoice, NINTH.date(), NINTH)
    invoice.refresh_from_db()
    for document, match in ((invoice, "cancelled already"), (credit, "same customer")):
        with pytest.raises(ValidationError, match=match):
            actions.issue_by_hand(entry(customer, credits=document), NINTH, by=None)


def test_credit_notes_together_give_back_no_more_than_the_invoice_and_the_rest_is_not_cancelled_as_a_whole(customer):
    invoice = bill()
    assert invoice.net == 15_800
    note = actions.issue_by_hand(entry(customer, line(quantity="1", price="100"), credits=invoice), NINTH, by=None)
    with pytest.raises(ValidationError, match="no more than"):
        actions.issue_by_hand(entry(customer, line(quantity="1", price="58.01"), credits=invoice), NINTH, by=None)
    with pytest.raises(ValidationError, match=f"{note.number} has given a part"):
        actions.cancel(invoice, NINTH.date(), NINTH)
    actions.issue_by_hand(entry(customer, line(quantity="1", price="58"), credits=invoice), NINTH, by=None)
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == 0


# --- copies ----------------------------------------------------------------------------------------------------------------


def test_a_copy_goes_out_as_often_as_wanted_and_the_day_of_sending_stays(customer):
    document = bill()
    actions.note_sent(None, message=OutboxMessage.objects.get(key=f"document:{document.pk}"), at=SECOND_OF_NOVEMBER)
    assert [actions.send_again(document, NINTH) for _ in range(2)] == ["k-1001@praxis.example"] * 2
    copies = OutboxMessage.objects.filter(key__startswith=f"copy:{document.pk}")
    assert [copy.key[-2:] for copy in copies.order_by("key")] == [":1", ":2"]
    assert {copy.encloses for copy in copies} == {f"document:{document.pk}"}
    for copy in copies:
        actions.note_sent(None, message=copy, at=NINTH)
    document.refresh_from_db()
    assert document.sent_on == date(2026, 11, 2)


def test_when_the_first_letter_never_left_the_copy_is_the_first(customer):
    document = bill()
    actions.send_again(document, NINTH)
    actions.note_sent(None, message=OutboxMessage.objects.get(key__startswith="copy:"), at=NINTH)
    document.refresh_from_db()
    assert (document.sent_on, document.state) == (date(2026, 11, 9), "sent")


def test_without_an_address_no_copy_is_sent(customer):
    document = bill()
    type(customer).objects.update(email="")
    with pytest.raises(ValidationError, match="no e-mail address"):
        actions.send_again(document, NINTH)


# --- cancelled, and billed again -------------------------------------------------------------------------------------------


def test_what_was_cancelled_by_hand_is_billed_again_with_the_fee_of_the_next_month(customer):
    invoice = bill()
    actions.cancel(invoice, NINTH.date(), NINTH)
    (again,) = actions.rebill(customer, OCTOBER, NINTH, by=None)
    assert (again.kind, again.net, again.replaces) == ("corrected", invoice.net, invoice)
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == invoice.gross
    with pytest.raises(ValidationError, match="Nothing has changed"):
        actions.rebill(customer, OCTOBER, NINTH, by=None)


def test_a_wrong_address_is_corrected_by_billing_anew_anyway(customer):
    invoice = bill()
    type(customer).objects.update(street="Neuer Weg 7")
    with pytest.raises(ValidationError, match="Nothing has changed"):
        actions.rebill(customer, OCTOBER, NINTH, by=None)
    (again,) = actions.rebill(customer, OCTOBER, NINTH, by=None, anyway=True)
    invoice.refresh_from_db()
    assert (invoice.state, again.net, again.content.buyer.street) == ("cancelled", invoice.net, "Neuer Weg 7")
    (third,) = actions.rebill(customer, OCTOBER, NINTH, by=None, anyway=True)
    assert (third.replaces, third.net) == (again, invoice.net)
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == invoice.gross


# --- finding them ------------------------------------------------------------------------------------------------------------


def numbers(**wanted):
    return [document.number[-1] for document in documents(Search(**wanted), date(2026, 11, 20)).order_by("number")]


def test_documents_are_found_by_number_customer_month_state_and_kind(office, customer):
    other = firm.enrol(office, "K-2", name="Kanzlei Berg")
    debited = firm.enrol(office, "K-3")
    firm.give_mandate(debited)
    bill()
    first = Document.objects.get(customer_ref=customer.pk)
    actions.book_payment(
        Payment(
            customer_ref=other.pk,
            customer_number="K-2",
            cents=18_802,
            value_on=date(2026, 11, 5),
            documents=list(Document.objects.filter(customer_ref=other.pk)),
        ),
        NINTH,
    )
    actions.mark_posted(first, date(2026, 11, 3), NINTH)
    assert numbers() == ["1", "2", "3"]
    assert (numbers(text="00002"), numbers(text="K-3"), numbers(text="berg"), numbers(text="%")) == (["2"], ["3"], ["2"], [])
    assert (numbers(state="open"), numbers(state="overdue"), numbers(state="paid")) == (["1", "3"], ["1"], ["2"])
    assert (numbers(state="unsent"), numbers(state="cancelled"), numbers(state="nonsense")) == (["2", "3"], [], [])
    assert (numbers(month=date(2026, 10, 1)), numbers(month=date(2026, 9, 1))) == (["1", "2", "3"], [])
    actions.cancel(first, NINTH.date(), NINTH)
    assert (numbers(state="cancelled"), numbers(kind="credit_note"), numbers(state="open")) == (["1"], ["4"], ["3"])
    sums = sums_of(documents(Search(), date(2026, 11, 20)))
    assert (sums.number, sums.net, sums.gross, sums.open) == (4, 31_600, 37_604, 18_802)


def test_looking_for_documents_takes_as_many_questions_for_many_as_for_few(office):
    for number in range(3):
        firm.enrol(office, f"K-{number}")
    bill()
    with CaptureQueriesContext(connection) as caught:
        found = documents(Search(state="open"), date(2026, 11, 20))
        sums_of(found)
        list(found)
    assert len(caught) == 3

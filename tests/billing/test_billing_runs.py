"""Runs: a month is previewed, released and issued; whatever stops it, nothing is missing, double or unsent."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from lxml import etree

from tests.billing import firm
from tests.billing.firm import OCTOBER, SECOND_OF_NOVEMBER
from vorzimmer.billing import actions
from vorzimmer.billing.actions import issuing, letters
from vorzimmer.billing.models import AccountEntry, ChainLink, Collection, Document, NumberSeries, RatedMonth, Run, RunItem, UsageRecord
from vorzimmer.billing.verifying import verify_documents, verify_last, verify_piece
from vorzimmer.customers.models import Option
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.invoices import DocumentKind, PaymentMeans, VatTreatment
from vorzimmer.domain.statements import Period

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = Period.month("2026-11")


@pytest.fixture
def office():
    firm.write_settings()
    return firm.offer()


def bill(period=OCTOBER, at=SECOND_OF_NOVEMBER):
    run = actions.run_of(period, at)
    actions.write_preview(run)
    actions.release(run, at, by=None)
    actions.issue_run(run, at)
    run.refresh_from_db()
    return run


def amounts(document):
    return {(item.key, item.first): item.net for item in document.content.items}


def test_the_first_bill_has_the_month_and_the_fee_of_both_months(office):
    customer = firm.enrol(office, concluded_on=date(2026, 10, 15))
    firm.use(customer, "talk", 12 * 60 + 30, date(2026, 10, 20))
    firm.use(customer, "sms", 3, date(2026, 10, 20))
    run = bill()
    document = Document.objects.get()
    assert amounts(document) == {
        ("fee", date(2026, 10, 1)): 4332,
        ("talk", date(2026, 10, 1)): 223,
        ("sms", date(2026, 10, 1)): 27,
        ("fee", date(2026, 11, 1)): 7900,
    }
    assert (document.number, document.net, document.vat, document.gross) == ("RE-2026-00001", 12_482, 2372, 14_854)
    assert (document.kind, document.issued_on, document.first, document.last) == ("invoice", date(2026, 11, 2), OCTOBER.first, OCTOBER.last)
    assert run.state == Run.State.DONE
    assert run.items.get().state == RunItem.State.ISSUED


def test_the_fee_of_the_next_month_is_billed_once_and_what_is_left_of_the_pool_is_carried(office):
    customer = firm.enrol(office)
    firm.use(customer, "talk", 4 * 60)
    bill()
    firm.use(customer, "talk", 17 * 60, date(2026, 11, 10))
    bill(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    first, second = Document.objects.order_by("number")
    assert amounts(second) == {("talk", date(2026, 11, 1)): 89, ("fee", date(2026, 12, 1)): 7900}
    assert RatedMonth.objects.order_by("first").first().carries == {"minutes": [360]}
    assert (first.number, second.number) == ("RE-2026-00001", "RE-2026-00002")


def test_the_last_bill_gives_back_what_was_billed_for_days_after_the_end(office):
    customer = firm.enrol(office)
    bill()
    customer.contracts.update(last_day=date(2026, 11, 10))
    bill(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    credit = Document.objects.order_by("number").last()
    assert (credit.kind, credit.net, credit.content.preceding.number) == ("credit_note", 5267, "RE-2026-00001")
    assert AccountEntry.objects.get(document=credit).amount == -6268


def test_booked_options_are_billed_by_their_days(office):
    sms = Option.objects.create(code="sms", name_de="SMS-Hinweis", name_en="SMS hint", monthly_cents=500)
    customer = firm.enrol(office, concluded_on=date(2026, 10, 1), options=(sms,))
    customer.contracts.get().options.update(valid_from=date(2026, 10, 17))
    bill()
    assert amounts(Document.objects.get())["option_sms", date(2026, 10, 1)] == 242


def test_usage_is_taken_once_and_that_of_the_trial_is_given(office):
    customer = firm.enrol(office, concluded_on=date(2026, 10, 10))
    customer.contracts.update(trial_last_day=date(2026, 10, 16))
    on_trial = firm.use(customer, "talk", 600, date(2026, 10, 9))
    taken = firm.use(customer, "talk", 600, date(2026, 10, 10))
    bill()
    late = firm.use(customer, "talk", 60, date(2026, 10, 11))
    for row in (on_trial, taken, late):
        row.refresh_from_db()
    assert on_trial.waived == "trial"
    assert taken.rated == RatedMonth.objects.get()
    assert (late.rated, late.waived) == (None, "")


def test_a_month_that_is_not_over_is_refused(office):
    with pytest.raises(ValidationError, match=r"1\. November 2026|November 1"):
        actions.run_of(OCTOBER, datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    assert actions.run_of(OCTOBER, datetime(2026, 10, 31, 23, 0, tzinfo=UTC)).first == date(2026, 10, 1)


def test_without_settings_nothing_is_released():
    firm.offer()
    run = actions.run_of(OCTOBER, SECOND_OF_NOVEMBER)
    actions.write_preview(run)
    with pytest.raises(ValidationError, match="IBAN"):
        actions.release(run, SECOND_OF_NOVEMBER, by=None)
    run.refresh_from_db()
    assert run.state == Run.State.PREVIEW


def test_the_preview_says_what_stands_out_and_what_cannot_be_billed(office):
    usual = firm.enrol(office, "K-1")
    firm.enrol(office, "K-2", street="")
    held = firm.enrol(office, "K-3")
    firm.bill_so(held, held=True, held_reason="klärt der Chef")
    bill()
    assert Document.objects.count() == 1
    firm.use(usual, "talk", 200 * 60, date(2026, 11, 3))
    run = actions.run_of(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    actions.write_preview(run)
    states = {item.customer.number: (item.state, item.outlier) for item in run.items.select_related("customer")}
    assert states == {"K-1": ("ready", "higher"), "K-2": ("refused", "first"), "K-3": ("held", "first")}
    assert run.items.get(customer=held).reason == "klärt der Chef"
    assert run.items.get(customer=usual).before == Document.objects.get().net


def test_usage_that_no_price_covers_holds_only_its_customer_up(office):
    firm.enrol(office, "K-1")
    strange = firm.enrol(office, "K-2")
    firm.use(strange, "option_number", 3)
    run = bill()
    assert {item.customer.number: item.state for item in run.items.select_related("customer")} == {"K-1": "issued", "K-2": "refused"}
    assert "option_number" in run.items.get(customer=strange).reason


def test_who_is_held_back_is_billed_when_he_is_let_go(office):
    customer = firm.enrol(office)
    run = actions.run_of(OCTOBER, SECOND_OF_NOVEMBER)
    actions.write_preview(run)
    actions.hold(run.items.get(), "Rückfrage")
    actions.write_preview(run)
    assert run.items.get().reason == "Rückfrage"
    actions.release(run, SECOND_OF_NOVEMBER, by=None)
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    run.refresh_from_db()
    assert (run.state, Document.objects.count()) == (Run.State.DONE, 0)
    actions.let_go(run.items.get())
    assert actions.issue_released(SECOND_OF_NOVEMBER) == 1
    assert Document.objects.get().customer_ref == customer.pk


def test_what_is_outside_of_the_tax_is_a_document_of_its_own(office):
    customer = firm.enrol(office)
    firm.use(customer, "returned_debit", 1)
    firm.use(customer, "bank_fee", 370)
    bill()
    taxed, outside = Document.objects.order_by("number")
    assert (outside.net, outside.vat, taxed.vat) == (1170, 0, 3002)
    assert list(RunItem.objects.get().documents.order_by("number")) == [taxed, outside]


@pytest.mark.parametrize(
    ("changes", "settings", "treatment", "vat"),
    [
        ({}, {}, VatTreatment.DOMESTIC, 3002),
        ({}, {"is_small_business": True}, VatTreatment.SMALL_BUSINESS, 0),
        ({"country": "AT", "vat_id": "ATU13585627"}, {}, VatTreatment.REVERSE_CHARGE, 0),
        ({"country": "AT", "is_consumer": True}, {}, VatTreatment.DOMESTIC, 3002),
        ({"country": "CH"}, {}, VatTreatment.NOT_TAXABLE, 0),
    ],
)
def test_the_tax_is_that_of_the_customer(changes, settings, treatment, vat):
    firm.write_settings(**settings)
    firm.enrol(firm.offer(), **changes)
    bill()
    document = Document.objects.get()
    assert (document.content.treatment, document.net, document.vat) == (treatment, 15_800, vat)


def test_a_mandate_announces_the_collection_14_days_before(office):
    customer = firm.enrol(office)
    firm.give_mandate(customer)
    bill()
    document, collection = Document.objects.get(), Collection.objects.get()
    assert document.content.payment.means is PaymentMeans.DIRECT_DEBIT
    assert (collection.due_on, document.due_on, collection.amount) == (date(2026, 11, 16), date(2026, 11, 16), document.gross)
    assert (collection.end_to_end, collection.sequence, collection.state) == ("RE-2026-00001-1", "FRST", "planned")


def test_without_a_mandate_the_account_of_the_agency_is_named(office):
    firm.enrol(office)
    bill()
    document = Document.objects.get()
    assert (document.content.payment.means, document.content.payment.iban) == (PaymentMeans.TRANSFER, firm.IBAN)
    assert (document.due_on, Collection.objects.count()) == (date(2026, 11, 16), 0)


def test_the_letter_carries_the_file_and_its_leaving_is_noted_once(office):
    firm.enrol(office)
    bill()
    document = Document.objects.get()
    letter = OutboxMessage.objects.get(key=f"document:{document.pk}")
    assert (letter.address, letter.encloses) == ("k-1001@praxis.example", f"document:{document.pk}")
    sent_at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    actions.note_sent(None, message=letter, at=sent_at)
    actions.note_sent(None, message=letter, at=sent_at + timedelta(days=3))
    document.refresh_from_db()
    assert (document.sent_on, document.state) == (date(2026, 11, 3), "sent")


@pytest.mark.parametrize(
    ("form", "root", "files"),
    [
        ("zugferd", "CrossIndustryInvoice", ["RE-2026-00001.pdf"]),
        ("xrechnung", "CrossIndustryInvoice", ["RE-2026-00001.xml", "RE-2026-00001.pdf"]),
        ("ubl", "Invoice", ["RE-2026-00001.xml", "RE-2026-00001.pdf"]),
    ],
)
def test_the_form_is_the_one_that_the_customer_wants(office, form, root, files):
    firm.bill_so(firm.enrol(office), form=form, reference="04011000-12345-03")
    bill()
    document = Document.objects.get()
    assert etree.fromstring(document.xml.encode()).tag.endswith(f"}}{root}")
    assert [file.name for file in letters.files_of(str(document.pk))] == files


def test_a_letter_that_left_while_nobody_listened_is_noted_later(office):
    firm.enrol(office)
    bill()
    OutboxMessage.objects.update(state="sent", closed_at=datetime(2026, 11, 4, 9, tzinfo=UTC))
    assert actions.note_all_sent(datetime(2026, 11, 5, tzinfo=UTC)) == 1
    assert Document.objects.get().sent_on == date(2026, 11, 4)


def test_a_document_goes_to_the_account_once(office):
    customer = firm.enrol(office)
    bill()
    entry = AccountEntry.objects.get()
    assert (entry.kind, entry.amount, entry.customer_ref) == ("invoice", 18_802, customer.pk)


# --- nothing missing, nothing double, nothing unsent -----------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


DEEDS = ("write", "book_document", "plan_collection", "send_document")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("moment", [1, 2, 3])
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_run_that_is_killed_at_any_point_is_finished_by_the_next(office, monkeypatch, deed, moment):
    for number in range(1, 4):
        firm.give_mandate(firm.enrol(office, f"K-{number}"))
    run = actions.run_of(OCTOBER, SECOND_OF_NOVEMBER)
    actions.write_preview(run)
    actions.release(run, SECOND_OF_NOVEMBER, by=None)
    counted, done = itertools.count(1), getattr(issuing, deed)

    def killed(*arguments, **named):
        if next(counted) == moment:
            raise Killed
        return done(*arguments, **named)

    monkeypatch.setattr(issuing, deed, killed)
    with pytest.raises(Killed):
        actions.issue_run(run, SECOND_OF_NOVEMBER)
    assert Document.objects.count() == moment - 1
    actions.issue_released(SECOND_OF_NOVEMBER)
    numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
    assert numbers == ["RE-2026-00001", "RE-2026-00002", "RE-2026-00003"]
    assert NumberSeries.objects.get().next == 4
    assert OutboxMessage.objects.filter(key__startswith="document:").count() == 3
    assert Collection.objects.count() == AccountEntry.objects.count() == ChainLink.objects.count() == 3
    assert verify_documents() == (3, ())


def test_begun_again_nothing_is_issued_twice(office):
    firm.use(firm.enrol(office), "talk", 100)
    run = bill()
    Run.objects.update(state=Run.State.RELEASED)
    RunItem.objects.update(state=RunItem.State.READY)
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    assert Document.objects.count() == 1
    assert AccountEntry.objects.count() == 1


def test_a_refused_document_takes_no_number(office, monkeypatch):
    firm.enrol(office, "K-1")
    firm.enrol(office, "K-2")

    def refuse(document, form):
        if document.buyer.number == "K-1":
            raise ValidationError("so nicht")
        return written(document, form)

    written = issuing.write
    monkeypatch.setattr(issuing, "write", refuse)
    run = bill()
    assert [(item.state, item.reason) for item in run.items.order_by("customer__number")] == [("refused", "so nicht"), ("issued", "")]
    assert Document.objects.get().number == "RE-2026-00001"


# --- cancelling, billing anew, interim invoices ----------------------------------------------------------------------------


def test_a_cancelled_invoice_is_mirrored_by_a_credit_note(office):
    firm.enrol(office)
    bill()
    document = Document.objects.get()
    credit = actions.cancel(document, date(2026, 11, 9), datetime(2026, 11, 9, 9, tzinfo=UTC))
    document.refresh_from_db()
    assert (credit.kind, credit.net, credit.gross, credit.cancels) == ("credit_note", document.net, document.gross, document)
    assert (credit.content.preceding.number, document.state, credit.number) == ("RE-2026-00001", "cancelled", "RE-2026-00002")
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == 0
    with pytest.raises(ValidationError):
        actions.cancel(document, date(2026, 11, 9), SECOND_OF_NOVEMBER)
    with pytest.raises(ValidationError):
        actions.cancel(credit, date(2026, 11, 9), SECOND_OF_NOVEMBER)


def test_late_usage_is_billed_by_cancelling_and_billing_anew(office):
    customer = firm.enrol(office)
    firm.use(customer, "talk", 10 * 60)
    bill()
    with pytest.raises(ValidationError):
        actions.rebill(customer, OCTOBER, SECOND_OF_NOVEMBER, by=None)
    late = firm.use(customer, "talk", 5 * 60)
    found = actions.rebilling(customer, OCTOBER)
    assert found.change == 445
    (corrected,) = actions.rebill(customer, OCTOBER, SECOND_OF_NOVEMBER, by=None)
    original, credit, _ = Document.objects.order_by("number")
    late.refresh_from_db()
    assert (credit.cancels, corrected.replaces, corrected.kind) == (original, original, DocumentKind.CORRECTED)
    assert corrected.net - original.net == 445
    assert late.rated.revision == 2
    assert sum(AccountEntry.objects.values_list("amount", flat=True)) == corrected.gross
    assert verify_documents() == (3, ())
    with pytest.raises(ValidationError):
        actions.rebill(customer, OCTOBER, SECOND_OF_NOVEMBER, by=None)


def test_the_last_invoice_deducts_what_interim_invoices_have_billed(office):
    customer = firm.enrol(office)
    firm.use(customer, "talk", 110 * 60, date(2026, 10, 5))
    (first,) = actions.issue_interim(customer, datetime(2026, 10, 20, 9, tzinfo=UTC), by=None)
    assert first.net == 16_800
    with pytest.raises(ValidationError):
        actions.issue_interim(customer, datetime(2026, 10, 20, 10, tzinfo=UTC), by=None)
    firm.use(customer, "talk", 10 * 60, date(2026, 10, 25))
    bill()
    last = Document.objects.order_by("number").last()
    assert amounts(last)["interim", date(2026, 10, 1)] == -16_800
    assert last.net == 9790 + 7900 - 16_800 + 7900
    assert UsageRecord.objects.filter(rated=None).count() == 0


# --- the chain -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"xml": "<anders/>"}, {"pdf": b"%PDF anders"}, {"terms": {"net": 1}}])
def test_whatever_is_changed_in_a_document_is_found(office, change):
    firm.enrol(office)
    bill()
    assert verify_documents() == (1, ())
    document = Document.objects.get()
    for name, value in change.items():
        setattr(document, name, value)
    document.save()
    _, (finding,) = verify_documents()
    assert (finding.flaw, finding.document) == ("changed", "RE-2026-00001")


def test_a_document_and_link_that_vanish_together_are_missed(office):
    firm.enrol(office, "K-1")
    firm.enrol(office, "K-2")
    bill()
    ChainLink.objects.filter(number=2).delete()
    with transaction.atomic():
        document = Document.objects.get(number="RE-2026-00002")
        document.run_items.clear()
        RatedMonth.objects.filter(document=document).update(document=None)
        AccountEntry.objects.filter(document=document).delete()
        document.delete()
    _, (finding,) = verify_documents()
    assert finding.flaw == "missing"


def test_a_chain_that_is_checked_in_pieces_has_the_same_flaws(office):
    for number in range(1, 6):
        firm.enrol(office, f"K-{number}")
    bill()
    broken = Document.objects.get(number="RE-2026-00003")
    broken.xml = "<anders/>"
    broken.save()
    ChainLink.objects.filter(number=4).delete()
    links, findings = verify_documents()
    pieces, after = [], 0
    while True:
        checked = verify_piece(after, at_most=2)
        pieces += checked.findings
        if checked.is_last:
            break
        after = checked.after
    assert links == 4
    assert sorted(pieces, key=str) == sorted(findings, key=str)
    assert {finding.flaw for finding in pieces} == {"missing", "changed", "unchained"}
    assert {finding.flaw for finding in verify_last(2).findings} == {"missing", "changed", "unchained"}

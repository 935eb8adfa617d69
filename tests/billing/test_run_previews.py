"""Previews piece by piece, what a run comes to, customers that are rated again, and the draft of a bill."""

import io
import json
import threading
from datetime import UTC, date, datetime

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.billing import firm
from tests.billing.firm import OCTOBER, SECOND_OF_NOVEMBER
from vorzimmer.billing import actions
from vorzimmer.billing.actions.issuing import as_it_would_be
from vorzimmer.billing.actions.runs import drafts_of
from vorzimmer.billing.documents import reading
from vorzimmer.billing.documents.reading import draft_pdf, reading_copy
from vorzimmer.billing.models import Document, Issuer, Mandate, Run, RunItem
from vorzimmer.billing.months import rate_customer, with_contracts
from vorzimmer.billing.run_figures import NOTABLE, counted, items_of_group, months_at, release_of, to_do_at, totals_of
from vorzimmer.customers.models import Customer

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
THIRD_OF_NOVEMBER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def office():
    firm.write_settings()
    return firm.offer()


def begun():
    return actions.run_of(OCTOBER, SECOND_OF_NOVEMBER)


def released():
    run = begun()
    actions.write_preview(run)
    return actions.release(run, SECOND_OF_NOVEMBER, by=None)


def test_a_preview_is_made_in_pieces_and_nobody_is_rated_twice(office):
    for number in range(1, 6):
        firm.enrol(office, f"K-{number}")
    run = begun()
    assert [actions.rate_some(run, at_most=2) for _ in range(4)] == [3, 1, 0, 0]
    assert run.items.count() == 5
    assert {item.gross for item in run.items.all()} == {18_802}


def test_a_preview_that_was_left_is_finished_by_the_job(office):
    for number in range(1, 4):
        firm.enrol(office, f"K-{number}")
    run = begun()
    actions.rate_some(run, at_most=1)
    assert actions.rate_previews(SECOND_OF_NOVEMBER) == 1
    assert run.items.count() == 3
    assert actions.rate_previews(SECOND_OF_NOVEMBER) == 0


def test_a_preview_that_is_not_complete_is_not_released(office):
    firm.enrol(office, "K-1")
    firm.enrol(office, "K-2")
    run = begun()
    actions.rate_some(run, at_most=1)
    with pytest.raises(ValidationError, match="not complete"):
        actions.release(run, SECOND_OF_NOVEMBER, by=None)
    actions.rate_some(run)
    assert actions.release(run, SECOND_OF_NOVEMBER, by=None).state == Run.State.RELEASED
    with pytest.raises(ValidationError, match="released already"):
        actions.rate_some(run_again())


def run_again():
    return Run.objects.get()


def test_a_preview_of_300_customers_asks_at_most_six_questions_a_customer(office):
    for number in range(300):
        firm.enrol(office, f"K-{number:03}")
    run = begun()
    with CaptureQueriesContext(connection) as caught:
        while actions.rate_some(run):
            pass
    assert run.items.count() == 300
    assert len(caught) <= 6 * 300 + 100


def test_begun_anew_the_preview_forgets_all_but_who_is_held_by_hand(office):
    customer = firm.enrol(office, "K-1")
    firm.enrol(office, "K-2")
    run = begun()
    actions.write_preview(run)
    actions.hold(run.items.get(customer=customer), "Rückfrage")
    actions.begin_preview_anew(run)
    assert [(item.customer.number, item.reason) for item in run.items.all()] == [("K-1", "Rückfrage")]
    actions.release(finished(run), SECOND_OF_NOVEMBER, by=None)
    with pytest.raises(ValidationError):
        actions.begin_preview_anew(run)


def finished(run):
    actions.rate_some(run)
    return run


def test_who_was_refused_is_billed_after_mending_and_dated_that_day(office):
    customer = firm.enrol(office, "K-1", street="")
    firm.give_mandate(customer)
    run = released()
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    item = run.items.get()
    assert (item.state, item.reason) == ("refused", "The address of the customer is not complete.")
    assert actions.rate_again(item).state == RunItem.State.REFUSED
    Customer.objects.update(street="Lindenweg 3")
    assert actions.rate_again(item).state == RunItem.State.READY
    assert run_again().state == Run.State.RELEASED
    actions.issue_released(THIRD_OF_NOVEMBER)
    document = Document.objects.get()
    assert (document.issued_on, document.due_on) == (date(2026, 11, 3), date(2026, 11, 17))
    assert run_again().state == Run.State.DONE


def test_all_who_were_refused_are_rated_again_at_once_and_who_is_held_by_hand_is_not(office):
    firm.enrol(office, "K-1", street="")
    firm.enrol(office, "K-2", city="")
    held = firm.enrol(office, "K-3")
    run = begun()
    actions.write_preview(run)
    actions.hold(run.items.get(customer=held), "Rückfrage")
    actions.release(run, SECOND_OF_NOVEMBER, by=None)
    Customer.objects.filter(number="K-1").update(street="Lindenweg 3")
    assert actions.rate_refused_again(run) == 1
    actions.rate_again(run.items.get(customer=held))
    assert {item.customer.number: item.state for item in run.items.all()} == {"K-1": "ready", "K-2": "refused", "K-3": "held"}


def test_who_is_held_while_the_run_is_released_gets_nothing(office):
    firm.enrol(office, "K-1")
    held = firm.enrol(office, "K-2")
    run = released()
    actions.hold(run.items.get(customer=held), "Rückfrage")
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    assert [document.customer_number for document in Document.objects.all()] == ["K-1"]
    with pytest.raises(ValidationError, match="issued already"):
        actions.hold(run.items.get(customer__number="K-1"), "zu spät")


def test_of_two_who_release_the_first_is_named_and_nothing_happens_twice(office, cast):
    firm.enrol(office, "K-1")
    run = begun()
    actions.write_preview(run)
    stale = Run.objects.get()
    actions.release(run, SECOND_OF_NOVEMBER, by=cast.owner)
    again = actions.release(stale, THIRD_OF_NOVEMBER, by=cast.accountant)
    assert (again.released_by, again.issued_on) == (cast.owner, date(2026, 11, 2))


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_who_rate_the_same_piece_at_once_do_not_disturb_each_other(office):
    for number in range(1, 9):
        firm.enrol(office, f"K-{number}")
    run, wrong = begun(), []

    def rate():
        try:
            while actions.rate_some(run, at_most=3):
                pass
        except Exception as error:  # noqa: BLE001  (whatever it is fails the test)
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=rate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert run.items.count() == 8


# --- figures -----------------------------------------------------------------------------------------------------------------


def test_a_run_is_compared_with_the_month_before(office):
    firm.enrol(office, "K-1")
    firm.enrol(office, "K-2", concluded_on=date(2026, 11, 1))
    run = released()
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    november = actions.run_of(firm.Period.month("2026-11"), datetime(2026, 12, 1, 9, tzinfo=UTC))
    actions.write_preview(november)
    totals = totals_of(november)
    assert (totals.customers, totals.net, totals.gross) == (2, 7900 + 15_800, 9401 + 18_802)
    assert (totals.customers_before, totals.net_before, totals.gross_before, totals.percent) == (1, 15_800, 18_802, 50)
    assert counted(november) == {"notable": 2, "refused": 0, "held": 0, "ready": 2, "issued": 0, "nothing": 0}
    assert [item.outlier for item in items_of_group(november, NOTABLE)] == ["lower", "first"]


def test_a_release_says_what_will_happen_and_that_is_what_happens(office):
    debited = firm.enrol(office, "K-1")
    firm.give_mandate(debited)
    transfers = firm.enrol(office, "K-2", email="")
    firm.give_mandate(transfers)
    firm.bill_so(transfers, pays="transfer")
    firm.enrol(office, "K-3", street="")
    run = begun()
    actions.write_preview(run)
    says = release_of(run, SECOND_OF_NOVEMBER)
    assert (says.invoices, says.gross, says.credits) == (2, 37_604, 0)
    assert (says.collections, says.collected, says.collected_on) == (1, 18_802, date(2026, 11, 16))
    assert (says.emails, says.without_email, says.refused, says.held) == (1, 1, 1, 0)
    assert Mandate.objects.count() == 0
    actions.release(run, SECOND_OF_NOVEMBER, by=None)
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    collections = [(c.amount, c.due_on) for document in Document.objects.all() for c in document.collections.all()]
    assert collections == [(18_802, date(2026, 11, 16))]


def test_the_months_and_what_is_to_do(office):
    firm.enrol(office, concluded_on=date(2026, 9, 10))
    months = {month.first: month for month in months_at(SECOND_OF_NOVEMBER)}
    assert [(m.first.month, m.can_be_billed) for m in months.values()] == [(11, False), (10, True), (9, True)]
    assert to_do_at(SECOND_OF_NOVEMBER).to_bill == date(2026, 10, 1)
    run = released()
    assert to_do_at(SECOND_OF_NOVEMBER).running == [run]
    actions.issue_run(run, SECOND_OF_NOVEMBER)
    to_do = to_do_at(SECOND_OF_NOVEMBER)
    assert (to_do.to_bill, to_do.running, to_do.unsent, to_do.nothing) == (None, [], 0, True)
    assert to_do_at(datetime(2026, 11, 5, tzinfo=UTC)).unsent == 1
    assert months_at(SECOND_OF_NOVEMBER)[1].gross == 18_802


# --- drafts ------------------------------------------------------------------------------------------------------------------


def test_a_draft_says_what_the_bill_will_say_and_leaves_nothing(office):
    customer = firm.enrol(office)
    firm.give_mandate(customer)
    firm.use(customer, "sms", 3)
    month = rate_customer(with_contracts(Customer.objects.all()).get(), OCTOBER, Issuer.current())
    (draft,) = drafts_of(month)
    terms = as_it_would_be(draft, date(2026, 11, 2), SECOND_OF_NOVEMBER)
    assert (terms.number, terms.net, terms.payment.collected_on) == ("Entwurf", 15_827, date(2026, 11, 16))
    assert (Document.objects.count(), Mandate.objects.count()) == (0, 0)
    pdf = draft_pdf(terms)
    assert pdf.startswith(b"%PDF")
    assert b"factur-x" not in pdf


def test_who_may_not_see_bank_data_gets_the_pages_without_the_data(office):
    customer = firm.enrol(office)
    firm.give_mandate(customer, firm.OTHER_IBAN)
    actions.issue_run(released(), SECOND_OF_NOVEMBER)
    pdf = bytes(Document.objects.get().pdf)
    assert b"factur-x.xml" in pdf
    assert firm.OTHER_IBAN in Document.objects.get().xml
    read = reading_copy(Document.objects.get().content)
    assert attachments(read) == []
    assert attachments(pdf) == ["factur-x.xml"]
    assert firm.OTHER_IBAN not in all_streams(read)
    with translation.override("de"):
        payment = said(Document.objects.get().content)
    assert payment == "Wir ziehen 188,02\u00a0EUR am 16.11.2026 per SEPA-Lastschrift ein."


def all_streams(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "".join(each.read_bytes().decode("latin-1") for each in opened.objects if isinstance(each, pikepdf.Stream))


def attachments(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(opened.attachments)


def said(terms):
    """What the copy for reading says about the payment."""
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "typeset", lambda inputs, _midnight: seen.append(json.loads(inputs["paper"])) or b"")
        reading_copy(terms)
    return seen[0]["payment"]["text"]

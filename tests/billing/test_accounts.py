"""Booking on the accounts of customers: documents, payments, returns, cancelling, giving up, deposits; and reading them."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.billing.papers import NOON, TODAY, collect, issue
from tests.cast import make_cast
from vorzimmer.billing.accounts import account, ageing, open_items, standing_of
from vorzimmer.billing.actions import (
    Deed,
    Payment,
    Returned,
    allocate_open,
    book_debit,
    book_document,
    book_payment,
    book_return,
    demand_deposit,
    give_deposit_back,
    refund,
    reverse,
    settle,
    undo_allocation,
    write_off,
)
from vorzimmer.billing.models import AccountEntry, Allocation
from vorzimmer.domain.accounts import Age, Because, StandingCode
from vorzimmer.domain.invoices import DocumentKind

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=30))


@pytest.fixture
def zahn(cast):
    return cast.zahn


def paid(customer, cents, **more):
    more.setdefault("value_on", TODAY)
    return book_payment(Payment(customer_ref=customer.pk, customer_number=customer.number, cents=cents, **more), NOON)


def stands(document, day=TODAY):
    """Say how a document stands; its account must say the same."""
    found = standing_of([document], day)[document.pk]
    assert account(document.customer_ref, day).standings.get(document.pk, found) == found
    return found.code, found.because, found.open


def settled(entry):
    """What settles an entry, or what it settles: kind and cents."""
    own = [(a.credit.kind, a.amount) for a in entry.taken.filter(undone_at=None)]
    return own + [(a.debit.kind, a.amount) for a in entry.given.filter(undone_at=None)]


# --- documents -----------------------------------------------------------------------------------------------------------


def test_an_invoice_is_booked_once_with_its_day_and_its_due_day(zahn):
    document = issue(zahn)
    first, again = book_document(document, NOON), book_document(document, LATER)
    assert first.pk == again.pk
    assert (first.kind, first.amount, first.day, first.due_on) == ("invoice", 11900, date(2026, 11, 2), date(2026, 11, 16))
    assert stands(document) == (StandingCode.OPEN, Because.NOTHING_PAID, 11900)


def test_a_credit_note_settles_the_invoice_that_it_names(zahn):
    invoice, other = issue(zahn), issue(zahn, issued_on=date(2026, 9, 1))
    book_document(other, NOON)
    book_document(invoice, NOON)
    note = issue(zahn, kind=DocumentKind.CREDIT_NOTE, lines=[(1900, 1000)], preceding=invoice)
    assert book_document(note, NOON).amount == -1190
    assert stands(invoice) == (StandingCode.PART_PAID, Because.SOME_PAID, 10710)
    assert stands(other)[2] == 11900
    assert stands(note) == (StandingCode.PAID, Because.SET_OFF, 0)


def test_cancelling_frees_what_was_paid_and_its_replacement_takes_it(zahn):
    wrong = issue(zahn)
    book_document(wrong, NOON)
    payment = paid(zahn, 11900, documents=[wrong])
    book_document(issue(zahn, issued_on=date(2026, 8, 1), lines=[(1900, 5000)]), NOON)
    note = issue(zahn, cancels=wrong)
    book_document(note, LATER)
    assert stands(wrong) == (StandingCode.CANCELLED, Because.CANCELLED, 0)
    assert stands(note) == (StandingCode.PAID, Because.SET_OFF, 0)
    assert account(zahn.pk, TODAY).credit == 11900
    right = issue(zahn, replaces=wrong, kind=DocumentKind.CORRECTED, lines=[(1900, 8000)])
    book_document(right, LATER)
    assert stands(right) == (StandingCode.PAID, Because.ALL_PAID, 0)
    assert sorted(settled(payment)) == [("invoice", 9520)]
    assert account(zahn.pk, TODAY).credit == 2380


def test_the_replacement_may_be_booked_before_the_cancelling(zahn):
    wrong = issue(zahn)
    book_document(wrong, NOON)
    paid(zahn, 11900)
    right = issue(zahn, replaces=wrong, kind=DocumentKind.CORRECTED)
    book_document(right, LATER)
    book_document(issue(zahn, cancels=wrong), LATER)
    assert stands(right) == (StandingCode.PAID, Because.ALL_PAID, 0)


def test_cancelling_takes_back_what_was_written_off(zahn, cast):
    wrong = issue(zahn)
    entry = book_document(wrong, NOON)
    write_off(entry, Deed(cents=1900, reason="Kulanz"), NOON, by=cast.accountant)
    book_document(issue(zahn, cancels=wrong), LATER)
    assert account(zahn.pk, TODAY).balance == 0
    assert account(zahn.pk, TODAY).credit == 0


def test_a_document_that_cancels_an_unbooked_one_books_both(zahn):
    wrong = issue(zahn)
    book_document(issue(zahn, cancels=wrong), NOON)
    assert AccountEntry.objects.count() == 2
    assert account(zahn.pk, TODAY).balance == 0


def test_a_document_of_nothing_is_booked_and_paid(zahn):
    document = issue(zahn, lines=[(1900, 0)])
    assert book_document(document, NOON).amount == 0
    assert stands(document) == (StandingCode.PAID, Because.NOTHING_OWED, 0)


# --- money in ------------------------------------------------------------------------------------------------------------


def test_a_payment_settles_what_it_names_and_then_the_oldest(zahn):
    old, new = issue(zahn, issued_on=date(2026, 9, 1)), issue(zahn, issued_on=date(2026, 10, 1))
    for document in (old, new):
        book_document(document, NOON)
    payment = paid(zahn, 15000, documents=[new])
    assert stands(new) == (StandingCode.PAID, Because.ALL_PAID, 0)
    assert stands(old) == (StandingCode.PART_PAID, Because.SOME_PAID, 8800)
    assert (payment.amount, payment.document) == (-15000, new)


def test_what_is_paid_too_much_lies_on_the_account_and_the_next_invoice_may_take_it(zahn):
    document = issue(zahn)
    book_document(document, NOON)
    paid(zahn, 20000, documents=[document])
    assert stands(document) == (StandingCode.OVERPAID, Because.MORE_PAID, 0)
    following = issue(zahn)
    book_document(following, NOON)
    assert stands(following)[2] == 11900
    allocate_open(zahn.pk, LATER)
    assert stands(following)[2] == 3800
    assert allocate_open(zahn.pk, LATER) == []


def test_a_payment_with_a_key_is_booked_once(zahn):
    first, again = paid(zahn, 100, key="form-1"), paid(zahn, 100, key="form-1")
    assert first.pk == again.pk
    assert AccountEntry.objects.count() == 1
    assert paid(zahn, 100).pk != paid(zahn, 100).pk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"cents": 0}, "cents"), ({"cents": -5}, "cents"), ({"cents": 5, "value_on": date(2026, 11, 27)}, "value_on")],
)
def test_a_payment_that_makes_no_sense_is_refused_and_nothing_is_booked(zahn, wrong, field):
    with pytest.raises(ValidationError) as caught:
        paid(zahn, **wrong)
    assert list(caught.value.error_dict) == [field]
    assert not AccountEntry.objects.exists()


def test_a_payment_for_a_document_of_somebody_else_is_refused(cast):
    document = issue(cast.berg)
    with pytest.raises(ValidationError, match="belongs to another customer"):
        paid(cast.zahn, 100, documents=[document])


def test_a_debit_is_booked_once_and_pays_its_document(zahn):
    document = issue(zahn)
    book_document(document, NOON)
    collection = collect(document)
    assert book_debit(collection, TODAY, NOON).pk == book_debit(collection, TODAY, LATER).pk
    assert stands(document) == (StandingCode.PAID, Because.ALL_PAID, 0)


def test_a_return_makes_the_document_owed_again_and_charges_the_fee(zahn):
    document = issue(zahn)
    book_document(document, NOON)
    collection = collect(document)
    book_debit(collection, TODAY, NOON)
    back = book_return(collection, Returned(value_on=TODAY, fee=370), LATER)
    assert book_return(collection, Returned(value_on=TODAY, fee=370), LATER).pk == back.pk
    assert stands(document) == (StandingCode.OPEN, Because.RETURNED, 11900)
    read = account(zahn.pk, TODAY)
    assert sorted(line.entry.kind for line in read.lines) == ["debit", "fee", "invoice", "return"]
    assert (read.balance, read.open, read.credit) == (12270, 12270, 0)
    paid(zahn, 370)
    assert stands(document)[2] == 11900, "the costs of a debt come before it"


def test_a_return_before_its_debit_books_both(zahn):
    document = issue(zahn)
    book_document(document, NOON)
    book_return(collect(document), Returned(value_on=TODAY), NOON)
    assert account(zahn.pk, TODAY).balance == 11900
    assert stands(document) == (StandingCode.OPEN, Because.RETURNED, 11900)


def test_a_document_on_its_way_to_the_bank_is_in_collection(zahn):
    document = issue(zahn, issued_on=date(2026, 10, 1))
    book_document(document, NOON)
    collect(document, due_on=date(2026, 12, 1), state="sent")
    found = standing_of([document], TODAY)[document.pk]
    assert (found.code, found.collected_on, found.overdue) == (StandingCode.IN_COLLECTION, date(2026, 12, 1), 0)
    read = account(zahn.pk, TODAY)
    assert (read.open, read.due, read.lines[0].overdue) == (11900, 0, 0)
    assert [(item.age, item.overdue) for item in open_items(TODAY)] == [(Age.NOT_DUE, 0)]


# --- what settles what ---------------------------------------------------------------------------------------------------


def test_an_allocation_is_undone_and_made_anew_elsewhere(zahn):
    one, two = issue(zahn, issued_on=date(2026, 9, 1)), issue(zahn, issued_on=date(2026, 10, 1))
    entries = [book_document(document, NOON) for document in (one, two)]
    payment = paid(zahn, 11900)
    undo_allocation(payment.given.get(), LATER)
    assert stands(one)[2] == 11900
    settle(payment, entries[1], LATER, cents=5000)
    assert stands(two)[2] == 6900
    settle(payment, entries[1], LATER)
    assert stands(two) == (StandingCode.PAID, Because.ALL_PAID, 0)
    assert Allocation.objects.count() == 3, "nothing is deleted"


def test_what_cannot_settle_is_refused_in_words(cast):
    zahn = cast.zahn
    invoice, payment = book_document(issue(zahn), NOON), paid(zahn, 20000)
    stranger = book_document(issue(cast.berg), NOON)
    with pytest.raises(ValidationError, match="of one customer"):
        settle(payment, stranger, NOON)
    with pytest.raises(ValidationError, match="cannot settle each other"):
        settle(invoice, payment, NOON)
    with pytest.raises(ValidationError, match="Nothing of it is open"):
        settle(payment, invoice, NOON)
    second = book_document(issue(zahn, lines=[(1900, 100)]), NOON)
    with pytest.raises(ValidationError, match=r"At most €1\.19"):
        settle(payment, second, NOON, cents=120)
    with pytest.raises(ValidationError, match="above zero"):
        settle(payment, second, NOON, cents=0)


def test_what_belongs_together_stays_together(zahn, cast):
    document = issue(zahn)
    entry = book_document(document, NOON)
    collection = collect(document)
    debit = book_debit(collection, TODAY, NOON)
    book_return(collection, Returned(value_on=TODAY), LATER)
    with pytest.raises(ValidationError, match="A debit and its return"):
        undo_allocation(debit.given.get(undone_at=None), LATER)
    written = write_off(entry, Deed(cents=100, reason="Rest"), LATER, by=cast.accountant)
    with pytest.raises(ValidationError, match="Take the write-off itself back"):
        undo_allocation(written.given.get(), LATER)
    note = book_document(issue(zahn, cancels=document), LATER)
    with pytest.raises(ValidationError, match="for good"):
        undo_allocation(note.given.get(), LATER)
    payment = paid(zahn, 500)
    reverse(payment, "Irrtum", LATER, by=cast.accountant)
    with pytest.raises(ValidationError, match="for good"):
        undo_allocation(payment.given.get(undone_at=None), LATER)


# --- taking back, giving up, paying out ----------------------------------------------------------------------------------


def test_a_payment_on_the_wrong_account_is_taken_back(zahn, cast):
    document = issue(zahn)
    book_document(document, NOON)
    payment = paid(zahn, 11900)
    back = reverse(payment, "Falscher Kunde", LATER, by=cast.accountant)
    assert (back.amount, back.kind, back.reverses, back.reason) == (11900, "payment", payment, "Falscher Kunde")
    assert reverse(payment, "noch einmal", LATER, by=cast.accountant) == back
    assert stands(document) == (StandingCode.OPEN, Because.NOTHING_PAID, 11900)
    assert account(zahn.pk, TODAY).credit == 0


def test_not_everything_can_be_taken_back(zahn, cast):
    document = issue(zahn)
    entry = book_document(document, NOON)
    with pytest.raises(ValidationError, match="cancelled by a credit note"):
        reverse(entry, "weg", NOON, by=cast.accountant)
    payment = paid(zahn, 100)
    with pytest.raises(ValidationError, match="Say why"):
        reverse(payment, "  ", NOON, by=cast.accountant)
    back = reverse(payment, "Irrtum", NOON, by=cast.accountant)
    with pytest.raises(ValidationError, match="takes another one back"):
        reverse(back, "doch", NOON, by=cast.accountant)
    collection = collect(document)
    debit = book_debit(collection, TODAY, NOON)
    returned = book_return(collection, Returned(value_on=TODAY), NOON)
    with pytest.raises(ValidationError, match="Take the return back first"):
        reverse(debit, "weg", NOON, by=cast.accountant)
    reverse(returned, "Die Bank hat sich geirrt", LATER, by=cast.accountant)
    allocate_open(zahn.pk, LATER)
    assert stands(document) == (StandingCode.PAID, Because.ALL_PAID, 0)


def test_what_is_written_off_is_owed_no_more_until_that_is_taken_back(zahn, cast):
    document = issue(zahn)
    entry = book_document(document, NOON)
    paid(zahn, 11000)
    deed = Deed(cents=900, reason="Uneinbringlich", key="w1")
    written = write_off(entry, deed, NOON, by=cast.accountant)
    assert write_off(entry, deed, NOON, by=cast.accountant) == written
    assert stands(document) == (StandingCode.WRITTEN_OFF, Because.GIVEN_UP, 0)
    reverse(written, "Doch bezahlt", LATER, by=cast.accountant)
    assert stands(document) == (StandingCode.PART_PAID, Because.SOME_PAID, 900)
    with pytest.raises(ValidationError, match="At most"):
        write_off(entry, Deed(cents=901, reason="zu viel"), LATER, by=cast.accountant)
    with pytest.raises(ValidationError, match="Only what an invoice or a fee"):
        write_off(paid(zahn, 5000), Deed(cents=1, reason="x"), LATER, by=cast.accountant)


def test_a_credit_is_paid_back_and_not_more_than_it(zahn, cast):
    payment = paid(zahn, 5000)
    refund(payment, Deed(cents=3000, key="r1"), NOON, by=cast.accountant)
    refund(payment, Deed(cents=3000, key="r1"), NOON, by=cast.accountant)
    with pytest.raises(ValidationError, match=r"At most €20\.00"):
        refund(payment, Deed(cents=2001), NOON, by=cast.accountant)
    assert account(zahn.pk, TODAY).balance == -2000
    with pytest.raises(ValidationError, match="to his credit can be paid back"):
        refund(book_document(issue(zahn), NOON), Deed(cents=1), NOON, by=cast.accountant)


def test_a_deposit_is_paid_kept_and_given_back(zahn, cast):
    demanded = demand_deposit(zahn.pk, zahn.number, Deed(cents=20000, reason="Neukunde"), NOON, by=cast.accountant)
    with pytest.raises(ValidationError, match="No deposit was paid"):
        give_deposit_back(zahn.pk, Deed(cents=1), NOON, by=cast.accountant)
    payment = paid(zahn, 20000)
    assert settled(demanded) == [("payment", 20000)]
    assert account(zahn.pk, TODAY).deposit == 20000
    with pytest.raises(ValidationError, match=r"At most €200\.00"):
        give_deposit_back(zahn.pk, Deed(cents=20001), NOON, by=cast.accountant)
    back = give_deposit_back(zahn.pk, Deed(cents=20000), LATER, by=cast.accountant)
    assert account(zahn.pk, TODAY).deposit == 0
    for refused in (lambda: reverse(payment, "weg", LATER, by=cast.accountant), lambda: undo_allocation(payment.given.get(), LATER)):
        with pytest.raises(ValidationError, match="given back already"):
            refused()
    document = issue(zahn)
    book_document(document, LATER)
    allocate_open(zahn.pk, LATER)
    assert stands(document) == (StandingCode.PAID, Because.ALL_PAID, 0)
    refund(back, Deed(cents=8100), LATER, by=cast.accountant)
    assert account(zahn.pk, TODAY).balance == 0


# --- reading -------------------------------------------------------------------------------------------------------------


def test_the_account_runs_from_entry_to_entry(zahn):
    book_document(issue(zahn), NOON)
    paid(zahn, 5000)
    read = account(zahn.pk, TODAY)
    assert [(line.entry.kind, line.balance, line.open, line.overdue) for line in read.lines] == [
        ("invoice", 11900, 6900, 10),
        ("payment", 6900, 0, 0),
    ]
    assert (read.balance, read.open, read.due, read.credit) == (6900, 6900, 6900, 0)
    assert [(each.other.kind, each.cents) for each in read.lines[0].settlements] == [("payment", 5000)]


def test_open_items_and_ages_are_those_of_the_day(cast):
    book_document(issue(cast.zahn, issued_on=date(2026, 8, 1)), NOON)
    book_document(issue(cast.berg, issued_on=date(2026, 11, 20), lines=[(1900, 100)]), NOON)
    paid(cast.berg, 500)
    assert [(item.entry.customer_number, item.cents, item.overdue) for item in open_items(TODAY)] == [
        ("K-1001", 11900, 103),
        ("K-1002", -381, 0),
    ]
    zahn, berg = ageing(TODAY)
    assert (zahn.ages[Age.OVER_90], zahn.balance) == (11900, 11900)
    assert (berg.owed, berg.credit, berg.balance) == (0, 381, -381)


def test_reading_takes_the_same_number_of_queries_for_any_number_of_documents(zahn, django_assert_num_queries):
    documents = [issue(zahn) for _ in range(8)]
    for document in documents:
        book_document(document, NOON)
    paid(zahn, 30000)
    with django_assert_num_queries(5):
        standing_of(documents, TODAY)
    with django_assert_num_queries(3):
        account(zahn.pk, TODAY)
    with django_assert_num_queries(2):
        open_items(TODAY)


DEEDS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 30000), st.integers(0, 50)), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_done_no_cent_settles_twice_and_the_balance_is_what_is_open(cast, deeds):
    zahn, by = cast.zahn, cast.accountant
    savepoint = transaction.savepoint()
    for what, cents, which in deeds:
        entries = list(AccountEntry.objects.filter(customer_ref=zahn.pk).order_by("booked_at", "pk"))
        entry = entries[which % len(entries)] if entries else None
        try:
            with transaction.atomic():
                do(what, cents, entry, zahn, by)
        except ValidationError:
            continue
    read = account(zahn.pk, TODAY)
    for line in read.lines:
        used = sum(each.cents for each in line.settlements)
        assert used + line.open == abs(line.entry.amount)
    assert read.balance == read.open - read.credit == sum(line.entry.amount for line in read.lines)
    assert read.deposit >= 0
    transaction.savepoint_rollback(savepoint)


def do(what, cents, entry, zahn, by):  # noqa: C901  one line a deed
    deed = Deed(cents=cents, reason="Probe")
    if what in {0, 1}:
        book_document(issue(zahn, lines=[(1900, cents)]), NOON)
    elif what == 2:
        paid(zahn, cents)
    elif what == 3 and entry is not None and entry.document_id and not hasattr(entry.document, "cancelled_by") and entry.kind == "invoice":
        book_document(issue(zahn, cancels=entry.document, lines=[(1900, entry.document.net)]), LATER)
    elif what == 4 and entry is not None:
        reverse(entry, "Probe", LATER, by=by)
    elif what == 5 and entry is not None:
        write_off(entry, deed, LATER, by=by)
    elif what == 6 and entry is not None:
        refund(entry, deed, LATER, by=by)
    elif what == 7:
        demand_deposit(zahn.pk, zahn.number, deed, NOON, by=by)
    elif what == 8:
        give_deposit_back(zahn.pk, deed, LATER, by=by)
    elif what == 9:
        for allocation in Allocation.objects.filter(credit__customer_ref=zahn.pk, undone_at=None)[:1]:
            undo_allocation(allocation, LATER)
        allocate_open(zahn.pk, LATER)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_at_once_do_not_settle_with_the_same_cent(cast):
    zahn, rounds = cast.zahn, 6
    invoices = [book_document(issue(zahn), NOON) for _ in range(2 * rounds)]
    payments = [paid(zahn, 11900) for _ in range(rounds)]
    Allocation.objects.all().delete()
    together, results = threading.Barrier(2), []

    def work(mine):
        try:
            for payment, invoice in zip(payments, mine, strict=True):
                together.wait(20)
                try:
                    results.append(settle(payment, invoice, LATER).amount)
                except ValidationError:
                    results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in (invoices[:rounds], invoices[rounds:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, results)) == ["11900"] * rounds + ["refused"] * rounds, connection.vendor


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_at_once_book_a_document_once(cast):
    document = issue(cast.zahn)
    together, results = threading.Barrier(2), []

    def work():
        together.wait(10)
        try:
            results.append(book_document(document, NOON).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 2
    assert len(set(results)) == 1
    assert AccountEntry.objects.count() == 1

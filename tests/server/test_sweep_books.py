"""Entries of accounts go ten years after the last that was written about all they settle, whole or not at all; balances stay (R-TAX10)."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, RestrictedError

from tests.billing import firm, papers
from tests.cast import make_cast
from tests.claims.cases_at_hand import claim_of, noon, pay
from tests.server import lives
from tests.server.test_sweep import midnight
from vorzimmer.billing import accounts, datev
from vorzimmer.billing.actions import book_document, issuing
from vorzimmer.billing.actions.booking import mirror, undo
from vorzimmer.billing.actions.tax_years import declare_assessed
from vorzimmer.billing.closed_books import BOOKS, gone, hang_together, holds
from vorzimmer.billing.models import (
    AccountEntry,
    Allocation,
    AssessedYear,
    BankEntry,
    BankFile,
    ChainLink,
    Collection,
    DebitFile,
    Document,
    Issuer,
    Mandate,
)
from vorzimmer.billing.reports import report_vat
from vorzimmer.billing.tax_years import tax_years
from vorzimmer.billing.verifying import gone_by_rule, verify_documents, verify_last
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Due
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.reading import reading_at
from vorzimmer.privacy.sweeping import CountsDisagree, State, decided, sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
BILLED, PAID = date(2025, 12, 20), date(2026, 1, 4)
GOES = date(2037, 1, 1)
"""Ten years after the end of 2026, in which it was paid."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast():
    now = datetime(2025, 1, 1, tzinfo=UTC)
    lives.release_all(now)
    return make_cast(noon(date(2025, 1, 1)))


@pytest.fixture
def customer(cast):
    return firm.enrol(firm.offer(), "K-2001")


def assess(*years):
    AssessedYear.objects.bulk_create([AssessedYear(year=year, declared_at=noon(date(2034, 3, 3))) for year in years])


def billed(customer, day, **more):
    document = papers.issue(customer, issued_on=day, **more)
    Document.objects.filter(pk=document.pk).update(sent_on=day)
    issuing._chain(document)
    book_document(document, noon(day))
    return document


@pytest.fixture
def paid(customer):
    """An invoice of 2025, paid in 2026."""
    document = billed(customer, BILLED, number="RE-2025-00001")
    pay(document, PAID)
    return document


def entry(customer, cents, day, kind=None, **more):
    return AccountEntry.objects.create(
        key=str(uuid4()),
        customer_ref=customer.pk,
        customer_number=customer.number,
        kind=kind or ("payment" if cents < 0 else "fee"),
        amount=cents,
        day=day,
        value_on=day,
        booked_at=noon(day),
        **more,
    )


def settle(credit, debit, cents, day, **more):
    return Allocation.objects.create(credit=credit, debit=debit, amount=cents, at=noon(day), **more)


def swept(day, **more):
    """Sweep at a midnight; nothing may be blocked."""
    outcomes = sweep(midnight(day) + timedelta(**more))
    assert [each.clock.table for each in outcomes if each.state is State.BLOCKED] == []
    return {each.clock.table: each.erased for each in outcomes if each.erased and each.clock.rule is Rule.TAX10}


def left():
    return AccountEntry._base_manager.count(), Allocation._base_manager.count()


# --- when ------------------------------------------------------------------------------------------------------------------------


def test_a_paid_invoice_goes_with_its_payment_on_the_first_of_january_and_not_a_second_before(paid):
    assess(2025, 2026)
    assert swept(GOES, seconds=-1) == {}
    assert left() == (2, 1)
    assert swept(GOES) == {"billing.AccountEntry": 2, "billing.Document": 1}
    assert left() == (0, 0)
    assert swept(GOES, days=1) == {}


def test_it_is_read_until_the_second_before_and_by_nobody_afterwards_though_no_sweep_came_by(paid, customer):
    assess(2025, 2026)
    with reading_at(midnight(GOES) - SECOND):
        assert (AccountEntry.objects.count(), Allocation.objects.count()) == (2, 1)
    with reading_at(midnight(GOES)):
        assert (AccountEntry.objects.count(), Allocation.objects.count()) == (0, 0)
        assert accounts.account(customer.pk, GOES).lines == []
    assert left() == (2, 1)


@pytest.mark.parametrize("years", [(), (2025,), (2026,)])
def test_while_one_of_its_years_is_not_assessed_it_is_held_and_can_be_read(years, paid):
    assess(*years)
    outcome = next(each for each in sweep(midnight(date(2045, 1, 1))) if each.clock is BOOKS)
    assert (outcome.held, outcome.erased, left()) == (2, 0, (2, 1))
    with reading_at(midnight(date(2045, 1, 1))):
        assert (AccountEntry.objects.count(), Allocation.objects.count()) == (2, 1)


def test_what_is_not_paid_to_the_last_cent_stays(customer):
    pay(billed(customer, BILLED), PAID, cents=11_899)
    assess(2025, 2026)
    assert "billing.AccountEntry" not in swept(date(2060, 1, 1))
    assert accounts.account(customer.pk, date(2060, 1, 1)).open == 1


def test_what_the_customer_still_has_to_his_credit_stays_with_all_that_it_paid(customer):
    pay(billed(customer, BILLED), PAID, cents=11_901)
    assess(2025, 2026)
    assert "billing.AccountEntry" not in swept(date(2060, 1, 1))
    assert accounts.account(customer.pk, date(2060, 1, 1)).balance == -1


def test_the_year_counts_in_which_it_was_settled_and_in_which_that_was_undone(customer):
    debit, credit = entry(customer, 100, BILLED), entry(customer, -100, BILLED)
    undo(settle(credit, debit, 100, date(2026, 2, 2)), noon(date(2028, 2, 2)))
    settle(credit, debit, 100, date(2027, 2, 2))
    assess(*range(2025, 2029))
    assert "billing.AccountEntry" not in swept(date(2038, 12, 31))
    assert swept(date(2039, 1, 1)) == {"billing.AccountEntry": 2}


def test_a_chain_of_payments_and_invoices_goes_when_the_last_of_it_does(customer):
    """He always pays 100.00 € of 119.00 €: each payment settles the rest of one invoice and a part of the next."""
    debits = [entry(customer, 11_900, date(2025 + number, 6, 1)) for number in range(3)]
    credits_ = [entry(customer, -11_900, date(2025 + number, 7, 1)) for number in range(3)]
    for number, credit in enumerate(credits_):
        settle(credit, debits[number], 10_000, credit.day)
        settle(credit, debits[(number + 1) % 3], 1_900, date(2027, 7, 1))
    assess(*range(2025, 2029))
    assert "billing.AccountEntry" not in swept(date(2037, 12, 31))
    assert swept(date(2038, 1, 1)) == {"billing.AccountEntry": 6}


def test_what_was_taken_back_goes_with_what_takes_it_back(customer):
    debit = entry(customer, 100, BILLED)
    mirror(debit, "Irrtum", noon(PAID), None)
    assess(2025, 2026)
    assert swept(GOES, seconds=-1) == {}
    assert swept(GOES) == {"billing.AccountEntry": 2}


def test_a_cancelled_invoice_goes_with_the_credit_note_and_the_one_in_its_place(customer):
    wrong = billed(customer, date(2025, 5, 5), number="RE-2025-00001")
    billed(customer, date(2026, 5, 5), number="RE-2026-00001", cancels=wrong)
    right = billed(customer, date(2027, 5, 5), number="RE-2027-00001", replaces=wrong)
    Document.objects.filter(number="RE-2026-00001").update(cancels=wrong)
    Document.objects.filter(pk=right.pk).update(replaces=wrong)
    pay(right, date(2027, 6, 1))
    assess(2025, 2026, 2027)
    assert "billing.AccountEntry" not in swept(date(2037, 12, 31))
    assert swept(date(2038, 1, 1)) == {"billing.AccountEntry": 4, "billing.Document": 3}


def test_an_invoice_of_which_a_claim_goes_on_keeps_its_entries(paid):
    claim = claim_of(paid)
    assess(2025, 2026)
    assert swept(GOES) == {}
    with reading_at(midnight(GOES)):
        assert AccountEntry.objects.count() == 2
    claim.delete()
    assert swept(GOES) == {"billing.AccountEntry": 2, "billing.Document": 1}


def test_a_deposit_stays_until_it_was_given_back_though_it_was_paid(customer):
    asked, came = entry(customer, 20_000, BILLED, "deposit"), entry(customer, -20_000, BILLED)
    settle(came, asked, 20_000, BILLED)
    assess(*range(2025, 2031))
    assert "billing.AccountEntry" not in swept(GOES)
    with reading_at(midnight(GOES)):
        assert accounts.account(customer.pk, GOES).deposit == 20_000
    given, refund = entry(customer, -20_000, date(2030, 2, 2), "deposit_back"), entry(customer, 20_000, date(2030, 2, 2), "refund")
    settle(given, refund, 20_000, date(2030, 2, 2))
    assert "billing.AccountEntry" not in swept(date(2040, 12, 31))
    assert swept(date(2041, 1, 1)) == {"billing.AccountEntry": 4}


# --- what is left ------------------------------------------------------------------------------------------------------------------


def test_what_is_left_settles_as_before_and_no_balance_changes(paid, customer):
    later = billed(customer, date(2030, 5, 5))
    pay(later, date(2030, 6, 1), cents=5_000)
    entry(customer, -77, date(2025, 3, 3))
    assess(2025, 2026)
    today = date(2037, 1, 2)
    before = accounts.account(customer.pk, today)
    ages, items = accounts.ageing(today), [(item.entry.pk, item.cents) for item in accounts.open_items(today)]
    assert swept(GOES)["billing.AccountEntry"] == 2
    after = accounts.account(customer.pk, today)
    assert [getattr(after, name) for name in ("balance", "open", "due", "credit", "deposit")] == [
        getattr(before, name) for name in ("balance", "open", "due", "credit", "deposit")
    ]
    assert (accounts.ageing(today), [(item.entry.pk, item.cents) for item in accounts.open_items(today)]) == (ages, items)
    assert after.lines[-1].balance == before.lines[-1].balance
    assert datev.postings(date(2025, 12, 1), date(2026, 1, 31)) == []
    assert len(datev.postings(date(2030, 1, 1), date(2030, 12, 31))) == 2


def test_between_eight_and_ten_years_the_export_says_why_it_cannot_be_made(paid):
    assess(2025, 2026)
    assert len(datev.postings(BILLED, PAID)) == 2
    swept(date(2035, 1, 1))
    with pytest.raises(ValidationError, match=r"cannot be made any more|nicht mehr erstellt"):
        datev.postings(BILLED, PAID)
    assert datev.debtors(BILLED, PAID, Issuer(datev_adviser=1001, datev_client=1), noon(PAID))


def test_what_was_given_up_of_an_emptied_document_is_missing_from_the_tax_as_the_document_is(customer):
    document = billed(customer, BILLED)
    lost = entry(customer, -11_900, PAID, "write_off", document=document)
    settle(lost, AccountEntry.objects.get(kind="invoice"), 11_900, PAID)
    assess(2025, 2026)
    assert [row[2] for row in report_vat(PAID, PAID).rows] in (["written off"], ["ausgebucht"])
    swept(date(2035, 1, 1))
    with reading_at(midnight(date(2035, 1, 2))):
        assert report_vat(BILLED, PAID).rows == []


def test_the_chain_of_documents_is_whole_when_its_oldest_have_gone(paid, customer):
    billed(customer, date(2030, 5, 5), number="RE-2030-00001")
    assess(2025, 2026)
    swept(GOES)
    assert list(Document._base_manager.values_list("number", flat=True)) == ["RE-2030-00001"]
    assert (verify_documents(), verify_last(1).findings, gone_by_rule()) == ((2, ()), (), {"RE-2025-00001"})
    ChainLink.objects.filter(number=2).update(sha256="0" * 64)
    assert {finding.document for finding in verify_documents()[1]} == {"RE-2030-00001"}


def test_a_document_that_somebody_deletes_before_its_time_is_missed(paid, customer):
    billed(customer, date(2030, 5, 5), number="RE-2030-00001")
    assess(2025, 2026)
    swept(GOES)
    AccountEntry.objects.all().delete()
    Document.objects.filter(number="RE-2030-00001").delete()
    links, (finding,) = verify_documents()
    assert (links, finding.flaw, finding.document) == (2, "vanished", "RE-2030-00001")
    assert verify_last(1).findings == (finding,)


def test_the_emptied_rows_of_debits_and_of_the_bank_go_after_their_entries(paid, customer):
    at = noon(date(2026, 1, 2))
    file = DebitFile.objects.create(
        message_id="V-1", state="sent", count=1, total=1, due_on=PAID, submit_by=PAID, xml="<pain/>", created_at=at, sent_at=at
    )
    collection = papers.collect(paid, due_on=PAID, state="done")
    Collection.objects.filter(pk=collection.pk).update(file=file, created_at=at)
    Mandate.objects.filter(pk=collection.mandate_id).update(last_used_on=PAID, ended_on=PAID)
    statement = BankFile.objects.create(sha256="0" * 64, name="a.xml", format="camt.053", data=b"<camt/>", read_at=at)
    row = BankEntry.objects.create(
        key="1", file=statement, position="1", booked_on=PAID, value_on=PAID, amount=11_900, kind="payment", said={}, created_at=at
    )
    AccountEntry.objects.filter(kind="payment").update(collection=collection, bank_entry=row)
    AccountEntry.objects.filter(kind="invoice").update(day=date(2027, 1, 1))
    assess(2025, 2026, 2027)
    assert swept(GOES) == {}, "an entry that leads to them was made in 2027"
    assert swept(date(2038, 1, 1)) == {
        "billing.AccountEntry": 2,
        "billing.Collection": 1,
        "billing.Document": 1,
        "billing.DebitFile": 1,
        "billing.BankEntry": 1,
        "billing.BankFile": 1,
        "billing.Mandate": 1,
    }


def test_the_ledger_names_entries_and_what_settled_them_and_nobody(paid, cast):
    declare_assessed(2025, noon(date(2030, 3, 3)), by=cast.owner)
    declare_assessed(2026, noon(date(2030, 3, 3)), by=cast.owner)
    assert all(each.may_be_taken_back for each in tax_years(date(2034, 5, 5)) if each.declared)
    swept(GOES)
    lines = LedgerEntry.objects.filter(rule=Rule.TAX10).order_by("number").values_list("table", "erased")
    assert list(lines) == [("billing.AccountEntry", 2), ("billing.Allocation", 1), ("billing.Document", 1)]
    assert ledger.verify()[1] == ()
    assert [each.may_be_taken_back for each in tax_years(date(2037, 5, 5)) if each.declared] == [False, False]


# --- never in part -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 5, 300])
def test_a_batch_holds_all_that_is_due_of_an_account_however_small_it_is(size, customer, cast):
    for _pair in range(3):
        settle(entry(customer, -100, BILLED), entry(customer, 100, BILLED), 100, BILLED)
    other = firm.enrol(customer.contracts.first().tariffs.first().tariff, "K-2002")
    settle(entry(other, -100, BILLED), entry(other, 100, BILLED), 100, BILLED)
    assess(2025)
    sweep(midnight(GOES), batch=size)
    lines = LedgerEntry.objects.filter(rule=Rule.TAX10, table="billing.AccountEntry").values_list("erased", flat=True)
    assert sorted(lines) == ([8] if size == 300 else [2, 6])
    assert left() == (0, 0)


def test_half_of_what_hangs_together_does_not_go_whatever_the_database_says(paid, monkeypatch):
    assess(2025, 2026)
    half = AccountEntry.objects.get(kind="invoice").pk
    monkeypatch.setattr("vorzimmer.billing.closed_books.gone", lambda _at, **_more: [half])
    with pytest.raises(CountsDisagree, match="not all"):
        sweep(midnight(GOES))
    assert left() == (2, 1)


def test_no_entry_can_be_deleted_alone(paid):
    invoice, payment = AccountEntry.objects.get(kind="invoice"), AccountEntry.objects.get(kind="payment")
    with pytest.raises(RestrictedError):
        invoice.delete()
    mirror(payment, "Irrtum", noon(PAID), None)
    with pytest.raises((ProtectedError, RestrictedError)):
        payment.delete()


# --- random books ------------------------------------------------------------------------------------------------------------------


def random_books(dice, customers):
    """Invoices and payments of some years: paid whole, in parts, too much, by one for many, taken back, settled anew, not at all."""

    def day():
        return date(dice.choice((2024, 2024, 2025, 2025, 2026, 2029)), *dice.choice(((1, 1), (6, 15), (12, 31))))

    for customer in customers:
        documents = [papers.issue(customer, issued_on=day(), number=f"RE-{uuid4()}"[:30]) for _number in range(6)]
        for one, other in pairwise(documents):
            if dice.random() < 0.15:
                Document.objects.filter(pk=other.pk).update(**{dice.choice(["cancels", "replaces"]): one})
        if dice.random() < 0.5:
            claim_of(dice.choice(documents))
        if dice.random() < 0.4:
            left = [entry(customer, 2, day(), "deposit"), entry(customer, -2, day(), "deposit_back")][: dice.choice((1, 2, 2))]
            settle(entry(customer, -2, day()), left[0], 2, day())
            if len(left) == 2:
                settle(left[1], entry(customer, 2, day(), "refund"), 2, day())
        for _group in range(8):
            _settled_group(dice, customer, documents, day)


def _settled_group(dice, customer, documents, day):
    debits = [
        entry(customer, dice.choice((1, 2)), day(), document=dice.choice([None, None, *documents]))
        for _number in range(dice.choice((1, 1, 2)))
    ]
    if dice.random() < 0.1:
        mirror(debits[0], "", noon(day()), None)
        return
    owed, paid_ = sum(each.amount for each in debits), []
    while sum(paid_) < owed:
        paid_.append(min(dice.choice((1, 2, 3)), owed - sum(paid_)))
    if dice.random() < 0.15:
        paid_[-1] += dice.choice((1, -1))
    open_ = {each: each.amount for each in debits}
    for cents in filter(None, paid_):
        credit = entry(customer, -cents, day())
        for debit in debits:
            part = min(cents, open_[debit])
            if part:
                settle(credit, debit, part, day())
                cents -= part  # noqa: PLW2901  (what is left of it)
                open_[debit] -= part
        if dice.random() < 0.1:
            other = AccountEntry.objects.filter(customer_ref=customer.pk, amount__gt=0).order_by("pk").first()
            settle(credit, other, 1, day(), undone_at=noon(day()))


def flood():
    """What the words of the rule say, written down without looking at the program: what is beside what, the years of each, what is open."""
    beside, years, stays = defaultdict(set), defaultdict(set), set()

    def join(one, *others):
        for other in filter(None, others):
            beside[one].add(other)
            beside[other].add(one)

    allocations = list(Allocation._base_manager.all())
    for each in allocations:
        join(each.credit_id, each.debit_id)
        for end in (each.credit_id, each.debit_id):
            years[end] |= {moment.year for moment in (each.at, each.undone_at) if moment}
    for paper in Document._base_manager.all():
        years[paper.pk].add(paper.issued_on.year)
        join(paper.pk, paper.cancels_id, paper.replaces_id)
        stays |= {paper.pk} if hasattr(paper, "claim") else set()
    rows = list(AccountEntry._base_manager.all())
    for row in rows:
        years[row.pk].add(row.day.year)
        join(row.pk, row.document_id, row.reverses_id)
        settled = [each.amount for each in allocations if row.pk in (each.credit_id, each.debit_id) and each.undone_at is None]
        stays |= {row.pk} if sum(settled) != abs(row.amount) else set()
    for row in (row for row in rows if "deposit" in row.kind):
        pool = [other for other in rows if other.customer_ref == row.customer_ref and "deposit" in other.kind]
        join(row.pk, *(other.pk for other in pool if other is not row))
        stays |= {row.pk} if sum(other.amount for other in pool) else set()
    return {row.pk for row in rows}, beside, years, stays


def expected(year, assessed=None):
    entries, beside, years, stays = flood()
    stays |= {each for each, written in years.items() if max(written) + 10 >= year or (assessed is not None and not written <= assessed)}
    ahead = list(stays)
    while ahead:
        for each in beside[ahead.pop()] - stays:
            stays.add(each)
            ahead.append(each)
    return entries - stays


@pytest.mark.parametrize("seed", range(6))
def test_the_database_the_rule_and_the_words_of_the_law_name_the_same_entries(seed, cast, customer):
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    tariff = customer.contracts.first().tariffs.first().tariff
    random_books(dice, [customer, *(firm.enrol(tariff, f"K-{3000 + number}") for number in range(3))])
    assessed = set(dice.sample(range(2024, 2030), 4))
    assess(*assessed)
    found = 0
    for year in (2034, 2035, 2036, 2037, 2038, 2040):
        at = midnight(date(year, 1, 1))
        reading = BOOKS.read(at)
        named = set(reading.candidates().values_list("pk", flat=True))
        rows = list(reading.rows.values_list("pk", *BOOKS.columns))
        assert named == {row[0] for row in rows if isinstance(decided(BOOKS, reading, row, at), Due)} == expected(year)
        refs = {row[1] for row in rows}
        assert named == set().union(*(reading.candidates_of([ref]).values_list("pk", flat=True) for ref in refs))
        held = holds([row[0] for row in rows], date(year, 1, 1))
        due = {row[0] for row in rows if isinstance(decided(BOOKS, reading, row, at, held.get(row[0], ())), Due)}
        assert due == expected(year, assessed)
        with reading_at(at):
            assert {row[0] for row in rows} - set(AccountEntry.objects.values_list("pk", flat=True)) == due
            gone_too = set(Allocation._base_manager.filter(credit__in=due).values_list("pk", flat=True))
            assert (
                set(Allocation._base_manager.values_list("pk", flat=True)) - set(Allocation.objects.values_list("pk", flat=True))
                == gone_too
            )
        assert set(hang_together(named)) == named
        found += len(named) + len(due)
    assert found > 20


@pytest.mark.parametrize("seed", range(3))
def test_years_of_sweeps_over_random_books_change_no_balance(seed, cast, customer):
    dice = random.Random(seed + 100)  # noqa: S311  (as above)
    random_books(dice, [customer])
    assess(*range(2024, 2030))
    figures = ("balance", "open", "due", "credit", "deposit")
    before = accounts.account(customer.pk, date(2050, 1, 1))
    for year in range(2034, 2042):
        sweep(midnight(date(year, 1, 1)), batch=dice.choice((1, 4, 300)))
        after = accounts.account(customer.pk, date(2050, 1, 1))
        assert [getattr(after, name) for name in figures] == [getattr(before, name) for name in figures]
        assert {line.entry.pk: line.open for line in after.lines} == {
            line.entry.pk: line.open for line in before.lines if line.entry.pk in {each.entry.pk for each in after.lines}
        }
    assert len(after.lines) < len(before.lines)


def test_as_long_as_nothing_is_old_enough_nothing_is_named(paid):
    assert not AccountEntry._base_manager.filter(pk__in=gone(midnight(date(2035, 1, 1)))).exists()

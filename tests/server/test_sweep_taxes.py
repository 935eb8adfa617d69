"""Vouchers and letters go after the years that the law of taxes says, once the taxes of their year are finally assessed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from tests.billing import firm, papers
from tests.cast import make_cast
from tests.claims.cases_at_hand import claim_of, noon, pay, remind
from tests.server import lives
from tests.server.test_sweep import midnight
from vorzimmer.billing.actions import book_document, issuing
from vorzimmer.billing.actions.tax_years import declare_assessed, take_back_assessed
from vorzimmer.billing.models import (
    AccountEntry,
    AssessedYear,
    BankEntry,
    BankFile,
    ChainLink,
    Collection,
    DebitFile,
    Document,
    RatedMonth,
    Run,
    RunItem,
)
from vorzimmer.billing.tax_years import tax_years
from vorzimmer.billing.verifying import gone_by_rule, verify_documents
from vorzimmer.billing.vouchers import VOUCHERS
from vorzimmer.claims.models import Claim, Reminder, ReminderLine
from vorzimmer.claims.retention import LETTERS
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Due
from vorzimmer.privacy.fields import values_as_kept
from vorzimmer.privacy.key_erasure import destroy_unused_keys
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.reading import reading_at
from vorzimmer.privacy.scope import AGENCY
from vorzimmer.privacy.sweeping import State, decided, sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
ISSUED = date(2025, 6, 30)
LETTERS_GO, VOUCHERS_GO = date(2032, 1, 1), date(2034, 1, 1)
"""Six and eight years after the end of 2025."""
SECOND = timedelta(seconds=1)
DECLARED = datetime(2031, 3, 3, 11, tzinfo=UTC)


@pytest.fixture
def cast():
    now = datetime(2025, 1, 1, tzinfo=UTC)
    lives.release_all(now)
    return make_cast(noon(date(2025, 1, 1)))


@pytest.fixture
def customer(cast):
    return firm.enrol(firm.offer(), "K-2001")


@pytest.fixture
def books(customer):
    """A row of every table that was written in 2025: an invoice, paid by a direct debit that came back and then by a transfer."""
    document = papers.issue(customer, issued_on=ISSUED, number="RE-2025-00001")
    Document.objects.filter(pk=document.pk).update(sent_on=ISSUED)
    issuing._chain(document)
    book_document(document, noon(ISSUED))
    pay(document, date(2025, 7, 10))
    RatedMonth.objects.create(
        contract=customer.contracts.first(), first=date(2025, 5, 1), statement={}, document=document, rated_at=noon(ISSUED)
    )
    run = Run.objects.create(first=date(2025, 5, 1), created_at=noon(ISSUED), issued_on=ISSUED)
    RunItem.objects.create(run=run, customer=customer, state="issued").documents.add(document)
    collection = papers.collect(document, due_on=date(2025, 7, 2), state="returned")
    collection.file = DebitFile.objects.create(
        message_id="V-1",
        state="sent",
        count=1,
        total=119,
        due_on=date(2025, 7, 2),
        submit_by=date(2025, 7, 1),
        xml="<pain/>",
        created_at=noon(ISSUED),
        sent_at=noon(ISSUED),
    )
    collection.return_code, collection.returned_on, collection.created_at = "AM04", date(2025, 7, 4), noon(ISSUED)
    collection.save()
    file = BankFile.objects.create(sha256="0" * 64, name="juli.xml", format="camt.053", data=b"<camt/>", read_at=noon(date(2025, 7, 11)))
    BankEntry.objects.create(
        key="1",
        file=file,
        position="1",
        booked_on=date(2025, 7, 10),
        value_on=date(2025, 7, 10),
        amount=11900,
        kind="payment",
        said={"payer": "Dr. Zahn"},
        created_at=noon(date(2025, 7, 11)),
    )
    return document


def swept(at):
    """Sweep the rules of taxes at a moment; nothing may be blocked."""
    outcomes = sweep(at)
    assert [each.clock.table for each in outcomes if each.state is State.BLOCKED] == []
    return {each.clock.table: each.erased for each in outcomes if each.erased and each.clock.rule in {Rule.TAX6, Rule.TAX8}}


def held(at):
    return {each.clock.table for each in sweep(at) if each.held and each.clock.rule in {Rule.TAX6, Rule.TAX8}}


# --- vouchers (R-TAX8) -----------------------------------------------------------------------------------------------------------


ALL = {voucher.table: 1 for voucher in VOUCHERS}


def test_vouchers_of_2025_go_with_the_first_of_january_2034_and_not_a_second_before(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    assert swept(midnight(VOUCHERS_GO) - SECOND) == {}
    assert swept(midnight(VOUCHERS_GO)) == ALL
    assert swept(midnight(VOUCHERS_GO) + timedelta(days=1)) == {}


def test_while_2025_is_not_declared_its_vouchers_are_held(cast, books):
    assert held(midnight(VOUCHERS_GO)) == set(ALL)
    declare_assessed(2024, DECLARED, by=cast.owner)
    assert swept(midnight(date(2040, 1, 1))) == {}
    assert Document.objects.get().xml == "<Rechnung>RE-2025-00001</Rechnung>"
    declare_assessed(2025, midnight(date(2040, 1, 1)), by=cast.owner)
    assert swept(midnight(date(2040, 1, 2))) == ALL


def test_of_an_invoice_number_day_and_hash_stay_and_nothing_of_what_it_said(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    before = ChainLink.objects.get()
    sweep(midnight(VOUCHERS_GO))
    left = Document.objects.get()
    assert (left.number, left.issued_on, left.customer_number) == ("RE-2025-00001", ISSUED, "")
    with values_as_kept():
        assert (left.terms.data, left.xml.data, left.pdf.data) == (b"", b"", b"")
    assert ChainLink.objects.get().link == before.link
    assert AccountEntry.objects.filter(document=left).count() == 2, "books are kept for ten years"
    assert (Collection.objects.get().return_code, RunItem.objects.count(), RatedMonth.objects.count()) == ("", 0, 0)
    assert BankEntry.objects.get().payer_index is None


def test_the_chain_is_whole_after_the_sweep_and_says_what_is_gone_by_rule(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    assert (verify_documents(), gone_by_rule()) == ((1, ()), frozenset())
    sweep(midnight(VOUCHERS_GO))
    assert (verify_documents(), gone_by_rule()) == ((1, ()), {"RE-2025-00001"})


def test_an_invoice_that_somebody_emptied_before_its_time_is_found(cast, books, customer):
    later = papers.issue(customer, issued_on=date(2026, 2, 2), number="RE-2026-00001")
    issuing._chain(later)
    declare_assessed(2025, DECLARED, by=cast.owner)
    sweep(midnight(VOUCHERS_GO))
    blanks = next(voucher.blanks for voucher in VOUCHERS if voucher.table == "billing.Document")
    Document.objects.filter(pk=later.pk).update(**blanks)
    links, (finding,) = verify_documents()
    assert (links, finding.flaw, finding.document) == (2, "changed", "RE-2026-00001")


def test_an_invoice_of_which_a_claim_goes_on_stays(cast, books):
    claim = claim_of(books)
    Claim.objects.filter(pk=claim.pk).update(closed_on=None)
    declare_assessed(2025, DECLARED, by=cast.owner)
    assert "billing.Document" not in swept(midnight(VOUCHERS_GO))
    with reading_at(midnight(VOUCHERS_GO)):
        assert Document.objects.filter(pk=books.pk).exists()


@pytest.mark.parametrize("voucher", VOUCHERS, ids=lambda each: each.table)
def test_each_can_be_read_until_the_second_before_and_by_nobody_afterwards(voucher, cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    rows = voucher.clock().model._default_manager
    with reading_at(midnight(VOUCHERS_GO) - SECOND):
        assert rows.count() == 1
    with reading_at(midnight(VOUCHERS_GO)):
        assert rows.count() == 0
    sweep(midnight(VOUCHERS_GO))
    with reading_at(midnight(VOUCHERS_GO)):
        assert rows.count() == 0, "what is left of it is not found either"


@pytest.mark.parametrize("voucher", VOUCHERS, ids=lambda each: each.table)
def test_what_is_held_can_be_read_and_locked(voucher, books):
    with reading_at(midnight(VOUCHERS_GO)), transaction.atomic():
        assert len(voucher.clock().model._default_manager.select_for_update()) == 1


def test_the_database_and_the_rule_name_the_same_rows(cast, books, customer):
    claim = claim_of(books)
    for day, sent in ((date(2025, 12, 31), True), (date(2026, 1, 1), True), (date(2025, 12, 31), False), (date(2026, 1, 1), False)):
        remind(claim, day, **({} if sent else {"sent_on": None, "received_on": None}))
    claim.delete()
    for number, day in enumerate((date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))):
        papers.issue(customer, issued_on=day, number=f"RE-{number}")
    for year in (2024, 2025):
        declare_assessed(year, DECLARED, by=cast.owner)
    found = 0
    for year in range(2031, 2037):
        for at in (midnight(date(year, 1, 1)) - SECOND, midnight(date(year, 1, 1))):
            for each in (*VOUCHERS, LETTERS):
                clock = each.clock()
                reading = clock.read(at)
                named = set(reading.candidates().values_list("pk", flat=True))
                rows = list(reading.rows.values_list("pk", *clock.columns))
                assert named == {row[0] for row in rows if isinstance(decided(clock, reading, row, at), Due)}, (each.table, at)
                holds = each.holds([row[0] for row in rows], date(year, 1, 1))
                due = {row[0] for row in rows if isinstance(decided(clock, reading, row, at, holds.get(row[0], ())), Due)}
                with reading_at(at):
                    assert {row[0] for row in rows} - set(clock.model._default_manager.values_list("pk", flat=True)) == due
                found += len(due)
    assert found == 2 * 9 + 9 * 5 + 1 * 7, "letters from 2032, vouchers of 2025 from 2034, that of 2024 from 2033; what is of 2026 is held"


def test_the_key_of_a_month_goes_with_the_last_that_it_sealed(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    months = DataKey.objects.filter(scope=AGENCY, category="TAX", destroyed_at=None)
    assert set(months.values_list("month", flat=True)) == {"2025-06", "2025-07"}
    destroy_unused_keys(midnight(VOUCHERS_GO), midnight(VOUCHERS_GO))
    assert months.count() == 2
    sweep(midnight(VOUCHERS_GO))
    destroy_unused_keys(midnight(VOUCHERS_GO), midnight(VOUCHERS_GO))
    assert months.count() == 0


# --- letters (R-TAX6) ------------------------------------------------------------------------------------------------------------


def test_reminders_of_2025_go_with_the_first_of_january_2032(cast, books):
    claim = claim_of(books)
    remind(claim, date(2025, 12, 31))
    remind(claim, date(2026, 1, 1), level="second_sent")
    claim.delete()
    assert held(midnight(LETTERS_GO)) == {"claims.Reminder"}
    for year in (2025, 2026):
        declare_assessed(year, DECLARED, by=cast.owner)
    with reading_at(midnight(LETTERS_GO) - SECOND):
        assert Reminder.objects.count() == 2
    assert swept(midnight(LETTERS_GO) - SECOND) == {}
    with reading_at(midnight(LETTERS_GO)):
        assert Reminder.objects.get().sent_on == date(2026, 1, 1)
    assert swept(midnight(LETTERS_GO)) == {"claims.Reminder": 1}
    assert ReminderLine.objects.count() == 1


# --- the declaration ---------------------------------------------------------------------------------------------------------------


def test_a_year_is_declared_when_it_is_over(cast):
    with pytest.raises(ValidationError, match=r"not over|nicht vorbei"):
        declare_assessed(2031, midnight(date(2032, 1, 1)) - SECOND, by=cast.owner)
    declare_assessed(2031, midnight(date(2032, 1, 1)), by=cast.owner)
    declare_assessed(2031, midnight(date(2032, 1, 2)), by=cast.accountant)
    assert AssessedYear.objects.get().declared_by == cast.owner


def test_it_can_be_taken_back_until_something_was_erased_by_it(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    take_back_assessed(2025)
    assert swept(midnight(VOUCHERS_GO)) == {}
    declare_assessed(2025, midnight(VOUCHERS_GO), by=cast.owner)
    declare_assessed(2026, midnight(VOUCHERS_GO), by=cast.owner)
    sweep(midnight(date(2034, 1, 2)))
    with pytest.raises(ValidationError, match=r"erased|gelöscht"):
        take_back_assessed(2025)
    take_back_assessed(2026)
    assert list(AssessedYear.objects.values_list("year", flat=True)) == [2025]


def test_the_years_of_the_books_are_listed_with_the_first_days_on_which_their_papers_can_go(cast, books):
    declare_assessed(2025, DECLARED, by=cast.owner)
    years = tax_years(date(2028, 5, 5))
    assert [(each.year, each.declared is not None, each.may_be_taken_back) for each in years] == [
        (2027, False, False),
        (2026, False, False),
        (2025, True, True),
    ]
    assert years[-1].gone_from == (date(2032, 1, 1), date(2034, 1, 1), date(2036, 1, 1))

"""Reports on money: sums written out, CSV byte for byte, gaps in the numbers."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.billing.papers import NOON, TODAY, issue
from tests.cast import make_cast
from vorzimmer.billing.actions import Deed, Payment, book_document, book_payment, reverse, write_off
from vorzimmer.billing.models import ChainLink, NumberSeries
from vorzimmer.billing.reports import REPORTS, Cents, gaps
from vorzimmer.domain.invoices import DocumentKind, VatTreatment

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
TABLES = {report.slug: report.table for report in REPORTS}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON)


def lines(slug, *period):
    """The lines of a report, amounts as cents."""
    table = TABLES[slug](*(period or NOVEMBER))
    return [[cell.cents if isinstance(cell, Cents) else cell for cell in row] for row in table.rows]


def test_revenue_is_summed_by_month_charge_and_rate_and_credit_notes_are_subtracted(cast):
    one = issue(cast.zahn, lines=[(1900, 10000), (700, 2000)])
    issue(cast.berg, lines=[(1900, 5000)])
    issue(cast.zahn, kind=DocumentKind.CREDIT_NOTE, lines=[(1900, 1000)], preceding=one)
    issue(cast.zahn, lines=[(1900, 99)], issued_on=date(2026, 10, 31))
    assert lines("revenue") == [
        ["2026-11", "charge0", "Leistung 1", "19 %", 14000],
        ["2026-11", "charge1", "Leistung 2", "7 %", 2000],
    ]
    assert TABLES["revenue"](*NOVEMBER).total[-1] == Cents(16000)


def test_the_tax_of_a_month_is_that_of_its_documents_less_what_was_written_off(cast):
    both = issue(cast.zahn, lines=[(1900, 10000), (700, 10000)])
    entry = book_document(both, NOON)
    issue(cast.berg, lines=[(1900, 5000)], treatment=VatTreatment.SMALL_BUSINESS)
    issue(cast.berg, lines=[(1900, 700)], treatment=VatTreatment.REVERSE_CHARGE)
    write_off(entry, Deed(cents=2260, reason="Uneinbringlich"), NOON, by=cast.accountant)
    assert lines("vat") == [
        ["2026-11", "19 %", "documents", 10000, 1900],
        ["2026-11", "19 %", "written off", -1000, -190],
        ["2026-11", "7 %", "documents", 10000, 700],
        ["2026-11", "7 %", "written off", -1000, -70],
        ["2026-11", "reverse charge", "documents", 700, 0],
        ["2026-11", "small business (§19 UStG)", "documents", 5000, 0],
    ]


def test_payments_are_listed_with_what_was_taken_back(cast):
    payment = book_payment(Payment(customer_ref=cast.zahn.pk, customer_number="K-1001", cents=5000, value_on=TODAY, reference="=1+1"), NOON)
    reverse(payment, "Irrtum", NOON + timedelta(minutes=1), by=cast.accountant)
    assert [row[-2:] for row in lines("payments")] == [["", 5000], ["taken back", -5000]]
    table = TABLES["payments"](*NOVEMBER)
    assert table.total[-1] == Cents(0)
    assert table.csv().decode("utf-8").split("\r\n")[1] == "2026-11-26;2026-11-26;K-1001;Dr. Zahn;payment;'=1+1;;50.00"


def test_open_items_and_ages_are_those_of_the_last_day(cast):
    book_document(issue(cast.zahn, issued_on=date(2026, 8, 1), number="RE-2026-1"), NOON)
    book_payment(Payment(customer_ref=cast.berg.pk, customer_number="K-1002", cents=500, value_on=TODAY), NOON)
    assert lines("open", TODAY, TODAY) == [
        ["K-1001", "Dr. Zahn", "RE-2026-1", "invoice", date(2026, 8, 1), date(2026, 8, 15), 103, 11900, 11900],
        ["K-1002", "Berg", "", "payment", TODAY, None, 0, -500, -500],
    ]
    assert lines("ageing", TODAY, TODAY) == [
        ["K-1001", "Dr. Zahn", 0, 0, 0, 0, 11900, 0, 11900],
        ["K-1002", "Berg", 0, 0, 0, 0, 0, -500, -500],
    ]
    assert [cell.cents for cell in TABLES["ageing"](TODAY, TODAY).total[2:]] == [0, 0, 0, 0, 11900, -500, 11400]


def test_amounts_in_the_csv_have_the_comma_of_the_reader(cast):
    book_document(issue(cast.zahn, number="RE-2026-1", lines=[(1900, 123456)]), NOON)
    with translation.override("de"):
        text = TABLES["open"](TODAY, TODAY).csv().decode("utf-8-sig")
    assert text.split("\r\n")[1].endswith(";1469,13;1469,13")


def test_the_list_of_documents_says_how_they_stand_and_which_numbers_are_missing(cast):
    one, three = issue(cast.zahn, number="RE-2026-00001"), issue(cast.zahn, number="RE-2026-00003")
    book_document(one, NOON)
    book_payment(Payment(customer_ref=cast.zahn.pk, customer_number="K-1001", cents=11900, value_on=TODAY, documents=[one]), NOON)
    book_document(three, NOON)
    table = TABLES["documents"](*NOVEMBER)
    assert [(row[0], row[6], row[-1].cents) for row in table.rows] == [("RE-2026-00001", "paid", 0), ("RE-2026-00003", "open", 11900)]
    assert table.remark == "These numbers are missing in their series: 2026-2."


def test_a_number_that_was_given_and_is_nowhere_is_missing_one_that_was_erased_is_not(cast):
    issue(cast.zahn, number="RE-2026-00001")
    assert gaps() == []
    NumberSeries.objects.create(year=2026, next=4)
    assert gaps() == ["2026-2", "2026-3"]
    ChainLink.objects.create(number=2, document_number="RE-2026-00002", issued_on=TODAY, sha256="", previous="", link="")
    assert gaps() == ["2026-3"]


def test_reports_of_nothing_are_empty(cast):
    for report in REPORTS:
        table = report.table(*NOVEMBER)
        assert list(table.rows) == []
        assert len(table.total) in {0, len(table.headings)}, report.slug

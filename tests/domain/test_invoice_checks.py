"""What must be right before a document is written: worked examples, and properties over all that a document may say."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain import invoiced as made
from vorzimmer.domain.invoice_checks import check, is_iban, problems, telephone_number_in
from vorzimmer.domain.invoice_problems import SENTENCES, DocumentRefused, InvoiceProblem
from vorzimmer.domain.invoices import (
    DocumentKind,
    Form,
    ItemUnit,
    Party,
    Payment,
    PaymentMeans,
    Preceding,
    VatCategory,
    VatTreatment,
    category_of,
)
from vorzimmer.domain.money import half_up

P = InvoiceProblem


def kinds(document, form=Form.ZUGFERD):
    return [each.kind for each in problems(document, form)]


def with_item(**changes):
    return made.document([replace(made.BASE, **changes)])


def with_seller(**changes):
    return made.document(seller=replace(made.SELLER, **changes))


def with_buyer(**changes):
    return made.document(buyer=replace(made.BUYER, **changes))


def debit(**changes):
    return made.document(payment=replace(made.DEBIT, **changes))


def reverse_charge(**changes):
    return replace(made.CASES["reverse charge"], **changes)


@pytest.mark.parametrize("name", made.CASES)
def test_what_is_right_is_let_through(name):
    assert problems(made.CASES[name]) == ()
    check(made.CASES[name])


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (made.document(number=" "), [P.NO_NUMBER]),
        (made.document(currency="Euro"), [P.NO_CURRENCY]),
        (made.document(language="fr"), [P.NO_LANGUAGE]),
        (made.document(due_on=date(2026, 11, 1)), [P.DUE_BEFORE_ISSUE]),
        (made.document(first=date(2026, 11, 1)), [P.PERIOD_REVERSED]),
        (made.document(notes=("eins\x07zwei",)), [P.UNPRINTABLE]),
        (made.document([]), [P.NO_ITEMS]),
        (made.document(prepaid=-1), [P.NEGATIVE_PREPAID]),
        (with_item(name=""), [P.NO_ITEM_NAME]),
        (with_item(first=date(2026, 10, 31), last=date(2026, 10, 1)), [P.ITEM_PERIOD_REVERSED]),
        (with_item(quantity=Decimal("1.00001"), price=Decimal(79)), [P.TOO_PRECISE_QUANTITY]),
        (with_item(price=Decimal("79.0000001")), [P.TOO_PRECISE_PRICE]),
        (with_item(quantity=Decimal(-1), price=Decimal(-79)), [P.NEGATIVE_PRICE]),
        (with_item(net=7901), [P.WRONG_NET]),
        (with_item(quantity=Decimal(-1), net=-7900), [P.NEGATIVE_TOTAL]),
        (with_item(rate=0), [P.WRONG_RATE]),
        (with_item(rate=None), [P.WRONG_RATE]),
        (with_item(category=VatCategory.EXEMPT, rate=0), [P.WRONG_CATEGORY]),
        (made.document([*made.THREE, made.DEPOSIT]), [P.OUTSIDE_MIXED]),
    ],
)
def test_head_and_lines_must_be_right(document, found):
    assert kinds(document) == found


@pytest.mark.parametrize("name", ["Łódź Škoda", "Ελλάς", "Привет", "„Käse“ – 5 €", "Ẽ", "Strauß & Söhne"])
def test_the_letters_of_europe_can_be_printed(name):
    assert kinds(with_buyer(name=name)) == []


@pytest.mark.parametrize("name", ["李", "مرحبا", "\U0001f600", "a\x00b", "a\rb"])
def test_letters_that_the_font_does_not_have_are_refused_before(name):
    assert kinds(with_buyer(name=name)) == [P.UNPRINTABLE]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (with_seller(street=""), [P.SELLER_INCOMPLETE]),
        (with_buyer(name="", city=" "), [P.BUYER_INCOMPLETE, P.BUYER_INCOMPLETE]),
        (with_buyer(country="Germany"), [P.UNKNOWN_COUNTRY]),
        (with_seller(vat_id="", tax_number=""), [P.NO_TAX_NUMBER]),
        (with_seller(vat_id=""), []),
        (with_seller(tax_number=""), []),
        (with_seller(vat_id="123456788"), [P.WRONG_VAT_ID]),
        (replace(made.CASES["deposit"], seller=replace(made.SELLER, tax_number="")), [P.TAX_NUMBER_NEEDED]),
        (reverse_charge(seller=replace(made.SELLER, vat_id="")), [P.SELLER_VAT_ID_NEEDED]),
        (reverse_charge(buyer=replace(made.VIENNA, vat_id="")), [P.BUYER_VAT_ID_NEEDED]),
    ],
)
def test_both_parties_are_named_as_the_law_demands(document, found):
    assert kinds(document) == found


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (debit(mandate=""), [P.NO_MANDATE]),
        (debit(creditor_id=""), [P.NO_CREDITOR_ID]),
        (debit(collected_on=None), [P.NO_COLLECTION_DAY]),
        (debit(collected_on=date(2026, 11, 2)), [P.COLLECTED_TOO_EARLY]),
        (debit(iban=""), [P.NO_ACCOUNT]),
        (debit(iban="DE03500105170137075030"), [P.WRONG_IBAN]),
        (made.document(payment=Payment(means=PaymentMeans.TRANSFER)), [P.NO_ACCOUNT]),
        (replace(made.CASES["credit note"], payment=Payment(means=PaymentMeans.DIRECT_DEBIT)), []),
    ],
)
def test_it_can_be_paid_as_it_says(document, found):
    assert kinds(document) == found


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (made.document(kind=DocumentKind.CREDIT_NOTE), [P.NO_PRECEDING]),
        (made.document(kind=DocumentKind.CORRECTED), [P.NO_PRECEDING]),
        (made.document(preceding=made.ORIGINAL), [P.UNEXPECTED_PRECEDING]),
        (
            made.document(kind=DocumentKind.CORRECTED, preceding=Preceding(number="RE-2026-0042", issued_on=date(2026, 11, 1))),
            [P.PRECEDES_ITSELF],
        ),
    ],
)
def test_what_is_changed_is_named(document, found):
    assert kinds(document) == found


AUTHORITY = made.document(buyer=made.OFFICE)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (AUTHORITY, []),
        (replace(AUTHORITY, seller=replace(made.SELLER, contact="")), [P.NO_CONTACT]),
        (replace(AUTHORITY, seller=replace(made.SELLER, phone="ja")), [P.NO_PHONE]),
        (replace(AUTHORITY, seller=replace(made.SELLER, email="rechnung@kanal")), [P.NO_EMAIL]),
        (replace(AUTHORITY, buyer=replace(made.OFFICE, reference="", email="amt@kanalstadt.example")), [P.NO_REFERENCE]),
        (replace(AUTHORITY, buyer=replace(made.OFFICE, reference="Zimmer 7")), [P.NO_ELECTRONIC_ADDRESS]),
        (replace(AUTHORITY, buyer=replace(made.OFFICE, reference="Zimmer 7", email="amt@kanalstadt.example")), []),
    ],
)
def test_an_xrechnung_needs_more(document, found):
    assert kinds(document, Form.XRECHNUNG) == found
    assert kinds(document, Form.UBL) == found
    assert kinds(document) == []


@pytest.mark.parametrize(
    "text",
    [
        "Anruf von Frau Vogt, 0171 39200 11",
        "0171/3920011",
        "+49 171 39200-11",
        "0049171 3920011",
        "(030) 23125 417",
        "Tel.030 23125417",
        "Rückruf 030-23125-417 erbeten",
    ],
)
def test_a_callers_number_is_found(text):
    assert telephone_number_in(text)
    assert kinds(with_item(detail=text)) == [P.CALLER_PHONE]
    assert kinds(made.document(notes=(text,))) == [P.CALLER_PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "62 Anrufe, davon 20 Minuten frei",
        "vom 01.10.2026 bis 31.10.2026, 08:00 bis 18:00",
        "2026-10-01 bis 2026-10-31",
        "0,1234567 EUR je Minute",
        "zu Rechnung RE-2026-0000042",
        "auf Ihr Konto DE02 1203 0000 0000 2020 51",
        "Takt 60/60, ab 1000 Minuten",
        "1.000.000 Einheiten",
    ],
)
def test_what_only_looks_alike_is_let_through(text):
    assert telephone_number_in(text) == ""
    assert kinds(with_item(detail=text)) == []


def test_a_callers_address_is_found():
    assert kinds(with_item(name="Rückfrage an vogt@kunde.example")) == [P.CALLER_EMAIL]


def test_all_that_is_wrong_is_said_at_once_and_in_sentences():
    with pytest.raises(DocumentRefused) as refused:
        check(made.document(number="", due_on=date(2026, 11, 1)))
    assert str(refused.value).splitlines() == [
        ": BT-1: the document has no number.",
        ": BT-9: it is due before the day of its issue.",
    ]


def test_every_problem_has_its_sentence():
    assert set(SENTENCES) == set(InvoiceProblem)


@pytest.mark.parametrize(
    ("iban", "is_right"),
    [
        ("DE02120300000000202051", True),
        ("AT026000000001349870", True),
        ("DE02120300000000202052", False),
        ("DE21120300000000202051", False),
        ("de02120300000000202051", False),
        ("", False),
    ],
)
def test_check_digits_of_an_account(iban, is_right):
    assert is_iban(iban) is is_right


quantities = st.decimals(min_value=Decimal("0.0001"), max_value=100_000, places=4)
prices = st.decimals(min_value=0, max_value=1_000, places=6)


@st.composite
def items(draw, category=VatCategory.STANDARD, rate=1900):
    quantity, price = draw(quantities), draw(prices)
    exact = Fraction(quantity) * Fraction(price) * 100
    net = half_up(exact.numerator, exact.denominator)
    return replace(made.BASE, quantity=quantity, price=price, net=net, category=category, rate=rate, unit=draw(st.sampled_from(ItemUnit)))


@given(lines=st.lists(items(), min_size=1, max_size=8))
def test_lines_that_are_quantity_times_price_are_right(lines):
    assert problems(made.document(lines)) == ()


@given(line=items(), wrong=st.integers(2, 10_000) | st.integers(-10_000, -2))
def test_a_line_that_is_not_quantity_times_price_is_refused(line, wrong):
    slack = 1 + int(line.price * Decimal("0.005")) + 1
    changed = replace(line, net=line.net + wrong * slack)
    assert P.WRONG_NET in kinds(made.document([changed]))


@given(line=items(), seconds=st.integers(1, 10_000_000))
def test_minutes_that_were_seconds_may_be_rounded_in_their_fourth_place(line, seconds):
    exact = Fraction(seconds, 60) * Fraction(line.price) * 100
    quantity = round(Decimal(seconds) / 60, 4)
    billed = replace(line, quantity=quantity, net=half_up(exact.numerator, exact.denominator), unit=ItemUnit.MINUTE)
    assert P.WRONG_NET not in kinds(made.document([billed]))


@given(lines=st.lists(items(), min_size=1, max_size=8), prepaid=st.integers(0, 10_000))
def test_the_totals_follow_from_the_lines(lines, prepaid):
    document = made.document(lines, prepaid=prepaid)
    assert document.net == sum(line.net for line in document.vat_lines)
    assert document.gross == document.net + document.vat
    assert document.payable == document.gross - prepaid
    assert all(abs(100 * line.vat - 19 * line.net) <= 50 for line in document.vat_lines)


@given(treatment=st.sampled_from(VatTreatment), rate=st.sampled_from([1900, 700, None]))
def test_a_line_taxed_by_the_rule_always_fits(treatment, rate):
    category, billed = category_of(treatment, rate)
    document = made.document([replace(made.BASE, category=category, rate=billed)], treatment=treatment, buyer=made.VIENNA)
    assert problems(document) == ()


@given(treatment=st.sampled_from(VatTreatment), category=st.sampled_from(VatCategory))
def test_only_the_category_of_the_treatment_fits(treatment, category):
    rate = {VatCategory.STANDARD: 1900, VatCategory.OUTSIDE: None}.get(category, 0)
    document = made.document([replace(made.BASE, category=category, rate=rate)], treatment=treatment, buyer=made.VIENNA)
    fits = category in {category_of(treatment, 1900)[0], VatCategory.OUTSIDE}
    assert (P.WRONG_CATEGORY not in kinds(document)) is fits


@given(
    area=st.sampled_from(["030", "0171", "+49 171", "0049 30", "(030)"]),
    gap=st.sampled_from(["", " ", "/", "-", " / "]),
    number=st.integers(100_000, 99_999_999),
    before=st.sampled_from(["", "Frau Vogt ", "Anruf: ", "Müller,"]),
)
def test_a_number_is_found_however_it_is_written(area, gap, number, before):
    assert telephone_number_in(f"{before}{area}{gap}{number}")


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), days=st.integers(0, 400))
def test_days_are_no_numbers(day, days):
    last = day + timedelta(days=days)
    for text in (f"{day:%d.%m.%Y} – {last:%d.%m.%Y}", f"{day.isoformat()} {last.isoformat()}", f"{day:%d.%m.}–{last:%d.%m.%Y}"):
        assert telephone_number_in(text) == ""


@given(text=st.text())
def test_any_text_in_a_line_is_answered(text):
    document = with_item(detail=text)
    assert {each.term for each in problems(document)} <= {"BT-154", "BG-25"}


def test_a_party_needs_no_more_than_its_address():
    assert kinds(made.document(buyer=Party(name="A", street="B 1", postcode="10999", city="Berlin"))) == []

"""The export for the tax adviser: which rows an entry becomes, and how they are written, byte for byte."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.datev import Batch, NotBookable, Paper, Part, Posting, batch, debtor_account, read_charts, split
from vorzimmer.domain.datev_columns import BOOKINGS, DEBTORS
from vorzimmer.domain.datev_files import Debtor, Heading, bookings_file, debtors_file, euros, plain, quoted
from vorzimmer.domain.invoices import VatCategory, VatTreatment

ROOT = Path(vorzimmer.__file__).parent
CHARTS = read_charts((ROOT / "policy" / "accounts.toml").read_text("utf-8"))
GOLDEN = Path(__file__).parent / "datev"
NOVEMBER = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
HEADING = Heading(adviser=29098, client=55003, chart="SKR03", made_at=datetime(2026, 12, 1, 8, 15, 30, 123000, tzinfo=UTC))
K = EntryKind
S = VatCategory.STANDARD


def paper(*parts, number="RE-2026-00001", treatment=VatTreatment.DOMESTIC, vat_id=""):
    parts = parts or ((S, 1900, 11900),)
    made = tuple(Part(category=category, rate=rate, gross=gross) for category, rate, gross in parts)
    return Paper(number=number, due_on=date(2026, 11, 16), treatment=treatment, parts=made, vat_id=vat_id)


def posting(kind, amount, *, number=1, day=date(2026, 11, 2), **more):
    facts = {"customer_number": "K-1001", "value_on": day, "reference": "RE-2026-00001"}
    return Posting(id=UUID(int=number), kind=kind, amount=amount, day=day, **facts | more)


def rows(*postings, chart="SKR03"):
    return [(row.debtor, row.against, row.cents) for row in batch(postings, CHARTS, chart, **NOVEMBER).bookings]


# --- which accounts ------------------------------------------------------------------------------------------------------


def test_an_invoice_is_booked_per_rate_with_its_tax_to_the_revenue_accounts():
    both = paper((S, 1900, 11900), (S, 700, 1070))
    assert rows(posting(K.INVOICE, 12970, paper=both)) == [(11001, 8400, 11900), (11001, 8300, 1070)]
    assert rows(posting(K.INVOICE, 12970, paper=both), chart="SKR04") == [(11001, 4400, 11900), (11001, 4300, 1070)]


@pytest.mark.parametrize(
    ("treatment", "category", "rate", "account"),
    [
        (VatTreatment.SMALL_BUSINESS, VatCategory.EXEMPT, 0, 8195),
        (VatTreatment.REVERSE_CHARGE, VatCategory.REVERSE_CHARGE, 0, 8336),
        (VatTreatment.NOT_TAXABLE, VatCategory.OUTSIDE, None, 8338),
        (VatTreatment.DOMESTIC, VatCategory.OUTSIDE, None, 8200),
    ],
)
def test_what_is_not_taxed_here_has_its_own_accounts(treatment, category, rate, account):
    document = paper((category, rate, 5000), treatment=treatment)
    assert rows(posting(K.INVOICE, 5000, paper=document)) == [(11001, account, 5000)]


def test_the_vat_id_stands_only_where_the_buyer_owes_the_tax():
    abroad = paper((VatCategory.REVERSE_CHARGE, 0, 5000), treatment=VatTreatment.REVERSE_CHARGE, vat_id="ATU12345675")
    here = paper(vat_id="DE123456788")
    made = batch([posting(K.INVOICE, 5000, paper=abroad), posting(K.INVOICE, 11900, number=2, paper=here)], CHARTS, "SKR03", **NOVEMBER)
    assert [row.vat_id for row in made.bookings] == ["ATU12345675", ""]


def test_a_credit_note_mirrors_its_invoice_and_a_discount_in_an_invoice_its_line():
    assert rows(posting(K.CREDIT_NOTE, -11900, paper=paper())) == [(11001, 8400, -11900)]
    less = paper((S, 1900, 11900), (S, 700, -1070))
    assert rows(posting(K.INVOICE, 10830, paper=less)) == [(11001, 8400, 11900), (11001, 8300, -1070)]


def test_money_goes_through_the_bank_and_deposits_are_no_income():
    entries = [
        posting(K.PAYMENT, -5000, number=1),
        posting(K.DEBIT, -6000, number=2),
        posting(K.RETURN, 6000, number=3),
        posting(K.FEE, 370, number=4),
        posting(K.REFUND, 1000, number=5),
        posting(K.DEPOSIT, 20000, number=6),
        posting(K.DEPOSIT_BACK, -20000, number=7),
    ]
    assert rows(*entries) == [
        (11001, 1200, -5000),
        (11001, 1200, -6000),
        (11001, 1200, 6000),
        (11001, 2700, 370),
        (11001, 1200, 1000),
        (11001, 1732, 20000),
        (11001, 1732, -20000),
    ]


def test_what_is_given_up_corrects_the_tax_by_the_rates_of_its_document():
    both = paper((S, 1900, 11900), (S, 700, 1070))
    assert rows(posting(K.WRITE_OFF, -1297, paper=both)) == [(11001, 2406, -1190), (11001, 2401, -107)]
    assert rows(posting(K.WRITE_OFF, -370)) == [(11001, 2400, -370)]
    free = paper((VatCategory.EXEMPT, 0, 5000), treatment=VatTreatment.SMALL_BUSINESS)
    assert rows(posting(K.WRITE_OFF, -100, paper=free)) == [(11001, 2400, -100)]


def test_an_entry_of_nothing_leaves_no_row():
    assert rows(posting(K.INVOICE, 0, paper=paper((S, 1900, 0)))) == []


# --- which day, which period ---------------------------------------------------------------------------------------------


def test_an_entry_stands_in_the_period_in_which_it_was_booked():
    late = posting(K.PAYMENT, -100, day=date(2026, 12, 1), value_on=date(2026, 11, 30))
    assert rows(late) == []
    december = batch([late], CHARTS, "SKR03", first=date(2026, 12, 1), last=date(2026, 12, 31))
    assert [row.day for row in december.bookings] == [date(2026, 12, 1)], "the day of the money lies outside of the file"
    in_time = posting(K.PAYMENT, -100, day=date(2026, 11, 30), value_on=date(2026, 11, 27))
    assert [row.day for row in batch([in_time], CHARTS, "SKR03", **NOVEMBER).bookings] == [date(2026, 11, 27)]


@pytest.mark.parametrize(("first", "last"), [(date(2026, 12, 1), date(2026, 11, 1)), (date(2026, 12, 1), date(2027, 1, 31))])
def test_a_batch_covers_days_of_one_year(first, last):
    with pytest.raises(NotBookable, match="one calendar year"):
        batch([], CHARTS, "SKR03", first=first, last=last)


# --- what cannot be booked -----------------------------------------------------------------------------------------------


def test_the_account_of_a_customer_follows_from_his_number():
    assert debtor_account("K-1001") == 11001
    assert debtor_account("59999") == 69999
    for wrong in ("K-60000", "Zahn", ""):
        with pytest.raises(NotBookable, match="gives no account"):
            debtor_account(wrong)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([posting(K.PAYMENT, -1), posting(K.PAYMENT, -1, number=2, customer_number="L-1001")], "would have one account"),
        ([posting(K.INVOICE, 11900)], "is missing"),
        ([posting(K.INVOICE, 11901, paper=paper())], "do not come to its amount"),
        ([posting(K.INVOICE, 100, paper=paper((S, 1600, 100)))], "no account “revenue_1600”"),
    ],
)
def test_what_cannot_be_booked_is_said_and_nothing_is_exported(entries, message):
    with pytest.raises(NotBookable, match=message):
        rows(*entries)


@pytest.mark.parametrize(
    "wrong", ["", 'name = "Bank"\nSKR04 = 1800', 'name = "Bank"\nSKR03 = 12000\nSKR04 = 1', 'name = ""\nSKR03 = 1\nSKR04 = 1']
)
def test_an_account_without_its_numbers_does_not_load(wrong):
    with pytest.raises(ValueError, match="account 'bank' needs"):
        read_charts(f'[[account]]\nkey = "bank"\n{wrong}')


def test_an_account_is_listed_once_and_nobody_has_confirmed_them_yet():
    row = '[[account]]\nkey = "bank"\nname = "Bank"\nSKR03 = 1200\nSKR04 = 1800\n'
    with pytest.raises(ValueError, match="account 'bank' needs"):
        read_charts(row + row)
    assert read_charts(row).confirmed is False
    assert CHARTS.confirmed is False


# --- laws ----------------------------------------------------------------------------------------------------------------

PARTS = st.lists(
    st.tuples(st.just(S), st.sampled_from([1900, 700]), st.integers(1, 500_000)), min_size=1, max_size=2, unique_by=lambda part: part[1]
)


@st.composite
def ledger(draw):
    """Entries of several customers over three months, as they may stand in the accounts."""
    found = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        kind = draw(st.sampled_from(sorted(K)))
        document = paper(*draw(PARTS))
        if kind in {K.INVOICE, K.CREDIT_NOTE}:
            amount = document.gross if kind is K.INVOICE else -document.gross
        else:
            amount = draw(st.integers(-document.gross, document.gross))
        day = draw(st.dates(date(2026, 10, 1), date(2026, 12, 31)))
        customer = f"K-{draw(st.integers(1001, 1003))}"
        found.append(posting(kind, amount, number=number, day=day, paper=document, customer_number=customer))
    return found


MONTHS = [(date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 31))]


@given(ledger())
def test_every_entry_stands_in_one_month_and_the_sums_are_those_of_the_ledger(entries):
    made = [row for first, last in MONTHS for row in batch(entries, CHARTS, "SKR03", first=first, last=last).bookings]
    for entry in entries:
        assert sum(row.cents for row in made if row.posting == entry.id) == entry.amount
        months = {row.day.month for row in made if row.posting == entry.id}
        assert len(months) <= 1
    for debtor in {debtor_account(entry.customer_number) for entry in entries}:
        owed = sum(entry.amount for entry in entries if debtor_account(entry.customer_number) == debtor)
        assert sum(row.cents for row in made if row.debtor == debtor) == owed
    assert all(row.cents for row in made)


@given(ledger())
def test_the_file_reads_back_to_the_same_sums(entries):
    made = batch(entries, CHARTS, "SKR04", first=date(2026, 10, 1), last=date(2026, 12, 31))
    lines = bookings_file(made, HEADING).decode("cp1252").split("\r\n")
    assert lines.pop() == ""
    total = 0
    for line in lines[2:]:
        cells = line.split(";")
        assert len(cells) == 125
        cents = int(cells[0].replace(",", ""))
        assert cents > 0
        total += cents if cells[1] == '"S"' else -cents
    assert total == sum(entry.amount for entry in entries)


@given(st.integers(-100_000, 100_000), st.lists(st.integers(1, 100_000), min_size=1, max_size=5))
def test_splitting_loses_no_cent_and_what_is_taken_back_is_split_as_it_was(cents, weights):
    shares = split(cents, weights)
    assert sum(shares) == cents
    assert split(-cents, weights) == [-share for share in shares]
    assert all(abs(share * sum(weights) - cents * weight) < sum(weights) for share, weight in zip(shares, weights, strict=True))


# --- bytes ---------------------------------------------------------------------------------------------------------------


def a_month():
    abroad = paper(
        (VatCategory.REVERSE_CHARGE, 0, 5000), number="RE-2026-00002", treatment=VatTreatment.REVERSE_CHARGE, vat_id="ATU12345675"
    )
    both = paper((S, 1900, 11900), (S, 700, 1070))
    return [
        posting(K.INVOICE, 12970, number=1, paper=both),
        posting(K.INVOICE, 5000, number=2, paper=abroad, customer_number="K-1002", reference="RE-2026-00002"),
        posting(K.DEBIT, -12970, number=3, day=date(2026, 11, 17), paper=both, reference="RE-2026-00001-1"),
        posting(K.RETURN, 12970, number=4, day=date(2026, 11, 20), paper=both, reference="RE-2026-00001-1"),
        posting(K.FEE, 370, number=5, day=date(2026, 11, 20), paper=both, reference="RE-2026-00001-1"),
        posting(K.PAYMENT, -13000, number=6, day=date(2026, 11, 24), value_on=date(2026, 11, 23), reference="Zahlung §1"),
        posting(K.WRITE_OFF, -340, number=7, day=date(2026, 11, 30), paper=both),
    ]


def test_a_month_is_written_byte_for_byte_as_in_the_golden_file():
    made = bookings_file(batch(a_month(), CHARTS, "SKR03", **NOVEMBER), HEADING)
    assert made == (GOLDEN / "EXTF_Buchungsstapel.csv").read_bytes()


def test_debtors_are_written_byte_for_byte_as_in_the_golden_file():
    zahn = Debtor(
        account=11001, number="K-1001", name="Praxis Dr. Zahn", street="Am Markt 1", postcode="30159", city="Hannover", payment_days=14
    )
    huber = Debtor(
        account=11002,
        number="K-1002",
        name='Müller & Söhne "Łódź"',
        street="Ring 5",
        postcode="1010",
        city="Wien",
        country="AT",
        vat_id="ATU12345675",
    )
    made = debtors_file([huber, zahn], HEADING)
    assert made == (GOLDEN / "EXTF_Debitoren.csv").read_bytes()


def test_the_heads_have_the_fields_of_the_format():
    lines = bookings_file(batch([], CHARTS, "SKR03", **NOVEMBER), HEADING).decode("cp1252").split("\r\n")
    assert lines[0] == (
        '"EXTF";700;21;"Buchungsstapel";13;20261201091530123;;"VZ";"Vorzimmer";"";29098;55003;20260101;4;20261101;20261130;'
        '"Debitoren 11-2026";"";1;0;0;"EUR";;"";;;"03";;;"";""'
    )
    assert len(lines[0].split(";")) == 31
    assert (len(BOOKINGS), len(DEBTORS)) == (125, 254)
    assert (BOOKINGS[0], BOOKINGS[116], BOOKINGS[-1]) == ("Umsatz (ohne Soll/Haben-Kz)", "Fälligkeit", "Abw. Skontokonto")
    assert (DEBTORS[0], DEBTORS[98], DEBTORS[-1]) == ("Konto", "Kunden-/Lief.-Nr.", "Letzte Frist")


def test_texts_keep_to_one_line_of_windows_letters_in_quotation_marks():
    assert plain("Łódź\r\n& Søn\x07 „Ω“ 日", 60) == "Lódz & Søn „?“ ?"
    assert plain("Straße" * 20, 12) == "StraßeStraße"
    assert quoted('Café "Nord"') == '"Café ""Nord"""'
    assert [euros(cents) for cents in (1, 100, 123450)] == ["0,01", "1,00", "1234,50"]


@given(st.text(max_size=80))
def test_any_text_can_be_written(text):
    written = plain(text, 60)
    assert len(written) <= 60
    assert not set("\r\n") & set(written)
    written.encode("cp1252")


def test_a_file_that_is_too_long_for_datev_is_refused():
    row = batch([posting(K.PAYMENT, -1)], CHARTS, "SKR03", **NOVEMBER).bookings[0]
    with pytest.raises(NotBookable, match="at most 99,999 rows"):
        bookings_file(Batch(first=NOVEMBER["first"], last=NOVEMBER["last"], chart="SKR03", bookings=(row,) * 100_000), HEADING)


@pytest.mark.parametrize(("adviser", "client"), [(1000, 1), (10_000_000, 1), (1001, 0), (1001, 100_000)])
def test_numbers_that_datev_does_not_give_are_refused(adviser, client):
    with pytest.raises(ValueError, match="number of the adviser"):
        Heading(adviser=adviser, client=client, chart="SKR03", made_at=HEADING.made_at)

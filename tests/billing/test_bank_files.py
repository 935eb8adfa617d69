"""Statements of banks: what is read from each format, and how an entry is known again."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from tests.billing.statements import DAY, GOOD, OWN, SCHEMAS, read, sample, told
from vorzimmer.billing.bank_files import codes, read_statement
from vorzimmer.domain.bank import BankEntry, EntryKind, Place, Severity, entry_key, group_key
from vorzimmer.domain.matching import Certainty, Collected, MatchReason, match

# --- camt ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in GOOD if name.endswith(".xml")])
def test_the_samples_are_valid_by_the_official_schemas(name):
    document = etree.fromstring(sample(name))
    message = etree.QName(document).namespace.rpartition(":")[2]
    etree.XMLSchema(etree.parse(SCHEMAS / f"{message}.xsd")).assertValid(document.getroottree())


def test_a_collective_entry_gives_its_transactions():
    first, second = read("camt053-08-day.xml").entries[:2]
    assert first == BankEntry(
        account=OWN,
        booked_on=DAY,
        value_on=DAY,
        amount_cents=5190,
        kind=EntryKind.DEBIT_BOOKED,
        place=Place(file="camt053-08-day.xml", entry=1, transaction=1),
        reference="2026111612345678000",
        part=1,
        batch_reference="VZ-20261112-1-RCUR",
        end_to_end="VZ-RE-2026-0101",
        mandate_reference="M-1001-1",
        creditor_id="DE98ZZZ09999999999",
        counterpart_name="Malerbetrieb Farbenfroh",
        counterpart_iban="DE02120300000000202051",
        remittance="Rechnung RE-2026-0101",
        bank_code="PMNT-IDDT-ESDD NDDT+171",
        booking_text="SEPA-BASIS-LASTSCHRIFT EINZUG SAMMLER",
    )
    assert (second.amount_cents, second.part, second.end_to_end) == (8900, 2, "VZ-RE-2026-0102")


def test_a_return_is_divided_into_original_amount_and_charge():
    returned = read("camt053-08-day.xml").entries[2]
    assert (returned.kind, returned.amount_cents, returned.original_cents, returned.charges_cents) == (EntryKind.RETURN, -5563, 5193, 370)
    assert (returned.return_reason, returned.end_to_end, returned.mandate_reference) == ("AM04", "VZ-RE-2026-0099", "M-1003-1")
    assert (returned.counterpart_name, returned.value_on) == ("Blumen Wiesengrund", date(2026, 11, 13))
    assert returned.place == Place(file="camt053-08-day.xml", entry=2)


def test_a_return_finds_its_debit():
    debit = Collected(end_to_end="VZ-RE-2026-0099", invoices=("a",), amount_cents=5193, customer_number="1003")
    found = match(read("camt053-08-day.xml").entries[2], [], [debit], {})
    assert (found.certainty, found.reason, found.returned.bank_charge_cents) == (Certainty.CERTAIN, MatchReason.RETURNED, 370)


def test_transfers_charges_and_what_we_paid_are_told_apart():
    entries = read("camt053-08-day.xml").entries[3:]
    assert [(entry.kind, entry.amount_cents, entry.counterpart_name, entry.remittance) for entry in entries] == [
        (EntryKind.TRANSFER_IN, 17850, "Kanzlei Ährenfeld & Partner", "Rechnung Nr. RE-2026- 0088 vom 02.11.2026"),
        (EntryKind.TRANSFER_IN, 3570, "Ole Wattwurm", "RF18539007547034"),
        (EntryKind.TRANSFER_OUT, -14140, "Hausverwaltung Giebel", "Miete November"),
        (EntryKind.CHARGE, -490, "", ""),
    ]
    assert [entry.end_to_end for entry in entries] == ["", "2026-0091", "MIETE-11", ""]


def test_a_moment_is_booked_on_its_day_in_berlin():
    assert read("camt053-08-day.xml").entries[4].booked_on == DAY


def test_what_is_not_booked_is_only_shown():
    statement = read("camt053-08-day.xml")
    assert [(entry.amount_cents, entry.booking_text) for entry in statement.pending] == [(5950, "VORGEMERKT")]
    assert len(statement.entries) == 7


def test_the_statement_tells_account_format_and_balances():
    statement = read("camt053-08-day.xml")
    assert (statement.format, statement.account, statement.problems) == ("camt.053.001.08", OWN, ())
    (balance,) = statement.balances
    assert (balance.statement, balance.opening_cents, balance.closing_cents) == ("219", 100000, 115317)


def test_entries_that_do_not_lead_to_the_closing_balance_are_warned_of():
    statement = read_statement(sample("camt053-08-day.xml").replace(b">1153.17<", b">1153.00<"), "a.xml")
    assert told(statement) == ["a.xml: statement 219: from 1000.00 to 1153.00 EUR its entries should come to 153.00, they come to 153.17."]
    assert statement.problems[0].severity is Severity.WARNING
    assert len(statement.entries) == 7


def test_the_old_version_of_a_savings_bank():
    transfer, returned = read("camt053-02-savings-bank.xml").entries
    assert (transfer.amount_cents, transfer.reference, transfer.counterpart_name) == (8900, "", "Bäckerei Krümel")
    assert (transfer.kind, transfer.remittance) == (EntryKind.TRANSFER_IN, "Kd.-Nr. 1012 September")
    assert (returned.kind, returned.original_cents, returned.charges_cents, returned.return_reason) == (EntryKind.RETURN, 5100, 400, "MS03")
    assert (returned.counterpart_name, returned.creditor_id) == ("Fahrschule Linksrum", "DE98ZZZ09999999999")
    assert read("camt053-02-savings-bank.xml").problems == ()


def test_returns_of_a_collective_entry_have_their_charges():
    returns = [entry for entry in read("camt054-08-collective.xml").entries if entry.kind is EntryKind.RETURN]
    assert [(each.amount_cents, each.original_cents, each.charges_cents, each.return_reason) for each in returns] == [
        (-5640, 5190, 450, "MD06"),
        (-5390, 4990, 400, "MS03"),
    ]


@pytest.mark.parametrize("version", [f"{number:02}" for number in range(2, 14)])
@pytest.mark.parametrize("name", ["camt052-08-intraday.xml", "camt053-08-day.xml", "camt054-08-collective.xml"])
def test_all_versions_are_read_alike(name, version):
    statement = read_statement(sample(name).replace(b".001.08", f".001.{version}".encode()), name)
    assert statement.format.endswith(f".001.{version}")
    assert (statement.entries, statement.pending, statement.problems) == (read(name).entries, read(name).pending, ())


def test_without_a_namespace_and_in_utf_16_it_is_read_too():
    bare = sample("camt054-08-collective.xml").replace(b' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"', b"")
    assert read_statement(bare, "camt054-08-collective.xml").format == "camt.054"
    wide = sample("camt054-08-collective.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_statement(wide, "camt054-08-collective.xml").entries == read("camt054-08-collective.xml").entries


CODES = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"


def one(parts, *, head=""):
    """A statement with these entries, each (amount, indicator, rest)."""
    entries = "".join(
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>2026-11-16</Dt></BookgDt>{rest}</Ntry>"
        for amount, indicator, rest in parts
    )
    account = f"<Acct><Id><IBAN>{OWN}</IBAN></Id></Acct>"
    text = f"<Document><BkToCstmrStmt><Stmt><Id>7</Id>{head}{account}{entries}</Stmt></BkToCstmrStmt></Document>"
    return read_statement(text.encode(), "one.xml")


def test_a_transfer_of_ours_that_comes_back_names_whom_it_went_to():
    ours = f"<DbtrAcct><Id><IBAN>{OWN}</IBAN></Id></DbtrAcct>"
    theirs = "<Cdtr><Nm>Giebel</Nm><Id><OrgId><Othr><Id>77</Id></Othr></OrgId></Id></Cdtr>"
    parties = f"<RltdPties><Dbtr><Nm>Wir</Nm></Dbtr>{ours}{theirs}</RltdPties>"
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    (entry,) = one([("20.00", "CRDT", f"{CODES}<NtryDtls><TxDtls>{parties}{back}</TxDtls></NtryDtls>")]).entries
    assert (entry.kind, entry.counterpart_name, entry.return_reason, entry.creditor_id) == (EntryKind.OTHER, "Giebel", "AC04", "")
    parties = parties.replace(ours, "")
    (entry,) = one([("20.00", "CRDT", f"{CODES}<NtryDtls><TxDtls>{parties}{back}</TxDtls></NtryDtls>")]).entries
    assert entry.counterpart_name == "Giebel"


def test_charges_of_a_whole_collective_entry_are_not_those_of_each_return():
    part = "<TxDtls><Amt>{}</Amt><RtrInf/></TxDtls>".replace("<Amt>", '<Amt Ccy="EUR">')
    told_of_all = '<Chrgs><Amt Ccy="EUR">6.00</Amt></Chrgs><AmtDtls><InstdAmt><Amt Ccy="EUR">12.00</Amt></InstdAmt></AmtDtls>'
    rest = f"{told_of_all}<NtryDtls>{part.format('13.00')}{part.format('17.00')}</NtryDtls>"
    entries = one([("30.00", "DBIT", rest)]).entries
    assert [(entry.kind, entry.original_cents, entry.charges_cents) for entry in entries] == [
        (EntryKind.RETURN, 1300, 0),
        (EntryKind.RETURN, 1700, 0),
    ]


def test_a_transaction_without_the_charges_of_its_entry_tells_the_original_amount():
    rest = '<NtryDtls><TxDtls><Amt Ccy="EUR">20.00</Amt><RtrInf/></TxDtls></NtryDtls>'
    (entry,) = one([("23.50", "DBIT", rest)]).entries
    assert (entry.amount_cents, entry.original_cents, entry.charges_cents) == (-2350, 2000, 350)


def test_two_equal_payments_without_a_reference_stay_two():
    entries = one([("5.00", "CRDT", ""), ("5.00", "CRDT", "")]).entries
    assert [entry.occurrence for entry in entries] == [1, 2]


@pytest.mark.parametrize(("page", "last", "warnings"), [("1", "true", 1), ("1", "false", 0), ("2", "true", 0)])
def test_a_page_of_a_longer_statement_need_not_lead_to_the_balance(page, last, warnings):
    balance = '<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
    head = f"<StmtPgntn><PgNb>{page}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>"
    head += balance.format("OPBD", "1.00") + balance.format("CLBD", "9.00")
    assert len(one([("5.00", "CRDT", "")], head=head).problems) == warnings


@pytest.mark.parametrize(
    ("iso", "own", "cents", "is_return", "kind"),
    [
        ("", "", 100, False, EntryKind.TRANSFER_IN),
        ("", "", -100, False, EntryKind.TRANSFER_OUT),
        ("", "", 0, False, EntryKind.OTHER),
        ("", "", -100, True, EntryKind.RETURN),
        ("", "", 100, True, EntryKind.OTHER),
        ("PMNT-RCDT-ESCT", "NTRF+166", 100, False, EntryKind.TRANSFER_IN),
        ("PMNT-RCDT-ESCT", "", -100, True, EntryKind.OTHER),
        ("PMNT-IDDT-ESDD", "", 100, False, EntryKind.DEBIT_BOOKED),
        ("PMNT-IDDT-UPDD", "", -100, False, EntryKind.RETURN),
        ("", "171", 100, False, EntryKind.DEBIT_BOOKED),
        ("", "NRTI+109+0+914", -100, False, EntryKind.RETURN),
        ("", "NTRF+159", 100, False, EntryKind.OTHER),
        ("", "NMSC+814", 100, False, EntryKind.OTHER),
        ("ACMT-MDOP-INTR", "", 100, False, EntryKind.OTHER),
        ("ACMT-MCOP-OTHR", "", 100, False, EntryKind.OTHER),
        ("ACMT-MDOP-OTHR", "", -100, False, EntryKind.OTHER),
        ("PMNT-MDOP-COMM", "", -100, False, EntryKind.CHARGE),
        ("", "NCHG+808", -100, False, EntryKind.CHARGE),
        ("PMNT-RDDT-ESDD", "NDDT+105", -100, False, EntryKind.TRANSFER_OUT),
    ],
)
def test_codes_of_the_banks_say_what_moved_the_money(iso, own, cents, is_return, kind):
    domain, family, sub_family = [*iso.split("-"), "", ""][:3]
    code = replace(codes.proprietary(own), domain=domain, family=family, sub_family=sub_family)
    assert codes.kind_of(code, cents, is_return=is_return) is kind


@pytest.mark.parametrize(
    ("gross", "original", "charges", "split"),
    [
        (5563, 5193, 370, (5193, 370)),
        (5563, None, 370, (5193, 370)),
        (5563, 5563, 370, (5563, 0)),
        (5563, 6000, 370, (5193, 370)),
        (5563, 0, 9000, (5563, 0)),
        (5563, None, 0, (5563, 0)),
    ],
)
def test_a_return_is_divided(gross, original, charges, split):
    assert codes.split_return(gross, original, charges) == split


@pytest.mark.parametrize(
    ("own", "reason"), [("NRTI+109+0+901", "AC01"), ("NRTI+109++914", "MS03"), ("NRTI+108+1+906", "906"), ("NTRF+166+1+914", "")]
)
def test_the_extension_of_a_return_is_its_reason_as_far_as_it_is_sure(own, reason):
    assert codes.proprietary(own).return_reason == reason


# --- known again ---------------------------------------------------------------------------------------------------------


def test_a_payment_of_one_file_is_known_again_in_another():
    day, notified, interim = (read(name).entries for name in ("camt053-08-day.xml", "camt054-08-collective.xml", "camt052-08-intraday.xml"))
    assert [entry_key(entry) for entry in day[:2]] == [entry_key(entry) for entry in notified[:2]]
    assert entry_key(day[3]) == entry_key(interim[0])


def test_a_collective_entry_without_details_is_known_as_the_group_of_its_transactions():
    text = sample("camt053-08-day.xml").decode()
    first = text.index("<TxDtls>")
    bare = text[:first] + text[text.index("</NtryDtls>") :]
    whole = read_statement(bare.encode(), "a.xml").entries[0]
    parts = read("camt054-08-collective.xml").entries[:2]
    assert (whole.amount_cents, whole.part, whole.transactions, whole.batch_reference) == (14090, 0, 2, "VZ-20261112-1-RCUR")
    assert {group_key(part) for part in parts} == {group_key(whole)}


@pytest.mark.parametrize("name", GOOD)
def test_every_entry_has_a_key_of_its_own_and_the_same_one_again(name):
    keys = [entry_key(entry) for entry in read(name).entries]
    assert len(set(keys)) == len(keys)
    assert keys == [entry_key(entry) for entry in read_statement(sample(name), "another name").entries]


# --- MT940 ---------------------------------------------------------------------------------------------------------------


def test_mt940_with_a_return():
    transfer, returned, collective, charge = read("mt940-return.sta").entries
    assert (transfer.account, transfer.kind, transfer.amount_cents, transfer.reference) == (
        OWN,
        EntryKind.TRANSFER_IN,
        17850,
        "2611160000000001",
    )
    assert (transfer.counterpart_name, transfer.counterpart_iban) == ("Kanzlei Ährenfeld & Partner mbB", "DE02300209000106531065")
    assert (transfer.end_to_end, transfer.remittance) == ("", "Rechnung RE-2026-0088 vom 02.11.? Danke schön")
    assert (returned.kind, returned.amount_cents, returned.original_cents, returned.charges_cents) == (EntryKind.RETURN, -5563, 5193, 370)
    assert (returned.return_reason, returned.end_to_end, returned.mandate_reference) == ("MS03", "VZ-RE-2026-0099", "M-1003-1")
    assert (returned.booked_on, returned.value_on, returned.place) == (DAY, date(2026, 11, 13), Place(file="mt940-return.sta", line=9))
    assert (collective.kind, collective.batch_reference) == (EntryKind.DEBIT_BOOKED, "VZ-20261112-1-RCUR")
    assert (charge.kind, charge.amount_cents, charge.reference) == (EntryKind.CHARGE, -490, "")
    assert (read("mt940-return.sta").format, read("mt940-return.sta").problems) == ("MT940", ())


def test_a_return_of_mt940_without_its_second_line_takes_the_amounts_from_the_text():
    data = sample("mt940-return.sta").replace(b"/OCMT/EUR51,93//CHGS/EUR3,70/\r\n", b"")
    returned = read_statement(data, "a.sta").entries[1]
    assert (returned.original_cents, returned.charges_cents) == (5193, 370)


def test_mt940_of_a_savings_bank():
    entries = read("mt940-savings-bank.sta").entries
    assert [(entry.amount_cents, entry.kind, entry.occurrence, entry.remittance) for entry in entries] == [
        (8900, EntryKind.TRANSFER_IN, 1, "KUNDENNR 1012 DEZEMBER TELEFONSERVICE"),
        (8900, EntryKind.TRANSFER_IN, 1, "Miete Parkplatz"),
        (8900, EntryKind.TRANSFER_IN, 2, "Miete Parkplatz"),
        (-3000, EntryKind.OTHER, 1, "Irrläufer"),
        (1000, EntryKind.TRANSFER_IN, 1, "Zahlung ohne Felder RE-2026-0001"),
    ]
    assert (entries[0].value_on, entries[0].booked_on) == (date(2025, 12, 31), date(2026, 1, 2))
    assert entries[4].account == OWN
    assert read("mt940-savings-bank.sta").problems == ()


def test_what_mt942_announces_is_only_shown():
    statement = read("mt942-interim.sta")
    assert (statement.format, statement.entries, statement.account) == ("MT942", (), OWN)
    assert [(entry.amount_cents, entry.remittance) for entry in statement.pending] == [(5950, "Rechnung RE-2026-0090")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_text_is_read_in_every_encoding(encoding):
    data = sample("mt940-return.sta").decode("cp1252").encode(encoding)
    assert read_statement(data, "mt940-return.sta").entries == read("mt940-return.sta").entries


def test_a_swift_envelope_does_not_matter():
    data = b"{1:F01COBADEFFAXXX0000000000}{2:I940COBADEFFXXXXN}{4:\r\n" + sample("mt940-return.sta").rstrip(b"-\r\n") + b"\r\n-}"
    assert len(read_statement(data, "a").entries) == 4

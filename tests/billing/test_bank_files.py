"""Statements of banks: what is read from each format, what is broken and told, and what is refused."""

import contextlib
import io
import socket
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from vorzimmer.billing.bank_files import StatementRefused, read_statement, reading
from vorzimmer.domain.bank import BankEntry, EntryKind, Place, Severity, entry_key, group_key
from vorzimmer.domain.matching import Certainty, Collected, MatchReason, match

SAMPLES = Path(__file__).parent / "samples"
BROKEN = SAMPLES / "broken"
SCHEMAS = Path(__file__).parents[1] / "vendor" / "iso20022"
OWN = "DE89370400440532013000"
DAY = date(2026, 11, 16)
GOOD = sorted(path.name for path in SAMPLES.glob("*.*"))


def sample(name):
    return (SAMPLES / name).read_bytes()


def read(name):
    return read_statement(sample(name), name)


def refused(data, name="file"):
    with pytest.raises(StatementRefused) as caught:
        read_statement(data, name)
    return str(caught.value)


def told(statement):
    return [str(problem) for problem in statement.problems]


def packed(*names, extra=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, sample(name))
        for name, content in extra:
            archive.writestr(name, content)
    return buffer.getvalue()


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


# --- broken entries ------------------------------------------------------------------------------------------------------


def test_every_broken_entry_is_told_by_its_place_and_the_others_are_read():
    statement = read_statement((BROKEN / "entries.xml").read_bytes(), "e.xml")
    assert told(statement) == [
        "e.xml, entry 2: it has no amount.",
        "e.xml, entry 3: “10,00” is no amount; digits with a point are meant, as in 51.93.",
        "e.xml, entry 4: “10.005” has parts of a cent.",
        "e.xml, entry 5: its amount has no currency.",
        "e.xml, entry 6: currency CHF is not kept here.",
        "e.xml, entry 7: “PLUS” is neither CRDT (money in) nor DBIT (money out).",
        "e.xml, entry 8: it does not say whether money came in or went out (CdtDbtInd).",
        "e.xml, entry 9: status “DONE” is not known; there are BOOK, PDNG, INFO and FUTR.",
        "e.xml, entry 10: “2026-02-30” is no date; one like 2026-11-26 is meant.",
        "e.xml, entry 11: it has no booking date.",
        "e.xml, entry 12: its transactions come to 11.00, the entry to 10.00.",
        "e.xml, entry 13, transaction 2: “sechs” is no amount; digits with a point are meant, as in 51.93.",
        "e.xml: statement B-1: from 0.00 to 500.00 EUR its entries should come to 500.00, they come to 32.30.",
        "e.xml, entry 15: a statement names no account; its entries (1) were not read.",
    ]
    assert [(entry.place.entry, entry.place.transaction, entry.amount_cents) for entry in statement.entries] == [
        (1, 0, 1000),
        (13, 1, 400),
        (14, 0, 1230),
    ]


def test_every_broken_line_of_mt940_is_told_and_the_others_are_read():
    statement = read_statement((BROKEN / "mt940.sta").read_bytes(), "m.sta")
    assert told(statement) == [
        "m.sta, line 7: “2613451117CR10,00NTRFNONREF” cannot be read as an entry (:61:).",
        "m.sta, line 9: “2611171117XX10,00NTRFNONREF” cannot be read as an entry (:61:).",
        "m.sta: statement 00220/001: from 100.00 to 140.00 EUR its entries should come to 40.00, they come to 30.00.",
        "m.sta, line 19: currency CHF is not kept here.",
    ]
    assert [(entry.amount_cents, entry.remittance) for entry in statement.entries] == [(1000, "gut"), (2000, "auch gut")]


def test_no_line_of_a_statement_reaches_the_log(caplog, capfd):
    read_statement((BROKEN / "mt940.sta").read_bytes(), "m.sta")
    assert caplog.records == []
    assert "NONREF" not in "".join(capfd.readouterr())


# --- refused as a whole --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "file: it is empty."),
        (b" \r\n", "file: it is empty."),
        (b"Buchungstag;Betrag\n16.11.2026;17,85\n", "file: it is no statement of a bank."),
        (b"%PDF-1.7 ...", "file: it is no statement of a bank."),
        (bytes(range(256)), "file: it is no statement of a bank."),
        ((BROKEN / "pain008.xml").read_bytes(), "“pain.008.001.08”"),
        (b"<html><body>Bitte melden Sie sich an</body></html>", "it is XML, but no statement"),
        (sample("camt053-08-day.xml")[:4000], "it is no complete XML (line "),
        (b"<Document><BkToCstmrStmt></Document>", "it is no complete XML (line 1)"),
        (b"<?xml version='1.0' encoding='klingon'?><Document/>", "it is no complete XML"),
        (b"<a>" * 100_000, "it is no complete XML"),
    ],
)
def test_what_is_broken_as_a_whole_is_refused(data, says):
    assert says in refused(data)


@pytest.mark.parametrize("name", sorted(path.name for path in BROKEN.glob("xxe-*.xml")))
def test_a_document_type_is_refused_at_once(name):
    begun = time.perf_counter()
    assert "DOCTYPE" in refused((BROKEN / name).read_bytes())
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document SYSTEM "{address}">',
        '<!DOCTYPE Document [<!ENTITY secret SYSTEM "{address}">]>',
        '<!DOCTYPE Document [<!ENTITY % more SYSTEM "{address}"> %more;]>',
    ],
)
def test_nobody_is_called_and_no_file_is_read(declared, tmp_path):
    (tmp_path / "secret.txt").write_text("canary-4711")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        port = listening.getsockname()[1]
        for address in (f"http://127.0.0.1:{port}/evil.dtd", f"file://{tmp_path}/secret.txt"):
            said = refused(f"{declared.format(address=address)}<Document><Ntry>&secret;</Ntry></Document>".encode())
            assert "canary-4711" not in said
            assert "DOCTYPE" in said
        with pytest.raises(TimeoutError):
            listening.accept()


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    assert refused(b"<" + b" " * 20_000_000) == "file: it is larger than 20 MB."
    monkeypatch.setattr(reading, "MOST_ENTRIES", 7)
    assert refused(sample("camt053-08-day.xml")) == "file: it has more than 7 entries."


# --- ZIP -----------------------------------------------------------------------------------------------------------------


def test_a_zip_of_several_statements_is_one_and_says_nothing_twice():
    data = packed("camt053-08-day.xml", "camt054-08-collective.xml", "camt052-08-intraday.xml", extra=[("__MACOSX/x.xml", "x")])
    statement = read_statement(data, "day.zip")
    assert statement.format == "camt.052.001.08, camt.053.001.08, camt.054.001.08"
    assert (len(statement.entries), statement.repeated, statement.account, statement.problems) == (9, 3, OWN, ())
    assert len({entry_key(entry) for entry in statement.entries}) == 9
    assert statement.entries[0].place.file == "day.zip/camt052-08-intraday.xml"


def test_what_is_no_statement_in_a_zip_is_told():
    statement = read_statement(packed("mt940-return.sta", extra=[("read me.pdf", b"%PDF-1.7")]), "a.zip")
    assert told(statement) == ["a.zip/read me.pdf: it is no statement and was left out."]
    assert statement.problems[0].severity is Severity.WARNING


def test_one_truncated_file_refuses_the_whole_zip():
    data = packed("camt053-08-day.xml", extra=[("second.xml", sample("camt054-08-collective.xml")[:900])])
    assert refused(data, "a.zip").startswith("a.zip/second.xml: it is no complete XML")


def test_zips_that_are_none_are_refused(monkeypatch):
    day = packed("camt053-08-day.xml")
    assert refused(packed(), "a.zip") == "a.zip: there is no statement in this ZIP."
    assert refused(day[:-40], "a.zip") == "a.zip: this ZIP is damaged. Fetch it anew from the bank."
    assert "a ZIP in a ZIP" in refused(packed(extra=[("inner.zip", day)]), "a.zip")
    header, directory = day.index(b"PK\x03\x04") + 6, day.index(b"PK\x01\x02") + 8
    locked = bytearray(day)
    locked[header] |= 1
    locked[directory] |= 1
    assert "password" in refused(bytes(locked), "a.zip")
    monkeypatch.setattr(reading, "MOST_FILES", 1)
    assert "more than 1 files" in refused(packed("camt053-08-day.xml", "mt940-return.sta"), "a.zip")


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it(monkeypatch):
    bomb = packed(extra=[(f"{number}.xml", b"<" + b" " * 25_000_000) for number in range(3)])
    assert len(bomb) < 100_000
    assert refused(bomb, "a.zip").startswith("a.zip/0.xml: it is no complete XML")
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    assert refused(bomb, "a.zip") == "a.zip: unpacked it is larger than 1 MB."


# --- laws ----------------------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_whatever_happens_to_a_file_it_is_read_or_refused(name, data):
    content = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        gone = data.draw(st.sampled_from([0, 1, 1, 40]))
        content[at : at + gone] = data.draw(st.sampled_from([b"", b"9", b"<", b"?", b",", b"\xff", b"\n:61:", b"EREF+", b"-"]))
    with contextlib.suppress(StatementRefused):
        for entry in read_statement(bytes(content), name).entries:
            assert entry.account
            assert entry.currency == "EUR"
            assert entry.kind is not EntryKind.RETURN or entry.original_cents + entry.charges_cents == -entry.amount_cents


@settings(deadline=None)
@given(st.integers(0, 6), st.sampled_from(["Amt", "CdtDbtInd", "Sts"]))
def test_one_broken_entry_changes_no_other(number, part):
    root = etree.fromstring(sample("camt053-08-day.xml"))
    space = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"
    broken = root.findall(f".//{space}Ntry")[number]
    broken.remove(broken.find(f"{space}{part}"))
    statement = read_statement(etree.tostring(root), "camt053-08-day.xml")
    day = read("camt053-08-day.xml")
    assert statement.entries == tuple(entry for entry in day.entries if entry.place.entry != number + 1)
    assert statement.problems[0].place == Place(file="camt053-08-day.xml", entry=number + 1)

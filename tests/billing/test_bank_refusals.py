"""Statements that are broken: an entry of them is told by its place, a whole file is refused, and nothing of it harms."""

import contextlib
import socket
import time

import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.billing.statements import BROKEN, GOOD, OWN, packed, read, refused, sample, told
from vorzimmer.billing.bank_files import StatementRefused, read_statement, reading
from vorzimmer.domain.bank import EntryKind, Place, Severity, entry_key

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


def test_what_is_wrong_is_said_in_german_too():
    statement = read_statement((BROKEN / "entries.xml").read_bytes(), "e.xml")
    with translation.override("de"):
        problem = statement.problems[11]
        assert problem.place.sentence().said(gettext) == "e.xml, Umsatz 13, Einzelposten 2"
        assert problem.says.said(gettext) == "„sechs“ ist kein Betrag; gemeint sind Ziffern mit Punkt, zum Beispiel 51.93."
        with pytest.raises(StatementRefused) as caught:
            read_statement(b"", "e.xml")
        assert caught.value.says.said(gettext) == "Die Datei ist leer."


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


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it():
    bomb = packed(extra=[(f"{number}.xml", b"<" + b" " * 25_000_000) for number in range(3)])
    assert len(bomb) < 100_000
    assert refused(bomb, "a.zip") == "a.zip: unpacked it is larger than 60 MB."


# --- laws ----------------------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_whatever_happens_to_a_file_it_is_read_or_refused(name, data):
    content = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        gone = data.draw(st.sampled_from([0, 1, 1, 40]))
        content[at : at + gone] = data.draw(
            st.sampled_from([b"", b"9", b"<", b"?", b",", b"\xff", b"\n:61:", b"EREF+", b"-", "٣".encode()])
        )
    with contextlib.suppress(StatementRefused):
        for entry in read_statement(bytes(content), name).entries:
            assert entry.account
            assert entry.currency == "EUR"
            assert entry.kind is not EntryKind.RETURN or entry.original_cents + entry.charges_cents == -entry.amount_cents


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_happens_to_a_zip_it_is_read_or_refused(data):
    content = bytearray(packed("mt942-interim.sta", "camt052-08-intraday.xml"))
    for _ in range(data.draw(st.integers(1, 3))):
        # The directory at the end is what leads into the void.
        at = data.draw(st.integers(4, len(content) - 1) | st.integers(len(content) - 260, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(StatementRefused):
        read_statement(bytes(content), "a.zip")


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

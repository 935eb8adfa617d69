"""The PDF: what is readable in it, that it is PDF/A-3 and ZUGFeRD, and that it tells no more than it must."""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from facturx import get_xml_from_pdf
from pikepdf import pdfa

from tests.domain import invoiced as made
from vorzimmer.billing.documents.paper import paper
from vorzimmer.billing.documents.writing import write
from vorzimmer.billing.qr import transfer_svg
from vorzimmer.domain.invoice_checks import PRINTABLE

FORTY = made.document(
    [replace(made.THREE[number % 3], name=f"Leistung {number + 1}", account=f"Standort {number // 14 + 1}") for number in range(40)]
)


def pages(document, form="zugferd"):
    reader = pypdf.PdfReader(io.BytesIO(write(document, form).pdf))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


def text(document):
    (only,) = pages(document)
    return only


@pytest.mark.parametrize("name", made.CASES)
def test_number_and_sums_can_be_read(name):
    case = made.CASES[name]
    read = text(case)
    amount = f"{case.payable // 100}{'.' if case.language == 'en' else ','}{case.payable % 100:02}"
    assert case.number in read
    assert amount in read


def test_the_paper_of_a_usual_invoice():
    read = text(made.document())
    for part in (
        "Büro am Kanal GmbH",
        "Elektro Lindner e. K. Werkstraße 5 13355 Berlin",
        "Rechnung RE-2026-0042",
        "Leistungszeitraum Oktober 2026",
        "347,55",
        "Nettobetrag 393,90 EUR",
        "zzgl. 19 % Umsatzsteuer 74,84 EUR",
        "Gesamtbetrag 468,74 EUR",
        "Bitte überweisen Sie 468,74 EUR bis zum 16.11.2026",
        "IBAN DE02 1203 0000 0000 2020 51",
        "Steuernummer 29/123/45678",
        "USt-IdNr. DE123456788",
        "Seite 1 von 1",
    ):
        assert part in read, part


def test_the_paper_of_an_english_invoice():
    read = text(replace(FORTY, items=FORTY.items[:3], language="en"))
    for part in ("Invoice RE-2026-0042", "Service period October 2026", "plus 19 % VAT EUR 74.84", "Total EUR 468.74", "16 Nov 2026"):
        assert part in read, part


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("small business", "Es wird keine Umsatzsteuer berechnet: steuerfrei als Kleinunternehmer (§ 19 UStG)."),
        ("reverse charge", "Reverse charge: the recipient of the service is liable for VAT"),
        ("reverse charge", "Your VAT id ATU12345678"),
        ("reverse charge", "1010 Wien AUSTRIA"),
        ("not taxable", "In Deutschland nicht steuerbar"),
        ("deposit", "Zahlungsaufforderung RE-2026-0042"),
        ("credit note", "Diese Rechnungskorrektur bezieht sich auf die Rechnung RE-2026-0040 vom 02.10.2026."),
        ("corrected", "Berichtigte Rechnung RE-2026-0042"),
        ("corrected", "Diese Rechnung ersetzt die stornierte Rechnung RE-2026-0040 vom 02.10.2026."),
        ("direct debit", "ziehen wir am 16.11.2026 per SEPA-Lastschrift von Ihrem Konto DE02 … 5030 ein"),
        ("paid in part", "bereits gezahlt −100,00 EUR Zu zahlen 368,74 EUR"),
        ("two rates", "7 % 20,00 1,40 21,40"),
    ],
)
def test_what_is_special_is_said(name, part):
    assert part in text(made.CASES[name])


@pytest.mark.parametrize("name", ["not taxable", "deposit", "small business"])
def test_no_tax_is_shown_where_there_is_none(name):
    read = text(made.CASES[name])
    assert "zzgl." not in read
    assert "19 %" not in read


def test_the_account_of_the_customer_is_masked_on_paper():
    read = text(made.CASES["direct debit"])
    assert "DE02 5001" not in read
    assert "DE02500105170137075030" not in read


def test_several_pages_carry_the_sum_over_and_repeat_the_account():
    first, second = pages(FORTY)
    assert "Übertrag 2.442,40" in first
    assert "Übertrag 2.442,40" in second
    assert "Standort 2 20 Leistung 20" in second
    assert "Seite 2 von 2" in second
    assert "Gesamtbetrag 6.187,64 EUR" in second


def test_one_page_carries_nothing_over():
    assert "Übertrag" not in text(made.document())


def test_markup_in_a_name_is_only_text():
    named = made.document([replace(made.BASE, name="#panic() *fett* $x$ <b>")])
    assert "#panic() *fett* $x$ <b>" in text(named)


def test_every_character_that_is_let_through_can_be_printed():
    """PDF/A refuses a text for which the font has no picture."""
    allowed = "".join(chr(each) for first, last in PRINTABLE for each in range(first, last + 1))
    assert len(allowed) == 635
    backwards = allowed[::-1]  # so that the digits look like no telephone number
    write(made.document([replace(made.BASE, name=backwards, account=backwards)]), "zugferd")


@pytest.mark.parametrize("name", ["19 percent", "two rates", "direct debit", "credit note"])
def test_nothing_in_it_is_against_pdf_a(name):
    """As far as pikepdf can tell: it knows no extension schema, so those of ZUGFeRD are taken out first."""
    with pikepdf.open(io.BytesIO(write(made.CASES[name], "zugferd").pdf)) as opened:
        pdfa.prepare(opened, "3b")
        report = pdfa.check(opened, "3b")
    assert report.violations == ()
    assert {finding.message for finding in report.unsupported} == {"/CIDSet on a CIDFontType2 subset is not checked"}


@pytest.mark.parametrize(("form", "name", "level"), [("zugferd", "factur-x.xml", "EN 16931"), ("xrechnung", "xrechnung.xml", "XRECHNUNG")])
def test_the_metadata_say_what_is_in_it(form, name, level):
    case = made.document(buyer=made.OFFICE)
    with pikepdf.open(io.BytesIO(write(case, form).pdf)) as opened:
        xmp = opened.Root.Metadata.read_bytes().decode()
        (spec,) = opened.Root.AF
        assert (spec.F, spec.AFRelationship) == (name, "/Alternative")
    assert f"<fx:DocumentFileName>{name}</fx:DocumentFileName>" in xmp
    assert f"<fx:ConformanceLevel>{level}</fx:ConformanceLevel>" in xmp
    assert xmp.count("<pdfaExtension:schemas>") == 1
    assert xmp.count("urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>") == 1
    assert "<pdfaid:part>3</pdfaid:part>" in xmp


def test_ubl_is_attached_and_called_nothing_else():
    written = write(made.document(buyer=made.OFFICE), "ubl")
    with pikepdf.open(io.BytesIO(written.pdf)) as opened:
        assert opened.attachments["xrechnung.xml"].get_file().read_bytes() == written.xml.encode()
        assert b"fx:" not in opened.Root.Metadata.read_bytes()


def test_factur_x_finds_the_xml_in_it():
    written = write(made.document(), "zugferd")
    assert get_xml_from_pdf(io.BytesIO(written.pdf)) == ("factur-x.xml", written.xml.encode())


def test_title_is_the_number_and_the_day_is_that_of_the_issue():
    with pikepdf.open(io.BytesIO(write(made.document(), "zugferd").pdf)) as opened:
        facts = {name: str(value) for name, value in opened.docinfo.items()}
    assert facts["/Title"] == "RE-2026-0042"
    assert facts["/CreationDate"] == "D:20261102000000Z"
    assert set(facts) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}


def test_the_code_for_banking_apps_names_account_amount_and_number_only():
    wanted = transfer_svg(
        name="Büro am Kanal GmbH", iban="DE02120300000000202051", bic="BYLADEM1001", amount_cents=46_874, remittance="RE-2026-0042"
    )
    assert paper(made.document())["payment"]["code"] == wanted

"""The business terms in the XML, read by their places in both syntaxes, and by factur-x."""

from dataclasses import replace

import pytest
from facturx.parse_xml import parse_ubl_cii_xml
from lxml import etree

from tests.domain import invoiced as made
from vorzimmer.billing.documents import schemas
from vorzimmer.billing.documents.writing import write

SPACES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
AUTHORITY = replace(made.document(), buyer=made.OFFICE)


def read(document, form="zugferd"):
    root = etree.fromstring(write(document, form).xml.encode())
    return lambda path: [found if isinstance(found, str) else found.text for found in root.xpath(path, namespaces=SPACES)]


def test_the_sums_and_the_tax_of_two_rates():
    at = read(made.CASES["two rates"])
    assert at("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CalculatedAmount") == ["74.84", "1.40"]
    assert at("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent") == ["19", "7"]
    assert at("//ram:TaxBasisTotalAmount") == ["413.90"]
    assert at("//ram:TaxTotalAmount") == ["76.24"]
    assert at("//ram:GrandTotalAmount") == ["490.14"]
    assert at("//ram:DuePayableAmount") == ["490.14"]


def test_quantities_and_prices_are_exact():
    at = read(made.document())
    assert at("//ram:BilledQuantity") == ["1", "347.55", "62"]
    assert at("//ram:BilledQuantity/@unitCode") == ["MON", "MIN", "C62"]
    assert at("//ram:ChargeAmount") == ["79", "0.89", "0.09"]
    assert at("//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount") == ["79.00", "309.32", "5.58"]


def test_what_was_paid_before_is_taken_off():
    at = read(made.CASES["paid in part"])
    assert (at("//ram:GrandTotalAmount"), at("//ram:TotalPrepaidAmount"), at("//ram:DuePayableAmount")) == (
        ["468.74"],
        ["100.00"],
        ["368.74"],
    )


@pytest.mark.parametrize(
    ("case", "category", "code", "reason"),
    [
        ("small business", "E", [], "Es wird keine Umsatzsteuer berechnet: steuerfrei als Kleinunternehmer (§ 19 UStG)."),
        (
            "reverse charge",
            "AE",
            ["VATEX-EU-AE"],
            "Reverse charge: the recipient of the service is liable for VAT (Art. 196 of Directive 2006/112/EC, § 13b UStG).",
        ),
        (
            "not taxable",
            "O",
            ["VATEX-EU-O"],
            "In Deutschland nicht steuerbar: Ort der Leistung ist der Sitz des Leistungsempfängers (§ 3a Abs. 2 UStG).",
        ),
        ("deposit", "O", ["VATEX-EU-O"], "Nicht umsatzsteuerbar: kein Entgelt für eine Leistung (§ 1 Abs. 1 UStG)."),
    ],
)
def test_where_there_is_no_tax_it_is_said_why(case, category, code, reason):
    at = read(made.CASES[case])
    assert at("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode") == [category]
    assert at("//ram:ExemptionReasonCode") == code
    assert at("//ram:ExemptionReason") == [reason]
    assert at("//ram:TaxTotalAmount") == ["0.00"]


@pytest.mark.parametrize("case", ["not taxable", "deposit"])
def test_what_is_outside_of_the_tax_names_no_vat_id(case):
    written = write(made.CASES[case], "zugferd").xml
    assert "DE123456788" not in written
    assert 'schemeID="FC">29/123/45678<' in written


@pytest.mark.parametrize("case", ["not taxable", "deposit"])
def test_what_is_outside_of_the_tax_has_the_rate_zero_in_the_sum_only(case):
    """BR-DE-14 demands it there, BR-O-5 forbids it in a line."""
    document = replace(made.CASES[case], buyer=made.OFFICE)
    at = read(document, "xrechnung")
    assert at("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent") == ["0"]
    assert at("//ram:SpecifiedLineTradeSettlement//ram:RateApplicablePercent") == []
    at = read(document, "ubl")
    assert at("//cac:TaxSubtotal/cac:TaxCategory/cbc:Percent") == ["0"]
    assert at("//cac:ClassifiedTaxCategory/cbc:Percent") == []


def test_the_vat_ids_of_both_stand_in_a_reverse_charge():
    assert read(made.CASES["reverse charge"])('//ram:ID[@schemeID="VA"]') == ["DE123456788", "ATU12345678"]


def test_a_direct_debit_has_mandate_creditor_and_account():
    at = read(made.CASES["direct debit"])
    assert at("//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["59"]
    assert at("//ram:DirectDebitMandateID") == ["M-10017-1"]
    assert at("//ram:CreditorReferenceID") == ["DE98ZZZ09999999999"]
    assert at("//ram:PayerPartyDebtorFinancialAccount/ram:IBANID") == ["DE02500105170137075030"]
    (said,) = at("//ram:SpecifiedTradePaymentTerms/ram:Description")
    assert said == (
        "Den Betrag von 468,74\u00a0EUR ziehen wir am 16.11.2026 per SEPA-Lastschrift von Ihrem Konto DE02 … 5030 ein."
        " Unsere Gläubiger-Identifikationsnummer lautet DE98ZZZ09999999999, Ihre Mandatsreferenz M-10017-1."
    )


def test_a_credit_note_is_never_collected_and_names_what_it_is_about():
    at = read(made.CASES["credit note"])
    assert at("//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["97"]
    assert at("//ram:DirectDebitMandateID") == []
    assert at("//ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == ["RE-2026-0040"]
    assert at("//ram:DuePayableAmount") == ["468.74"]


@pytest.mark.parametrize(("case", "code"), [("19 percent", "380"), ("credit note", "381"), ("corrected", "384")])
def test_each_kind_has_its_code(case, code):
    assert read(made.CASES[case])('//*[local-name()="ExchangedDocument"]/ram:TypeCode') == [code]


def test_an_xrechnung_says_so_and_reaches_the_authority_by_its_id():
    at = read(AUTHORITY, "xrechnung")
    assert at("//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID") == [
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    ]
    assert at("//ram:BuyerReference") == ["11000-12345-67"]
    assert at("//ram:BuyerTradeParty//ram:URIID") == ["11000-12345-67"]
    assert at("//ram:BuyerTradeParty//ram:URIID/@schemeID") == ["0204"]


def test_the_other_syntax_says_the_same():
    at = read(AUTHORITY, "ubl")
    assert at("cbc:CustomizationID") == ["urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"]
    assert at("cac:InvoiceLine/cbc:InvoicedQuantity") == ["1", "347.55", "62"]
    assert at("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == ["393.90"]
    assert at("cac:LegalMonetaryTotal/cbc:PayableAmount") == ["468.74"]
    assert at("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == ["DE02120300000000202051"]


def test_a_credit_note_has_a_root_of_its_own_in_the_other_syntax():
    case = replace(made.CASES["credit note"], buyer=made.OFFICE)
    assert "<CreditNote " in write(case, "ubl").xml
    assert read(case, "ubl")("cac:CreditNoteLine/cbc:CreditedQuantity") == ["1", "347.55", "62"]


@pytest.mark.parametrize("form", ["zugferd", "ubl"])
@pytest.mark.parametrize("name", made.CASES)
def test_factur_x_reads_the_same_totals(form, name):
    case = made.CASES[name]
    case = replace(case, buyer=replace(case.buyer, reference="11000-12345-67"))
    data = parse_ubl_cii_xml(write(case, form).xml.encode(), float_as="string")
    found = tuple(int(data[term].replace(".", "")) for term in ("BT-109", "BT-110", "BT-112", "BT-115"))
    assert found == (case.net, case.vat, case.gross, case.payable)
    assert [line["BT-153"] for line in data["BG-25"]] == [item.name for item in case.items]


def test_xml_that_its_schema_refuses_does_not_leave():
    root = etree.fromstring(write(made.document(), "zugferd").xml.encode())
    etree.SubElement(root, "surprise")
    with pytest.raises(schemas.SchemaViolated, match="surprise"):
        schemas.valid(root, schemas.Schema.CII)

"""What both syntaxes and the paper say alike: codes, identifiers, figures as text. Nothing here depends on the language."""

from datetime import date
from decimal import Decimal

from vorzimmer.domain.invoice_checks import LEITWEG_ID
from vorzimmer.domain.invoices import Document, Form, Party, VatCategory
from vorzimmer.domain.money import VatRate

GUIDELINES = {
    Form.ZUGFERD: "urn:cen.eu:en16931:2017",
    Form.XRECHNUNG: "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
    Form.UBL: "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
}
"""BT-24, the rules that the document follows."""

PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
"""BT-23 of an XRechnung."""

EXEMPTION_CODES = {VatCategory.REVERSE_CHARGE: "VATEX-EU-AE", VatCategory.OUTSIDE: "VATEX-EU-O"}
"""BT-121. For small businesses in Germany the list has no code; the reason in words stands alone (BR-E-10)."""

_EMAIL_SCHEME, _LEITWEG_SCHEME = "EM", "0204"


def endpoint(party: Party) -> tuple[str, str] | None:
    """Say where e-invoices reach a party, as scheme and address (BT-34, BT-49): its e-mail address, else its Leitweg-ID."""
    if party.email:
        return _EMAIL_SCHEME, party.email
    if LEITWEG_ID.fullmatch(party.reference):
        return _LEITWEG_SCHEME, party.reference
    return None


def vat_id(document: Document, party: Party) -> str:
    """Give the VAT id that the document names (BT-31, BT-48): none when it is about nothing that is taxed (BR-O-2)."""
    return "" if document.is_outside else party.vat_id


def seller_id(document: Document) -> str:
    """Give an identifier of the seller (BT-29), needed where no VAT id is named (BR-CO-26)."""
    return "" if vat_id(document, document.seller) else document.seller.tax_number


def quantity(number: Decimal) -> str:
    """Write a quantity or a price exactly, without an exponent or zeros at the end: "347.55", "1"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(rate: VatRate) -> str:
    """Write a rate of tax: 1900 is "19", 550 is "5.5". What is outside has none."""
    return quantity(Decimal(rate or 0) / 100)


def basic_date(day: date) -> str:
    """Write a day as CII has it (format 102)."""
    return day.strftime("%Y%m%d")

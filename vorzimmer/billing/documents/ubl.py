"""An invoice as UBL 2.1 (XRechnung), for customers who want that syntax: an Invoice or a CreditNote.

Elements stand in the order of the schema; what is empty is left out. The same document gives the same bytes.
"""

from datetime import date

from lxml import etree  # type: ignore[import-untyped]  # it carries no types

from vorzimmer.billing.documents import schemas, terms, words
from vorzimmer.domain.invoices import TYPE_CODES, Document, DocumentKind, Form, Item, Party, PaymentMeans, VatCategory
from vorzimmer.domain.money import written

_ROOTS = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f"{_ROOTS}CommonAggregateComponents-2"
_CBC = f"{_ROOTS}CommonBasicComponents-2"


def ubl(document: Document, form: Form) -> str:
    """Write the XML in the language that is active. Raises schemas.SchemaViolated if it is not valid by its schema."""
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    name = "CreditNote" if is_credit else "Invoice"
    root = etree.Element(f"{{{_ROOTS}{name}-2}}{name}", nsmap={None: f"{_ROOTS}{name}-2", "cac": _CAC, "cbc": _CBC})
    _text(root, "CustomizationID", terms.GUIDELINES[form])
    _text(root, "ProfileID", terms.PROCESS)
    _text(root, "ID", document.number)
    _text(root, "IssueDate", document.issued_on.isoformat())
    if not is_credit:
        _text(root, "DueDate", document.due_on.isoformat())
    _text(root, f"{name}TypeCode", TYPE_CODES[document.kind])
    for note in document.notes:
        _text(root, "Note", note)
    _text(root, "DocumentCurrencyCode", document.currency)
    _text(root, "BuyerReference", document.buyer.reference)
    _period(root, document.first, document.last)
    if document.preceding is not None:
        before = _node(_node(root, "BillingReference"), "InvoiceDocumentReference")
        _text(before, "ID", document.preceding.number)
        _text(before, "IssueDate", document.preceding.issued_on.isoformat())
    _parties(root, document)
    _text(_node(root, "Delivery"), "ActualDeliveryDate", document.last.isoformat())
    _means(root, document)
    _text(_node(root, "PaymentTerms"), "Note", words.payment_terms(document))
    _taxes(root, document)
    _sums(root, document)
    for number, item in enumerate(document.items, start=1):
        _line(_node(root, f"{name}Line"), number, item, document)
    return schemas.valid(root, schemas.Schema.UBL_CREDIT_NOTE if is_credit else schemas.Schema.UBL_INVOICE)


def _node(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_CAC}}}{name}")


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{_CBC}}}{name}", attributes).text = text


def _period(parent: etree._Element, first: date | None, last: date | None) -> None:
    if first is None and last is None:
        return
    period = _node(parent, "InvoicePeriod")
    _text(period, "StartDate", first.isoformat() if first else "")
    _text(period, "EndDate", last.isoformat() if last else "")


def _parties(root: etree._Element, document: Document) -> None:
    seller, buyer = document.seller, document.buyer
    is_debit = document.means is PaymentMeans.DIRECT_DEBIT
    ids = (("", terms.seller_id(document)), ("SEPA", document.payment.creditor_id if is_debit else ""))
    registrations = {"VAT": terms.vat_id(document, seller), "FC": seller.tax_number}
    _party(_node(root, "AccountingSupplierParty"), seller, ids, registrations)
    _party(_node(root, "AccountingCustomerParty"), buyer, (("", buyer.number),), {"VAT": terms.vat_id(document, buyer)})


def _party(parent: etree._Element, party: Party, ids: tuple[tuple[str, str], ...], registrations: dict[str, str]) -> None:
    node = _node(parent, "Party")
    if reached := terms.endpoint(party):
        _text(node, "EndpointID", reached[1], schemeID=reached[0])
    for scheme, number in ids:
        if number:
            _text(_node(node, "PartyIdentification"), "ID", number, **({"schemeID": scheme} if scheme else {}))
    address = _node(node, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_node(address, "Country"), "IdentificationCode", party.country)
    for scheme, number in registrations.items():
        if number:
            registered = _node(node, "PartyTaxScheme")
            _text(registered, "CompanyID", number)
            _text(_node(registered, "TaxScheme"), "ID", scheme)
    legal = _node(node, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    _text(legal, "CompanyLegalForm", party.register)
    if party.contact or party.phone:
        contact = _node(node, "Contact")
        _text(contact, "Name", party.contact)
        _text(contact, "Telephone", party.phone)
        _text(contact, "ElectronicMail", party.email)


def _means(root: etree._Element, document: Document) -> None:
    means, payment = _node(root, "PaymentMeans"), document.payment
    _text(means, "PaymentMeansCode", document.means)
    if document.kind is DocumentKind.CREDIT_NOTE:
        _text(means, "PaymentDueDate", document.due_on.isoformat())
    _text(means, "PaymentID", document.number)
    if document.means is PaymentMeans.TRANSFER:
        account = _node(means, "PayeeFinancialAccount")
        _text(account, "ID", payment.iban)
        _text(account, "Name", payment.holder)
        if payment.bic:
            _text(_node(account, "FinancialInstitutionBranch"), "ID", payment.bic)
    if document.means is PaymentMeans.DIRECT_DEBIT:
        mandate = _node(means, "PaymentMandate")
        _text(mandate, "ID", payment.mandate)
        _text(_node(mandate, "PayerFinancialAccount"), "ID", payment.iban)


def _taxes(root: etree._Element, document: Document) -> None:
    total = _node(root, "TaxTotal")
    _text(total, "TaxAmount", written(document.vat), currencyID=document.currency)
    for line in document.vat_lines:
        part = _node(total, "TaxSubtotal")
        _text(part, "TaxableAmount", written(line.net), currencyID=document.currency)
        _text(part, "TaxAmount", written(line.vat), currencyID=document.currency)
        category = _node(part, "TaxCategory")
        _text(category, "ID", line.category)
        _text(category, "Percent", terms.percent(line.rate))  # also of what is outside: 0 (BR-DE-14), but not in its lines (BR-O-5)
        _text(category, "TaxExemptionReasonCode", terms.EXEMPTION_CODES.get(line.category, ""))
        _text(category, "TaxExemptionReason", words.exemption(document, line.category))
        _text(_node(category, "TaxScheme"), "ID", "VAT")


def _sums(root: etree._Element, document: Document) -> None:
    sums = _node(root, "LegalMonetaryTotal")
    _text(sums, "LineExtensionAmount", written(document.net), currencyID=document.currency)
    _text(sums, "TaxExclusiveAmount", written(document.net), currencyID=document.currency)
    _text(sums, "TaxInclusiveAmount", written(document.gross), currencyID=document.currency)
    if document.prepaid:
        _text(sums, "PrepaidAmount", written(document.prepaid), currencyID=document.currency)
    _text(sums, "PayableAmount", written(document.payable), currencyID=document.currency)


def _line(line: etree._Element, number: int, item: Item, document: Document) -> None:
    _text(line, "ID", str(number))
    _text(line, "Note", item.account)
    counted = "CreditedQuantity" if document.kind is DocumentKind.CREDIT_NOTE else "InvoicedQuantity"
    _text(line, counted, terms.quantity(item.quantity), unitCode=item.unit)
    _text(line, "LineExtensionAmount", written(item.net), currencyID=document.currency)
    _period(line, item.first, item.last)
    named = _node(line, "Item")
    _text(named, "Description", item.detail)
    _text(named, "Name", item.name)
    if item.key:
        _text(_node(named, "SellersItemIdentification"), "ID", item.key)
    category = _node(named, "ClassifiedTaxCategory")
    _text(category, "ID", item.category)
    if item.category is not VatCategory.OUTSIDE:
        _text(category, "Percent", terms.percent(item.rate))
    _text(_node(category, "TaxScheme"), "ID", "VAT")
    _text(_node(line, "Price"), "PriceAmount", terms.quantity(item.price), currencyID=document.currency)

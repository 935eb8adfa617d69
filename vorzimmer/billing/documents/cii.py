"""An invoice as Cross Industry Invoice D22B: ZUGFeRD/Factur-X in the profile EN 16931, and XRechnung.

Elements stand in the order of the schema; what is empty is left out. The same document gives the same bytes.
"""

from datetime import date

from lxml import etree  # type: ignore[import-untyped]  # it carries no types

from vorzimmer.billing.documents import schemas, terms, words
from vorzimmer.domain.invoices import TYPE_CODES, Document, Form, Item, Party, PaymentMeans, VatCategory, VatLine
from vorzimmer.domain.money import written

_RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
_QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
_NAMESPACES = {"rsm": _RSM, "ram": _RAM, "udt": _UDT, "qdt": _QDT}


def cii(document: Document, form: Form) -> str:
    """Write the XML in the language that is active. Raises schemas.SchemaViolated if it is not valid by its schema."""
    root = etree.Element(f"{{{_RSM}}}CrossIndustryInvoice", nsmap=_NAMESPACES)
    context = etree.SubElement(root, f"{{{_RSM}}}ExchangedDocumentContext")
    if form.is_xrechnung:
        _text(_node(context, "BusinessProcessSpecifiedDocumentContextParameter"), "ID", terms.PROCESS)
    _text(_node(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", terms.GUIDELINES[form])
    head = etree.SubElement(root, f"{{{_RSM}}}ExchangedDocument")
    _text(head, "ID", document.number)
    _text(head, "TypeCode", TYPE_CODES[document.kind])
    _moment(head, "IssueDateTime", document.issued_on)
    for note in document.notes:
        _text(_node(head, "IncludedNote"), "Content", note)
    transaction = etree.SubElement(root, f"{{{_RSM}}}SupplyChainTradeTransaction")
    for number, item in enumerate(document.items, start=1):
        _line(transaction, number, item)
    _agreement(transaction, document)
    _moment(
        _node(_node(transaction, "ApplicableHeaderTradeDelivery"), "ActualDeliverySupplyChainEvent"), "OccurrenceDateTime", document.last
    )
    _settlement(transaction, document)
    return schemas.valid(root, schemas.Schema.CII)


def _node(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_RAM}}}{name}")


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{_RAM}}}{name}", attributes).text = text


def _moment(parent: etree._Element, name: str, day: date, *, kind: str = _UDT) -> None:
    etree.SubElement(_node(parent, name), f"{{{kind}}}DateTimeString", format="102").text = terms.basic_date(day)


def _period(parent: etree._Element, first: date | None, last: date | None) -> None:
    if first is None and last is None:
        return
    period = _node(parent, "BillingSpecifiedPeriod")
    if first is not None:
        _moment(period, "StartDateTime", first)
    if last is not None:
        _moment(period, "EndDateTime", last)


def _line(transaction: etree._Element, number: int, item: Item) -> None:
    line = _node(transaction, "IncludedSupplyChainTradeLineItem")
    head = _node(line, "AssociatedDocumentLineDocument")
    _text(head, "LineID", str(number))
    if item.account:
        _text(_node(head, "IncludedNote"), "Content", item.account)
    product = _node(line, "SpecifiedTradeProduct")
    _text(product, "SellerAssignedID", item.key)
    _text(product, "Name", item.name)
    _text(product, "Description", item.detail)
    price = _node(_node(line, "SpecifiedLineTradeAgreement"), "NetPriceProductTradePrice")
    _text(price, "ChargeAmount", terms.quantity(item.price))
    delivery = _node(line, "SpecifiedLineTradeDelivery")
    _text(delivery, "BilledQuantity", terms.quantity(item.quantity), unitCode=item.unit)
    settlement = _node(line, "SpecifiedLineTradeSettlement")
    tax = _node(settlement, "ApplicableTradeTax")
    _text(tax, "TypeCode", "VAT")
    _text(tax, "CategoryCode", item.category)
    if item.category is not VatCategory.OUTSIDE:
        _text(tax, "RateApplicablePercent", terms.percent(item.rate))
    _period(settlement, item.first, item.last)
    _text(_node(settlement, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", written(item.net))


def _agreement(transaction: etree._Element, document: Document) -> None:
    agreement = _node(transaction, "ApplicableHeaderTradeAgreement")
    _text(agreement, "BuyerReference", document.buyer.reference)
    seller = _node(agreement, "SellerTradeParty")
    _text(seller, "ID", terms.seller_id(document))
    _party(seller, document.seller, {"VA": terms.vat_id(document, document.seller), "FC": document.seller.tax_number})
    buyer = _node(agreement, "BuyerTradeParty")
    _text(buyer, "ID", document.buyer.number)
    _party(buyer, document.buyer, {"VA": terms.vat_id(document, document.buyer)})


def _party(node: etree._Element, party: Party, registrations: dict[str, str]) -> None:
    _text(node, "Name", party.name)
    _text(node, "Description", party.register)
    if party.contact or party.phone:
        contact = _node(node, "DefinedTradeContact")
        _text(contact, "PersonName", party.contact)
        if party.phone:
            _text(_node(contact, "TelephoneUniversalCommunication"), "CompleteNumber", party.phone)
        if party.email:
            _text(_node(contact, "EmailURIUniversalCommunication"), "URIID", party.email)
    address = _node(node, "PostalTradeAddress")
    _text(address, "PostcodeCode", party.postcode)
    _text(address, "LineOne", party.street)
    _text(address, "CityName", party.city)
    _text(address, "CountryID", party.country)
    if reached := terms.endpoint(party):
        _text(_node(node, "URIUniversalCommunication"), "URIID", reached[1], schemeID=reached[0])
    for scheme, number in registrations.items():
        if number:
            _text(_node(node, "SpecifiedTaxRegistration"), "ID", number, schemeID=scheme)


def _settlement(transaction: etree._Element, document: Document) -> None:
    settlement = _node(transaction, "ApplicableHeaderTradeSettlement")
    is_debit = document.means is PaymentMeans.DIRECT_DEBIT
    if is_debit:
        _text(settlement, "CreditorReferenceID", document.payment.creditor_id)
    _text(settlement, "PaymentReference", document.number)
    _text(settlement, "InvoiceCurrencyCode", document.currency)
    _means(settlement, document)
    for line in document.vat_lines:
        _tax(settlement, document, line)
    _period(settlement, document.first, document.last)
    agreed = _node(settlement, "SpecifiedTradePaymentTerms")
    _text(agreed, "Description", words.payment_terms(document))
    _moment(agreed, "DueDateDateTime", document.due_on)
    if is_debit:
        _text(agreed, "DirectDebitMandateID", document.payment.mandate)
    _sums(settlement, document)
    if document.preceding is not None:
        before = _node(settlement, "InvoiceReferencedDocument")
        _text(before, "IssuerAssignedID", document.preceding.number)
        _moment(before, "FormattedIssueDateTime", document.preceding.issued_on, kind=_QDT)


def _means(settlement: etree._Element, document: Document) -> None:
    means, payment = _node(settlement, "SpecifiedTradeSettlementPaymentMeans"), document.payment
    _text(means, "TypeCode", document.means)
    if document.means is PaymentMeans.DIRECT_DEBIT:
        _text(_node(means, "PayerPartyDebtorFinancialAccount"), "IBANID", payment.iban)
    if document.means is PaymentMeans.TRANSFER:
        account = _node(means, "PayeePartyCreditorFinancialAccount")
        _text(account, "IBANID", payment.iban)
        _text(account, "AccountName", payment.holder)
        if payment.bic:
            _text(_node(means, "PayeeSpecifiedCreditorFinancialInstitution"), "BICID", payment.bic)


def _tax(settlement: etree._Element, document: Document, line: VatLine) -> None:
    tax = _node(settlement, "ApplicableTradeTax")
    _text(tax, "CalculatedAmount", written(line.vat))
    _text(tax, "TypeCode", "VAT")
    _text(tax, "ExemptionReason", words.exemption(document, line.category))
    _text(tax, "BasisAmount", written(line.net))
    _text(tax, "CategoryCode", line.category)
    _text(tax, "ExemptionReasonCode", terms.EXEMPTION_CODES.get(line.category, ""))
    _text(tax, "RateApplicablePercent", terms.percent(line.rate))  # also of what is outside: 0 (BR-DE-14), but not in its lines (BR-O-5)


def _sums(settlement: etree._Element, document: Document) -> None:
    sums = _node(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _text(sums, "LineTotalAmount", written(document.net))
    _text(sums, "TaxBasisTotalAmount", written(document.net))
    _text(sums, "TaxTotalAmount", written(document.vat), currencyID=document.currency)
    _text(sums, "GrandTotalAmount", written(document.gross))
    if document.prepaid:
        _text(sums, "TotalPrepaidAmount", written(document.prepaid))
    _text(sums, "DuePayableAmount", written(document.payable))

"""What stands on the paper of an invoice, and where: texts and figures in the language that is active, ready to be set."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vorzimmer.billing.documents import terms, words
from vorzimmer.billing.qr import transfer_svg
from vorzimmer.domain.invoices import Document, DocumentKind, Item, ItemUnit, Party, PaymentMeans, VatCategory, VatTreatment
from vorzimmer.telephony.numbers import grouped

Data = dict[str, Any]
Pair = tuple[str, str]
_PRICE_PLACES = 2


def paper(document: Document) -> Data:
    """Say all that is printed; `invoice.typ` only sets it."""
    return letterhead(document.seller, vat_id=terms.vat_id(document, document.seller)) | {
        "title": document.number,
        "heading": f"{heading(document)} {document.number}",
        "recipient": address(document.buyer, abroad=document.buyer.country != document.seller.country),
        "facts": [pair for pair in _facts(document) if pair[1]],
        "opening": _opening(document),
        "columns": [_("No."), _("Service"), _("Quantity"), _("Unit"), _("Unit price"), pgettext("money", "Amount")],
        "groups": _groups(document),
        "sums": _sums(document),
        "taxes": _taxes(document),
        "reasons": _reasons(document),
        "notes": document.notes,
        "payment": _payment(document),
        "subject": _("Invoice"),
    }


def letterhead(seller: Party, *, vat_id: str) -> Data:
    """Say what `letter.typ` prints on every paper of the agency; title, heading, recipient, facts and opening differ."""
    return {
        "language": "de" if words.is_german() else "en",
        "name": seller.name,
        "sender": _joined(seller.name, seller.street, f"{seller.postcode} {seller.city}"),
        "foot": [[line for line in column if line] for column in _foot(seller, vat_id)],
        "carried": _("Carried forward"),
        "brought": _("Brought forward"),
        "page": _("Page %(page)s of %(pages)s") % {"page": "§", "pages": "¶"},
    }


def heading(document: Document) -> str:
    """Name the document. What is no consideration is not invoiced but asked for; "Gutschrift" would mean self-billing (UStG §14(2))."""
    if document.kind is DocumentKind.CREDIT_NOTE:
        return pgettext("document", "Credit note")
    if document.kind is DocumentKind.CORRECTED:
        return _("Corrected invoice")
    if document.is_outside and document.treatment is not VatTreatment.NOT_TAXABLE:
        return _("Request for payment")
    return _("Invoice")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def address(party: Party, *, abroad: bool) -> list[str]:
    """Give the lines of an address."""
    lines = [party.name, party.street, f"{party.postcode} {party.city}"]
    return [*lines, _country(party.country)] if abroad else lines


def _facts(document: Document) -> list[Pair]:
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    return [
        (_("Number"), document.number),
        (_("Date"), words.day(document.issued_on)),
        (_("Customer number"), document.buyer.number),
        (_("Your reference"), document.buyer.reference),
        (_("Service period"), words.period(document.first, document.last)),
        (pgettext("invoice", "Due"), "" if is_credit else words.day(document.due_on)),
        (_("Your VAT id"), terms.vat_id(document, document.buyer)),
        (_("Your contact"), document.seller.contact),
        (_("Telephone"), grouped(document.seller.phone)),
    ]


def _opening(document: Document) -> str:
    if document.preceding is None:
        return ""
    facts = {"number": document.preceding.number, "day": words.day(document.preceding.issued_on)}
    if document.kind is DocumentKind.CREDIT_NOTE:
        return _("This credit note is about invoice %(number)s of %(day)s.") % facts
    return _("This invoice takes the place of invoice %(number)s of %(day)s, which was cancelled.") % facts


def _groups(document: Document) -> list[Data]:
    """Put the lines under their accounts, in the order of the lines; `running` is the sum up to and with a line."""
    groups: list[Data] = []
    running = 0
    for number, item in enumerate(document.items, start=1):
        running += item.net
        if not groups or groups[-1]["name"] != item.account:
            groups.append({"name": item.account, "items": []})
        groups[-1]["items"].append(_row(document, number, item) | {"running": words.money(running)})
    return groups


def _needs_period(document: Document, item: Item) -> bool:
    """Whether an item says its period: it is another than the document's, or it is one fee of several periods."""
    whole = (document.first, document.last)
    has_several = any(each.first and (each.first, each.last) != whole for each in document.items)
    return (item.first, item.last) != whole or (has_several and item.unit is ItemUnit.MONTH)


def _row(document: Document, number: int, item: Item) -> Data:
    period = words.period(item.first, item.last) if item.first and item.last and _needs_period(document, item) else ""
    has_rates = len({line.rate for line in document.vat_lines}) > 1
    rate = _("%(percent)s %% VAT") % {"percent": words.figure(terms.percent(item.rate))} if has_rates else ""
    return {
        "number": str(number),
        "name": item.name,
        "detail": _joined(item.detail, period, rate.replace(" ", "\u00a0")),
        "quantity": words.figure(terms.quantity(item.quantity)),
        "unit": unit_name(item.unit, item.quantity),
        "price": words.figure(_price(item.price)),
        "amount": words.money(item.net),
    }


def _price(price: Decimal) -> str:
    """Write a unit price with two places, or as many as it has."""
    text = terms.quantity(price)
    places = len(text.partition(".")[2])
    return text if places >= _PRICE_PLACES else f"{price:.2f}"


def unit_name(unit: ItemUnit, quantity: Decimal) -> str:
    count = 1 if quantity == 1 else 2
    match unit:
        case ItemUnit.PIECE:
            return pgettext("unit", "pcs")
        case ItemUnit.SECOND:
            return pgettext("unit", "sec")
        case ItemUnit.MINUTE:
            return pgettext("unit", "min")
        case ItemUnit.HOUR:
            return pgettext("unit", "hrs")
        case ItemUnit.MONTH:
            return ngettext("month", "months", count)


def _sums(document: Document) -> list[Data]:
    rows: list[tuple[str, int, bool]] = []
    if any(line.category is VatCategory.STANDARD for line in document.vat_lines):
        rows.append((_("Net amount"), document.net, False))
        rows += [
            (_("plus %(percent)s %% VAT") % {"percent": words.figure(terms.percent(line.rate))}, line.vat, False)
            for line in document.vat_lines
        ]
    total = _("Amount credited") if document.kind is DocumentKind.CREDIT_NOTE else pgettext("invoice", "Total")
    rows.append((total, document.gross, True))
    if document.prepaid:
        rows += [(_("paid before"), -document.prepaid, False), (_("Payable"), document.payable, True)]
    return [{"label": label, "amount": words.priced(document, cents), "strong": strong} for label, cents, strong in rows]


def _taxes(document: Document) -> Data | None:
    """The table of the tax by rate; only where there are several."""
    if len(document.vat_lines) == 1:
        return None
    rows = [
        [words.figure(terms.percent(line.rate)) + "\u00a0%", words.money(line.net), words.money(line.vat), words.money(line.net + line.vat)]
        for line in document.vat_lines
    ]
    return {"head": [_("VAT rate"), _("Net"), _("VAT"), _("Gross")], "rows": rows}


def _reasons(document: Document) -> list[str]:
    return [reason for line in document.vat_lines if (reason := words.exemption(document, line.category))]


def _payment(document: Document) -> Data:
    title = pgettext("invoice", "Credit") if document.kind is DocumentKind.CREDIT_NOTE else _("Payment")
    text = words.payment_terms(document)
    if document.means is not PaymentMeans.TRANSFER or document.payable <= 0:
        return payment_box(title, text)
    payment = document.payment
    holder = payment.holder or document.seller.name
    transfer = Transfer(holder=holder, iban=payment.iban, bic=payment.bic, cents=document.payable, remittance=document.number)
    return payment_box(title, text, transfer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer that the reader is asked for, in cents."""

    holder: str
    iban: str
    bic: str
    cents: int
    remittance: str


def payment_box(title: str, text: str, transfer: Transfer | None = None) -> Data:
    """Say how it is paid; with a transfer also the account, and its code for a banking app. Raises `TransferRefused`."""
    facts, code = [], ""
    if transfer is not None:
        facts = [
            (_("Account holder"), transfer.holder),
            ("IBAN", words.grouped(transfer.iban)),
            ("BIC", transfer.bic),
            (_("Reason for transfer"), transfer.remittance),
        ]
        code = transfer_svg(
            name=transfer.holder, iban=transfer.iban, bic=transfer.bic, amount_cents=transfer.cents, remittance=transfer.remittance
        )
    return {
        "title": title,
        "text": text,
        "facts": [pair for pair in facts if pair[1]],
        "code": code,
        "code_alt": _("GiroCode: the transfer for a banking app"),
        "code_text": _("Pay with your banking app"),
    }


def _foot(seller: Party, vat_id: str) -> list[list[str]]:
    account = [seller.bank, f"IBAN {words.grouped(seller.iban)}" if seller.iban else "", f"BIC {seller.bic}" if seller.bic else ""]
    return [
        [seller.name, seller.street, f"{seller.postcode} {seller.city}"],
        [grouped(seller.phone), seller.email, seller.website],
        account,
        [
            _("Tax number %(number)s") % {"number": seller.tax_number} if seller.tax_number else "",
            _("VAT id %(number)s") % {"number": vat_id} if vat_id else "",
            seller.register,
        ],
    ]


def _country(code: str) -> str:
    """Name a country for the post, in capitals; one that is not in the list by its code."""
    names = {
        "AT": _("Austria"),
        "BE": _("Belgium"),
        "CH": _("Switzerland"),
        "CZ": _("Czechia"),
        "DE": _("Germany"),
        "DK": _("Denmark"),
        "ES": _("Spain"),
        "FR": _("France"),
        "GB": _("United Kingdom"),
        "IT": _("Italy"),
        "LI": _("Liechtenstein"),
        "LU": _("Luxembourg"),
        "NL": _("Netherlands"),
        "PL": _("Poland"),
        "US": _("United States"),
    }
    return names.get(code, code).upper()

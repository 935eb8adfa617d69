"""What must be right before a document is written: mandatory content (UStG §14, §14a), EN 16931, XRechnung, and no word about callers.

The totals are no field of a document but follow from its lines (BR-CO-10 to BR-CO-17), so only the lines can be wrong. What the official
rules let pass although it cannot be paid is refused here, too: a direct debit without a mandate.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from vorzimmer.domain.invoice_problems import DocumentRefused, InvoiceProblem, Problem, problem
from vorzimmer.domain.invoices import Document, DocumentKind, Form, Item, Party, PaymentMeans, VatCategory, VatTreatment
from vorzimmer.domain.money import OUTSIDE_VAT, written
from vorzimmer.domain.sepa import is_iban

LANGUAGES = ("de", "en")
LEITWEG_ID = re.compile(r"\d{2,12}(-[A-Z0-9]{1,30})?-\d{2}")

_P = InvoiceProblem
_QUANTITY_PLACES, _PRICE_PLACES = 4, 6
_CENTS = 100
_HALF = Decimal("0.5")
_QUANTITY_ERROR = Decimal("0.00005")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")
_NO_NUMBER = re.compile(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"  # an account
    r"|\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}"  # a day, a time
    r"|(?<![\d.])0[.,]\d+"  # a fraction
)
"""Digits in a row that nobody can be called at."""
_PHONE = re.compile(r"(?<!\w)(?<!\d[.,\-/])(?:\+|\(?0)[\d()]([\s ./()\-–]{0,4}\d){5,}")
PRINTABLE = (
    (0x09, 0x0A),
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin with the accents of Europe
    (0x218, 0x21B),
    (0x300, 0x30C),
    (0x384, 0x38A),
    (0x38E, 0x3A1),  # Greek
    (0x3A3, 0x3CE),
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1EF9),
    (0x2010, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x2030, 0x2033),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2117),
    (0x2122, 0x2122),
    (0x2212, 0x2212),
)
"""First and last characters of what the font of the paper has. PDF/A has no place for others, and XML none for control characters."""
_UNPRINTABLE = re.compile(f"[^{''.join(f'{chr(first)}-{chr(last)}' for first, last in PRINTABLE)}]")
_LEAST_DIGITS = 3

_CATEGORIES = {
    VatTreatment.DOMESTIC: VatCategory.STANDARD,
    VatTreatment.SMALL_BUSINESS: VatCategory.EXEMPT,
    VatTreatment.REVERSE_CHARGE: VatCategory.REVERSE_CHARGE,
    VatTreatment.NOT_TAXABLE: VatCategory.OUTSIDE,
}
_ADDRESS = (("name", "BT-27", "BT-44"), ("street", "BT-35", "BT-50"), ("postcode", "BT-38", "BT-53"), ("city", "BT-37", "BT-52"))
"""What an address consists of, with its term for the seller and for the buyer."""


def check(document: Document, form: Form = Form.ZUGFERD) -> None:
    """Raise DocumentRefused with all that is wrong, if anything is."""
    if found := problems(document, form):
        raise DocumentRefused(document.number, found)


def problems(document: Document, form: Form = Form.ZUGFERD) -> tuple[Problem, ...]:
    """Find all that is wrong with a document that shall be written in this form."""
    rules = (_head, _parties, _taxes, _lines, _totals, _callers, _preceding, _payment, _printable)
    found = [each for rule in rules for each in rule(document)]
    return tuple(found + list(_xrechnung(document) if form.is_xrechnung else ()))


def telephone_number_in(text: str) -> str:
    """Give what looks like a telephone number: an area code or country code and six more digits. Empty when there is none."""
    found = _PHONE.search(_NO_NUMBER.sub(" ", text))
    return found[0] if found else ""


def _head(document: Document) -> Iterator[Problem]:
    if not document.number.strip():
        yield problem(_P.NO_NUMBER, "BT-1")
    if not _CURRENCY.fullmatch(document.currency):
        yield problem(_P.NO_CURRENCY, "BT-5", found=document.currency)
    if document.language not in LANGUAGES:
        yield problem(_P.NO_LANGUAGE, "BG-1", found=document.language)
    if document.due_on < document.issued_on:
        yield problem(_P.DUE_BEFORE_ISSUE, "BT-9")
    if document.last < document.first:
        yield problem(_P.PERIOD_REVERSED, "BG-14")


def _parties(document: Document) -> Iterator[Problem]:
    for name, sellers, buyers in _ADDRESS:
        if not getattr(document.seller, name).strip():
            yield problem(_P.SELLER_INCOMPLETE, sellers, name=name)
        if not getattr(document.buyer, name).strip():
            yield problem(_P.BUYER_INCOMPLETE, buyers, name=name)
    for party, term in ((document.seller, "BT-40"), (document.buyer, "BT-55")):
        if not _COUNTRY.fullmatch(party.country):
            yield problem(_P.UNKNOWN_COUNTRY, term, found=party.country)


def _taxes(document: Document) -> Iterator[Problem]:
    seller, buyer = document.seller, document.buyer
    if not seller.vat_id and not seller.tax_number:
        yield problem(_P.NO_TAX_NUMBER, "BT-31")
    elif document.is_outside and not seller.tax_number:
        yield problem(_P.TAX_NUMBER_NEEDED, "BT-32")
    for party, term in ((seller, "BT-31"), (buyer, "BT-48")):
        if party.vat_id and not _VAT_ID.fullmatch(party.vat_id):
            yield problem(_P.WRONG_VAT_ID, term, found=party.vat_id)
    if any(item.category is VatCategory.REVERSE_CHARGE for item in document.items):
        if not seller.vat_id:
            yield problem(_P.SELLER_VAT_ID_NEEDED, "BT-31")
        if not buyer.vat_id:
            yield problem(_P.BUYER_VAT_ID_NEEDED, "BT-48")
    if len({item.category is VatCategory.OUTSIDE for item in document.items}) > 1:
        yield problem(_P.OUTSIDE_MIXED, "BT-151")


def _lines(document: Document) -> Iterator[Problem]:
    if not document.items:
        yield problem(_P.NO_ITEMS, "BG-25")
    for line, item in enumerate(document.items, start=1):
        yield from _line(line, item)
        if item.category not in {_CATEGORIES[document.treatment], VatCategory.OUTSIDE}:
            yield problem(_P.WRONG_CATEGORY, "BT-151", line=line, found=item.category)


def _line(line: int, item: Item) -> Iterator[Problem]:
    if not item.name.strip():
        yield problem(_P.NO_ITEM_NAME, "BT-153", line=line)
    if item.first is not None and item.last is not None and item.last < item.first:
        yield problem(_P.ITEM_PERIOD_REVERSED, "BG-26", line=line)
    if item.quantity != round(item.quantity, _QUANTITY_PLACES):
        yield problem(_P.TOO_PRECISE_QUANTITY, "BT-129", line=line)
    if item.price != round(item.price, _PRICE_PLACES):
        yield problem(_P.TOO_PRECISE_PRICE, "BT-146", line=line)
    if item.price < 0:
        yield problem(_P.NEGATIVE_PRICE, "BT-146", line=line)
    if not _is_net_right(item):
        right = int((item.quantity * item.price * _CENTS).to_integral_value("ROUND_HALF_UP"))
        yield problem(_P.WRONG_NET, "BT-131", line=line, right=written(right), found=written(item.net))
    if not _is_rate_right(item):
        yield problem(_P.WRONG_RATE, "BT-152", line=line, found=item.category)


def _is_net_right(item: Item) -> bool:
    """Say whether the net is quantity times price. Half a cent was rounded, and the quantity itself in its fourth place."""
    rounded = _HALF + (abs(item.price) * _CENTS * _QUANTITY_ERROR if item.quantity != item.quantity.to_integral_value() else 0)
    return abs(item.quantity * item.price * _CENTS - item.net) <= rounded


def _is_rate_right(item: Item) -> bool:
    match item.category:
        case VatCategory.STANDARD:
            return item.rate is not None and item.rate > 0
        case VatCategory.OUTSIDE:
            return item.rate is OUTSIDE_VAT
        case _:
            return item.rate == 0


def _totals(document: Document) -> Iterator[Problem]:
    if document.gross < 0:
        yield problem(_P.NEGATIVE_TOTAL, "BT-112")
    if document.prepaid < 0:
        yield problem(_P.NEGATIVE_PREPAID, "BT-113")


def _callers(document: Document) -> Iterator[Problem]:
    texts = [("BT-22", note) for note in document.notes]
    for item in document.items:
        texts += [("BT-153", item.name), ("BT-154", item.detail), ("BT-127", item.account)]
    for term, text in texts:
        if number := telephone_number_in(text):
            yield problem(_P.CALLER_PHONE, term, text=number)
        if address := _EMAIL.search(text):
            yield problem(_P.CALLER_EMAIL, term, text=address[0])


def _preceding(document: Document) -> Iterator[Problem]:
    if document.preceding is None:
        if document.kind is not DocumentKind.INVOICE:
            yield problem(_P.NO_PRECEDING, "BG-3")
    elif document.kind is DocumentKind.INVOICE:
        yield problem(_P.UNEXPECTED_PRECEDING, "BG-3")
    elif document.preceding.number == document.number:
        yield problem(_P.PRECEDES_ITSELF, "BT-25")


def _payment(document: Document) -> Iterator[Problem]:
    payment = document.payment
    if document.means is PaymentMeans.CLEARING:
        return
    is_debit = document.means is PaymentMeans.DIRECT_DEBIT
    if not payment.iban:
        yield problem(_P.NO_ACCOUNT, "BT-91" if is_debit else "BT-84")
    elif not is_iban(payment.iban):
        yield problem(_P.WRONG_IBAN, "BT-91" if is_debit else "BT-84")
    if not is_debit:
        return
    if not payment.mandate:
        yield problem(_P.NO_MANDATE, "BT-89")
    if not payment.creditor_id:
        yield problem(_P.NO_CREDITOR_ID, "BT-90")
    if payment.collected_on is None:
        yield problem(_P.NO_COLLECTION_DAY, "BT-9")
    elif payment.collected_on <= document.issued_on:
        yield problem(_P.COLLECTED_TOO_EARLY, "BT-9")


def _printable(document: Document) -> Iterator[Problem]:
    """Find what neither XML nor a font can hold."""
    seller, buyer, payment = document.seller, document.buyer, document.payment
    texts = [("BT-1", document.number)]
    texts += [("BG-16", text) for text in (payment.iban, payment.bic, payment.holder, payment.mandate, payment.creditor_id)]
    texts += [("BT-25", document.preceding.number)] if document.preceding else []
    texts += [("BT-22", note) for note in document.notes]
    texts += [(term, getattr(party, name)) for party, term in ((seller, "BG-4"), (buyer, "BG-7")) for name in Party.__slots__]
    texts += [("BG-25", text) for item in document.items for text in (item.key, item.name, item.detail, item.account)]
    for term, text in texts:
        if _UNPRINTABLE.search(text):
            yield problem(_P.UNPRINTABLE, term, name=_UNPRINTABLE.sub("\ufffd", text))


def _xrechnung(document: Document) -> Iterator[Problem]:
    seller, buyer = document.seller, document.buyer
    if not seller.contact.strip():
        yield problem(_P.NO_CONTACT, "BT-41")
    if sum(letter.isdigit() for letter in seller.phone) < _LEAST_DIGITS:
        yield problem(_P.NO_PHONE, "BT-42")
    if not _EMAIL.fullmatch(seller.email):
        yield problem(_P.NO_EMAIL, "BT-43")
    if not buyer.reference.strip():
        yield problem(_P.NO_REFERENCE, "BT-10")
    if not buyer.email and not LEITWEG_ID.fullmatch(buyer.reference):
        yield problem(_P.NO_ELECTRONIC_ADDRESS, "BT-49")

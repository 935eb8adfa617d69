"""Documents to write: an invented agency and its customers, each way in which a document can be taxed and paid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from vorzimmer.domain.invoices import (
    Document,
    DocumentKind,
    Item,
    ItemUnit,
    Party,
    Payment,
    PaymentMeans,
    Preceding,
    VatCategory,
    VatTreatment,
)

SELLER = Party(
    name="Büro am Kanal GmbH",
    street="Uferstraße 12",
    postcode="10999",
    city="Berlin",
    contact="Johanna Wiese",
    phone="030 23125 100",
    email="rechnung@buero-am-kanal.example",
    vat_id="DE123456788",
    tax_number="29/123/45678",
    register="Amtsgericht Charlottenburg HRB 123456, Geschäftsführerin Johanna Wiese",
    website="www.buero-am-kanal.example",
    bank="Bank am Kanal",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)
BUYER = Party(
    name="Elektro Lindner e. K.",
    street="Werkstraße 5",
    postcode="13355",
    city="Berlin",
    email="buchhaltung@elektro-lindner.example",
    number="10017",
)
TRANSFER = Payment(means=PaymentMeans.TRANSFER, iban="DE02120300000000202051", bic="BYLADEM1001", holder="Büro am Kanal GmbH")
DEBIT = Payment(
    means=PaymentMeans.DIRECT_DEBIT,
    iban="DE02500105170137075030",
    holder="Elektro Lindner e. K.",
    mandate="M-10017-1",
    creditor_id="DE98ZZZ09999999999",
    collected_on=date(2026, 11, 16),
)


def item(**changes):
    return replace(
        Item(
            key="base",
            name="Grundgebühr",
            quantity=Decimal(1),
            unit=ItemUnit.MONTH,
            price=Decimal("79.00"),
            net=7900,
            category=VatCategory.STANDARD,
            rate=1900,
            first=date(2026, 10, 1),
            last=date(2026, 10, 31),
        ),
        **changes,
    )


BASE = item()
TALK = item(
    key="talk",
    name="Gesprächszeit",
    quantity=Decimal("347.55"),
    unit=ItemUnit.MINUTE,
    price=Decimal("0.89"),
    net=30932,
    detail="62 Anrufe, davon 20 Minuten frei",
)
SMS = item(key="sms", name="SMS an Sie", quantity=Decimal(62), unit=ItemUnit.PIECE, price=Decimal("0.09"), net=558)
THREE = (BASE, TALK, SMS)


def document(items=THREE, **changes):
    return replace(
        Document(
            kind=DocumentKind.INVOICE,
            number="RE-2026-0042",
            issued_on=date(2026, 11, 2),
            due_on=date(2026, 11, 16),
            first=date(2026, 10, 1),
            last=date(2026, 10, 31),
            currency="EUR",
            language="de",
            seller=SELLER,
            buyer=BUYER,
            treatment=VatTreatment.DOMESTIC,
            items=tuple(items),
            payment=TRANSFER,
        ),
        **changes,
    )


def at_rate(items, rate, category=VatCategory.STANDARD):
    return tuple(replace(each, rate=rate, category=category) for each in items)


BOOKS = item(key="manual", name="Handbuch", quantity=Decimal(1), unit=ItemUnit.PIECE, price=Decimal("20.00"), net=2000, rate=700)
DEPOSIT = item(
    key="deposit",
    name="Sicherheitsleistung",
    quantity=Decimal(1),
    unit=ItemUnit.PIECE,
    price=Decimal("200.00"),
    net=20000,
    category=VatCategory.OUTSIDE,
    rate=None,
)
SMALL_SELLER = replace(SELLER, name="Schreibbüro Wiese", vat_id="", register="")
VIENNA = Party(name="Kanzlei Huber OG", street="Ring 7", postcode="1010", city="Wien", country="AT", vat_id="ATU12345678", number="10020")
ZURICH = Party(name="Praxis Keller AG", street="Seeweg 3", postcode="8001", city="Zürich", country="CH", number="10021")
OFFICE = Party(
    name="Bezirksamt Kanalstadt", street="Rathausplatz 1", postcode="10999", city="Berlin", number="10022", reference="11000-12345-67"
)
ORIGINAL = Preceding(number="RE-2026-0040", issued_on=date(2026, 10, 2))

CASES = {
    "19 percent": document(),
    "7 percent": document([BOOKS]),
    "two rates": document([*THREE, BOOKS]),
    "small business": document(at_rate(THREE, 0, VatCategory.EXEMPT), seller=SMALL_SELLER, treatment=VatTreatment.SMALL_BUSINESS),
    "reverse charge": document(
        at_rate(THREE, 0, VatCategory.REVERSE_CHARGE), buyer=VIENNA, treatment=VatTreatment.REVERSE_CHARGE, language="en"
    ),
    "not taxable": document(at_rate(THREE, None, VatCategory.OUTSIDE), buyer=ZURICH, treatment=VatTreatment.NOT_TAXABLE),
    "deposit": document([DEPOSIT]),
    "credit note": document(kind=DocumentKind.CREDIT_NOTE, number="RE-2026-0043", preceding=ORIGINAL, payment=DEBIT),
    "corrected": document(kind=DocumentKind.CORRECTED, preceding=ORIGINAL),
    "small amount": document([SMS]),
    "direct debit": document(payment=DEBIT),
    "paid in part": document(prepaid=10000),
    "two accounts": document([replace(each, account=name) for name in ("Praxis", "Labor") for each in THREE], notes=("Vielen Dank.",)),
    "taken back": document([*THREE, replace(SMS, quantity=Decimal(-10), net=-90)]),
}
"""Each way in which a document can be taxed and paid."""

"""Documents, collections and mandates for the tests of the books: small, complete, invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from vorzimmer.billing.models import Collection, Document, Mandate
from vorzimmer.domain.invoices import Document as Terms
from vorzimmer.domain.invoices import (
    DocumentKind,
    Item,
    ItemUnit,
    Party,
    Payment,
    PaymentMeans,
    Preceding,
    VatTreatment,
    category_of,
)
from vorzimmer.domain.written_invoices import as_data

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
_numbers = count(1)


def terms(number, *, kind=DocumentKind.INVOICE, lines=((1900, 10000),), treatment=VatTreatment.DOMESTIC, **more):
    """A document's terms; `lines` are VAT rate and net cents."""
    items = []
    for place, (rate, net) in enumerate(lines):
        category, own_rate = category_of(treatment, rate)
        price = Decimal(net) / 100
        items.append(
            Item(
                key=f"charge{place}",
                name=f"Leistung {place + 1}",
                quantity=Decimal(1),
                unit=ItemUnit.PIECE,
                price=price,
                net=net,
                category=category,
                rate=own_rate,
            )
        )
    issued_on = more.pop("issued_on", date(2026, 11, 2))
    facts = {
        "kind": kind,
        "number": number,
        "issued_on": issued_on,
        "due_on": issued_on + timedelta(days=14),
        "first": date(2026, 10, 1),
        "last": date(2026, 10, 31),
        "currency": "EUR",
        "language": "de",
        "seller": Party(name="Büro Vorzimmer", street="Lindenstraße 4", postcode="10969", city="Berlin", tax_number="37/123/45678"),
        "buyer": Party(name="Praxis Dr. Zahn", street="Am Markt 1", postcode="30159", city="Hannover", number="K-1001"),
        "treatment": treatment,
        "items": tuple(items),
        "payment": Payment(means=PaymentMeans.TRANSFER, iban="DE02120300000000202051"),
    }
    return Terms(**facts | more)


def issue(customer, *, cancels=None, replaces=None, preceding=None, **more):
    """Write a document of a customer as the issue of the house does, without PDF and XML worth reading."""
    number = more.pop("number", None) or f"RE-2026-{next(_numbers):05}"
    named = cancels or replaces or preceding
    if named is not None:
        more["preceding"] = Preceding(number=named.number, issued_on=named.issued_on)
    if cancels is not None:
        more.setdefault("kind", DocumentKind.CREDIT_NOTE)
    more.setdefault("buyer", Party(name=customer.name, street="Am Markt 1", postcode="30159", city=customer.city, number=customer.number))
    content = terms(number, **more)
    return Document.objects.create(
        number=number,
        key=f"test:{uuid4()}",
        kind=content.kind.value,
        customer_ref=customer.pk,
        customer_number=customer.number,
        first=content.first,
        last=content.last,
        issued_on=content.issued_on,
        due_on=content.due_on,
        net=content.net,
        vat=content.vat,
        gross=content.gross,
        payable=content.payable,
        cancels=cancels,
        replaces=replaces,
        form="zugferd",
        terms=as_data(content),
        xml=f"<Rechnung>{number}</Rechnung>",
        pdf=b"%PDF-1.7 " + number.encode(),
        issued_at=datetime.combine(content.issued_on, NOON.timetz()),
    )


def collect(document, *, due_on=TODAY, state="booked", attempt=1):
    """Plan a direct debit of a document."""
    mandate, _new = Mandate.objects.get_or_create(
        reference=f"M-{document.customer_number}-1",
        defaults={
            "customer_ref": document.customer_ref,
            "customer_number": document.customer_number,
            "signed_on": date(2026, 1, 2),
            "iban": "DE02120300000000202051",
            "holder": "Dr. Zahn",
            "created_at": NOON,
        },
    )
    return Collection.objects.create(
        document=document,
        attempt=attempt,
        mandate=mandate,
        customer_ref=document.customer_ref,
        end_to_end=f"{document.number}-{attempt}",
        amount=document.payable,
        due_on=due_on,
        sequence="RCUR",
        state=state,
        created_at=NOON,
    )

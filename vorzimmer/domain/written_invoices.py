"""A document as data that lives in a database, and back: all of it, so that it can be read when everything else is erased."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

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
from vorzimmer.domain.statements import Digest

Data = dict[str, Any]


def as_data(document: Document) -> Data:
    """Write a document as JSON can hold it."""
    data: Data = _plain(asdict(document))
    return data


def document_of(data: Data) -> Document:
    """Read a document that `as_data` wrote. Raises KeyError or ValueError for anything else."""
    preceding = data["preceding"]
    return Document(
        **{name: data[name] for name in ("number", "currency", "language", "prepaid")},
        kind=DocumentKind(data["kind"]),
        issued_on=date.fromisoformat(data["issued_on"]),
        due_on=date.fromisoformat(data["due_on"]),
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        seller=Party(**data["seller"]),
        buyer=Party(**data["buyer"]),
        treatment=VatTreatment(data["treatment"]),
        items=tuple(map(_item, data["items"])),
        payment=_payment(data["payment"]),
        preceding=None
        if preceding is None
        else Preceding(number=preceding["number"], issued_on=date.fromisoformat(preceding["issued_on"])),
        notes=tuple(data["notes"]),
    )


def _item(data: Data) -> Item:
    read = data | {
        "quantity": Decimal(data["quantity"]),
        "unit": ItemUnit(data["unit"]),
        "price": Decimal(data["price"]),
        "category": VatCategory(data["category"]),
        "first": _day(data["first"]),
        "last": _day(data["last"]),
        "digest": None if data["digest"] is None else Digest(**data["digest"]),
    }
    return Item(**read)


def _payment(data: Data) -> Payment:
    return Payment(**(data | {"means": PaymentMeans(data["means"]), "collected_on": _day(data["collected_on"])}))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case date():
            return value.isoformat()
        case Decimal() | StrEnum():
            return str(value)
        case _:
            return value

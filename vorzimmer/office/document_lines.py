"""A document as a page shows it: lines, tax and total in the reader's words and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vorzimmer.billing.documents import terms as written
from vorzimmer.billing.documents import words
from vorzimmer.billing.documents.paper import unit_name
from vorzimmer.billing.wording import price, written_period
from vorzimmer.domain.invoices import Document, Item, VatLine
from vorzimmer.domain.money import micro
from vorzimmer.domain.statements import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line: what, when if it is of another time than the document, how much at which price, and cents. `url`: the calls behind it."""

    name: str
    detail: str
    period: str
    quantity: str
    price: str
    net: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document with its lines, and its taxes as pairs of words and cents."""

    terms: Document
    lines: Sequence[ShownLine]
    taxes: Sequence[tuple[str, int]]


def shown(document: Document, urls: Mapping[tuple[str, date | None], str] | None = None) -> ShownDocument:
    """Show a document. `urls` leads from a line (by key and first day) to the calls behind it."""
    return ShownDocument(
        terms=document,
        lines=[_line(item, document, (urls or {}).get((item.key, item.first), "")) for item in document.items],
        taxes=[(_tax(line), line.vat) for line in document.vat_lines],
    )


def _line(item: Item, document: Document, url: str) -> ShownLine:
    is_other = item.first is not None and item.last is not None and (item.first, item.last) != (document.first, document.last)
    return ShownLine(
        name=item.name,
        detail=item.detail,
        period=written_period(Period(first=item.first, last=item.last)) if is_other and item.first and item.last else "",
        quantity=f"{words.figure(written.quantity(item.quantity))} {unit_name(item.unit, item.quantity)}",
        price=price(micro(item.price)),
        net=item.net,
        url=url,
    )


def _tax(line: VatLine) -> str:
    if line.rate is None:
        return _("Outside of VAT")
    if not line.rate:
        return _("Without VAT")
    values = {"percent": words.figure(written.percent(line.rate)), "amount": words.money(line.net)}
    return _("%(percent)s %% VAT on %(amount)s") % values

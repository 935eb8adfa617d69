"""How a line of a document came about: the calls behind it while their usage is kept, else the digest that stays. No caller is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vorzimmer.billing.models import Document, Issuer
from vorzimmer.billing.months import month_of, rate_customer, with_contracts
from vorzimmer.billing.queries import NoPriceList
from vorzimmer.billing.wording import UNITS, price, quantity
from vorzimmer.billing.words import meter_name, status_name
from vorzimmer.customers.models import Customer
from vorzimmer.domain.explaining import CONTRACT
from vorzimmer.domain.invoices import Item
from vorzimmer.domain.money import half_up
from vorzimmer.domain.rating import digest, explain
from vorzimmer.domain.statements import Line, Part, UsageRefused
from vorzimmer.domain.tariff_parts import Per


class Kept(StrEnum):
    """What is still known of a line."""

    CALLS = "calls"
    """The usage is there, and it is that which was billed."""
    CHANGED = "changed"
    """The usage is there, and it is not that which was billed any more."""
    DIGEST = "digest"
    """The usage is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCall:
    """What one call came to in a line, in words: how much was measured, and what of it was free, included and charged."""

    at: datetime
    what: str
    status: str
    measured: str
    free: str
    included: str
    charged: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCalls:
    """A line with the calls behind it."""

    item: Item
    kept: Kept
    calls: Sequence[ShownCall]


def has_calls(item: Item) -> bool:
    """Whether usage stands behind a line: not behind a fee, a correction or a deduction."""
    return item.digest is not None and item.digest.rows > 0 and item.first is not None


def calls_of(document: Document, key: str, first: date) -> LineCalls | None:
    """Rate the month of a line again and show its calls; None when the document has no such line."""
    item = next((each for each in document.content.items if (each.key, each.first) == (key, first) and has_calls(each)), None)
    if item is None:
        return None
    lines = _rated_again(document, item)
    same = next((line for line in lines if digest(line) == item.digest), None)
    if same is not None:
        return LineCalls(item=item, kept=Kept.CALLS, calls=_shown(same))
    if any(part.ref != CONTRACT for line in lines for part in explain(line)):
        return LineCalls(item=item, kept=Kept.CHANGED, calls=[call for line in lines for call in _shown(line)])
    return LineCalls(item=item, kept=Kept.DIGEST, calls=())


def _rated_again(document: Document, item: Item) -> list[Line]:
    customer = with_contracts(Customer.objects.filter(pk=document.customer_ref)).first()
    if customer is None or item.first is None:
        return []
    try:
        month = rate_customer(customer, month_of(item.first), Issuer.current(), running=True)
    except (NoPriceList, UsageRefused):
        return []
    return [line for each in month.months for line in each.statement.lines if line.key == item.key]


def _shown(line: Line) -> list[ShownCall]:
    return [_call(part, line) for part in explain(line) if part.ref != CONTRACT]


def _call(part: Part, line: Line) -> ShownCall:
    statuses = dict.fromkeys(status_name(str(row.status)) for row in part.rows)
    return ShownCall(
        at=part.at,
        what=", ".join(dict.fromkeys(meter_name(row.meter) for row in part.rows)),
        status=", ".join(filter(None, statuses)),
        measured=_units(part.measured, line),
        free=_units(part.free, line),
        included=_units(part.included, line),
        charged=_units(part.charged, line),
        amount=price(half_up(part.numerator, line.denominator), line.source.tariff.currency) if part.numerator else "",
    )


def _units(units: int, line: Line) -> str:
    """Write how much, in the unit of the line; nothing is blank."""
    if not units:
        return ""
    unit = UNITS.get(line.per, "") if line.per is not Per.EURO else ""
    return f"{quantity(units, line.size)} {unit}".strip()

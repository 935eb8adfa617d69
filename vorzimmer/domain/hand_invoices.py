"""What is billed or credited by hand: a kind from a list, a text, a quantity and a price. No word about callers goes into it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vorzimmer.domain.invoices import Item, ItemUnit, VatTreatment, category_of
from vorzimmer.domain.money import VatRate, half_up
from vorzimmer.domain.statements import Period

QUANTITY_PLACES, PRICE_PLACES = 2, 4
_HUNDREDTHS, _TEN_THOUSANDTHS = 100, 10_000


class HandKind(StrEnum):
    """What a line by hand is about."""

    SERVICE = "service"
    SETUP = "setup"
    TASK = "task"
    POSTAGE = "postage"
    MATERIAL = "material"
    GOODWILL = "goodwill"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLine:
    """A line by hand: quantity with two places at most, unit price in euro with four, the rate as if the customer paid German tax."""

    kind: HandKind
    text: str
    quantity: Decimal
    price: Decimal
    rate: VatRate

    @property
    def net(self) -> int:
        """Cents, rounded once. Raises ValueError when there are more places than allowed, or anything is below zero."""
        quantity, price = self.quantity * _HUNDREDTHS, self.price * _TEN_THOUSANDTHS
        if quantity != int(quantity) or price != int(price) or quantity <= 0 or price < 0:
            raise ValueError("a quantity above zero has at most two places, a price at most four")
        return half_up(int(quantity) * int(price), _TEN_THOUSANDTHS)


def item_by_hand(number: int, line: HandLine, name: str, period: Period, treatment: VatTreatment) -> Item:
    """Make the item of a line; `name` is its kind in the customer's language. How he is taxed decides over the rate."""
    category, rate = category_of(treatment, line.rate)
    return Item(
        key=f"hand-{number}",
        name=name,
        detail=line.text,
        quantity=line.quantity.normalize() if line.quantity != line.quantity.to_integral_value() else Decimal(int(line.quantity)),
        unit=ItemUnit.PIECE,
        price=line.price,
        net=line.net,
        category=category,
        rate=rate,
        first=period.first,
        last=period.last,
    )

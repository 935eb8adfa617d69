"""What a month puts on the bill: the lines in arrears of the month, those in advance of the next, and what was billed before.

Pure. Lines become items (EN 16931 BG-25) whose quantity times price is exactly the amount; where it cannot be, the quantity is one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Protocol

from vorzimmer.domain.invoices import Item, ItemUnit, VatCategory, VatTreatment, category_of, vat_lines
from vorzimmer.domain.money import MICRO, VatRate
from vorzimmer.domain.rating import digest
from vorzimmer.domain.statements import Line, Period, Statement, StepOf
from vorzimmer.domain.tariff_parts import VAT, Billed, Names, Per

UNITS: Mapping[Per, ItemUnit] = MappingProxyType(
    {
        Per.PIECE: ItemUnit.PIECE,
        Per.SECOND: ItemUnit.SECOND,
        Per.MINUTE: ItemUnit.MINUTE,
        Per.HOUR: ItemUnit.HOUR,
        Per.MONTH: ItemUnit.MONTH,
    }
)
_PLACES = Decimal("0.0001")
_CENTS = 100
_CENT = Decimal("0.01")
_BOUNDS = frozenset({StepOf.MINIMUM, StepOf.MAXIMUM, StepOf.MISSING_TURNOVER})


class Wording(Protocol):
    """How the reader is told of it; the rules know no language."""

    def name(self, names: Names) -> str:
        """What is billed, in one of two languages."""

    def detail(self, line: Line) -> str:
        """How the amount comes about: what is free or included, and what has a price."""

    def corrected(self, before: int) -> str:
        """That so many cents were billed in advance for the same."""

    def deducted(self, number: str, issued_on: date) -> str:
        """That an interim invoice was issued."""


def euro(cents: int) -> Decimal:
    """Write cents as an amount with two places."""
    return Decimal(cents) / _CENTS


def item_of(line: Line, period: Period, treatment: VatTreatment, wording: Wording) -> Item:
    """Make an item of a line of a statement."""
    category, rate = category_of(treatment, line.vat)
    quantity, unit, price = _quantity(line)
    return Item(
        key=line.key,
        name=wording.name(line.name),
        detail=wording.detail(line),
        quantity=quantity,
        unit=unit,
        price=price,
        net=line.cents,
        category=category,
        rate=rate,
        first=period.first,
        last=period.last,
        account=line.account,
        digest=digest(line),
    )


def _quantity(line: Line) -> tuple[Decimal, ItemUnit, Decimal]:
    """Say quantity, unit and unit price, if their product is the amount to the cent; else one, and the amount."""
    amount = euro(line.cents)
    priced = [step for step in line.steps if step.kind is StepOf.PRICED]
    if line.per in UNITS and len(priced) == 1 and not any(step.kind in _BOUNDS for step in line.steps):
        step = priced[0]
        price = Decimal(step.micro * line.size) / Decimal(step.per * MICRO)
        quantity = (Decimal(step.units) / line.size).quantize(_PLACES, ROUND_HALF_UP).normalize()
        if price == price.quantize(Decimal(1) / MICRO) and (quantity * price).quantize(_CENT, ROUND_HALF_UP) == amount:
            return quantity, UNITS[line.per], price.normalize()
    return Decimal(1), ItemUnit.PIECE, amount


def whole_item(  # noqa: PLR0913  (each is a term of the item)
    key: str,
    name: str,
    net: int,
    *,
    category: VatCategory,
    rate: VatRate,
    period: Period,
    detail: str = "",
    account: str = "",
) -> Item:
    """Make an item of one piece; an amount below zero is a quantity of minus one, since a price is not negative (EN 16931 BR-27)."""
    sign = -1 if net < 0 else 1
    return Item(
        key=key,
        name=name,
        detail=detail,
        quantity=Decimal(sign),
        unit=ItemUnit.PIECE,
        price=euro(abs(net)),
        net=net,
        category=category,
        rate=rate,
        first=period.first,
        last=period.last,
        account=account,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What was billed in advance of a month: net cents by charge."""

    amounts: Mapping[str, int]

    def as_data(self) -> dict[str, Any]:
        return dict(self.amounts)


def advance_of(statement: Statement | None) -> Advance:
    """Say what a month bills in advance."""
    lines = () if statement is None else statement.lines
    return Advance(amounts={line.key: line.cents for line in lines if line.billed is Billed.IN_ADVANCE})


def items_of(
    month: Statement, following: Statement | None, before: Advance | None, treatment: VatTreatment, wording: Wording
) -> tuple[Item, ...]:
    """Say what is billed at the end of a month: what is billed in advance first, as people read a bill.

    The lines in advance of `following` (None: the contract is over then), and the lines in arrears of `month`. Those in advance of
    `month` itself were billed `before`: the difference is billed now; None means that nothing was, as in the first month.
    """
    advance = [line for line in month.lines if line.billed is Billed.IN_ADVANCE]
    if before is None:
        items = [item_of(line, month.period, treatment, wording) for line in advance]
    else:
        items = list(_differences(month, advance, before, treatment, wording))
    if following is not None:
        lines = [line for line in following.lines if line.billed is Billed.IN_ADVANCE]
        items += [item_of(line, following.period, treatment, wording) for line in lines]
    items += [item_of(line, month.period, treatment, wording) for line in month.lines if line.billed is Billed.IN_ARREARS]
    return tuple(items)


def _differences(month: Statement, advance: Sequence[Line], before: Advance, treatment: VatTreatment, wording: Wording) -> Iterable[Item]:
    now = {line.key: line for line in advance}
    for key in dict.fromkeys((*before.amounts, *now)):
        line, billed = now.get(key), before.amounts.get(key, 0)
        difference = (line.cents if line else 0) - billed
        if not difference:
            continue
        part = line or month.source.tariff.charge(key)
        name = wording.name(part.name) if part else key
        category, rate = category_of(treatment, part.vat if part else VAT)
        yield whole_item(key, name, difference, category=category, rate=rate, period=month.period, detail=wording.corrected(billed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """An interim invoice of the month that is to be deducted."""

    number: str
    issued_on: date
    items: tuple[Item, ...]


def deductions(interims: Iterable[Interim], period: Period, wording: Wording) -> tuple[Item, ...]:
    """Take off what interim invoices have billed, by their rates (UStG §14(5))."""
    return tuple(
        whole_item(
            "interim",
            wording.deducted(interim.number, interim.issued_on),
            -line.net,
            category=line.category,
            rate=line.rate,
            period=period,
        )
        for interim in interims
        for line in vat_lines(interim.items)
        if line.net
    )


def mirrored(items: Iterable[Item]) -> tuple[Item, ...]:
    """Turn what is owed into what is given back, and the other way round."""
    return tuple(replace(item, quantity=-item.quantity, net=-item.net) for item in items)


def split(items: Iterable[Item]) -> tuple[tuple[Item, ...], ...]:
    """Put what is outside of the tax on a document of its own: EN 16931 allows nothing beside it (BR-O-11 to BR-O-14)."""
    items = tuple(items)
    taxed = tuple(item for item in items if item.category is not VatCategory.OUTSIDE)
    outside = tuple(item for item in items if item.category is VatCategory.OUTSIDE)
    return tuple(part for part in (taxed, outside) if part)

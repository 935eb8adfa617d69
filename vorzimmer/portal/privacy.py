"""What we hold about a customer and his callers, in words: the catalogue of personal data, counted for one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.customers.models import Customer
from vorzimmer.domain.catalogue import Category, Reader
from vorzimmer.domain.requests import RequestKind
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role
from vorzimmer.privacy.holdings import Holding, disclosed, holdings
from vorzimmer.privacy.table_words import HEADS, PURPOSES, RULES, TABLES
from vorzimmer.privacy.words import FieldGroup, field_groups

RIGHTS = (
    (RequestKind.ACCESS, _("Get a copy of all that is held (Art. 15 GDPR)")),
    (RequestKind.RECTIFICATION, _("Have something corrected (Art. 16)")),
    (RequestKind.ERASURE, _("Have something erased (Art. 17)")),
    (RequestKind.RESTRICTION, _("Have processing restricted (Art. 18)")),
    (RequestKind.PORTABILITY, _("Take the data along (Art. 20)")),
    (RequestKind.OBJECTION, _("Object (Art. 21)")),
)
"""What is asked for, and what the button says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A table in words, with its rows and who sees some of it."""

    name: Any
    count: int
    readers: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A category: what it is, what is in it, what for, and until when."""

    category: Category
    title: Any
    text: Any
    lines: Sequence[Line]
    purposes: Sequence[Any]
    rules: Sequence[Any]
    sealed: bool


def parts(customer: Customer) -> list[Part]:
    """Put together what is held about a customer, category by category."""
    held = [holding for holding in holdings(Customer, customer.pk) if holding.count]
    return [_part(category, held) for category in HEADS]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAway:
    """What was given to a third party about a customer (Art. 15(1)(c) GDPR), in words. No name of who gave it."""

    day: date
    recipient: str
    kind: Any
    purpose: Any
    ground: Any
    fields: Sequence[FieldGroup]


def given_away(customer: Customer) -> list[GivenAway]:
    """Say to whom data about a customer were given, the latest first."""
    return [
        GivenAway(
            day=entry.day,
            recipient=entry.recipient_name,
            kind=entry.get_recipient_kind_display(),
            purpose=entry.get_purpose_display(),
            ground=entry.get_ground_display(),
            fields=field_groups(entry.fields),
        )
        for entry in disclosed(customer.pk)
    ]


def _part(category: Category, held: Sequence[Holding]) -> Part:
    title, text = HEADS[category]
    data = [datum for holding in held for datum in holding.data if datum.category is category]
    return Part(
        category=category,
        title=title,
        text=text,
        lines=[_line(holding) for holding in held if _main(holding) is category],
        purposes=_words(PURPOSES, [datum.purpose for datum in data]),
        rules=_words(RULES, [datum.rule for datum in data]),
        sealed=any(datum.sealed for datum in data),
    )


def _line(holding: Holding) -> Line:
    readers: frozenset[Role | Reader] = frozenset().union(*(datum.visible_to for datum in holding.data))
    names = [ROLE_NAMES[role] for role in Role if role in readers & STAFF]
    return Line(name=TABLES[holding.table], count=holding.count, readers=[*names, _("you")] if readers & CUSTOMERS else names)


def _main(holding: Holding) -> Category:
    """Say under which category a table is shown: handling data if it has some, else what it holds first."""
    categories = [datum.category for datum in holding.data]
    return Category.BEA if Category.BEA in categories else categories[0]


def _words(names: dict[Any, Any], found: Sequence[Any]) -> list[Any]:
    """Give each name once, in the order of the table."""
    return [name for key, name in names.items() if key in set(found)]

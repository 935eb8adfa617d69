"""Which data share one key: those of one customer, one category, one month."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

_BERLIN = ZoneInfo("Europe/Berlin")
_CATEGORY = re.compile(r"[A-Z][A-Z0-9]{1,15}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
AGENCY = UUID(int=0)
"""Stands in the keyring for the agency itself, so that a unique constraint also holds where there is no customer."""
INDEX = "INDEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealScope:
    """The reach of one data key. `customer_id` None is the agency; `month` is "YYYY-MM", blank only for category INDEX."""

    customer_id: UUID | None
    category: str
    month: str

    def __post_init__(self) -> None:
        if self.customer_id is not None and not isinstance(self.customer_id, UUID):
            raise TypeError(f"customer_id is a UUID or None, not {type(self.customer_id).__name__}")
        if self.customer_id == AGENCY:
            raise ValueError("the zero UUID stands for the agency; say None")
        if not _CATEGORY.fullmatch(self.category):
            raise ValueError(f"category {self.category!r} is not like 'BEA'")
        if self.category == INDEX and self.month:
            raise ValueError("the key of an index has no month")
        if self.category != INDEX and not _MONTH.fullmatch(self.month):
            raise ValueError(f"month {self.month!r} is not like '2026-11'")

    @classmethod
    def of(cls, *, customer_id: UUID | None, category: str, at: datetime) -> Self:
        """Scope of the Berlin calendar month of `at` (aware)."""
        if at.tzinfo is None:
            raise ValueError("the moment of a scope is aware")
        return cls(customer_id=customer_id, category=str(category), month=at.astimezone(_BERLIN).strftime("%Y-%m"))

    @classmethod
    def of_index(cls, customer_id: UUID | None) -> Self:
        """Scope of the key with which the customer's numbers are indexed."""
        return cls(customer_id=customer_id, category=INDEX, month="")

    @property
    def owner(self) -> UUID:
        """How the keyring names the customer or the agency."""
        return AGENCY if self.customer_id is None else self.customer_id

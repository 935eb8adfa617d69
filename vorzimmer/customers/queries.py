"""Sets of customers, and what is found by a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models

from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.storage import Prepared

if TYPE_CHECKING:
    from vorzimmer.accounts.models import User
    from vorzimmer.customers.models import Customer, DialIn, KnownCaller, PoolNumber  # noqa: F401  (named in the bases below)


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers by who asks."""

    def of(self, user: User) -> Self:
        """Only the customers that this user may know: operators those of their teams, customers' users their own."""
        if not user.is_active:
            return self.none()
        if user.role == Role.OPERATOR:
            return self.filter(team__members=user)
        return self.all() if user.role in STAFF else self.filter(users=user)

    def with_orders(self) -> Self:
        """Fetch with each what he orders: the file shows it, and compares it with what is published."""
        types = apps.get_model("customers", "CallType").objects.select_related("put_through_to", "rota")
        instructions = apps.get_model("customers", "Instruction").objects.select_related("person", "call_type")
        return self.prefetch_related(
            models.Prefetch("call_types", queryset=types),
            models.Prefetch("instructions", queryset=instructions),
            "greetings",
            "faq",
            "opening_hours",
            "closures",
        )

    def saying(self, text: str, fields: Iterable[str]) -> Self:
        """Narrow to those in one of whose `fields` the text stands, whatever its case; without fields to nobody."""
        fits = models.Q(pk__in=())
        for name in fields:
            fits |= models.Q(**{f"{name}__icontains": text})
        return self.filter(fits)


_LEADING: Prepared[DialIn] = Prepared(
    lambda *numbers: (
        apps.get_model("customers", "DialIn").objects.filter(number__in=numbers, customer__active=True).select_related("customer")
    )
)


class DialInQuerySet(models.QuerySet["DialIn"]):
    """Numbers that lead to customers."""

    def leading(self, numbers: Iterable[str]) -> DialIn | None:
        """Find the dial-in for the first of `numbers` (E.164) that leads to an active customer."""
        wanted = list(dict.fromkeys(number for number in numbers if number))
        found = {row.number: row for row in _LEADING(*wanted)} if wanted else {}
        return next((found[number] for number in wanted if number in found), None)


class PoolNumberQuerySet(models.QuerySet["PoolNumber"]):
    """Numbers that the agency gives to customers."""

    def free(self, at: datetime) -> Self:
        """Those that lead to nobody and have rested, the one that is longest in the pool first."""
        taken = apps.get_model("customers", "DialIn").objects.values("number")
        rested = models.Q(rests_until=None) | models.Q(rests_until__lte=at)
        return self.filter(rested).exclude(number__in=taken).order_by("added_at", "number")


class KnownCallerQuerySet(models.QuerySet["KnownCaller"]):
    """Callers whom customers have named to us."""

    def calling(self, customer_id: UUID, number: str) -> KnownCaller | None:
        """Find what the customer told us about the caller with this number (E.164; blank when withheld)."""
        if not number:
            return None
        return self.filter(customer_id=customer_id, number_index=blind_index(customer_id, number)).first()

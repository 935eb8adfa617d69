"""Sets of customers, and what is found by a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models

from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.domain.service_rules import Step
from vorzimmer.live.queries import newest_id_beside
from vorzimmer.privacy.reading import reading_all
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.storage import Prepared

if TYPE_CHECKING:
    from vorzimmer.accounts.models import User
    from vorzimmer.customers.models import Contract, Customer, DialIn, KnownCaller, PoolNumber  # noqa: F401  (named in the bases below)


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers by who asks."""

    def of(self, user: User) -> Self:
        """Only the customers that this user may know: operators those of their teams, customers' users their own."""
        if not user.is_active:
            return self.none()
        if user.role == Role.OPERATOR:
            return self.filter(team__members=user)
        return self.all() if user.role in STAFF else self.filter(users=user)

    def holding(self, text: str, fields: Iterable[str]) -> Self:
        """Only those in one of whose `fields` the text stands, in whatever case."""
        found = [models.Q(**{f"{name}__icontains": text}) for name in fields]
        return self.filter(reduce(or_, found)) if found else self.none()

    def on_ladder(self) -> Self:
        """Only those who were warned for arrears, from whom something is withheld, or to whom it is announced."""
        return self.exclude(service=Step.FULL.value, service_next="")

    def with_orders(self) -> Self:
        """Bring along the live version, `rota_number`, and `live_id`: the newest live event that whoever reads this has seen."""
        found = self.select_related("orders", "team").annotate(live_id=newest_id_beside())
        return found.annotate(rota_number=models.Count("rotas"))

    def waiting(self) -> tuple[int, int]:
        """Count what waits for the agency, in one question: wishes and complaints without an answer, orders to look at."""
        counted = self.aggregate(
            wishes=models.Count("wishes", filter=~models.Q(wishes__state="answered"), distinct=True),
            reviews=models.Count("versions", filter=models.Q(versions__state="waiting"), distinct=True),
        )
        return counted["wishes"], counted["reviews"]


def fetch_orders(customer: Customer) -> None:
    """Fetch all rows that a customer orders with, each kind in one question."""
    call_types = apps.get_model("customers", "CallType").objects.select_related("put_through_to", "rota")
    instructions = apps.get_model("customers", "Instruction").objects.select_related("person", "call_type")
    models.prefetch_related_objects(
        [customer],
        "greetings",
        models.Prefetch("call_types", queryset=call_types),
        models.Prefetch("instructions", queryset=instructions),
        "faq",
        "opening_hours",
        "closures",
    )


MOST_EXTENSION = 5
"""Digits of the longest extension (Durchwahl) behind a head number."""
SHORTEST_HEAD = 6
"""Signs of the shortest head number: a plus and five digits."""
_LEADING: Prepared[DialIn] = Prepared(
    lambda *numbers: (
        apps.get_model("customers", "DialIn").objects.filter(number__in=numbers, customer__active=True).select_related("customer")
    )
)


def _and_shorter(number: str) -> list[str]:
    """Give the number, and what is left when one, two, … digits of an extension are taken off."""
    return [number[: len(number) - digits] for digits in range(min(MOST_EXTENSION, len(number) - SHORTEST_HEAD) + 1)] or [number]


class DialInQuerySet(models.QuerySet["DialIn"]):
    """Numbers that lead to customers."""

    def leading(self, numbers: Iterable[str]) -> DialIn | None:
        """Find the dial-in for the first of `numbers` (E.164) that leads to an active customer.

        A telephone system may transmit a number with its extension, or the head number alone: a dial-in with extensions is found by
        whatever begins with it, unless a longer one fits.
        """
        wanted = list(dict.fromkeys(number for number in numbers if number))
        asked = dict.fromkeys(shorter for number in wanted for shorter in _and_shorter(number))
        found = {row.number: row for row in _LEADING(*asked)} if asked else {}
        for number in wanted:
            for extension, shorter in enumerate(_and_shorter(number)):
                if shorter in found and extension <= found[shorter].extensions:
                    return found[shorter]
        return None


class PoolNumberQuerySet(models.QuerySet["PoolNumber"]):
    """Numbers that the agency gives to customers."""

    def free(self, at: datetime) -> Self:
        """Those that lead to nobody and have rested, the one that is longest in the pool first."""
        with reading_all():
            taken = apps.get_model("customers", "DialIn").objects.values("number")
        rested = models.Q(rests_until=None) | models.Q(rests_until__lte=at)
        return self.filter(rested).exclude(number__in=taken).order_by("added_at", "number")


class KnownCallerQuerySet(models.QuerySet["KnownCaller"]):
    """Callers whom customers have named to us."""

    def calling(self, customer_id: UUID, number: str) -> KnownCaller | None:
        """Find what the customer told us about the caller with this number (E.164; blank when withheld)."""
        if not number:
            return None
        known = self.filter(customer_id=customer_id, number_index=blind_index(customer_id, number))
        return known.select_related("put_through_to").first()


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts."""

    def with_course(self) -> Self:
        """Fetch tariffs and options over time with them, three questions for however many contracts."""
        tariffs = apps.get_model("customers", "ContractTariff").objects.select_related("tariff")
        options = apps.get_model("customers", "BookedOption").objects.select_related("option")
        return self.prefetch_related(models.Prefetch("tariffs", queryset=tariffs), models.Prefetch("options", queryset=options))

    def with_history(self) -> Self:
        """The same, and all that has happened to them, the latest first."""
        events = apps.get_model("customers", "ContractEvent").objects.select_related("user").order_by("-id")
        return self.with_course().prefetch_related(models.Prefetch("events", queryset=events))

"""Recipients by what they are, the register by whom, when and about whom, and the ledger. Neither gives a way to change a line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import UUID

from django.db import models

from vorzimmer.domain.days import end_of_day, start_of_day
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.privacy.errors import NeverChanged

if TYPE_CHECKING:
    from vorzimmer.privacy.models import Disclosure, LedgerEntry, Recipient  # noqa: F401  (named as text, for the type of the sets)


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Sets of recipients."""

    def active(self) -> Self:
        """Only those that are in use."""
        return self.filter(active=True)

    def of_kind(self, *kinds: RecipientKind) -> Self:
        """Only those of some kinds."""
        return self.filter(kind__in=[kind.value for kind in kinds])

    def counting(self) -> Self:
        """Give each `given`: how often something was given to him; in order of the names."""
        return self.annotate(given=models.Count("disclosures")).order_by("name", "id")


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Sets of lines of the register, for reading."""

    def about(self, customer_ref: UUID) -> Self:
        """Only those about one customer."""
        return self.filter(customer_ref=customer_ref)

    def within(self, first: date | None, last: date | None) -> Self:
        """Only those of a stretch of Berlin days, both included; None is without a limit."""
        found = self if first is None else self.filter(at__gte=start_of_day(first))
        return found if last is None else found.filter(at__lt=end_of_day(last))

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("lines of the register are never changed")

    def delete(self) -> NoReturn:
        raise NeverChanged("lines of the register stay until their time is over")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("lines of the register are never changed")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("a line of the register is written with what it is about, one by one")


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    """Lines of the ledger, for reading."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("lines of the ledger are never changed")

    def delete(self) -> NoReturn:
        raise NeverChanged("the ledger is kept without limit")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("lines of the ledger are never changed")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("a line of the ledger is written with what was erased, one by one")

"""Recipients by what they are, the register by whom, when and about whom, and the ledger. Neither gives a way to change a line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import UUID

from django.db import models

from vorzimmer.domain.breaches import BreachState
from vorzimmer.domain.days import end_of_day, start_of_day
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.privacy.errors import NeverChanged

if TYPE_CHECKING:
    from vorzimmer.privacy.models import Breach, Consent, Disclosure, LedgerEntry, Processor, Recipient  # noqa: F401  (named as text, for the type of the sets)


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


class ProcessorQuerySet(models.QuerySet["Processor"]):
    """Sets of processors."""

    def active(self) -> Self:
        """Only those that are in use."""
        return self.filter(ended_on=None)

    def with_audits(self) -> Self:
        """Give each `audited_on`, the day of its last audit that was passed."""
        return self.annotate(audited_on=models.Max("audits__on", filter=models.Q(audits__passed=True))).order_by("name")


class BreachQuerySet(models.QuerySet["Breach"]):
    """Sets of breaches."""

    def open(self) -> Self:
        """Only those that are not closed."""
        return self.exclude(state=BreachState.CLOSED)


class LinesQuerySet(models.QuerySet["Consent"]):
    """Sets of lines about consents, for reading."""

    def of(self, customer_ref: UUID, purpose: str) -> Self:
        """Only those of one customer and one purpose, in the order in which they were written."""
        return self.filter(customer_ref=customer_ref, purpose=purpose).order_by("number")

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("what happened to a consent is never changed")

    def delete(self) -> NoReturn:
        raise NeverChanged("the proof of a consent stays until its time is over")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("what happened to a consent is never changed")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("a consent is written with what was shown, one by one")

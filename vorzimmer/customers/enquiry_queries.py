"""Sets of enquiries and of senders' addresses: what is there at a moment, and what has to go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import REMIND_AFTER, EnquiryState

if TYPE_CHECKING:
    from vorzimmer.customers.models import Enquiry, SenderAddress  # noqa: F401  (named in the bases below)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries by their clock."""

    def there(self, at: datetime) -> Self:
        """Those that are there at `at`, whether or not somebody has already taken away the others."""
        return self.filter(gone_at__gt=at)

    def waiting(self, at: datetime) -> Self:
        """Those that nobody has answered, and those of which nobody has heard for long, the oldest first."""
        quiet = models.Q(state=EnquiryState.ANSWERED, last_contact_on__lte=berlin_date(at) - REMIND_AFTER)
        return self.there(at).filter(models.Q(state=EnquiryState.OPEN) | quiet)

    def to_forget(self, at: datetime) -> Self:
        return self.filter(gone_at__lte=at)


class SenderQuerySet(models.QuerySet["SenderAddress"]):
    """Addresses of senders by their clock."""

    def there(self, at: datetime) -> Self:
        """Those whose hours have not passed, and those that a case still holds."""
        return self.filter(models.Q(erase_at__gt=at) | models.Q(case__holds_until__gt=at))

    def to_forget(self, at: datetime) -> Self:
        return self.filter(erase_at__lte=at).exclude(case__holds_until__gt=at)

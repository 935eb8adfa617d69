"""A customer, who is the controller of what is said in his calls, orders that it goes sooner than the contract ends (law.md D-15)."""

from datetime import datetime
from uuid import UUID

from vorzimmer.accounts.models import User
from vorzimmer.privacy.models import CallLimit

LONGEST = 120
"""Months; who wants them kept longer needs no limit."""


def limit_calls(customer_ref: UUID, months: int | None, at: datetime, by: User | None) -> None:
    """Let calls, notes and their letters go so many months after the day of the call; None: with the contract, as usual.

    Raises ValueError for a number below 0 or above `LONGEST`.
    """
    if months is None:
        CallLimit.objects.filter(customer_ref=customer_ref).delete()
        return
    if not 0 <= months <= LONGEST:
        raise ValueError(f"months are from 0 to {LONGEST}, not {months}")
    CallLimit.objects.update_or_create(customer_ref=customer_ref, defaults={"months": months, "ordered_at": at, "ordered_by": by})

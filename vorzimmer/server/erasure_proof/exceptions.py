"""What the proof cannot find out by itself: fields that hold codes without a list, values that checks demand, what stays and why."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from vorzimmer.domain.catalogue import Rule

_CODE = "a code that the program reads"

CODES: Mapping[str, str] = MappingProxyType(
    {
        "customers.Customer.service": _CODE,
        "customers.Customer.service_next": _CODE,
        "customers.Contract.state": _CODE,
        "claims.Claim.stage": _CODE,
        "claims.Claim.proof": _CODE,
        "claims.ClaimEvent.kind": _CODE,
        "claims.Case.kind": _CODE,
        "claims.Case.ground": _CODE,
        "claims.Case.log": _CODE,
        "claims.Case.outcome": _CODE,
        "billing.BankEntry.kind": _CODE,
    }
)
"""Fields without a list of choices that hold codes all the same."""

_Value = Callable[[datetime], Any] | str | int | bool | None

VALUES: Mapping[str, _Value] = MappingProxyType(
    {
        "customers.Contract.state": "running",
        "customers.Customer.service_next_from": None,
        "accounts.User.role": "operator",
        "calls.Call.state": "closed",
        "delivery.OutboxMessage.state": "sent",
        "delivery.OutboxMessage.not_before": None,
        "delivery.OutboxMessage.lease": None,
        "claims.Case.kind": "dispute",
        "privacy.Recipient.active": False,
        "privacy.Processor.ended_on": lambda at: at.date(),
        "privacy.Connection.standing": "own",
        "privacy.Connection.processor": None,
        "billing.AccountEntry.amount": 0,
        "claims.Case.created_at": lambda at: at - timedelta(days=40),
    }
)
"""What stands in a field because a check or a rule needs it. The one entry is over nothing: so nothing of it is open."""

BY_JOBS = frozenset(
    {Rule.OUTBOX, Rule.INT, Rule.LIVE, Rule.SESSION, Rule.ADDRESS, Rule.SHORT_ADDRESS, Rule.SECURITY, Rule.AUDIT, Rule.DRAFT}
)
"""Rules of which the rooms say that a job, or the deed itself, ends them: whatever is said there, it must be gone."""

STAYS: Mapping[str, str] = MappingProxyType(
    {
        "customers.Customer.number": "the number stays in the emptied row: rated months and documents name it too",
        "privacy.AssessmentReview.remark": "the last review of an assessment stays in force until a later one takes its place",
    }
)
"""Fields that stay in an emptied row, and why."""

"""Four eyes: nobody approves alone what he planned; who works alone looks a second time, 24 hours later, and writes why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import elapsed
from vorzimmer.domain.sentences import mark as _

ALONE_AFTER = timedelta(hours=24)
"""So long somebody who works alone waits before he approves what he planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Somebody wants to approve what somebody planned. `others_could` says that there is another user who may approve."""

    planned_by: str
    planned_at: datetime
    approved_by: str
    approved_at: datetime
    others_could: bool
    reason: str = ""


class ApprovalAllowedBecause(StrEnum):
    """Why an approval counts; the register keeps it."""

    TWO_PEOPLE = "two_people"
    ALONE = "alone"


class ApprovalRefusedBecause(StrEnum):
    """Why an approval does not count."""

    SAME_PERSON = "same_person"
    TOO_SOON = "too_soon"
    NO_REASON = "no_reason"


APPROVAL_SENTENCES: Mapping[ApprovalRefusedBecause, str] = MappingProxyType(
    {
        ApprovalRefusedBecause.SAME_PERSON: _("Somebody else has to approve what you planned yourself."),
        ApprovalRefusedBecause.TOO_SOON: _("You are the only one who may approve: please look at it again 24 hours after it was planned."),
        ApprovalRefusedBecause.NO_REASON: _("You approve what you planned yourself: please write why."),
    }
)


def check_approval(approval: Approval) -> Allowed[ApprovalAllowedBecause] | Refused[ApprovalRefusedBecause]:
    """Say whether an approval counts: two different people, or one person twice, 24 hours apart and with a written reason."""
    if approval.approved_by != approval.planned_by:
        return Allowed(reason=ApprovalAllowedBecause.TWO_PEOPLE)
    if approval.others_could:
        return Refused(reason=ApprovalRefusedBecause.SAME_PERSON)
    if approval.approved_at < elapsed(approval.planned_at, ALONE_AFTER):
        return Refused(reason=ApprovalRefusedBecause.TOO_SOON)
    if not approval.reason.strip():
        return Refused(reason=ApprovalRefusedBecause.NO_REASON)
    return Allowed(reason=ApprovalAllowedBecause.ALONE)

"""Rules that were released to erase: a new or changed one waits until two people have looked at what it would do (house law 12).

Nothing counts as released because it came with the program: the agency answers for what is erased, and says so itself, once a rule.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from vorzimmer.accounts.models import User
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.approvals import Approval, ApprovalRefusedBecause, check_approval
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention_policy import digest
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.models import RuleRelease
from vorzimmer.privacy.policies import retention_rules

MAY_RELEASE = frozenset({Role.OWNER, Role.PRIVACY_OFFICER})


class NotReleased(Exception):
    """The release does not count; `because` says why. Nothing was changed."""

    def __init__(self, because: ApprovalRefusedBecause) -> None:
        super().__init__(because.value)
        self.because = because


class MayNotRelease(PermissionError):
    """Only the owner and the privacy officer release rules of retention."""


class AlreadyReleased(Exception):
    """The rule is released as it stands."""


def is_released(rule: Rule) -> bool:
    """Whether the rule, as it stands in the policy, may erase."""
    return _rows(rule).filter(released_at__isnull=False).exists()


def is_planned(rule: Rule) -> bool:
    """Whether one person has released the rule as it stands, and a second one is awaited."""
    return _rows(rule).filter(released_at=None).exists()


@transaction.atomic
def release(rule: Rule, by: User, at: datetime, *, reason: str = "") -> RuleRelease:
    """Release a rule as it stands. The first person plans it, the second one makes it count; who works alone does both, with a reason.

    Raises MayNotRelease, AlreadyReleased, NotReleased, and KeyError for a rule without an entry.
    """
    if not may_release(by):
        raise MayNotRelease
    row = _rows(rule).select_for_update().first()
    if row is None:
        return RuleRelease.objects.create(rule=rule, digest=digest(retention_rules(), rule), planned_at=at, planned_by=by)
    if row.released_at is not None:
        raise AlreadyReleased
    answer = check_approval(
        Approval(
            planned_by=str(row.planned_by_id or by.pk),  # whose planner is not known any more counts as one's own
            planned_at=row.planned_at,
            approved_by=str(by.pk),
            approved_at=at,
            others_could=bool(_others({by.pk})),
            reason=reason,
        )
    )
    if isinstance(answer, Refused):
        raise NotReleased(answer.reason)
    row.released_at, row.released_by, row.because, row.reason = at, by, answer.reason.value, reason.strip()
    row.save(update_fields=["released_at", "released_by", "because", "reason"])
    return row


@transaction.atomic
def take_back(rule: Rule, by: User) -> None:
    """Reject what one person planned: the rule erases nothing, and somebody may plan it anew. Raises MayNotRelease, AlreadyReleased."""
    if not may_release(by):
        raise MayNotRelease
    row = _rows(rule).select_for_update().first()
    if row is None:
        return
    if row.released_at is not None:
        raise AlreadyReleased
    row.delete()


def planned(rule: Rule) -> RuleRelease | None:
    """Give the release of the rule as it stands, whether it counts already or waits for the second person."""
    return _rows(rule).select_related("planned_by", "released_by").first()


def may_release(user: User) -> bool:
    return user.is_active and user.role in MAY_RELEASE


def _others(but: Collection[UUID]) -> int:
    return User.objects.filter(is_active=True, role__in=MAY_RELEASE).exclude(pk__in=but).count()


def _rows(rule: Rule) -> QuerySet[RuleRelease]:
    return RuleRelease.objects.filter(rule=rule, digest=digest(retention_rules(), rule))

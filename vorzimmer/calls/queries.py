"""Sets of calls and notes, and which live channels a person's screens hear."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models

from vorzimmer.domain.calls import CONNECTED, WAITING, WITH_OPERATOR, CallState
from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.privacy.reading import ReadableManager

if TYPE_CHECKING:
    from vorzimmer.accounts.models import User
    from vorzimmer.calls.models import Call, Note, NoteComment  # noqa: F401  (named in the bases below)


class CallQuerySet(models.QuerySet["Call"]):
    """Calls by who asks and where they stand."""

    def of(self, user: User) -> Self:
        """Only the calls that this user may see: operators those of their teams; others see no single calls.

        Who has not signed the undertaking of §203 StGB sees no call for a customer who is bound to secrecy.
        """
        if not user.is_active or user.role != Role.OPERATOR:
            return self.none()
        mine = self if user.secrecy_signed_on else self.exclude(customer__secrecy=True)
        teams = user.teams.through.objects.filter(user_id=user.pk, team_id=models.OuterRef("team_id"))
        return mine.filter(models.Q(models.Exists(teams)) | models.Q(operator=user))

    def waiting(self) -> Self:
        """Callers who wait, the longest first."""
        return self.filter(state__in=WAITING).order_by("offered_at")

    def connected(self) -> Self:
        """Callers who are with an operator."""
        return self.filter(state__in=CONNECTED)

    def in_hands_of(self, user: User) -> Self:
        """Calls that this operator has taken and not finished."""
        return self.filter(operator=user, state__in=WITH_OPERATOR | {CallState.RINGING}).order_by("offered_at")

    def to_unknown_numbers(self) -> Self:
        """Calls to numbers that lead to no customer."""
        return self.filter(customer=None).order_by("-offered_at")

    def between(self, start: datetime, end: datetime) -> Self:
        """Calls offered in the half-open span."""
        return self.filter(offered_at__gte=start, offered_at__lt=end)


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes by who asks."""

    def of(self, user: User) -> Self:
        """Only the notes that this user may read: customers' users those of their customer, operators those of their teams."""
        if not user.is_active:
            return self.none()
        if user.role in {Role.CUSTOMER_OWNER, Role.CUSTOMER_USER}:
            return self.filter(customer__users=user)
        return self.filter(customer__team__members=user) if user.role == Role.OPERATOR else self.none()

    def of_caller(self, customer_id: UUID, number_index: bytes | None) -> Self:
        """Earlier notes for the same customer about the same number; without a number none."""
        return self.filter(customer_id=customer_id, number_index=number_index) if number_index else self.none()

    def saying_whether_commented(self) -> Self:
        """Give each of them `is_commented`."""
        comments = apps.get_model("calls", "NoteComment").objects.filter(note=models.OuterRef("pk"))
        return self.annotate(is_commented=models.Exists(comments))

    def not_done(self) -> Self:
        """Notes that the customer has not ticked off."""
        return self.filter(done_at=None)


class NoteCommentManager(ReadableManager["NoteComment"]):
    """Comments, read together with who wrote them."""

    def get_queryset(self) -> models.QuerySet[NoteComment]:
        return super().get_queryset().select_related("by")


def live_channels(user: User) -> list[str]:
    """Say which live channels the screens of this user hear."""
    if not user.is_active:
        return []
    channels = [f"user:{user.pk}"]
    if user.role == Role.OPERATOR:
        channels += [team.channel for team in user.teams.all()]
    if user.role in STAFF:
        channels.append("staff")
    else:
        channels += [customer.channel for customer in user.customers.all()]
    return channels

"""Users by how they sign in and what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from vorzimmer.domain.roles import STAFF

if TYPE_CHECKING:
    from vorzimmer.accounts.models import User


def login(email: str | None) -> str:
    """Give the form in which an e-mail address is stored and compared: trimmed, in lower case."""
    return (email or "").strip().lower()


NOBODY = "@nobody.invalid"
"""With this ends what stands in place of the address of who has left."""


class UserQuerySet(models.QuerySet["User"]):
    """Sets of users."""

    def active(self) -> Self:
        """Narrow to those who may sign in."""
        return self.filter(is_active=True)

    def staff(self) -> Self:
        """Narrow to those who work for the agency, and those who left it today."""
        return self.filter(role__in=STAFF).exclude(email__endswith=NOBODY)


_ManagerOfSets = BaseUserManager.from_queryset(UserQuerySet)


class UserManager(_ManagerOfSets["User"]):
    """Finds who signs in by the address, upper and lower case alike; Django's ModelBackend asks it."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=login(username))

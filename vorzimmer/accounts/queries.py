"""Users by how they sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from vorzimmer.accounts.models import User


def login(email: str | None) -> str:
    """Give the form in which an e-mail address is stored and compared: trimmed, in lower case."""
    return (email or "").strip().lower()


class UserManager(BaseUserManager["User"]):
    """Finds who signs in by the address, upper and lower case alike; Django's ModelBackend asks it."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=login(username))

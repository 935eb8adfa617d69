"""Second factors by whose they are, and who has any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models

from vorzimmer.accounts.models import User

STEPS = ("app", "passkey")
"""The kinds that make a second step; recovery codes only stand in for them."""


class FactorQuerySet(models.QuerySet["SecondFactor"]):
    """Sets of second factors."""

    def of(self, user: User) -> Self:
        """Narrow to those of a user that are set up."""
        return self.filter(user=user, is_set_up=True)

    def steps(self) -> Self:
        """Narrow to those that make a second step by themselves."""
        return self.filter(kind__in=STEPS, is_set_up=True)


def has_second_step(user: User) -> bool:
    """Whether the user has to take a second step at the sign-in."""
    return user.factors.steps().exists()


def with_second_step(users: Iterable[User]) -> set[UUID]:
    """Tell which of the users have a second step."""
    people = User.objects.filter(pk__in=[user.pk for user in users], factors__kind__in=STEPS, factors__is_set_up=True)
    return set(people.values_list("pk", flat=True))

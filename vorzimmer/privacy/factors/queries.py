"""Second factors by whose they are, and who has any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from vorzimmer.accounts.models import User

if TYPE_CHECKING:
    from vorzimmer.privacy.factors.models import SecondFactor  # noqa: F401  (named as text, for the type of the sets)

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


def counting_steps(people: models.QuerySet[User]) -> models.QuerySet[User]:
    """Give each of the people `second_steps`: how many means of a second step are set up."""
    return people.annotate(second_steps=models.Count("factors", filter=models.Q(factors__kind__in=STEPS, factors__is_set_up=True)))

"""What retention keeps: the ledger of erasures, releases of rules, and shorter times that customers ordered."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models

from vorzimmer.domain.erasure_ledger import Line
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.queries import LedgerQuerySet
from vorzimmer.privacy.reading import ReadableManager


class LedgerEntry(models.Model):
    """A line of the ledger (`domain.erasure_ledger.Line`): written once, with what was erased, and never changed. About nobody."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    policy = models.CharField(max_length=64)
    rule = models.CharField(max_length=20, db_index=True)
    table = models.CharField(max_length=60)
    due = models.BigIntegerField()
    erased = models.BigIntegerField()
    oldest = models.DateTimeField(null=True)
    lateness = models.BigIntegerField(default=0)
    batch = models.PositiveIntegerField(default=1)
    keys = models.JSONField(default=list)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise NeverChanged("a line of the ledger is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("the ledger is kept without limit")

    @classmethod
    def of(cls, line: Line) -> Self:
        """Make the row of a line."""
        return cls(
            number=line.number,
            at=line.at,
            policy=line.policy,
            rule=line.rule,
            table=line.table,
            due=line.due,
            erased=line.erased,
            oldest=line.oldest,
            lateness=line.lateness,
            batch=line.batch,
            keys=[str(key) for key in line.keys],
            previous=line.previous,
            link=line.link,
        )


class RuleRelease(models.Model):
    """Somebody released a rule of retention as it stood (`digest`); it counts once `released_at` is there (house law 12).

    `because` is a code of `domain.approvals`: two people, or one person twice with a reason.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("rule", "digest"), name="rule_released_once"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.digest[:8]}"


class OldestKept(models.Model):
    """What the last sweep left of a rule: since when (a Berlin day) the oldest record is there, and when it is due, seen from `at`.

    `until` None: its time is over, and something holds it that the rule accepts. About nobody.
    """

    rule = models.CharField(max_length=20, primary_key=True)
    start = models.DateField()
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule

    @property
    def is_late(self) -> bool:
        """Whether it was due and the sweep left it."""
        return self.until is not None and self.until <= self.at


class CallLimit(models.Model):
    """A customer ordered that calls and messages go after so many months, also while his contract runs (law.md D-15)."""

    customer_ref = models.UUIDField(primary_key=True)
    months = models.PositiveSmallIntegerField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    def __str__(self) -> str:
        return f"{self.months}"

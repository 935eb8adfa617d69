"""The base of every record that keeps sealed fields."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models

from vorzimmer.privacy.fields import values_as_kept
from vorzimmer.privacy.scope import SealScope

__all__ = ("SealScope", "SealedModel")


class SealedModel(models.Model):
    """A record whose sealed fields are bound to its id. A subclass says in `seal_scope` which key they share."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True

    def seal_scope(self) -> SealScope:
        """Say to whom, to what and to which month the record belongs.

        Best built from columns that never change. If the scope changes, save() seals anew under the new key, unless
        `update_fields` leaves the sealed columns out: they then stay under the old one.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say its seal_scope")

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: models.QuerySet[Any] | None = None
    ) -> None:
        """Read again from the database; sealed values arrive unopened."""
        with values_as_kept():
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

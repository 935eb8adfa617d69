"""What somebody proves with, after the password, who he is."""

from datetime import UTC, datetime, time

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import User
from vorzimmer.domain.catalogue import Category
from vorzimmer.privacy.factors.queries import FactorQuerySet
from vorzimmer.privacy.fields import SealedJSONField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope


class SecondFactor(SealedModel):
    """One means of proof. Nothing says when it was used.

    `secret` of an app: {"key": hex, "last": the code that was accepted last}; of a passkey: {"credential": base64 of the WebAuthn
    credential data, which holds the public key}; of codes: {"left": fingerprints of those that were not used}.
    """

    class Kind(models.TextChoices):
        APP = "app", _("authenticator app")
        PASSKEY = "passkey", _("passkey")
        CODES = "codes", _("recovery codes")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = SealedTextField(_("name"), blank=True)
    secret = SealedJSONField()
    added_on = models.DateField()
    is_set_up = models.BooleanField(default=True)
    """False while an app has been shown its key and has not yet shown a code."""

    objects = FactorQuerySet.as_manager()

    class Meta:
        ordering = ("added_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), condition=models.Q(kind__in=("app", "codes")), name="one_app_and_one_sheet"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        """The agency's key of the month in which it was added; it stays the same."""
        return SealScope.of(customer_id=None, category=Category.ACCOUNT, at=datetime.combine(self.added_on, time(12), tzinfo=UTC))

    @property
    def codes_left(self) -> int:
        """How many recovery codes can still be used."""
        return len(self.secret["left"])

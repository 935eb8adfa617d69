"""Reminders as they were written, and how they reached the customer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.claims.models.claims import Claim
from vorzimmer.privacy.fields import SealedBinaryField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Reminder(SealedModel):
    """One letter about one or several claims of a customer. `level` is the `domain.dunning` event that it is; `key` makes it once.

    `sent_on` is when it left our sphere; until then it is prepared only. `received_on` is the day that its `proof` (`domain.default.Proof`)
    names: of a posted letter the day of posting. One that came back (`returned_on`) was not received. `seen_on` is when the customer
    first opened it in the portal. `warns` says that it named the bureaus (BDSG §31(2) no. 4 c).
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("by e-mail")
        POST = "post", _("by post")

    key = models.CharField(max_length=120, unique=True)
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    level = models.CharField(max_length=16)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=2)
    warns = models.BooleanField(default=False)
    pay_by = models.DateField()
    total = models.BigIntegerField()
    pdf = SealedBinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    proof = models.CharField(max_length=16, blank=True)
    returned_on = models.DateField(null=True)
    seen_on = models.DateField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"{self.level} {self.customer_number}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="TAX", at=self.made_at)

    @property
    def has_left(self) -> bool:
        return self.sent_on is not None


class ReminderLine(models.Model):
    """One claim in a reminder, in cents: what was open, the interest until the day of the letter, the lump sum (BGB §288(5)).

    The letter is kept longer than the claim (R-TAX6): then `document_number` alone says what it was about.
    """

    id = models.BigAutoField(primary_key=True)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="lines")
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, null=True, related_name="lines")
    document_number = models.CharField(max_length=30)
    principal = models.BigIntegerField()
    interest = models.BigIntegerField(default=0)
    lump_sum = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("reminder", "claim"), name="a_claim_once_in_a_reminder"),)

    def __str__(self) -> str:
        return f"{self.principal}"

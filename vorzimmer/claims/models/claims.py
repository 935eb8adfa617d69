"""A claim and its log, what makes it rest, and instalments."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models import Document
from vorzimmer.privacy.reading import ReadableManager


class Claim(models.Model):
    """What an invoice leaves unpaid. What is open of it stands in the account; `stage` is folded from its events (`domain.dunning`).

    `is_consumer`, `land` and `has_notice` (the invoice told of BGB §286(3)) are what held when the claim was opened: the customer's file
    may be erased before it ends. `received_on` with `proof` (a `domain.default` code) is what somebody entered about the invoice's receipt.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="claim")
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    is_consumer = models.BooleanField()
    land = models.CharField(max_length=2, blank=True)
    has_notice = models.BooleanField(default=False)
    received_on = models.DateField(_("invoice received on"), null=True, blank=True)
    proof = models.CharField(_("how that is proved"), max_length=16, blank=True)
    agreed_on = models.DateField(_("day of payment that the contract names"), null=True, blank=True)
    stage = models.CharField(max_length=24, default="open", db_index=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("opened_on", "id")

    def __str__(self) -> str:
        return str(self.pk)


class ClaimEvent(models.Model):
    """What happened to a claim on a civil day, never changed. `kind` is a `domain.dunning` event; `reference` a file number, no words."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    reminder = models.ForeignKey("claims.Reminder", on_delete=models.PROTECT, null=True, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("claim", "number")
        constraints = (models.UniqueConstraint(fields=("claim", "number"), name="claim_events_in_order"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Pause(models.Model):
    """Why a claim rests, a `domain.dunning` kind of pause. It ends with `until` (its last day), or when somebody ends it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=16)
    since = models.DateField()
    until = models.DateField(_("until"), null=True, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    case = models.ForeignKey("claims.Case", on_delete=models.PROTECT, null=True, related_name="pauses")
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("since", "id")

    def __str__(self) -> str:
        return self.kind


class Instalment(models.Model):
    """One rate of a plan, in cents; the plan is a pause of kind "instalments"."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pause = models.ForeignKey(Pause, on_delete=models.CASCADE, related_name="instalments")
    due_on = models.DateField()
    cents = models.BigIntegerField()

    class Meta:
        ordering = ("due_on",)
        constraints = (models.CheckConstraint(condition=models.Q(cents__gt=0), name="instalment_positive"),)

    def __str__(self) -> str:
        return f"{self.due_on} {self.cents}"

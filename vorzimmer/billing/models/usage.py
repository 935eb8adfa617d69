"""Usage: what was done for a customer and will be rated. It knows neither callers nor texts."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models.runs import RatedMonth
from vorzimmer.customers.models import Customer
from vorzimmer.domain.usage import Unit, UsageMeter
from vorzimmer.privacy.reading import ReadableManager


class UsageQuerySet(models.QuerySet["UsageRecord"]):
    """Rows of usage by what becomes of them."""

    def counting(self) -> Self:
        """Only those that are or will be billed: neither waived nor taken out."""
        return self.filter(quantity__gt=0, waived="")

    def within(self, start: datetime, end: datetime) -> Self:
        """Only those of a stretch of time, without its end."""
        return self.filter(occurred_at__gte=start, occurred_at__lt=end)


class UsageRecord(models.Model):
    """One quantity of one meter. `ref` is a random id of the call or message, so that rows of one call stay together.

    `occurred_at` is the moment at which the call was accepted, or at which whatever it is was done. `rated` is the month whose
    document took it; `waived` says why none ever will. A row of nothing (`quantity` 0) is what a document took and a correction
    took out afterwards. `recorded_at` is when it was written, or corrected.
    """

    class Waived(models.TextChoices):
        TRIAL = "trial", _("on trial")
        NO_CONTRACT = "no_contract", _("no contract was in force")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="usage")
    key = models.CharField(max_length=80, unique=True)
    ref = models.UUIDField()
    meter = models.CharField(max_length=20, choices=[(meter.value, meter.value) for meter in UsageMeter])
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=[(unit.value, unit.value) for unit in Unit])
    occurred_at = models.DateTimeField()
    direction = models.CharField(max_length=3, default="in", choices=[("in", "in"), ("out", "out")])
    destination_kind = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=14, blank=True)
    recorded_at = models.DateTimeField()
    rated = models.ForeignKey(RatedMonth, on_delete=models.SET_NULL, null=True, related_name="usage")
    waived = models.CharField(max_length=12, blank=True, choices=Waived.choices)

    objects = ReadableManager.from_queryset(UsageQuerySet)()

    class Meta:
        indexes = (
            models.Index(fields=("customer", "occurred_at"), name="usage_customer_occurred"),
            models.Index(fields=("occurred_at",), condition=models.Q(rated=None, waived=""), name="usage_open"),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.quantity} {self.unit}"


class UsageChange(models.Model):
    """Somebody recorded, corrected, removed or judged usage by hand: a line that is never changed, codes only.

    `before` and `after` are quantities (0: it was not there), the statuses are those of all rows of `ref`.
    """

    class Reason(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        UNDONE = "undone", _("taken back at once")
        MISCOUNTED = "miscounted", _("minutes or pieces were counted wrong")
        WRONG_KIND = "wrong_kind", _("it was something else")
        WRONG_CUSTOMER = "wrong_customer", _("it was for another customer")
        NOT_DONE = "not_done", _("it was not done")
        GOODWILL = "goodwill", _("it is a gift to the customer")
        AGENCY_FAULT = "agency_fault", _("it was the agency’s fault")
        NO_FAULT = "no_fault", _("it was not the agency’s fault")

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="usage_changes")
    ref = models.UUIDField(db_index=True)
    meter = models.CharField(max_length=20, blank=True)
    occurred_at = models.DateTimeField()
    before = models.PositiveIntegerField(default=0)
    after = models.PositiveIntegerField(default=0)
    status_before = models.CharField(max_length=14, blank=True)
    status_after = models.CharField(max_length=14, blank=True)
    reason = models.CharField(_("why"), max_length=16, choices=Reason.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("customer", "occurred_at"), name="usage_change_customer"),)

    def __str__(self) -> str:
        return f"{self.reason} {self.ref}"

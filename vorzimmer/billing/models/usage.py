"""Usage: what was done for a customer and will be rated. It knows neither callers nor texts."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models.runs import RatedMonth
from vorzimmer.customers.models import Customer
from vorzimmer.domain.usage import Unit, UsageMeter


class UsageRecord(models.Model):
    """One quantity of one meter. `ref` is a random id of the call or message, so that rows of one call stay together.

    `occurred_at` is the moment at which the call was accepted, or at which whatever it is was done. `rated` is the month whose
    document took it; `waived` says why none ever will.
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

    class Meta:
        indexes = (
            models.Index(fields=("customer", "occurred_at"), name="usage_customer_occurred"),
            models.Index(fields=("occurred_at",), condition=models.Q(rated=None, waived=""), name="usage_open"),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.quantity} {self.unit}"

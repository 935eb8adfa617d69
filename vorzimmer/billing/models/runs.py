"""Runs that bill a month, and what each customer's month came to."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Contract, Customer
from vorzimmer.privacy.reading import ReadableManager


class RatedMonth(models.Model):
    """A month of a contract as it was billed: the statement without its calls, and what is carried into the next month.

    `revision` counts: a month that was billed anew after a correction has a higher one; the last is what counts. `first` is the first
    day of the month. `statement` is `written_statements.as_data`, without parts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="rated")
    first = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    statement = models.JSONField()
    carries = models.JSONField(default=dict, blank=True)
    advance = models.JSONField(default=dict, blank=True)
    document = models.ForeignKey("billing.Document", on_delete=models.SET_NULL, null=True, related_name="months")
    rated_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("first", "revision")
        constraints = (models.UniqueConstraint(fields=("contract", "first", "revision"), name="rated_once"),)

    def __str__(self) -> str:
        return f"{self.contract_id} {self.first} {self.revision}"


class Run(models.Model):
    """The billing of a month. It is looked at first (preview), then released, then done."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("preview")
        RELEASED = "released", _("released")
        DONE = "done", _("done")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    first = models.DateField(unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    issued_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-first",)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


class RunItem(models.Model):
    """A customer in a run. Amounts are those of the preview, in cents; `before` is what the month before came to."""

    class State(models.TextChoices):
        READY = "ready", _("ready")
        HELD = "held", _("held back")
        REFUSED = "refused", _("cannot be billed")
        NOTHING = "nothing", _("nothing to bill")
        ISSUED = "issued", _("issued")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="run_items")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    held = models.BooleanField(default=False)
    net = models.BigIntegerField(default=0)
    gross = models.BigIntegerField(default=0)
    before = models.BigIntegerField(null=True)
    outlier = models.CharField(max_length=20, blank=True)
    documents = models.ManyToManyField("billing.Document", related_name="run_items", blank=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("customer__number",)
        constraints = (models.UniqueConstraint(fields=("run", "customer"), name="once_in_a_run"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.customer_id}"

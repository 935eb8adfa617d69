"""What the bank says: files that were read, and their entries, each known once."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.privacy.fields import BlindIndexField, SealedBinaryField, SealedJSONField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class BankFile(SealedModel):
    """A file from the bank, kept as it came (a voucher). The same bytes are taken once."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    data = SealedBinaryField()
    entries = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("-read_at",)

    def __str__(self) -> str:
        return self.name

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="TAX", at=self.read_at)


class ReadingProblem(models.Model):
    """An entry of a file that could not be read: where it stands and what is wrong (a template and its values, without content)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(BankFile, on_delete=models.CASCADE, related_name="problems")
    position = models.CharField(max_length=60)
    template = models.CharField(max_length=200)
    values = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.position


class BankEntry(SealedModel):
    """An entry of our account. `key` recognises it in every file; what stands in it about the payer is sealed."""

    class State(models.TextChoices):
        OPEN = "open", _("to be assigned")
        MATCHED = "matched", _("assigned")
        SET_ASIDE = "set_aside", _("set aside")

    key = models.CharField(max_length=120, unique=True)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="rows")
    position = models.CharField(max_length=60)
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    return_code = models.CharField(max_length=4, blank=True)
    said = SealedJSONField()
    payer_index = BlindIndexField(null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("-booked_on", "created_at")
        indexes = (models.Index(fields=("state", "booked_on"), name="bank_entry_state"),)

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="TAX", at=self.created_at)

"""Price lists. A version is never changed; a contract keeps the one that it was concluded with until a dated change."""

from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Contract, Tariff
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import TariffVersion as Version
from vorzimmer.privacy.reading import ReadableManager

_read = lru_cache(maxsize=512)(load)


class TariffVersion(models.Model):
    """What a tariff costs from a day on: the text of the price list (docs/reference/tariff-format.md), as it was entered.

    The text names `valid_from` too; the row repeats it to be found.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField(_("from"))
    text = models.TextField(_("price list"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("tariff", "valid_from")
        constraints = (models.UniqueConstraint(fields=("tariff", "valid_from"), name="one_version_from_a_day"),)

    def __str__(self) -> str:
        return f"{self.tariff.code}@{self.valid_from}"

    @property
    def rates(self) -> Version:
        """The price list as the rating reads it."""
        return _read(self.text)


class PriceChange(models.Model):
    """From a day on, a contract has another version of its tariff: a change of prices that the customer was told of."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="price_changes")
    version = models.ForeignKey(TariffVersion, on_delete=models.PROTECT, related_name="changes")
    valid_from = models.DateField(_("from"))
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("valid_from",)
        constraints = (models.UniqueConstraint(fields=("contract", "valid_from"), name="one_price_change_from_a_day"),)

    def __str__(self) -> str:
        return f"{self.contract_id} {self.valid_from}"

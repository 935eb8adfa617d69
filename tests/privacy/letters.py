"""A record with sealed fields, as an app of its own would have it."""

from uuid import UUID

from django.db import models

from vorzimmer.privacy.fields import BlindIndexField, SealedJSONField, SealedTextField
from vorzimmer.privacy.models import SealedModel
from vorzimmer.privacy.scope import SealScope

PRACTICE = UUID("11111111-1111-4111-8111-111111111111")
BAKERY = UUID("22222222-2222-4222-8222-222222222222")


class Letter(SealedModel):
    customer_id = models.UUIDField()
    month = models.CharField(max_length=7, default="2026-11")
    subject = models.CharField(max_length=40, blank=True)
    body = SealedTextField()
    sender = SealedTextField(null=True)
    answers = SealedJSONField(default=dict)
    number_index = BlindIndexField(null=True, db_index=True)

    class Meta:
        app_label = "sealed_letters"

    def __str__(self):
        return str(self.pk)

    def seal_scope(self):
        return SealScope(customer_id=self.customer_id, category="BEA", month=self.month)

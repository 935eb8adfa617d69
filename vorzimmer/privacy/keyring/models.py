"""A data key, wrapped by the master key. A row stays when its key is destroyed: it is the proof, and it bars the scope."""

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from vorzimmer.privacy.scope import AGENCY, SealScope


class DataKey(models.Model):
    """The key of one scope. `wrapped` is a nonce (12 bytes), the encrypted key (32) and its tag (16); zeros once destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    scope = models.UUIDField(default=AGENCY)
    category = models.CharField(max_length=16)
    month = models.CharField(max_length=7, blank=True)
    wrapped = models.BinaryField(max_length=60)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "category", "month"), name="one_key_a_scope"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def seal_scope(self) -> SealScope:
        return SealScope(customer_id=None if self.scope == AGENCY else self.scope, category=self.category, month=self.month)

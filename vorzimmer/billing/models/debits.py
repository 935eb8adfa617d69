"""Direct debits: mandates as they were used, what is collected, and the files that go to the bank."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models.documents import Document
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Mandate(SealedModel):
    """A mandate by which was collected, or will be: a copy with a life of its own (law.md D-37), 14 months after its last use.

    It is made when the customer's bank account is entered; one by which was never collected goes with the customer's file. `ended_on`
    is the first day on which it holds no more, `suspended_because` a code of `domain.sepa`.
    """

    class Kind(models.TextChoices):
        CORE = "CORE", _("core")
        B2B = "B2B", _("between businesses")

    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    reference = models.CharField(_("mandate reference"), max_length=35, unique=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.CORE)
    signed_on = models.DateField(_("signed on"))
    iban = SealedTextField()
    holder = SealedTextField()
    last_used_on = models.DateField(null=True)
    suspended_because = models.CharField(max_length=16, blank=True)
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    def __str__(self) -> str:
        return self.reference

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_ref, category="MND", at=self.created_at)

    @property
    def masked(self) -> str:
        """The IBAN so that its owner knows it again and nobody else learns it: "DE89 … 3000"."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"


class DebitFile(SealedModel):
    """A file of direct debits (pain.008). `state` is a `domain.debit_files` code; two people release it; before, it has no XML."""

    message_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=10)
    count = models.PositiveIntegerField()
    total = models.BigIntegerField()
    due_on = models.DateField()
    submit_by = models.DateField()
    xml = SealedTextField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    release_reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.message_id

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="TAX", at=self.created_at)


class Collection(models.Model):
    """One direct debit of one document, in cents. `state` is a `domain.collecting` code. After a return the next `attempt` is planned."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="collections")
    attempt = models.PositiveSmallIntegerField(default=1)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="collections")
    customer_ref = models.UUIDField(db_index=True)
    end_to_end = models.CharField(max_length=35, unique=True)
    amount = models.BigIntegerField()
    due_on = models.DateField()
    sequence = models.CharField(max_length=4)
    state = models.CharField(max_length=10)
    file = models.ForeignKey(DebitFile, on_delete=models.PROTECT, null=True, related_name="collections")
    return_code = models.CharField(max_length=4, blank=True)
    returned_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("due_on", "end_to_end")
        constraints = (models.UniqueConstraint(fields=("document", "attempt"), name="one_collection_an_attempt"),)

    def __str__(self) -> str:
        return self.end_to_end

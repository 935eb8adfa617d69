"""Invoices and credit notes: written once, never changed, chained by their hashes (GoBD).

They stand by themselves: no key leads to the customer's file, so that it can be erased while they are kept (law.md D-24).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.invoices import Document as Terms
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.domain.written_invoices import document_of
from vorzimmer.privacy.fields import SealedBinaryField, SealedJSONField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager

KIND_NAMES = {
    DocumentKind.INVOICE: _("invoice"),
    DocumentKind.CREDIT_NOTE: _("credit note"),
    DocumentKind.CORRECTED: _("corrected invoice"),
}


class DocumentState(models.TextChoices):
    """What became of it on its way to the customer; what is paid stands in the account."""

    ISSUED = "issued", _("issued")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class NumberSeries(models.Model):
    """The next number of a year. Its row is locked while a document is written, so that no number is missing and none is there twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    next = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.year} {self.next}"


class Document(SealedModel):
    """An invoice or a credit note. Amounts in cents; a credit note has positive ones and is subtracted.

    `key` names what it bills once ("2026-10:<customer>:month"). `sent_on` is the day on which it left our sphere; it starts the six
    months of the usage behind it (law.md S33). Only state, days of sending and cancelling are ever written after its issue.
    """

    KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]

    number = models.CharField(_("number"), max_length=30, unique=True)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.ISSUED)
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20, db_index=True)
    first = models.DateField()
    last = models.DateField()
    issued_on = models.DateField(db_index=True)
    due_on = models.DateField()
    currency = models.CharField(max_length=3, default="EUR")
    net = models.BigIntegerField()
    vat = models.BigIntegerField()
    gross = models.BigIntegerField()
    payable = models.BigIntegerField()
    cancels = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="cancelled_by")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    form = models.CharField(max_length=10)
    terms = SealedJSONField()
    xml = SealedTextField()
    pdf = SealedBinaryField()
    issued_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    seen_on = models.DateField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("-issued_on", "-number")

    def __str__(self) -> str:
        return self.number

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="TAX", at=self.issued_at)

    @property
    def content(self) -> Terms:
        """What it says, as data."""
        return document_of(self.terms)

    @property
    def sign(self) -> int:
        """1 for what is owed, -1 for what is taken from it."""
        return -1 if self.kind == DocumentKind.CREDIT_NOTE else 1


class ChainLink(models.Model):
    """A link of the chain of documents: SHA-256 of what was issued, and of the link before. It stays when its document is erased."""

    number = models.BigIntegerField(primary_key=True)
    document_number = models.CharField(max_length=30, unique=True)
    issued_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}"

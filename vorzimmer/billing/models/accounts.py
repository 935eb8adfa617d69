"""The account of each customer: what he owes, what he paid, and which payment settles what. Entries are never changed."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models.documents import Document
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.privacy.reading import ReadableManager

KIND_NAMES = {
    EntryKind.INVOICE: _("invoice"),
    EntryKind.CREDIT_NOTE: _("credit note"),
    EntryKind.PAYMENT: _("payment"),
    EntryKind.DEBIT: _("direct debit"),
    EntryKind.RETURN: _("returned debit"),
    EntryKind.FEE: _("fee"),
    EntryKind.REFUND: _("refund"),
    EntryKind.DEPOSIT: _("deposit"),
    EntryKind.DEPOSIT_BACK: _("deposit given back"),
    EntryKind.WRITE_OFF: _("written off"),
}
KINDS_OF_ENTRIES = [(kind.value, name) for kind, name in KIND_NAMES.items()]


class AccountEntry(models.Model):
    """One amount on a customer's account, in cents. `day` is when it was booked, `value_on` when the money moved, `due_on` when it is owed.

    `reference` is a code or a number, no free text about people. What was entered by mistake is taken back by an entry that
    `reverses` it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=KINDS_OF_ENTRIES)
    amount = models.BigIntegerField()
    day = models.DateField(db_index=True)
    value_on = models.DateField()
    due_on = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="entries")
    bank_entry = models.ForeignKey("billing.BankEntry", on_delete=models.PROTECT, null=True, related_name="booked")
    collection = models.ForeignKey("billing.Collection", on_delete=models.PROTECT, null=True, related_name="entries")
    reverses = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, related_name="reversed_by")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("day", "booked_at")

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Allocation(models.Model):
    """So many cents of a credit (an entry below zero) settle so much of a debit (one above). It is undone, never deleted.

    Only when both go after their ten years does it go with them: one without the other is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    credit = models.ForeignKey(AccountEntry, on_delete=models.CASCADE, related_name="given")
    debit = models.ForeignKey(AccountEntry, on_delete=models.RESTRICT, related_name="taken")
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("at",)
        constraints = (models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_positive"),)

    def __str__(self) -> str:
        return f"{self.amount}"

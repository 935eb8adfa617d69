"""What goes to collectors, lawyers and bureaus: findings of people, hand-overs, and what must be reported afterwards."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.claims.models.claims import Claim
from vorzimmer.privacy.fields import SealedBinaryField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class HandOver(SealedModel):
    """A file about one claim for one recipient, encrypted for him. The file is dropped when its receipt is recorded.

    `ground` is a `domain.disclosure` code, `cents` what was open then, `disclosure` its line in the register. `despite` says why a
    disputed claim was given away, `withdrawn_because` why it was taken back; `settled_on` is when the recipient was told that nothing is
    open any more.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="hand_overs")
    recipient = models.ForeignKey("privacy.Recipient", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20)
    reference = models.CharField(max_length=40, unique=True)
    disclosure = models.OneToOneField("privacy.Disclosure", on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()
    despite = SealedTextField(blank=True)
    file = SealedBinaryField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    received_on = models.DateField(_("received on"), null=True)
    receipt = models.CharField(_("receipt or file number of the recipient"), max_length=80, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = SealedTextField(blank=True)
    settled_on = models.DateField(null=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return self.reference

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="REGISTER", at=self.made_at)


class Finding(SealedModel):
    """What a person found about a claim and a recipient: a `domain.disclosure` condition, and whether it speaks for the hand-over.

    `alone_because` is why one person made both findings. `hand_over` is the one that it opened: for another one it does not count.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="findings")
    recipient = models.ForeignKey("privacy.Recipient", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    speaks_for = models.BooleanField()
    reason = SealedTextField(_("reason"))
    alone_because = SealedTextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, null=True, related_name="findings")

    objects = ReadableManager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.kind

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="REGISTER", at=self.at)


class Duty(SealedModel):
    """Something that a recipient must be told: a `domain.disclosure_duties` kind, until the end of `due_on`. It ends with proof only.

    `cents` is what is open now, as far as that is what he is told; `key` makes it once. `file` is the report encrypted for him, until
    the duty is closed, and `disclosure` its line in the register.
    """

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=120, unique=True)
    cents = models.BigIntegerField(null=True)
    arose_on = models.DateField()
    due_on = models.DateField(db_index=True)
    made_at = models.DateTimeField()
    file = SealedBinaryField(null=True)
    disclosure = models.OneToOneField("privacy.Disclosure", on_delete=models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(_("told on"), null=True)
    proof = models.CharField(_("proof"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("due_on", "made_at", "id")
        constraints = (models.CheckConstraint(condition=models.Q(done_on=None) | ~models.Q(proof=""), name="duty_closed_with_proof"),)

    def __str__(self) -> str:
        return self.kind

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="REGISTER", at=self.made_at)

"""Disputes, incidents and cases of abuse: they hold exactly the billing data that they need (law.md S33)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.models import Document
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Case(SealedModel):
    """What is held open, with an owner and a day of review. `kind` and `outcome` are `domain.cases` codes.

    A dispute is about one document (`amount` cents of it, None: all); an incident and an abuse are about the usage that they name. The
    words are handling data and end with the contract (law.md S25, then `words_gone`); days, amount and outcome are billing data. `log`
    says what happened to it, in order (`domain.cases.LogEntry`): it is only ever added to.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10)
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="cases")
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    ground = models.CharField(_("reason"), max_length=16, blank=True)
    raised_on = models.DateField(_("raised on"))
    way = models.CharField(_("how it came"), max_length=8, blank=True)
    text = SealedTextField(_("what was said"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who deals with it")
    )
    review_on = models.DateField(_("look at it again on"))
    outcome = models.CharField(_("outcome"), max_length=16, blank=True)
    resolved_on = models.DateField(null=True)
    resolution = SealedTextField(_("how it was resolved"), blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    log = models.JSONField(default=list)
    words_gone = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("-raised_on", "-number")

    def __str__(self) -> str:
        return f"{self.number}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_ref, category="BEA", at=self.created_at)


class CaseRecord(models.Model):
    """A usage record that an incident or an abuse needs, by its id."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="records")
    usage = models.UUIDField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "usage"), name="a_record_once_in_a_case"),)

    def __str__(self) -> str:
        return str(self.usage)

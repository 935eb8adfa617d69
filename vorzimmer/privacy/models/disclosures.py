"""The register of disclosures: who got what about whom, when, on what ground. A line is written once and never changed."""

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import DisclosurePurpose, Ground
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.models.recipients import RECIPIENT_KINDS, Recipient
from vorzimmer.privacy.queries import DisclosureQuerySet
from vorzimmer.privacy.reading import ReadableManager

PURPOSES = {
    DisclosurePurpose.COLLECTION: _("collecting a claim"),
    DisclosurePurpose.BUREAU_NOTICE: _("notice to a credit bureau"),
    DisclosurePurpose.FOLLOW_UP: _("what became of a claim"),
    DisclosurePurpose.COURT: _("application to a court"),
    DisclosurePurpose.LEGAL_REQUEST: _("request by law"),
    DisclosurePurpose.CUSTOMER_ORDER: _("order of the customer"),
}
GROUNDS = {
    Ground.LEGAL_OBLIGATION: _("legal obligation"),
    Ground.CONSENT: _("consent"),
    Ground.COLLECT: _("default in payment (collection)"),
    Ground.BUREAU: _("stage at the court (credit bureau)"),
}


class Disclosure(models.Model):
    """A disclosure. `privacy.disclosing` writes it in the transaction that gives the data away, and nothing else does.

    It names the fields, not what stood in them; `sha256` is that of the payload. The person is named by the id and the number of the
    customer only, which lead nowhere once his file is erased. `conditions` are those of the gate as they stood then, `findings` who
    found what on which day; `earlier` is the entry that this one corrects or settles.
    """

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="disclosures")
    recipient_name = models.CharField(max_length=120)
    recipient_kind = models.CharField(max_length=12, choices=[(kind.value, name) for kind, name in RECIPIENT_KINDS.items()])
    purpose = models.CharField(max_length=20, choices=[(purpose.value, name) for purpose, name in PURPOSES.items()])
    ground = models.CharField(max_length=20, choices=[(ground.value, name) for ground, name in GROUNDS.items()])
    norm = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=200, blank=True)
    record = models.CharField(max_length=80, blank=True)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    customer_ref = models.UUIDField(db_index=True)
    customer_number = models.CharField(max_length=20)
    categories = models.JSONField()
    fields = models.JSONField()
    conditions = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    notice = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)

    objects = ReadableManager.from_queryset(DisclosureQuerySet)()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise NeverChanged("a disclosure that is in the register is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("a disclosure stays in the register until its time is over")

    @property
    def day(self) -> date:
        """The civil day in Berlin on which it was given away."""
        return berlin_date(self.at)

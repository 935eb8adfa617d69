"""The journal of accesses: who opened which sealed record in which hour, and where; nothing of what stood in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.domain.access_journal import Place, Reason
from vorzimmer.privacy.reading import ReadableManager
from vorzimmer.privacy.scope import AGENCY

PLACES = {
    Place.CALL: _("at the desk, for a call"),
    Place.MESSAGE: _("in a message"),
    Place.FILE: _("in the customer's file"),
    Place.EXPORT: _("in an export"),
    Place.REQUEST: _("for a request"),
    Place.DISPUTE: _("for a dispute"),
}
REASONS = {
    Reason.CUSTOMER: _("the customer asked for it"),
    Reason.COMPLAINT: _("complaint"),
    Reason.CORRECTION: _("correction"),
    Reason.FAULT: _("technical fault"),
    Reason.REQUEST: _("request of a data subject"),
}


class Access(models.Model):
    """Somebody of the agency opened a record that is sealed; once for each user, record, place, reason and hour.

    Of an export `table` is its address, and `record` what that names, else the same id for each address (`privacy.exporting`).
    `reason` is there where something was uncovered that is covered for professional secrecy.
    """

    number = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    customer_ref = models.UUIDField(db_index=True)
    table = models.CharField(max_length=60)
    record = models.UUIDField()
    place = models.CharField(max_length=10, choices=[(place.value, name) for place, name in PLACES.items()])
    reason = models.CharField(max_length=10, choices=[(reason.value, name) for reason, name in REASONS.items()], blank=True, default="")
    hour = models.DateTimeField(db_index=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("-hour", "-number")
        constraints = (models.UniqueConstraint(fields=("user", "record", "place", "reason", "hour"), name="access_once_an_hour"),)

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_of_many(self) -> bool:
        """Whether it was an export that is of no single customer; `table` is its address then."""
        return self.customer_ref == AGENCY

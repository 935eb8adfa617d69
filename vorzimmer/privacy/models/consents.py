"""Consents as they were given and withdrawn (Art. 7(1) GDPR, ISO/IEC TS 27560): lines that are written once."""

from typing import Any, NoReturn
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.consents import ConsentEvent, ConsentPurpose, Way
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.queries import LinesQuerySet
from vorzimmer.privacy.reading import ReadableManager

CONSENT_PURPOSES = {
    ConsentPurpose.NEWS_EMAIL: _("advertising by e-mail"),
    ConsentPurpose.NEWS_PHONE: _("advertising by telephone"),
    ConsentPurpose.GIVE_TO_ADVISER: _("giving data to our tax adviser, auditor or insurer"),
}
CONSENT_EVENTS = {
    ConsentEvent.GIVEN: _("given"),
    ConsentEvent.WITHDRAWN: _("withdrawn"),
    ConsentEvent.USED: _("used"),
}
WAYS = {
    Way.PORTAL: _("in the portal"),
    Way.PAPER: _("on paper"),
    Way.EMAIL: _("by e-mail"),
    Way.PHONE: _("on the telephone"),
}


class Consent(models.Model):
    """What happened to the consent of a customer to one purpose. `record` is the same for its grant, its uses and its withdrawal.

    `version`, `language` and `sha256` name the text that was shown.
    """

    number = models.BigAutoField(primary_key=True)
    record = models.UUIDField(default=uuid4, db_index=True)
    customer_ref = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=20, choices=[(purpose.value, name) for purpose, name in CONSENT_PURPOSES.items()])
    event = models.CharField(max_length=10, choices=[(event.value, name) for event, name in CONSENT_EVENTS.items()])
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=[(way.value, name) for way, name in WAYS.items()])
    evidence = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager.from_queryset(LinesQuerySet)()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise NeverChanged("what happened to a consent is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("the proof of a consent stays until its time is over")

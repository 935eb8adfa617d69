"""The people of a customer: whom callers ask for, and whether they can be reached."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models.customer import Customer
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope


class Availability(models.TextChoices):
    """Whether a person can be reached now."""

    AVAILABLE = "available", _("available")
    ON_THE_PHONE = "phone", _("on the telephone")
    IN_MEETING = "in_meeting", _("in a meeting")
    BUSY = "busy", _("with a client")
    AWAY = "away", _("out, reachable by mobile")
    BREAK = "break", _("on a break")
    ABSENT = "absent", _("not in")


class Person(SealedModel):
    """Somebody of the customer whom callers ask for."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=80)
    function = models.CharField(_("function"), max_length=80, blank=True)
    pronunciation = models.CharField(_("how to pronounce it"), max_length=80, blank=True)
    availability = models.CharField(_("availability"), max_length=12, choices=Availability.choices, default=Availability.AVAILABLE)
    available_again_at = models.DateTimeField(_("until"), null=True, blank=True)
    transfer_number = SealedTextField(_("number for putting through"), blank=True)
    may_transfer = models.BooleanField(_("calls may be put through"), default=False)
    transfer_when = models.JSONField(_("put through when"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)

    def availability_at(self, at: datetime) -> str:
        """Say the availability at a moment: after `available_again_at` a person is available again by itself."""
        if self.available_again_at is not None and self.available_again_at <= at:
            return Availability.AVAILABLE
        return self.availability


class Absence(SealedModel):
    """A time in which somebody is not there; afterwards he is back by himself. Whole days from the first to the last, or hours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    whole_days = models.BooleanField(_("whole days"), default=True)
    deputy = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in", verbose_name=_("deputy"))
    say = SealedTextField(_("what callers are told"), blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("start", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.person.customer_id, category="BEA", at=self.created_at)

"""The people of a customer: whom callers ask for, and whether they can be reached."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models.customer import Customer
from vorzimmer.domain import availability as rules
from vorzimmer.domain.availability import Status
from vorzimmer.domain.days import Span, berlin_date
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Availability(models.TextChoices):
    """The seven states that a person chooses with one tap."""

    AVAILABLE = Status.AVAILABLE.value, _("available")
    ON_THE_PHONE = Status.ON_THE_PHONE.value, _("on the telephone")
    IN_MEETING = Status.IN_MEETING.value, _("in a meeting")
    WITH_CLIENT = Status.WITH_CLIENT.value, _("with a client")
    OUT_OF_OFFICE = Status.OUT_OF_OFFICE.value, _("out, reachable by mobile")
    BREAK = Status.BREAK.value, _("on a break")
    ABSENT = Status.ABSENT.value, _("not in")


def default_transfer_when() -> list[str]:
    return [Status.AVAILABLE.value]


class Person(SealedModel):
    """Somebody of the customer whom callers ask for."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=80)
    function = models.CharField(_("function"), max_length=80, blank=True)
    pronunciation = models.CharField(_("how to pronounce it"), max_length=80, blank=True)
    availability = models.CharField(_("availability"), max_length=16, choices=Availability.choices, default=Availability.AVAILABLE)
    available_again_at = models.DateTimeField(_("until"), null=True, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True, editable=False)
    transfer_number = SealedTextField(_("number for putting through"), blank=True)
    may_transfer = models.BooleanField(_("calls may be put through"), default=False)
    transfer_when = models.JSONField(_("put through when"), default=default_transfer_when, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="people"
    )
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)

    @property
    def chosen(self) -> rules.Chosen:
        """What the person chose, as the rules read it."""
        return rules.Chosen(status=Status(self.availability), since=self.chosen_at, until=self.available_again_at)

    @property
    def transfer_rules(self) -> rules.TransferRules:
        """In which states calls are put through to the person."""
        allowed = self.transfer_when if self.may_transfer else []
        return rules.TransferRules(allowed_when=frozenset(Status(status) for status in allowed))

    @property
    def transfer_when_said(self) -> list[str]:
        """Name the states in which calls are put through."""
        return [str(label) for value, label in Availability.choices if value in self.transfer_when]

    def standing_at(self, at: datetime, absences: "Iterable[Absence] | None" = None) -> rules.Standing:
        """Say how the person can be reached at a moment, by choice and by planned absences (read here unless they are given)."""
        planned = self.absences.all() if absences is None else absences
        return rules.standing(self.chosen, [absence.as_rule() for absence in planned], None, at)


class Absence(SealedModel):
    """A time in which somebody is not there; afterwards he is back by himself. Whole days from the first to the last, or hours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    whole_days = models.BooleanField(_("whole days"), default=True)
    deputy = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in", verbose_name=_("deputy"))
    say = SealedTextField(_("what callers are told"), blank=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("start", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.person.customer_id, category="BEA", at=self.created_at)

    @property
    def first_day(self) -> date:
        """The civil day on which it begins."""
        return berlin_date(self.start)

    @property
    def last_day(self) -> date:
        """The last civil day of it; an end at midnight belongs to the day before."""
        return berlin_date(self.end - timedelta(microseconds=1))

    def as_rule(self) -> rules.Absence:
        """Give it the form that the rules read."""
        return rules.Absence(id=str(self.pk), span=Span(start=self.start, end=self.end), deputy=self.deputy_id, note=self.say)

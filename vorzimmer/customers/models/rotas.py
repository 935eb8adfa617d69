"""Who is on call: rotas with shifts that go round, and exceptions for a time."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models.customer import Customer
from vorzimmer.customers.models.orders import InWindow
from vorzimmer.customers.models.people import Person
from vorzimmer.privacy.reading import ReadableManager


class Rota(models.Model):
    """A rota. Who does not confirm within `escalate_after` minutes is followed by the next, `rounds` times through the chain."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="rotas")
    name = models.CharField(_("name"), max_length=60)
    escalate_after = models.PositiveSmallIntegerField(_("minutes until the next is called"), default=10)
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=2)
    fallback = models.ManyToManyField(Person, related_name="+", blank=True, verbose_name=_("if nobody confirms"))

    objects = ReadableManager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("customer", "name"), name="rota_once"),)

    def __str__(self) -> str:
        return self.name


class Shift(InWindow):
    """A part of the week in which people take turns, day by day or week by week, counted from `anchor`."""

    class Turn(models.TextChoices):
        DAY = "day", _("every day")
        WEEK = "week", _("every week")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="shifts")
    turn = models.CharField(_("takes turns"), max_length=4, choices=Turn.choices, default=Turn.WEEK)
    hand_over = models.TimeField(_("hand-over at"))
    anchor = models.DateField(_("first day"))

    objects = ReadableManager()

    class Meta:
        ordering = ("anchor", "id")

    def __str__(self) -> str:
        return str(self.pk)


class ShiftMember(models.Model):
    """Somebody's place in the turn of a shift."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shifts")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return str(self.pk)


class RotaOverride(models.Model):
    """Somebody else, or nobody, is on call for a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person"))
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))

    objects = ReadableManager()

    class Meta:
        ordering = ("start", "id")

    def __str__(self) -> str:
        return str(self.pk)

"""How the agency pursues its claims, and the base rates that it has confirmed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Practice(models.Model):
    """One row. What the court asks for beyond the issuer of the invoices, and whether reminders go out by themselves."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sends_by_itself = models.BooleanField(
        _("reminders go out by themselves"), default=False, help_text=_("Otherwise they are prepared, and somebody sends them.")
    )
    warns = models.BooleanField(_("the first reminder names the credit bureaus"), default=True)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=120, blank=True)
    land = models.CharField(_("Land of the seat"), max_length=2, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_practice"),)

    def __str__(self) -> str:
        return "1"

    @classmethod
    def current(cls) -> Self:
        """The one row; unsaved and as usual when nothing was entered yet."""
        return cls.objects.first() or cls()


class ConfirmedRate(models.Model):
    """A base rate (BGB §247) of a half-year that somebody has looked up at the Bundesbank, in hundredths of a percent."""

    from_on = models.DateField(primary_key=True)
    rate = models.IntegerField()
    confirmed_on = models.DateField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("from_on",)

    def __str__(self) -> str:
        return f"{self.from_on} {self.rate}"

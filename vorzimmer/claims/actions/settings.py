"""Says how the agency pursues its claims, and confirms base rates that somebody has looked up at the Bundesbank."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.models import ConfirmedRate, Practice
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.interest import half_year

LOWEST, HIGHEST = -500, 2500
"""Hundredths of a percent. Since 2002 the base rate has lain between -0.88 and 3.62 %; what is far from that is a slip of the keyboard."""


@transaction.atomic
def change_practice(values: Mapping[str, Any]) -> Practice:
    """Change how claims are pursued: the fields of `Practice` by name; the others stay."""
    practice = Practice.objects.select_for_update().first() or Practice()
    for name, value in values.items():
        setattr(practice, name, value)
    practice.full_clean()
    practice.save()
    return practice


@transaction.atomic
def confirm_rate(from_on: date, rate: int, at: datetime, *, by: User) -> ConfirmedRate:
    """Confirm the base rate of a half-year in hundredths of a percent: from now on interest is computed with it.

    It counts whatever the file of the program says. Raises ValidationError for a day on which no half-year begins, one to come, and a
    value that cannot be meant.
    """
    if from_on != half_year(from_on):
        raise ValidationError(_("A base rate holds from 1 January or 1 July on."))
    if from_on > berlin_date(at):
        raise ValidationError(_("This half-year has not begun yet."))
    if not LOWEST <= rate <= HIGHEST:
        raise ValidationError({"percent": _("This cannot be a base rate. Write it in percent, for example 1.52.")})
    confirmed, _new = ConfirmedRate.objects.update_or_create(
        from_on=from_on, defaults={"rate": rate, "confirmed_on": berlin_date(at), "confirmed_by": by}
    )
    return confirmed

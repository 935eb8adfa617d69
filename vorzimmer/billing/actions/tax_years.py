"""Declaring that the taxes of a year are finally assessed, and taking that back while nothing was erased by it (AO §147(3) s. 5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import AssessedYear
from vorzimmer.billing.tax_years import tax_year
from vorzimmer.domain.days import berlin_date


@transaction.atomic
def declare_assessed(year: int, at: datetime, *, by: User) -> AssessedYear:
    """Say that the taxes of a year are finally assessed. Raises ValidationError for a year that is not over; twice changes nothing."""
    if year >= berlin_date(at).year:
        raise ValidationError(_("This year is not over: its taxes cannot be finally assessed yet."))
    return AssessedYear.objects.get_or_create(year=year, defaults={"declared_at": at, "declared_by": by})[0]


@transaction.atomic
def take_back_assessed(year: int) -> None:
    """Take a declaration back: what is left of the year is kept again. Raises ValidationError once something was erased by it."""
    row = AssessedYear.objects.select_for_update().filter(year=year).first()
    if row is None:
        return
    if tax_year(year, row).was_used:
        raise ValidationError(_("Vouchers or letters of this time were erased by this declaration: it cannot be taken back any more."))
    row.delete()

"""Books the interest and the lump sum of a claim onto the customer's account: damages of the default, and so without tax."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import Deed, demand_costs
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.costs import INTEREST, LUMP_SUM, Booked, booked_of
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsToBook:
    """What of the costs of a claim is owed on a day and not on the account yet, in cents."""

    interest: int
    lump_sum: int

    @property
    def total(self) -> int:
        return self.interest + self.lump_sum


def costs_to_book(found: Reading) -> CostsToBook:
    """Say what would be booked: the interest until the day of the reading, less what was booked before, and the lump sum once."""
    booked = booked_of([found.claim]).get(found.claim.pk, Booked())
    return CostsToBook(
        interest=max(0, found.interest_cents - booked.interest),
        lump_sum=max(0, found.lump_sum.cents - booked.lump_sum),
    )


@transaction.atomic
def book_costs(claim: Claim, at: datetime, *, by: User | None) -> list[AccountEntry]:
    """Book interest until today and the lump sum, as far as they are not on the account: done twice, the second time books nothing.

    Raises ValidationError when interest cannot be said, and when there is nothing to book.
    """
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    found = reading(claim, berlin_date(at))
    if found.rate_problem is not None:
        raise ValidationError(_("A base rate is not confirmed. Confirm it first; then the interest can be said."))
    costs, booked = costs_to_book(found), booked_of([claim]).get(claim.pk, Booked())
    if not costs.total:
        raise ValidationError(_("There is nothing to book: no interest and no lump sum is owed that is not on the account."))
    made = []
    with translation.override(_language(claim)):
        if costs.interest:
            reason = _("Interest on arrears until %(day)s (BGB §288)") % {"day": written_day(found.day)}
            key = f"{INTEREST}{claim.pk}:{booked.interest_entries + 1}"
            made.append(demand_costs(found.document, Deed(cents=costs.interest, reason=reason, key=key), at, by=by))
        if costs.lump_sum:
            key = f"{LUMP_SUM}{claim.pk}:{booked.lump_sum_entries + 1}"
            deed = Deed(cents=costs.lump_sum, reason=_("Lump sum for the default (BGB §288(5))"), key=key)
            made.append(demand_costs(found.document, deed, at, by=by))
    return made


def _language(claim: Claim) -> str:
    """Say in which language the customer reads his account."""
    return Customer.objects.filter(pk=claim.customer_ref).values_list("language", flat=True).first() or "de"

"""What a customer owes in default, as the service ladder asks for it."""

from datetime import date

from vorzimmer.billing.accounts import open_items
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.customers.models import Customer
from vorzimmer.domain.cases import disputed_cents
from vorzimmer.domain.dunning import CLOSED
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.service_ladder import Arrears


def arrears_of(customer: Customer, day: date) -> Arrears:
    """Say which of a customer's invoices are in default on a day (BGB §286), after what lies to his credit, and what of them is disputed.

    A disputed invoice counts among the cents, but neither among the invoices nor for the day since when. The same number of queries
    for any number of invoices.
    """
    claims = Claim.objects.filter(customer_ref=customer.pk).exclude(stage__in=CLOSED)
    late = [found for found in readings(claims, day) if found.default_since is not None and found.open > 0]
    credit = sum(item.cents for item in open_items(day, customer.pk) if item.cents < 0)
    cents = max(sum(found.open for found in late) + credit, 0)
    if not cents:
        return Arrears()
    disputed = {found.claim.pk: _disputed(found) for found in late}
    plain = [found for found in late if disputed[found.claim.pk] < found.open]
    return Arrears(
        cents=cents,
        disputed=min(sum(disputed.values()), cents),
        invoices=len(plain),
        since=min((found.default_since for found in plain if found.default_since is not None), default=None),
    )


def _disputed(found: Reading) -> int:
    """Say how many cents of an invoice are disputed on the day; a dispute that names no amount is about all of it."""
    running = [
        row
        for row in found.pauses
        if row.kind == PauseKind.DISPUTE and row.since <= found.day and (row.ended_on is None or row.ended_on > found.day)
    ]
    amounts = [disputed_cents(None if row.case is None else row.case.amount, found.open) for row in running]
    return min(sum(amounts), found.open)

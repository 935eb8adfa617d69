"""What a customer owes in default, as the service ladder asks for it: the one place to replace when claims know default and disputes."""

from datetime import date

from vorzimmer.billing.accounts import open_items
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.service_ladder import Arrears

COUNTED = frozenset({EntryKind.INVOICE, EntryKind.FEE})
"""Debts for the service. A deposit and what we paid out are none."""


def arrears_of(customer: Customer, day: date) -> Arrears:
    """Say what is overdue of a customer's invoices and fees, after what lies to his credit. Two questions.

    Overdue stands for default here, and nothing is known of disputes: both are known by the claims.
    """
    items = open_items(day, customer.pk)
    late = [item for item in items if item.overdue and EntryKind(item.entry.kind) in COUNTED]
    credit = -sum(item.cents for item in items if item.cents < 0)
    cents = max(sum(item.cents for item in late) - credit, 0)
    if not cents:
        return Arrears()
    return Arrears(
        cents=cents,
        invoices=len({item.entry.document_id for item in late if item.entry.kind == EntryKind.INVOICE}),
        since=min(item.entry.due_on or item.entry.day for item in late),
    )

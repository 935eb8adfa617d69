"""Lets usage go that nobody pays for: that of a trial, and that without a contract."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import transaction

from vorzimmer.billing.models import UsageRecord
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.statements import Period
from vorzimmer.domain.unbilled import spans_of, waived_because


@transaction.atomic
def waive(customer: Customer, period: Period) -> int:
    """Mark the usage of a period that no document will ever take, with the reason. Gives how many rows; twice does no harm.

    A row of a day on which a contract is in force is left alone. What a document took stays taken.
    """
    spans = spans_of(contract.facts for contract in Contract.objects.filter(customer=customer.pk))
    open_rows = UsageRecord.objects.select_for_update().filter(customer=customer, rated=None, waived="").within(period.start, period.end)
    by_day: defaultdict[date, list[UUID]] = defaultdict(list)
    for key, occurred_at in open_rows.values_list("pk", "occurred_at"):
        by_day[berlin_date(occurred_at)].append(key)
    waived = 0
    for day, keys in by_day.items():
        because = waived_because(day, spans)
        if because is not None:
            waived += UsageRecord.objects.filter(pk__in=keys).update(waived=because.value)
    return waived

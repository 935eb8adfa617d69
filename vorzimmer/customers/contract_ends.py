"""When a customer's contracts were over: the start of what retention counts from the end of the contract (law.md D-22)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, F, Max, Q, QuerySet, When

from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import windows
from vorzimmer.privacy.policies import retention_rules

_LAST_DAY = Case(When(concluded_on__isnull=False, then=F("last_day")), default=F("trial_last_day"), output_field=DateField())
"""The last civil day of one contract; of a trial that nobody concluded, that of the trial. None: it has no end yet."""


def _ended() -> QuerySet[Any, Any]:
    """Customers all of whose contracts have an end, with the last one. A contract that was never begun has none: nobody can say yet."""
    by_customer = Contract.objects.order_by().annotate(ends=_LAST_DAY).values("customer")
    return by_customer.annotate(ended=Max("ends"), open=Count("pk", filter=Q(ends=None))).filter(open=0)


def ended_customers(rule: Rule, at: datetime) -> QuerySet[Any, UUID]:
    """Give the ids of customers whose end of the contract is due by a rule, as a query to be asked with others."""
    due = Q(ended=None)  # nobody: a key of the table would break up the groups
    for window in windows(retention_rules(), rule, at):
        since = {} if window.first is None else {"ended__gte": window.first}
        due |= Q(**since, ended__lte=window.last)
    return _ended().filter(due).values_list("customer", flat=True)


def ends_of_contracts(customers: Iterable[UUID] | None = None) -> dict[UUID, date]:
    """Say the last civil day of the last contract of each customer who has one, also one that is still to come."""
    rows = _ended() if customers is None else _ended().filter(customer__in=list(customers))
    return dict(rows.values_list("customer", "ended"))


def contract_runs(customer: UUID, day: date) -> bool:
    """Whether a contract of the customer runs on a day, or one is still to be concluded with him."""
    ended = ends_of_contracts([customer]).get(customer)
    if ended is not None:
        return day <= ended
    return Contract.objects.filter(customer=customer).exists() or Customer.objects.filter(pk=customer, active=True).exists()

"""When a customer's contracts were over: the start of what retention counts from the end of the contract (law.md D-22)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, DateField, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date, start_of_day
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


def ended_for_reading(rule: Rule, at: datetime) -> RawSQL:
    """The same customers as `ended_customers`, as every read can afford it: its text is built once a day, and nothing is grouped."""
    return _built(rule, berlin_date(at), connection.vendor)


@lru_cache(maxsize=64)
def _built(rule: Rule, day: date, vendor: str) -> RawSQL:  # noqa: ARG001  (each kind of database has a text of its own)
    due = Q(pk=None)
    for window in windows(retention_rules(), rule, start_of_day(day)):
        since = {} if window.first is None else {"ends__gte": window.first}
        due |= Q(**since, ends__lte=window.last)
    contracts = Contract._base_manager.annotate(ends=_LAST_DAY).order_by()  # noqa: SLF001  (Django's own name for it)
    going_on = contracts.filter(Q(ends=None) | Q(ends__gt=OuterRef("ends")), customer=OuterRef("customer"))
    text, values = contracts.filter(due).exclude(Exists(going_on)).values("customer").query.sql_with_params()
    return RawSQL(text, values)  # noqa: S611  (the text comes from Django)


def is_over(rule: Rule, customer: UUID, at: datetime) -> bool:
    """Whether what the rule ends so long after the contract of a customer has to be gone at a moment."""
    return ended_customers(rule, at).filter(customer=customer).exists()


def contract_runs(customer: UUID, day: date) -> bool:
    """Whether a contract of the customer runs on a day, or one is still to be concluded with him."""
    ended = ends_of_contracts([customer]).get(customer)
    if ended is not None:
        return day <= ended
    return Contract.objects.filter(customer=customer).exists() or Customer.objects.filter(pk=customer, active=True).exists()

"""What is said of the billing of months: which can be billed, what a run comes to, and what will happen when it is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, F, Q, Sum, When

from vorzimmer.billing.debiting import LONGEST_NOTICE, mandate_rule
from vorzimmer.billing.models import BillingProfile, Document, DocumentState, Issuer, Mandate, Run, RunItem
from vorzimmer.billing.months import month_before, month_of, to_bill
from vorzimmer.customers.models import BankAccount
from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.days import add_months, berlin_date, start_of_month
from vorzimmer.domain.invoices import DocumentKind

MONTHS = 24
_PERCENT = 100
READY, ISSUED = RunItem.State.READY, RunItem.State.ISSUED
LATE = timedelta(days=2)
"""A document that did not leave so long after its issue was forgotten by somebody."""


def signed(name: str) -> models.Expression:
    """An amount of documents, those of credit notes below zero."""
    return Case(When(kind=DocumentKind.CREDIT_NOTE, then=-F(name)), default=F(name), output_field=models.BigIntegerField())


# --- the months --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledMonth:
    """A month in the list: its run, if there is one, and what was issued for it, in cents."""

    first: date
    run: Run | None
    is_over: bool
    can_be_billed: bool
    documents: int = 0
    net: int = 0
    gross: int = 0


def months_at(at: datetime) -> list[BilledMonth]:
    """List the last two years, the newest month first; months before the first contract are left out."""
    this = start_of_month(berlin_date(at))
    firsts = [add_months(this, -back) for back in range(MONTHS)]
    runs = {run.first: run for run in Run.objects.filter(first__in=firsts).select_related("released_by")}
    sums = {
        row["first"]: row
        for row in Document.objects.filter(first__in=firsts)
        .values("first")
        .order_by()
        .annotate(documents=Count("id"), net_sum=Sum(signed("net")), gross_sum=Sum(signed("gross")))
    }
    found = []
    for first in firsts:
        run, row = runs.get(first), sums.get(first)
        has_customers = run is None and to_bill(month_of(first)).exists()
        if run is None and row is None and not has_customers:
            continue
        found.append(
            BilledMonth(
                first=first,
                run=run,
                is_over=first < this,
                can_be_billed=run is None and first < this and has_customers,
                documents=row["documents"] if row else 0,
                net=row["net_sum"] if row else 0,
                gross=row["gross_sum"] if row else 0,
            )
        )
    return found


# --- a run -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a run comes to beside the month before, in cents: what is ready and what is issued."""

    customers: int
    net: int
    gross: int
    customers_before: int
    net_before: int
    gross_before: int

    @property
    def percent(self) -> int | None:
        """The difference of the net amounts in whole per cent; None when there is nothing to compare with."""
        if self.net_before <= 0:
            return None
        return round((self.net - self.net_before) * _PERCENT / self.net_before)


def totals_of(run: Run) -> Totals:
    """Add up a run and the documents of the month before."""
    own = run.items.filter(state__in=(READY, ISSUED)).aggregate(customers=Count("id"), net=Sum("net"), gross=Sum("gross"))
    before = Document.objects.filter(first=month_before(month_of(run.first)).first).aggregate(
        customers=Count("customer_ref", distinct=True), net_sum=Sum(signed("net")), gross_sum=Sum(signed("gross"))
    )
    return Totals(
        customers=own["customers"],
        net=own["net"] or 0,
        gross=own["gross"] or 0,
        customers_before=before["customers"],
        net_before=before["net_sum"] or 0,
        gross_before=before["gross_sum"] or 0,
    )


NOTABLE = "notable"
GROUPS = (NOTABLE, RunItem.State.REFUSED, RunItem.State.HELD, READY, ISSUED, RunItem.State.NOTHING)
"""In what order a run is looked through."""


def items_of_group(run: Run, group: str) -> models.QuerySet[RunItem]:
    """Give the customers of a group; what stands out is also among what is ready."""
    if group == NOTABLE:
        return run.items.filter(state=READY).exclude(outlier="")
    return run.items.filter(state=group)


def counted(run: Run) -> dict[str, int]:
    """Say how many customers are in each group. One question."""
    wanted = {group: Count("id", filter=Q(state=group)) for group in GROUPS if group != NOTABLE}
    wanted[NOTABLE] = Count("id", filter=Q(state=READY) & ~Q(outlier=""))
    found = run.items.aggregate(**{f"in_{group}": count for group, count in wanted.items()})
    return {group: found[f"in_{group}"] for group in GROUPS}


# --- what a release will do --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What will happen when a run is released today, in cents."""

    invoices: int
    gross: int
    credits: int
    credited: int
    collections: int
    collected: int
    collected_on: date
    emails: int
    without_email: int
    held: int
    refused: int


def release_of(run: Run, at: datetime) -> Release:
    """Say what a release will do. A number of questions that does not grow with the customers."""
    ready = run.items.filter(state=READY)
    rows = list(ready.values_list("customer", "gross"))
    owing = {customer: gross for customer, gross in rows if gross > 0}
    issuer, today = Issuer.current(), berlin_date(at)
    collected_on = sepa.earliest_collection(today, min(max(issuer.notice_days, 1), LONGEST_NOTICE))
    debited = _may_be_debited(list(owing), collected_on) if issuer.creditor_id else set()
    with_email = ready.exclude(Q(customer__email="") & (Q(customer__billing=None) | Q(customer__billing__email=""))).count()
    counts = counted(run)
    return Release(
        invoices=len(owing),
        gross=sum(owing.values()),
        credits=sum(gross < 0 for _customer, gross in rows),
        credited=-sum(gross for _customer, gross in rows if gross < 0),
        collections=len(debited),
        collected=sum(owing[customer] for customer in debited),
        collected_on=collected_on,
        emails=with_email,
        without_email=len(rows) - with_email,
        held=counts[RunItem.State.HELD],
        refused=counts[RunItem.State.REFUSED],
    )


def _may_be_debited(customers: Sequence[UUID], day: date) -> set[UUID]:
    """Say of whom may be collected on a day, as `debiting.account_to_debit` says it of one."""
    by_transfer = BillingProfile.objects.filter(pays=BillingProfile.Pays.TRANSFER).values("customer")
    accounts = BankAccount.objects.filter(customer__in=customers, ended_on=None).exclude(customer__in=by_transfer).order_by("created_at")
    last = {account.customer_id: account for account in accounts.select_related("customer")}
    references = [account.mandate_reference for account in last.values()]
    used = {each.reference: each for each in Mandate.objects.filter(reference__in=references).prefetch_related("collections")}
    found = set()
    for customer, account in last.items():
        mandate, is_consumer = used.get(account.mandate_reference), account.customer.is_consumer
        new = sepa.Mandate(reference=account.mandate_reference, of_consumer=is_consumer, signed_on=account.mandate_signed_on)
        rule = mandate_rule(mandate, of_consumer=is_consumer) if mandate else new
        if isinstance(sepa.mandate_on(rule, day), Allowed):
            found.add(customer)
    return found


# --- what is to do -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What waits for somebody who bills. Counts; `to_bill` and `looked_at` are first days of months."""

    to_bill: date | None
    looked_at: Sequence[Run]
    running: Sequence[Run]
    refused: int
    refused_run: UUID | None
    unsent: int

    @property
    def nothing(self) -> bool:
        return not (self.to_bill or self.looked_at or self.running or self.refused or self.unsent)


def to_do_at(at: datetime) -> ToDo:
    """Say what is to do next. Few and small questions: it stands on the start page."""
    last = month_before(month_of(berlin_date(at)))
    runs = list(Run.objects.exclude(state=Run.State.DONE).order_by("first"))
    refused = list(
        RunItem.objects.filter(state=RunItem.State.REFUSED)
        .exclude(run__state=Run.State.PREVIEW)
        .order_by("run__first")
        .values_list("run", flat=True)
    )
    return ToDo(
        to_bill=last.first if not Run.objects.filter(first=last.first).exists() and to_bill(last).exists() else None,
        looked_at=[run for run in runs if run.state == Run.State.PREVIEW],
        running=[run for run in runs if run.state == Run.State.RELEASED],
        refused=len(refused),
        refused_run=refused[0] if refused else None,
        unsent=unsent(at).count(),
    )


def unsent(at: datetime) -> models.QuerySet[Document]:
    """Give the documents that should have left two days ago."""
    return Document.objects.filter(sent_on=None, issued_at__lt=at - LATE).exclude(state=DocumentState.CANCELLED)

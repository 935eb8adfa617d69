"""Bills a month anew after its usage was corrected, and bills a month in part when it passes the credit limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.issuing import Draft, cancel, issue
from vorzimmer.billing.actions.runs import interim_prefix, interims_of, keep_month
from vorzimmer.billing.models import Document, DocumentState, Issuer, RatedMonth
from vorzimmer.billing.months import ContractMonth, CustomerMonth, month_of, rate_customer, with_contracts
from vorzimmer.billing.wording import BillWording, named
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.domain.billing_months import deductions, items_of, split, whole_item
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind, Item, VatLine, vat_lines
from vorzimmer.domain.statements import Period
from vorzimmer.domain.tariff_parts import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A line of a month as it was billed and as it would be now, in net cents."""

    name: str
    before: int
    now: int

    @property
    def change(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebilling:
    """What billing a month anew would change."""

    month: CustomerMonth
    lines: tuple[Difference, ...]

    @property
    def change(self) -> int:
        """Net cents more (or less)."""
        return sum(line.change for line in self.lines)

    @property
    def is_needed(self) -> bool:
        return any(line.change for line in self.lines)


def rebilling(customer: Customer, period: Period) -> Rebilling:
    """Rate a billed month with the usage that is there now. Raises ValidationError when it was not billed."""
    customer = with_contracts(Customer.objects.filter(pk=customer.pk)).get()
    month = rate_customer(customer, period, Issuer.current())
    lines = [line for each in month.months for line in _differences(_billed(each, period).statement, each)]
    return Rebilling(month=month, lines=tuple(lines))


def _billed(month: ContractMonth, period: Period) -> RatedMonth:
    billed = RatedMonth.objects.filter(contract=month.contract, first=period.first).order_by("revision").last()
    if billed is None:
        raise ValidationError(_("This month was not billed yet."))
    return billed


def _differences(billed: dict[str, Any], month: ContractMonth) -> list[Difference]:
    before = {line["charge"]: line for line in billed["lines"]}
    now = {line.key: line for line in month.statement.lines}
    return [
        Difference(
            name=named(now[key].name) if key in now else named(Names(**before[key]["name"])),
            before=before[key]["cents"] if key in before else 0,
            now=now[key].cents if key in now else 0,
        )
        for key in dict.fromkeys((*before, *now))
    ]


@transaction.atomic
def rebill(customer: Customer, period: Period, at: datetime, *, by: User | None, anyway: bool = False) -> list[Document]:
    """Cancel what was issued for a month, and issue it anew. What was cancelled before, and not billed since, is billed again.

    What was billed in advance of the next month stays as it was: the next month settles it by itself. Raises ValidationError when no
    amount would change, unless it shall be done `anyway`: because an address was wrong.
    """
    found = rebilling(customer, period)
    issued = list(last_documents(customer, period).select_for_update(of=("self",)))
    if not found.is_needed and not anyway and not any(document.state == DocumentState.CANCELLED for document in issued):
        raise ValidationError(_("Nothing has changed since this month was billed."))
    month, today = found.month, berlin_date(at)
    for document in issued:
        if document.state != DocumentState.CANCELLED:
            cancel(document, today, at, by=by)
    with translation.override(month.customer.language):
        parts = [part for part in split(_items_anew(month, issued)) if any(item.net for item in part)]
    revision = Document.objects.filter(customer_ref=customer.pk, first=period.first, key__contains=":month:").count()
    documents = [
        issue(_draft(month, part, number + revision, issued[number] if number < len(issued) else None), today, at, by=by)
        for number, part in enumerate(parts)
    ]
    advances = {each.contract.pk: _billed(each, period).advance for each in month.months}
    keep_month(month, documents, at, advances=advances)
    return documents


def last_documents(customer: Customer, period: Period) -> models.QuerySet[Document]:
    """Give the invoices of a month that none has taken the place of, cancelled or not, by their numbers."""
    rows = Document.objects.filter(customer_ref=customer.pk, first=period.first, key__contains=":month:", replaced_by=None)
    return rows.exclude(kind=DocumentKind.CREDIT_NOTE).order_by("number")


def _draft(month: CustomerMonth, items: Sequence[Item], number: int, replaces: Document | None) -> Draft:
    return Draft(
        key=f"{month.period.first:%Y-%m}:{month.customer.pk}:month:{number + 1}",
        customer=month.customer,
        period=month.period,
        treatment=month.treatment,
        items=items,
        kind=DocumentKind.CORRECTED if replaces else DocumentKind.INVOICE,
        replaces=replaces,
    )


def _items_anew(month: CustomerMonth, issued: Sequence[Document]) -> tuple[Item, ...]:
    wording = BillWording()
    items = [item for each in month.months for item in items_of(each.statement, None, each.before, month.treatment, wording)]
    advance = [item for document in issued for item in document.content.items if item.first and item.first > month.period.last]
    return (*items, *advance, *deductions(interims_of(month.customer.pk, month.period), month.period, wording))


# --- interim invoices ---------------------------------------------------------------------------------------------------


@transaction.atomic
def issue_interim(customer: Customer, at: datetime, *, by: User | None) -> list[Document]:
    """Bill what the running month came to so far, as a part payment: its last invoice deducts it. Raises ValidationError for nothing."""
    today = berlin_date(at)
    period = month_of(today)
    customer = with_contracts(Customer.objects.select_for_update(of=("self",)).filter(pk=customer.pk)).get()
    month = rate_customer(customer, period, Issuer.current(), running=True)
    with translation.override(customer.language):
        earlier = interims_of(customer.pk, period)
        wording = BillWording()
        sums = vat_lines((*month.items(), *deductions(earlier, period, wording)))
        name = _("Part payment for services up to %(day)s") % {"day": written_day(today)}
    parts = split(_part_payment(line, name, period) for line in sums if line.net > 0)
    if not parts:
        raise ValidationError(_("There is nothing to bill yet in this month."))
    start = len(earlier) + 1
    return [
        issue(
            Draft(
                key=f"{interim_prefix(customer.pk, period)}{number}",
                customer=customer,
                period=period,
                treatment=month.treatment,
                items=part,
            ),
            today,
            at,
            by=by,
        )
        for number, part in enumerate(parts, start)
    ]


def _part_payment(line: VatLine, name: str, period: Period) -> Item:
    return whole_item("interim", name, line.net, category=line.category, rate=line.rate, period=period)

"""Bills a month: preview, release, and one document after the other, each in a transaction of its own. Whatever stops it, it goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.issuing import Draft, issue, profile_of
from vorzimmer.billing.actions.settings import demand_settings
from vorzimmer.billing.actions.waiving import waive
from vorzimmer.billing.models import Document, DocumentState, Issuer, RatedMonth, Run, RunItem, UsageRecord
from vorzimmer.billing.months import CustomerMonth, month_before, rate_customer, to_bill, with_contracts
from vorzimmer.billing.queries import NoPriceList, PriceLists, price_lists_of
from vorzimmer.billing.wording import BillWording
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.domain.billing_months import Interim, deductions, mirrored, split
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoice_problems import DocumentRefused
from vorzimmer.domain.invoices import DocumentKind, Item, vat_lines
from vorzimmer.domain.runs import outlier
from vorzimmer.domain.statements import Period, UsageRefused
from vorzimmer.domain.written_statements import as_data

AT_ONCE = 100
"""So many customers are read together: the memory stays flat."""

KEYS_AT_ONCE = 500

Progress = Callable[[int, int], object]
"""Hears how many of how many are done."""


def run_of(period: Period, at: datetime) -> Run:
    """Give the run of a month; it is opened when there is none. Raises ValidationError for a month that is not over."""
    if berlin_date(at) <= period.last:
        raise ValidationError(
            _("The month is not over yet. It can be billed from %(day)s on.") % {"day": written_day(berlin_date(period.end))}
        )
    run, _created = Run.objects.get_or_create(first=period.first, defaults={"created_at": at})
    return run


def period_of(run: Run) -> Period:
    """Give the month that a run bills."""
    return Period.month(f"{run.first:%Y-%m}")


# --- the preview -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a customer's month would come to, or why it cannot be billed."""

    customer: Customer
    state: RunItem.State
    reason: str = ""
    net: int = 0
    gross: int = 0
    before: int | None = None
    outlier: str = ""


def previews(period: Period, *, keys: Sequence[UUID] | None = None, progress: Progress | None = None) -> Iterator[Preview]:
    """Rate all customers of a month that was not billed yet, or those that are named by `keys`; nothing is written."""
    if keys is None:
        keys = list(to_bill(period).values_list("pk", flat=True))
    issuer, before = Issuer.current(), _nets(month_before(period))
    for start in range(0, len(keys), AT_ONCE):
        customers = list(with_contracts(Customer.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("number")))
        lists = price_lists_of(contract for customer in customers for contract in customer.contracts.all())
        for customer in customers:
            yield _preview(customer, period, issuer, lists, before.get(customer.pk))
        if progress is not None:
            progress(min(start + AT_ONCE, len(keys)), len(keys))


def _nets(period: Period) -> dict[UUID, int]:
    """Say what each customer's month came to: net cents, credit notes taken off."""
    sign = models.Case(
        models.When(kind=DocumentKind.CREDIT_NOTE, then=-models.F("net")), default=models.F("net"), output_field=models.BigIntegerField()
    )
    rows = Document.objects.filter(first=period.first).values_list("customer_ref").annotate(sum=models.Sum(sign))
    return dict(rows)


def _preview(customer: Customer, period: Period, issuer: Issuer, lists: PriceLists, before: int | None) -> Preview:
    state = RunItem.State
    try:
        month = rate_customer(customer, period, issuer, lists=lists)
    except NoPriceList as none:
        reason = _("The tariff of contract %(number)s has no price list.") % {"number": none}
        return Preview(customer=customer, state=state.REFUSED, reason=reason, before=before)
    except UsageRefused as refused:
        meters = ", ".join(refused.not_covered) or str(refused)
        reason = _("The price list does not cover: %(meters)s.") % {"meters": meters[:200]}
        return Preview(customer=customer, state=state.REFUSED, reason=reason, before=before)
    items = _all_items(month, customer)
    net = sum(item.net for item in items)
    gross = net + sum(line.vat for part in split(items) for line in vat_lines(part))
    profile = profile_of(customer)
    found = Preview(
        customer=customer,
        state=state.HELD if profile.held else state.READY if any(item.net for item in items) else state.NOTHING,
        reason=profile.held_reason if profile.held else "",
        net=net,
        gross=gross,
        before=before,
        outlier=outlier(net, before),
    )
    missing = _missing_address(customer)
    if found.state is state.READY and missing:
        return replace(found, state=state.REFUSED, reason=missing)
    return found


def _missing_address(customer: Customer) -> str:
    if customer.street and customer.postcode and customer.city:
        return ""
    return _("The address of the customer is not complete.")


def _all_items(month: CustomerMonth, customer: Customer) -> tuple[Item, ...]:
    """What is billed at the end of the month, interim invoices taken off; in the customer's language."""
    with translation.override(customer.language):
        return (*month.items(), *deductions(interims_of(customer.pk, month.period), month.period, BillWording()))


def interim_prefix(customer_id: UUID, period: Period) -> str:
    return f"{period.first:%Y-%m}:{customer_id}:interim:"


def interims_of(customer_id: UUID, period: Period) -> list[Interim]:
    """Give the interim invoices of a month that were not cancelled."""
    rows = Document.objects.filter(
        customer_ref=customer_id, first=period.first, key__startswith=interim_prefix(customer_id, period)
    ).exclude(state=DocumentState.CANCELLED)
    return [Interim(number=row.number, issued_on=row.issued_on, items=row.content.items) for row in rows.order_by("issued_on", "number")]


def write_preview(run: Run, *, progress: Progress | None = None) -> None:
    """Rate the month anew and keep what it would come to. What was issued stays; what somebody holds back stays held back.

    Raises ValidationError when the run is released already.
    """
    if run.state != Run.State.PREVIEW:
        raise ValidationError(_("This run is released already."))
    period, seen = period_of(run), set()
    for preview in previews(period, progress=progress):
        seen.add(preview.customer.pk)
        keep_preview(run, preview)
    run.items.exclude(customer__in=seen).exclude(state=RunItem.State.ISSUED).delete()


def keep_preview(run: Run, preview: Preview) -> None:
    """Write what a customer's month would come to. What was issued stays; who is held back by hand stays so."""
    item = RunItem.objects.filter(run=run, customer=preview.customer).first() or RunItem(run=run, customer=preview.customer)
    if item.state == RunItem.State.ISSUED:
        return
    fill_item(item, preview)
    item.save()


def fill_item(item: RunItem, preview: Preview) -> None:
    """Take over what a preview says."""
    is_held = item.held and preview.state is RunItem.State.READY
    item.state = RunItem.State.HELD if is_held else preview.state
    item.reason = item.reason if is_held else preview.reason
    item.net, item.gross, item.before, item.outlier = preview.net, preview.gross, preview.before, preview.outlier


def unrated(run: Run) -> models.QuerySet[Customer]:
    """Give the customers of the month that the preview has not come to yet, by their numbers."""
    return to_bill(period_of(run)).exclude(pk__in=run.items.values("customer"))


@transaction.atomic
def hold(item: RunItem, reason: str) -> None:
    """Hold a customer back in this run. Raises ValidationError when his document is issued already."""
    item = RunItem.objects.select_for_update().get(pk=item.pk)
    if item.state == RunItem.State.ISSUED:
        raise ValidationError(_("The document of this customer is issued already."))
    item.held, item.state, item.reason = True, RunItem.State.HELD, reason[:300]
    item.save()


@transaction.atomic
def let_go(item: RunItem) -> None:
    """Bill a customer after all whom somebody held back in this run."""
    item = RunItem.objects.select_for_update().get(pk=item.pk)
    if item.held and item.state == RunItem.State.HELD:
        item.held, item.state, item.reason = False, RunItem.State.READY, ""
        item.save()
        Run.objects.filter(pk=item.run_id, state=Run.State.DONE).update(state=Run.State.RELEASED, done_at=None)


# --- release and issue -------------------------------------------------------------------------------------------------


@transaction.atomic
def release(run: Run, at: datetime, *, by: User | None) -> Run:
    """Let the documents of a run go out, dated today. Released already, it stays as it is.

    Raises ValidationError when something is missing in the settings, or when the preview is not complete.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.PREVIEW:
        return run
    if unrated(run).exists():
        raise ValidationError(_("The preview is not complete yet. Please wait until it is."))
    demand_settings()
    run.state, run.issued_on, run.released_at, run.released_by = Run.State.RELEASED, berlin_date(at), at, by
    run.save()
    return run


def issue_run(run: Run, at: datetime, *, progress: Progress | None = None) -> int:
    """Issue what a released run holds ready; returns how many customers were billed. Begun again it does the rest, and nothing twice."""
    run.refresh_from_db()
    if run.state != Run.State.RELEASED:
        return 0
    ready = list(run.items.filter(state=RunItem.State.READY).order_by("customer__number").values_list("pk", flat=True))
    for number, pk in enumerate(ready, 1):
        issue_item(pk, at)
        if progress is not None:
            progress(number, len(ready))
    Run.objects.filter(pk=run.pk, state=Run.State.RELEASED).exclude(items__state=RunItem.State.READY).update(
        state=Run.State.DONE, done_at=at
    )
    return len(ready)


def issue_released(at: datetime) -> int:
    """Go on with all runs that were released; the job of the server."""
    return sum(issue_run(run, at) for run in Run.objects.filter(state=Run.State.RELEASED).order_by("first"))


def issue_item(pk: UUID, at: datetime) -> None:
    """Bill one customer of a released run, whole or not at all. What cannot be billed is marked with the reason."""
    try:
        _issue_item(pk, at)
    except (DocumentRefused, ValidationError, UsageRefused, NoPriceList) as refused:
        RunItem.objects.filter(pk=pk, state=RunItem.State.READY).update(state=RunItem.State.REFUSED, reason=_said(refused))


def _said(refused: Exception) -> str:
    if isinstance(refused, ValidationError):
        return " ".join(refused.messages)[:300]
    if isinstance(refused, DocumentRefused):
        return " ".join(str(each.says) for each in refused.problems)[:300]
    return str(refused)[:300]


@transaction.atomic
def _issue_item(pk: UUID, at: datetime) -> None:
    item = RunItem.objects.select_for_update(of=("self",)).select_related("run").get(pk=pk)
    run = item.run
    if item.state != RunItem.State.READY or run.issued_on is None:
        return
    customer = with_contracts(Customer.objects.filter(pk=item.customer_id)).get()
    period = period_of(run)
    month = rate_customer(customer, period, Issuer.current())
    issued_on = max(run.issued_on, berlin_date(at))  # who is billed later is dated later: his days to pay, and the notice of a debit
    documents = [issue(draft, issued_on, at, by=run.released_by) for draft in drafts_of(month)]
    keep_month(month, documents, at)
    item.documents.set(documents)
    item.state = RunItem.State.ISSUED if documents else RunItem.State.NOTHING
    item.net = sum(document.net * document.sign for document in documents)
    item.gross = sum(document.gross * document.sign for document in documents)
    item.reason = ""
    item.save()


def drafts_of(month: CustomerMonth) -> list[Draft]:
    """Say which documents a customer's month becomes: usually one; none when there is nothing to bill."""
    parts = [part for part in split(_all_items(month, month.customer)) if any(item.net for item in part)]
    return [
        _draft(month, month.customer, part, f"{month.period.first:%Y-%m}:{month.customer.pk}:month:{number}")
        for number, part in enumerate(parts, 1)
    ]


def _draft(month: CustomerMonth, customer: Customer, items: Sequence[Item], key: str, replaces: Document | None = None) -> Draft:
    is_credit = sum(item.net for item in items) < 0
    earlier = _last_document(customer.pk) if is_credit else None
    return Draft(
        key=key,
        customer=customer,
        period=month.period,
        treatment=month.treatment,
        items=mirrored(items) if is_credit else items,
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.CORRECTED if replaces else DocumentKind.INVOICE,
        credits=earlier,
        replaces=replaces,
    )


def _last_document(customer_id: UUID) -> Document | None:
    """The last invoice: a credit note that gives back what was billed in advance names it (EN 16931 BG-3)."""
    rows = Document.objects.filter(customer_ref=customer_id).exclude(kind=DocumentKind.CREDIT_NOTE)
    return rows.exclude(state=DocumentState.CANCELLED).order_by("issued_on", "number").last()


def keep_month(
    month: CustomerMonth, documents: Sequence[Document], at: datetime, *, advances: Mapping[UUID, dict[str, int]] | None = None
) -> None:
    """Keep what was rated, and mark the usage that it took: exactly the rows that were read; what came in meanwhile stays to be seen.

    `advances` by contract: what was billed in advance of the next month, where that is not what the month says now.
    """
    waive(month.customer, month.period)
    document = documents[0] if documents else None
    for each in month.months:
        revision = RatedMonth.objects.filter(contract=each.contract, first=month.period.first).count() + 1
        rated = RatedMonth.objects.create(
            contract=each.contract,
            first=month.period.first,
            revision=revision,
            statement=as_data(each.statement),
            carries=each.carries,
            advance=(advances or {}).get(each.contract.pk, each.advance.as_data()),
            document=document,
            rated_at=at,
        )
        for start in range(0, len(each.keys), KEYS_AT_ONCE):
            UsageRecord.objects.filter(pk__in=each.keys[start : start + KEYS_AT_ONCE]).update(rated=rated)

"""The start of the orders area, its sections entry by entry, what holds for today only, and the template to begin with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.trying import refused, tried
from vorzimmer.customers import actions
from vorzimmer.customers.actions.publishing import entry_of
from vorzimmer.customers.changes import SECTION_NAMES, Said, Wording, names_of
from vorzimmer.customers.models import Customer, OrdersVersion
from vorzimmer.customers.moments import saidtime
from vorzimmer.domain.days import berlin_date, end_of_day
from vorzimmer.domain.publishing import Change, ChangeKind, Document, Section, difference, instruction_of
from vorzimmer.portal.doors import customers_of, page, reader_in, responsible_only
from vorzimmer.portal.orders.forms import BeginningForm, TodayForm
from vorzimmer.portal.orders.kinds import KIND_OF, ORDER_KINDS, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A section on the start page: how many entries it has, and how many of them are not live yet."""

    kind: Kind
    name: str
    entries: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry of a section, and whether it is new, changed, or gone from the draft."""

    said: Said
    change: ChangeKind | None


def ordering(request: HttpRequest, customer_id: UUID) -> Customer:
    """Give the customer whose orders are looked at, with the live version, or the page that says there is none."""
    return get_object_or_404(customers_of(request).with_orders(), pk=customer_id)


@responsible_only
@require_safe
def orders(request: HttpRequest) -> HttpResponseBase:
    """Show the orders of the only customer, or let the reader choose."""
    keys = list(customers_of(request).values_list("pk", flat=True)[:2])
    if len(keys) == 1:
        return _overview(request, ordering(request, keys[0]), TodayForm())
    return page(request, "portal/orders/choose.html", {"customers": list(customers_of(request))})


@responsible_only
@require_safe
def overview(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    return _overview(request, ordering(request, customer_id), TodayForm())


def _overview(request: HttpRequest, customer: Customer, form: TodayForm) -> HttpResponseBase:
    draft, at = actions.draft_of(customer), timezone.now()
    live: Document = customer.orders.document if customer.orders else {}
    changes = difference(live, draft)
    today = [instruction_of(entry) for entry in live.get(Section.INSTRUCTIONS, ()) if actions.is_for_today(entry)]
    lines = [
        Line(
            kind=KIND_OF[section],
            name=str(SECTION_NAMES[section]),
            entries=len(draft.get(section, ())),
            changes=sum(change.section is section for change in changes),
        )
        for section in Section
    ]
    context = {
        "customer": customer,
        "lines": lines,
        "changes": len(changes),
        "newest": OrdersVersion.objects.filter(customer=customer).defer("document").first(),
        "today": [rule for rule in today if rule.valid_until and rule.valid_until > at],
        "midnight": end_of_day(berlin_date(at)),
        "live_id": customer.live_id,  # type: ignore[attr-defined]  # annotated by `ordering`
        "beginning": _beginning(customer) if actions.is_empty(draft) and actions.is_empty(live) else None,
    }
    return page(request, "portal/orders/overview.html", context, form=form)


def _beginning(customer: Customer) -> BeginningForm:
    return BeginningForm(language=customer.language, initial={"trade": actions.beginning_for(customer)})


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Say what holds for today only; it is live at once."""
    customer, at = ordering(request, customer_id), timezone.now()
    form = TodayForm(request.POST or None)

    def deed() -> Any:
        return actions.order_for_today(customer, form.cleaned_data["text"], at, by=reader_in(request), until=form.until_at(at))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Operators see it now."))
        return redirect("portal:orders-of", customer.pk)
    return _overview(request, customer, form)


@responsible_only
@require_POST
def today_over(request: HttpRequest, customer_id: UUID, record_id: UUID) -> HttpResponseBase:
    """Take away what holds for today only; operators see it no more."""
    customer = ordering(request, customer_id)
    row = get_object_or_404(customer.instructions.all(), pk=record_id)
    if actions.is_for_today(entry_of(row)):
        actions.remove_order(row, timezone.now(), by=reader_in(request))
        messages.success(request, _("Removed. Operators see it no more."))
    return redirect("portal:orders-of", customer.pk)


@responsible_only
@require_POST
def begin(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Start with the template of a trade: a draft that is then changed and published."""
    customer = ordering(request, customer_id)
    try:
        actions.begin_with(customer, request.POST.get("trade", ""), timezone.now(), by=reader_in(request))
    except ValidationError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("The draft is there. Go through it, change what is different with you, and publish it."))
    return redirect("portal:orders-of", customer.pk)


@responsible_only
@require_safe
def section(request: HttpRequest, customer_id: UUID, kind: Kind) -> HttpResponseBase:
    """List the entries of a section as sentences, with what the draft makes of them."""
    assert kind.section is not None  # noqa: S101  only sections of the orders have such a page
    customer = ordering(request, customer_id)
    rows = kind.records(customer)
    live: Document = customer.orders.document if customer.orders else {}
    draft: Document = {kind.section.value: [entry_of(row) for row in rows]}
    here: Document = {kind.section.value: live.get(kind.section, ())}
    now = timezone.now()
    wording = Wording(names_of(customer) | _types(customer), live, draft, say=lambda at: saidtime(at, now))
    changes = {(change.after or change.before or {})["id"]: change for change in difference(here, draft)}
    shown = [Row(said=wording.entry(kind.section, entry), change=_kind(changes.get(entry["id"]))) for entry in draft[kind.section]]
    gone = [
        Row(said=wording.entry(kind.section, change.before), change=change.kind)
        for change in changes.values()
        if change.kind is ChangeKind.REMOVED and change.before is not None
    ]
    context = {
        "customer": customer,
        "kind": kind,
        "kinds": [(each, SECTION_NAMES[each.section]) for each in ORDER_KINDS if each.section is not None],
        "name": SECTION_NAMES[kind.section],
        "rows": shown,
        "gone": gone,
        "live_id": customer.live_id,  # type: ignore[attr-defined]  # annotated by `ordering`
    }
    return page(request, "portal/orders/section.html", context)


def _types(customer: Customer) -> dict[str, str]:
    return {str(key): name for key, name in customer.call_types.values_list("pk", "name")}


def _kind(change: Change | None) -> ChangeKind | None:
    """Say what became of an entry; that it only stands at another place is not worth a mark."""
    return None if change is None or change.fields == ("position",) else change.kind

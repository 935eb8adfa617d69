"""A customer's account: what he owes, what he paid, what settles what; and how he is billed. Owner and accountant; no bank data."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.account_words import TONES, standing_in_words
from vorzimmer.billing.accounts import Account, Line, Settlement, account
from vorzimmer.billing.models import Allocation, BillingProfile
from vorzimmer.customers.wording import money
from vorzimmer.domain.accounts import Standing
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.account_deeds import (
    ACCOUNT_DEEDS,
    ENTRY_DEEDS,
    AccountDeed,
    EntryDeed,
    choices_for,
    documents_to_pay,
    entry_in_words,
    may_undo,
)
from vorzimmer.office.doors import customer_of, page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.office.money_forms import DeedForm, ProfileForm
from vorzimmer.privacy.access import sees

SHOWN = ("billing.AccountEntry.amount", "billing.Allocation.amount", "billing.Document.number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry on the page: with its document's state, and what can be done with it."""

    line: Line
    standing: Standing | None
    state: object
    tone: str
    deeds: Sequence[EntryDeed]
    settled: Sequence[tuple[Settlement, bool]]
    """What settles it or what it settles, and whether that can be undone."""


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show the account, the latest entry first."""
    customer, day = customer_of(request, customer_id), berlin_date(timezone.now())
    read = account(customer.pk, day)
    context = {
        "customer": customer,
        "title": _("Account"),
        "account": read,
        "rows": [_row(line, read) for line in reversed(read.lines)],
        "deeds": [deed for deed in ACCOUNT_DEEDS if deed.possible(read)],
        "profile": BillingProfile.objects.filter(customer=customer).first(),
    }
    return page(request, "office/account.html", context)


def _row(line: Line, read: Account) -> Row:
    own = line.entry.document_id if line.entry.kind in {"invoice", "credit_note"} else None
    standing = read.standings.get(own) if own is not None else None
    return Row(
        line=line,
        standing=standing,
        state=standing_in_words(standing) if standing is not None else "",
        tone=("danger" if standing.overdue else TONES.get(standing.code, "neutral")) if standing is not None else "",
        deeds=[deed for deed in ENTRY_DEEDS if deed.possible(line)],
        settled=[(each, may_undo(line, each)) for each in line.settlements],
    )


@books
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, customer_id: UUID, deed: AccountDeed) -> HttpResponseBase:
    """Say what will happen on the account; then do it."""
    customer, at = customer_of(request, customer_id), timezone.now()
    read, done = account(customer.pk, berlin_date(at)), list[str]()
    initial = {"value_on": berlin_date(at)}
    form = DeedForm(_posted(request), asks=deed.asks, choices=documents_to_pay(read, request.POST.get("document", "")), initial=initial)
    if request.method == "POST" and tried(form, lambda: done.append(deed.do(customer, form.cleaned_data, at, user_in(request)))):
        messages.success(request, done[0])
        return redirect("office:account", customer.pk)
    context = {"customer": customer, "deed": deed, "title": deed.title, "says": deed.says(read), "possible": deed.possible(read)}
    return page(request, "office/account_deed.html", context, form=form)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def do_with(request: HttpRequest, customer_id: UUID, entry_id: UUID, deed: EntryDeed) -> HttpResponseBase:
    """Say what will happen with an entry; then do it."""
    customer, at = customer_of(request, customer_id), timezone.now()
    read, done = account(customer.pk, berlin_date(at)), list[str]()
    line = _line(read, entry_id)
    initial = {"value_on": berlin_date(at), "cents": _in_euros(line.open)}
    form = DeedForm(_posted(request), asks=deed.asks, choices=choices_for(line, read), initial=initial)
    if "value_on" in form.fields:
        form.fields["value_on"].label = _("Money went on")
    if request.method == "POST" and tried(form, lambda: done.append(deed.do(line.entry, form.cleaned_data, at, user_in(request)))):
        messages.success(request, done[0])
        return redirect("office:account", customer.pk)
    context = {
        "customer": customer,
        "deed": deed,
        "title": deed.title,
        "about": entry_in_words(line.entry),
        "says": deed.says(line),
        "possible": deed.possible(line),
    }
    return page(request, "office/account_deed.html", context, form=form)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, customer_id: UUID, allocation_id: UUID) -> HttpResponseBase:
    """Say what is open again when two entries settle each other no more; then undo it."""
    customer, at = customer_of(request, customer_id), timezone.now()
    found = Allocation.objects.filter(credit__customer_ref=customer.pk).select_related("credit", "debit")
    allocation = get_object_or_404(found, pk=allocation_id)
    form = Form(_posted(request))
    if request.method == "POST" and tried(form, lambda: actions.undo_allocation(allocation, at)):
        messages.success(request, _("Undone: both entries are open again."))
        return redirect("office:account", customer.pk)
    says = _("%(cents)s of the %(credit)s settles the %(debit)s. Undone, both are open again by this amount.") % {
        "cents": money(allocation.amount),
        "credit": entry_in_words(allocation.credit),
        "debit": entry_in_words(allocation.debit),
    }
    deed = {"action": _("Undo"), "tone": "danger"}
    context = {"customer": customer, "title": _("Undo the settling?"), "says": says, "deed": deed, "possible": allocation.undone_at is None}
    return page(request, "office/account_deed.html", context, form=form)


@books
@sees("billing.BillingProfile.held", "billing.BillingProfile.email")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Change how a customer is billed."""
    customer = customer_of(request, customer_id)
    present = BillingProfile.objects.filter(customer=customer).first() or BillingProfile(customer=customer)
    form = ProfileForm(_posted(request), profile=present)
    if request.method == "POST" and tried(form, lambda: actions.change_profile(customer, form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("office:account", customer.pk)
    return page(request, "office/billing_profile.html", {"customer": customer, "title": _("How this customer is billed")}, form=form)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _line(read: Account, entry_id: UUID) -> Line:
    found = next((line for line in read.lines if line.entry.pk == entry_id), None)
    if found is None:
        raise Http404
    return found


def _in_euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}"

"""The bank in the office: what waits to be assigned, one entry after the other; what was assigned; and taking it back.

Payers and accounts are for the accountant only. The owner sees how many entries wait, and sums.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.bank_book import LookedAt, holding, in_order, looked_at, sums, targets_of, waiting
from vorzimmer.billing.bank_rows import entry_of
from vorzimmer.billing.bank_words import reason_said
from vorzimmer.billing.models import BankEntry, BankFile, Collection
from vorzimmer.customers.wording import money
from vorzimmer.domain.bank import EntryKind as Moved
from vorzimmer.domain.bank_book import CHOICES, UNMATCHED, SetAside
from vorzimmer.domain.days import berlin_date, start_of_month
from vorzimmer.domain.roles import Role
from vorzimmer.office.bank_forms import AssignForm, EntryFilter, as_uuid, kept_in, only_share
from vorzimmer.office.doors import page, refused, user_in
from vorzimmer.office.money import accountant, books
from vorzimmer.privacy.access import sees

PAGE = 50
PAYERS = ("billing.BankEntry.said", "billing.BankEntry.amount")
STATES = {"open": BankEntry.State.OPEN, "assigned": BankEntry.State.MATCHED, "aside": BankEntry.State.SET_ASIDE}
FILES_SHOWN = 10
LONGEST_SEARCH = 60


@books
@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """List what waits, or what was assigned or set aside; the owner sees how much of it there is."""
    today = berlin_date(timezone.now())
    if user_in(request).role != Role.ACCOUNTANT:
        context = {
            "waiting": waiting(today),
            "sums": [(BankEntry.State(state).label, count, cents) for state, count, cents in sums(start_of_month(today), today)],
            "month": today,
            "files": BankFile.objects.defer("data")[:FILES_SHOWN],
        }
        return page(request, "office/bank_sums.html", context)
    return _listed(request)


@sees(*PAYERS)
def _listed(request: HttpRequest) -> HttpResponseBase:
    form = EntryFilter(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    state = request.GET.get("state", "")
    found: Any = in_order(STATES.get(state, BankEntry.State.OPEN))
    listed = Paginator(holding(found, q) if q else found, PAGE).get_page(request.GET.get("page"))
    targets = targets_of(listed.object_list)
    context = {
        "filter": form,
        "filtered": bool(q),
        "state": state if state in STATES else "open",
        "page": listed,
        "rows": [(row, row.said, reason_said(row.reason), row.reason not in UNMATCHED, targets[row.pk]) for row in listed.object_list],
        "waiting": waiting(berlin_date(timezone.now())),
        **_just_done(request),
    }
    return page(request, "office/bank_entries.html", context)


def _just_done(request: HttpRequest) -> dict[str, Any]:
    """Say what was done a moment ago with another entry, which the address names."""
    pk = as_uuid(request.GET.get("done", ""))
    row = BankEntry.objects.filter(pk=pk).first() if pk is not None else None
    return {} if row is None else {"done": row, "done_targets": targets_of([row])[row.pk], "done_reason": reason_said(row.reason)}


# --- one entry -----------------------------------------------------------------------------------------------------------


@accountant
@sees(*PAYERS)
@require_safe
def entry(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Show an entry: what is known of it, what the rules propose, and who else it may be from."""
    return _shown(request, _entry_of(row_id), _searched(request.GET))


def _searched(data: QueryDict) -> str:
    """Give what is searched for: what nobody can type is left out, PostgreSQL refuses it."""
    return "".join(sign for sign in data.get("q", "")[:LONGEST_SEARCH] if sign.isprintable())


def _entry_of(row_id: UUID) -> BankEntry:
    return get_object_or_404(BankEntry.objects.select_related("file"), pk=row_id)


def _shown(  # noqa: PLR0913  (what was filled in, and what is known)
    request: HttpRequest, row: BankEntry, q: str, form: AssignForm | None = None, looked: LookedAt | None = None, *, found: bool = False
) -> HttpResponseBase:
    looked = looked or looked_at(row, q)
    context = {
        "row": row,
        "said": looked.entry,
        "looked": looked,
        "reason": reason_said(row.reason),
        "proposal": "" if looked.match is None or looked.is_repeated else reason_said(looked.match.reason.value),
        "q": q,
        "choices": [(choice.value, reason_said(choice.value)) for choice in CHOICES],
        "targets": targets_of([row])[row.pk],
        "is_ours": row.kind in {Moved.RETURN, Moved.DEBIT_BOOKED},
        "may_take_back": _may_take_back(row),
        "next": _next(row),
        "waiting": waiting(berlin_date(timezone.now())),
        **_just_done(request),
    }
    form = form or AssignForm(None, looked.payers)
    if found:
        form.errors.clear()  # somebody is searching: what is not finished is not wrong
    return page(request, "office/bank_entry.html", context, form=form)


def _may_take_back(row: BankEntry) -> bool:
    if row.state == BankEntry.State.SET_ASIDE:
        return row.reason != SetAside.IN_PARTS
    booked = row.booked.filter(reverses=None, reversed_by=None)
    return row.state == BankEntry.State.MATCHED and booked.exists() and not booked.exclude(kind="payment").exists()


def _next(row: BankEntry) -> BankEntry | None:
    """Give the entry that comes after this one among those that wait; after the last one, the first."""
    ids = list(in_order(BankEntry.State.OPEN).values_list("pk", "booked_on", "created_at"))
    own = (row.booked_on, row.created_at, str(row.pk))
    later = [pk for pk, booked_on, created_at in ids if (booked_on, created_at, str(pk)) > own]
    others = [pk for pk, _booked_on, _created_at in ids if pk != row.pk]
    pk = next(iter(later or others), None)
    return BankEntry.objects.get(pk=pk) if pk is not None else None


@accountant
@sees(*PAYERS)
@require_POST
def assign(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Assign by the amounts of the form, or all of it by one button (`only`); then show the next one.

    With `do=search` only the rows change: those that have an amount stay.
    """
    row, at, by = _entry_of(row_id), timezone.now(), user_in(request)
    q, only = _searched(request.POST), request.POST.get("only", "")
    looked = looked_at(row, q, kept_in(request.POST))
    form = AssignForm(request.POST, looked.payers)
    if request.POST.get("do") == "search":
        return _shown(request, row, q, form, looked, found=True)
    try:
        if not only and not form.is_valid():
            return _shown(request, row, q, form, looked)
        actions.assign(row, only_share(looked, only) if only else form.shares(), at, by=by)
    except ValidationError as error:
        form.is_valid()
        form.add_error(None, refused(error))
        return _shown(request, row, q, form, looked)
    return _onwards(row)


@accountant
@sees(*PAYERS)
@require_POST
def rest(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Say what of the entry is not assigned by what stands in the form now."""
    row = _entry_of(row_id)
    form = AssignForm(request.POST, looked_at(row, "", kept_in(request.POST)).payers)
    filled = sum(share.cents for share in form.shares()) if form.is_valid() else None
    left = None if filled is None else row.amount - filled
    return render(request, "office/bank_rest.html", {"rest": left, "over": -(left or 0)})


@accountant
@sees(*PAYERS)
@require_POST
def debits(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Assign the entry to direct debits of ours, or as the return of one."""
    row = _entry_of(row_id)
    ids = [found for text in request.POST.getlist("collection") if (found := as_uuid(text)) is not None]
    collections = list(Collection.objects.filter(pk__in=ids).select_related("document", "mandate"))
    return _done(request, row, lambda at: actions.assign_debits(row, collections, at, by=user_in(request)))


@accountant
@require_POST
def aside(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Set the entry aside with a reason."""
    row = _entry_of(row_id)
    return _done(request, row, lambda at: actions.set_aside(row, request.POST.get("reason", ""), at, by=user_in(request)))


def _done(request: HttpRequest, row: BankEntry, deed: Callable[[datetime], object]) -> HttpResponseBase:
    try:
        deed(timezone.now())
    except ValidationError as error:
        messages.error(request, refused(error))
        return redirect("office:bank-entry", row.pk)
    return _onwards(row)


def _onwards(row: BankEntry) -> HttpResponseBase:
    """Go to the next one that waits; it says what was just done, and can undo it."""
    following = _next(row)
    if following is None:
        return redirect(f"{reverse('office:bank-entries')}?done={row.pk}")
    return redirect(f"{reverse('office:bank-entry', args=[following.pk])}?done={row.pk}")


@accountant
@sees(*PAYERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, row_id: UUID) -> HttpResponseBase:
    """Say what will happen when it is taken back; then do it, and show the entry again."""
    row = _entry_of(row_id)
    if request.method == "POST":
        try:
            actions.take_back(row, timezone.now(), by=user_in(request))
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("Taken back: the entry waits again."))
        return redirect("office:bank-entry", row.pk)
    targets = targets_of([row])[row.pk]
    context = {
        "row": row,
        "said": entry_of(row),
        "targets": targets,
        "possible": _may_take_back(row),
        "used": money(sum(cents for target in targets for _number, cents in target.settles)),
        "title": _("Take back?"),
        "place": "money",
    }
    return page(request, "office/bank_take_back.html", context, form=Form())

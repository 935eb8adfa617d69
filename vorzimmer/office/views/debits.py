"""Direct debits one by one: what is due, what came back, and what the accountant does with them. The owner sees sums and states."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.access import role_required
from vorzimmer.billing import actions
from vorzimmer.billing.actions.debits import first_day_again
from vorzimmer.billing.debits import came_back, open_of, planned
from vorzimmer.billing.models import Collection, Issuer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.office.debit_forms import AgainForm, CameBackForm, MakeForm
from vorzimmer.office.debits_shown import DebitShown, due_days, shown
from vorzimmer.office.doors import page, refused, tried, user_in

PAGE = 50
books = role_required(Role.OWNER, Role.ACCOUNTANT)
accountant = role_required(Role.ACCOUNTANT)


def sees_all(request: HttpRequest) -> bool:
    """Whether the reader does the bookkeeping: accounts, mandates and all reasons are for him only."""
    return user_in(request).role == Role.ACCOUNTANT


@books
@require_safe
def due(request: HttpRequest) -> HttpResponseBase:
    """List what waits for a file, by the day on which it would be due, with what stands in the way."""
    rows = planned(timezone.now())
    days = due_days(rows)
    context = {
        "tab": "due",
        "days": days,
        "count": sum(len(day.free) for day in days),
        "total": sum(day.total for day in days),
        "blocked": sum(day.blocked for day in days),
        "sees_all": sees_all(request),
    }
    return page(request, "office/debits.html", context, form=MakeForm())


@accountant
@require_POST
def make(request: HttpRequest) -> HttpResponseBase:
    """Make files of what was chosen; somebody else approves them."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no day. Nothing was made."))
        return redirect("office:debits")
    chosen = Collection.objects.filter(pk__in=_ids(request.POST.getlist("debit")))
    try:
        made = actions.make_file(chosen, form.cleaned_data["due_on"], timezone.now(), by=user_in(request))
    except ValidationError as error:
        messages.error(request, refused(error))
        return redirect("office:debits")
    if made.withdrawn:
        text = ngettext(
            "%(n)d was withdrawn: there is nothing to collect.", "%(n)d were withdrawn: there is nothing to collect.", made.withdrawn
        )
        messages.warning(request, text % {"n": made.withdrawn})
    if made.files:
        text = ngettext("%(n)d file was made and waits for approval.", "%(n)d files were made and wait for approval.", len(made.files))
        messages.success(request, text % {"n": len(made.files)})
    return redirect("office:debit-files")


def _ids(values: list[str]) -> list[UUID]:
    """Read the ids that the page had; what somebody else wrote there is none."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@books
@require_safe
def returns(request: HttpRequest) -> HttpResponseBase:
    """List what came back, with the reason as the reader may know it."""
    part = Paginator(came_back(), PAGE).get_page(request.GET.get("page"))
    rows = shown(part, sees_all=sees_all(request))
    opens = open_of([row.collection.document_id for row in rows])
    context = {
        "tab": "returns",
        "page": part,
        "rows": rows,
        "sees_all": sees_all(request),
        "open": {pk for pk, cents in opens.items() if cents > 0},
    }
    return page(request, "office/debit_returns.html", context)


# --- one ----------------------------------------------------------------------------------------------------------------


def _debit(collection_id: UUID) -> Collection:
    return get_object_or_404(Collection.objects.select_related("document", "mandate", "file"), pk=collection_id)


@accountant
@require_http_methods(["GET", "HEAD", "POST"])
def note_return(request: HttpRequest, collection_id: UUID) -> HttpResponseBase:
    """Enter what the bank says of a direct debit that brought no money."""
    debit, at = _debit(collection_id), timezone.now()
    form = CameBackForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        day, code = form.cleaned_data["day"], form.bank_code
        try:
            if form.cleaned_data["what"] == "rejected":
                actions.reject(debit, code, day, at)
            else:
                actions.return_debit(debit, code, day, form.fee_cents, at, by=user_in(request))
        except ValidationError as error:
            raise _at_our_fields(error) from None

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Noted. The invoice is open again."))
        return redirect("office:debit-returns")
    title = _("The direct debit brought no money")
    return page(request, "office/debit_deed.html", {"debit": _one(request, debit), "title": title, "action": _("Note it")}, form=form)


def _at_our_fields(error: ValidationError) -> ValidationError:
    """Call the fields of the deeds as this form calls them."""
    if not hasattr(error, "error_dict"):
        return error
    names = {"returned_on": "day", "rejected_on": "day", "bank_fee_cents": "bank_fee", "code": "other_code"}
    return ValidationError({names.get(name, name): errors for name, errors in error.error_dict.items()})


@accountant
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, collection_id: UUID) -> HttpResponseBase:
    """Say when and how it would be collected once more; then plan and announce it."""
    debit, at = _debit(collection_id), timezone.now()
    form, planned_now = AgainForm(request.POST if request.method == "POST" else None), list[Collection]()
    if request.method == "POST" and tried(form, lambda: planned_now.append(actions.collect_again(debit, form.cleaned_data["due_on"], at))):
        messages.success(request, _("The direct debit is planned and announced to the customer."))
        return redirect("office:debits")
    context = {
        "debit": _one(request, debit),
        "title": _("Collect again"),
        "action": _("Plan and announce"),
        "amount": open_of([debit.document_id]).get(debit.document_id, 0),
        "first_day": first_day_again(Issuer.current(), berlin_date(at)),
        "suspended": debit.mandate.suspended_because,
    }
    return page(request, "office/debit_again.html", context, form=form)


@accountant
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, collection_id: UUID) -> HttpResponseBase:
    """Say what it means not to collect it; then withdraw it."""
    debit, form = _debit(collection_id), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.withdraw(debit)):
        messages.success(request, _("The direct debit is withdrawn."))
        return redirect("office:debits")
    context = {
        "debit": _one(request, debit),
        "title": _("Withdraw the direct debit?"),
        "says": _("It is not collected. The invoice stays open until the customer transfers the amount, or you collect it again."),
        "action": _("Withdraw"),
        "tone": "danger",
    }
    return page(request, "office/debit_deed.html", context, form=form)


def _one(request: HttpRequest, debit: Collection) -> DebitShown:
    (found,) = shown([debit], sees_all=sees_all(request))
    return found

"""Files of direct debits: how they stand, and approving, discarding, fetching and sending them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.models import User
from vorzimmer.billing import actions
from vorzimmer.billing.actions.debit_files import APPROVERS
from vorzimmer.billing.debits import plans_of
from vorzimmer.billing.models import DebitFile
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.debit_forms import ApprovalForm
from vorzimmer.office.debits_shown import FileShown, shown
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.views.debits import PAGE, accountant, books, sees_all
from vorzimmer.privacy.access import sees

STATES = ("waiting", "sent", "discarded")
WAITING = ("made", "approved")


def _file(file_id: UUID) -> DebitFile:
    return get_object_or_404(DebitFile.objects.select_related("created_by", "released_by").defer("xml"), pk=file_id)


def _shown(file: DebitFile) -> FileShown:
    return FileShown(file=file, today=berlin_date(timezone.now()))


@books
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the files: those that wait, or those of another state."""
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else "waiting"
    files = DebitFile.objects.filter(state__in=WAITING if wanted == "waiting" else (wanted,)).defer("xml")
    part = Paginator(files.order_by("submit_by", "message_id") if wanted == "waiting" else files, PAGE).get_page(request.GET.get("page"))
    rows = [_shown(file) for file in part]
    context = {"tab": "files", "page": part, "rows": rows, "wanted": wanted, "sees_all": sees_all(request)}
    return page(request, "office/debit_files.html", context)


@books
@require_safe
def show(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Show a file with all that is in it, and what came between since it was made."""
    file = _file(file_id)
    rows = list(file.collections.select_related("document", "mandate"))
    found = _shown(file)
    wrong = [each for each in plans_of(rows, timezone.now()) if each.plan.obstacle is not None or each.is_less] if found.is_waiting else []
    context = {
        "shown": found,
        "rows": shown(rows, sees_all=sees_all(request)),
        "wrong": wrong,
        "sees_all": sees_all(request),
    }
    return page(request, "office/debit_file.html", context)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Say what is approved; then approve it, which writes the file for the bank."""
    file, user, at = _file(file_id), user_in(request), timezone.now()
    alone = not User.objects.active().filter(role__in=APPROVERS).exclude(pk=user.pk).exists() and file.created_by_id in {None, user.pk}
    form = ApprovalForm(request.POST if request.method == "POST" else None, initial={"seen": file.total}, alone=alone)

    def deed() -> None:
        entered = form.cleaned_data
        actions.approve_file(file, at, by=user, reason=entered.get("reason", ""), seen=entered["seen"])

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The file is approved. It can be fetched and given to the bank."))
        return redirect("office:debit-file", file.pk)
    context = {"title": _("Approve the file?"), "action": _("Approve"), "deed": "approve", "is_own": file.created_by_id == user.pk}
    return _page(request, file, context, form)


@books
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Say what becomes of what is in it; then discard the file."""
    file, form = _file(file_id), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.discard_file(file)):
        messages.success(request, _("The file is discarded. What was in it is planned again."))
        return redirect("office:debits")
    context = {"title": _("Discard the file?"), "action": _("Discard"), "deed": "discard", "tone": "danger"}
    return _page(request, file, context, form)


@accountant
@require_http_methods(["GET", "HEAD", "POST"])
def mark_sent(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Say what it means that the bank has it; then write it down."""
    file, form = _file(file_id), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.mark_sent(file, timezone.now())):
        messages.success(request, _("The file is with the bank."))
        return redirect("office:debit-file", file.pk)
    return _page(request, file, {"title": _("Does the bank have the file?"), "action": _("Mark as sent"), "deed": "sent"}, form)


@sees("billing.DebitFile.xml")
@accountant
@require_safe
def download(request: HttpRequest, file_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the signature of a view)
    """Give the file for the bank, once it is approved. It is kept nowhere on the way."""
    file = get_object_or_404(DebitFile, pk=file_id)
    if not file.xml or file.state == "discarded":
        raise Http404
    answer = HttpResponse(file.xml, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file.message_id}.xml"'
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, file: DebitFile, context: dict[str, Any], form: Form) -> HttpResponseBase:
    return page(request, "office/debit_file_deed.html", {"shown": _shown(file), **context}, form=form)

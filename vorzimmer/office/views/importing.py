"""The import of customers: a file is looked at, every bad cell is named, and only then all of it is written, or nothing."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from vorzimmer.customers.actions import Existing, Fate, NotImported, check_import, import_customers, plan
from vorzimmer.customers.columns import COLUMNS
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.customers.exports import template as empty_table
from vorzimmer.customers.imports import Checked, Unreadable
from vorzimmer.office.doors import owner, page, user_in
from vorzimmer.office.forms import ImportForm

PROBLEMS_SHOWN = 500
"""Who has more mends these first; a page with thousands of lines helps nobody."""


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """Look at a file; with `do=import` write it, if it is without a mistake. The file itself is kept nowhere."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"columns": COLUMNS.values()}
    if request.method != "POST" or not form.is_valid():
        return page(request, "office/import.html", context, form=form)
    existing = form.cleaned_data["existing"]
    try:
        checked = check_import(form.cleaned_data["file"].read())
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return page(request, "office/import.html", context, form=form)
    if request.POST.get("do") != "import":
        return _report(request, form, context | _would(checked, existing))
    try:
        counted = import_customers(checked, timezone.now(), by=user_in(request), existing=existing)
    except NotImported as refused:
        return _report(request, form, context | _wrong(refused.problems))
    messages.success(request, _said(counted))
    return HttpResponseClientRedirect(resolve_url("office:customers")) if _in_place(request) else redirect("office:customers")


@owner
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  (every view gets it)
    """Give the file to fill in."""
    answer = HttpResponse(empty_table(), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{_("customers")}.csv"'
    return answer


def _would(checked: Checked, existing: Existing) -> dict[str, Any]:
    """Say what the file would do, in numbers."""
    if checked.problems:
        return _wrong(checked.problems) | {"checked": checked}
    counted = Counter(planned.fate for planned in plan(checked, existing))
    writes = counted[Fate.NEW] + counted[Fate.CHANGED]
    return {"checked": checked, "counted": {fate.value: counted[fate] for fate in Fate}, "writes": writes}


def _wrong(problems: Any) -> dict[str, Any]:
    found = list(problems)
    return {"problems": found[:PROBLEMS_SHOWN], "count": len(found), "lines": len({problem.line for problem in found})}


def _report(request: HttpRequest, form: ImportForm, context: dict[str, Any]) -> HttpResponseBase:
    answer = page(request, "office/import.html", context | {"reported": True}, form=form)
    if context.get("problems"):
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _said(counted: Counter[Fate]) -> str:
    return _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were, %(skipped)d left out.") % {
        fate.value: counted[fate] for fate in Fate
    }


def _in_place(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

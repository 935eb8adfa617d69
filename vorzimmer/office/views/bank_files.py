"""Files of the bank in the office: several are read at once, each says what it brought; and what was read before."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.billing import actions
from vorzimmer.billing.bank_rows import place_of, sentence_of
from vorzimmer.billing.models import BankEntry, BankFile, Issuer
from vorzimmer.domain.bank import Place, Severity
from vorzimmer.domain.sentences import Sentence
from vorzimmer.office.bank_forms import StatementForm
from vorzimmer.office.doors import page, refused, user_in
from vorzimmer.office.money import accountant
from vorzimmer.privacy.access import sees

PAGE = 50


@accountant
@sees("billing.BankFile.data", "billing.BankEntry.amount")
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponseBase:
    """Read files of the bank, each by itself: one that is refused stops no other. Below, what was read before."""
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    results: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        results = [_read(each, request) for each in form.cleaned_data["statements"]]
        form = StatementForm()
    context = {
        "results": results,
        "page": Paginator(BankFile.objects.defer("data").select_related("read_by"), PAGE).get_page(request.GET.get("page")),
        "has_iban": bool(Issuer.current().iban),
        "is_left": BankEntry.objects.filter(state=BankEntry.State.OPEN).exists(),
    }
    return page(request, "office/bank_files.html", context, form=form)


def _read(uploaded: Any, request: HttpRequest) -> dict[str, Any]:
    name = uploaded.name
    try:
        imported = actions.import_file(uploaded.read(), name, timezone.now(), by=user_in(request))
    except actions.AlreadyRead as known:
        return {"name": name, "tone": "wait", "says": refused(known)}
    except ValidationError as error:
        return {"name": name, "tone": "danger", "says": refused(error)}
    problems = [
        (problem.place.sentence().said(_), problem.says.said(_), problem.severity is Severity.BROKEN) for problem in imported.problems
    ]
    return {"name": name, "tone": "free", "imported": imported, "did": imported.assigned, "problems": problems}


@accountant
@sees("billing.BankFile.data", "billing.BankEntry.amount")
@require_safe
def file(request: HttpRequest, statement_id: UUID) -> HttpResponseBase:
    """Show what a file brought, how its entries stand now, and what in it could not be read."""
    found = get_object_or_404(BankFile.objects.defer("data").select_related("read_by"), pk=statement_id)
    states = list(found.rows.values_list("state", "amount"))
    context = {
        "file": found,
        "states": [
            (state.label, sum(each == state for each, _cents in states), sum(cents for each, cents in states if each == state))
            for state in BankEntry.State
        ],
        "problems": [
            _problem(place_of(each.values), sentence_of(each.template, each.values), each.values["severity"])
            for each in found.problems.all()
        ],
    }
    return page(request, "office/bank_file.html", context)


def _problem(place: Place, says: Sentence, severity: str) -> tuple[str, str, bool]:
    """Say where, what, and whether something was not read because of it."""
    return place.sentence().said(_), says.said(_), severity == Severity.BROKEN

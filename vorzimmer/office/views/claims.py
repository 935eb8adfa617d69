"""The board of claims: what is to be done today, then all claims; on the screen, and as a CSV of what one sees."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vorzimmer.billing.reports import names_of
from vorzimmer.claims.board import closed_claims, open_claims, sums_of, to_do
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.claim_forms import CLOSED_ONES, ClaimFilter
from vorzimmer.office.claims_shown import Row, groups_of, table_of
from vorzimmer.office.doors import page
from vorzimmer.office.money import books
from vorzimmer.privacy.access import sees

PAGE = 50
SHOWN = ("claims.Claim.stage", "claims.ClaimEvent.on", "claims.Pause.kind", "billing.AccountEntry.amount", "billing.Document.number")


@books
@sees(*SHOWN)
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Say what is to be done, and list the claims; the filter stands in the address."""
    form, wanted = _filter(request)
    day, number = berlin_date(timezone.now()), request.GET.get("page")
    everything = open_claims(day)
    names = names_of(each.claim.customer_ref for each in everything)
    is_closed = wanted.get("stage") == CLOSED_ONES
    pages: Page[Any]
    if is_closed:
        pages = Paginator(closed_claims(wanted.get("q", "")), PAGE).get_page(number)
        rows = _rows(readings(closed_claims().filter(pk__in=[claim.pk for claim in pages]), day))
        chosen = []
    else:
        chosen = [row for row in _rows(everything, names) if _fits(row, wanted)]
        pages = Paginator(chosen, PAGE).get_page(number)
        rows = list(pages)
    context = {
        "filter": form,
        "filtered": any(wanted.values()),
        "page": pages,
        "rows": rows,
        "is_closed": is_closed,
        "groups": groups_of(to_do(everything), names),
        "sums": sums_of([row.found for row in chosen]),
        "unsaid": next((each.rate_problem for each in everything if each.rate_problem is not None), None),
    }
    return page(request, "office/claims.html", context)


@books
@sees(*SHOWN)
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the claims of the same filter as a CSV."""
    _form, wanted = _filter(request)
    day = berlin_date(timezone.now())
    is_closed = wanted.get("stage") == CLOSED_ONES
    rows = _rows(readings(closed_claims(wanted.get("q", "")), day) if is_closed else open_claims(day))
    chosen = rows if is_closed else [row for row in rows if _fits(row, wanted)]
    answer = HttpResponse(table_of(chosen).csv(), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{_("claims")}-{day:%Y-%m-%d}.csv"'
    return answer


def _filter(request: HttpRequest) -> tuple[ClaimFilter, dict[str, Any]]:
    form = ClaimFilter(request.GET)
    return form, form.cleaned_data if form.is_valid() else {}


def _rows(found: Sequence[Reading], names: Mapping[UUID, str] | None = None) -> list[Row]:
    called = names_of(each.claim.customer_ref for each in found) if names is None else names
    return [Row(found=each, name=called.get(each.claim.customer_ref, "")) for each in found]


def _fits(row: Row, wanted: dict[str, Any]) -> bool:
    found, text = row.found, (wanted.get("q") or "").casefold()
    if text and not any(text in said.casefold() for said in (row.name, found.claim.customer_number, found.document.number)):
        return False
    if wanted.get("stage") and found.standing.stage != wanted["stage"]:
        return False
    if wanted.get("rests") and (wanted["rests"] == "yes") is not (row.pause is not None):
        return False
    return not wanted.get("older") or row.overdue > wanted["older"]

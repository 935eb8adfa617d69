"""The chain of issued documents: how long it is, and whether it is whole."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vorzimmer.billing.models import ChainLink
from vorzimmer.billing.verifying import verify_piece
from vorzimmer.billing.words import FLAWS
from vorzimmer.office.billing import billing_page, books
from vorzimmer.privacy.access import sees

LONGEST = 12


@books
@sees("billing.ChainLink.link")
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Show the end of the chain; the check begins with a button."""
    links = ChainLink.objects.order_by("-number")
    return billing_page(request, "office/chain.html", "chain", {"count": links.count(), "last": links.first()})


@books
@sees("billing.ChainLink.link")
@require_safe
def check(request: HttpRequest) -> HttpResponseBase:
    """Check the next piece (`?after=60`); `?wrong=1` says that something was found before. The page asks for one after the other."""
    number = request.GET.get("after", "0")
    after = int(number) if number.isdecimal() and len(number) <= LONGEST else 0
    checked = verify_piece(after)
    context = {
        "checked": checked,
        "findings": [(finding.document, FLAWS[finding.flaw]) for finding in checked.findings],
        "count": ChainLink.objects.count(),
        "wrong": bool(checked.findings) or request.GET.get("wrong") == "1",
    }
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return render(request, "office/chain_piece.html", context)
    return billing_page(request, "office/chain_check.html", "chain", context)

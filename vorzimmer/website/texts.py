"""Open pages that are mostly words: what we do, how forwarding works, questions, imprint. The agency writes them in the office."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from vorzimmer.billing.models import Issuer
from vorzimmer.customers.markup import Words
from vorzimmer.customers.pages import shown
from vorzimmer.domain.forwarding import ALL_OFF, ForwardingCase, landline_code, landline_off, mobile_check, mobile_code, mobile_off
from vorzimmer.domain.pages import Page
from vorzimmer.telephony.numbers import dialled_from

EXAMPLE = "+493023125000"
"""A number of nobody (Bundesnetzagentur, numbers for films), for the codes to dial."""
RINGS = 20
"""Seconds that a mobile rings before it forwards, as proposed."""
CASES = {
    ForwardingCase.ALL: _("always, at once"),
    ForwardingCase.BUSY: _("when you are on the telephone"),
    ForwardingCase.NO_ANSWER: _("when nobody answers"),
    ForwardingCase.UNREACHABLE: _("when you cannot be reached"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One kind of forwarding with the codes to dial; a landline has none for being out of reach."""

    name: object
    mobile: str
    mobile_off: str
    check: str
    landline: str
    landline_off: str


def words(request: HttpRequest, *pages: Page) -> list[Words]:
    """Give the words of pages in the reader's language; their links carry that on if it was chosen."""
    chosen = request.GET.get("language", "")
    found = shown(pages, (get_language() or "de")[:2], chosen=chosen if chosen in dict(settings.LANGUAGES) else "")
    return [found[page] for page in pages]


@gzip_page
@require_safe
def services(request: HttpRequest) -> HttpResponseBase:
    """Say what the agency does."""
    return render(request, "website/services.html", {"words": words(request, Page.SERVICES)[0]})


@gzip_page
@require_safe
def questions(request: HttpRequest) -> HttpResponseBase:
    """Answer what people ask most."""
    return render(request, "website/questions.html", {"words": words(request, Page.QUESTIONS)[0]})


@gzip_page
@require_safe
def how(request: HttpRequest) -> HttpResponseBase:
    """Say how calls come to the agency, with the codes to dial."""
    context = {"ways": [_way(case) for case in ForwardingCase], "all_off": ALL_OFF, "example": EXAMPLE, "rings": RINGS}
    return render(request, "website/how.html", context | {"words": words(request, Page.HOW)[0]})


@gzip_page
@require_safe
def imprint(request: HttpRequest) -> HttpResponseBase:
    """Say who the agency is (§5 DDG), from what its invoices say, and what it adds itself."""
    return render(request, "website/imprint.html", {"issuer": Issuer.current(), "words": words(request, Page.IMPRINT)[0]})


def _way(case: ForwardingCase) -> Way:
    """Write the codes to the example."""
    lands = case is not ForwardingCase.UNREACHABLE
    return Way(
        name=CASES[case],
        mobile=mobile_code(case, EXAMPLE, seconds=RINGS if case is ForwardingCase.NO_ANSWER else None),
        mobile_off=mobile_off(case),
        check=mobile_check(case),
        landline=landline_code(case, dialled_from(EXAMPLE)) if lands else "",
        landline_off=landline_off(case) if lands else "",
    )

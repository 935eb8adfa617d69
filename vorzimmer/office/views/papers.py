"""The papers of data protection law: the list, each to read and print, as PDF in both languages, and the notice for programs."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vorzimmer.billing.controller import controller
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.notice import NoNotice
from vorzimmer.office.doors import keepers, page, user_in
from vorzimmer.office.papers import KINDS, written
from vorzimmer.privacy.dpv import as_json
from vorzimmer.privacy.notice_gaps import gaps
from vorzimmer.privacy.papers import Paper, as_pdf
from vorzimmer.privacy.promises import notice_on, notices

JSON_LD = "application/ld+json"


@keepers
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the papers, and say whether the notice may be published."""
    day = berlin_date(timezone.now())
    context = {
        "kinds": KINDS.items(),
        "gaps": [gap.said(_) for gap in gaps(day)],
        "is_known": controller().is_known,
        "versions": list(reversed(notices())),
        "in_force": _in_force(),
    }
    return page(request, "office/papers.html", context)


@keepers
@require_safe
def show(request: HttpRequest, paper: str) -> HttpResponseBase:
    """Show a paper in the reader's language."""
    context: dict[str, Any] = {"slug": paper, "paper": _written(request, paper, (get_language() or "de")[:2])}
    return page(request, "office/paper.html", context)


@keepers
@require_safe
def download(request: HttpRequest, paper: str, language: str) -> HttpResponseBase:
    """Give a paper as PDF, in the language of the address."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = _written(request, paper, language)
    name = f"{KINDS[paper].file}-{berlin_date(timezone.now()):%Y-%m-%d}-{language}.pdf"
    return HttpResponse(as_pdf(found), content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@keepers
@require_safe
def data(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  (Django's signature)
    """Give the notice that is in force as JSON-LD, in the words of the Data Privacy Vocabulary."""
    day = berlin_date(timezone.now())
    try:
        text = as_json(notice_on(day), controller(), day=day)
    except NoNotice:
        raise Http404 from None
    return HttpResponse(text, content_type=JSON_LD, headers={"Content-Disposition": 'attachment; filename="notice.jsonld"'})


def _written(request: HttpRequest, slug: str, language: str) -> Paper:
    try:
        return written(slug, language=language, at=timezone.now(), role=user_in(request).role)
    except (KeyError, NoNotice):
        raise Http404 from None


def _in_force() -> str:
    try:
        return notice_on(berlin_date(timezone.now())).version
    except NoNotice:
        return ""

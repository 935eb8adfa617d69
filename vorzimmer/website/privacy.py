"""The privacy notice for everybody, in all its versions, and the self-check: whether what was to be erased went in time."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vorzimmer.billing.controller import controller
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.erasure_ledger import SLA
from vorzimmer.domain.notice import NoNotice, PrivacyNotice
from vorzimmer.domain.retention import versions_of
from vorzimmer.privacy.papers import Paper, as_pdf
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.promises import as_paper, day_of, notice_of, notice_on, notices
from vorzimmer.privacy.retention_words import period_in_words, since
from vorzimmer.privacy.self_check import RuleCheck, self_check

HOUR = timedelta(hours=1)
_pdf = lru_cache(maxsize=8)(as_pdf)
"""Set once for all strangers who fetch it; it holds nothing about anybody but the agency."""


@require_safe
def notice(request: HttpRequest, edition: str = "") -> HttpResponseBase:
    """Show the notice that is in force, or a version that was or will be."""
    found = _notice(edition)
    today = berlin_date(timezone.now())
    in_force = _in_force()
    context: dict[str, Any] = {
        "paper": _paper(found),
        "version": found.version,
        "is_known": controller().is_known,
        "is_in_force": in_force is not None and in_force.version == found.version,
        "is_coming": found.valid_from > today,
        "others": [other for other in reversed(notices()) if other.version != found.version],
    }
    return render(request, "website/privacy.html", context)


@require_safe
def notice_pdf(request: HttpRequest, edition: str) -> HttpResponseBase:  # noqa: ARG001  (Django's signature)
    """Give a version as PDF, in the language of the page."""
    paper = _paper(_notice(edition))
    name = f"{'datenschutz' if paper.language == 'de' else 'privacy'}-{edition}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_pdf(paper), content_type="application/pdf", headers=headers)


@require_safe
def check(request: HttpRequest) -> HttpResponseBase:
    """Show what the ledger of erasures says of the last sweep."""
    found = self_check()
    context = {
        "check": found,
        "is_fine": found.is_fine(timezone.now()),
        "sla": SLA // HOUR,
        "rows": [_row(each) for each in found.rules],
        "oldest_left_hours": None if found.oldest_left is None or found.swept_at is None else (found.swept_at - found.oldest_left) // HOUR,
    }
    return render(request, "website/self_check.html", context)


def _row(each: RuleCheck) -> dict[str, Any]:
    """Say what a rule is about, its limit, since when the oldest record is there, and how late the oldest of what went was."""
    rule = versions_of(retention_rules(), each.rule)[-1]
    in_force = _in_force()
    promise = next((promise for promise in in_force.promises if each.rule in promise.rules), None) if in_force else None
    language = _language()
    return {
        "rule": each.rule.value,
        "promise": promise,
        "about": promise.heading[language] if promise else "",
        "start": since(rule.start),
        "period": period_in_words(rule.period, rule.length),
        "is_swept": each.is_swept,
        "was_due": each.late is not None,
        "late_hours": None if each.late is None else each.late // HOUR,
        "went_in_time": each.late is None or each.late <= SLA,
        "oldest": each.oldest,
        "due_on": berlin_date(each.oldest.until) if each.oldest and each.oldest.until else None,
        "tells": each.tells,
    }


def _language() -> str:
    return (get_language() or "de")[:2]


def _paper(found: PrivacyNotice) -> Paper:
    return as_paper(found, controller(), language=_language(), day=day_of(found, berlin_date(timezone.now())))


def _in_force() -> PrivacyNotice | None:
    try:
        return notice_on(berlin_date(timezone.now()))
    except NoNotice:
        return None


def _notice(version: str) -> PrivacyNotice:
    found = _in_force() if not version else None
    try:
        found = notice_of(version) if version else found
    except KeyError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found

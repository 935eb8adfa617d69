"""The overview of privacy, the release of rules of retention by two people, and the ledger of erasures."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.domain.approvals import APPROVAL_SENTENCES
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import RetentionRule, versions_of
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.office.register_forms import LedgerFilter, ReleaseForm
from vorzimmer.privacy import releases as deeds
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.clocks import Clock, clocks
from vorzimmer.privacy.dashboard import Tone, look
from vorzimmer.privacy.models import RuleRelease
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.releases import AlreadyReleased, NotReleased
from vorzimmer.privacy.retention_words import HOLDS, STARTS, period_in_words
from vorzimmer.privacy.sweeping import ALL, WHOLE

PAGE = 100
SHOWN = ("privacy.RuleRelease.planned_by", "privacy.RuleRelease.reason")


@keepers
@sees(*SHOWN)
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what is overdue or waits, each with one link; and small what is well."""
    lines = [(line, line.page and reverse(f"office:{line.page}", args=line.arguments)) for line in look(timezone.now())]
    context = {
        "broken": [each for each in lines if each[0].tone is Tone.BROKEN],
        "late": [each for each in lines if each[0].tone is Tone.LATE],
        "waiting": [each for each in lines if each[0].tone is Tone.WAIT],
        "well": [each for each in lines if each[0].tone is Tone.WELL],
    }
    return page(request, "office/privacy.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rule on the screen: as it stands, its tables, and its release."""

    rule: Rule
    version: RetentionRule
    tables: list[Clock]
    release: RuleRelease | None

    @property
    def counts_from(self) -> str:
        fallback = self.version.fallback
        return f"{STARTS[self.version.start]}; {STARTS[fallback]}" if fallback else str(STARTS[self.version.start])

    @property
    def kept(self) -> str:
        return period_in_words(self.version.period, self.version.length)

    @property
    def holds(self) -> list[str]:
        return [str(HOLDS[hold]) for hold in HOLDS if hold in self.version.holds]

    @property
    def is_released(self) -> bool:
        return self.release is not None and self.release.released_at is not None

    @property
    def is_planned(self) -> bool:
        return self.release is not None and self.release.released_at is None


def _shown(rule: Rule) -> Shown:
    return Shown(
        rule=rule,
        version=versions_of(retention_rules(), rule)[-1],
        tables=[clock for clock in clocks() if clock.rule is rule],
        release=deeds.planned(rule),
    )


def _rule(name: str) -> Rule:
    """Give a rule by which something is swept, or the page that says there is none."""
    found = next((clock.rule for clock in clocks() if clock.rule == name), None)
    if found is None:
        raise Http404
    return found


@keepers
@sees(*SHOWN)
@require_safe
def releases(request: HttpRequest) -> HttpResponseBase:
    """List the rules by which is swept: those that wait for somebody first."""
    rows = [_shown(rule) for rule in sorted({clock.rule for clock in clocks()})]
    return page(request, "office/releases.html", {"rows": sorted(rows, key=lambda row: (row.is_released, not row.is_planned))})


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, rule: str) -> HttpResponseBase:
    """Show a rule with all that it says, and release it: the first person plans it, the second one makes it count."""
    found, at, user = _rule(rule), timezone.now(), user_in(request)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    made: list[RuleRelease] = []

    def deed() -> None:
        try:
            made.append(deeds.release(found, user, at, reason=form.cleaned_data["reason"]))
        except NotReleased as error:
            raise ValidationError(_(APPROVAL_SENTENCES[error.because])) from None
        except AlreadyReleased:
            raise ValidationError(_("This rule is released as it stands.")) from None

    if request.method == "POST" and tried(form, deed):
        is_done = made[0].released_at is not None
        said = _("Released: the next sweep erases by it.") if is_done else _("Planned. It erases once a second person has released it.")
        messages.success(request, said)
        return redirect("office:releases")
    return page(request, "office/release.html", {"shown": _shown(found)}, form=form)


@keepers
@sees(*SHOWN)
@require_POST
def reject(request: HttpRequest, rule: str) -> HttpResponseBase:
    """Reject what somebody planned."""
    try:
        deeds.take_back(_rule(rule), user_in(request))
    except AlreadyReleased:
        messages.error(request, _("This rule is released as it stands."))
    else:
        messages.success(request, _("Rejected: nothing is erased by this rule."))
    return redirect("office:releases")


@keepers
@sees("privacy.LedgerEntry.erased")
@require_safe
def ledger(request: HttpRequest) -> HttpResponseBase:
    """List the lines of the ledger, the newest first; `?rule=` chooses one."""
    form = LedgerFilter(request.GET)
    part = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": part, "filter": form, "filtered": bool(request.GET.get("rule")), "whole": (ALL, WHOLE)}
    return page(request, "office/ledger.html", context)

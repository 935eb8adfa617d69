"""Legitimate interests: what was weighed for which purpose, in the reader's language, and confirming it once a year."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.domain.assessments import AssessmentState, Weighing
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.office.register_forms import ReviewForm
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import AssessmentReview
from vorzimmer.privacy.register_words import ASSESSMENT_STATES
from vorzimmer.privacy.weighing import Weighed, review_assessment, weighed

SHOWN = ("privacy.AssessmentReview.by", "privacy.AssessmentReview.holds")
TONES = {AssessmentState.CURRENT: "free", AssessmentState.OVERDUE: "danger", AssessmentState.REFUSED: "danger"}


@keepers
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the assessments as they stand today."""
    found = weighed(berlin_date(timezone.now()))
    return page(request, "office/interests.html", {"rows": [_row(each) for each in found]})


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what was weighed, and take the finding of who looks at it now."""
    at, user = timezone.now(), user_in(request)
    found = {each.assessment.key: each for each in weighed(berlin_date(at))}
    if key not in found:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        review_assessment(key, holds=form.cleaned_data["holds"] == "yes", remark=form.cleaned_data["remark"], at=at, by=user)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Your finding is kept. Somebody has to look again in a year."))
        return redirect("office:interests")
    words = _words(found[key])
    parts = (
        (_("Our interest"), words.interest),
        (_("Why it is needed"), words.necessity),
        (_("What was weighed"), words.balance),
        (_("What protects the people"), words.safeguards),
        (_("How they object"), words.objection),
    )
    earlier = AssessmentReview.objects.filter(assessment=key).select_related("by")
    return page(request, "office/interest.html", {**_row(found[key]), "parts_said": parts, "earlier": earlier}, form=form)


def _words(found: Weighed) -> Weighing:
    return found.assessment.words["de" if (get_language() or "de").startswith("de") else "en"]


def _row(found: Weighed) -> dict[str, object]:
    return {
        "weighed": found,
        "words": _words(found),
        "state": ASSESSMENT_STATES[found.state],
        "state_tone": TONES.get(found.state, "wait"),
    }

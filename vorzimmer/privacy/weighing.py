"""Assessments of legitimate interests: where each stands, confirming one, and barring a purpose that was not weighed (law.md S11)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.domain.assessments import Assessment, AssessmentState, Review, is_barred, next_review, state_of
from vorzimmer.domain.catalogue import Purpose
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.models import AssessmentReview
from vorzimmer.privacy.policies import assessments


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An assessment on a day: where it stands, who looked last, and when somebody has to look again."""

    assessment: Assessment
    state: AssessmentState
    last: AssessmentReview | None
    next_on: date | None

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something."""
        return self.state is not AssessmentState.CURRENT


def weighed(day: date) -> list[Weighed]:
    """Give all assessments as they stand on a day."""
    last = _last_reviews()
    return [_weighed(each, last.get(each.key), day) for each in assessments()]


def is_weighed(purpose: Purpose, at: datetime) -> bool:
    """Whether a purpose may be followed: nobody found against it, and somebody looked again in time (`domain.assessments`)."""
    last, day = _last_reviews(), berlin_date(at)
    return not any(each.purpose is purpose and is_barred(_review(last.get(each.key)), day) for each in assessments())


@transaction.atomic
def review_assessment(key: str, *, holds: bool, remark: str, at: datetime, by: User) -> AssessmentReview:
    """Write that somebody weighed the interests, as the text stands, and what came of it. A refusal needs its reason: ValidationError."""
    assessment = {each.key: each for each in assessments()}[key]
    if not holds and not remark.strip():
        raise ValidationError({"remark": _("Please write why the interests of the people prevail.")})
    return AssessmentReview.objects.create(
        assessment=key, digest=assessment.digest, on=berlin_date(at), holds=holds, remark=remark.strip(), by=by, at=at
    )


def _last_reviews() -> dict[str, AssessmentReview]:
    found: dict[str, AssessmentReview] = {}
    for row in AssessmentReview.objects.select_related("by"):
        found.setdefault(row.assessment, row)
    return found


def _review(row: AssessmentReview | None) -> Review | None:
    return None if row is None else Review(on=row.on, digest=row.digest, holds=row.holds)


def _weighed(assessment: Assessment, row: AssessmentReview | None, day: date) -> Weighed:
    review = _review(row)
    return Weighed(
        assessment=assessment,
        state=state_of(assessment, review, day),
        last=row,
        next_on=next_review(review) if review and review.holds else None,
    )

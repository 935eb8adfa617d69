"""Assessments of legitimate interests (Art. 6(1)(f) GDPR): what was weighed, who confirmed it, and when it is weighed again (law.md S11).

An assessment comes with the program as a proposal; the agency makes it its own by confirming it. Until somebody has looked, the purpose
goes on and the screens ask for a look; once somebody found that it does not hold, or nobody looks again in time, it is barred.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vorzimmer.domain.catalogue import Purpose
from vorzimmer.domain.days import add_months
from vorzimmer.domain.policy import PolicyWrong

REVIEWED_EVERY_MONTHS = 12
WARNED_DAYS = 30
BARRED_DAYS = 30
LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The five parts of an assessment, in one language."""

    title: str
    interest: str
    necessity: str
    balance: str
    safeguards: str
    objection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What is weighed for a purpose of the catalogue. `digest` is SHA-256 of the file."""

    key: str
    purpose: Purpose
    law: str
    digest: str
    words: Mapping[str, Weighing]


def read_assessment(key: str, text: str) -> Assessment:
    """Read a file of policy/lia. Raises PolicyWrong when a part or a language is missing."""
    try:
        data = tomllib.loads(text)
        words = {language: Weighing(**{name: " ".join(words.split()) for name, words in data[language].items()}) for language in LANGUAGES}
        law, purpose = data["law"], Purpose(data["purpose"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PolicyWrong(f"the assessment “{key}” does not load: {error}") from error
    if not law.strip() or any(not getattr(each, name) for each in words.values() for name in Weighing.__slots__):
        raise PolicyWrong(f"the assessment “{key}” lacks its law or a part")
    return Assessment(key=key, purpose=purpose, law=law, digest=hashlib.sha256(text.encode()).hexdigest(), words=words)


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    OPEN = "open"
    """Nobody has confirmed it as it stands."""
    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"
    REFUSED = "refused"
    """Somebody found that the interests of the people prevail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who looked last, as the file stood then."""

    on: date
    digest: str
    holds: bool


def next_review(review: Review) -> date:
    """Say by which day somebody has to look again."""
    return add_months(review.on, REVIEWED_EVERY_MONTHS)


def state_of(assessment: Assessment, review: Review | None, day: date) -> AssessmentState:
    """Say where it stands on a day. A changed text is open again, unless it was found not to hold."""
    if review is None:
        return AssessmentState.OPEN
    if not review.holds:
        return AssessmentState.REFUSED
    if day > next_review(review):
        return AssessmentState.OVERDUE
    if review.digest != assessment.digest:
        return AssessmentState.OPEN
    return AssessmentState.DUE if day > next_review(review) - timedelta(days=WARNED_DAYS) else AssessmentState.CURRENT


def is_barred(review: Review | None, day: date) -> bool:
    """Whether the purpose may not be followed: it was found not to hold, or nobody looked again for too long."""
    if review is None:
        return False
    return not review.holds or day > next_review(review) + timedelta(days=BARRED_DAYS)

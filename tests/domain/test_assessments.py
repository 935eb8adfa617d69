"""Assessments of legitimate interests: whole, for every purpose that needs one, and looked at once a year."""

import re
from datetime import date

import pytest

from vorzimmer.domain.assessments import Review, is_barred, next_review, read_assessment, state_of
from vorzimmer.domain.catalogue import Capacity
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.policies import assessments, policy_text

CLAIMS = next(each for each in assessments() if each.key == "claims")
ON_F = re.compile(r"6\(1\)(\([a-f]\), )*\(f\)")


def review(on=date(2026, 1, 15), *, holds=True, digest=CLAIMS.digest):
    return Review(on=on, digest=digest, holds=holds)


def test_every_purpose_that_rests_on_legitimate_interests_has_its_assessment():
    found = {datum.purpose for datum in catalogue().values() if ON_F.search(datum.legal_basis) and datum.capacity is Capacity.CONTROLLER}
    found -= {"accountability"}  # the assessments themselves name the article
    assert found == {"claim", "abuse", "inquiry", "operation"}
    assert {each.purpose for each in assessments()} == found
    assert ON_F.search("Art. 6(1)(b), (f) GDPR")
    assert not ON_F.search("Art. 6(1)(b) GDPR")


def test_each_says_all_its_parts_in_both_languages():
    for each in assessments():
        assert set(each.words) == {"de", "en"}
        assert all(len(words.balance) > 40 for words in each.words.values())


@pytest.mark.parametrize(
    ("before", "after"), [("safeguards =", "guards ="), ('purpose = "claim"', 'purpose = "fun"'), ("[en]", "[fr]"), ("law =", "lov =")]
)
def test_one_that_lacks_a_part_does_not_load(before, after):
    with pytest.raises(PolicyWrong):
        read_assessment("claims", policy_text("lia/claims.toml").replace(before, after))


@pytest.mark.parametrize(
    ("last", "day", "state", "barred"),
    [
        (None, date(2026, 11, 26), "open", False),
        (review(), date(2026, 1, 15), "current", False),
        (review(), date(2026, 12, 16), "current", False),
        (review(), date(2026, 12, 17), "due", False),
        (review(), date(2027, 1, 15), "due", False),
        (review(), date(2027, 1, 16), "overdue", False),
        (review(), date(2027, 2, 14), "overdue", False),
        (review(), date(2027, 2, 15), "overdue", True),
        (review(digest="0" * 64), date(2026, 2, 1), "open", False),
        (review(holds=False), date(2026, 1, 15), "refused", True),
        (review(holds=False, digest="0" * 64), date(2026, 2, 1), "refused", True),
    ],
)
def test_where_it_stands_on_a_day(last, day, state, barred):
    assert (state_of(CLAIMS, last, day), is_barred(last, day)) == (state, barred)


def test_the_next_look_is_a_year_later():
    assert next_review(review(date(2024, 2, 29))) == date(2025, 2, 28)

"""Nobody approves alone what he planned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.approvals import APPROVAL_SENTENCES, Approval, ApprovalAllowedBecause, ApprovalRefusedBecause, check_approval

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ALONE = Approval(
    planned_by="anna", planned_at=AT, approved_by="anna", approved_at=AT + timedelta(hours=24), others_could=False, reason="Checked."
)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"approved_by": "bert"}, Allowed(reason=ApprovalAllowedBecause.TWO_PEOPLE)),
        ({"approved_by": "bert", "approved_at": AT, "others_could": True, "reason": ""}, Allowed(reason=ApprovalAllowedBecause.TWO_PEOPLE)),
        ({}, Allowed(reason=ApprovalAllowedBecause.ALONE)),
        ({"others_could": True}, Refused(reason=ApprovalRefusedBecause.SAME_PERSON)),
        ({"approved_at": AT + timedelta(hours=23, minutes=59, seconds=59)}, Refused(reason=ApprovalRefusedBecause.TOO_SOON)),
        ({"approved_at": AT - timedelta(days=2)}, Refused(reason=ApprovalRefusedBecause.TOO_SOON)),
        ({"reason": " \n"}, Refused(reason=ApprovalRefusedBecause.NO_REASON)),
    ],
)
def test_nobody_approves_at_once_what_he_planned(changes, answer):
    assert check_approval(replace(ALONE, **changes)) == answer


def test_24_hours_are_24_hours_over_a_change_of_the_clock():
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    early = replace(ALONE, planned_at=datetime(2026, 10, 24, 12, tzinfo=summer), approved_at=datetime(2026, 10, 25, 11, 30, tzinfo=winter))
    assert check_approval(early) == Allowed(reason=ApprovalAllowedBecause.ALONE)
    too_early = replace(early, approved_at=datetime(2026, 10, 25, 10, 59, tzinfo=winter))
    assert check_approval(too_early) == Refused(reason=ApprovalRefusedBecause.TOO_SOON)


def test_each_refusal_has_its_sentence():
    assert set(APPROVAL_SENTENCES) == set(ApprovalRefusedBecause)

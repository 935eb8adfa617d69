"""What has to be told afterwards is told within a day, and is over only with a proof."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.disclosure_duties import (
    DUTY_SENTENCES,
    OPEN_SENTENCES,
    ClosedBecause,
    DutyKind,
    OpenBecause,
    Proof,
    check_closing,
    duty_due,
)

ONE = dict.fromkeys(DutyKind, 1)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize("kind", DutyKind)
def test_a_day_is_a_day_on_weekends_and_holidays_too(kind):
    assert duty_due(kind, FRIDAY, ONE) == date(2026, 11, 28)
    assert duty_due(kind, date(2026, 12, 24), ONE) == date(2026, 12, 25)
    assert duty_due(kind, date(2026, 12, 31), ONE) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("proof", "answer"),
    [
        (Proof(on=FRIDAY, reference="Receipt 4711"), Allowed(reason=ClosedBecause.IN_TIME)),
        (Proof(on=date(2026, 11, 28), reference="Receipt 4711"), Allowed(reason=ClosedBecause.IN_TIME)),
        (Proof(on=date(2026, 11, 29), reference="Receipt 4711"), Allowed(reason=ClosedBecause.LATE)),
        (Proof(on=date(2026, 11, 30), reference="Receipt 4711"), Allowed(reason=ClosedBecause.LATE)),
        (None, Refused(reason=OpenBecause.NO_PROOF)),
        (Proof(on=FRIDAY, reference=" \n"), Refused(reason=OpenBecause.NO_REFERENCE)),
        (Proof(on=date(2026, 11, 26), reference="Receipt 4711"), Refused(reason=OpenBecause.BEFORE)),
        (Proof(on=date(2026, 12, 1), reference="Receipt 4711"), Refused(reason=OpenBecause.IN_FUTURE)),
    ],
)
def test_a_duty_is_over_with_its_proof_and_not_before(proof, answer):
    assert check_closing(DutyKind.SETTLED, FRIDAY, proof, day=date(2026, 11, 30), days=ONE) == answer


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(-5, 5), st.integers(-5, 5), st.text(max_size=3))
def test_nothing_closes_a_duty_without_a_proof_of_its_time(arose_on, proved, looked, reference):
    proof = Proof(on=arose_on + timedelta(days=proved), reference=reference)
    day = arose_on + timedelta(days=looked)
    answer = check_closing(DutyKind.CORRECTED, arose_on, proof, day=day, days=ONE)
    assert isinstance(answer, Allowed) == (bool(reference.strip()) and arose_on <= proof.on <= day)


def test_everything_has_its_sentence():
    assert set(DUTY_SENTENCES) == set(DutyKind)
    assert set(OPEN_SENTENCES) == set(OpenBecause)

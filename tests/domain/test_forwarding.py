"""The codes of the networks, written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.forwarding import ForwardingCase, landline_code, landline_off, mobile_check, mobile_code, mobile_off

NUMBER = "+493023125900"


@pytest.mark.parametrize(
    ("case", "mobile", "off", "check"),
    [
        ("21", "**21*+493023125900#", "##21#", "*#21#"),
        ("67", "**67*+493023125900#", "##67#", "*#67#"),
        ("61", "**61*+493023125900#", "##61#", "*#61#"),
        ("62", "**62*+493023125900#", "##62#", "*#62#"),
    ],
)
def test_each_case_has_its_code(case, mobile, off, check):
    chosen = ForwardingCase(case)
    assert (mobile_code(chosen, NUMBER), mobile_off(chosen), mobile_check(chosen)) == (mobile, off, check)


def test_a_mobile_may_ring_for_a_while():
    assert mobile_code(ForwardingCase.NO_ANSWER, NUMBER, seconds=20) == "**61*+493023125900**20#"


@pytest.mark.parametrize(("case", "seconds"), [("21", 20), ("61", 0), ("61", 7), ("61", 35)])
def test_other_seconds_are_refused(case, seconds):
    with pytest.raises(ValueError, match="5 to 30 seconds"):
        mobile_code(ForwardingCase(case), NUMBER, seconds=seconds)


def test_a_landline_has_codes_of_its_own():
    assert landline_code(ForwardingCase.ALL, "03023125900") == "*21*03023125900#"
    assert landline_off(ForwardingCase.ALL) == "#21#"
    with pytest.raises(ValueError, match="out of reach"):
        landline_code(ForwardingCase.UNREACHABLE, "03023125900")


@given(case=st.sampled_from(ForwardingCase), number=st.from_regex(r"\+[1-9][0-9]{5,13}", fullmatch=True))
def test_every_code_holds_the_number_once_and_ends_as_networks_want_it(case, number):
    code = mobile_code(case, number)
    assert code.count(number) == 1
    assert code.endswith("#")
    assert set(code) <= set("*#+0123456789")

"""Why direct debits come back, and what follows."""

import pytest

from vorzimmer.domain.return_reasons import (
    AFTER_SENTENCES,
    FOR_EVERYBODY,
    RETURN_REASONS,
    UNKNOWN,
    AfterReturn,
    FeeBearer,
    after_return,
    told,
)


@pytest.mark.parametrize(
    ("code", "then", "fee", "is_sensitive"),
    [
        ("AM04", AfterReturn.RETRY, FeeBearer.CUSTOMER, True),
        ("MD07", AfterReturn.WAIT, FeeBearer.AGENCY, True),
        ("AC06", AfterReturn.SUSPEND, FeeBearer.CUSTOMER, True),
        ("AC04", AfterReturn.SUSPEND, FeeBearer.CUSTOMER, False),
        ("MD01", AfterReturn.SUSPEND, FeeBearer.AGENCY, False),
        ("MD06", AfterReturn.SUSPEND, FeeBearer.CUSTOMER, False),
        ("MS03", AfterReturn.ASK, FeeBearer.CUSTOMER, False),
        ("TM01", AfterReturn.RETRY, FeeBearer.AGENCY, False),
        ("AM05", AfterReturn.CORRECT, FeeBearer.AGENCY, False),
        ("BE05", AfterReturn.CORRECT, FeeBearer.AGENCY, False),
        ("FF05", AfterReturn.CORRECT, FeeBearer.AGENCY, False),
        ("RR01", AfterReturn.CORRECT, FeeBearer.AGENCY, False),
        ("RR04", AfterReturn.ASK, FeeBearer.AGENCY, False),
    ],
)
def test_each_reason_says_what_follows_and_who_pays(code, then, fee, is_sensitive):
    reason = after_return(code)
    assert (reason.code, reason.then, reason.fee, reason.is_sensitive) == (code, then, fee, is_sensitive)


def test_all_reasons_of_the_scheme_are_known():
    wanted = "AC01 AC04 AC06 AC13 AG01 AG02 AM04 AM05 BE05 CNOR DNOR FF05 MD01 MD02 MD06 MD07 MS02 MS03 RC01 RR01 RR02 RR03 RR04 SL01 TM01"
    assert set(wanted.split()) <= set(RETURN_REASONS)
    assert {code for code, reason in RETURN_REASONS.items() if reason.is_sensitive} == {"AC06", "AM04", "MD07"}
    assert len({reason.means for reason in RETURN_REASONS.values()}) == len(RETURN_REASONS)
    assert set(AFTER_SENTENCES) == set(AfterReturn)


@pytest.mark.parametrize("code", ["XX99", "", "am4", "NARR"])
def test_an_unknown_code_is_kept_and_the_customer_is_asked(code):
    reason = after_return(code)
    assert (reason.code, reason.means, reason.then, reason.fee) == (code.upper(), UNKNOWN, AfterReturn.ASK, FeeBearer.AGENCY)


def test_codes_are_read_as_banks_write_them():
    assert after_return(" am04 ") is RETURN_REASONS["AM04"]


def test_a_sensitive_reason_is_told_to_the_bookkeeping_only():
    assert told(after_return("MD07"), may_see_sensitive=True) == "The account holder has died."
    assert told(after_return("MD07"), may_see_sensitive=False) == FOR_EVERYBODY
    assert told(after_return("XX99"), may_see_sensitive=False) == FOR_EVERYBODY
    assert told(after_return("AC04"), may_see_sensitive=False) == "The account is closed."

"""SEPA: creditor identifiers, references, the days of a collection, and mandates. Dates of the examples: law.md 4.4."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.sepa import (
    ID_SENTENCES,
    MANDATE_SENTENCES,
    SUSPENDED_SENTENCES,
    IdProblem,
    Mandate,
    MandateAllowedBecause,
    MandateKind,
    MandateRefusedBecause,
    SequenceType,
    SuspendedBecause,
    announce_by,
    creditor_id_problem,
    earliest_collection,
    has_right_check_digits,
    is_bic,
    is_iban,
    keep_until,
    lapses_on,
    mandate_on,
    reference_problem,
    refund_until,
    sequence_of,
    submit_by,
    unauthorised_until,
)
from vorzimmer.domain.target_days import is_target_day, previous_target_day

DAY = timedelta(days=1)
MANDATE = Mandate(reference="M-1001-1", signed_on=date(2026, 3, 2))
IN_FORCE = Allowed(reason=MandateAllowedBecause.IN_FORCE)
days = st.dates(date(2020, 1, 1), date(2099, 12, 1))


def refused(reason):
    return Refused(reason=reason)


@pytest.mark.parametrize("text", ["DE98ZZZ09999999999", "DE98ABC09999999999", "DE98A1Z09999999999"])
def test_a_creditor_identifier_is_right_whatever_its_business_code(text):
    assert creditor_id_problem(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", IdProblem.NOT_GERMAN),
        ("AT61ZZZ01234567890", IdProblem.NOT_GERMAN),
        ("de98ZZZ09999999999", IdProblem.NOT_GERMAN),
        ("DE98ZZZ0999999999", IdProblem.NO_CREDITOR_ID),
        ("DE98ZZZ099999999999", IdProblem.NO_CREDITOR_ID),
        ("DE98 ZZZ0999999999", IdProblem.NO_CREDITOR_ID),
        ("DE98zzz09999999999", IdProblem.NO_CREDITOR_ID),
        ("DE98ZZZ0999999999A", IdProblem.NO_CREDITOR_ID),
        ("DE98ZZZ0999999999٣", IdProblem.NO_CREDITOR_ID),
        ("DE98ZZZ09999999999\n", IdProblem.NO_CREDITOR_ID),
        ("DE89ZZZ09999999999", IdProblem.CHECK_DIGITS),
        ("DE98ZZZ09999999998", IdProblem.CHECK_DIGITS),
    ],
)
def test_a_wrong_creditor_identifier_is_told_why(text, problem):
    assert creditor_id_problem(text) is problem


@given(st.integers(0, 17).filter(lambda place: place not in {0, 1, 4, 5, 6}), st.integers(1, 9))
def test_every_mistyped_digit_of_a_creditor_identifier_is_noticed(place, more):
    right = "DE98ZZZ09999999999"
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert creditor_id_problem(wrong) is IdProblem.CHECK_DIGITS


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("M-1001-1", None),
        ("a/b-c?d:e(f)g.h,i'j+k l", None),
        ("x" * 35, None),
        ("", IdProblem.EMPTY),
        ("x" * 36, IdProblem.TOO_LONG),
        ("Müller", IdProblem.CHARACTER),
        ("M_1", IdProblem.CHARACTER),
        ("M\n1", IdProblem.CHARACTER),
        ("M1\n", IdProblem.CHARACTER),
        ("/M1", IdProblem.SLASH),
        ("M1/", IdProblem.SLASH),
        ("M//1", IdProblem.SLASH),
        (" M1", IdProblem.BLANK),
        ("M1 ", IdProblem.BLANK),
    ],
)
def test_references_keep_to_what_banks_take(text, problem):
    assert reference_problem(text) is problem


def test_ibans_and_bics_are_looked_at_for_their_form():
    assert all(map(is_iban, ["DE89370400440532013000", "DE02120300000000202051", "CH9300762011623852957", "GB29NWBK60161331926819"]))
    assert not any(map(is_iban, ["", "DE88370400440532013000", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "DE89"]))
    assert all(map(is_bic, ["COBADEFF", "COBADEFFXXX"]))
    assert not any(map(is_bic, ["", "COBADEF", "COBADEFFX", "cobadeff", "COBA1EFF"]))
    assert not has_right_check_digits("")


@pytest.mark.parametrize(
    ("due", "notice_days", "announced", "submitted"),
    [
        (date(2026, 12, 15), 14, date(2026, 12, 1), date(2026, 12, 14)),
        (date(2026, 12, 28), 14, date(2026, 12, 14), date(2026, 12, 24)),
        (date(2027, 3, 30), 14, date(2027, 3, 16), date(2027, 3, 25)),
        (date(2027, 3, 30), 1, date(2027, 3, 29), date(2027, 3, 25)),
    ],
)
def test_a_collection_is_announced_in_calendar_days_and_submitted_in_target_days(due, notice_days, announced, submitted):
    assert announce_by(due, notice_days) == announced
    assert submit_by(due) == submitted


def test_a_bank_may_ask_for_more_days():
    assert submit_by(date(2027, 3, 30), target_days=2) == date(2027, 3, 24)


@pytest.mark.parametrize(
    ("announced", "notice_days", "due"),
    [
        (date(2026, 12, 1), 14, date(2026, 12, 15)),
        (date(2026, 12, 11), 14, date(2026, 12, 28)),  # the 25th is Christmas
        (date(2027, 3, 12), 14, date(2027, 3, 30)),  # the 26th is Good Friday
        (date(2026, 11, 30), 1, date(2026, 12, 1)),  # a Monday: the file goes the same day
        (date(2026, 11, 28), 1, date(2026, 12, 1)),  # a Saturday: Monday would want the file on Friday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 25), 1, date(2026, 12, 29)),
    ],
)
def test_the_earliest_day_leaves_time_for_the_announcement_and_for_the_file(announced, notice_days, due):
    assert earliest_collection(announced, notice_days) == due


def test_a_file_that_is_made_later_collects_later():
    assert earliest_collection(date(2026, 12, 1), file_on=date(2026, 12, 14)) == date(2026, 12, 15)
    assert earliest_collection(date(2026, 12, 1), file_on=date(2026, 12, 15)) == date(2026, 12, 16)
    assert earliest_collection(date(2026, 12, 1), file_on=date(2026, 12, 14), target_days=2) == date(2026, 12, 16)


@pytest.mark.parametrize("notice_days", [0, -1, 15])
def test_a_notice_is_one_to_fourteen_days(notice_days):
    with pytest.raises(ValueError, match="1 to 14 days"):
        announce_by(date(2026, 12, 15), notice_days)
    with pytest.raises(ValueError, match="1 to 14 days"):
        earliest_collection(date(2026, 12, 15), notice_days)


def test_nothing_is_due_when_banks_do_not_settle():
    with pytest.raises(ValueError, match="TARGET days"):
        submit_by(date(2026, 12, 25))


@given(days, st.integers(1, 14), st.integers(0, 30))
def test_the_earliest_day_is_right_and_the_one_before_it_would_be_wrong(announced, notice_days, later):
    file_on = announced + later * DAY
    due = earliest_collection(announced, notice_days, file_on=file_on)
    assert is_target_day(due)
    assert announce_by(due, notice_days) >= announced
    assert submit_by(due) >= file_on
    before = previous_target_day(due)
    assert announce_by(before, notice_days) < announced or submit_by(before) < file_on


def test_what_follows_from_the_last_collection():
    last = date(2027, 1, 15)
    assert lapses_on(replace(MANDATE, last_used_on=last)) == date(2030, 1, 15)
    assert keep_until(last) == date(2028, 3, 15)
    assert refund_until(last) == date(2027, 3, 12)
    assert unauthorised_until(last) == date(2028, 2, 15)


def test_months_end_where_the_month_does():
    assert unauthorised_until(date(2027, 1, 31)) == date(2028, 2, 29)
    assert keep_until(date(2026, 12, 31)) == date(2028, 2, 29)


def test_the_signed_mandate_outlives_the_rights_of_the_payer():
    for number in range(800):
        day = date(2027, 1, 1) + number * DAY
        assert refund_until(day) < unauthorised_until(day) < keep_until(day)


B2B = replace(MANDATE, kind=MandateKind.B2B, of_consumer=False)
USED = replace(MANDATE, last_used_on=date(2027, 1, 15))
ONE_OFF = replace(MANDATE, is_one_off=True)
R = MandateRefusedBecause


@pytest.mark.parametrize(
    ("mandate", "day", "answer"),
    [
        (MANDATE, date(2026, 12, 15), IN_FORCE),
        (MANDATE, date(2026, 3, 2), IN_FORCE),
        (MANDATE, date(2026, 3, 1), refused(R.SIGNED_LATER)),
        (replace(MANDATE, signed_on=None), date(2026, 12, 15), refused(R.NOT_SIGNED)),
        (replace(USED, signed_on=None), date(2027, 2, 1), refused(R.NOT_SIGNED)),
        (MANDATE, date(2029, 3, 2), IN_FORCE),
        (MANDATE, date(2029, 3, 3), refused(R.LAPSED)),
        (USED, date(2030, 1, 15), IN_FORCE),
        (USED, date(2030, 1, 16), refused(R.LAPSED)),
        (replace(USED, only_rejected=True), date(2030, 1, 15), IN_FORCE),
        (replace(MANDATE, ended_on=date(2026, 12, 16)), date(2026, 12, 15), IN_FORCE),
        (replace(MANDATE, ended_on=date(2026, 12, 15)), date(2026, 12, 15), refused(R.ENDED)),
        (replace(MANDATE, suspended_because=SuspendedBecause.RETURNED), date(2026, 12, 15), refused(R.SUSPENDED)),
        (B2B, date(2026, 12, 15), IN_FORCE),
        (replace(B2B, of_consumer=True), date(2026, 12, 15), refused(R.CONSUMER)),
        (replace(B2B, suspended_because=SuspendedBecause.NOT_CONFIRMED), date(2026, 12, 15), refused(R.SUSPENDED)),
        (ONE_OFF, date(2026, 12, 15), IN_FORCE),
        (replace(ONE_OFF, last_used_on=date(2026, 6, 1)), date(2026, 12, 15), refused(R.USED_UP)),
        (replace(ONE_OFF, last_used_on=date(2026, 6, 1), only_rejected=True), date(2026, 12, 15), IN_FORCE),
    ],
)
def test_a_mandate_allows_what_it_was_given_for(mandate, day, answer):
    assert mandate_on(mandate, day) == answer


@pytest.mark.parametrize(
    ("mandate", "sequence"),
    [
        (MANDATE, "FRST"),
        (USED, "RCUR"),
        (replace(USED, only_rejected=True), "FRST"),
        (ONE_OFF, "OOFF"),
        (replace(ONE_OFF, last_used_on=date(2027, 1, 15), only_rejected=True), "OOFF"),
    ],
)
def test_the_first_collection_is_the_first_until_one_took_place(mandate, sequence):
    assert sequence_of(mandate) == sequence


@given(days, st.none() | days, st.none() | days, st.booleans(), days)
def test_nothing_is_collected_outside_of_the_life_of_a_mandate(signed_on, last_used_on, ended_on, only_rejected, day):
    mandate = replace(MANDATE, signed_on=signed_on, last_used_on=last_used_on, ended_on=ended_on, only_rejected=only_rejected)
    if mandate_on(mandate, day) == IN_FORCE:
        assert signed_on <= day
        assert ended_on is None or day < ended_on
        assert day <= lapses_on(mandate)
        assert sequence_of(mandate) in {SequenceType.FIRST, SequenceType.RECURRENT}


def test_every_reason_has_its_sentence():
    assert set(ID_SENTENCES) == set(IdProblem)
    assert set(MANDATE_SENTENCES) == set(MandateRefusedBecause)
    assert set(SUSPENDED_SENTENCES) == set(SuspendedBecause)

"""Trial, conclusion, notice, withdrawal and end of a contract: worked examples and laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.contracts import (
    ANSWERED_FOR,
    IN_FORCE,
    TABLE,
    ContractEvent,
    ContractState,
    EndAllowedBecause,
    EndRefused,
    EndRefusedBecause,
    EndsAt,
    Facts,
    Notice,
    NoticeUnit,
    NotPossible,
    ReactivationBecause,
    Standing,
    Terms,
    TermsProblem,
    WithdrawalBecause,
    check_end,
    check_reactivation,
    check_withdrawal,
    earliest_end,
    last_day_of_term,
    master_data_last_day,
    notice_runs_out,
    option_from,
    option_until,
    period_start,
    possible,
    possible_end,
    problems,
    standing,
    step,
    tariff_change_on,
    trial_last_day,
    withdrawal_until,
)

S, E = ContractState, ContractEvent
MONTHLY = Terms(minimum_months=1, notice=Notice(number=2, unit=NoticeUnit.WEEKS), to=EndsAt.END_OF_MONTH)
YEARLY = Terms(minimum_months=12, notice=Notice(number=3, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_MONTH)
TERM = Terms(minimum_months=12, notice=Notice(number=1, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_TERM, renews_months=6)
ANY_DAY = Terms(minimum_months=0, notice=Notice(number=3, unit=NoticeUnit.DAYS), to=EndsAt.ANY_DAY)
DAY = timedelta(days=1)


def test_the_table_is_what_the_documentation_says():
    assert {(state.value, event.value): to.value for state, moves in TABLE.items() for event, to in moves.items()} == {
        ("new", "trial_started"): "trial",
        ("new", "concluded"): "running",
        ("trial", "trial_ended"): "trial_over",
        ("trial", "concluded"): "running",
        ("trial_over", "concluded"): "running",
        ("running", "notice_given"): "notice_given",
        ("running", "withdrawn"): "withdrawn",
        ("notice_given", "notice_given"): "notice_given",
        ("notice_given", "notice_withdrawn"): "running",
        ("notice_given", "withdrawn"): "withdrawn",
        ("notice_given", "ended"): "ended",
        ("ended", "reactivated"): "running",
    }


def test_every_state_is_in_the_table():
    assert set(TABLE) == set(ContractState)
    assert {S.RUNNING, S.NOTICE_GIVEN} == IN_FORCE
    assert {S.TRIAL, S.RUNNING, S.NOTICE_GIVEN} == ANSWERED_FOR
    assert possible(S.TRIAL) == {E.TRIAL_ENDED, E.CONCLUDED}


def test_what_the_table_does_not_list_is_not_possible():
    with pytest.raises(NotPossible, match="notice_given is not possible while the contract is trial"):
        step(S.TRIAL, E.NOTICE_GIVEN)


@given(events=st.lists(st.sampled_from(ContractEvent), max_size=12))
def test_no_contract_comes_about_without_a_conclusion(events):
    state = S.NEW
    for event in events:
        if event in possible(state):
            state = step(state, event)
    assert E.CONCLUDED in events or state in {S.NEW, S.TRIAL, S.TRIAL_OVER}


@pytest.mark.parametrize(
    ("notice_on", "last_day"),
    [
        (date(2027, 3, 17), date(2027, 3, 31)),
        (date(2027, 3, 18), date(2027, 4, 30)),
        (date(2027, 2, 14), date(2027, 2, 28)),
        (date(2027, 2, 15), date(2027, 3, 31)),
        (date(2026, 12, 17), date(2026, 12, 31)),
        (date(2026, 12, 18), date(2027, 1, 31)),
    ],
)
def test_a_month_and_two_weeks_to_the_end_of_the_month(notice_on, last_day):
    assert earliest_end(MONTHLY, date(2026, 11, 2), notice_on) == last_day


def test_within_the_first_month_the_minimum_term_counts():
    assert earliest_end(MONTHLY, date(2026, 11, 10), date(2026, 11, 10)) == date(2026, 12, 31)
    assert earliest_end(MONTHLY, date(2026, 11, 1), date(2026, 11, 1)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("notice_on", "last_day"),
    [
        (date(2026, 12, 1), date(2027, 11, 30)),
        (date(2027, 8, 30), date(2027, 11, 30)),
        (date(2027, 8, 31), date(2027, 11, 30)),
        (date(2027, 9, 1), date(2027, 12, 31)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2028, 6, 30), date(2028, 9, 30)),
    ],
)
def test_a_year_and_three_months_to_the_end_of_the_month(notice_on, last_day):
    assert earliest_end(YEARLY, date(2026, 11, 22), notice_on) == last_day


@pytest.mark.parametrize(
    ("notice_on", "last_day"),
    [
        (date(2027, 10, 21), date(2027, 11, 21)),
        (date(2027, 10, 22), date(2028, 5, 21)),
        (date(2028, 4, 22), date(2028, 11, 21)),
    ],
)
def test_what_ends_with_its_term_goes_on_for_another_one(notice_on, last_day):
    assert earliest_end(TERM, date(2026, 11, 22), notice_on) == last_day


def test_what_goes_on_for_an_indefinite_time_can_end_on_any_day_after_its_term():
    indefinite = Terms(minimum_months=12, notice=Notice(number=1, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_TERM)
    assert earliest_end(indefinite, date(2026, 11, 22), date(2027, 1, 5)) == date(2027, 11, 21)
    assert earliest_end(indefinite, date(2026, 11, 22), date(2028, 1, 5)) == date(2028, 2, 5)


def test_without_a_minimum_only_the_notice_counts():
    assert earliest_end(ANY_DAY, date(2026, 11, 22), date(2026, 11, 22)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("begins_on", "months", "last_day"),
    [
        (date(2026, 11, 22), 1, date(2026, 12, 21)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 30), 1, date(2027, 2, 28)),
        (date(2027, 1, 29), 1, date(2027, 2, 28)),
        (date(2027, 1, 28), 1, date(2027, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 1, 28), 0, date(2027, 1, 27)),
    ],
)
def test_a_term_ends_with_the_day_before_the_one_with_its_number(begins_on, months, last_day):
    assert last_day_of_term(begins_on, months) == last_day


def test_the_day_of_the_notice_does_not_count_and_a_weekend_shifts_nothing():
    assert notice_runs_out(Notice(number=2, unit=NoticeUnit.WEEKS), date(2026, 11, 14)) == date(2026, 11, 28)
    assert notice_runs_out(Notice(number=3, unit=NoticeUnit.MONTHS), date(2026, 11, 30)) == date(2027, 2, 28)
    assert notice_runs_out(Notice(number=10, unit=NoticeUnit.DAYS), date(2026, 12, 16)) == date(2026, 12, 26)


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        (date(2027, 11, 30), Allowed(reason=EndAllowedBecause.IN_TIME)),
        (date(2028, 1, 31), Allowed(reason=EndAllowedBecause.IN_TIME)),
        (date(2027, 10, 31), EndRefused(reason=EndRefusedBecause.MINIMUM_TERM, instead=date(2027, 11, 30))),
        (date(2027, 12, 15), EndRefused(reason=EndRefusedBecause.NOT_AN_END, instead=date(2027, 12, 31))),
    ],
)
def test_a_wanted_end_is_allowed_or_told_what_is_possible(wanted, answer):
    assert check_end(YEARLY, concluded_on=date(2026, 11, 22), notice_on=date(2027, 1, 5), wanted=wanted) == answer


def test_a_notice_that_comes_too_late_is_told_the_next_end():
    answer = check_end(MONTHLY, concluded_on=date(2026, 1, 2), notice_on=date(2026, 11, 26), wanted=date(2026, 11, 30))
    assert answer == EndRefused(reason=EndRefusedBecause.NOTICE_PERIOD, instead=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("terms", "is_consumer", "found"),
    [
        (YEARLY, False, []),
        (MONTHLY, True, []),
        (YEARLY, True, [TermsProblem.NOTICE_TOO_LONG_FOR_CONSUMERS]),
        (TERM, True, [TermsProblem.RENEWS_FOR_CONSUMERS]),
        (
            Terms(minimum_months=25, notice=Notice(number=1, unit=NoticeUnit.MONTHS), to=EndsAt.ANY_DAY),
            True,
            [TermsProblem.TOO_LONG_FOR_CONSUMERS],
        ),
        (
            Terms(minimum_months=0, notice=Notice(number=5, unit=NoticeUnit.WEEKS), to=EndsAt.ANY_DAY),
            True,
            [TermsProblem.NOTICE_TOO_LONG_FOR_CONSUMERS],
        ),
        (
            Terms(minimum_months=0, notice=Notice(number=1, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_TERM),
            False,
            [TermsProblem.NO_TERM_TO_END_WITH],
        ),
        (
            Terms(minimum_months=1, notice=Notice(number=-1, unit=NoticeUnit.DAYS), to=EndsAt.END_OF_MONTH, renews_months=1),
            False,
            [TermsProblem.NEGATIVE_NUMBER, TermsProblem.RENEWS_WITHOUT_TERM],
        ),
    ],
)
def test_what_is_wrong_with_terms_is_said_before_they_are_offered(terms, is_consumer, found):
    assert problems(terms, is_consumer=is_consumer) == found


def test_a_trial_lasts_seven_whole_days_and_ends_by_itself():
    trial = Facts(trial_started_on=date(2026, 11, 26))
    assert trial_last_day(date(2026, 11, 26)) == date(2026, 12, 3)
    assert standing(trial, date(2026, 11, 25)) == Standing(state=S.NEW)
    assert standing(trial, date(2026, 11, 26)) == Standing(state=S.TRIAL, until=date(2026, 12, 3))
    assert standing(trial, date(2026, 12, 3)) == Standing(state=S.TRIAL, until=date(2026, 12, 3))
    assert standing(trial, date(2026, 12, 4)) == Standing(state=S.TRIAL_OVER)


def test_a_contract_is_in_force_on_its_last_day_and_over_on_the_next():
    facts = Facts(
        trial_started_on=date(2026, 11, 20), concluded_on=date(2026, 11, 26), notice_on=date(2027, 1, 5), last_day=date(2027, 1, 31)
    )
    assert standing(facts, date(2026, 11, 25)) == Standing(state=S.TRIAL, until=date(2026, 11, 25))
    assert standing(facts, date(2027, 1, 4)) == Standing(state=S.RUNNING)
    assert standing(facts, date(2027, 1, 5)) == Standing(state=S.NOTICE_GIVEN, until=date(2027, 1, 31))
    assert standing(facts, date(2027, 1, 31)).state is S.NOTICE_GIVEN
    assert standing(facts, date(2027, 2, 1)) == Standing(state=S.ENDED)


def test_a_withdrawal_ends_it_on_the_day_it_takes_effect():
    facts = Facts(concluded_on=date(2026, 11, 26), withdrawn_on=date(2026, 12, 1))
    assert standing(facts, date(2026, 11, 30)).state is S.RUNNING
    assert standing(facts, date(2026, 12, 1)) == Standing(state=S.WITHDRAWN)


def test_a_consumer_may_withdraw_for_fourteen_days_after_the_conclusion():
    assert withdrawal_until(date(2026, 11, 26), is_consumer=True) == date(2026, 12, 10)
    assert withdrawal_until(date(2026, 11, 26), is_consumer=False) is None


def test_the_last_day_for_a_withdrawal_is_a_working_day():
    christmas = {date(2026, 12, 25): "Erster Weihnachtstag", date(2026, 12, 26): "Zweiter Weihnachtstag"}
    assert withdrawal_until(date(2026, 11, 28), is_consumer=True) == date(2026, 12, 14)
    assert withdrawal_until(date(2026, 12, 11), is_consumer=True, holidays=christmas) == date(2026, 12, 28)


def test_who_was_told_later_or_never_may_withdraw_for_longer():
    concluded = date(2026, 11, 26)
    assert withdrawal_until(concluded, is_consumer=True, informed_on=date(2026, 11, 30)) == date(2026, 12, 14)
    assert withdrawal_until(concluded, is_consumer=True, informed_on=date(2026, 11, 20)) == date(2026, 12, 10)
    assert withdrawal_until(concluded, is_consumer=True, was_informed=False) == date(2027, 12, 10)


def test_a_withdrawal_counts_when_it_is_sent_in_time():
    until = date(2026, 12, 10)
    assert check_withdrawal(until, until) == Allowed(reason=WithdrawalBecause.WITHIN_PERIOD)
    assert check_withdrawal(until, until + DAY) == Refused(reason=WithdrawalBecause.TOO_LATE)
    assert check_withdrawal(None, until) == Refused(reason=WithdrawalBecause.NO_CONSUMER)


@pytest.mark.parametrize(
    ("today", "start_day", "from_day"),
    [
        (date(2026, 11, 26), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 14), 15, date(2026, 11, 15)),
        (date(2026, 11, 15), 15, date(2026, 12, 15)),
        (date(2027, 1, 31), 31, date(2027, 2, 28)),
        (date(2027, 2, 27), 31, date(2027, 2, 28)),
        (date(2027, 2, 28), 31, date(2027, 3, 31)),
    ],
)
def test_another_tariff_holds_from_the_next_period(today, start_day, from_day):
    assert tariff_change_on(today, period_start_day=start_day) == from_day


def test_an_option_holds_at_once_and_is_cancelled_to_the_end_of_the_period():
    today = date(2026, 11, 26)
    assert option_from(today) == today
    assert option_from(today, wanted=date(2026, 12, 1)) == date(2026, 12, 1)
    assert option_from(today, wanted=date(2026, 11, 1)) == today
    assert option_until(today, period_start_day=1) == date(2026, 11, 30)
    assert option_until(date(2026, 11, 30), period_start_day=1) == date(2026, 11, 30)
    assert option_until(date(2026, 12, 1), period_start_day=1) == date(2026, 12, 31)


@pytest.mark.parametrize("wrong", [0, 32])
def test_a_period_starts_on_a_day_of_the_month(wrong):
    with pytest.raises(ValueError, match="1 to 31"):
        period_start(date(2026, 11, 26), period_start_day=wrong)


@pytest.mark.parametrize(
    ("last_day", "kept_through"),
    [
        (date(2026, 11, 22), date(2027, 12, 31)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 1, 1), date(2028, 12, 31)),
        (date(2027, 6, 30), date(2028, 12, 31)),
    ],
)
def test_a_contract_may_go_on_again_as_long_as_the_data_are_there(last_day, kept_through):
    assert master_data_last_day(last_day) == kept_through
    assert check_reactivation(S.ENDED, last_day=last_day, today=kept_through) == Allowed(reason=ReactivationBecause.DATA_STILL_THERE)
    assert check_reactivation(S.ENDED, last_day=last_day, today=kept_through + DAY) == Refused(reason=ReactivationBecause.DATA_ERASED)


@pytest.mark.parametrize("state", sorted(set(ContractState) - {S.ENDED}))
def test_only_what_has_ended_can_go_on_again(state):
    answer = check_reactivation(state, last_day=date(2026, 11, 22), today=date(2026, 11, 26))
    assert answer == Refused(reason=ReactivationBecause.NOT_ENDED)


days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
all_terms = st.builds(
    lambda months, number, unit, to, renews: Terms(
        minimum_months=max(months, 1) if to is EndsAt.END_OF_TERM else months,
        notice=Notice(number=number, unit=unit),
        to=to,
        renews_months=renews if to is EndsAt.END_OF_TERM else 0,
    ),
    st.integers(0, 24),
    st.integers(0, 6),
    st.sampled_from(NoticeUnit),
    st.sampled_from(EndsAt),
    st.integers(0, 12),
)


@given(terms=all_terms, concluded_on=days, waits=st.integers(0, 900))
def test_the_earliest_end_is_allowed_and_no_earlier_day_is(terms, concluded_on, waits):
    notice_on = concluded_on + waits * DAY
    last_day = earliest_end(terms, concluded_on, notice_on)
    assert last_day >= notice_runs_out(terms.notice, notice_on)
    assert last_day >= last_day_of_term(concluded_on, terms.minimum_months)
    assert isinstance(check_end(terms, concluded_on=concluded_on, notice_on=notice_on, wanted=last_day), Allowed)
    for before in range(1, 40):
        answer = check_end(terms, concluded_on=concluded_on, notice_on=notice_on, wanted=last_day - before * DAY)
        assert isinstance(answer, EndRefused)
        assert answer.instead == last_day


@given(terms=all_terms, concluded_on=days, wanted=st.integers(0, 900))
def test_what_is_offered_instead_is_allowed(terms, concluded_on, wanted):
    answer = check_end(terms, concluded_on=concluded_on, notice_on=concluded_on, wanted=concluded_on + wanted * DAY)
    if isinstance(answer, EndRefused):
        again = check_end(terms, concluded_on=concluded_on, notice_on=concluded_on, wanted=answer.instead)
        assert isinstance(again, Allowed)
        assert answer.instead > concluded_on + wanted * DAY


@given(terms=all_terms, concluded_on=days, one=st.integers(0, 900), other=st.integers(0, 900))
def test_who_gives_notice_later_never_ends_earlier(terms, concluded_on, one, other):
    earlier, later = sorted([one, other])
    ends = [possible_end(terms, concluded_on, concluded_on + wait * DAY) for wait in (earlier, later)]
    assert ends == sorted(ends)


@given(today=days, start_day=st.integers(1, 31))
def test_every_day_lies_in_one_period(today, start_day):
    start = period_start(today, period_start_day=start_day)
    following = tariff_change_on(today, period_start_day=start_day)
    assert start <= today < following
    assert 28 <= (following - start).days <= 31 or start_day > 28
    assert period_start(following, period_start_day=start_day) == following


@given(started_on=days, later=st.integers(0, 4000))
def test_a_trial_never_becomes_a_contract_by_itself(started_on, later):
    assert standing(Facts(trial_started_on=started_on), started_on + later * DAY).state in {S.TRIAL, S.TRIAL_OVER}

"""The service ladder on arrears: which step holds when, what must be the case for one, and when everything is given back."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.service_ladder import (
    BY_HAND,
    NOT_DISTRIBUTED,
    REDUCED,
    TABLE,
    Arrears,
    Facts,
    LineReason,
    Standing,
    StepAllowed,
    StepRefused,
    Told,
    earliest,
    in_force,
    may_announce,
    may_step,
    next_step,
    over_because,
    pay_by,
    standing,
)
from vorzimmer.domain.service_rules import NoRule, Step, read_rules

TEXT = (Path(vorzimmer.__file__).parent / "policy" / "service.toml").read_text("utf-8")
NO_SMS_ENTRY = "\n[[step]]" + TEXT.split("[[step]]")[2]
RULES = read_rules(TEXT)
FULL, WARNED, NO_SMS, VOICEMAIL_ONLY, STOPPED = Step
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 20)
OWES = Arrears(cents=24_000, invoices=2, since=date(2026, 10, 1))
WARNED_NOW = Standing(step=WARNED, since=date(2026, 11, 2))
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag", date(2026, 12, 26): "Zweiter Weihnachtstag"}


def facts(**changes) -> Facts:
    """Somebody who was warned, owes 240 euros of two invoices since 1 October, and shall get no SMS any more."""
    return replace(Facts(wanted=NO_SMS, standing=WARNED_NOW, arrears=OWES), **changes)


def told(step: Step, told_on: date, from_on: date | None = None) -> Told:
    return Told(step=step, told_on=told_on, from_on=from_on or told_on)


# --- the table ---------------------------------------------------------------------------------------------------------


def test_steps_go_up_one_at_a_time_and_down_at_once():
    assert {(before.value, after.value) for before, moves in TABLE.items() for after in moves} == {
        ("full", "warned"),
        ("warned", "no_sms"),
        ("warned", "full"),
        ("no_sms", "voicemail_only"),
        ("no_sms", "full"),
        ("voicemail_only", "stopped"),
        ("voicemail_only", "full"),
        ("stopped", "full"),
    }
    assert [next_step(step) for step in Step] == [WARNED, NO_SMS, VOICEMAIL_ONLY, STOPPED, None]


def test_a_warning_withholds_nothing_and_calls_go_last():
    assert {NO_SMS, VOICEMAIL_ONLY, STOPPED} == REDUCED
    assert {VOICEMAIL_ONLY, STOPPED} == NOT_DISTRIBUTED


# --- what holds on a day -----------------------------------------------------------------------------------------------

LOG = (
    told(WARNED, date(2026, 11, 2)),
    told(NO_SMS, FRIDAY, date(2026, 12, 8)),
    told(VOICEMAIL_ONLY, date(2026, 12, 9), date(2026, 12, 28)),
    told(FULL, date(2026, 12, 30)),
)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 11, 1), FULL),
        (date(2026, 11, 2), WARNED),
        (date(2026, 12, 7), WARNED),
        (date(2026, 12, 8), NO_SMS),
        (date(2026, 12, 27), NO_SMS),
        (date(2026, 12, 28), VOICEMAIL_ONLY),
        (date(2026, 12, 29), VOICEMAIL_ONLY),
        (date(2026, 12, 30), FULL),
        (date(2027, 12, 30), FULL),
    ],
)
def test_a_step_holds_from_its_day_until_the_next_one_or_until_all_is_given_back(day, step):
    assert in_force(LOG, day) is step


def test_what_is_announced_is_known_from_the_day_on_which_it_was_told():
    assert standing(LOG, FRIDAY) == Standing(step=WARNED, since=date(2026, 11, 2), announced=LOG[1])
    assert standing(LOG, date(2026, 12, 8)) == Standing(step=NO_SMS, since=date(2026, 12, 8))


def test_who_is_given_everything_back_before_the_day_never_comes_to_feel_the_step():
    log = (*LOG[:2], told(FULL, date(2026, 12, 1)))
    assert standing(log, date(2026, 12, 2)) == Standing(step=FULL, since=date(2026, 12, 1))
    assert standing(log, date(2026, 12, 8)) == Standing(step=FULL, since=date(2026, 12, 1))
    assert standing(log, date(2026, 12, 8)).is_full


def test_a_warning_and_its_taking_back_on_one_day_leave_the_full_service():
    assert in_force((told(WARNED, FRIDAY), told(FULL, FRIDAY)), FRIDAY) is FULL
    assert in_force((told(FULL, FRIDAY), told(WARNED, FRIDAY)), FRIDAY) is WARNED


@st.composite
def logs(draw):
    """Logs as the house writes them: each step told when nothing is announced, one up, or everything given back."""
    day, log = FRIDAY, []
    for _number in range(draw(st.integers(0, 8))):
        day += draw(st.integers(0, 30)) * DAY
        stands = standing(log, day)
        up = next_step(stands.step) if stands.announced is None else None
        if up is None or draw(st.booleans()):
            log.append(told(FULL, day))
        else:
            log.append(told(up, day, day + draw(st.integers(0, 40)) * DAY))
    return tuple(log)


@given(logs(), st.integers(-10, 400))
def test_no_step_holds_before_it_was_told_and_its_day_has_come(log, ahead):
    day = FRIDAY + ahead * DAY
    step = in_force(log, day)
    assert step is FULL or any(line.step is step and line.told_on <= day and line.from_on <= day for line in log)


@given(logs(), st.integers(0, 400))
def test_from_one_day_to_the_next_the_service_falls_one_step_unless_something_new_was_told(log, ahead):
    day = FRIDAY + ahead * DAY
    before, after = in_force(log, day), in_force(log, day + DAY)
    if all(line.told_on != day + DAY for line in log):
        assert after is before or after in TABLE[before] - {FULL}


@given(logs(), st.integers(0, 60))
def test_everything_given_back_stays_so_until_something_is_told_again(log, ahead):
    lifted = (log[-1].told_on if log else FRIDAY) + DAY
    assert in_force((*log, told(FULL, lifted)), lifted + ahead * DAY) is FULL


@given(logs(), st.integers(0, 400))
def test_what_is_told_later_changes_nothing_about_the_days_before(log, ahead):
    day = FRIDAY + ahead * DAY
    assert standing(log, day) == standing([line for line in log if line.told_on <= day], day)


# --- the notice --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_on", "last_to_pay", "first"),
    [
        (FRIDAY, date(2026, 12, 7), date(2026, 12, 8)),  # received on the 21st, two weeks end on a Saturday
        (date(2026, 11, 26), date(2026, 12, 11), date(2026, 12, 12)),
        (date(2026, 12, 10), date(2026, 12, 28), date(2026, 12, 29)),  # two weeks end at Christmas, on a Friday
    ],
)
def test_two_whole_weeks_lie_between_the_notice_and_the_step_and_the_last_is_a_day_on_which_one_can_pay(told_on, last_to_pay, first):
    rule = RULES.on(NO_SMS, told_on)
    assert pay_by(rule, told_on, CHRISTMAS) == last_to_pay
    assert earliest(rule, told_on, holidays=CHRISTMAS) == first


def test_a_warning_holds_at_once():
    assert earliest(RULES.on(WARNED, FRIDAY), FRIDAY) == FRIDAY


def test_calls_are_taken_a_week_after_the_sms_at_the_earliest():
    rule = replace(RULES.on(VOICEMAIL_ONLY, FRIDAY), notice_days=1)
    assert earliest(rule, FRIDAY, since=FRIDAY) == date(2026, 11, 27)
    assert earliest(rule, FRIDAY, since=date(2026, 11, 1)) == date(2026, 11, 24)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from([NO_SMS, VOICEMAIL_ONLY, STOPPED]))
def test_a_notice_is_never_shorter_than_the_law(told_on, step):
    assert earliest(RULES.on(step, told_on), told_on, holidays=CHRISTMAS) > told_on + timedelta(days=14)


# --- what may be announced ---------------------------------------------------------------------------------------------


def test_who_owes_enough_for_long_enough_may_be_told_the_next_step():
    assert may_announce(facts(), RULES, FRIDAY) == Allowed(reason=StepAllowed.IN_DEFAULT)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_served": False}, StepRefused.NOT_SERVED),
        ({"standing": replace(WARNED_NOW, announced=told(NO_SMS, FRIDAY, date(2026, 12, 8)))}, StepRefused.ANNOUNCED_ALREADY),
        ({"wanted": VOICEMAIL_ONLY}, StepRefused.NOT_NEXT),
        ({"wanted": WARNED}, StepRefused.NOT_NEXT),
        ({"wanted": FULL}, StepRefused.NOT_NEXT),
        ({"standing": Standing()}, StepRefused.NOT_NEXT),
        ({"arrears": Arrears()}, StepRefused.NOTHING_IN_DEFAULT),
        ({"arrears": replace(OWES, disputed=14_001)}, StepRefused.DISPUTED),
        ({"arrears": replace(OWES, cents=9_999)}, StepRefused.TOO_LITTLE),
        ({"arrears": replace(OWES, invoices=1)}, StepRefused.NOT_REPEATED),
        ({"arrears": replace(OWES, since=date(2026, 11, 7))}, StepRefused.TOO_YOUNG),
        ({"arrears": replace(OWES, since=None)}, StepRefused.TOO_YOUNG),
        ({"has_address": False}, StepRefused.NO_ADDRESS),
        ({"is_delicate": True}, StepRefused.NEEDS_PERSON),
    ],
)
def test_each_condition_stops_a_step_by_itself(changes, reason):
    assert may_announce(facts(**changes), RULES, FRIDAY) == Refused(reason=reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"arrears": replace(OWES, disputed=14_000)},
        {"arrears": replace(OWES, cents=10_000)},
        {"arrears": replace(OWES, since=date(2026, 11, 6))},
        {"is_delicate": True, "decided": True},
        {"is_consumer": True},
        {
            "wanted": WARNED,
            "standing": Standing(),
            "arrears": Arrears(cents=1_000, invoices=1, since=date(2026, 11, 10)),
            "is_delicate": True,
        },
    ],
)
def test_what_just_suffices_is_allowed(changes):
    assert may_announce(facts(**changes), RULES, FRIDAY) == Allowed(reason=StepAllowed.IN_DEFAULT)


def test_a_consumer_is_never_stopped():
    at_voicemail = facts(wanted=STOPPED, standing=Standing(step=VOICEMAIL_ONLY, since=date(2026, 11, 1)))
    assert may_announce(at_voicemail, RULES, FRIDAY) == Allowed(reason=StepAllowed.IN_DEFAULT)
    assert may_announce(replace(at_voicemail, is_consumer=True), RULES, FRIDAY) == Refused(reason=StepRefused.NOT_FOR_CONSUMERS)


ARREARS = st.builds(
    Arrears,
    cents=st.integers(0, 30_000),
    disputed=st.integers(0, 30_000),
    invoices=st.integers(0, 4),
    since=st.one_of(st.none(), st.dates(date(2026, 9, 1), FRIDAY)),
)
ANY = st.builds(
    Facts,
    wanted=st.sampled_from(Step),
    standing=st.builds(Standing, step=st.sampled_from(Step), since=st.just(date(2026, 11, 2))),
    arrears=ARREARS,
    is_consumer=st.booleans(),
    is_served=st.booleans(),
    has_address=st.booleans(),
    is_delicate=st.booleans(),
    decided=st.booleans(),
)


@given(ANY)
def test_whatever_is_withheld_is_owed_undisputed_repeatedly_and_decided_by_a_person_where_lives_or_secrets_are_at_stake(some):
    answer = may_announce(some, RULES, FRIDAY)
    if isinstance(answer, Allowed):
        assert some.wanted is next_step(some.standing.step)
        assert some.is_served
        assert some.has_address
    if isinstance(answer, Allowed) and some.wanted in REDUCED:
        assert some.arrears.cents - some.arrears.disputed >= 10_000
        assert some.arrears.invoices >= 2
        assert some.decided or not some.is_delicate
        assert not (some.is_consumer and some.wanted is STOPPED)


@given(ANY, st.integers(0, 30_000))
def test_a_dispute_never_makes_a_step_possible(some, more):
    disputing = replace(some, arrears=replace(some.arrears, disputed=some.arrears.disputed + more))
    if isinstance(may_announce(some, RULES, FRIDAY), Refused):
        assert isinstance(may_announce(disputing, RULES, FRIDAY), Refused)


# --- what may hold, and for how long -----------------------------------------------------------------------------------

ANNOUNCED = replace(WARNED_NOW, announced=told(NO_SMS, FRIDAY, date(2026, 12, 8)))


def test_a_step_may_hold_when_its_notice_is_over():
    assert may_step(facts(standing=ANNOUNCED), RULES, date(2026, 12, 8)) == Allowed(reason=StepAllowed.NOTICE_OVER)


def test_the_rule_of_the_day_on_which_it_was_told_decides_whether_a_step_may_hold():
    later = TEXT + NO_SMS_ENTRY.replace("2021-12-01", "2026-12-01").replace("10000", "30000")
    assert may_step(facts(standing=ANNOUNCED), read_rules(later), date(2026, 12, 8)) == Allowed(reason=StepAllowed.NOTICE_OVER)


@pytest.mark.parametrize(
    ("changes", "day", "reason"),
    [
        ({}, date(2026, 12, 7), StepRefused.TOO_SOON),
        ({"standing": replace(WARNED_NOW, announced=told(NO_SMS, FRIDAY, date(2026, 12, 1)))}, date(2026, 12, 1), StepRefused.TOO_SOON),
        ({"standing": WARNED_NOW}, date(2026, 12, 8), StepRefused.NOT_TOLD),
        ({"wanted": VOICEMAIL_ONLY}, date(2026, 12, 8), StepRefused.NOT_TOLD),
        ({"was_reached": False}, date(2026, 12, 8), StepRefused.NOT_TOLD),
        ({"arrears": Arrears()}, date(2026, 12, 8), StepRefused.NOTHING_IN_DEFAULT),
        ({"arrears": replace(OWES, disputed=20_000)}, date(2026, 12, 8), StepRefused.DISPUTED),
        ({"arrears": replace(OWES, invoices=1)}, date(2026, 12, 8), StepRefused.NOT_REPEATED),
    ],
)
def test_a_step_that_was_not_told_in_time_or_has_lost_its_reason_may_not_hold(changes, day, reason):
    assert may_step(facts(**{"standing": ANNOUNCED} | changes), RULES, day) == Refused(reason=reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"arrears": Arrears()}, LineReason.PAID),
        ({"arrears": replace(OWES, cents=9_999)}, LineReason.PAID),
        ({"arrears": replace(OWES, disputed=20_000)}, LineReason.DISPUTED),
        ({"was_reached": False}, LineReason.NOT_TOLD),
        ({}, None),
        ({"arrears": replace(OWES, cents=10_000)}, None),
    ],
)
def test_what_holds_and_what_is_announced_is_given_back_as_soon_as_its_reason_is_gone(changes, reason):
    day = date(2026, 12, 9)
    assert over_because(facts(standing=Standing(step=NO_SMS, since=date(2026, 12, 8)), **changes), RULES, day) is reason
    assert over_because(facts(standing=ANNOUNCED, **changes), RULES, FRIDAY) is reason


def test_what_was_announced_must_fulfil_everything_on_its_day_and_what_holds_needs_its_amount_only():
    one_invoice = replace(OWES, invoices=1)
    assert over_because(facts(standing=ANNOUNCED, arrears=one_invoice), RULES, FRIDAY) is LineReason.PAID
    assert over_because(facts(standing=Standing(step=NO_SMS), arrears=one_invoice), RULES, date(2026, 12, 9)) is None


def test_what_could_never_hold_was_a_mistake():
    at_voicemail = Standing(step=VOICEMAIL_ONLY, since=date(2026, 11, 1), announced=told(STOPPED, FRIDAY, date(2026, 12, 8)))
    assert over_because(facts(standing=at_voicemail, is_consumer=True), RULES, FRIDAY) is LineReason.MISTAKE


def test_who_has_the_full_service_is_given_nothing_back():
    assert over_because(facts(standing=Standing(), arrears=Arrears(), was_reached=False), RULES, FRIDAY) is None


def test_a_person_says_why_and_never_that_nobody_was_told():
    assert set(LineReason) - set(BY_HAND) == {LineReason.ARREARS, LineReason.NOT_TOLD}


@given(ARREARS, st.sampled_from([NO_SMS, VOICEMAIL_ONLY, STOPPED]))
def test_nothing_is_withheld_from_somebody_who_owes_less_than_a_hundred_euros_undisputed(arrears, step):
    over = over_because(Facts(wanted=step, standing=Standing(step=step), arrears=arrears), RULES, FRIDAY)
    assert (over is None) is (arrears.cents - arrears.disputed >= 10_000)


# --- the policy file ---------------------------------------------------------------------------------------------------


def test_the_numbers_of_the_law_stand_in_the_policy():
    rules = {step: RULES.on(step, FRIDAY) for step in REDUCED}
    assert {(rule.least_cents, rule.least_invoices, rule.notice_days) for rule in rules.values()} == {(10_000, 2, 14)}
    assert all("TKG §61(4)" in rule.law and rule.lawyer for rule in rules.values())
    assert [step for step in Step if step is not FULL and not RULES.on(step, FRIDAY).consumers] == [STOPPED]


def test_before_the_first_entry_there_is_no_rule():
    with pytest.raises(NoRule, match="says nothing about no_sms on 2021-11-30"):
        RULES.on(NO_SMS, date(2021, 11, 30))


def test_a_later_entry_holds_from_its_day_only():
    later = TEXT + NO_SMS_ENTRY.replace("2021-12-01", "2027-01-01").replace("10000", "15000")
    rules = read_rules(later)
    assert rules.on(NO_SMS, date(2026, 12, 31)).least_cents == 10_000
    assert rules.on(NO_SMS, date(2027, 1, 1)).least_cents == 15_000


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ('law = "BGB §241(2)"', 'law = " "', "warned: law must be the law that it follows, in words"),
        ("least_cents = 1000\n", "", "warned: least_cents must be a whole number, 0 or more"),
        ("least_cents = 1000\n", "least_cents = -1\n", "warned: least_cents must be a whole number, 0 or more"),
        ("least_cents = 1000\n", "least_cents = 10.0\n", "warned: least_cents must be a whole number, 0 or more"),
        ("least_cents = 1000\n", "least_cents = true\n", "warned: least_cents must be a whole number, 0 or more"),
        ("valid_from = 2021-12-01", 'valid_from = "2021"', "warned: valid_from must be a day like 2021-12-01"),
        ("consumers = true", "consumers = 1", "warned: consumers must be true or false"),
        ("consumers = true", "consumers = true\ncolour = 1", "warned: colour is not known; known are valid_from, law"),
        ('key = "warned"', 'key = "full"', "'full' is no step; the steps are warned, no_sms, voicemail_only, stopped"),
        ('key = "warned"', 'key = "no_sms"', "no_sms: two entries hold from 2021-12-01; each needs a day of its own"),
    ],
)
def test_an_entry_that_is_wrong_does_not_load_and_says_where_and_what_would_be_right(line, instead, says):
    with pytest.raises(ValueError, match="^" + says.replace("(", r"\(").replace(".", r"\.")):
        read_rules(TEXT.replace(line, instead, 1))


def test_a_step_without_an_entry_does_not_load():
    with pytest.raises(ValueError, match="stopped: no entry; every step needs one"):
        read_rules(TEXT.split('[[step]]\nkey = "stopped"')[0])

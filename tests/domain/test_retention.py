"""How long data are kept: the worked dates of the law, what holds, and that both faces of a rule say the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

import vorzimmer
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.retention import (
    Cap,
    Due,
    Facts,
    Held,
    Hold,
    Kept,
    Manner,
    Period,
    Start,
    bound,
    decide,
    erase_at,
    last_day,
    months_bound,
    version_for,
    versions_of,
    windows,
)
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY, digest, read_rules

TEXT = (Path(vorzimmer.__file__).parent / "policy" / "retention.toml").read_text("utf-8")
RULES = read_rules(TEXT)
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = some.dates(date(1991, 1, 1), date(2100, 12, 31))
MOMENTS = some.datetimes(datetime(1991, 1, 1), datetime(2100, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001  (hypothesis wants them bare)
BY_DAY = [rule for rule in RULES if not rule.counts_moments]
BY_MOMENT = [rule for rule in RULES if rule.counts_moments]


def rule_of(rule):
    (version,) = versions_of(RULES, rule)
    return version


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ends(rule, start):
    return erase_at(rule_of(rule), start)


# --- S18 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "goes"),
    [
        ("2026-10-24T12:00:00+02:00", "2026-10-27T11:00:00+01:00"),
        ("2027-03-27T12:00:00+01:00", "2027-03-30T13:00:00+02:00"),
        ("2026-11-22T09:30:00+01:00", "2026-11-25T09:30:00+01:00"),
    ],
)
def test_an_address_goes_after_72_hours_that_have_really_passed(received, goes):
    assert ends(Rule.ADDRESS, datetime.fromisoformat(received)) == datetime.fromisoformat(goes)


def test_an_address_is_there_a_second_before_72_hours_and_gone_at_them():
    facts = Facts(start=utc("2026-10-24T10:00:00"))
    assert decide(RULES, Rule.ADDRESS, facts, utc("2026-10-27T09:59:59")) == Kept(rule=Rule.ADDRESS, until=utc("2026-10-27T10:00:00"))
    assert decide(RULES, Rule.ADDRESS, facts, utc("2026-10-27T10:00:00")) == Due(rule=Rule.ADDRESS, since=utc("2026-10-27T10:00:00"))


# --- S31, S32 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_contract_day", "goes", "days"),
    [
        (date(2026, 11, 22), "2027-12-31T23:00:00", 404),
        (date(2026, 12, 31), "2027-12-31T23:00:00", 365),
        (date(2027, 1, 1), "2028-12-31T23:00:00", 730),
        (date(2027, 6, 30), "2028-12-31T23:00:00", 550),
        (date(2028, 2, 29), "2029-12-31T23:00:00", 671),
        (date(2028, 12, 31), "2029-12-31T23:00:00", 365),
    ],
)
def test_master_data_go_with_the_end_of_the_calendar_year_after_the_contract(last_contract_day, goes, days):
    assert ends(Rule.BST, last_contract_day) == utc(goes)
    assert (last_day(rule_of(Rule.BST), last_contract_day) - last_contract_day).days == days


def test_an_end_half_an_hour_after_midnight_in_berlin_is_of_the_next_year():
    assert ends(Rule.BST, utc("2026-12-31T23:30:00")) == utc("2028-12-31T23:00:00")


@pytest.mark.parametrize(
    ("last_contract_day", "goes"),
    [
        (date(2026, 12, 31), "2026-12-31T23:00:00"),
        (date(2026, 10, 25), "2026-10-25T23:00:00"),
        (date(2027, 3, 28), "2027-03-28T22:00:00"),
        (date(2028, 2, 29), "2028-02-29T23:00:00"),
    ],
)
def test_handling_data_go_when_the_last_day_of_the_contract_is_over(last_contract_day, goes):
    assert ends(Rule.BEA, last_contract_day) == utc(goes)


# --- S33 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "last", "goes"),
    [
        (date(2026, 8, 1), date(2027, 2, 1), "2027-02-01T23:00:00"),
        (date(2026, 8, 28), date(2027, 2, 28), "2027-02-28T23:00:00"),
        (date(2026, 8, 29), date(2027, 2, 28), "2027-02-28T23:00:00"),
        (date(2026, 8, 30), date(2027, 2, 28), "2027-02-28T23:00:00"),
        (date(2026, 8, 31), date(2027, 2, 28), "2027-02-28T23:00:00"),
        (date(2027, 8, 31), date(2028, 2, 29), "2028-02-29T23:00:00"),
        (date(2027, 2, 28), date(2027, 8, 28), "2027-08-28T22:00:00"),
        (date(2028, 2, 29), date(2028, 8, 29), "2028-08-29T22:00:00"),
        (date(2026, 9, 30), date(2027, 3, 30), "2027-03-30T22:00:00"),
        (date(2026, 12, 31), date(2027, 6, 30), "2027-06-30T22:00:00"),
        (date(2027, 1, 1), date(2027, 7, 1), "2027-07-01T22:00:00"),
        (date(2026, 4, 25), date(2026, 10, 25), "2026-10-25T23:00:00"),
        (utc("2026-08-31T22:30:00"), date(2027, 3, 1), "2027-03-01T23:00:00"),
    ],
)
def test_billing_data_go_six_months_after_the_invoice_was_sent(sent, last, goes):
    assert ends(Rule.ABR, sent) == utc(goes)
    assert ends(Rule.ABR, sent) == datetime.combine(last + timedelta(days=1), time(), BERLIN)


def test_an_unpaid_invoice_holds_until_it_is_paid_and_no_new_six_months_begin():
    facts = Facts(start=date(2027, 1, 15), held=[Held(because="unpaid", until=date(2027, 9, 20))])
    before, after = utc("2027-09-20T21:59:59"), utc("2027-09-20T22:00:00")
    assert decide(RULES, Rule.ABR, facts, before) == Kept(rule=Rule.ABR, until=after, because=(Hold.UNPAID,))
    assert decide(RULES, Rule.ABR, facts, after) == Due(rule=Rule.ABR, since=after)


def test_without_a_hold_the_same_data_go_after_six_months():
    facts = Facts(start=date(2027, 1, 15))
    assert decide(RULES, Rule.ABR, facts, utc("2027-07-15T22:00:00")) == Due(rule=Rule.ABR, since=utc("2027-07-15T22:00:00"))


def test_a_hold_that_lasts_has_no_end_yet():
    facts = Facts(start=date(2027, 1, 15), held=[Held(because="objection", until=None), Held(because="unpaid", until=date(2027, 9, 20))])
    kept = decide(RULES, Rule.ABR, facts, utc("2040-01-01T00:00:00"))
    assert kept == Kept(rule=Rule.ABR, until=None, because=(Hold.UNPAID, Hold.OBJECTION))


def test_a_hold_that_ends_before_the_six_months_changes_nothing():
    facts = Facts(start=date(2027, 1, 15), held=[Held(because="unpaid", until=date(2027, 7, 15))])
    assert decide(RULES, Rule.ABR, facts, utc("2027-07-01T00:00:00")) == Kept(rule=Rule.ABR, until=utc("2027-07-15T22:00:00"))


@pytest.mark.parametrize(("rule", "because"), [(Rule.ABR, "lawsuit"), (Rule.ABR, "tax_assessment"), (Rule.BST, "unpaid")])
def test_a_reason_that_the_rule_does_not_name_holds_nothing(rule, because):
    facts = Facts(start=date(2027, 1, 15), held=[Held(because=because, until=None)])
    assert isinstance(decide(RULES, rule, facts, utc("2040-01-01T00:00:00")), Due)


def test_what_was_never_billed_counts_from_its_fallback():
    facts = Facts(start=None, fallback=date(2026, 8, 31))
    assert decide(RULES, Rule.ABR, facts, utc("2027-02-28T23:00:00")) == Due(rule=Rule.ABR, since=utc("2027-02-28T23:00:00"))


def test_what_has_no_start_at_all_is_kept_without_a_date():
    assert decide(RULES, Rule.BST, Facts(start=None), utc("2040-01-01T00:00:00")) == Kept(rule=Rule.BST, until=None)


# --- S34: two copies, each with its rule; what is in both lives as long as the longer one -----------------------------------------


@pytest.mark.parametrize(
    ("sent", "contract_end", "last"),
    [
        (date(2026, 9, 5), None, None),
        (date(2026, 9, 5), date(2028, 5, 31), date(2028, 5, 31)),
        (date(2026, 9, 5), date(2026, 12, 31), date(2027, 3, 5)),
        (date(2026, 12, 3), date(2026, 12, 31), date(2027, 6, 3)),
    ],
)
def test_what_is_in_both_copies_lives_as_long_as_the_longer_rule(sent, contract_end, last):
    def is_somewhere(at):
        copies = [(Rule.ABR, Facts(start=sent)), (Rule.BEA, Facts(start=contract_end))]
        return any(isinstance(decide(RULES, rule, facts, at), Kept) for rule, facts in copies)

    if last is None:
        assert is_somewhere(utc("2060-01-01T00:00:00"))
        return
    over = datetime.combine(last + timedelta(days=1), time(), BERLIN)
    assert is_somewhere(over.astimezone(UTC) - timedelta(seconds=1))
    assert not is_somewhere(over)


# --- 2.3 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "written", "goes"),
    [
        (Rule.TAX8, date(2026, 11, 30), date(2035, 1, 1)),
        (Rule.TAX8, date(2026, 12, 31), date(2035, 1, 1)),
        (Rule.TAX8, date(2027, 1, 1), date(2036, 1, 1)),
        (Rule.TAX10, date(2027, 5, 31), date(2038, 1, 1)),
        (Rule.TAX6, date(2026, 6, 1), date(2033, 1, 1)),
        (Rule.TAX8, date(2016, 3, 1), date(2025, 1, 1)),
        (Rule.TAX8, date(2017, 3, 1), date(2026, 1, 1)),
        (Rule.TAX8, date(2018, 3, 1), date(2027, 1, 1)),
    ],
)
def test_documents_go_at_the_new_year_after_their_years(rule, written, goes):
    assert ends(rule, written) == datetime.combine(goes, time(), BERLIN)


def test_a_mandate_goes_fourteen_months_after_the_last_collection():
    assert last_day(rule_of(Rule.MANDATE), date(2027, 1, 15)) == date(2028, 3, 15)


# --- the cap of the customer ---------------------------------------------------------------------------------------------------


def test_a_cap_shortens_the_time_of_a_call_while_the_contract_runs():
    facts = Facts(start=None, cap=Cap(begins_on=date(2026, 8, 31), months=6))
    assert decide(RULES, Rule.BEA, facts, utc("2027-02-28T22:59:59")) == Kept(rule=Rule.BEA, until=utc("2027-02-28T23:00:00"))
    assert decide(RULES, Rule.BEA, facts, utc("2027-02-28T23:00:00")) == Due(rule=Rule.BEA, since=utc("2027-02-28T23:00:00"))


def test_a_cap_never_lengthens():
    facts = Facts(start=date(2026, 12, 31), cap=Cap(begins_on=date(2026, 12, 1), months=12))
    assert decide(RULES, Rule.BEA, facts, utc("2026-12-31T23:00:00")) == Due(rule=Rule.BEA, since=utc("2026-12-31T23:00:00"))


# --- both faces say the same ---------------------------------------------------------------------------------------------------


@given(rule=some.sampled_from(BY_DAY), start=DAYS, at=MOMENTS)
def test_the_bound_and_the_decision_agree_on_days(rule, start, at):
    is_due = isinstance(decide(RULES, rule.rule, Facts(start=start), at), Due)
    assert is_due == (start <= bound(rule, at))


@given(rule=some.sampled_from(BY_DAY), at=MOMENTS, near=some.integers(-3, 3))
def test_they_agree_on_the_days_beside_the_bound(rule, at, near):
    start = bound(rule, at) + timedelta(days=near)
    assert isinstance(decide(RULES, rule.rule, Facts(start=start), at), Due) == (near <= 0)


@given(rule=some.sampled_from(BY_MOMENT), start=MOMENTS, at=MOMENTS)
def test_the_bound_and_the_decision_agree_on_moments(rule, start, at):
    assert isinstance(decide(RULES, rule.rule, Facts(start=start), at), Due) == (start <= bound(rule, at))


@given(months=some.integers(0, 60), at=MOMENTS, near=some.integers(-40, 40))
def test_the_bound_of_a_cap_agrees_with_the_decision(months, at, near):
    begins_on = months_bound(months, at) + timedelta(days=near)
    facts = Facts(start=None, cap=Cap(begins_on=begins_on, months=months))
    assert isinstance(decide(RULES, Rule.BEA, facts, at), Due) == (near <= 0)


@pytest.mark.parametrize("months", [0, 1, 6, 14, 60])
def test_the_bound_in_months_is_exact_on_every_day_of_four_years(months):
    for number in range(4 * 365 + 1):
        at = datetime.combine(date(2027, 1, 1) + timedelta(days=number), time(12), UTC)
        latest = months_bound(months, at)
        for near in range(-2, 5):
            facts = Facts(start=None, cap=Cap(begins_on=latest + timedelta(days=near), months=months))
            assert isinstance(decide(RULES, Rule.BEA, facts, at), Due) == (near <= 0), (at, near)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2027, 3, 1), date(2026, 8, 31)),
        (date(2027, 2, 28), date(2026, 8, 27)),
        (date(2028, 2, 29), date(2027, 8, 28)),
        (date(2028, 3, 1), date(2027, 8, 31)),
        (date(2027, 8, 29), date(2027, 2, 28)),
        (date(2027, 7, 1), date(2026, 12, 31)),
    ],
)
def test_the_latest_sending_that_is_due(today, latest):
    assert bound(rule_of(Rule.ABR), datetime.combine(today, time(), BERLIN)) == latest


@given(rule=some.sampled_from(BY_DAY), start=DAYS)
def test_every_end_is_a_midnight_in_berlin_and_not_before_the_day_is_over(rule, start):
    goes = erase_at(rule, start).astimezone(BERLIN)
    assert goes.time() == time()
    assert goes.date() > start


@given(rule=some.sampled_from(BY_DAY), one=DAYS, other=DAYS)
def test_what_starts_later_never_goes_earlier(rule, one, other):
    earlier, later = sorted((one, other))
    assert erase_at(rule, earlier) <= erase_at(rule, later)


@given(rule=some.sampled_from(RULES), start=MOMENTS, one=MOMENTS, other=MOMENTS)
def test_what_is_due_once_stays_due(rule, start, one, other):
    earlier, later = sorted((one, other))
    if isinstance(decide(RULES, rule.rule, Facts(start=start), earlier), Due):
        assert isinstance(decide(RULES, rule.rule, Facts(start=start), later), Due)


# --- versions ------------------------------------------------------------------------------------------------------------------


def longer_later():
    usual = rule_of(Rule.ABR)
    return [usual, replace(usual, length=12, from_on=date(2028, 1, 1)), replace(usual, length=3, from_on=date(2029, 1, 1))]


def test_a_change_counts_for_what_starts_afterwards_and_never_lengthens_older_promises():
    versions = versions_of(longer_later(), Rule.ABR)
    assert version_for(versions, date(2027, 12, 31)).length == 6
    assert version_for(versions, date(2028, 1, 1)).length == 12
    assert version_for(versions, date(2029, 5, 1)).length == 3
    assert version_for(versions, date(1999, 5, 1)).length == 6


@given(start=some.dates(date(2027, 1, 1), date(2030, 6, 1)), today=some.dates(date(2027, 6, 1), date(2031, 6, 1)))
def test_windows_over_all_versions_agree_with_the_decision(start, today):
    rules, at = longer_later(), datetime.combine(today, time(12), UTC)
    found = windows(rules, Rule.ABR, at)
    is_within = any((window.first is None or window.first <= start) and start <= window.last for window in found)
    assert isinstance(decide(rules, Rule.ABR, Facts(start=start), at), Due) == is_within


# --- the policy ----------------------------------------------------------------------------------------------------------------


def test_every_rule_of_the_catalogue_has_its_entry_and_its_law():
    assert {rule.rule for rule in RULES} == set(Rule) - WITHOUT_ENTRY
    assert all(rule.law for rule in RULES)


def test_only_the_rules_that_the_notice_names_accept_holds():
    holds = {rule.rule: set(rule.holds) for rule in RULES if rule.holds}
    assert holds == {
        Rule.ABR: {Hold.UNPAID, Hold.OBJECTION, Hold.INCIDENT, Hold.ABUSE},
        Rule.TAX6: {Hold.TAX_ASSESSMENT},
        Rule.TAX8: {Hold.TAX_ASSESSMENT},
        Rule.TAX10: {Hold.TAX_ASSESSMENT},
        Rule.ADDRESS: {Hold.ABUSE},
        Rule.SECURITY: {Hold.ABUSE},
    }


ENTRY = '[[rule]]\nrule = "R-ABR"\nstart = "invoice_sent"\nperiod = "rolling_months"\nlength = 6\nfrom = 2025-01-01\nlaw = "TDDDG §10"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rule]", "TOML"),
        ("rule = 1", r"\[\[rule\]\]"),
        (ENTRY, "missing"),
        (ENTRY + ENTRY, "twice"),
        (ENTRY.replace("TDDDG §10", " "), "needs its law"),
        (ENTRY.replace("2025-01-01", '"2025"'), "the day from which"),
        (ENTRY.replace("R-ABR", "R-XXX"), "R-XXX"),
        (ENTRY.replace("R-ABR", "with the record"), "no time of its own"),
        (ENTRY.replace("rolling_months", "a_while"), "a_while"),
        (ENTRY.replace("length = 6", "length = -1"), "whole number"),
        (ENTRY.replace("length = 6\n", ""), "a length"),
        (ENTRY.replace("rolling_months", "at_once"), "no length"),
        (ENTRY + 'holds = ["mood"]\n', "mood"),
        (ENTRY + 'holds = "unpaid"\n', "list of holds"),
        (ENTRY + "colour = 3\n", "colour"),
    ],
)
def test_a_wrong_policy_does_not_load_and_says_why(text, says):
    with pytest.raises(PolicyWrong, match=says):
        read_rules(text)


def test_days_and_hours_do_not_mix_in_one_rule():
    with pytest.raises(PolicyWrong, match="counts days in one version"):
        read_rules(TEXT + ENTRY.replace("rolling_months", "elapsed_hours").replace("2025", "2027"))


def test_the_digest_of_a_rule_changes_with_its_length_and_not_with_its_words():
    other_words = [replace(rule, law="other words", note="") for rule in RULES]
    longer = [replace(rule, length=7) if rule.rule is Rule.ABR else rule for rule in RULES]
    assert digest(other_words) == digest(RULES)
    assert digest(longer, Rule.ABR) != digest(RULES, Rule.ABR)
    assert digest(longer, Rule.BST) == digest(RULES, Rule.BST)
    assert digest(longer) != digest(RULES)


def test_a_rule_of_hours_needs_a_moment_and_one_of_days_has_no_hours():
    with pytest.raises(ValueError, match="counts from a moment"):
        erase_at(rule_of(Rule.ADDRESS), date(2026, 1, 1))
    with pytest.raises(ValueError, match="counts from a moment"):
        last_day(rule_of(Rule.ADDRESS), date(2026, 1, 1))
    with pytest.raises(ValueError, match="counts from a moment"):
        windows(RULES, Rule.ADDRESS, utc("2026-01-01T00:00:00"))
    with pytest.raises(KeyError):
        versions_of(RULES, Rule.NO_PERSON)


def test_the_entry_of_billing_data_says_what_the_notice_promises():
    rule = rule_of(Rule.ABR)
    assert (rule.start, rule.fallback, rule.period, rule.length) == (Start.INVOICE_SENT, Start.DONE, Period.ROLLING_MONTHS, 6)
    assert (rule.manner, rule.sentence) == (Manner.DELETE, "S33")

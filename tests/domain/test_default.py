"""Since when a customer is in default: each rule with its reason, and what no order of facts can change."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.claim_numbers import UNITS, NoNumberYet, Number, read_numbers
from vorzimmer.domain.default import (
    Because,
    Collection,
    Facts,
    Ground,
    GroundCode,
    InDefault,
    NotYet,
    Proof,
    Receipt,
    Reminder,
    WaitsFor,
    default_of,
    grounds_of,
    received_on,
)
from vorzimmer.domain.policy import PolicyWrong, Unit

POLICY = (Path(vorzimmer.__file__).parent / "policy" / "claims.toml").read_text("utf-8")
NUMBERS = read_numbers(POLICY)
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag", date(2026, 12, 26): "Zweiter Weihnachtstag", date(2027, 1, 1): "Neujahr"}
FIRM = Facts(due_on=date(2026, 11, 26), is_consumer=False)
CONSUMER = replace(FIRM, is_consumer=True)
LATER = date(2027, 6, 1)
DAY = timedelta(days=1)
G, B = GroundCode, Because


def taken(day):
    return Receipt(proof=Proof.MAIL_SERVER, on=day)


def reminded(sent_on, received=None, **more):
    return Reminder(sent_on=sent_on, receipt=taken(received or sent_on), **more)


def asked(facts, day=LATER):
    return default_of(facts, day, holidays=CHRISTMAS, numbers=NUMBERS)


def ground(facts, code):
    return next(each for each in grounds_of(facts, holidays=CHRISTMAS, numbers=NUMBERS) if each.code is code)


# --- thirty days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "since"),
    [
        (date(2026, 11, 26), date(2026, 12, 29)),  # day 30 is a Saturday and a holiday: Monday the 28th is the last day
        (date(2026, 11, 30), date(2026, 12, 31)),
        (date(2026, 11, 20), date(2026, 12, 29)),  # it was not due before the 26th
        (date(2026, 12, 2), date(2027, 1, 5)),  # day 30 is New Year's Day, a Friday
    ],
)
def test_thirty_days_after_due_and_receipt_the_last_of_them_being_a_working_day(received, since):
    facts = replace(FIRM, invoice=taken(received))
    assert ground(facts, G.TERM_AFTER_RECEIPT) == Ground(code=G.TERM_AFTER_RECEIPT, since=since, because=B.TERM_OVER)
    answer = asked(facts, since - DAY)
    assert (type(answer), answer.because, answer.from_on) == (NotYet, WaitsFor.DAY, since)
    answer = asked(facts, since)
    assert (type(answer), answer.because, answer.since) == (InDefault, G.TERM_AFTER_RECEIPT, since)


def test_a_due_day_on_a_sunday_is_the_monday_after():
    facts = replace(FIRM, due_on=date(2026, 11, 29), invoice=taken(date(2026, 11, 20)))
    assert ground(facts, G.TERM_AFTER_RECEIPT).since == date(2026, 12, 31)
    assert asked(facts, date(2026, 11, 30)).because is WaitsFor.DUE_DAY
    assert asked(facts, date(2026, 12, 1)).because is WaitsFor.DAY


def test_a_consumer_is_in_default_by_thirty_days_only_if_the_invoice_said_so():
    facts = replace(CONSUMER, invoice=taken(date(2026, 11, 26)))
    assert ground(facts, G.TERM_AFTER_RECEIPT).because is B.NOT_TOLD
    assert asked(facts) == NotYet(because=WaitsFor.GROUND, from_on=None, grounds=grounds_of(facts, holidays=CHRISTMAS, numbers=NUMBERS))
    assert asked(replace(facts, has_notice=True)).since == date(2026, 12, 29)
    assert ground(replace(facts, has_notice=True, invoice=Receipt()), G.TERM_AFTER_RECEIPT).because is B.RECEIPT_UNKNOWN


def test_of_a_business_whose_receipt_nobody_knows_thirty_days_run_from_performance():
    facts = replace(FIRM, performed_on=date(2026, 11, 30))
    answer = asked(facts)
    assert (answer.since, answer.because) == (date(2026, 12, 31), G.TERM_AFTER_PERFORMANCE)
    assert asked(replace(facts, performed_on=date(2026, 10, 31))).since == date(2026, 12, 29)
    assert ground(replace(facts, performed_on=None), G.TERM_AFTER_PERFORMANCE).because is B.NOT_PERFORMED
    assert ground(replace(facts, is_consumer=True), G.TERM_AFTER_PERFORMANCE).because is B.CONSUMER
    assert ground(replace(facts, invoice=taken(date(2026, 12, 9))), G.TERM_AFTER_PERFORMANCE).because is B.RECEIPT_KNOWN


@pytest.mark.parametrize(
    ("receipt", "arrived"),
    [
        (Receipt(proof=Proof.MAIL_SERVER, on=date(2026, 11, 2)), date(2026, 11, 2)),
        (Receipt(proof=Proof.PORTAL, on=date(2026, 11, 2)), date(2026, 11, 2)),
        (Receipt(proof=Proof.DELIVERED, on=date(2026, 11, 2)), date(2026, 11, 2)),
        (Receipt(proof=Proof.POSTED, on=date(2026, 11, 2)), date(2026, 11, 6)),
        (Receipt(proof=Proof.POSTED, on=date(2024, 12, 31)), date(2025, 1, 3)),
        (Receipt(proof=Proof.UNKNOWN, on=date(2026, 11, 2)), None),
        (Receipt(proof=Proof.PORTAL), None),
        (Receipt(), None),
    ],
)
def test_a_posted_letter_arrives_four_days_later_since_2025_and_three_before(receipt, arrived):
    assert received_on(receipt, NUMBERS) == arrived


# --- reminders -----------------------------------------------------------------------------------------------------------


def test_a_reminder_puts_in_default_from_the_day_after_its_receipt():
    facts = replace(CONSUMER, reminders=[reminded(date(2026, 12, 7), date(2026, 12, 9))])
    assert asked(facts, date(2026, 12, 9)).from_on == date(2026, 12, 10)
    answer = asked(facts, date(2026, 12, 10))
    assert (answer.since, answer.because) == (date(2026, 12, 10), G.REMINDER)
    posted = replace(CONSUMER, reminders=[Reminder(sent_on=date(2026, 12, 7), receipt=Receipt(proof=Proof.POSTED, on=date(2026, 12, 7)))])
    assert asked(posted).since == date(2026, 12, 12)


def test_a_receipt_that_is_said_to_lie_before_the_sending_counts_from_the_sending():
    assert asked(replace(CONSUMER, reminders=[reminded(date(2026, 12, 7), date(2026, 12, 1))])).since == date(2026, 12, 8)


def test_a_reminder_that_leaves_days_to_pay_counts_when_they_are_over():
    facts = replace(CONSUMER, reminders=[reminded(date(2026, 12, 7), pay_by=date(2026, 12, 26))])
    assert ground(facts, G.REMINDER) == Ground(code=G.REMINDER, since=date(2026, 12, 29), because=B.REMINDED_WITH_TERM)
    late = replace(CONSUMER, reminders=[reminded(date(2026, 12, 7), date(2027, 1, 4), pay_by=date(2026, 12, 21))])
    assert asked(late).since == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("reminder", "because"),
    [
        (Reminder(sent_on=date(2026, 12, 7), receipt=taken(date(2026, 12, 7)), is_undeliverable=True), B.REMINDER_UNDELIVERABLE),
        (Reminder(sent_on=date(2026, 12, 7)), B.REMINDER_RECEIPT_UNKNOWN),
        (reminded(date(2026, 11, 26)), B.REMINDED_TOO_EARLY),
        (reminded(date(2026, 11, 20), date(2026, 12, 1)), B.REMINDED_TOO_EARLY),
    ],
)
def test_a_reminder_that_does_not_count_says_why(reminder, because):
    facts = replace(CONSUMER, reminders=[reminder])
    assert ground(facts, G.REMINDER) == Ground(code=G.REMINDER, since=None, because=because)
    assert asked(facts).because is WaitsFor.GROUND


def test_without_any_reminder_the_rule_says_so_and_the_last_one_explains():
    assert ground(CONSUMER, G.REMINDER).because is B.NO_REMINDER
    bounced = Reminder(sent_on=date(2026, 12, 7), is_undeliverable=True)
    unknown = Reminder(sent_on=date(2026, 12, 14))
    assert ground(replace(CONSUMER, reminders=[unknown, bounced]), G.REMINDER).because is B.REMINDER_RECEIPT_UNKNOWN
    counted = reminded(date(2026, 12, 21))
    assert ground(replace(CONSUMER, reminders=[counted, bounced, unknown]), G.REMINDER).since == date(2026, 12, 22)


def test_a_payment_order_that_was_served_is_a_reminder():
    assert asked(replace(CONSUMER, order_served_on=date(2027, 3, 2))).since == date(2027, 3, 3)
    assert asked(replace(CONSUMER, order_served_on=date(2027, 3, 2))).because is G.ORDER_SERVED
    assert ground(CONSUMER, G.ORDER_SERVED).because is B.NOT_SERVED
    assert ground(replace(CONSUMER, order_served_on=date(2026, 11, 26)), G.ORDER_SERVED).because is B.SERVED_TOO_EARLY


# --- an agreed day -------------------------------------------------------------------------------------------------------


def test_a_day_that_the_contract_fixes_needs_no_reminder():
    facts = replace(CONSUMER, agreed_on=date(2026, 11, 26))
    assert (asked(facts).since, asked(facts).because) == (date(2026, 11, 27), G.AGREED_DAY)
    assert asked(facts, date(2026, 11, 26)).because is WaitsFor.DUE_DAY
    assert asked(replace(facts, agreed_on=date(2026, 12, 5))).since == date(2026, 12, 8)  # a Saturday: until Monday
    assert asked(replace(facts, agreed_on=date(2026, 11, 10))).since == date(2026, 11, 27)


def test_a_day_that_only_the_invoice_names_is_no_agreed_day():
    assert ground(FIRM, G.AGREED_DAY) == Ground(code=G.AGREED_DAY, since=None, because=B.NOTHING_AGREED)


def test_the_earliest_rule_counts_and_all_are_told():
    facts = replace(FIRM, invoice=taken(date(2026, 11, 26)), agreed_on=date(2026, 12, 14), reminders=[reminded(date(2026, 12, 7))])
    assert [(each.code, each.since, each.because) for each in asked(facts).grounds] == [
        (G.REMINDER, date(2026, 12, 8), B.REMINDED),
        (G.ORDER_SERVED, None, B.NOT_SERVED),
        (G.AGREED_DAY, date(2026, 12, 15), B.AGREED),
        (G.TERM_AFTER_RECEIPT, date(2026, 12, 29), B.TERM_OVER),
        (G.TERM_AFTER_PERFORMANCE, None, B.RECEIPT_KNOWN),
    ]
    assert (asked(facts).since, asked(facts).because) == (date(2026, 12, 8), G.REMINDER)


# --- direct debits -------------------------------------------------------------------------------------------------------

PAYS_BY_DEBIT = replace(FIRM, pays_by_debit=True, agreed_on=date(2026, 11, 26), invoice=taken(date(2026, 11, 12)))


def test_nobody_is_in_default_whose_money_nobody_tried_to_fetch():
    answer = asked(PAYS_BY_DEBIT)
    assert (type(answer), answer.because, answer.from_on) == (NotYet, WaitsFor.FIRST_COLLECTION, None)
    assert ground(PAYS_BY_DEBIT, G.AGREED_DAY) == Ground(code=G.AGREED_DAY, since=None, because=B.OURS_TO_FETCH)


def test_nobody_is_in_default_while_a_direct_debit_is_under_way():
    facts = replace(PAYS_BY_DEBIT, collections=[Collection(announced_on=date(2026, 11, 12))])
    assert asked(facts).because is WaitsFor.COLLECTION
    back = replace(PAYS_BY_DEBIT, collections=[Collection(announced_on=date(2026, 11, 12), returned_on=date(2026, 12, 2))])
    assert asked(back, date(2026, 12, 2)).because is WaitsFor.COLLECTION
    assert asked(back, date(2026, 12, 2)).from_on == date(2026, 12, 3)
    assert asked(back).since == date(2026, 12, 3)


def test_a_reminder_before_the_return_does_not_count_and_one_on_that_day_does():
    back = replace(CONSUMER, pays_by_debit=True, collections=[Collection(announced_on=date(2026, 11, 12), returned_on=date(2026, 12, 2))])
    assert ground(replace(back, reminders=[reminded(date(2026, 12, 1))]), G.REMINDER).because is B.OURS_TO_FETCH
    assert asked(replace(back, reminders=[reminded(date(2026, 12, 2))])).since == date(2026, 12, 3)


def test_a_second_try_puts_off_what_has_not_begun_and_nothing_else():
    tries = [
        Collection(announced_on=date(2026, 12, 10), returned_on=date(2026, 12, 22)),
        Collection(announced_on=date(2026, 11, 12), returned_on=date(2026, 12, 2)),
    ]
    facts = replace(CONSUMER, pays_by_debit=True, collections=tries)
    assert asked(replace(facts, agreed_on=date(2026, 11, 26))).since == date(2026, 12, 3)
    assert asked(replace(facts, agreed_on=date(2026, 12, 14))).since == date(2026, 12, 23)
    assert asked(replace(facts, reminders=[reminded(date(2026, 12, 9))])).since == date(2026, 12, 23)
    open_again = replace(facts, agreed_on=date(2026, 11, 26), collections=[*tries, Collection(announced_on=date(2027, 1, 4))])
    assert asked(open_again).since == date(2026, 12, 3)


def test_a_direct_debit_announced_on_the_day_on_which_default_would_begin_comes_before_it():
    facts = replace(CONSUMER, agreed_on=date(2026, 11, 26))
    assert asked(replace(facts, collections=[Collection(announced_on=date(2026, 11, 27))])).because is WaitsFor.COLLECTION
    assert asked(replace(facts, collections=[Collection(announced_on=date(2026, 11, 28))])).since == date(2026, 11, 27)


def test_a_direct_debit_of_somebody_who_pays_otherwise_holds_only_while_it_runs():
    facts = replace(CONSUMER, collections=[Collection(announced_on=date(2026, 12, 1), returned_on=date(2026, 12, 9))])
    assert asked(replace(facts, agreed_on=date(2026, 11, 26))).since == date(2026, 11, 27)
    assert asked(replace(facts, agreed_on=date(2026, 12, 1))).since == date(2026, 12, 10)


# --- laws ----------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 10, 1), date(2027, 3, 31))
RECEIPTS = st.builds(Receipt, proof=st.sampled_from(Proof), on=st.none() | DAYS)
REMINDERS = st.builds(Reminder, sent_on=DAYS, receipt=RECEIPTS, is_undeliverable=st.booleans(), pay_by=st.none() | DAYS)
COLLECTIONS = st.builds(
    lambda first, days: Collection(announced_on=first, returned_on=days and first + days * DAY), DAYS, st.none() | st.integers(1, 40)
)
FACTS = st.builds(
    Facts,
    due_on=DAYS,
    is_consumer=st.booleans(),
    invoice=RECEIPTS,
    has_notice=st.booleans(),
    agreed_on=st.none() | DAYS,
    performed_on=st.none() | DAYS,
    reminders=st.lists(REMINDERS, max_size=4),
    order_served_on=st.none() | DAYS,
    pays_by_debit=st.booleans(),
    collections=st.lists(COLLECTIONS, max_size=3),
)


@given(FACTS)
def test_default_never_begins_before_the_debt_is_due(facts):
    assert all(each.since > facts.due_on for each in grounds_of(facts, holidays=CHRISTMAS, numbers=NUMBERS) if each.since)


@given(FACTS, st.dates(date(2026, 9, 1), date(2027, 8, 1)), st.integers(0, 200))
def test_once_in_default_always_in_default_since_the_same_day(facts, day, later):
    before, after = asked(facts, day), asked(facts, day + later * DAY)
    if isinstance(before, InDefault):
        assert after == before
    elif isinstance(after, InDefault):
        assert after.since == before.from_on > day


@given(FACTS, st.randoms())
def test_the_order_in_which_facts_became_known_does_not_matter(facts, random):
    mixed = replace(
        facts,
        reminders=random.sample(facts.reminders, len(facts.reminders)),
        collections=random.sample(facts.collections, len(facts.collections)),
    )
    assert asked(mixed) == asked(facts)


@given(FACTS, REMINDERS)
def test_one_more_reminder_never_puts_default_off(facts, reminder):
    before, after = asked(facts), asked(replace(facts, reminders=[*facts.reminders, reminder]))
    if isinstance(before, InDefault):
        assert isinstance(after, InDefault)
        assert after.since <= before.since


@given(FACTS)
def test_default_never_begins_while_fetching_is_ours(facts):
    for each in grounds_of(facts, holidays=CHRISTMAS, numbers=NUMBERS):
        if each.since:
            assert facts.collections or not facts.pays_by_debit
            assert not any(run.announced_on <= each.since <= (run.returned_on or date.max) for run in facts.collections)


# --- the numbers ---------------------------------------------------------------------------------------------------------


def test_every_number_has_its_law_and_counts_from_its_day():
    assert NUMBERS.on(Number.TERM_DAYS, date(2026, 11, 26)) == 30
    assert (NUMBERS.on(Number.POSTED_DAYS, date(2024, 12, 31)), NUMBERS.on(Number.POSTED_DAYS, date(2025, 1, 1))) == (3, 4)
    assert NUMBERS.figure(Number.POINTS_BUSINESS, date(2026, 1, 1)).law == "BGB §288(2), EGBGB Art. 229 §34"
    with pytest.raises(NoNumberYet, match="points_business for 2014-07-28"):
        NUMBERS.on(Number.POINTS_BUSINESS, date(2014, 7, 28))


def test_every_number_says_its_unit():
    assert {
        number.value: UNITS[number] for number in (Number.POINTS_CONSUMER, Number.LUMP_SUM_CENTS, Number.TITLE_YEARS, Number.LAPSE_MONTHS)
    } == {
        "points_consumer": Unit.POINTS,
        "lump_sum_cents": Unit.CENTS,
        "title_years": Unit.YEARS,
        "lapse_months": Unit.MONTHS,
    }


@pytest.mark.parametrize("number", Number)
def test_every_number_is_in_the_reference(number):
    page = Path(vorzimmer.__file__).parents[1] / "docs" / "reference" / "claim-numbers.md"
    assert f"`{number}`" in page.read_text("utf-8")


def test_a_number_that_is_missing_is_named():
    others = [entry for entry in POLICY.split("[[figure]]") if '"warning_months"' not in entry]
    with pytest.raises(PolicyWrong, match="entries are missing: warning_months"):
        read_numbers("[[figure]]".join(others))

"""What comes next for a claim and when; what else may happen, and what not and why not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.domain.dunned import BERLIN, CLAIM, DECIDED, DISPUTE, FIRST, FRIENDLY, ONCE, SCHEDULE, SERVED, TWICE, after, happened, reminded
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.dunning import PRESSING, TABLE, Event, Stage, fold
from vorzimmer.domain.dunning_facts import Facts, Reason, Reminder
from vorzimmer.domain.dunning_options import Option
from vorzimmer.domain.dunning_pauses import Pause, PauseKind
from vorzimmer.domain.dunning_steps import next_step

E, S, R, K = Event, Stage, Reason, PauseKind
DAY = timedelta(days=1)
PROMISE = Pause(kind=K.PROMISE, since=date(2026, 12, 12), until=date(2027, 1, 15))


def step_of(facts: Facts, day: date) -> tuple[Event | None, date | None, Reason]:
    found = next_step(facts, day, SCHEDULE, BERLIN)
    return found.step, found.on, found.because


def option(facts: Facts, day: date, event: Event) -> Option:
    return next(option for option in next_step(facts, day, SCHEDULE, BERLIN).options if option.event is event)


# --- the schedule of law.md 4.5, due on 10 December 2026 --------------------------------------------------------------------


def test_the_friendly_reminder_comes_on_monday_because_the_third_day_is_a_sunday():
    assert step_of(CLAIM, date(2026, 12, 1)) == (E.FRIENDLY_SENT, date(2026, 12, 14), R.PLANNED)
    assert step_of(CLAIM, date(2026, 12, 13)) == (E.FRIENDLY_SENT, date(2026, 12, 14), R.PLANNED)
    assert next_step(CLAIM, date(2026, 12, 13), SCHEDULE, BERLIN).is_due(date(2026, 12, 13)) is False
    assert next_step(CLAIM, date(2026, 12, 14), SCHEDULE, BERLIN).is_due(date(2026, 12, 14)) is True


def test_the_first_reminder_comes_a_week_later():
    assert step_of(reminded(CLAIM, FRIENDLY), date(2026, 12, 14)) == (E.FIRST_SENT, date(2026, 12, 21), R.DAYS_BETWEEN)


def test_the_second_reminder_comes_after_four_weeks():
    assert step_of(ONCE, date(2026, 12, 21)) == (E.SECOND_SENT, date(2027, 1, 7), R.PLANNED)


def test_the_decision_comes_after_six_weeks_when_the_days_to_pay_are_over():
    assert step_of(TWICE, date(2027, 1, 7)) == (E.DEFAULT_KNOWN, date(2027, 1, 22), R.DAYS_TO_PAY)


def test_after_the_decision_nothing_comes_by_itself():
    assert step_of(DECIDED, date(2027, 1, 22)) == (None, None, R.DECIDE)
    assert [
        found.event for found in next_step(DECIDED, date(2027, 1, 25), SCHEDULE, BERLIN).options if isinstance(found.answer, Allowed)
    ] == [E.FIRST_SENT, E.SECOND_SENT, E.GIVEN_TO_COLLECTOR, E.ORDER_APPLIED, E.JUDGMENT, E.WRITTEN_OFF]


@pytest.mark.parametrize(
    ("received_on", "second_on", "because"),
    [
        (date(2026, 12, 21), date(2027, 1, 7), R.PLANNED),
        (date(2026, 12, 28), date(2027, 1, 12), R.DAYS_TO_PAY),  # 14 days end on Monday 11 January
        (date(2027, 1, 2), date(2027, 1, 19), R.DAYS_TO_PAY),  # they end on Saturday the 16th, so on Monday the 18th
        (None, date(2027, 1, 8), R.DAYS_TO_PAY),  # taken to be received on 24 December
    ],
)
def test_a_letter_that_was_received_late_pushes_the_next_one(received_on, second_on, because):
    facts = reminded(CLAIM, FRIENDLY, replace(FIRST, received_on=received_on))
    assert step_of(facts, date(2026, 12, 22)) == (E.SECOND_SENT, second_on, because)


def test_the_first_reminder_after_christmas():
    facts = replace(CLAIM, due_on=date(2026, 12, 15), standing=fold(happened((E.FRIENDLY_SENT, date(2026, 12, 18)))))
    assert step_of(facts, date(2026, 12, 18)) == (E.FIRST_SENT, date(2026, 12, 28), R.PLANNED)


def test_who_begins_late_does_not_send_all_letters_at_once():
    late = date(2027, 2, 10)
    assert step_of(CLAIM, late) == (E.FRIENDLY_SENT, late, R.PLANNED)
    letter = Reminder(event=E.FRIENDLY_SENT, sent_on=late, received_on=late)
    assert step_of(reminded(CLAIM, letter), late) == (E.FIRST_SENT, date(2027, 2, 17), R.DAYS_BETWEEN)


def test_the_decision_waits_for_default():
    assert step_of(replace(TWICE, in_default_since=None), date(2027, 3, 1)) == (E.DEFAULT_KNOWN, None, R.NOT_IN_DEFAULT)
    assert step_of(replace(TWICE, in_default_since=date(2027, 2, 3)), date(2027, 1, 25)) == (
        E.DEFAULT_KNOWN,
        date(2027, 2, 3),
        R.IN_DEFAULT,
    )


# --- letters that were lost ---------------------------------------------------------------------------------------------------


def test_a_reminder_that_came_back_is_sent_again_and_the_claim_stays_where_it_is():
    lost = reminded(CLAIM, FRIENDLY, replace(FIRST, received_on=None, is_undeliverable=True))
    assert lost.standing.stage is S.FIRST
    assert step_of(lost, date(2026, 12, 23)) == (E.FIRST_SENT, date(2026, 12, 23), R.LETTER_LOST)
    assert option(lost, date(2026, 12, 23), E.SECOND_SENT) == Option(event=E.SECOND_SENT, answer=Refused(reason=R.FIRST_NOT_RECEIVED))
    again = reminded(lost, Reminder(event=E.FIRST_SENT, sent_on=date(2026, 12, 23), received_on=date(2026, 12, 28)))
    assert step_of(again, date(2026, 12, 28)) == (E.SECOND_SENT, date(2027, 1, 12), R.DAYS_TO_PAY)


def test_after_two_letters_that_came_back_somebody_finds_the_address():
    lost = replace(FIRST, received_on=None, is_undeliverable=True)
    facts = reminded(CLAIM, FRIENDLY, lost, replace(lost, sent_on=date(2026, 12, 23)))
    assert step_of(facts, date(2026, 12, 28)) == (E.FIRST_SENT, None, R.ADDRESS_UNKNOWN)
    assert option(facts, date(2026, 12, 28), E.FIRST_SENT).answer == Allowed(reason=R.LETTER_LOST)


def test_a_friendly_reminder_that_came_back_is_left_behind():
    facts = reminded(CLAIM, replace(FRIENDLY, received_on=None, is_undeliverable=True))
    assert step_of(facts, date(2026, 12, 15)) == (E.FIRST_SENT, date(2026, 12, 21), R.PLANNED)


@pytest.mark.parametrize("event", [E.FIRST_SENT, E.SECOND_SENT])
def test_before_the_decision_both_reminders_have_arrived(event):
    came_back = tuple(
        replace(letter, received_on=None, is_undeliverable=True) if letter.event is event else letter for letter in TWICE.reminders
    )
    assert step_of(replace(TWICE, reminders=came_back), date(2027, 1, 25)) == (event, date(2027, 1, 25), R.LETTER_LOST)


def test_only_letters_are_reminders_and_none_is_received_before_it_is_sent():
    with pytest.raises(ValueError, match="settled is no letter"):
        Reminder(event=E.SETTLED, sent_on=date(2026, 12, 14))
    with pytest.raises(ValueError, match="not received before it is sent"):
        Reminder(event=E.FIRST_SENT, sent_on=date(2026, 12, 14), received_on=date(2026, 12, 13))


# --- pauses ---------------------------------------------------------------------------------------------------------------------


def test_a_promise_pushes_the_letter_behind_its_day():
    facts = replace(CLAIM, pauses=(PROMISE,))
    assert step_of(facts, date(2026, 12, 14)) == (E.FRIENDLY_SENT, date(2027, 1, 18), R.PROMISE)
    sunday = replace(CLAIM, pauses=(replace(PROMISE, until=date(2027, 1, 17)),))
    assert step_of(sunday, date(2026, 12, 14)) == (E.FRIENDLY_SENT, date(2027, 1, 19), R.PROMISE)


def test_a_promise_that_ends_before_the_letter_changes_nothing():
    facts = replace(CLAIM, pauses=(replace(PROMISE, since=date(2026, 12, 1), until=date(2026, 12, 8)),))
    assert step_of(facts, date(2026, 12, 2)) == (E.FRIENDLY_SENT, date(2026, 12, 14), R.PLANNED)


@pytest.mark.parametrize("kind", [K.DISPUTE, K.INSTALMENTS, K.INSOLVENCY, K.BY_HAND, K.COLLECTION_ON_ITS_WAY])
def test_nobody_knows_when_a_pause_without_end_is_over(kind):
    found = next_step(replace(CLAIM, pauses=(replace(DISPUTE, kind=kind),)), date(2026, 12, 14), SCHEDULE, BERLIN)
    assert (found.step, found.on, found.because) == (E.FRIENDLY_SENT, None, R(kind.value))
    assert found.is_due(date(2036, 12, 14)) is False
    assert found.asks_lawyer is (kind is K.INSOLVENCY)


@pytest.mark.parametrize("facts", [CLAIM, ONCE, TWICE, DECIDED, SERVED])
def test_a_dispute_stops_every_step_of_the_agency(facts):
    disputed = replace(facts, pauses=(DISPUTE,))
    found = next_step(disputed, date(2027, 6, 1), SCHEDULE, BERLIN)
    assert not found.is_due(date(2027, 6, 1))
    answers = {found.answer.reason for found in found.options if found.event in PRESSING and found.event in TABLE[facts.standing.stage]}
    assert answers == {R.DISPUTE}


def test_a_pause_at_the_decision_is_named():
    assert step_of(replace(DECIDED, pauses=(DISPUTE,)), date(2027, 2, 1)) == (None, None, R.DISPUTE)


def test_a_pause_is_looked_at():
    facts = replace(CLAIM, pauses=(DISPUTE,))
    assert next_step(facts, date(2027, 1, 10), SCHEDULE, BERLIN).reviews == ()
    assert next_step(facts, date(2027, 1, 11), SCHEDULE, BERLIN).reviews == (DISPUTE,)


# --- money ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gross", "left", "is_written_off", "step"),
    [
        (11_900, 0, False, (E.SETTLED, date(2026, 12, 14), R.ALL_PAID)),
        (11_900, -100, False, (E.SETTLED, date(2026, 12, 14), R.ALL_PAID)),
        (11_900, 1, False, (E.SETTLED, date(2026, 12, 14), R.REST_TOO_SMALL)),
        (11_900, 5, False, (E.SETTLED, date(2026, 12, 14), R.REST_TOO_SMALL)),
        (11_900, 6, False, (E.FRIENDLY_SENT, None, R.SMALL_AMOUNT)),
        (11_900, 499, False, (E.FRIENDLY_SENT, None, R.SMALL_AMOUNT)),
        (11_900, 500, False, (E.FRIENDLY_SENT, date(2026, 12, 14), R.PLANNED)),
        (4, 4, False, (E.FRIENDLY_SENT, None, R.SMALL_AMOUNT)),
        (11_900, 0, True, (E.WRITTEN_OFF, date(2026, 12, 14), R.GIVEN_UP)),
    ],
)
def test_what_is_paid_is_settled_and_what_is_little_is_not_reminded(gross, left, is_written_off, step):
    assert step_of(replace(CLAIM, gross=gross, open=left, is_written_off=is_written_off), date(2026, 12, 14)) == step


def test_a_payment_that_is_returned_opens_the_claim_again_and_leaves_some_days():
    paid = replace(after(ONCE, (E.SETTLED, date(2026, 12, 28))), open=0)
    assert step_of(paid, date(2026, 12, 29)) == (None, None, R.CLOSED)
    returned = replace(paid, open=11_900)
    assert step_of(returned, date(2027, 2, 1)) == (E.REOPENED, date(2027, 2, 1), R.OPEN_AGAIN)
    opened = after(returned, (E.REOPENED, date(2027, 2, 1)))
    assert step_of(opened, date(2027, 2, 1)) == (E.SECOND_SENT, date(2027, 2, 4), R.OPEN_AGAIN)


# --- the court --------------------------------------------------------------------------------------------------------------------


def test_enforcement_is_applied_for_when_the_days_to_object_are_over():
    assert step_of(SERVED, date(2027, 3, 3)) == (E.ENFORCEMENT_APPLIED, date(2027, 3, 17), R.PLANNED)
    assert option(SERVED, date(2027, 3, 16), E.ENFORCEMENT_APPLIED).answer == Refused(reason=R.OBJECTION_POSSIBLE)
    assert option(SERVED, date(2027, 3, 17), E.ENFORCEMENT_APPLIED).answer == Allowed(reason=R.BY_DECISION)


def test_a_payment_order_lapses_after_six_months():
    assert step_of(SERVED, date(2027, 9, 2)) == (E.ENFORCEMENT_APPLIED, date(2027, 9, 2), R.PLANNED)
    assert option(SERVED, date(2027, 9, 2), E.ORDER_LAPSED).answer == Refused(reason=R.NOT_LAPSED)
    assert step_of(SERVED, date(2027, 9, 3)) == (E.ORDER_LAPSED, date(2027, 9, 3), R.LAPSED)
    assert option(SERVED, date(2027, 9, 3), E.ENFORCEMENT_APPLIED).answer == Refused(reason=R.LAPSED)
    assert option(SERVED, date(2027, 9, 3), E.ORDER_LAPSED).answer == Allowed(reason=R.WHEN_IT_HAPPENS)


def test_a_pause_that_would_let_it_lapse_is_told_before():
    assert step_of(replace(SERVED, pauses=(DISPUTE,)), date(2027, 4, 1)) == (E.ORDER_LAPSED, date(2027, 9, 3), R.WILL_LAPSE)
    assert step_of(replace(SERVED, pauses=(DISPUTE,)), date(2027, 9, 2)) == (E.ORDER_LAPSED, date(2027, 9, 3), R.WILL_LAPSE)
    assert step_of(replace(SERVED, pauses=(DISPUTE,)), date(2027, 9, 3)) == (E.ORDER_LAPSED, date(2027, 9, 3), R.LAPSED)


def test_the_court_may_reject_the_application_on_any_day():
    applied = after(SERVED, (E.ENFORCEMENT_APPLIED, date(2027, 3, 17)))
    assert option(applied, date(2027, 3, 30), E.ORDER_LAPSED).answer == Allowed(reason=R.WHEN_IT_HAPPENS)


@pytest.mark.parametrize(
    ("events", "because"),
    [
        ([E.ORDER_OBJECTED], R.OBJECTED),
        ([E.ENFORCEMENT_APPLIED], R.WAITS_FOR_COURT),
        ([E.ENFORCEMENT_APPLIED, E.ENFORCEMENT_ISSUED], R.WAITS_FOR_COURT),
        ([E.ENFORCEMENT_APPLIED, E.ENFORCEMENT_ISSUED, E.ENFORCEMENT_SERVED], R.MAY_ENFORCE),
        ([E.ENFORCEMENT_APPLIED, E.ENFORCEMENT_ISSUED, E.ENFORCEMENT_OBJECTED], R.OBJECTED),
        ([E.ENFORCEMENT_APPLIED, E.ENFORCEMENT_ISSUED, E.ENFORCEMENT_SERVED, E.ENFORCEMENT_STARTED], R.ENFORCING),
        ([E.ORDER_OBJECTED, E.JUDGMENT], R.MAY_ENFORCE),
    ],
)
def test_at_court_nothing_comes_by_itself(events, because):
    facts = after(SERVED, *[(event, date(2027, 3, 20) + place * DAY) for place, event in enumerate(events)])
    assert step_of(facts, date(2027, 4, 1)) == (None, None, because)


def test_what_was_not_served_is_not_enforced():
    issued = after(SERVED, *[(event, date(2027, 3, 20)) for event in (E.ENFORCEMENT_APPLIED, E.ENFORCEMENT_ISSUED)])
    objected = after(issued, (E.ENFORCEMENT_OBJECTED, date(2027, 4, 1)), (E.OBJECTION_WITHDRAWN, date(2027, 4, 20)))
    assert option(objected, date(2027, 5, 3), E.ENFORCEMENT_STARTED).answer == Refused(reason=R.NOT_SERVED)
    served = after(objected, (E.ENFORCEMENT_SERVED, date(2027, 4, 22)))
    assert option(served, date(2027, 5, 3), E.ENFORCEMENT_STARTED).answer == Allowed(reason=R.BY_DECISION)
    # a title needs no default any more
    without_default = replace(served, in_default_since=None)
    assert option(without_default, date(2027, 5, 3), E.ENFORCEMENT_STARTED).answer == Allowed(reason=R.BY_DECISION)


# --- what else may happen ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "day", "event", "answer", "on"),
    [
        (CLAIM, date(2026, 12, 10), E.FRIENDLY_SENT, Refused(reason=R.NOT_DUE), date(2026, 12, 14)),
        (CLAIM, date(2026, 12, 11), E.FRIENDLY_SENT, Refused(reason=R.PLANNED), date(2026, 12, 14)),
        (CLAIM, date(2026, 12, 13), E.FRIENDLY_SENT, Refused(reason=R.NOT_A_WORKING_DAY), date(2026, 12, 14)),
        (CLAIM, date(2026, 12, 14), E.FRIENDLY_SENT, Allowed(reason=R.PLANNED), date(2026, 12, 14)),
        (CLAIM, date(2026, 12, 14), E.FIRST_SENT, Refused(reason=R.PLANNED), date(2026, 12, 21)),
        (CLAIM, date(2026, 12, 14), E.SECOND_SENT, Refused(reason=R.NOT_AT_THIS_STAGE), None),
        (CLAIM, date(2026, 12, 21), E.FIRST_SENT, Allowed(reason=R.PLANNED), date(2026, 12, 21)),
        (CLAIM, date(2026, 12, 14), E.SETTLED, Refused(reason=R.STILL_OPEN), None),
        (CLAIM, date(2026, 12, 14), E.WRITTEN_OFF, Allowed(reason=R.WHEN_IT_HAPPENS), None),
        (replace(CLAIM, open=0), date(2026, 12, 14), E.FRIENDLY_SENT, Refused(reason=R.NOTHING_OPEN), None),
        (replace(CLAIM, open=0), date(2026, 12, 14), E.SETTLED, Allowed(reason=R.WHEN_IT_HAPPENS), None),
        (replace(CLAIM, open=0), date(2026, 12, 14), E.WRITTEN_OFF, Refused(reason=R.NOTHING_OPEN), None),
        (replace(CLAIM, open=499), date(2026, 12, 14), E.FRIENDLY_SENT, Refused(reason=R.SMALL_AMOUNT), None),
        (ONCE, date(2027, 1, 4), E.SECOND_SENT, Refused(reason=R.PLANNED), date(2027, 1, 7)),
        (ONCE, date(2026, 12, 28), E.FIRST_SENT, Refused(reason=R.DAYS_TO_PAY), date(2027, 1, 5)),
        (ONCE, date(2027, 1, 5), E.FIRST_SENT, Allowed(reason=R.AGAIN), date(2027, 1, 5)),
        (CLAIM, date(2027, 1, 11), E.DEFAULT_KNOWN, Refused(reason=R.NOT_IN_DEFAULT), None),
        (TWICE, date(2027, 1, 21), E.DEFAULT_KNOWN, Refused(reason=R.DAYS_TO_PAY), date(2027, 1, 22)),
        (TWICE, date(2027, 1, 22), E.DEFAULT_KNOWN, Allowed(reason=R.IN_DEFAULT), date(2027, 1, 22)),
        (DECIDED, date(2027, 1, 25), E.TAKEN_BACK, Refused(reason=R.NOT_WITH_COLLECTOR), None),
        (DECIDED, date(2027, 1, 25), E.GIVEN_TO_COLLECTOR, Allowed(reason=R.BY_DECISION), None),
        (replace(DECIDED, in_default_since=None), date(2027, 1, 25), E.ORDER_APPLIED, Refused(reason=R.NOT_IN_DEFAULT), None),
    ],
)
def test_what_may_happen_today_and_what_not_and_why(facts, day, event, answer, on):
    assert option(facts, day, event) == Option(event=event, answer=answer, on=on)


def test_a_person_may_decide_early_but_a_consumer_was_reminded_before():
    firm = replace(CLAIM, in_default_since=date(2027, 1, 12))
    assert option(firm, date(2027, 1, 11), E.DEFAULT_KNOWN).answer == Refused(reason=R.NOT_IN_DEFAULT)
    assert option(firm, date(2027, 1, 12), E.DEFAULT_KNOWN).answer == Allowed(reason=R.EARLY)
    assert option(replace(firm, is_consumer=True), date(2027, 1, 12), E.DEFAULT_KNOWN).answer == Refused(reason=R.REMINDER_FIRST)
    consumer = replace(ONCE, is_consumer=True, in_default_since=date(2026, 12, 22))
    assert option(consumer, date(2027, 1, 4), E.DEFAULT_KNOWN).answer == Refused(reason=R.DAYS_TO_PAY)
    assert option(consumer, date(2027, 1, 5), E.DEFAULT_KNOWN).answer == Allowed(reason=R.EARLY)


def test_a_decision_after_one_reminder_is_early_on_every_day():
    once = replace(ONCE, in_default_since=date(2026, 12, 22))
    assert option(once, date(2027, 3, 1), E.DEFAULT_KNOWN).answer == Allowed(reason=R.EARLY)
    assert option(TWICE, date(2027, 3, 1), E.DEFAULT_KNOWN).answer == Allowed(reason=R.IN_DEFAULT)


def test_a_collector_gives_back_what_he_has():
    given_away = after(DECIDED, (E.GIVEN_TO_COLLECTOR, date(2027, 2, 1)))
    assert step_of(given_away, date(2027, 2, 2)) == (None, None, R.WITH_COLLECTOR)
    assert option(given_away, date(2027, 2, 2), E.TAKEN_BACK).answer == Allowed(reason=R.WHEN_IT_HAPPENS)

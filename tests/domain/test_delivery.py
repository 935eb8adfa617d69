"""Messages on their way out: worked examples and laws."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.delivery import (
    MAX_ATTEMPTS,
    OPEN,
    TABLE,
    DeliveryEvent,
    DeliveryState,
    GiveUp,
    NotPossible,
    Reason,
    Sent,
    Standing,
    TryAgain,
    is_forgotten,
    outcome_of_http,
    outcome_of_smtp,
    sms_segments,
    standing_after,
    step,
    wait_after,
    wait_asked_for,
)

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TOMORROW = NOON + timedelta(hours=24)
LATER = TryAgain(reason=Reason.BUSY)


def after(receipt, *, attempts: int, at: datetime = NOON) -> Standing:
    return standing_after(receipt, attempts=attempts, at=at, give_up_at=TOMORROW)


def test_the_table_is_what_the_documentation_says():
    assert {(state.value, event.value): to.value for state, moves in TABLE.items() for event, to in moves.items()} == {
        ("waiting", "claimed"): "leased",
        ("waiting", "cancelled"): "cancelled",
        ("leased", "claimed"): "leased",
        ("leased", "accepted"): "sent",
        ("leased", "deferred"): "waiting",
        ("leased", "given_up"): "dead",
        ("dead", "retried"): "waiting",
        ("dead", "cancelled"): "cancelled",
    }


def test_every_state_is_in_the_table():
    assert set(TABLE) == set(DeliveryState)
    assert {DeliveryState.WAITING, DeliveryState.LEASED} == OPEN


def test_a_message_that_is_being_sent_cannot_be_cancelled():
    with pytest.raises(NotPossible, match="cancelled is not possible while the message is leased"):
        step(DeliveryState.LEASED, DeliveryEvent.CANCELLED)


@given(events=st.lists(st.sampled_from(list(DeliveryEvent)), max_size=20))
def test_no_sequence_of_events_leads_out_of_the_table_and_nothing_leaves_sent_or_cancelled(events):
    state = DeliveryState.WAITING
    for event in events:
        final = state in {DeliveryState.SENT, DeliveryState.CANCELLED}
        try:
            state = step(state, event)
        except NotPossible:
            continue
        assert not final
        assert state in TABLE


def test_retries_come_after_seconds_then_minutes_then_hours():
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, 12)]
    assert waits == [5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 21600, 28800]
    assert sum(waits) < 24 * 3600


@given(first=st.integers(1, 500), second=st.integers(1, 500))
def test_a_later_attempt_never_waits_less(first, second):
    first, second = sorted((first, second))
    assert timedelta(seconds=5) <= wait_after(first) <= wait_after(second) <= timedelta(hours=8)


@given(attempts=st.integers(1, 500), one=st.timedeltas(), other=st.timedeltas())
def test_asking_for_more_time_never_gives_less_and_never_more_than_eight_hours(attempts, one, other):
    one, other = sorted((one, other))
    assert wait_after(attempts) <= wait_after(attempts, asked=one) <= wait_after(attempts, asked=other) <= timedelta(hours=8)


def test_the_wait_that_the_other_side_asks_for_is_kept():
    assert wait_after(1, asked=timedelta(minutes=10)) == timedelta(minutes=10)
    assert wait_after(1, asked=timedelta(seconds=1)) == timedelta(seconds=5)
    assert wait_after(1, asked=timedelta(days=3)) == timedelta(hours=8)


def test_a_message_that_was_taken_over_is_sent():
    assert after(Sent(provider_id="x"), attempts=1) == Standing(state=DeliveryState.SENT)


def test_a_message_that_was_put_off_waits():
    standing = after(LATER, attempts=2)
    assert standing == Standing(state=DeliveryState.WAITING, reason=Reason.BUSY, not_before=NOON + timedelta(seconds=15))


def test_what_is_refused_for_good_is_dead_at_once():
    assert after(GiveUp(reason=Reason.REFUSED), attempts=1) == Standing(state=DeliveryState.DEAD, reason=Reason.REFUSED)


def test_the_twelfth_attempt_is_the_last():
    assert MAX_ATTEMPTS == 12
    assert after(LATER, attempts=11).state is DeliveryState.WAITING
    assert after(LATER, attempts=12) == Standing(state=DeliveryState.DEAD, reason=Reason.BUSY)


def test_no_attempt_is_planned_after_the_day_is_over():
    last = TOMORROW - timedelta(seconds=5)
    assert after(LATER, attempts=1, at=last).not_before == TOMORROW
    assert after(LATER, attempts=1, at=last + timedelta(microseconds=1)).state is DeliveryState.DEAD


def test_a_message_that_could_not_be_tried_for_two_days_is_still_sent():
    assert after(Sent(), attempts=1, at=NOON + timedelta(hours=48)).state is DeliveryState.SENT


@given(wait=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=30)), asked=st.none() | st.timedeltas())
def test_a_message_that_is_always_put_off_is_dead_within_twelve_attempts_and_a_day(wait, asked):
    at, attempts = NOON + wait, 0
    while True:
        attempts += 1
        standing = standing_after(TryAgain(reason=Reason.BUSY, after=asked), attempts=attempts, at=at, give_up_at=TOMORROW)
        if standing.state is DeliveryState.DEAD:
            break
        assert at < standing.not_before <= TOMORROW
        at = standing.not_before
    assert attempts <= 12


@pytest.mark.parametrize(
    ("code", "receipt"),
    [
        (250, Sent()),
        (251, Sent()),
        (421, TryAgain(reason=Reason.BUSY)),
        (450, TryAgain(reason=Reason.BUSY)),
        (451, TryAgain(reason=Reason.BUSY)),
        (452, TryAgain(reason=Reason.MAILBOX_FULL)),
        (454, TryAgain(reason=Reason.BUSY)),
        (535, TryAgain(reason=Reason.SIGN_IN_REFUSED)),
        (550, GiveUp(reason=Reason.RECIPIENT_REFUSED)),
        (552, GiveUp(reason=Reason.MAILBOX_FULL)),
        (554, GiveUp(reason=Reason.REFUSED)),
        (354, TryAgain(reason=Reason.BUSY)),
        (-1, TryAgain(reason=Reason.BUSY)),
    ],
)
def test_the_code_of_a_mail_server_decides(code, receipt):
    assert outcome_of_smtp(code) == receipt


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        (200, Sent()),
        (202, Sent()),
        (301, GiveUp(reason=Reason.UNCLEAR_ANSWER)),
        (400, GiveUp(reason=Reason.REFUSED)),
        (401, GiveUp(reason=Reason.SIGN_IN_REFUSED)),
        (403, GiveUp(reason=Reason.SIGN_IN_REFUSED)),
        (404, GiveUp(reason=Reason.REFUSED)),
        (408, TryAgain(reason=Reason.BUSY, after=MINUTE)),
        (422, GiveUp(reason=Reason.REFUSED)),
        (425, TryAgain(reason=Reason.BUSY, after=MINUTE)),
        (429, TryAgain(reason=Reason.BUSY, after=MINUTE)),
        (500, TryAgain(reason=Reason.BUSY, after=MINUTE)),
        (503, TryAgain(reason=Reason.BUSY, after=MINUTE)),
    ],
)
def test_the_status_of_a_gateway_decides(status, receipt):
    assert outcome_of_http(status, MINUTE) == receipt


@pytest.mark.parametrize(
    ("retry_after", "date", "wait"),
    [
        ("120", "", timedelta(seconds=120)),
        ("0", "", timedelta()),
        ("Fri, 20 Nov 2026 11:01:30 GMT", "Fri, 20 Nov 2026 11:00:00 GMT", timedelta(seconds=90)),
        ("Fri, 20 Nov 2026 10:00:00 GMT", "Fri, 20 Nov 2026 11:00:00 GMT", timedelta()),
        ("Fri, 20 Nov 2026 11:01:30 GMT", "", None),
        ("", "Fri, 20 Nov 2026 11:00:00 GMT", None),
        ("soon", "now", None),
        ("-5", "", None),
        ("²", "", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_moment(retry_after, date, wait):
    assert wait_asked_for(retry_after, date=date) == wait


@given(retry_after=st.text() | st.text("0123456789"), date=st.text())
def test_no_header_breaks_the_reading(retry_after, date):
    wait = wait_asked_for(retry_after, date=date)
    assert wait is None or wait >= timedelta()


def test_content_is_forgotten_seventy_two_elapsed_hours_after_delivery():
    # the night in which summer time ends has 25 hours; elapsed hours do not care
    sent = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    assert not is_forgotten(sent, at=datetime(2026, 10, 27, 9, 59, 59, 999_999, tzinfo=UTC))
    assert is_forgotten(sent, at=datetime(2026, 10, 27, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("Guten Tag", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("Ä" * 160, 1),  # umlauts are in the default alphabet
        ("€" * 80, 1),  # two septets each
        ("€" * 80 + "x", 2),
        ("€" * 152, 2),  # 76 of them in each: the 153rd septet stays empty
        ("€" * 153, 3),
        ("„" + "x" * 69, 1),  # a German quotation mark is not
        ("„" + "x" * 70, 2),
        ("„" + "x" * 133, 2),
        ("„" + "x" * 134, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),  # 33 in each: a pair of surrogates is not cut
        ("😀" * 67, 3),
    ],
)
def test_short_messages_are_counted_as_the_network_counts(text, segments):
    assert sms_segments(text) == segments


@given(text=st.text(max_size=400), more=st.text(max_size=50))
def test_more_text_never_needs_fewer_short_messages(text, more):
    assert 1 <= sms_segments(text) <= sms_segments(text + more)

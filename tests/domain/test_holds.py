"""How long billing data are kept (law.md S33): the vectors of the table, every combination of holds, and laws that always hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.holds import (
    Base,
    Due,
    Facts,
    Hold,
    Kept,
    Settling,
    Stretch,
    base_of,
    read_policy,
    unpaid_stretches,
    unsent_alarm_on,
    usage_until,
)

NUMBERS = read_policy((Path(vorzimmer.__file__).parent / "policy" / "holds.toml").read_text("utf-8"))
SENT, BASE = date(2027, 1, 15), date(2027, 7, 15)
IN_TIME, TOO_LATE = date(2027, 3, 10), date(2027, 7, 16)
LATER = date(2027, 9, 1)
H = Hold


def facts(**more):
    return Facts(sent_on=SENT, performed_until=date(2026, 12, 31), **more)


def kept(until, *because):
    return Kept(until=until, because=because, base=Base(until=BASE, is_sent=True))


def due(since):
    return Due(since=datetime.fromisoformat(since).replace(tzinfo=UTC), base=Base(until=BASE, is_sent=True))


def last_day(given_facts, day=LATER):
    """The last day kept, whether it has come or not."""
    answer = usage_until(given_facts, day, NUMBERS)
    return answer.until if isinstance(answer, Kept) else berlin_date(answer.since) - timedelta(days=1)


def test_every_number_of_the_policy_names_its_law_and_the_sentence_of_the_notice():
    assert sorted(figure.key for figure in NUMBERS) == [
        "billing_months",
        "review_days_abuse",
        "review_days_dispute",
        "review_days_incident",
        "tolerance_cents",
        "unsent_alarm_months",
    ]
    assert {figure.sentence for figure in NUMBERS} == {"S33"}


def test_a_later_number_does_not_lengthen_what_was_sent_before():
    later = replace(next(figure for figure in NUMBERS if figure.key == "billing_months"), value=9, from_on=date(2027, 1, 16))
    assert base_of(SENT, SENT, [*NUMBERS, later]).until == BASE
    assert base_of(date(2027, 1, 16), SENT, [*NUMBERS, later]).until == date(2027, 10, 16)


# --- the six months ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "last", "erase_at"),
    [
        ("2026-08-01", "2027-02-01", "2027-02-01T23:00+00:00"),
        ("2026-08-28", "2027-02-28", "2027-02-28T23:00+00:00"),
        ("2026-08-29", "2027-02-28", "2027-02-28T23:00+00:00"),
        ("2026-08-30", "2027-02-28", "2027-02-28T23:00+00:00"),
        ("2026-08-31", "2027-02-28", "2027-02-28T23:00+00:00"),
        ("2027-08-31", "2028-02-29", "2028-02-29T23:00+00:00"),  # a leap year follows
        ("2027-02-28", "2027-08-28", "2027-08-28T22:00+00:00"),  # not the 31st
        ("2028-02-29", "2028-08-29", "2028-08-29T22:00+00:00"),
        ("2026-09-30", "2027-03-30", "2027-03-30T22:00+00:00"),
        ("2026-12-31", "2027-06-30", "2027-06-30T22:00+00:00"),
        ("2027-01-01", "2027-07-01", "2027-07-01T22:00+00:00"),
        ("2026-04-25", "2026-10-25", "2026-10-25T23:00+00:00"),  # ends on the day on which clocks change
    ],
)
def test_the_vectors_of_the_table(sent, last, erase_at):
    found = Facts(sent_on=date.fromisoformat(sent), performed_until=date(2026, 1, 31))
    on_the_last_day = usage_until(found, date.fromisoformat(last), NUMBERS)
    assert on_the_last_day.until == date.fromisoformat(last)
    assert on_the_last_day.because == ()
    assert on_the_last_day.erase_at == datetime.fromisoformat(erase_at)
    assert on_the_last_day.rule is Rule.ABR
    after = usage_until(found, date.fromisoformat(last) + timedelta(days=1), NUMBERS)
    assert after.since == datetime.fromisoformat(erase_at)
    assert after.rule is Rule.ABR


def test_what_left_half_an_hour_after_midnight_in_berlin_left_on_the_new_day():
    sent = berlin_date(datetime(2026, 8, 31, 22, 30, tzinfo=UTC))
    assert base_of(sent, date(2026, 7, 31), NUMBERS).until == date(2027, 3, 1)


def test_an_invoice_that_was_never_sent_keeps_nothing_for_ever_and_somebody_is_told():
    found = Facts(sent_on=None, performed_until=date(2026, 10, 31))
    assert base_of(None, date(2026, 10, 31), NUMBERS) == Base(until=date(2027, 4, 30), is_sent=False)
    assert isinstance(usage_until(found, date(2027, 4, 30), NUMBERS), Kept)
    assert usage_until(found, date(2027, 5, 1), NUMBERS).since == datetime(2027, 4, 30, 22, tzinfo=UTC)
    assert unsent_alarm_on(date(2026, 10, 31), NUMBERS) == date(2026, 12, 31)


# --- the example of law.md -------------------------------------------------------------------------------------------------


def test_unpaid_after_a_reminder_holds_until_the_day_of_the_payment_is_over():
    unpaid = (Stretch(since=SENT, until=date(2027, 9, 20)),)
    found = facts(unpaid=unpaid, demands=[IN_TIME])
    assert usage_until(found, date(2027, 9, 20), NUMBERS) == kept(date(2027, 9, 20), H.UNPAID)
    assert usage_until(found, date(2027, 9, 21), NUMBERS) == due("2027-09-20T22:00")


def test_the_same_without_a_reminder_holds_nothing():
    found = facts(unpaid=(Stretch(since=SENT, until=date(2027, 9, 20)),))
    assert usage_until(found, date(2027, 7, 15), NUMBERS) == kept(BASE)
    assert usage_until(found, date(2027, 7, 16), NUMBERS) == due("2027-07-15T22:00")


def test_a_reminder_after_the_six_months_holds_nothing():
    assert last_day(facts(unpaid=(Stretch(since=SENT),), demands=[BASE])) is None
    assert last_day(facts(unpaid=(Stretch(since=SENT),), demands=[TOO_LATE])) == BASE


def test_the_last_second_of_the_six_months_counts_and_the_next_does_not():
    last, next_one = datetime(2027, 7, 15, 21, 59, 59, tzinfo=UTC), datetime(2027, 7, 15, 22, 0, tzinfo=UTC)
    for moment, until in ((last, None), (next_one, BASE)):
        on = berlin_date(moment)
        assert last_day(facts(objections=[Stretch(since=on)])) == until
        assert last_day(facts(unpaid=[Stretch(since=SENT)], demands=[on])) == until


def test_an_objection_holds_until_it_is_resolved_and_one_that_comes_later_finds_nothing():
    assert usage_until(facts(objections=[Stretch(since=IN_TIME)]), LATER, NUMBERS) == kept(None, H.OBJECTION)
    resolved = facts(objections=[Stretch(since=IN_TIME, until=date(2027, 8, 10))])
    assert usage_until(resolved, date(2027, 8, 10), NUMBERS) == kept(date(2027, 8, 10), H.OBJECTION)
    assert usage_until(resolved, date(2027, 8, 11), NUMBERS) == due("2027-08-10T22:00")
    assert last_day(facts(objections=[Stretch(since=TOO_LATE)])) == BASE


def test_an_objection_after_the_six_months_holds_nothing_even_if_something_else_still_keeps_the_data():
    unpaid = [Stretch(since=SENT, until=date(2027, 9, 20))]
    found = facts(unpaid=unpaid, demands=[IN_TIME], objections=[Stretch(since=TOO_LATE)])
    assert usage_until(found, LATER, NUMBERS) == kept(date(2027, 9, 20), H.UNPAID)


def test_the_last_of_several_holds_counts():
    found = facts(objections=[Stretch(since=IN_TIME, until=date(2027, 8, 10))], incidents=[Stretch(since=BASE, until=date(2027, 7, 20))])
    assert usage_until(found, date(2027, 7, 20), NUMBERS) == kept(date(2027, 8, 10), H.OBJECTION, H.INCIDENT)
    assert usage_until(found, date(2027, 7, 21), NUMBERS) == kept(date(2027, 8, 10), H.OBJECTION)


def test_what_ends_on_the_last_day_of_the_six_months_lengthens_nothing():
    found = facts(objections=[Stretch(since=IN_TIME, until=BASE)])
    assert usage_until(found, BASE, NUMBERS) == kept(BASE)


def test_what_ends_before_the_six_months_lengthens_nothing():
    before = Stretch(since=SENT, until=date(2027, 5, 1))
    found = facts(unpaid=[before], demands=[IN_TIME], objections=[before], incidents=[before], abuses=[before])
    assert usage_until(found, date(2027, 6, 1), NUMBERS) == kept(BASE)


def test_what_was_due_once_stays_due():
    """Paid in time, and the direct debit came back after the data were gone: the demand of old does not bring them back."""
    returned = facts(unpaid=[Stretch(since=SENT, until=date(2027, 4, 1)), Stretch(since=LATER)], demands=[IN_TIME])
    assert usage_until(returned, date(2027, 9, 2), NUMBERS) == due("2027-07-15T22:00")


def test_a_debit_that_comes_back_while_an_objection_keeps_the_data_holds_them_too():
    found = facts(
        unpaid=[Stretch(since=SENT, until=date(2027, 4, 1)), Stretch(since=date(2027, 8, 5))],
        demands=[IN_TIME],
        objections=[Stretch(since=IN_TIME, until=date(2027, 8, 10))],
    )
    assert usage_until(found, date(2027, 8, 10), NUMBERS) == kept(None, H.UNPAID, H.OBJECTION)
    assert usage_until(found, date(2027, 8, 11), NUMBERS) == kept(None, H.UNPAID)


def test_an_incident_after_the_six_months_finds_only_what_something_else_still_keeps():
    incident = [Stretch(since=date(2027, 8, 1), until=date(2027, 10, 1))]
    assert last_day(facts(incidents=incident)) == BASE
    assert last_day(facts(incidents=incident, objections=[Stretch(since=IN_TIME, until=date(2027, 8, 1))])) == date(2027, 10, 1)
    assert last_day(facts(incidents=incident, objections=[Stretch(since=IN_TIME, until=date(2027, 7, 31))])) == date(2027, 7, 31)


HELD = """
.....
U....
.D...
UD... unpaid
..O.. objection
U.O.. objection
.DO.. objection
UDO.. unpaid objection
...I. incident
U..I. incident
.D.I. incident
UD.I. unpaid incident
..OI. objection incident
U.OI. objection incident
.DOI. objection incident
UDOI. unpaid objection incident
....A abuse
U...A abuse
.D..A abuse
UD..A unpaid abuse
..O.A objection abuse
U.O.A objection abuse
.DO.A objection abuse
UDO.A unpaid objection abuse
...IA incident abuse
U..IA incident abuse
.D.IA incident abuse
UD.IA unpaid incident abuse
..OIA objection incident abuse
U.OIA objection incident abuse
.DOIA objection incident abuse
UDOIA unpaid objection incident abuse
"""
"""What holds after the six months when: U unpaid, D payment demanded in time, O objection in time, I incident, A abuse."""


def test_every_combination_of_holds_is_in_the_table():
    assert len({line.split()[0] for line in HELD.strip().splitlines()}) == 32


@pytest.mark.parametrize("line", HELD.strip().splitlines())
def test_every_combination_of_holds(line):
    given_flags, *holds = line.split()
    lasting = [Stretch(since=IN_TIME)]
    found = facts(
        unpaid=lasting if "U" in given_flags else (),
        demands=[IN_TIME] if "D" in given_flags else (),
        objections=lasting if "O" in given_flags else (),
        incidents=lasting if "I" in given_flags else (),
        abuses=lasting if "A" in given_flags else (),
    )
    if holds:
        assert usage_until(found, LATER, NUMBERS) == kept(None, *[Hold(hold) for hold in holds])
    else:
        assert usage_until(found, LATER, NUMBERS) == due("2027-07-15T22:00")


# --- laws ------------------------------------------------------------------------------------------------------------------

around = st.dates(date(2027, 6, 1), date(2027, 10, 31))
stretches = st.lists(
    st.builds(
        lambda since, length: Stretch(since=since, until=None if length is None else since + timedelta(days=length)),
        around,
        st.none() | st.integers(0, 90),
    ),
    max_size=3,
)
any_facts = st.builds(
    facts, unpaid=stretches, demands=st.lists(around, max_size=2), objections=stretches, incidents=stretches, abuses=stretches
)


def kept_on(found, day):
    """Go day by day: kept is what was kept the day before and is held over midnight by something that began then at the latest."""
    counting = [*found.incidents, *found.abuses, *(each for each in found.objections if each.since <= BASE)]
    if [demand for demand in found.demands if demand <= BASE]:
        counting += found.unpaid
    at, is_kept = BASE, True
    while at < day and is_kept:
        at += timedelta(days=1)
        is_kept = any(each.since < at and (each.until is None or each.until >= at) for each in counting)
    return is_kept


@given(any_facts, around)
def test_the_rule_says_the_same_as_going_day_by_day(found, day):
    assert isinstance(usage_until(found, day, NUMBERS), Kept) is kept_on(found, day)


@given(any_facts, around, around)
def test_what_is_due_stays_due(found, day, other):
    earlier, later = sorted((day, other))
    if isinstance(usage_until(found, earlier, NUMBERS), Due):
        assert usage_until(found, later, NUMBERS) == usage_until(found, earlier, NUMBERS)


@given(any_facts, around)
def test_nothing_is_due_within_the_six_months_and_nothing_is_kept_longer_without_a_reason(found, day):
    answer = usage_until(found, day, NUMBERS)
    if day <= BASE:
        assert isinstance(answer, Kept)
    if isinstance(answer, Kept) and (answer.until is None or answer.until > BASE):
        assert answer.because
    if isinstance(answer, Kept) and answer.until == BASE:
        assert answer.because == ()


@given(any_facts, any_facts, around)
def test_fewer_facts_never_keep_longer(found, other, day):
    """What holds one invoice is no fact of another: taking facts away never lengthens."""
    without = Facts(sent_on=found.sent_on, performed_until=found.performed_until, incidents=found.incidents, objections=found.objections)
    if isinstance(usage_until(without, day, NUMBERS), Kept):
        assert isinstance(usage_until(found, day, NUMBERS), Kept)


@given(st.dates(date(2019, 1, 1), date(2090, 12, 31)))
def test_the_base_never_lies_beyond_the_sixth_calendar_month(sent):
    """Rolling (D-28) is never longer than the end of the sixth month after the month of sending."""
    until = base_of(sent, sent, NUMBERS).until
    assert (until.year * 12 + until.month) - (sent.year * 12 + sent.month) == 6
    assert until.day <= sent.day


# --- what was open when ----------------------------------------------------------------------------------------------------

OWED_SINCE = date(2027, 1, 14)


def paid(cents, since, until=None):
    return Settling(cents=cents, since=since, until=until)


def test_one_cent_is_never_unpaid():
    assert unpaid_stretches(1, OWED_SINCE, [], tolerance=1) == ()
    assert unpaid_stretches(2, OWED_SINCE, [], tolerance=1) == (Stretch(since=OWED_SINCE),)


@pytest.mark.parametrize(
    ("settlings", "unpaid"),
    [
        ([], [Stretch(since=OWED_SINCE)]),
        ([paid(11_900, date(2027, 9, 20))], [Stretch(since=OWED_SINCE, until=date(2027, 9, 20))]),
        ([paid(11_899, date(2027, 9, 20))], [Stretch(since=OWED_SINCE, until=date(2027, 9, 20))]),  # one cent holds nothing
        ([paid(11_898, date(2027, 9, 20))], [Stretch(since=OWED_SINCE)]),  # two do
        (
            [paid(5_000, date(2027, 2, 1)), paid(6_900, date(2027, 3, 1))],
            [Stretch(since=OWED_SINCE, until=date(2027, 3, 1))],
        ),  # a part does not end it
        ([paid(11_900, date(2027, 1, 2))], []),  # from what lay on the account
        (
            [paid(11_900, date(2027, 2, 1), until=date(2027, 2, 20))],
            [Stretch(since=OWED_SINCE, until=date(2027, 2, 1)), Stretch(since=date(2027, 2, 20))],
        ),  # the debit came back
        ([paid(11_900, date(2027, 3, 1), until=date(2027, 2, 1))], [Stretch(since=OWED_SINCE)]),
        (
            [paid(11_900, date(2027, 1, 20)), paid(11_900, date(2027, 3, 1), until=date(2027, 2, 1))],
            [Stretch(since=OWED_SINCE, until=date(2027, 1, 20))],
        ),  # undone before its value date: it never settled anything
        ([paid(11_900, date(2027, 2, 1), until=date(2027, 2, 1))], [Stretch(since=OWED_SINCE)]),
        (
            [paid(11_900, date(2027, 2, 1), until=date(2027, 2, 20)), paid(11_900, date(2027, 2, 20))],
            [Stretch(since=OWED_SINCE, until=date(2027, 2, 1))],
        ),  # another payment took its place
        (
            [paid(20_000, date(2027, 2, 1))],
            [Stretch(since=OWED_SINCE, until=date(2027, 2, 1))],
        ),
    ],
)
def test_an_invoice_is_unpaid_until_its_last_cent_but_one(settlings, unpaid):
    assert list(unpaid_stretches(11_900, OWED_SINCE, settlings, tolerance=1)) == unpaid


@given(
    st.lists(st.builds(Settling, cents=st.integers(1, 9000), since=around, until=st.none() | around), max_size=6),
    around,
)
def test_on_every_day_the_sum_of_what_is_settled_says_whether_it_is_unpaid(settlings, day):
    found = unpaid_stretches(11_900, OWED_SINCE, settlings, tolerance=1)
    settled = sum(each.cents for each in settlings if each.since <= day and (each.until is None or (each.until > day)))
    # on the day of the payment itself it still counts as unpaid, so that day is no witness
    inside = [each for each in found if each.since <= day and (each.until is None or day < each.until)]
    assert bool(inside) is (11_900 - settled > 1)

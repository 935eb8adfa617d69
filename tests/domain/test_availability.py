"""Who can be reached, until when, and who is put through: worked examples and laws."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.availability import (
    Absence,
    AbsenceProblem,
    CallerHint,
    Chosen,
    MayBecause,
    MayNotBecause,
    Standing,
    StandingBecause,
    Status,
    TransferRules,
    Until,
    may_put_through,
    moment_of,
    overlapping,
    problems,
    standing,
)
from vorzimmer.domain.days import BERLIN, Span
from vorzimmer.domain.hours import OpeningHours, Window, opening

KERN, ZAHN = UUID(int=1), UUID(int=2)
THURSDAY_10 = datetime(2026, 11, 26, 10, 0, tzinfo=BERLIN)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFICE = OpeningHours(windows=(Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(8), end=time(17)),))
LEAVE = Absence(id="leave", span=Span.of_days(date(2026, 11, 26), date(2026, 11, 27)), deputy=ZAHN, note="Im Urlaub")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def stands(chosen: Chosen, *absences: Absence, hours: OpeningHours | None = None, at: datetime = THURSDAY_10) -> Standing:
    return standing(chosen, absences, None if hours is None else opening(hours, at), at)


def test_there_are_seven_states():
    assert [status.value for status in Status] == [
        "available", "on_the_phone", "in_meeting", "with_client", "out_of_office", "break", "absent",
    ]  # fmt: skip


def test_what_is_chosen_holds_until_its_end_and_then_he_is_available_again():
    meeting = Chosen(status=Status.IN_MEETING, until=THURSDAY_10 + HOUR)
    assert stands(meeting) == Standing(status=Status.IN_MEETING, until=THURSDAY_10 + HOUR, because=StandingBecause.CHOSEN)
    assert stands(meeting, at=THURSDAY_10 + HOUR) == Standing(status=Status.AVAILABLE, until=None, because=StandingBecause.RETURNED)


def test_a_planned_absence_begins_and_ends_by_itself():
    before = stands(Chosen(), LEAVE, at=berlin("2026-11-25T23:59"))
    assert before == Standing(status=Status.AVAILABLE, until=berlin("2026-11-26T00:00"), because=StandingBecause.CHOSEN)
    assert stands(Chosen(), LEAVE) == Standing(
        status=Status.ABSENT,
        until=berlin("2026-11-28T00:00"),
        because=StandingBecause.ABSENCE_PLANNED,
        deputy=ZAHN,
        note="Im Urlaub",
    )
    assert stands(Chosen(), LEAVE, at=berlin("2026-11-28T00:00")).status is Status.AVAILABLE


def test_absences_that_follow_at_once_are_one_absence():
    week = Absence(id="week", span=Span.of_days(date(2026, 11, 28), date(2026, 12, 6)))
    training = Absence(id="training", span=Span(start=berlin("2026-12-07T00:00"), end=berlin("2026-12-07T12:00")))
    later = Absence(id="later", span=Span.of_days(date(2026, 12, 24), date(2026, 12, 31)))
    assert stands(Chosen(), later, training, LEAVE, week).until == berlin("2026-12-07T12:00")


def test_when_what_was_chosen_is_over_the_planner_says_what_is():
    pause = Chosen(status=Status.BREAK, since=THURSDAY_10 - HOUR, until=THURSDAY_10)
    afternoon = Absence(id="1", span=Span(start=THURSDAY_10, end=THURSDAY_10 + 3 * HOUR))
    assert stands(pause, afternoon).because is StandingBecause.ABSENCE_PLANNED
    assert stands(pause, afternoon, at=THURSDAY_10 - HOUR / 2).until == THURSDAY_10


def test_an_absence_goes_before_what_was_chosen_before_it_began():
    on_the_way = Chosen(status=Status.OUT_OF_OFFICE, since=berlin("2026-11-25T18:00"))
    assert stands(on_the_way, LEAVE).status is Status.ABSENT


def test_who_chooses_again_while_absent_is_believed_for_as_long_as_he_says():
    back = Chosen(status=Status.AVAILABLE, since=THURSDAY_10 - HOUR, until=THURSDAY_10 + HOUR)
    assert stands(back, LEAVE) == Standing(status=Status.AVAILABLE, until=THURSDAY_10 + HOUR, because=StandingBecause.CHOSEN)
    assert stands(back, LEAVE, at=THURSDAY_10 + HOUR).because is StandingBecause.ABSENCE_PLANNED


def test_outside_his_hours_he_is_absent_until_they_begin():
    evening = berlin("2026-11-27T18:00")
    assert stands(Chosen(), hours=OFFICE, at=evening) == Standing(
        status=Status.ABSENT, until=berlin("2026-11-30T08:00"), because=StandingBecause.OUTSIDE_HOURS
    )
    assert stands(Chosen(status=Status.IN_MEETING), hours=OFFICE, at=evening).because is StandingBecause.OUTSIDE_HOURS
    assert stands(Chosen(), hours=OFFICE).until == berlin("2026-11-26T17:00")


def test_who_goes_on_leave_on_sunday_is_not_back_on_monday():
    leave = Absence(id="1", span=Span.of_days(date(2026, 11, 29), date(2026, 12, 4)))
    assert stands(Chosen(), leave, hours=OFFICE, at=berlin("2026-11-27T18:00")).until == berlin("2026-12-05T00:00")


def test_who_stays_longer_and_says_until_when_is_believed():
    overtime = Chosen(status=Status.AVAILABLE, until=berlin("2026-11-26T20:00"))
    assert stands(overtime, hours=OFFICE, at=berlin("2026-11-26T18:00")).status is Status.AVAILABLE
    assert stands(overtime, hours=OFFICE, at=berlin("2026-11-26T16:00")).until == berlin("2026-11-26T20:00")
    assert stands(overtime, hours=OFFICE, at=berlin("2026-11-26T20:00")).because is StandingBecause.OUTSIDE_HOURS


def test_who_is_absent_without_an_end_does_not_come_back_with_the_hours():
    gone = Chosen(status=Status.ABSENT)
    for at in (THURSDAY_10, berlin("2026-11-26T18:00")):
        assert stands(gone, hours=OFFICE, at=at) == Standing(status=Status.ABSENT, until=None, because=StandingBecause.CHOSEN)


def test_of_absences_that_overlap_all_the_same_the_one_that_began_last_counts():
    inner = Absence(id="a", span=Span(start=THURSDAY_10 - HOUR, end=THURSDAY_10 + HOUR), deputy=KERN, note="Beim Zahnarzt")
    assert stands(Chosen(), inner, LEAVE).note == "Beim Zahnarzt"
    assert stands(Chosen(), LEAVE, inner).until == berlin("2026-11-28T00:00")


def test_absences_that_overlap_are_found():
    friday = Absence(id="friday", span=Span.of_days(date(2026, 11, 27), date(2026, 11, 27)))
    saturday = Absence(id="saturday", span=Span.of_days(date(2026, 11, 28), date(2026, 11, 28)))
    assert overlapping([saturday, LEAVE, friday]) == [(1, 2)]


@pytest.mark.parametrize(
    ("absence", "found"),
    [
        (LEAVE, []),
        (Absence(id="1", span=LEAVE.span, deputy=KERN), [AbsenceProblem.OWN_DEPUTY]),
        (Absence(id="1", span=Span(start=THURSDAY_10)), [AbsenceProblem.NO_START_OR_END]),
        (Absence(id="1", span=Span(start=THURSDAY_10 + HOUR, end=THURSDAY_10 + HOUR)), [AbsenceProblem.ENDS_BEFORE_START]),
        (Absence(id="1", span=Span(start=THURSDAY_10 - HOUR, end=THURSDAY_10)), [AbsenceProblem.ENDED_ALREADY]),
    ],
)
def test_what_is_wrong_with_an_absence_is_said_before_it_is_saved(absence, found):
    assert problems(absence, person=KERN, at=THURSDAY_10) == found


def like(status: Status) -> Standing:
    return Standing(status=status, until=None, because=StandingBecause.CHOSEN)


def test_by_default_only_who_is_available_is_put_through_to():
    assert {status for status in Status if isinstance(may_put_through(like(status)), Allowed)} == {Status.AVAILABLE}
    assert may_put_through(like(Status.AVAILABLE)) == Allowed(reason=MayBecause.AVAILABLE)
    assert may_put_through(like(Status.BREAK)) == Refused(reason=MayNotBecause.NOT_IN_THIS_STATUS)


def test_the_customer_may_allow_more_states_but_never_a_second_call():
    rules = TransferRules(allowed_when=frozenset(Status))
    assert {status for status in Status if isinstance(may_put_through(like(status), rules), Refused)} == {Status.ON_THE_PHONE}
    assert may_put_through(like(Status.ON_THE_PHONE), rules) == Refused(reason=MayNotBecause.ON_THE_PHONE)
    assert may_put_through(like(Status.OUT_OF_OFFICE), rules) == Allowed(reason=MayBecause.ALLOWED_IN_THIS_STATUS)


def test_who_wants_no_calls_gets_none_whatever_he_is_doing():
    nothing = TransferRules(allowed_when=frozenset())
    assert {may_put_through(like(status), nothing).reason for status in Status} == {MayNotBecause.WANTS_NO_CALLS}


@pytest.mark.parametrize("status", Status)
def test_a_caller_who_is_always_put_through_is_and_one_who_is_blocked_is_not(status):
    nothing = TransferRules(allowed_when=frozenset())
    always, blocked = CallerHint.ALWAYS_PUT_THROUGH, CallerHint.BLOCKED
    assert may_put_through(like(status), nothing, frozenset({always})) == Allowed(reason=MayBecause.ALWAYS_FOR_THIS_CALLER)
    assert may_put_through(like(status), TransferRules(), frozenset({always, blocked})) == Refused(reason=MayNotBecause.CALLER_BLOCKED)


hours_apart = st.integers(-60, 60).map(lambda number: THURSDAY_10 + number * HOUR)
past = st.integers(-60, 0).map(lambda number: THURSDAY_10 + number * HOUR)
choices = st.builds(
    lambda status, since, until: Chosen(status=status, since=since, until=until),
    st.sampled_from(Status),
    st.none() | past,
    st.none() | hours_apart,
)
plans = st.lists(
    st.builds(
        lambda start, length: Absence(id=f"{start}", span=Span(start=start, end=start + length * HOUR)), hours_apart, st.integers(1, 40)
    ),
    max_size=4,
    unique_by=lambda absence: absence.id,
)


@given(chosen=choices, absences=plans, has_hours=st.booleans(), data=st.data())
def test_until_the_moment_that_is_named_nothing_changes(chosen, absences, has_hours, data):
    hours = OFFICE if has_hours else None
    now = stands(chosen, *data.draw(st.permutations(absences)), hours=hours)
    assert now == stands(chosen, *absences, hours=hours)
    end = now.until or THURSDAY_10 + 5 * DAY
    assert end > THURSDAY_10
    steps = range(int((end - THURSDAY_10) / HOUR))
    assert {stands(chosen, *absences, hours=hours, at=THURSDAY_10 + step * HOUR).status for step in steps} <= {now.status}


@given(chosen=choices, absences=plans, at=st.integers(0, 60))
def test_nobody_is_available_in_an_absence_that_was_planned_after_he_chose(chosen, absences, at):
    moment = THURSDAY_10 + at * HOUR
    holding = [absence for absence in absences if absence.span.holds(moment)]
    if holding and not any(chosen.since is not None and absence.span.holds(chosen.since) for absence in holding):
        assert stands(chosen, *absences, at=moment).because is StandingBecause.ABSENCE_PLANNED


@pytest.mark.parametrize(
    ("until", "at", "ends"),
    [
        (Until.HALF_AN_HOUR, "2026-11-26T10:00", "2026-11-26T10:30"),
        (Until.AN_HOUR, "2026-11-26T23:30", "2026-11-27T00:30"),
        (Until.TODAY, "2026-11-26T23:59", "2026-11-27T00:00"),
        (Until.TOMORROW_MORNING, "2026-11-26T00:00", "2026-11-27T08:00"),
        (Until.TOMORROW_MORNING, "2026-10-24T12:00", "2026-10-25T08:00"),
        (Until.TODAY, "2026-10-25T00:00", "2026-10-26T00:00"),
    ],
)
def test_how_long_a_choice_holds_in_passing(until, at, ends):
    assert moment_of(until, berlin(at)) == berlin(ends)


def test_an_hour_is_an_hour_also_when_the_clock_is_put_back():
    assert moment_of(Until.AN_HOUR, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.sampled_from(Until), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_choice_ends_later_than_it_begins_and_before_the_day_after_tomorrow(until, at):
    ends = moment_of(until, at)
    assert at < ends <= at + timedelta(hours=34)

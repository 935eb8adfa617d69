"""Reasons in words: German and English, with names, days and times as people say them."""

from datetime import UTC, datetime, time
from uuid import UUID

import pytest
from django.utils import translation

from vorzimmer.customers.wording import lost, week, weekdays, why
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.orders import Because, Criterion, Decision, Instruction, InstructionKind, Lost, Order, Other

AT = datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
KERN = UUID(int=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rule(**more):
    return Instruction(id="1", kind=InstructionKind.DO, text="Text", changed_at=AT, **more)


def test_every_reason_is_said_with_its_moment_in_berlin():
    because = (Because.FOR_THIS_PERSON, Because.FOR_THIS_CALL_TYPE, Because.SINCE, Because.UNTIL, Because.TIME_OF_DAY)
    decision = Decision(winner=rule(valid_from=AT, valid_until=AT, set_by="Dr. Zahn"), because=because, others=())
    assert why(decision) == [
        "for this person",
        "for this kind of call",
        "since 24 December 2026, 18:30",
        "only until 24 December 2026, 18:30",
        "at this time of the week",
        "ordered by Dr. Zahn 24 December 2026, 18:30",
    ]


def test_a_moment_is_said_as_the_screen_wants_it():
    order = Order(instruction=rule(valid_until=AT), because=(Because.UNTIL,))
    assert why(order, lambda at: f"{at:%H}") == ["only until 17"]


@pytest.mark.parametrize("reason", [Because.ALWAYS, Because.ON_HOLIDAYS])
def test_no_reason_is_left_without_words(reason):
    assert why(Order(instruction=rule(), because=(reason,))) == [
        {"always": "always", "on_holidays": "because it is a public holiday"}[reason]
    ]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Other(instruction=rule(), lost=Lost.LESS_SPECIFIC, by=Criterion.SCOPE), "less specific: another one is for this person"),
        (Other(instruction=rule(), lost=Lost.LESS_SPECIFIC, by=Criterion.SPAN), "less specific: another one holds for a shorter time"),
        (Other(instruction=rule(person=KERN), lost=Lost.OTHER_PERSON), "only when Frau Kern is asked for"),
        (Other(instruction=rule(call_type=KERN), lost=Lost.OTHER_CALL_TYPE), "only for another kind of call"),
        (Other(instruction=rule(), lost=Lost.EXPIRED, at=AT), "over since 24 December 2026, 18:30"),
        (Other(instruction=rule(), lost=Lost.NOT_YET, at=AT), "not before 24 December 2026, 18:30"),
        (
            Other(instruction=rule(window=Window(weekdays=frozenset({5, 6}))), lost=Lost.OUTSIDE_WINDOW),
            "only at other times: Sat, Sun",
        ),
    ],
)
def test_what_does_not_count_says_why(other, said):
    assert lost(other, people={KERN: "Frau Kern"}).startswith(said)


def test_there_are_words_for_every_loss_and_every_criterion():
    for kind in Lost:
        assert lost(Other(instruction=rule(), lost=kind))
    for criterion in Criterion:
        assert lost(Other(instruction=rule(), lost=Lost.LESS_SPECIFIC, by=criterion))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({0, 1, 2, 3, 4, 5, 6}, "every day"),
        ({0, 1, 2, 3, 4}, "Mon–Fri"),
        ({5, 6}, "Sat, Sun"),
        ({0, 1, 3, 4, 5}, "Mon, Tue, Thu–Sat"),
        ({2}, "Wed"),
    ],
)
def test_days_are_said_in_rows(days, said):
    assert weekdays(frozenset(days)) == said


def test_a_part_of_the_week_is_said_with_times_and_holidays():
    window = Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(18), end=time(8), on_holidays=HolidayRule.NOT)
    assert week(window) == "Mon–Fri, 18:00–08:00, not on public holidays"

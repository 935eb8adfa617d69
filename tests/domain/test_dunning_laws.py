"""Laws of what comes next for a claim: over time, over pauses, over letters that are late or lost."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.dunned import BERLIN, CLAIM, SCHEDULE, after, reminded
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.days import is_working_day
from vorzimmer.domain.dunning import LETTERS, Event, Stage
from vorzimmer.domain.dunning_facts import Facts, Reminder
from vorzimmer.domain.dunning_pauses import Pause, PauseKind
from vorzimmer.domain.dunning_steps import Next, next_step

E, S, K = Event, Stage, PauseKind
DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 11, 1), date(2027, 12, 31))
SPANS = st.tuples(DAYS, st.none() | st.integers(0, 60))


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    kind, (since, length) = draw(st.sampled_from(PauseKind)), draw(SPANS)
    length = length or 0 if kind is K.PROMISE else length
    return Pause(kind=kind, since=since, until=None if length is None else since + length * DAY)


@st.composite
def claims(draw: st.DrawFn) -> Facts:
    """A claim with letters that were sent in any order of days, some lost, some received late, and some pauses."""
    kinds = draw(st.sampled_from([(), (E.FRIENDLY_SENT,), (E.FIRST_SENT,), (E.FIRST_SENT, E.SECOND_SENT)]))
    letters, on = [], date(2026, 12, 11)
    for kind in kinds:
        on += draw(st.integers(0, 30)) * DAY
        delay, is_lost = draw(st.none() | st.integers(0, 20)), draw(st.booleans())
        received_on = None if is_lost or delay is None else on + delay * DAY
        letters.append(Reminder(event=kind, sent_on=on, received_on=received_on, is_undeliverable=is_lost))
    claim = replace(
        CLAIM,
        open=draw(st.sampled_from([0, 3, 499, 500, 11_900])),
        is_consumer=draw(st.booleans()),
        in_default_since=draw(st.none() | DAYS),
        pauses=tuple(draw(st.lists(pauses(), max_size=3))),
    )
    return reminded(claim, *letters)


@given(facts=claims(), day=DAYS, later=st.integers(0, 200))
def test_who_looks_later_never_sees_an_earlier_step(facts, day, later):
    first, second = (next_step(facts, at, SCHEDULE, BERLIN) for at in (day, day + later * DAY))
    assert first.step is second.step
    assert first.on is None or first.on >= day
    if first.on is None:
        assert second.on is None
    assert second.on is None or first.on is None or first.on <= second.on
    if first.on is not None and day + later * DAY <= first.on:
        assert second.on == first.on


@given(facts=claims(), day=DAYS)
def test_what_is_due_today_is_allowed_today(facts, day):
    found = next_step(facts, day, SCHEDULE, BERLIN)
    answers = {option.event: option.answer for option in found.options}
    assert list(answers) == list(Event)
    assert not found.is_due(day) or isinstance(answers[found.step], Allowed)


@given(facts=claims(), day=DAYS)
def test_no_letter_on_a_day_off_or_during_a_pause_or_when_little_is_open(facts, day):
    found = next_step(facts, day, SCHEDULE, BERLIN)
    letters = [option.event for option in found.options if option.event in LETTERS and isinstance(option.answer, Allowed)]
    if found.step in LETTERS and found.is_due(day):
        letters.append(found.step)
    if letters:
        assert is_working_day(day, BERLIN)
        assert not any(pause.is_in_force(day, BERLIN) for pause in facts.pauses)
        assert facts.open >= 500
        assert day > facts.due_on


@given(facts=claims(), day=DAYS, end=st.sampled_from([E.SETTLED, E.WRITTEN_OFF]))
def test_after_it_is_settled_nothing_is_sent(facts, day, end):
    closed = after(facts, (end, date(2027, 6, 1)))
    found = next_step(closed, day, SCHEDULE, BERLIN)
    assert found.step in {None, E.REOPENED}
    assert {option.event for option in found.options if isinstance(option.answer, Allowed)} <= {E.REOPENED}


def lived(facts: Facts, fates: dict[int, tuple[int | None, bool]], days: int = 150) -> Facts:
    """Do every day what is due: letters are received some days later, or come back the next day."""
    day, waiting = date(2026, 12, 1), []
    for _ in range(days):
        facts, waiting = _posted(facts, waiting, day)
        found: Next = next_step(facts, day, SCHEDULE, BERLIN)
        if found.step in LETTERS and found.is_due(day):
            facts = reminded(facts, Reminder(event=found.step, sent_on=day))
            waiting.append((len(facts.reminders) - 1, *fates.get(len(facts.reminders) - 1, (0, False))))
        elif found.step is E.DEFAULT_KNOWN and found.is_due(day):
            return after(facts, (E.DEFAULT_KNOWN, day))
        day += DAY
    return facts


def _posted(facts: Facts, waiting: list, day: date) -> tuple[Facts, list]:
    letters, left = list(facts.reminders), []
    for place, delay, is_lost in waiting:
        letter = letters[place]
        if is_lost and letter.sent_on < day:
            letters[place] = replace(letter, is_undeliverable=True)
        elif not is_lost and delay is not None and letter.sent_on + delay * DAY <= day:
            letters[place] = replace(letter, received_on=letter.sent_on + delay * DAY)
        else:
            left.append((place, delay, is_lost))
    return replace(facts, reminders=tuple(letters)), left


FATES = st.dictionaries(st.integers(0, 6), st.tuples(st.none() | st.integers(0, 15), st.booleans()), max_size=7)


def test_a_claim_that_nobody_pays_lives_by_the_schedule():
    facts = lived(replace(CLAIM, in_default_since=date(2026, 12, 22)), {})
    assert [(letter.event, letter.sent_on) for letter in facts.reminders] == [
        (E.FRIENDLY_SENT, date(2026, 12, 14)),
        (E.FIRST_SENT, date(2026, 12, 21)),
        (E.SECOND_SENT, date(2027, 1, 7)),
    ]
    assert (facts.standing.stage, facts.standing.since) == (S.DECISION, date(2027, 1, 22))


@settings(max_examples=40)
@given(fates=FATES, held=st.lists(pauses(), max_size=2))
def test_two_letters_are_never_closer_than_the_least_days(fates, held):
    facts = lived(replace(CLAIM, pauses=tuple(held), in_default_since=date(2026, 12, 22)), fates)
    counting = [letter for letter in facts.reminders if not letter.is_undeliverable]
    for sooner, later in pairwise(counting):
        assert (later.sent_on - sooner.sent_on).days >= 7
        assert sooner.event is E.FRIENDLY_SENT or (later.sent_on - sooner.sent_on).days > 14
    for letter in facts.reminders:
        assert not any(pause.is_in_force(letter.sent_on, BERLIN) for pause in held)
    if facts.standing.stage is S.DECISION:
        assert {letter.event for letter in counting} >= {E.FIRST_SENT, E.SECOND_SENT}
        assert (facts.standing.since - max(letter.sent_on for letter in counting)).days > 14

"""What the invented customers are made of: complete, consistent, and nobody real."""

import re
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from vorzimmer.customers.models import Channel, KnownCaller
from vorzimmer.demo import tales
from vorzimmer.demo.firms import FIRMS
from vorzimmer.demo.people import STAFF
from vorzimmer.domain.instructions import Greeting, InstructionKind, Window, valid_greeting
from vorzimmer.domain.notes import Measure, Outcome

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DRAMA = re.compile(r"\+493023125\d{3}|\+4917139200\d{2}")
firms = pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.short_name)


class AlwaysTheLast:
    """A chance that leaves nothing to chance."""

    def choice(self, options):
        return options[-1]

    def randint(self, _low, high):
        return high

    def randrange(self, *bounds):
        return range(*bounds)[-1]


def names_of(firm):
    return {member.name for member in firm.people}


def test_there_are_twelve_customers_of_many_trades_in_two_teams():
    assert len(FIRMS) == 12
    assert len({firm.trade for firm in FIRMS}) == 10
    assert [firm.number for firm in FIRMS] == [str(number) for number in range(1001, 1013)]
    assert len({firm.team for firm in FIRMS}) == 2
    assert [firm.short_name for firm in FIRMS if firm.secrecy] == [
        "Praxis Dr. Sommer",
        "Kanzlei Bergmann",
        "Stb. Hollenbeck",
        "Physio Stadtpark",
    ]


def test_every_number_belongs_to_one_only():
    callers = [caller for group in (tales.CAST.regulars, tales.CAST.known) for people in group.values() for caller in people]
    callers += tales.CAST.companies.values()
    numbers = [caller.number for caller in callers]
    numbers += [tales.telephone(dial_in.number) for firm in FIRMS for dial_in in firm.dial_ins]
    numbers += [tales.telephone(member.number) for firm in FIRMS for member in firm.people if member.number]
    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []
    assert sorted({number for number in numbers if numbers.count(number) > 1}) == []
    private = [caller.name for people in tales.CAST.regulars.values() for caller in people]
    assert len(set(private)) == len(private) == 12 * tales.REGULARS


@firms
def test_somebody_is_always_greeted_and_the_greeting_is_never_a_matter_of_chance(firm):
    greetings = [
        Greeting(
            id=str(place), text=entry.text, window=Window(weekdays=frozenset(map(int, entry.weekdays)), start=entry.start, end=entry.end)
        )
        for place, entry in enumerate(firm.greetings)
    ]
    for quarter in range(7 * 24 * 4):
        at = MONDAY + timedelta(minutes=15 * quarter)
        chosen = valid_greeting(greetings, at)
        assert chosen is not None
        same = [each for each in greetings if each.window.holds(at) and each.window.length == chosen.greeting.window.length]
        assert len(same) == 1
    assert all("{time}" in greeting.text for greeting in greetings)


@firms
def test_a_file_speaks_of_its_own_people_only(firm):
    meant = [rule.person for rule in firm.rules] + [way.person for way in firm.ways] + [story.person for story in firm.stories]
    meant += [reason.put_through for reason in firm.reasons] + list(firm.direct.values())
    meant += [name for away in firm.away for name in (away.person, away.deputy)]
    meant += [name for watch in firm.watches for name in (*watch.members, *watch.fallback)]
    assert {person for person in meant if person} <= names_of(firm)
    reasons = {reason.name for reason in firm.reasons}
    assert {each.reason for each in (*firm.rules, *firm.stories) if each.reason} <= reasons
    assert {reason.watch for reason in firm.reasons if reason.watch} <= {watch.name for watch in firm.watches}
    assert set(firm.direct) <= {caller.number for caller in firm.callers if caller.treatment == KnownCaller.Treatment.PUT_THROUGH}
    assert {rule.kind for rule in firm.rules} == set(InstructionKind)
    assert all(rule.answers or rule.choices for rule in firm.rules if rule.kind is InstructionKind.ASK)
    assert all(rule.subject for rule in firm.rules if rule.kind is InstructionKind.DO)
    assert any(rule.set_by for rule in firm.rules)


@firms
def test_a_file_is_complete(firm):
    assert len(firm.reasons) >= 3
    assert len({rule.answer_kind for rule in firm.rules if rule.kind is InstructionKind.ASK}) >= 3
    assert len(firm.faq) >= 2
    assert firm.hours
    assert firm.places
    assert firm.away
    assert any(story.reason for story in firm.stories)


@firms
def test_callers_answer_what_an_operator_can_save(firm):
    for rule in firm.rules:
        for _ in range(6 if rule.kind is InstructionKind.ASK else 0):
            assert tales.answer(rule, Random(rule.text), MONDAY).answer  # noqa: S311  (the same answers every time)


@firms
def test_callers_are_put_through_to_people_who_want_it(firm):
    for story in firm.stories:
        if story.outcome is Outcome.PUT_THROUGH:
            (person,) = [member for member in firm.people if member.name == story.person]
            assert person.may_transfer
            assert person.number
            assert Measure.PUT_THROUGH in story.measures


@firms
def test_who_is_bound_to_secrecy_gets_no_whole_notes_by_mail(firm):
    assert all(way.detail == Channel.Detail.HINT for way in firm.ways if firm.secrecy or way.kind == Channel.Kind.SMS)


@firms
def test_every_address_and_every_number_in_a_text_is_invented(firm):
    mails = [user.email for user in firm.users] + [way.address for way in firm.ways if way.kind == Channel.Kind.EMAIL]
    assert all(mail.endswith(".example") for mail in mails)
    texts = [story.concern + story.measures_text for story in firm.stories] + [rule.text for rule in firm.rules]
    texts += [text for faq in firm.faq for text in (faq.question, faq.answer)]
    texts += [greeting.text for greeting in firm.greetings] + [caller.hint for caller in firm.callers]
    assert [text for text in texts if re.search(r"\d[\d /-]{4,}", text)] == []


@firms
def test_every_story_can_be_told_and_written_down(firm):
    chance = Random(1)  # noqa: S311  (the same stories every time)
    people = {name: uuid4() for name in names_of(firm)}
    call_types = {reason.name: uuid4() for reason in firm.reasons}
    for story in firm.stories:
        told = tales.told(story.concern, firm.language, chance, MONDAY)
        assert "{" not in told
        assert told[-1] in ".!?“"
    for _ in range(60):
        tale = tales.draw(firm, chance, MONDAY)
        assert DRAMA.fullmatch(tale.called)
        assert tale.shows is None or DRAMA.fullmatch(tale.shows)
        for put_through in (True, False):
            note = tales.note(tale, uuid4(), people, call_types, chance, put_through=put_through)
            assert note.outcome is not Outcome.PUT_THROUGH or put_through
            assert (Measure.PUT_THROUGH in note.measures) == (note.outcome is Outcome.PUT_THROUGH)


def test_a_story_is_told_in_the_language_of_the_customer():
    concern = "{weekday}, {date}, {past}, {time}, {street}, {amount}, {price}, {name}"
    told = "Freitag, 18. Dezember, 14. Oktober, 17:45 Uhr, Wiesengrund 90, 2.900,95 Euro, 85 Euro, Zielinski"
    assert tales.told(concern, "de", AlwaysTheLast(), MONDAY) == told
    told = "Friday, 18 December, 14 October, 17:45, Wiesengrund 90, €2,900.95, €85, Sutton"
    assert tales.told(concern, "en", AlwaysTheLast(), MONDAY) == told


def test_nobody_has_an_appointment_on_a_sunday():
    assert tales.told("{date}", "de", AlwaysTheLast(), MONDAY + timedelta(days=2)) == "21. Dezember"  # the 20th is a Sunday


def test_the_staff_has_four_operators_of_whom_two_are_played():
    operators = [employee for employee in STAFF if employee.teams]
    assert [(each.entry.name, each.played) for each in operators] == [
        ("Olga Weber", False),
        ("Paul Reimers", False),
        ("Nina Hartwig", True),
        ("Jonas Brandt", True),
    ]
    assert len({each.entry.extension for each in operators}) == 4

"""`vorzimmer instructions explain`: what an operator would see and why; what cannot be meant is answered in one line."""

import json

import pytest

from tests.running import RunningServer

AGENCY = """
from datetime import date, datetime, time, UTC
from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallerEntry, CallTypeEntry, FaqEntryEntry, InstructionEntry, OpeningHourEntry, PersonEntry
cast = make_cast()
pain = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", urgency=3), NOON)
actions.add_call_type(cast.zahn, CallTypeEntry(name="Rechnung"), NOON)
actions.add_instruction(cast.zahn, InstructionEntry(text="Sofort verbinden.", call_type=pain), NOON)
actions.add_instruction(cast.zahn, InstructionEntry(text="Nur bis Weihnachten.", subject="Fest",
    valid_until=datetime(2026, 12, 24, 17, tzinfo=UTC)), NOON)
actions.add_opening_hour(cast.zahn, OpeningHourEntry(weekdays="01234", start=time(8), end=time(18)), NOON)
actions.add_faq(cast.zahn, FaqEntryEntry(question="Parken?", answer="Im Hof."), NOON)
actions.remember_caller(cast.zahn, CallerEntry(number="+49 30 23125 801", name="Labor", treatment="blocked"), NOON)
actions.add_person(cast.zahn, PersonEntry(name="Frau Kernbach"), NOON)
actions.add_instruction(cast.zahn, InstructionEntry(text="Entwurf.", subject="Neu"), NOON, published=False)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory, migrated):
    home = tmp_path_factory.mktemp("explaining") / "home"
    with migrated.copied(home) as databases:
        program = RunningServer(home, environment=databases)
        program.python(AGENCY)
        yield program


def explain(program, *words):
    return program.run("instructions", "explain", "--customer", "K-1001", *words)


def explained(program, *words):
    done = explain(program, "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def complaint(done):
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line.removeprefix("vorzimmer: ")


def test_it_says_what_counts_and_why_and_what_does_not(program):
    done = explain(program, "--at", "2026-12-24T18:30", "--call-type", "schmerz")
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout
    assert text.startswith("Praxis Dr. Zahn (K-1001), 24 December 2026, 18:30, published version\n")
    for line in (
        "  Praxis Doktor Zahn, guten Abend, Sie sprechen mit {operator}.",
        "  closed until 28 December 2026, 08:00 (outside opening hours)",
        "  nobody whom the customer has named",
        "  Sofort verbinden.\n    for this kind of call",
        "    not: “Neue Patienten: Termin erst ab 7. Januar.” – less specific: another one is for this person or this kind of call",
        "  Keine Auskunft zu Befunden.\n    always",
        "  Fest: Nur bis Weihnachten.\n    over since 24 December 2026, 18:00",
        "Answers for callers\n  1",
    ):
        assert line in text, line


def test_a_time_without_a_zone_is_the_time_of_berlin(program):
    said = {explained(program, "--at", at)["at"] for at in ("2026-07-01T08:00", "2026-07-01T06:00Z", "2026-07-01T09:00+03:00")}
    assert said == {"2026-07-01T08:00+02:00"}


def test_people_stand_with_their_reasons(program):
    people = {person["name"]: person for person in explained(program, "--at", "2026-11-20T12:30")["people"]}
    doctor, kern = people["Dr. Zahn"], people["Frau Kern"]
    assert (doctor["status"], doctor["until"], doctor["put_through"]) == ("with a client", "2026-11-20T13:00+01:00", False)
    assert doctor["why_put_through"] == "Dr. Zahn cannot be reached now."
    assert (kern["put_through"], kern["why_put_through"]) == (True, "is available")


def test_a_caller_counts_by_his_number(program):
    said = explained(program, "--at", "2026-11-20T12:30", "--caller", "030 23125801")
    assert said["caller"] == {"name": "Labor", "treatment": "never put through, take nothing", "put_through_to": None, "hint": ""}
    assert {person["why_put_through"] for person in said["people"] if person["name"] != "Frau Kernbach"} == {
        "This caller is not put through to anybody."
    }


def test_the_draft_is_looked_at_on_demand(program):
    published, draft = explained(program), explained(program, "--draft")
    assert (published["orders"], draft["orders"]) == ("published version", "draft")
    assert [decision["subject"] for decision in published["do"]].count("Neu") == 0
    assert [decision["subject"] for decision in draft["do"]].count("Neu") == 1


def test_a_whole_name_goes_before_a_part_of_another(program):
    assert explained(program, "--person", "frau kern")["people"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--at", "Heiligabend"], "Heiligabend is no moment. Write it like 2026-12-24T18:30, the time of Berlin."),
        (["--at", "2026-13-01"], "2026-13-01 is no moment. Write it like 2026-12-24T18:30, the time of Berlin."),
        (["--caller", "12"], "12 is no telephone number with area code. Write it like +49 171 3920012."),
        (["--person", "Frau"], "“Frau” may be more than one person: Frau Kern, Frau Kernbach. Write the whole name."),
        (["--person", "Otto"], "The customer has no person “Otto”. There are: Dr. Zahn, Frau Kern, Frau Kernbach."),
        (["--call-type", "Lob"], "The customer has no kind of call “Lob”. There are: Rechnung, Schmerzen."),
    ],
)
def test_what_cannot_be_meant_is_answered_in_one_line(program, words, said):
    assert complaint(explain(program, *words)) == said


def test_an_unknown_customer_is_answered_with_those_that_look_alike(program):
    done = program.run("instructions", "explain", "--customer", "K-1003")
    assert complaint(done) == "There is no customer K-1003. There are, for example: K-1002, K-1001."


def test_without_a_word_it_says_what_is_missing(program):
    assert "the following arguments are required" in complaint(program.run("instructions"))

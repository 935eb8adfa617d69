"""Documents of orders: what differs, what one entry changes, and that reading gives back what was written."""

from datetime import UTC, datetime, time
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.hours import HolidayRule
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.publishing import (
    Change,
    ChangeKind,
    Section,
    difference,
    greetings_of,
    instructions_of,
    opening_hours_of,
    plain,
    questions_of,
    with_entry,
)
from vorzimmer.domain.questions import QuestionKind

ENTRIES = st.builds(
    lambda key, text, at: {"id": key, "text": text, "changed_at": at},
    st.sampled_from("abcdef"),
    st.sampled_from("xyz"),
    st.text(max_size=2),
)
DOCUMENTS = st.fixed_dictionaries(
    {}, optional={section.value: st.lists(ENTRIES, unique_by=lambda entry: entry["id"], max_size=5) for section in Section}
)


def test_what_was_added_changed_and_removed_is_told_in_order():
    before = {"faq": [{"id": "1", "question": "A?", "answer": "a"}, {"id": "2", "question": "B?", "answer": "b"}]}
    after = {"faq": [{"id": "3", "question": "C?", "answer": "c"}, {"id": "1", "question": "A?", "answer": "neu"}]}
    assert difference(before, after) == [
        Change(section=Section.FAQ, kind=ChangeKind.ADDED, before=None, after=after["faq"][0]),
        Change(section=Section.FAQ, kind=ChangeKind.CHANGED, before=before["faq"][0], after=after["faq"][1], fields=("answer",)),
        Change(section=Section.FAQ, kind=ChangeKind.REMOVED, before=before["faq"][1], after=None),
    ]


def test_when_an_entry_was_touched_is_no_difference():
    before = {"instructions": [{"id": "1", "text": "A", "changed_at": "2026-11-20"}]}
    assert difference(before, {"instructions": [{"id": "1", "text": "A", "changed_at": "2026-11-21"}]}) == []


def test_a_field_that_an_older_document_lacks_is_a_change():
    (change,) = difference({"faq": [{"id": "1", "question": "A?"}]}, {"faq": [{"id": "1", "question": "A?", "answer": "a"}]})
    assert change.fields == ("answer",)


def test_one_entry_is_put_in_replaced_and_taken_out_and_the_rest_stays():
    document = {"faq": [{"id": "1", "x": 1}, {"id": "2", "x": 2}], "greetings": [{"id": "9"}]}
    assert with_entry(document, Section.FAQ, "1", {"id": "1", "x": 7})["faq"] == [{"id": "1", "x": 7}, {"id": "2", "x": 2}]
    assert with_entry(document, Section.FAQ, "3", {"id": "3", "x": 3})["faq"][-1] == {"id": "3", "x": 3}
    assert with_entry(document, Section.FAQ, "1", None) == {"faq": [{"id": "2", "x": 2}], "greetings": [{"id": "9"}]}
    assert document["faq"] == [{"id": "1", "x": 1}, {"id": "2", "x": 2}]


@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document):
    assert difference(document, document) == []


@given(DOCUMENTS, DOCUMENTS)
def test_whoever_follows_the_difference_arrives(before, after):
    arrived = before
    for change in difference(before, after):
        entry = change.after or change.before
        arrived = with_entry(arrived, change.section, entry["id"], change.after)
    assert difference(arrived, after) == []


@given(DOCUMENTS, DOCUMENTS)
def test_there_and_back_are_as_many_steps(one, other):
    there, back = difference(one, other), difference(other, one)
    assert {(change.section, (change.after or change.before)["id"]) for change in there} == {
        (change.section, (change.after or change.before)["id"]) for change in back
    }


def test_instructions_and_questions_are_read_as_they_were_written():
    person = UUID(int=7)
    entry = {
        "id": "1", "kind": "ask", "text": "Wann?", "changed_at": "2026-11-20T10:00:00+00:00", "subject": "",
        "person": str(person),
        "call_type": None, "valid_from": "2026-11-20T10:00:00+00:00", "valid_until": None, "weekdays": "01", "start": "08:00:00",
        "end": "12:00:00", "on_holidays": "not",
        "answer_kind": "date", "required": True, "choices": [], "set_by": "Dr. Zahn", "position": 3,
    }  # fmt: skip
    (rule,) = instructions_of({"instructions": [entry]})
    assert (rule.kind, rule.text, rule.person, rule.call_type, rule.position) == (InstructionKind.ASK, "Wann?", person, None, 3)
    assert rule.valid_from == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (rule.window.weekdays, rule.window.start, rule.window.end) == (frozenset({0, 1}), time(8), time(12))
    assert rule.window.on_holidays is HolidayRule.NOT
    question = questions_of({"instructions": [entry]})["1"]
    assert (question.kind, question.label, question.required) == (QuestionKind.DATE, "Wann?", True)


def test_a_document_of_an_older_program_reads_as_what_was_meant_then():
    entry = {"id": "1", "kind": "do", "text": "A", "changed_at": "2026-11-20T10:00:00+00:00"}
    (rule,) = instructions_of({"instructions": [entry]})
    assert (rule.subject, rule.window.weekdays, rule.position) == ("", frozenset(range(7)), 0)
    assert greetings_of({}) == []
    assert opening_hours_of({}).windows == ()


def test_moments_days_times_and_keys_stand_as_text():
    assert plain(datetime(2026, 11, 20, 10, tzinfo=UTC)) == "2026-11-20T10:00:00+00:00"
    assert plain(time(8)) == "08:00:00"
    assert plain(UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
    assert (plain(None), plain(3), plain(["a"])) == (None, 3, ["a"])

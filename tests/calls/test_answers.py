"""Answers of callers: kept in one form, said in the reader's words, and what is said can be read again."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.calls.answers import Answer, in_words, said
from vorzimmer.domain.questions import Answered, Question, QuestionKind, check

TODAY = date(2026, 11, 20)
KINDS = [QuestionKind.DATE, QuestionKind.NUMBER, QuestionKind.YES_NO, QuestionKind.PHONE, QuestionKind.TEXT]


@pytest.mark.parametrize(
    ("kind", "kept", "german", "english"),
    [
        (QuestionKind.DATE, "2026-12-24", "24. Dezember 2026", "24 December 2026"),
        (QuestionKind.NUMBER, "1234.5", "1234,5", "1234.5"),
        (QuestionKind.YES_NO, "yes", "ja", "yes"),
        (QuestionKind.YES_NO, "no", "nein", "no"),
        (QuestionKind.PHONE, "+491713920012", "+49 171 3920012", "+49 171 3920012"),
        (QuestionKind.CHOICE, "privat", "privat", "privat"),
        (QuestionKind.TEXT, "2026-12-24", "2026-12-24", "2026-12-24"),
    ],
)
def test_an_answer_is_said_in_the_language_of_the_reader(kind, kept, german, english):
    with translation.override("de"):
        assert said(kept, kind) == german
    with translation.override("en-gb"):
        assert said(kept, kind) == english


def test_answers_of_older_notes_are_texts():
    assert in_words({"question": "Wo?", "answer": "Hannover"}) == {"question": "Wo?", "answer": "Hannover"}
    assert Answer(question="Wo?", answer="Hannover").kept() == {"question": "Wo?", "answer": "Hannover"}


@given(
    kind=st.sampled_from(KINDS),
    text=st.one_of(
        st.text(max_size=30),
        st.dates(date(1930, 1, 1), date(2030, 12, 31)).map(lambda day: f"{day:%d.%m.%Y}"),
        st.decimals(-99999, 99999, places=2).map(str),
        st.from_regex(r"\+49 ?30 ?23125 ?\d{3}", fullmatch=True),
        st.sampled_from(["ja", "nein", "morgen"]),
    ),
)
def test_what_is_kept_can_be_said_and_what_is_said_means_the_same(kind, text):
    question = Question(id="1", kind=kind, label="?")
    read = check(question, text, today=TODAY)
    if not isinstance(read, Answered) or not read.value:
        return
    with translation.override("de"):
        again = check(question, said(read.value, kind), today=TODAY)
    if isinstance(again, Answered):  # 1,234 is more than one number again: it was 1.234 when it was read
        assert again.value == read.value
    else:
        assert (kind, again.because) == (QuestionKind.NUMBER, "ambiguous_number")

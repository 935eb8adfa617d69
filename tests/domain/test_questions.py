"""The small form of a call type: questions, and answers as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.questions import (
    Answered,
    Question,
    QuestionKind,
    QuestionProblem,
    Wrong,
    WrongBecause,
    check,
    check_all,
    duplicates,
    problems,
)

TODAY = date(2026, 11, 26)
INSURANCE = Question(id="1", kind=QuestionKind.CHOICE, label="Wie sind Sie versichert?", required=True, choices=("gesetzlich", "privat"))


def asked(kind: QuestionKind, text: str) -> Answered | Wrong:
    return check(Question(id="1", kind=kind, label="Frage?", choices=("a", "b")), text, today=TODAY)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"label": "  "}, [QuestionProblem.EMPTY_LABEL]),
        ({"choices": ()}, [QuestionProblem.TOO_FEW_CHOICES]),
        ({"choices": ("ja",)}, [QuestionProblem.TOO_FEW_CHOICES]),
        ({"choices": ("ja", "nein", " ")}, [QuestionProblem.EMPTY_CHOICE]),
        ({"choices": ("Ja", "nein", " ja ")}, [QuestionProblem.DUPLICATE_CHOICE]),
        ({"kind": QuestionKind.TEXT}, [QuestionProblem.CHOICES_NOT_ASKED_FOR]),
        ({"kind": QuestionKind.TEXT, "choices": ()}, []),
    ],
)
def test_what_is_wrong_with_a_question_is_said_before_it_is_saved(change, found):
    question = {"id": "1", "kind": QuestionKind.CHOICE, "label": "Versichert?", "choices": ("gesetzlich", "privat")} | change
    assert problems(Question(**question)) == found


def test_a_question_that_is_asked_twice_is_found():
    again = Question(id="2", kind=QuestionKind.TEXT, label="wie sind sie  versichert?")
    other = Question(id="3", kind=QuestionKind.TEXT, label="Worum geht es?")
    assert duplicates([INSURANCE, again, other]) == [again]


def test_what_must_be_answered_may_not_be_blank_and_what_need_not_may():
    assert check(INSURANCE, "  ", today=TODAY) == Wrong(because=WrongBecause.MISSING)
    assert asked(QuestionKind.DATE, "  ") == Answered(value="")


def test_a_text_is_kept_as_it_is_unless_it_is_far_too_long():
    assert asked(QuestionKind.TEXT, " Wasser im Keller.\nSeit heute. ") == Answered(value="Wasser im Keller.\nSeit heute.")
    assert asked(QuestionKind.TEXT, "x" * 1000) == Answered(value="x" * 1000)
    assert asked(QuestionKind.TEXT, "x" * 1001) == Wrong(because=WrongBecause.TOO_LONG)


def test_a_choice_is_kept_as_it_is_offered():
    assert check(INSURANCE, " Privat ", today=TODAY) == Answered(value="privat")
    assert check(INSURANCE, "beides", today=TODAY) == Wrong(because=WrongBecause.NOT_A_CHOICE, meant=("gesetzlich", "privat"))


@pytest.mark.parametrize(("text", "value"), [("ja", "yes"), ("J", "yes"), ("Yes.", "yes"), ("NEIN!", "no"), ("n", "no"), ("no", "no")])
def test_yes_and_no(text, value):
    assert asked(QuestionKind.YES_NO, text) == Answered(value=value)


def test_what_is_neither_yes_nor_no_is_not_guessed():
    assert asked(QuestionKind.YES_NO, "vielleicht") == Wrong(because=WrongBecause.NEITHER_YES_NOR_NO)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "3"),
        ("007", "7"),
        ("1.234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1 234,50", "1234.50"),
        ("1’234.5", "1234.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("12,50", "12.50"),
        ("-3,5", "-3.5"),
        ("− 40", "-40"),
        ("+49", "49"),
        ("-0", "0"),
        ("-0,00", "0.00"),
    ],
)
def test_a_number_in_german_or_in_english(text, value):
    assert asked(QuestionKind.NUMBER, text) == Answered(value=value)


@pytest.mark.parametrize(
    ("text", "meant"), [("1.234", ("1234", "1.234")), ("1,234", ("1234", "1.234")), ("-12.500", ("-12500", "-12.500"))]
)
def test_a_number_that_can_be_read_in_two_ways_is_asked_again(text, meant):
    assert asked(QuestionKind.NUMBER, text) == Wrong(because=WrongBecause.AMBIGUOUS_NUMBER, meant=meant)


@pytest.mark.parametrize("text", ["drei", "3 Zimmer", "1.23.4", "1,2,3", "1.2345.678", "1 2", "-", "--3", "3-", "1.", ",5", "٣"])
def test_what_is_no_number_is_not_taken(text):
    assert asked(QuestionKind.NUMBER, text) == Wrong(because=WrongBecause.NO_NUMBER)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24.12.", "2026-12-24"),
        ("24.12", "2026-12-24"),
        ("24. 12.", "2026-12-24"),
        ("24.12.2026", "2026-12-24"),
        ("24. 12. 2026", "2026-12-24"),
        ("4.1.27", "2027-01-04"),
        ("2026-12-24", "2026-12-24"),
        ("heute", "2026-11-26"),
        ("Morgen", "2026-11-27"),
        ("übermorgen", "2026-11-28"),
        ("gestern", "2026-11-25"),
        ("today", "2026-11-26"),
        ("Tomorrow", "2026-11-27"),
        ("24. Dezember", "2026-12-24"),
        ("24. Dez. 2027", "2027-12-24"),
        ("3. März", "2027-03-03"),
        ("24 December 2026", "2026-12-24"),
        ("24th of December", "2026-12-24"),
        ("December 24, 2026", "2026-12-24"),
        ("Dec 24", "2026-12-24"),
        ("24/12/2026", "2026-12-24"),
        ("12/24/2026", "2026-12-24"),
        ("5/5/2027", "2027-05-05"),
    ],
)
def test_a_day_in_german_or_in_english(text, value):
    assert asked(QuestionKind.DATE, text) == Answered(value=value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("26.11.", "2026-11-26"),
        ("27.11.", "2026-11-27"),
        ("3.1.", "2027-01-03"),
        ("26.10.", "2026-10-26"),
        ("25.10.", "2027-10-25"),
        ("29.2.", "2028-02-29"),
    ],
)
def test_a_day_without_a_year_is_the_next_one_or_one_of_the_last_31_days(text, value):
    assert asked(QuestionKind.DATE, text) == Answered(value=value)


def test_in_january_a_day_of_december_has_just_passed():
    question = Question(id="1", kind=QuestionKind.DATE, label="Seit wann?")
    assert check(question, "20.12.", today=date(2027, 1, 5)) == Answered(value="2026-12-20")


def test_a_year_of_two_digits_may_be_one_of_birth():
    assert asked(QuestionKind.DATE, "24.12.75") == Answered(value="1975-12-24")
    assert asked(QuestionKind.DATE, "24.12.36") == Answered(value="2036-12-24")
    assert asked(QuestionKind.DATE, "24.12.37") == Answered(value="1937-12-24")


def test_a_day_with_strokes_that_can_be_read_in_two_ways_is_asked_again():
    assert asked(QuestionKind.DATE, "3/4/2027") == Wrong(because=WrongBecause.AMBIGUOUS_DATE, meant=("2027-04-03", "2027-03-04"))


@pytest.mark.parametrize("text", ["31.2.", "29.2.2027", "0.1.", "1.13.2026", "2026-02-30", "32. Dezember", "13/13/2026", "0000-01-01"])
def test_a_day_that_does_not_exist_is_not_taken(text):
    assert asked(QuestionKind.DATE, text) == Wrong(because=WrongBecause.NO_SUCH_DAY)


@pytest.mark.parametrize("text", ["bald", "24", "24. De", "24. Mond", "24.12.026", "24.12.2026 8 Uhr", "1.2.3.4", "10:30"])
def test_what_is_no_day_is_not_taken(text):
    assert asked(QuestionKind.DATE, text) == Wrong(because=WrongBecause.NO_DATE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("030 23125-100", "03023125100"),
        ("(030) 23125 / 100", "03023125100"),
        ("+49 171 39200 12", "+491713920012"),
        ("0049 30 23125100", "+493023125100"),
        ("+49 (0)30 23125100", "+493023125100"),
        ("0049 (0) 30 23125100", "+493023125100"),
    ],
)
def test_a_telephone_number_is_kept_as_its_digits(text, value):
    assert asked(QuestionKind.PHONE, text) == Answered(value=value)


@pytest.mark.parametrize("text", ["1234", "030 23125 Apparat 100", "Frau Kern", "+", "030+23125100", "0" * 30])
def test_what_is_no_telephone_number_is_not_taken(text):
    assert asked(QuestionKind.PHONE, text) == Wrong(because=WrongBecause.NO_PHONE)


def test_a_whole_form_is_read_at_once():
    since = Question(id="2", kind=QuestionKind.DATE, label="Seit wann?")
    assert check_all([INSURANCE, since], {"2": "gestern"}, today=TODAY) == {
        "1": Wrong(because=WrongBecause.MISSING),
        "2": Answered(value="2026-11-25"),
    }


kinds = st.sampled_from(QuestionKind)
typed = st.text(max_size=20) | st.from_regex(r"[-+]?[0-9., /]{1,14}", fullmatch=True)


@given(kind=kinds, text=typed)
def test_whatever_is_typed_is_answered_or_wrong_and_what_is_kept_is_read_as_itself(kind, text):
    answer = asked(kind, text)
    if isinstance(answer, Answered) and not (kind is QuestionKind.NUMBER and _looks_grouped(answer.value)):
        assert asked(kind, answer.value) == answer
    if isinstance(answer, Wrong) and answer.because is WrongBecause.AMBIGUOUS_NUMBER:
        assert len(answer.meant) == 2


def _looks_grouped(value: str) -> bool:
    whole, _, part = value.lstrip("-").partition(".")
    return len(part) == 3 and len(whole) <= 3 and whole != "0"


@given(day=st.dates(date(1937, 1, 1), date(2036, 12, 31)))
def test_every_spelling_of_a_day_is_the_same_day(day):
    months = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]
    for text in (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day.day}. {months[day.month - 1]} {day.year}",
        f"{day}",
        f"{day:%B %d, %Y}",
    ):
        assert asked(QuestionKind.DATE, text) == Answered(value=day.isoformat())


@given(ahead=st.integers(-31, 333))
def test_a_day_without_a_year_comes_back_as_the_day_meant(ahead):
    day = TODAY + timedelta(days=ahead)
    assert asked(QuestionKind.DATE, f"{day.day}.{day.month}.") == Answered(value=day.isoformat())

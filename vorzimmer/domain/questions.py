"""What is asked in a call of one type: a small form, and the answers as they are kept.

An operator types while somebody talks, so answers are read generously, in German and in English; what can be read in two ways is
never guessed. Kept are: a day as 2026-12-24, a number as 1234.5, yes or no as "yes" and "no", a choice as it is offered, a
telephone number as its digits with an optional + before them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_CHARACTERS = 1000
DAYS_BACK = 31
"""A day without a year that has just passed is meant as such; one that lies further back is the next one."""

YEARS_AHEAD = 10
"""A year of two digits lies at most so far ahead, otherwise in the century before: '75 is a year of birth."""


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    PHONE = "phone"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the form."""

    id: str
    kind: QuestionKind
    label: str
    required: bool = False
    choices: tuple[str, ...] = ()


class QuestionProblem(StrEnum):
    """What is wrong with a question."""

    EMPTY_LABEL = "empty_label"
    TOO_FEW_CHOICES = "too_few_choices"
    EMPTY_CHOICE = "empty_choice"
    DUPLICATE_CHOICE = "duplicate_choice"
    CHOICES_NOT_ASKED_FOR = "choices_not_asked_for"


def problems(question: Question) -> list[QuestionProblem]:
    """Say why a question is refused when it is saved."""
    keys = [_key(choice) for choice in question.choices]
    is_choice = question.kind is QuestionKind.CHOICE
    found = (
        (QuestionProblem.EMPTY_LABEL, not _key(question.label)),
        (QuestionProblem.TOO_FEW_CHOICES, is_choice and len(set(keys) - {""}) < 2),  # noqa: PLR2004  one is no choice
        (QuestionProblem.EMPTY_CHOICE, "" in keys),
        (QuestionProblem.DUPLICATE_CHOICE, len(set(keys)) < len(keys)),
        (QuestionProblem.CHOICES_NOT_ASKED_FOR, bool(keys) and not is_choice),
    )
    return [problem for problem, is_there in found if is_there]


def duplicates(questions: Iterable[Question]) -> list[Question]:
    """Find the questions that ask what an earlier one asks already."""
    first: dict[str, Question] = {}
    return [question for question in questions if first.setdefault(_key(question.label), question) is not question]


class WrongBecause(StrEnum):
    """Why an answer is not taken."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_CHOICE = "not_a_choice"
    NO_NUMBER = "no_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    NO_DATE = "no_date"
    NO_SUCH_DAY = "no_such_day"
    AMBIGUOUS_DATE = "ambiguous_date"
    NO_PHONE = "no_phone"
    NEITHER_YES_NOR_NO = "neither_yes_nor_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer as it is kept; blank when nothing was said and nothing had to be."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """An answer that is not taken, and what may have been meant, as it would be kept."""

    because: WrongBecause
    meant: tuple[str, ...] = ()


def check(question: Question, text: str, *, today: date) -> Answered | Wrong:
    """Read what was typed as an answer. `today` is the civil date in Berlin from which tomorrow is counted."""
    text = text.strip()
    if not text:
        return Wrong(because=WrongBecause.MISSING) if question.required else Answered(value="")
    if len(text) > MOST_CHARACTERS:
        return Wrong(because=WrongBecause.TOO_LONG)
    return _read(question, text, today)


def _read(question: Question, text: str, today: date) -> Answered | Wrong:
    match question.kind:
        case QuestionKind.TEXT:
            return Answered(value=text)
        case QuestionKind.CHOICE:
            return _choice(question.choices, text)
        case QuestionKind.NUMBER:
            return _number(text)
        case QuestionKind.DATE:
            return _date(text, today)
        case QuestionKind.PHONE:
            return _phone(text)
        case QuestionKind.YES_NO:
            return _yes_no(text)


def check_all(questions: Iterable[Question], texts: Mapping[str, str], *, today: date) -> dict[str, Answered | Wrong]:
    """Read a whole form: `texts` by `Question.id`; what is not in it was left blank."""
    return {question.id: check(question, texts.get(question.id, ""), today=today) for question in questions}


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _choice(choices: tuple[str, ...], text: str) -> Answered | Wrong:
    for choice in choices:
        if _key(choice) == _key(text):
            return Answered(value=choice)
    return Wrong(because=WrongBecause.NOT_A_CHOICE, meant=choices)


_YES = frozenset({"ja", "j", "jawohl", "yes", "y"})
_NO = frozenset({"nein", "n", "no"})


def _yes_no(text: str) -> Answered | Wrong:
    word = _key(text).rstrip(".!")
    if word in _YES:
        return Answered(value="yes")
    return Answered(value="no") if word in _NO else Wrong(because=WrongBecause.NEITHER_YES_NOR_NO)


_SEPARATORS = re.compile(r"[\s()/.\-–]+")
_PHONE = re.compile(r"\+?\d{5,20}")
_BRACKETED_ZERO = re.compile(r"^((?:\+|00)[\d\s]+)\(0\)")


def _phone(text: str) -> Answered | Wrong:
    """Read a number as it is written; which country a number without + belongs to is not decided here."""
    digits = _SEPARATORS.sub("", _BRACKETED_ZERO.sub(r"\1", text))
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    return Answered(value=digits) if _PHONE.fullmatch(digits) and digits.isascii() else Wrong(because=WrongBecause.NO_PHONE)


_SIGN = re.compile(r"[-−+]?")
_PLAIN = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,' \u00a0\u202f’])\d{3})(?:\1\d{3})*", re.ASCII)
_DECIMAL = re.compile(r"(?P<whole>.+)(?P<point>[.,])(?P<part>\d+)", re.ASCII)


def _number(text: str) -> Answered | Wrong:
    sign = "-" if text[0] in "-−" else ""
    digits = _SIGN.sub("", text, count=1).strip()
    readings = list(dict.fromkeys(_readings(digits)))
    values = tuple(value if value.strip("0.") == "" else sign + value for value in readings)
    if not values:
        return Wrong(because=WrongBecause.NO_NUMBER)
    return Answered(value=values[0]) if len(values) == 1 else Wrong(because=WrongBecause.AMBIGUOUS_NUMBER, meant=values)


def _readings(digits: str) -> Iterable[str]:
    """Give every way to read the digits: 1.234 is more than a thousand in German and little more than one in English."""
    if _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits):
        yield _whole(digits)
    decimal = _DECIMAL.fullmatch(digits)
    if decimal is None:
        return
    grouped = _GROUPED.fullmatch(decimal["whole"])
    if _PLAIN.fullmatch(decimal["whole"]) or (grouped and grouped[1] != decimal["point"]):
        yield f"{_whole(decimal['whole'])}.{decimal['part']}"


def _whole(digits: str) -> str:
    return re.sub(r"\D", "", digits).lstrip("0") or "0"


_NEAR = {
    "vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2,
    "yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2, "day before yesterday": -2,
}  # fmt: skip
_MONTHS = (
    ("januar", "jänner", "january"), ("februar", "february"), ("märz", "maerz", "march"), ("april",), ("mai", "may"), ("juni", "june"),
    ("juli", "july"), ("august",), ("september",), ("oktober", "october"), ("november",), ("dezember", "december"),
)  # fmt: skip
_SHORTEST_MONTH = 3
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})(?:\.? ?|\. ?(?P<year>\d{4}|\d{2}))", re.ASCII)
_SLASHED = re.compile(r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?", re.ASCII)
_NAMED = (
    re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)? ?(?:of )?(?P<month>[a-zä]+)\.?,?(?: ?(?P<year>\d{4}))?", re.ASCII),
    re.compile(r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?", re.ASCII),
)


def _date(text: str, today: date) -> Answered | Wrong:
    words = _key(text)
    if words in _NEAR:
        return Answered(value=(today + timedelta(days=_NEAR[words])).isoformat())
    parts = _parts(words)
    if parts is None:
        return Wrong(because=WrongBecause.NO_DATE)
    days = [day for day in (_day(year, month, day, today) for year, month, day in parts) if day is not None]
    if not days:
        return Wrong(because=WrongBecause.NO_SUCH_DAY)
    values = tuple(dict.fromkeys(day.isoformat() for day in days))
    return Answered(value=values[0]) if len(values) == 1 else Wrong(because=WrongBecause.AMBIGUOUS_DATE, meant=values)


def _parts(words: str) -> list[tuple[str | None, int, int]] | None:
    """Take a date apart into year, month and day, in every way it can be read; None when it is no date at all."""
    if found := _ISO.fullmatch(words) or _DOTTED.fullmatch(words):
        return [(found["year"], int(found["month"]), int(found["day"]))]
    if found := _SLASHED.fullmatch(words):
        return [(found["year"], int(found["other"]), int(found["one"])), (found["year"], int(found["one"]), int(found["other"]))]
    for pattern in _NAMED:
        found = pattern.fullmatch(words)
        month = _month(found["month"]) if found else None
        if found and month:
            return [(found["year"], month, int(found["day"]))]
    return None


def _month(word: str) -> int | None:
    if len(word) < _SHORTEST_MONTH:
        return None
    return next((number for number, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names)), None)


def _day(year: str | None, month: int, day: int, today: date) -> date | None:
    if year is None:
        earliest = today - timedelta(days=DAYS_BACK)
        candidates = (_civil(today.year + ahead, month, day) for ahead in range(-1, 9))
        return next((candidate for candidate in candidates if candidate is not None and candidate >= earliest), None)
    if len(year) > 2:  # noqa: PLR2004  a year of two digits has two digits
        return _civil(int(year), month, day)
    century = today.year // 100 * 100 + int(year)
    return _civil(century if century <= today.year + YEARS_AHEAD else century - 100, month, day)


def _civil(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""What a call note is made of: urgency, outcome, measures; and what is written in the wrong field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How soon the customer must act."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    EMERGENCY = 4


class Outcome(StrEnum):
    """How the call ended for the caller. The value is the code that is kept."""

    CALL_BACK = "call_back"
    WILL_CALL_AGAIN = "will_call_again"
    DONE = "done"
    FOR_INFORMATION = "for_information"
    PUT_THROUGH = "put_through"
    NO_MESSAGE = "no_message"


class Unwritten(StrEnum):
    """Why a call ends without a note."""

    WRONG_NUMBER = "wrong_number"
    ADVERTISING = "advertising"
    SILENT = "silent"
    HUNG_UP = "hung_up"
    SPAM = "spam"


class Measure(StrEnum):
    """What the operator set going for the customer."""

    EMAIL = "email"
    SMS = "sms"
    PUT_THROUGH = "put_through"
    TOLD_CALLER = "told_caller"
    APPOINTMENT = "appointment"


class NoteField(StrEnum):
    """The fields that people mix up."""

    NAME = "caller_name"
    COMPANY = "caller_company"
    NUMBER = "callback_number"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A text that belongs elsewhere: offer to move it from `source` to `target`."""

    source: NoteField
    target: NoteField
    text: str


_NUMBER = re.compile(r"^\+?[\d\s()/.\-]{5,24}$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_WORDS = 7


def looks_like_number(text: str) -> bool:
    """Whether the text is a telephone number and nothing else: at least five digits, only digits and separators."""
    return bool(_NUMBER.match(text.strip())) and sum(character.isdigit() for character in text) >= 5  # noqa: PLR2004  five as said


def misplaced(values: Mapping[NoteField, str]) -> list[Misplaced]:
    """Find texts in the wrong field: a number as name or company, a name as number, a whole sentence as name."""
    found: list[Misplaced] = []
    for source in (NoteField.NAME, NoteField.COMPANY):
        text = values.get(source, "").strip()
        if looks_like_number(text):
            found.append(Misplaced(source=source, target=NoteField.NUMBER, text=text))
        elif len(text.split()) >= _SENTENCE_WORDS:
            found.append(Misplaced(source=source, target=NoteField.CONCERN, text=text))
    number = values.get(NoteField.NUMBER, "").strip()
    if number and not any(character.isdigit() for character in number) and _LETTERS.search(number):
        found.append(Misplaced(source=NoteField.NUMBER, target=NoteField.NAME, text=number))
    return found

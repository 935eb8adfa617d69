"""Answers to the questions of a customer: how a note keeps them, and how they are said to whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from vorzimmer.customers.wording import day_in_full
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.telephony.numbers import grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller answered to a question of the customer, as `domain.questions.check` gives it."""

    question: str
    answer: str
    kind: QuestionKind = QuestionKind.TEXT

    def kept(self) -> dict[str, str]:
        """Give the form in which it stands in a note. A text needs no kind, like all answers of older notes."""
        plain = {"question": self.question, "answer": self.answer}
        return plain if self.kind is QuestionKind.TEXT else {**plain, "kind": self.kind.value}


def said(value: str, kind: QuestionKind) -> str:
    """Say a kept answer in the reader's language: a day as a day, "yes" as yes, a telephone number in groups."""
    match kind:
        case QuestionKind.DATE:
            return day_in_full(date.fromisoformat(value))
        case QuestionKind.NUMBER:
            return str(number_format(Decimal(value)))
        case QuestionKind.YES_NO:
            return _("yes") if value == "yes" else _("no")
        case QuestionKind.PHONE:
            return grouped(value)
        case _:
            return value


def in_words(kept: Mapping[str, str]) -> dict[str, str]:
    """Give an answer of a note with its words."""
    kind = QuestionKind(kept.get("kind", QuestionKind.TEXT))
    return {"question": kept["question"], "answer": said(kept["answer"], kind)}

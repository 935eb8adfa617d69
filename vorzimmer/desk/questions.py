"""The questions of a customer in the note form: a field for each, and what is wrong with an answer, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.calls.answers import said
from vorzimmer.domain.questions import MOST_CHARACTERS, Question, QuestionKind, Wrong, WrongBecause

PREFIX = "answer_"
MOST_AT_A_GLANCE = 6
"""So many choices stand beside each other, each with a digit; more make a list."""
YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
WRONG = {
    WrongBecause.MISSING: gettext_lazy("The customer needs an answer to this. Ask for it, or say that no message was left."),
    WrongBecause.TOO_LONG: gettext_lazy("This is too long. Write the rest below “Concern”."),
    WrongBecause.NOT_A_CHOICE: gettext_lazy("This is none of the answers that can be chosen: %(meant)s."),
    WrongBecause.NO_NUMBER: gettext_lazy("This is no number. Write it like 12 or 1234.5."),
    WrongBecause.AMBIGUOUS_NUMBER: gettext_lazy("This can be read in two ways. Write %(meant)s."),
    WrongBecause.NO_DATE: gettext_lazy("This is no day. Write it like 24.12., 24.12.2026 or tomorrow."),
    WrongBecause.NO_SUCH_DAY: gettext_lazy("There is no such day in the calendar."),
    WrongBecause.AMBIGUOUS_DATE: gettext_lazy("This can be read in two ways. Write %(meant)s."),
    WrongBecause.NO_PHONE: gettext_lazy("This is no telephone number. Write it like 0171 3920012 or +49 171 3920012."),
    WrongBecause.NEITHER_YES_NOR_NO: gettext_lazy("Answer yes or no."),
}
PLACEHOLDERS = {
    QuestionKind.DATE: gettext_lazy("for example 24.12. or tomorrow"),
    QuestionKind.NUMBER: gettext_lazy("a number"),
    QuestionKind.PHONE: gettext_lazy("a telephone number"),
}
INPUT_MODES = {QuestionKind.NUMBER: "decimal", QuestionKind.PHONE: "tel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its field. `choices`: value, label, digit and whether it is chosen, where all can be seen at a glance."""

    question: Question
    field: forms.BoundField
    choices: Sequence[tuple[str, str, int, bool]]

    @classmethod
    def of(cls, question: Question, field: forms.BoundField) -> "Asked":
        pairs = _pairs(question)
        at_a_glance = pairs if len(pairs) <= MOST_AT_A_GLANCE else []
        chosen = str(field.value() or "")
        return cls(
            question=question,
            field=field,
            choices=[(value, label, digit, value == chosen) for digit, (value, label) in enumerate(at_a_glance, start=1)],
        )


def name_of(question: Question) -> str:
    """Give the name of the question's field."""
    return f"{PREFIX}{question.id}"


def field_for(question: Question) -> forms.CharField:
    """Make the field. Whether the answer is right depends on the rest of the form, so any text is taken here."""
    pairs = _pairs(question)
    widget: forms.Widget
    if pairs:
        widget = forms.RadioSelect(choices=pairs) if len(pairs) <= MOST_AT_A_GLANCE else forms.Select(choices=[("", "–"), *pairs])
    else:
        attributes = {"inputmode": INPUT_MODES.get(question.kind), "placeholder": PLACEHOLDERS.get(question.kind)}
        widget = forms.TextInput(attrs={name: value for name, value in attributes.items() if value})
    if question.required:
        widget.attrs["aria-required"] = "true"
    return forms.CharField(label=question.label, max_length=MOST_CHARACTERS, required=False, widget=widget)


def complaint(question: Question, wrong: Wrong) -> str:
    """Say what is wrong with an answer, and what would be right."""
    meant = f" {_('or')} ".join(said(value, question.kind) for value in wrong.meant)
    return str(WRONG[wrong.because]) % {"meant": meant}


def _pairs(question: Question) -> list[tuple[str, str]]:
    match question.kind:
        case QuestionKind.CHOICE:
            return [(choice, choice) for choice in question.choices]
        case QuestionKind.YES_NO:
            return [(value, str(label)) for value, label in YES_NO]
        case _:
            return []

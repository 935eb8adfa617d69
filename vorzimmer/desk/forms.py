"""The note form. It checks what the operator typed; what a note is, the rules and the room of calls know."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.calls.answers import Answer
from vorzimmer.calls.cards import Card
from vorzimmer.calls.models import Note
from vorzimmer.calls.notes import NewNote
from vorzimmer.desk.questions import PREFIX, Asked, complaint, field_for, name_of
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.notes import Measure, Misplaced, NoteField, Outcome, Unwritten, Urgency, misplaced
from vorzimmer.domain.questions import Answered, Question, check
from vorzimmer.telephony.numbers import grouped, normalise

OUTCOME_KEYS = {
    Outcome.CALL_BACK.value: pgettext_lazy("key for the outcome 'please call back'", "c"),
    Outcome.WILL_CALL_AGAIN.value: pgettext_lazy("key for the outcome 'will call again'", "w"),
    Outcome.DONE.value: pgettext_lazy("key for the outcome 'done'", "d"),
    Outcome.FOR_INFORMATION.value: pgettext_lazy("key for the outcome 'for information'", "i"),
    Outcome.PUT_THROUGH.value: pgettext_lazy("key for the outcome 'put through'", "p"),
    Outcome.NO_MESSAGE.value: pgettext_lazy("key for the outcome 'no message left'", "n"),
}
UNWRITTEN = [
    (Unwritten.WRONG_NUMBER.value, _("Wrong number")),
    (Unwritten.ADVERTISING.value, _("Advertising")),
    (Unwritten.SILENT.value, _("Nobody spoke")),
    (Unwritten.HUNG_UP.value, _("Hung up at once")),
    (Unwritten.SPAM.value, _("Spam call")),
]
WITHOUT_CONCERN = {Outcome.NO_MESSAGE, Outcome.PUT_THROUGH}


class NoteForm(forms.Form):
    """What an operator writes down during a call."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("For"), required=False, widget=forms.HiddenInput)
    call_type = forms.ChoiceField(label=pgettext_lazy("of a call", "Reason"), required=False, widget=forms.HiddenInput)
    caller_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    caller_company = forms.CharField(label=_("Company"), max_length=120, required=False)
    callback_number = forms.CharField(label=_("Number"), max_length=40, required=False)
    concern = forms.CharField(label=_("Concern"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Note.Urgency.choices, coerce=lambda value: Urgency(int(value)), widget=forms.RadioSelect
    )
    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=Note.OUTCOMES,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the call ended for the caller.")},
    )
    measures_text = forms.CharField(label=_("Measures"), max_length=500, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, card: Card, initial: Mapping[str, Any] | None = None) -> None:
        start = {"urgency": Urgency.NORMAL.value, "callback_number": grouped(card.call.caller_number)}
        if card.known is not None:
            start |= {"caller_name": card.known.name, "caller_company": card.known.company}
        super().__init__(data, initial={**start, **(initial or {})}, auto_id="note_%s")
        self.card = card
        people: Any = self.fields["person"]
        people.choices = [("", _("everybody")), *((str(now.person.pk), now.person.name) for now in card.people)]
        call_types: Any = self.fields["call_type"]
        call_types.choices = [("", "–"), *((entry["id"], entry["name"]) for entry in card.guidance.call_types)]
        for question in self._questions:
            self.fields[name_of(question)] = field_for(question)
        for name in self.fields:
            self.fields[name].widget.attrs.setdefault("autocomplete", "off")

    @property
    def _questions(self) -> Sequence[Question]:
        return [self.card.guidance.questions[order.instruction.id] for order in self.card.ask]

    @property
    def questions(self) -> Sequence[Asked]:
        """What the customer wants asked in this situation, with the fields for the answers."""
        return [Asked.of(question, self[name_of(question)]) for question in self._questions]

    @property
    def asked(self) -> str:
        """What tells one set of questions from another: the version of the orders, and which of its questions they are."""
        return " ".join([str(self.card.customer.orders_id), *(question.id for question in self._questions)])

    @property
    def chosen_person(self) -> str:
        """The name of who is wanted, blank for everybody."""
        return self._chosen("person")

    @property
    def chosen_call_type(self) -> str:
        """The name of the kind of call, blank when none is chosen."""
        return self._chosen("call_type")

    def _chosen(self, name: str) -> str:
        field: Any = self.fields[name]
        chosen = self[name].value()
        return str(dict(field.choices).get(chosen, "")) if chosen else ""

    @property
    def outcomes(self) -> list[tuple[str, Any, Any, bool]]:
        """Code, label, key and whether it is chosen."""
        chosen = self["outcome"].value()
        return [(code, label, OUTCOME_KEYS[code], code == chosen) for code, label in Note.OUTCOMES]

    @property
    def urgencies(self) -> list[tuple[int, Any, bool]]:
        """Level, label and whether it is chosen."""
        chosen = str(self["urgency"].value())
        return [(level, label, str(level) == chosen) for level, label in Note.Urgency.choices]

    def clean_callback_number(self) -> str:
        raw: str = self.cleaned_data["callback_number"].strip()
        if not raw:
            return ""
        number = normalise(raw)
        if number is None:
            raise forms.ValidationError(_("This is no telephone number. Write it like 0171 3920012 or +49 171 3920012."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"person", "call_type"} & self.errors.keys():  # they are chosen on the card, and have no place for an error of their own
            self.add_error(None, _("What you have chosen is not there any more. Choose again on the card."))
        outcome = cleaned.get("outcome")
        if not cleaned.get("concern", "").strip() and outcome is not None and outcome not in WITHOUT_CONCERN:
            self.add_error("concern", _("Write in a sentence what the caller wants."))
        if outcome is Outcome.CALL_BACK and not cleaned.get("callback_number") and "callback_number" not in self.errors:
            self.add_error("callback_number", _("Whom shall the customer call back? Ask for the number."))
        for question in self._questions:
            self._clean_answer(question, cleaned, needed=outcome not in WITHOUT_CONCERN)
        return cleaned

    def _clean_answer(self, question: Question, cleaned: dict[str, Any], *, needed: bool) -> None:
        """Read one answer. `needed`: where nobody left a message, even what must be asked may stay open."""
        name = name_of(question)
        if name in self.errors:
            return
        asked = question if needed else replace(question, required=False)
        answer = check(asked, cleaned.get(name, ""), today=berlin_date(self.card.guidance.at))
        if isinstance(answer, Answered):
            cleaned[name] = answer.value
        else:
            self.add_error(name, complaint(question, answer))

    def note(self) -> NewNote:
        """Give the checked form to the room of calls."""
        cleaned = self.cleaned_data
        return NewNote(
            note_id=cleaned["note_id"],
            call_id=self.card.call.pk,
            person_id=UUID(cleaned["person"]) if cleaned["person"] else None,
            call_type_id=UUID(cleaned["call_type"]) if cleaned["call_type"] else None,
            caller_name=cleaned["caller_name"].strip(),
            caller_company=cleaned["caller_company"].strip(),
            callback_number=cleaned["callback_number"],
            concern=cleaned["concern"].strip(),
            urgency=cleaned["urgency"],
            outcome=cleaned["outcome"],
            answers=[Answer(question=each.label, answer=cleaned[name_of(each)], kind=each.kind) for each in self._questions],
            measures=[Measure.PUT_THROUGH] if cleaned["outcome"] is Outcome.PUT_THROUGH else [],
            measures_text=cleaned["measures_text"].strip(),
            wrong_customer_confirmed=cleaned["confirmed"],
        )


def draft_values(data: Mapping[str, Any]) -> dict[str, str]:
    """Pick what of a posted note form is kept as a draft."""
    names = {name for name in NoteForm.base_fields if name != "confirmed"}
    return {name: str(value)[:8000] for name, value in data.items() if name in names or name.startswith(PREFIX)}


def moves(values: Mapping[str, str]) -> list[Misplaced]:
    """Find what was typed into the wrong field."""
    return misplaced({field: values.get(field.value, "") for field in NoteField})


class ThirdForm(forms.Form):
    """Whom to put the call through to: a person of the customer, or a number that the operator dials."""

    to = forms.UUIDField(required=False)
    number = forms.CharField(max_length=40, required=False)
    consult = forms.BooleanField(required=False)

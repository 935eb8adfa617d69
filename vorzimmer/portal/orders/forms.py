"""What the customer fills in about orders. A form only reads what was typed; the deeds say what is wrong with it."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.actions import (
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    GreetingEntry,
    InstructionEntry,
    OpeningHourEntry,
    beginnings,
)
from vorzimmer.customers.changes import URGENCIES
from vorzimmer.customers.forms import day_field, moment_field, time_field, weekdays_field
from vorzimmer.customers.models import CallType, Closure, Customer, Instruction, InWindow, Person, Rota
from vorzimmer.domain.days import berlin_date, moment
from vorzimmer.domain.hours import HolidayRule
from vorzimmer.domain.orders import InstructionKind

WINDOW = ("weekdays", "start", "end", "on_holidays")


def _text(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _long(label: Any, longest: int, *, rows: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"autocomplete": "off", "rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _one_of(label: Any, empty: Any, model: Any) -> Any:
    return forms.ModelChoiceField(label=label, queryset=model.objects.none(), required=False, empty_label=empty)


class OrderForm(forms.Form):
    """A form for one entry of the orders; `folds` are its parts that are rarely needed, each with a title."""

    folds: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        self.customer, self.record = customer, record
        if record is not None:
            kwargs["initial"] = self.written(record)
        super().__init__(*args, **kwargs)
        for name, rows in (("person", "people"), ("put_through_to", "people"), ("call_type", "call_types"), ("rota", "rotas")):
            if name in self.fields:
                self._choose(name, rows)

    def _choose(self, name: str, rows: str) -> None:
        self.fields[name].queryset = getattr(self.customer, rows).all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    @classmethod
    def written(cls, record: Any) -> dict[str, Any]:
        """Give what stands in the record now."""
        values = {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}
        if isinstance(record, InWindow):
            values["weekdays"] = list(record.weekdays)
        return values

    def plain_fields(self) -> list[forms.BoundField]:
        """Give the fields that stand open."""
        folded = {name for _title, names in self.folds for name in names}
        return [self[name] for name in self.fields if name not in folded]

    def folded_fields(self) -> list[tuple[Any, bool, list[forms.BoundField]]]:
        """Give the folded parts: title, whether it opens by itself because something stands in it, fields."""
        return [(title, any(self._says(name) for name in names), [self[name] for name in names]) for title, names in self.folds]

    def _says(self, name: str) -> bool:
        if self.errors.get(name):
            return True
        usual = self.fields[name].initial
        value = self[name].value()
        return value not in (None, "", False, [], usual)

    def week(self) -> dict[str, Any]:
        """Give the part of the week as the deeds take it."""
        days = "".join(sorted(self.cleaned_data["weekdays"]))
        return {**{name: self.cleaned_data[name] for name in WINDOW}, "weekdays": days}


class GreetingForm(OrderForm):
    text = _long(
        _("Greeting"),
        300,
        rows=3,
        help_text=_("{operator} becomes the operator’s name, {time} becomes good morning, good day or good evening."),
    )
    weekdays = weekdays_field()
    start = time_field(_("From"), help_text=_("Leave both times out for the whole day."))
    end = time_field(_("Until"), help_text=_("An end before the start lies on the next day."))
    on_holidays = forms.ChoiceField(label=_("Public holidays"), choices=InWindow.HOLIDAYS, initial=HolidayRule.AS_USUAL.value)
    folds = ((_("Only at certain times"), WINDOW),)

    def entry(self) -> GreetingEntry:
        return GreetingEntry(text=self.cleaned_data["text"], **self.week())


class CallTypeForm(OrderForm):
    name = _text(_("Name"), 60, help_text=_("For example: new client, complaint, emergency."))
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=list(URGENCIES.items()), coerce=int, initial=2)
    measures = forms.MultipleChoiceField(
        label=_("What is done"), choices=CallType.Measure.choices, widget=forms.CheckboxSelectMultiple, required=False, initial=["note"]
    )
    put_through_to = _one_of(_("Put through to"), _("nobody"), Person)
    rota = _one_of(_("Rota of the emergency chain"), _("none"), Rota)

    def entry(self) -> CallTypeEntry:
        return CallTypeEntry(**{**self.cleaned_data, "measures": tuple(self.cleaned_data["measures"])})


class InstructionForm(OrderForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Instruction.KINDS, widget=forms.RadioSelect, initial=InstructionKind.DO.value)
    text = _long(_("Instruction"), 600, rows=3, help_text=_("One sentence that the operator can follow at once."))
    subject = _text(
        _("Subject"),
        60,
        required=False,
        help_text=_("For example: appointments. Of what you order about one subject, the most specific counts."),
    )
    person = _one_of(_("Only when this person is asked for"), _("everybody"), Person)
    call_type = _one_of(_("Only for this kind of call"), _("every call"), CallType)
    weekdays = weekdays_field()
    start = time_field(_("From"), help_text=_("Leave both times out for the whole day."))
    end = time_field(_("Until"), help_text=_("An end before the start lies on the next day."))
    on_holidays = forms.ChoiceField(label=_("Public holidays"), choices=InWindow.HOLIDAYS, initial=HolidayRule.AS_USUAL.value)
    valid_from = moment_field(_("Not before"))
    valid_until = moment_field(_("Only until"), help_text=_("Blank: until further notice."))
    answer_kind = forms.ChoiceField(label=_("Answer"), choices=Instruction.ANSWERS, initial=Instruction.ANSWERS[0][0])
    choices = _long(_("Choices"), 600, rows=3, required=False, help_text=_("One on each line."))
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    folds = (
        (_("Only for some calls"), ("person", "call_type")),
        (_("Only at certain times"), (*WINDOW, "valid_from", "valid_until")),
        (_("For questions: the answer"), ("answer_kind", "choices", "required")),
    )

    @classmethod
    def written(cls, record: Instruction) -> dict[str, Any]:
        return {**super().written(record), "choices": "\n".join(record.choices)}

    def entry(self) -> InstructionEntry:
        names = ("kind", "text", "subject", "person", "call_type", "valid_from", "valid_until", "answer_kind", "required")
        return InstructionEntry(
            **{name: self.cleaned_data[name] for name in names},
            **self.week(),
            choices=tuple(self.cleaned_data["choices"].splitlines()),
            set_by=self.record.set_by if self.record else "",
        )


class FaqForm(OrderForm):
    question = _text(_("Question"), 200)
    answer = _long(_("Answer"), 1000, rows=4, help_text=_("What the operator may say."))

    def entry(self) -> FaqEntryEntry:
        return FaqEntryEntry(**self.cleaned_data)


class OpeningHourForm(OrderForm):
    weekdays = weekdays_field()
    start = time_field(_("From"))
    end = time_field(_("Until"), help_text=_("An end before the start lies on the next day."))
    on_holidays = forms.ChoiceField(label=_("Public holidays"), choices=InWindow.HOLIDAYS, initial=HolidayRule.NOT.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekdays"].initial = list("01234")

    def entry(self) -> OpeningHourEntry:
        return OpeningHourEntry(**self.week())


class ClosureForm(OrderForm):
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"), help_text=_("You are closed on this day, too."))
    reason = forms.ChoiceField(label=_("Reason for closing"), choices=Closure.REASONS, initial=Closure.REASONS[-1][0])

    def entry(self) -> ClosureEntry:
        return ClosureEntry(**self.cleaned_data)


class TodayForm(forms.Form):
    """One sentence for today, and until when."""

    text = _long(_("What holds today"), 600, rows=3)
    until = time_field(_("Until"), help_text=_("Blank: until midnight."))

    def until_at(self, at: datetime) -> datetime | None:
        """Give the moment that was meant: a time of today in Berlin; midnight is the end of the day."""
        clock: time | None = self.cleaned_data["until"]
        if clock is None or clock == time():
            return None
        return moment(berlin_date(at), clock)


class BeginningForm(forms.Form):
    """With which template to begin."""

    trade = forms.ChoiceField(label=_("Trade"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(trade, template["name"]) for trade, template in beginnings(language).items()]
        self.fields["trade"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


def next_half_hour(at: datetime) -> datetime:
    """Give a round moment for a form, in Berlin."""
    local = localtime(at).replace(second=0, microsecond=0)
    return local + timedelta(minutes=-local.minute % 30)

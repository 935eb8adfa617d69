"""Forms that more than one face shows: the preview, and rotas. A form only reads what was typed; the deeds say what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers import actions
from vorzimmer.customers.actions import OverrideEntry, RotaEntry, ShiftEntry
from vorzimmer.customers.actions.rotas import MOST_MINUTES, MOST_ROUNDS
from vorzimmer.customers.models import Customer, Person, Rota, RotaOverride, Shift
from vorzimmer.domain.publishing import Document, Section
from vorzimmer.telephony.numbers import normalise

MOMENT = "%Y-%m-%dT%H:%M"
DRAFT, LIVE = "draft", "live"


def moment_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    """Ask for a moment by the clock in Berlin."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=required, help_text=help_text, widget=widget)


def time_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.TimeField:
    """Ask for a time of day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, help_text=help_text, widget=widget)


def day_field(label: Any, *, help_text: Any = "") -> forms.DateField:
    """Ask for a day."""
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def weekdays_field() -> forms.MultipleChoiceField:
    """Ask for days of the week."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=[(str(day), name) for day, name in WEEKDAYS_ABBR.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=list("0123456"),
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )


# --- preview -----------------------------------------------------------------------------------------------------------


class PreviewForm(forms.Form):
    """Whose eyes, and when. The number is sent in the body of a request, never in an address."""

    version = forms.ChoiceField(
        label=gettext_lazy("Which orders"),
        choices=[(DRAFT, gettext_lazy("the draft")), (LIVE, gettext_lazy("what is live"))],
        required=False,
    )
    at = moment_field(gettext_lazy("Moment"))
    person = forms.ChoiceField(label=gettext_lazy("Asked for"), required=False)
    call_type = forms.ChoiceField(label=gettext_lazy("Call type"), required=False)
    caller = forms.CharField(
        label=gettext_lazy("Number of the caller"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, customer: Customer, document: Document, versions: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(entry["id"], entry["name"]) for entry in document.get(Section.CALL_TYPES, ())]
        people = [(str(key), name) for key, name in customer.people.values_list("pk", "name")]
        self._choose("person", [("", _("nobody in particular")), *people])
        self._choose("call_type", [("", _("not known yet")), *types])
        if not versions:
            del self.fields["version"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        if len(choices) == 1:
            del self.fields[name]

    def clean_caller(self) -> str:
        """Read the number as telephone systems write it. Raises ValidationError for what is none."""
        raw = self.cleaned_data["caller"]
        number = normalise(raw) if raw else ""
        if number is None or (number and not number.startswith("+")):
            raise forms.ValidationError(_("This is no telephone number with area code. Write it like 030 23125001 or +49 30 23125001."))
        return number

    def moment(self, now: datetime) -> datetime:
        """Give the moment to look at. The form knows minutes only: the present minute means now, to the second."""
        at: datetime | None = self.cleaned_data.get("at") if self.is_valid() else None
        return now if at is None or at <= now < at + timedelta(minutes=1) else at

    def number(self) -> str:
        """Give the caller's number (E.164); blank when none was entered."""
        return str(self.cleaned_data.get("caller", "")) if self.is_valid() else ""

    def chosen(self, name: str) -> UUID | None:
        """Give the id that was chosen in a field; None when nothing was, or when there is nothing to choose."""
        value = self.cleaned_data.get(name) if self.is_valid() else None
        return UUID(value) if value else None


# --- rotas -------------------------------------------------------------------------------------------------------------


class RotaForm(forms.Form):
    """A rota by itself."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    escalate_after = forms.IntegerField(
        label=gettext_lazy("Minutes until the next is called"),
        initial=10,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_MINUTES, "inputmode": "numeric"}),
        help_text=gettext_lazy("Who does not confirm by then is followed by the next."),
    )
    rounds = forms.IntegerField(
        label=gettext_lazy("Rounds"),
        initial=2,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_ROUNDS, "inputmode": "numeric"}),
        help_text=gettext_lazy("How often everybody is called before the agency takes care of it."),
    )
    fallback = forms.ModelMultipleChoiceField(
        label=gettext_lazy("If nobody confirms"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They are called after the people of the shift."),
    )

    def __init__(self, *args: Any, customer: Customer, record: Rota | None = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = {name: getattr(record, name) for name in ("name", "escalate_after", "rounds")}
            kwargs["initial"]["fallback"] = list(record.fallback.all())
        super().__init__(*args, **kwargs)
        self.fields["fallback"].queryset = customer.people.all()  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField

    def entry(self) -> RotaEntry:
        return RotaEntry(**{**self.cleaned_data, "fallback": tuple(self.cleaned_data["fallback"])})


class OfRotaForm(forms.Form):
    """A form for what belongs to a rota: which one stands first, and is settled when something is changed."""

    rota = forms.ModelChoiceField(label=gettext_lazy("Rota"), queryset=Rota.objects.none(), empty_label=None)

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = {**kwargs.get("initial", {}), **self.written(record)}
        super().__init__(*args, **kwargs)
        self.people = list(customer.people.all())
        if record is None:
            self.fields["rota"].queryset = customer.rotas.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        else:
            del self.fields["rota"]

    def written(self, record: Any) -> dict[str, Any]:
        """Give what stands in the record now."""
        raise NotImplementedError


class ShiftForm(OfRotaForm):
    """A part of the week. Whose turn it is after whom is chosen place by place, so that it needs no script."""

    weekdays = weekdays_field()
    start = time_field(gettext_lazy("From"), help_text=gettext_lazy("Leave both times out for the whole day."))
    end = time_field(gettext_lazy("Until"), help_text=gettext_lazy("An end before the start lies on the next day."))
    on_holidays = forms.ChoiceField(label=gettext_lazy("Public holidays"), choices=Shift.HOLIDAYS)
    turn = forms.ChoiceField(label=gettext_lazy("Takes turns"), choices=Shift.Turn.choices, initial=Shift.Turn.WEEK)
    hand_over = time_field(gettext_lazy("Hand-over at"), required=True)
    anchor = day_field(gettext_lazy("First day"), help_text=gettext_lazy("On this day the turn of the first person begins."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((str(person.pk), person.name) for person in self.people)]
        for place in range(len(self.people)):
            label = _("%(number)d. in the turn") % {"number": place + 1}
            nobody = {"required": _("A shift needs somebody. Choose at least one person.")}
            self.fields[_place(place)] = forms.ChoiceField(label=label, choices=choices, required=not place, error_messages=nobody)

    def written(self, record: Shift) -> dict[str, Any]:
        names = ("start", "end", "on_holidays", "turn", "hand_over", "anchor")
        members = {_place(place): str(member.person_id) for place, member in enumerate(record.members.all())}
        return {name: getattr(record, name) for name in names} | {"weekdays": list(record.weekdays)} | members

    def entry(self) -> ShiftEntry:
        known = {str(person.pk): person for person in self.people}
        chosen = [self.cleaned_data[_place(place)] for place in range(len(self.people))]
        names = ("start", "end", "on_holidays", "turn", "hand_over", "anchor")
        return ShiftEntry(
            members=tuple(known[key] for key in chosen if key),
            weekdays="".join(sorted(self.cleaned_data["weekdays"])),
            **{name: self.cleaned_data[name] for name in names},
        )


def _place(number: int) -> str:
    """Name the field of a place in the turn; the first has the name that the deed uses for all, so that what it refuses stands there."""
    return f"member_{number}" if number else "members"


class OverrideForm(OfRotaForm):
    """Somebody else for a while."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("On call is"), queryset=Person.objects.none(), required=False, empty_label=gettext_lazy("nobody")
    )
    start = moment_field(gettext_lazy("From"), required=True)
    end = moment_field(gettext_lazy("Until"), required=True)

    def __init__(self, *args: Any, customer: Customer, record: RotaOverride | None = None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, record=record, **kwargs)
        self.fields["person"].queryset = customer.people.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def written(self, record: RotaOverride) -> dict[str, Any]:
        return {"person": record.person_id, "start": localtime(record.start), "end": localtime(record.end)}

    def entry(self) -> OverrideEntry:
        return OverrideEntry(**{name: self.cleaned_data[name] for name in ("person", "start", "end")})


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPart:
    """A rota, or what belongs to one: its form, its rows of a customer, and what is done with them."""

    slug: str
    add_title: Any
    change_title: Any
    form: Callable[..., Any]
    records: Callable[[Customer], Any]
    add: Callable[[Customer, Any, datetime], Any]
    change: Callable[[Any, Any, datetime], Any]
    remove: Callable[[Any, datetime], Any]


ROTA_PARTS = (
    RotaPart(
        slug="rota",
        add_title=gettext_lazy("Add a rota"),
        change_title=gettext_lazy("Change the rota"),
        form=RotaForm,
        records=lambda customer: customer.rotas.all(),
        add=lambda customer, form, at: actions.add_rota(customer, form.entry(), at),
        change=lambda record, form, at: actions.change_rota(record, form.entry(), at),
        remove=actions.remove_rota,
    ),
    RotaPart(
        slug="shift",
        add_title=gettext_lazy("Add a shift"),
        change_title=gettext_lazy("Change the shift"),
        form=ShiftForm,
        records=lambda customer: Shift.objects.filter(rota__customer=customer).select_related("rota__customer"),
        add=lambda _customer, form, at: actions.add_shift(form.cleaned_data["rota"], form.entry(), at),
        change=lambda record, form, at: actions.change_shift(record, form.entry(), at),
        remove=actions.remove_shift,
    ),
    RotaPart(
        slug="override",
        add_title=gettext_lazy("Add an exception"),
        change_title=gettext_lazy("Change the exception"),
        form=OverrideForm,
        records=lambda customer: RotaOverride.objects.filter(rota__customer=customer).select_related("rota__customer"),
        add=lambda _customer, form, at: actions.add_override(form.cleaned_data["rota"], form.entry(), at),
        change=lambda record, form, at: actions.change_override(record, form.entry(), at),
        remove=actions.remove_override,
    ),
)

"""The kinds of fields that the office's forms are made of, and how a long form is put into parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import InWindow
from vorzimmer.domain.hours import HolidayRule

MOMENT = "%Y-%m-%dT%H:%M"
DAY = "%Y-%m-%d"
ALL_WEEK = "0123456"
NOTHING: tuple[Any, ...] = (None, "", [], False)


def plain(**attributes: Any) -> dict[str, Any]:
    """Attributes of a field that the browser does not fill in by itself: it is about somebody else than who types."""
    return {"autocomplete": "off", **attributes}


def text(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=forms.TextInput(attrs=plain()))


def long_text(label: Any, longest: int, *, rows: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs=plain(rows=rows))
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def number(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=plain(type="tel", inputmode="tel"))
    return forms.CharField(label=label, max_length=32, required=required, help_text=help_text, widget=widget)


def email(label: Any, *, required: bool = True, help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(label=label, max_length=254, required=required, help_text=help_text, widget=forms.EmailInput(attrs=plain()))


def moment(label: Any, *, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, help_text=help_text, widget=widget)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format=DAY))


def clock(label: Any, *, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(label=label, required=False, help_text=help_text, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def tick(label: Any, *, help_text: Any = "", initial: bool = False) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text, initial=initial)


def ticks(label: Any, choices: Any, *, required: bool = False, initial: Any = None, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, initial=initial, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


def days_of_week(initial: str = ALL_WEEK) -> forms.MultipleChoiceField:
    return ticks(_("Days"), [(str(number), name) for number, name in WEEKDAYS_ABBR.items()], required=True, initial=list(initial))


def holidays(initial: HolidayRule = HolidayRule.AS_USUAL) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Public holidays"), choices=InWindow.HOLIDAYS, initial=initial.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together. `folded`: rarely needed. `shown_for`: the answer without which they mean nothing (office.css)."""

    names: tuple[str, ...]
    title: Any = ""
    folded: bool = False
    shown_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group of a form, with its fields as they are now."""

    group: Group
    fields: Sequence[BoundField]

    @property
    def unfolded(self) -> bool:
        """Whether a folded part is to be open: something stands in it, or something is wrong with it."""
        return any(bound.errors or _says_something(bound) for bound in self.fields)


class PartedForm(forms.Form):
    """A form in parts."""

    groups: ClassVar[tuple[Group, ...]] = ()

    def parts(self) -> list[Part]:
        """Give the parts that have fields."""
        groups = self.groups or (Group(names=tuple(self.fields)),)
        found = [Part(group=group, fields=[self[name] for name in group.names if name in self.fields]) for group in groups]
        return [part for part in found if part.fields]


def _says_something(bound: BoundField) -> bool:
    value = bound.value()
    return value not in NOTHING and value != bound.field.initial

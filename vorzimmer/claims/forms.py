"""Fields about cases that several faces share: a dispute is recorded in the office, at the desk and in the portal (decision 13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vorzimmer.claims.actions.cases import keeps_words
from vorzimmer.claims.case_words import GROUNDS
from vorzimmer.domain.money import read_cents


class CentsField(forms.CharField):
    """An amount of euros as people write it, in German or English, given as cents; blank: None."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"})
        super().__init__(label=label, help_text=help_text, required=False, max_length=20, widget=widget)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        cents = read_cents(text)
        if cents is None:
            raise forms.ValidationError(_("This is no amount. Write it like 12.50."))
        return cents


def ground_choices() -> list[tuple[str, Any]]:
    """Give the reasons for which somebody does not agree with an invoice."""
    return [(code.value, capfirst(name)) for code, name in GROUNDS.items()]


def keep_words_in(form: forms.Form, name: str, customer: UUID, at: datetime) -> bool:
    """Ask for words only while they may be kept; say whether they may."""
    keeps = keeps_words(customer, at)
    if not keeps:
        del form.fields[name]
    return keeps

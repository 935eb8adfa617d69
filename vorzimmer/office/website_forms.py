"""What the office writes for an open page, in both languages. The deed says what is wrong with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _words(label: Any, *, required: bool) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, strip=False, widget=widget)


class PageForm(forms.Form):
    """The text of a page. `seen` tells whether somebody else changed the draft meanwhile."""

    text_de = _words(_("German"), required=False)
    text_en = _words(_("English"), required=False)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

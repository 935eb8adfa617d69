"""The forms for people who are no customers: asking something, and being called back. The deed judges what they write."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.actions import EnquiryEntry
from vorzimmer.domain.enquiries import EnquiryKind


def _line(label: Any, fill: str, *, help_text: Any = "", required: bool = False, **attributes: str) -> forms.CharField:
    """Make a line of text; `fill` is what the browser may fill in (HTML autocomplete)."""
    widget = forms.TextInput(attrs={"autocomplete": fill, **attributes})
    return forms.CharField(label=label, max_length=254, required=required, help_text=help_text, widget=widget)


class ContactForm(forms.Form):
    """What both forms have in common: a name, and a field that people do not see."""

    kind: EnquiryKind

    name = _line(_("Your name"), "name", required=True)
    company = _line(_("Company"), "organization")
    homepage = forms.CharField(label=_("Leave this blank"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_homepage(self) -> str:
        """Refuse programs that fill in every field: people do not see this one."""
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("Please leave this field blank."))
        return ""

    def entry(self, form_id: UUID) -> EnquiryEntry:
        """Give what was written to the deed."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "homepage"}
        language = "de" if (get_language() or "de").startswith("de") else "en"
        return EnquiryEntry(id=form_id, kind=self.kind, language=language, **said)


class EnquiryForm(ContactForm):
    """A question that is answered by e-mail."""

    kind = EnquiryKind.ENQUIRY

    email = _line(
        _("E-mail address"), "email", required=True, help_text=_("Our answer goes there."), inputmode="email", autocapitalize="none"
    )
    phone = _line(_("Telephone"), "tel", type="tel", inputmode="tel")
    text = forms.CharField(label=_("What would you like to know?"), widget=forms.Textarea(attrs={"rows": 6}))
    field_order = ("name", "company", "email", "phone", "text")


class CallBackForm(ContactForm):
    """A wish to be called back."""

    kind = EnquiryKind.CALLBACK

    phone = _line(_("Telephone"), "tel", required=True, help_text=_("With area code, like 030 23125001."), type="tel", inputmode="tel")
    best_time = _line(_("When do we reach you best?"), "off", help_text=_("For example: on weekdays after three o’clock."))
    text = forms.CharField(label=_("What is it about?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("name", "company", "phone", "best_time", "text")

"""What the office fills in about reminders and how claims are pursued. The deeds say what is wrong with it."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.claims.actions.leaving import ENTERED
from vorzimmer.claims.letters.words import heading
from vorzimmer.claims.models import Practice
from vorzimmer.claims.rates import HalfYear
from vorzimmer.claims.words import PROOFS
from vorzimmer.domain.dunning import Event
from vorzimmer.office import fields

LEVELS = (Event.FRIENDLY_SENT, Event.FIRST_SENT, Event.SECOND_SENT)
_PERCENT = re.compile(r"(?P<sign>[-−]?)(?P<whole>\d{1,2})(?:[.,](?P<places>\d{1,2}))?\s*%?")


class LetterFilter(forms.Form):
    """Which letters are listed."""

    q = forms.CharField(label=_("Customer"), required=False, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    level = forms.ChoiceField(label=_("Kind of letter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", _("all")), *((level.value, heading(level)) for level in LEVELS)]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]  # it is a choice


class PostedForm(forms.Form):
    """When a letter was given to the post."""

    day = fields.day(_("Given to the post on"))


class ReceivedForm(forms.Form):
    """When a letter arrived, and how that is proved."""

    day = fields.day(_("Received on"))
    proof = forms.ChoiceField(
        label=_("How that is proved"), choices=[(proof.value, PROOFS[proof]) for proof in ENTERED], widget=forms.RadioSelect
    )


class ReturnedForm(forms.Form):
    """When a letter came back."""

    day = fields.day(_("Came back on"))


class PracticeForm(forms.Form):
    """How reminders go out."""

    sends_by_itself = fields.tick(
        _("Reminders go out by themselves"),
        help_text=_(
            "On working days from 8 o’clock. Otherwise they wait under “Due”, and somebody sends them. What goes by post waits anyway."
        ),
    )
    warns = fields.tick(
        _("The first reminder tells of the credit bureaus"),
        help_text=_("Without it nothing may be reported to a bureau before there is a title (BDSG §31(2) no. 4 c)."),
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(practice, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class RateForm(forms.Form):
    """A base rate as somebody reads it at the Bundesbank. One that is not that of the program is asked about once more."""

    percent = forms.CharField(
        label=_("Base rate in percent"), max_length=10, widget=forms.TextInput(attrs=fields.plain(inputmode="decimal"))
    )
    sure = fields.tick(_("I have looked again: this is what the Bundesbank publishes"))

    def __init__(self, *args: Any, half: HalfYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.half = half
        self.asks = False

    def clean_percent(self) -> int:
        """Read "1,52", "1.52 %" or "-0,88" as hundredths of a percent."""
        read = _PERCENT.fullmatch(self.cleaned_data["percent"].strip())
        if read is None:
            raise forms.ValidationError(_("This is no percentage. Write it like 1.52."))
        hundredths = int(Decimal(f"{read['whole']}.{read['places'] or 0}") * 100)
        return -hundredths if read["sign"] else hundredths

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        listed = self.half.listed
        self.asks = listed is not None and "percent" in data and data["percent"] != listed.basis_points
        if self.asks and not data.get("sure"):
            self.add_error("sure", _("Tick this if it is so."))
        return data

"""What the office is asked about the service ladder."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.service import REASONS
from vorzimmer.domain.service_ladder import BY_HAND, LineReason
from vorzimmer.office import fields


class AnnounceForm(forms.Form):
    """From which day a step holds, and for some customers that a person has decided. A warning asks nothing."""

    from_on = fields.day(_("Holds from"), help_text=_("Not before the notice is over; the letter names the day that you choose."))
    decided = forms.BooleanField(
        label=_("I have looked at this customer and answer for it"),
        help_text=_("He is bound to secrecy (§203 StGB) or has an emergency line: whom may a message reach too late?"),
        error_messages={"required": _("Without this nothing is announced.")},
    )

    def __init__(self, *args: Any, first: date | None, withholds: bool, delicate: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"from_on": first}
        super().__init__(*args, **kwargs)
        self.fields["from_on"].widget.attrs["min"] = "" if first is None else f"{first:%Y-%m-%d}"
        if not withholds:
            del self.fields["from_on"]
        if not delicate:
            del self.fields["decided"]


class LiftForm(forms.Form):
    """Why everything is given back."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=[(reason.value, REASONS[reason]) for reason in BY_HAND], widget=forms.RadioSelect, initial=LineReason.PAID
    )

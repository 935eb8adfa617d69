"""What the office fills in about direct debits and mandates. The deeds say what is wrong with it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.actions.mandates import BY_HAND
from vorzimmer.domain.return_reasons import RETURN_REASONS
from vorzimmer.domain.sepa import SUSPENDED_SENTENCES
from vorzimmer.office import fields

OTHER = "other"


class ApprovalForm(forms.Form):
    """The approval of a file. `seen` is the sum that stood on the page, in cents; `reason` is asked of whom nobody can relieve of it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = fields.long_text(_("Why you approve what you planned yourself"), 300, rows=2, required=False)

    def __init__(self, *args: Any, alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not alone:
            del self.fields["reason"]


class MakeForm(forms.Form):
    """The wish for a later due day."""

    due_on = fields.day(_("Not due before"), required=False, help_text=_("Blank: each on the day that was announced."))


class AgainForm(forms.Form):
    """The due day of another attempt."""

    due_on = fields.day(_("Due on"), required=False, help_text=_("Blank: as soon as possible."))


class CameBackForm(forms.Form):
    """What the bank says of a direct debit that brought no money."""

    what = forms.ChoiceField(
        label=_("What happened"),
        choices=(("returned", _("It was returned after it was booked")), ("rejected", _("It was rejected before it was booked"))),
        widget=forms.RadioSelect,
        initial="returned",
    )
    code = forms.ChoiceField(label=_("Reason of the bank"))
    other_code = fields.text(_("Another code"), 4, required=False, help_text=_("Four letters or digits, if it is not in the list."))
    day = fields.day(_("Day that the bank names"))
    bank_fee = forms.DecimalField(
        label=_("Fee of the bank in euros"), max_digits=5, decimal_places=2, min_value=Decimal(0), required=False, localize=True, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, f"{code}: {say(reason.means)}") for code, reason in RETURN_REASONS.items()]
        choices = [("", _("please choose")), *known, (OTHER, _("another one, or none"))]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def bank_code(self) -> str:
        """The code as the bank wrote it; blank when it named none."""
        chosen: str = self.cleaned_data["code"]
        return self.cleaned_data["other_code"] if chosen == OTHER else chosen

    @property
    def fee_cents(self) -> int:
        return int((self.cleaned_data["bank_fee"] or Decimal(0)) * 100)


class SuspendForm(forms.Form):
    """Why nothing is to be collected by a mandate."""

    because = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(reason.value, say(SUSPENDED_SENTENCES[reason])) for reason in BY_HAND]
        self.fields["because"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

"""What a customer fills in about his contract: only what the deed asks for, and only what is on offer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.contract_deeds import Deed
from vorzimmer.customers.models import Customer, Option, Tariff

WANTED = {
    "notice": (_("Last day of the contract"), _("Blank: the earliest possible one.")),
    "option": (_("From"), _("Blank: from today.")),
}
"""What is meant by the day that a deed asks for."""


class OrderForm(forms.Form):
    """The fields of a deed. Consumers who order are asked whether the service may begin while they can still withdraw (BGB §357a)."""

    tariff = forms.ModelChoiceField(label=_("Tariff"), queryset=Tariff.objects.none(), empty_label=_("please choose"))
    option = forms.ModelChoiceField(label=_("Option"), queryset=Option.objects.none(), empty_label=_("please choose"))
    wanted = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    early = forms.BooleanField(
        label=_("Begin before the period of withdrawal is over. If I withdraw, I pay for what was done until then."), required=False
    )

    def __init__(self, *args: Any, deed: Deed, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tariff"].queryset = Tariff.objects.filter(public=True)  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["option"].queryset = Option.objects.filter(public=True)  # type: ignore[attr-defined]  # as above
        self.fields["wanted"].label, self.fields["wanted"].help_text = WANTED.get(deed.slug, ("", ""))
        asks = {*deed.asks, *(("early",) if deed.slug == "conclude" and customer.is_consumer else ())}
        for name in set(self.fields) - asks:
            del self.fields[name]

    def clean_early(self) -> bool:
        """Without it, the contract could begin only after two weeks in which nobody answers."""
        if not self.cleaned_data["early"]:
            raise ValidationError(_("Please tick the box: otherwise we may begin only when the period of withdrawal is over."))
        return True

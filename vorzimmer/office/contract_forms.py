"""What the office fills in about contracts, bank accounts, offers and numbers. The deeds say what is wrong with it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.actions import BankEntry, ContractEntry, OfferEntry
from vorzimmer.customers.contract_deeds import Deed
from vorzimmer.customers.models import Option, Tariff
from vorzimmer.domain.sepa import MandateKind

WANTED = {
    "notice": (_("Last day of the contract"), _("Blank: the earliest possible one.")),
    "option": (_("From"), _("Blank: from today.")),
}
"""What is meant by the day that a deed asks for."""


def _text(label: Any, longest: int, *, required: bool = True, help_text: Any = "", **attributes: str) -> forms.CharField:
    """Make a line of text that the browser does not fill in by itself."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _sentence(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class Day(forms.DateField):
    """A civil day; blank is allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ContractForm(forms.Form):
    """A new contract, or a trial."""

    tariff = forms.ModelChoiceField(label=_("Tariff"), queryset=Tariff.objects.none(), empty_label=_("please choose"))
    options = forms.ModelMultipleChoiceField(
        label=_("Options"), queryset=Option.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    trial = forms.BooleanField(
        label=_("Begin with a trial"), required=False, help_text=_("Seven days free of charge; it ends by itself and becomes no contract.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tariff"].queryset = Tariff.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["options"].queryset = Option.objects.all()  # type: ignore[attr-defined]  # it is one for several

    def entry(self) -> ContractEntry:
        return ContractEntry(tariff=self.cleaned_data["tariff"], options=tuple(self.cleaned_data["options"]))


class DeedForm(forms.Form):
    """What a deed asks for, and nothing else."""

    tariff = forms.ModelChoiceField(label=_("Tariff"), queryset=Tariff.objects.none(), empty_label=_("please choose"))
    option = forms.ModelChoiceField(label=_("Option"), queryset=Option.objects.none(), empty_label=_("please choose"))
    wanted = Day(label=_("On"))

    def __init__(self, *args: Any, deed: Deed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tariff"].queryset = Tariff.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["option"].queryset = Option.objects.all()  # type: ignore[attr-defined]  # as above
        self.fields["wanted"].label, self.fields["wanted"].help_text = WANTED.get(deed.slug, ("", ""))
        for name in set(self.fields) - set(deed.asks):
            del self.fields[name]


class BankForm(forms.Form):
    """A mandate that the customer has signed."""

    iban = _text(_("IBAN"), 42, spellcheck="false")
    holder = _text(_("Account holder"), 70)
    signed_on = Day(label=_("Mandate signed on"), help_text=_("The day that stands beside the signature."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=((MandateKind.CORE.value, _("basic (CORE)")), (MandateKind.B2B.value, _("between businesses (B2B)"))),
        widget=forms.RadioSelect,
        initial=MandateKind.CORE.value,
        help_text=_("B2B is for businesses only, and holds once the customer's bank knows of it."),
    )

    def entry(self, text: str) -> BankEntry:
        written = {name: self.cleaned_data[name] for name in ("iban", "holder", "signed_on")}
        return BankEntry(**written, text=text)


class NumbersForm(forms.Form):
    """One number for the pool, or a range."""

    first = _text(_("Number"), 32, help_text=_("Or the first one of a range."), type="tel")
    last = _text(_("Last number"), 32, required=False, help_text=_("Of a range."), type="tel")
    area = _text(_("Area"), 60, required=False, help_text=_("For example: Berlin."))


class OfferForm(forms.Form):
    """What tariffs and options have in common."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short and lasting; it stands in addresses and lists."))
    name_de = _text(_("Name (German)"), 80)
    name_en = _text(_("Name (English)"), 80)
    summary_de = _sentence(_("In a sentence (German)"))
    summary_en = _sentence(_("In a sentence (English)"))
    monthly_cents = forms.DecimalField(label=_("Euros a month, net"), max_digits=8, decimal_places=2, min_value=Decimal(0), localize=True)
    public = forms.BooleanField(label=_("Anybody can choose it"), required=False, initial=True)

    def __init__(self, *args: Any, offer: Tariff | Option | None = None, **kwargs: Any) -> None:
        if offer is not None:
            written = {name: getattr(offer, name) for name in self.base_fields if hasattr(offer, name)}
            kwargs["initial"] = written | {"monthly_cents": Decimal(offer.monthly_cents) / 100}
        super().__init__(*args, **kwargs)

    def entry(self) -> OfferEntry:
        """Give what was written to the deed; people write euros."""
        return OfferEntry(**self.cleaned_data | {"monthly_cents": int(self.cleaned_data["monthly_cents"] * 100)})


class OptionForm(OfferForm):
    """An option."""


class TariffForm(OfferForm):
    """A tariff with its terms."""

    minimum_months = forms.IntegerField(label=_("Minimum term in months"), min_value=0, max_value=120, initial=1)
    notice_length = forms.IntegerField(label=_("Notice"), min_value=0, max_value=99, initial=2)
    notice_unit = forms.ChoiceField(label=_("Unit of the notice"), choices=Tariff.Unit.choices, initial=Tariff.Unit.WEEKS.value)
    notice_to = forms.ChoiceField(label=_("Notice takes effect at"), choices=Tariff.To.choices, initial=Tariff.To.END_OF_MONTH.value)
    renews_months = forms.IntegerField(
        label=_("Goes on by months"), min_value=0, max_value=120, initial=0, help_text=_("Without notice. 0: for an indefinite time.")
    )

    def __init__(self, *args: Any, offer: Tariff | Option | None = None, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.price = 0 if offer is None else offer.monthly_cents
        del self.fields["monthly_cents"]
        self.order_fields([name for name in self.fields if name != "public"] + ["public"])

    def entry(self) -> OfferEntry:
        """Give what was written to the deed. The monthly price is that of the price list."""
        return OfferEntry(**self.cleaned_data, monthly_cents=self.price)

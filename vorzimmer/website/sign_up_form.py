"""The forms with which somebody becomes a customer, or declares that it shall end."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.queries import public_tariffs
from vorzimmer.customers.actions import ContractEntry, DeclarationEntry, EnrolmentEntry
from vorzimmer.customers.models import Agreement, Channel, Land, Option, Tariff, Trade

POSTCODE = re.compile(r"[0-9]{5}")


def _text(label: Any, longest: int, fill: str, *, required: bool = True, help_text: Any = "", **attributes: str) -> forms.CharField:
    """Make a line of text; `fill` is what the browser may fill in (HTML autocomplete)."""
    widget = forms.TextInput(attrs={"autocomplete": fill, **attributes})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _telephone(label: Any, fill: str, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return _text(label, 32, fill, required=required, help_text=help_text, type="tel", inputmode="tel")


def _accept(label: Any) -> forms.BooleanField:
    """Make a box that is never ticked beforehand; whether it must be ticked says the deed."""
    return forms.BooleanField(label=label, required=False)


class SignUpForm(forms.Form):
    """What a new customer tells of himself. The boxes at the end stand each for itself."""

    kind = forms.ChoiceField(
        label=_("You sign up as"),
        choices=(("business", _("company or self-employed")), ("consumer", _("private person"))),
        widget=forms.RadioSelect,
        initial="business",
    )
    name = _text(_("Company or name"), 120, "organization", help_text=_("In this name we answer the telephone."))
    contact_person = _text(_("First and last name"), 120, "name", help_text=_("Whom we talk to about the contract."))
    trade = forms.ChoiceField(label=_("Trade"), choices=Trade.choices, initial=Trade.OTHER.value)
    street = _text(_("Street and number"), 120, "street-address")
    postcode = _text(_("Postcode"), 5, "postal-code", inputmode="numeric")
    city = _text(_("Town"), 80, "address-level2")
    land = forms.ChoiceField(label=_("Land"), choices=Land.choices, initial=Land.BE.value, help_text=_("Its public holidays count."))
    phone = _telephone(_("Telephone"), "tel", help_text=_("Where we reach you yourself."))
    vat_id = _text(_("VAT id"), 20, "off", required=False)

    tariff = forms.ModelChoiceField(label=_("Tariff"), queryset=Tariff.objects.none(), widget=forms.RadioSelect, empty_label=None)
    options = forms.ModelMultipleChoiceField(
        label=_("Options"), queryset=Option.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    sms_number = _telephone(_("Mobile number for SMS"), "off", required=False, help_text=_("Only with the option “SMS”."))

    payment = forms.ChoiceField(
        label=_("How do you want to pay after the trial, if you stay?"),
        choices=(("debit", _("SEPA direct debit")), ("invoice", _("transfer after the invoice"))),
        widget=forms.RadioSelect,
        initial="debit",
    )
    iban = _text(_("IBAN"), 42, "off", required=False, autocapitalize="characters", spellcheck="false")
    holder = _text(_("Account holder"), 70, "off", required=False, help_text=_("Left blank: the name above."))
    accept_mandate = _accept(_("I give the SEPA direct debit mandate."))

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("You sign in with it, and we send the hints of new messages there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        help_text=_("At least 12 characters. A sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    detail = forms.ChoiceField(
        label=_("What shall stand in the e-mails?"),
        choices=((Channel.Detail.HINT.value, _("only that there is a message")), (Channel.Detail.FULL.value, _("the whole message"))),
        widget=forms.RadioSelect,
        initial=Channel.Detail.HINT.value,
        help_text=_("An e-mail can be read on its way. For trades bound to secrecy it is always the hint."),
    )
    accept_terms = _accept(_("I accept the terms and conditions."))
    accept_processing = _accept(_("I conclude the processing agreement."))
    accept_secrecy = _accept(_("I bind the agency to secrecy."))
    homepage = forms.CharField(label=_("Leave this blank"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tariff"].queryset = public_tariffs()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["iban"].required = self.data.get("payment") != "invoice"
        self.fields["options"].queryset = Option.objects.filter(public=True)  # type: ignore[attr-defined]  # it is one for several

    def clean_postcode(self) -> str:
        """Refuse what is no German postcode."""
        postcode: str = self.cleaned_data["postcode"]
        if not POSTCODE.fullmatch(postcode):
            raise ValidationError(_("A German postcode has five digits, like 10115."))
        return postcode

    def clean_homepage(self) -> str:
        """Refuse programs that fill in every field: people do not see this one."""
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("Please leave this field blank."))
        return ""

    def entry(self) -> EnrolmentEntry:
        """Give what was written to the deed, which judges it."""
        said = dict(self.cleaned_data)
        accepted = frozenset(kind for kind in Agreement.Kind.values if said.pop(f"accept_{kind}"))
        contract = ContractEntry(tariff=said.pop("tariff"), options=tuple(said.pop("options")))
        said.pop("homepage")
        return EnrolmentEntry(
            contract=contract,
            accepted=accepted,
            is_consumer=said.pop("kind") == "consumer",
            by_debit=said.pop("payment") == "debit",
            language="de" if (get_language() or "de").startswith("de") else "en",
            **said,
        )


class EndingForm(forms.Form):
    """Who declares something about which contract: no more than the law allows to ask (BGB §312k(2), §356a(2))."""

    name = _text(_("First and last name"), 120, "name")
    number = _text(_("Contract number"), 24, "off", help_text=_("It stands in the confirmation and on every invoice, like 1013-1."))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one of the contract. The confirmation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )

    def entry(self) -> DeclarationEntry:
        return DeclarationEntry(**self.cleaned_data)


class NoticeForm(EndingForm):
    """A notice, ordinary or for good cause."""

    wanted = forms.DateField(
        label=_("Last day of the contract"),
        required=False,
        help_text=_("Blank: the earliest possible one."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason, if you give notice for good cause"),
        max_length=1000,
        required=False,
        help_text=_("Left blank, it is an ordinary notice, which needs no reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

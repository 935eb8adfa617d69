"""What the office fills in about money: the issuer, how a customer is billed, deeds on an account, filters. The deeds say what is wrong."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.account_words import AGES
from vorzimmer.billing.models import BillingProfile, Issuer
from vorzimmer.domain.accounts import Age
from vorzimmer.domain.datev import CHARTS
from vorzimmer.domain.money import read_cents
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm

LARGEST = Decimal("99999999.99")


class EuroField(forms.DecimalField):
    """An amount as people write it, in German or English: "1.234,50", "119 €"."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        cents = read_cents(str(value))
        if cents is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(cents) / 100


def euros(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DecimalField:
    """Ask for an amount above or equal to zero."""
    return EuroField(
        label=label,
        help_text=help_text,
        required=required,
        max_value=LARGEST,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs=fields.plain(inputmode="decimal")),
    )


def whole(label: Any, *, help_text: Any = "", required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=0, max_value=9_999_999)


class IssuerForm(PartedForm):
    """The agency as its invoices name it."""

    name = fields.text(_("Name of the firm"), 70, required=False)
    street = fields.text(_("Street and number"), 70, required=False)
    postcode = fields.text(_("Postcode"), 10, required=False)
    city = fields.text(_("Town"), 70, required=False)
    country = fields.text(_("Country"), 2, help_text=_("Two letters: DE, AT, CH …"))
    contact = fields.text(_("Who answers questions"), 70, required=False)
    phone = fields.number(_("Telephone"), required=False)
    email = fields.email(_("E-mail address"), required=False)
    website = fields.text(_("Website"), 100, required=False)
    register = fields.text(_("Register court and number, managing directors"), 200, required=False)
    tax_number = fields.text(_("Tax number"), 20, required=False, help_text=_("Tax number or VAT id: one of them stands on every invoice."))
    vat_id = fields.text(_("VAT id"), 20, required=False, help_text=_("For example DE123456788."))
    is_small_business = fields.tick(_("Small business (§19 UStG)"), help_text=_("Invoices then show no tax, and say why."))
    iban = fields.text(_("IBAN"), 42, required=False, help_text=_("Customers pay to this account."))
    bic = fields.text(_("BIC"), 11, required=False)
    bank = fields.text(_("Bank"), 70, required=False, help_text=_("Blank: as the IBAN says."))
    creditor_id = fields.text(_("Creditor id"), 35, required=False, help_text=_("From the Bundesbank, for direct debits."))
    number_prefix = fields.text(_("Invoice numbers begin with"), 10)
    payment_days = whole(_("Days to pay"), required=True)
    notice_days = whole(
        _("Days from invoice to direct debit"), required=True, help_text=_("14, unless less was agreed with the customers.")
    )
    datev_adviser = whole(_("Number of the adviser"))
    datev_client = whole(_("Number of the client"))
    chart = forms.ChoiceField(label=_("Chart of accounts"), choices=[(chart, chart) for chart in CHARTS])

    groups = (
        Group(names=("name", "street", "postcode", "city", "country"), title=_("The firm")),
        Group(names=("contact", "phone", "email", "website", "register"), title=_("Contact")),
        Group(names=("tax_number", "vat_id", "is_small_business"), title=_("Tax")),
        Group(names=("iban", "bic", "bank", "creditor_id"), title=_("Bank")),
        Group(names=("number_prefix", "payment_days", "notice_days"), title=_("Invoices")),
        Group(names=("datev_adviser", "datev_client", "chart"), title=_("DATEV")),
    )

    def __init__(self, *args: Any, issuer: Issuer, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(issuer, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class ProfileForm(PartedForm):
    """How a customer is billed."""

    form = forms.ChoiceField(label=_("Form of the invoice"), choices=BillingProfile.Form.choices)
    email = fields.email(_("Invoices go to"), required=False, help_text=_("Blank: to those who are responsible in the portal."))
    reference = fields.text(
        _("Buyer reference (Leitweg-ID)"), 46, required=False, help_text=_("Stands on the invoice; authorities demand it.")
    )
    pays = forms.ChoiceField(label=_("Pays"), choices=BillingProfile.Pays.choices, required=False)
    payment_days = whole(_("Days to pay"), help_text=_("Blank: as with all customers."))
    held = fields.tick(_("No invoices for now"), help_text=_("The monthly run leaves this customer out, and says so."))
    held_reason = fields.text(_("Why"), 200, required=False, help_text=_("No names and nothing about callers."))

    groups = (
        Group(names=("form", "email", "reference"), title=_("Invoices")),
        Group(names=("pays", "payment_days"), title=_("Payment")),
        Group(names=("held", "held_reason"), title=_("Hold back")),
    )

    def __init__(self, *args: Any, profile: BillingProfile, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class DeedForm(forms.Form):
    """What a deed on an account asks for, and nothing else. `key` makes that sending it twice does it once."""

    cents = euros(_("Amount in euros"))
    debit = forms.ChoiceField(label=_("What it settles"))
    document = forms.ChoiceField(label=_("Paid for"), required=False)
    value_on = fields.day(_("Money came on"))
    due_on = fields.day(_("Due on"), required=False, help_text=_("Blank: at once."))
    reference = fields.text(_("Reference"), 80, required=False, help_text=_("A number; no names and nothing about callers."))
    reason = fields.text(_("Why"), 200, help_text=_("Stays with the entry for good. No names and nothing about callers."))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks: Sequence[str], choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*asks, "key"}:
            del self.fields[name]
        for name in {"debit", "document"} & set(self.fields):
            blank = [("", _("what is due first"))] if name == "document" else []
            self.fields[name].choices = [*blank, *choices]  # type: ignore[attr-defined]  # both are choices
        self.order_fields([*asks, "key"])

    def clean_cents(self) -> int:
        """Give the cents; people write euros."""
        return int(self.cleaned_data["cents"] * 100)


class ItemFilter(forms.Form):
    """Which open items are shown."""

    q = forms.CharField(
        label=_("Customer or number"), required=False, max_length=40, widget=forms.TextInput(attrs=fields.plain(type="search"))
    )
    age = forms.ChoiceField(
        label=_("Age"), required=False, choices=[("", _("all")), *((age.value, AGES[age]) for age in Age), ("credit", _("credits"))]
    )
    on = fields.day(_("On"), required=False)


class PeriodForm(forms.Form):
    """From when to when; a report on a day asks for that day only."""

    first = fields.day(_("From"))
    last = fields.day(_("Until"))

    def __init__(self, *args: Any, on_a_day: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_a_day:
            del self.fields["first"]
            self.fields["last"].label = _("On")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            raise forms.ValidationError({"last": _("The last day lies before the first.")})
        return data

"""What the office fills in about documents: what it looks for, the day of posting, a document by hand."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.billing.actions.by_hand import HAND_KINDS, HandEntry, demand_no_caller
from vorzimmer.billing.document_lists import Search, Wanted
from vorzimmer.billing.models import Document
from vorzimmer.customers.models import Customer
from vorzimmer.domain.hand_invoices import PRICE_PLACES, QUANTITY_PLACES, HandKind, HandLine
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.domain.statements import Period
from vorzimmer.office import fields

STATES = (
    ("", _("all")),
    (Wanted.OPEN, pgettext_lazy("document", "open")),
    (Wanted.OVERDUE, pgettext_lazy("document", "overdue")),
    (Wanted.PAID, pgettext_lazy("document", "paid")),
    (Wanted.CANCELLED, pgettext_lazy("document", "cancelled")),
    (Wanted.UNSENT, pgettext_lazy("document", "not sent")),
)
RATES = (("1900", "19 %"), ("700", "7 %"), ("none", _("outside of VAT")))
LINES = 6
_NO_RATE = "none"


class SearchForm(forms.Form):
    """What somebody looks for; it stands in the address."""

    q = fields.text(_("Number or customer"), 100, required=False)
    month = forms.DateField(
        label=_("Month"), required=False, input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Document.KINDS], required=False)

    def search(self) -> Search:
        """Say what is looked for; what makes no sense is left out."""
        self.is_valid()
        data = self.cleaned_data
        return Search(text=data.get("q") or "", month=data.get("month"), state=data.get("state") or "", kind=data.get("kind") or "")


class PostedForm(forms.Form):
    """The day on which a document was given to the post."""

    day = forms.DateField(label=_("Posted on"), widget=forms.DateInput(attrs={"type": "date"}, format=fields.DAY))


class HandForm(forms.Form):
    """A document by hand, but for its lines."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none(), empty_label=_("please choose"))
    credits = fields.text(
        _("Credit note for invoice"), 30, required=False, help_text=_("The number of the invoice. Blank: an invoice is issued.")
    )
    first = forms.DateField(label=_("Services from"), widget=forms.DateInput(attrs={"type": "date"}, format=fields.DAY))
    last = forms.DateField(label=_("Services until"), widget=forms.DateInput(attrs={"type": "date"}, format=fields.DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.filter(active=True).order_by("name")  # type: ignore[attr-defined]

    def clean_credits(self) -> Document | None:
        number = self.cleaned_data["credits"].strip()
        if not number:
            return None
        found = Document.objects.exclude(kind=DocumentKind.CREDIT_NOTE).filter(number=number).first()
        if found is None:
            raise ValidationError(_("There is no invoice with this number."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return data

    def entry(self, lines: list[HandLine]) -> HandEntry:
        """Give what was written."""
        data = self.cleaned_data
        period = Period(first=data["first"], last=data["last"])
        return HandEntry(id=data["id"], customer=data["customer"], period=period, lines=lines, credits=data["credits"])


class LineForm(forms.Form):
    """A line by hand. One without a quantity and a price is left out."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[(kind.value, name) for kind, name in HAND_KINDS.items()], initial=HandKind.SERVICE.value
    )
    text = fields.text(_("Text"), 120, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"),
        min_value=Decimal("0.01"),
        max_value=Decimal(99_999),
        decimal_places=QUANTITY_PLACES,
        localize=True,
        initial=1,
        widget=forms.TextInput(attrs=fields.plain(inputmode="decimal")),
    )
    price = forms.DecimalField(
        label=_("Unit price, net"),
        min_value=Decimal(0),
        max_value=Decimal(999_999),
        decimal_places=PRICE_PLACES,
        localize=True,
        widget=forms.TextInput(attrs=fields.plain(inputmode="decimal")),
    )
    rate = forms.ChoiceField(label=_("VAT"), choices=RATES, initial="1900")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        demand_no_caller(text)
        return text

    def line(self) -> HandLine:
        """Give what was written."""
        data = self.cleaned_data
        return HandLine(
            kind=HandKind(data["kind"]),
            text=data["text"],
            quantity=data["quantity"],
            price=data["price"],
            rate=None if data["rate"] == _NO_RATE else int(data["rate"]),
        )


class Lines(forms.BaseFormSet):  # type: ignore[type-arg]  # it takes one in the stubs only
    """The lines of a document."""

    def lines(self) -> list[HandLine]:
        """Give those that somebody filled in."""
        return [form.line() for form in self.forms if form.has_changed() and form.cleaned_data]


LineForms = forms.formset_factory(LineForm, formset=Lines, extra=LINES, max_num=LINES, absolute_max=LINES)

"""What the office fills in about the bank: files, a search, and the amounts by which an entry is assigned."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.actions import Share
from vorzimmer.billing.bank_book import LookedAt, Payer
from vorzimmer.domain.money import read_cents, written
from vorzimmer.office import fields

ITEM, CREDIT = "item-", "credit-"
MOST_FILES = 50


class SeveralFiles(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list) and data else [data or None]
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most 50 files at once."))
        return [super(FilesField, self).clean(each, initial) for each in files]


class CentsField(forms.CharField):
    """An amount of euros as people write it, read as cents; blank is 0."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        cents = read_cents(text) if text else 0
        if cents is None:
            raise ValidationError(_("Enter an amount like 119.00."))
        return cents


class StatementForm(forms.Form):
    """Files of the bank."""

    statements = FilesField(
        label=_("Statements"),
        help_text=_("camt.052, camt.053, camt.054, ZIP or MT940, several at once. What is known already is not booked again."),
        widget=SeveralFiles(attrs={"accept": ".xml,.zip,.sta,.mt940,.txt,.940,.c53,.c52,.c54"}),
        error_messages={"empty": _("The file is empty."), "required": _("Choose at least one file.")},
    )


class EntryFilter(forms.Form):
    """Which entries of the bank are shown."""

    q = forms.CharField(
        label=_("Payer, text, amount, customer or invoice"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=fields.plain(type="search")),
    )


class AssignForm(forms.Form):
    """An amount for each open entry of the customers that are shown, and one for what stays to a customer's credit.

    The names of the fields carry the ids: `item-<entry>`, `credit-<customer>`.
    """

    def __init__(self, data: Mapping[str, Any] | None, payers: Sequence[Payer]) -> None:
        super().__init__(data)
        self.payers = payers
        for payer in payers:
            for each in payer.candidates:
                self._add(f"{ITEM}{each.debit.pk}", each.debit.reference or str(each.debit.get_kind_display()), each.proposed)
            self._add(f"{CREDIT}{payer.customer_ref}", _("To the credit of %(number)s") % {"number": payer.customer_number}, payer.credit)

    def _add(self, name: str, label: Any, cents: int) -> None:
        self.fields[name] = CentsField(label=label, required=False)
        if cents:
            self.fields[name].initial = number_format(written(cents), decimal_pos=2)

    def rows(self) -> list[tuple[Payer, list[tuple[Any, Any]], Any]]:
        """Give each customer with the fields of his open entries, and the field of his credit."""
        return [
            (payer, [(each, self[f"{ITEM}{each.debit.pk}"]) for each in payer.candidates], self[f"{CREDIT}{payer.customer_ref}"])
            for payer in self.payers
        ]

    def shares(self) -> list[Share]:
        """Give what was filled in as the deed wants it."""
        found = []
        for payer in self.payers:
            items = [(each.debit.pk, cents) for each in payer.candidates if (cents := self._cents(f"{ITEM}{each.debit.pk}"))]
            credit = self._cents(f"{CREDIT}{payer.customer_ref}")
            total = sum(cents for _pk, cents in items) + credit
            if total or items or credit:
                found.append(Share(customer_ref=payer.customer_ref, customer_number=payer.customer_number, cents=total, items=items))
        return found

    def _cents(self, name: str) -> int:
        return int(self.cleaned_data.get(name) or 0)


def only_share(looked: LookedAt, chosen: str) -> list[Share]:
    """Read one button, "item-<entry>" or "credit-<customer>": the whole amount goes there, and what it leaves is his credit."""
    for payer in looked.payers:
        if chosen == f"{CREDIT}{payer.customer_ref}":
            return [Share(customer_ref=payer.customer_ref, customer_number=payer.customer_number, cents=looked.row.amount)]
        for each in payer.candidates:
            if chosen == f"{ITEM}{each.debit.pk}":
                items = [(each.debit.pk, min(each.open, looked.row.amount))]
                return [Share(customer_ref=payer.customer_ref, customer_number=payer.customer_number, cents=looked.row.amount, items=items)]
    return []


def kept_in(data: QueryDict) -> frozenset[UUID]:
    """Say which open entries and customers have an amount, or are meant by a button: their rows stay, whatever is searched for."""
    filled = [name for name, value in data.items() if name.startswith((ITEM, CREDIT)) and str(value).strip()]
    ids = (as_uuid(name.partition("-")[2]) for name in (*filled, data.get("only", "")))
    return frozenset(found for found in ids if found is not None)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

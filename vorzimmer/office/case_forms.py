"""What the office fills in about cases. A form only reads what was typed; the deeds say what is wrong with it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.actions.cases import LONGEST, OWNERS, DisputeEntry, RecordsEntry
from vorzimmer.claims.case_words import KINDS, OUTCOMES, WAYS
from vorzimmer.claims.cases import Search, Wanted
from vorzimmer.claims.forms import CentsField, ground_choices
from vorzimmer.customers.models import Customer
from vorzimmer.domain.cases import OUTCOMES as OUTCOMES_OF
from vorzimmer.domain.cases import CaseKind, Resolution, Way
from vorzimmer.office import fields

NOBODY = "nobody"
LONGEST_TIME = timedelta(days=31)
"""No incident needs more at once, and a page shows no more."""
STATES = (
    (Wanted.OPEN.value, _("open")),
    (Wanted.DUE.value, _("to be looked at")),
    (Wanted.RESOLVED.value, _("resolved")),
    (Wanted.ALL.value, _("all")),
)


def choices(names: Any) -> list[tuple[str, Any]]:
    return [(code.value, name) for code, name in names.items()]


def owners() -> Any:
    """Give those who can deal with a case."""
    return User.objects.active().filter(role__in=OWNERS)


def owner_field() -> Any:
    """Ask who deals with a case."""
    return forms.ModelChoiceField(label=_("Who deals with it"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet"))


class WithOwner(forms.Form):
    """A form that asks who deals with a case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = owners()


class CaseFilter(forms.Form):
    """Which cases, as it stands in the address."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs=fields.plain(type="search")))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *choices(KINDS)])
    owner = forms.ChoiceField(label=_("Who deals with it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [("", _("all")), (NOBODY, _("nobody yet")), *((str(user.pk), user.name) for user in owners())]

    def search(self) -> Search:
        """Say what is looked for; what makes no sense is left out."""
        self.is_valid()
        data = self.cleaned_data
        owner = data.get("owner") or ""
        return Search(
            kind=data.get("kind") or "",
            state=data.get("state") or Wanted.OPEN,
            owner=UUID(owner) if owner and owner != NOBODY else None,
            unowned=owner == NOBODY,
            text="".join(sign for sign in data.get("q") or "" if sign.isprintable()),
        )


class DisputeForm(WithOwner):
    """A dispute that came by telephone, e-mail or letter."""

    ground = forms.ChoiceField(label=_("Reason"), choices=[("", _("please choose")), *ground_choices()])
    way = forms.ChoiceField(label=_("How it came"), choices=[each for each in choices(WAYS) if each[0] != Way.PORTAL])
    raised_on = fields.day(_("Day on which it came"), help_text=_("This day decides whether the records are held."))
    amount = CentsField(label=_("Disputed amount in euros"), help_text=_("Blank: the whole invoice."))
    text = fields.long_text(_("What was said"), LONGEST, rows=4, required=False)
    owner = owner_field()
    review_on = fields.day(_("Look at it again on"))

    def entry(self) -> DisputeEntry:
        return DisputeEntry(**self.cleaned_data)


class TimeForm(forms.Form):
    """Whose records, and of which time."""

    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none(), empty_label=_("please choose"))
    start = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=fields.MOMENT))
    end = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=fields.MOMENT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["customer"]
        field.queryset = Customer.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if isinstance(start, datetime) and isinstance(end, datetime):
            if end <= start:
                self.add_error("end", _("The time ends after it has begun."))
            elif end - start > LONGEST_TIME:
                self.add_error("end", _("Please choose 31 days at most: a case names only what it needs."))
        return data


class RecordsForm(WithOwner):
    """What happened, for which records are needed."""

    text = fields.long_text(
        _("What happened"), LONGEST, rows=3, help_text=_("The reason for which the records are kept. Please write no callers’ names.")
    )
    raised_on = fields.day(_("Since when it is known"))
    owner = owner_field()
    review_on = fields.day(_("Look at it again on"))

    def entry(self, usage: list[UUID]) -> RecordsEntry:
        return RecordsEntry(usage=usage, **self.cleaned_data)


class ResolveForm(forms.Form):
    """How a case was resolved."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    on = fields.day(_("Resolved on"))
    resolution = fields.long_text(_("How it was resolved"), LONGEST, rows=4, help_text=_("The customer can read it in the portal."))

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(each.value, OUTCOMES[each]) for each in OUTCOMES_OF[kind]]
        if len(outcome.choices) == 1:
            outcome.initial = outcome.choices[0][0]
        if kind is not CaseKind.DISPUTE:
            self.fields["resolution"].help_text = ""

    def wanted(self) -> Resolution:
        data = self.cleaned_data
        return Resolution(outcome=data["outcome"], words=data.get("resolution", ""), on=data["on"])


class ReviewForm(forms.Form):
    """When it is looked at again."""

    review_on = fields.day(_("Look at it again on"))


class OwnerForm(WithOwner):
    """Who deals with it from now on."""

    owner = owner_field()

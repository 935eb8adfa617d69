"""Forms about usage that several faces share: a task is recorded at the desk and in the office (docs/decisions/0013)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.billing.actions.tasks import CORRECTING, REMOVING, Task
from vorzimmer.billing.models import UsageChange
from vorzimmer.billing.words import METERS
from vorzimmer.customers.models import Customer
from vorzimmer.customers.queries import CustomerQuerySet
from vorzimmer.domain.tasks import MOST_MINUTES, TASKS
from vorzimmer.domain.usage import UsageMeter


class CustomerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time it takes none
    """A customer by the name that operators use."""

    def label_from_instance(self, obj: Customer) -> str:
        return obj.short_name


class TaskForm(forms.Form):
    """What was done for a customer. With `customers` it is asked for whom; without a moment it was done just now."""

    task_id = forms.UUIDField(widget=forms.HiddenInput)
    customer = CustomerField(label=_("Customer"), queryset=Customer.objects.none(), empty_label=_("please choose"))
    meter = forms.TypedChoiceField(label=_("What was done"), coerce=UsageMeter)
    number = forms.IntegerField(label=_("How many minutes or pieces"), min_value=1, max_value=MOST_MINUTES, initial=1)
    done_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Blank: just now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, data: Any = None, *, customers: CustomerQuerySet | None = None) -> None:
        super().__init__(data, initial={"task_id": uuid4()})
        meters: Any = self.fields["meter"]
        meters.choices = [(meter.value, METERS[meter]) for meter in TASKS]
        if customers is None:
            del self.fields["customer"]
        else:
            self.fields["customer"].queryset = customers  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["number"].widget.attrs.setdefault("inputmode", "numeric")

    def task(self, at: datetime) -> Task:
        """Give the checked form to the room of billing."""
        cleaned = self.cleaned_data
        return Task(task_id=cleaned["task_id"], meter=cleaned["meter"], number=cleaned["number"], done_at=cleaned["done_at"] or at)


def _reasons(codes: tuple[UsageChange.Reason, ...]) -> list[tuple[str, Any]]:
    return [("", _("please choose")), *((code.value, code.label) for code in codes)]


class CorrectionForm(forms.Form):
    """How many minutes or pieces it really was, and why that is said only now."""

    number = forms.IntegerField(label=_("How many minutes or pieces"), min_value=1, max_value=MOST_MINUTES)
    reason = forms.ChoiceField(label=_("Why"), choices=_reasons(CORRECTING))


class RemovalForm(forms.Form):
    """Why a task is removed."""

    reason = forms.ChoiceField(label=_("Why"), choices=_reasons(REMOVING))

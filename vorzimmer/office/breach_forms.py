"""What is filled in about a breach of personal data. The deeds say what is wrong with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.breaches import BreachState, Risk
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm
from vorzimmer.office.register_forms import choices_of
from vorzimmer.privacy.breaches import BreachEntry
from vorzimmer.privacy.models import Breach
from vorzimmer.privacy.models.breaches import RISKS
from vorzimmer.privacy.queries import BreachQuerySet
from vorzimmer.privacy.register_words import DATA


def _moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    found = fields.moment(label, help_text=help_text)
    found.required = required
    return found


class BreachForm(PartedForm):
    """What is known of a breach."""

    title = fields.text(_("In short"), 120, help_text=_("Without names: “Laptop left in a train”."))
    aware_at = _moment(_("Noticed at"), help_text=_("When somebody of the agency became aware of it: the 72 hours begin then."))
    happened_at = _moment(_("Happened at"), required=False)
    facts_text = fields.long_text(_("What happened"), 4000, rows=4, help_text=_("Facts, without names of people."))
    own_data = fields.tick(_("Data for which we are responsible ourselves (customers, invoices, staff)"))
    callers_data = fields.tick(
        _("Data that we process for customers (callers, messages, instructions)"), help_text=_("Then these customers are told at once.")
    )
    categories = fields.ticks(_("Which data"), choices_of(DATA))
    people = forms.IntegerField(label=_("How many people, roughly"), required=False, min_value=0)
    customers = fields.long_text(_("Customers concerned"), 2000, rows=2, required=False, help_text=_("Customer numbers, one on each line."))
    effects = fields.long_text(_("Likely consequences"), 4000, rows=3, required=False)
    measures = fields.long_text(_("What was done against it"), 4000, rows=3, required=False)

    groups = (
        Group(names=("title", "aware_at", "happened_at", "facts_text")),
        Group(names=("own_data", "callers_data", "categories", "people", "customers"), title=_("Who is concerned")),
        Group(names=("effects", "measures"), title=_("Consequences and measures")),
    )

    def __init__(self, *args: Any, breach: Breach | None = None, **kwargs: Any) -> None:
        if breach is not None:
            kwargs["initial"] = {name: getattr(breach, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if breach is not None:
            self.fields["aware_at"].disabled = True

    def entry(self) -> BreachEntry:
        return BreachEntry(**self.cleaned_data)


STATES = (("", _("all")), ("open", _("not closed")), ("closed", _("closed")))


class BreachFilter(forms.Form):
    """Which breaches, as it stands in the address."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), ("open", _("not closed")), ("closed", _("closed"))]
    )

    def found(self) -> BreachQuerySet:
        """Give those that fit; what makes no sense is left out."""
        self.is_valid()
        found = Breach.objects.all()
        if self.cleaned_data.get("state") == "open":
            return found.open()
        return found.filter(state=BreachState.CLOSED) if self.cleaned_data.get("state") == "closed" else found


class RiskForm(forms.Form):
    """The risk for the rights and freedoms of people."""

    risk = forms.ChoiceField(label=_("Risk for the people concerned"), choices=choices_of(RISKS), widget=forms.RadioSelect)
    reason = fields.long_text(_("Why"), 2000, rows=4, help_text=_("Which data, who may have them, what can come of it."))

    def chosen(self) -> Risk:
        return Risk(self.cleaned_data["risk"])


class ToldForm(forms.Form):
    """Somebody was told of a breach."""

    happened_at = _moment(_("Told at"))
    proof = fields.text(_("Proof"), 200, help_text=_("File number of the authority, receipt, letter: where it lies."))
    text = fields.long_text(
        _("What was told, how"), 2000, rows=3, required=False, help_text=_("After the time allowed: also why it was late.")
    )

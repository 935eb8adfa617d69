"""What the office fills in about claims: which are shown, why one rests, a plan of instalments, when an invoice arrived."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from vorzimmer.claims.words import PROOFS, STAGES
from vorzimmer.domain.default import Proof
from vorzimmer.domain.dunning import CLOSED, Stage
from vorzimmer.domain.instalments import Instalment, Plan, instalments
from vorzimmer.office import fields
from vorzimmer.office.money_forms import euros

OLDER = (30, 60, 90, 180)
CLOSED_ONES = "closed"
MOST_RATES = 36


class ClaimFilter(forms.Form):
    """Which claims are shown."""

    q = forms.CharField(
        label=_("Customer or invoice"), required=False, max_length=60, widget=forms.TextInput(attrs=fields.plain(type="search"))
    )
    stage = forms.ChoiceField(
        label=pgettext_lazy("of a claim", "Stage"),
        required=False,
        choices=[
            ("", _("all that are open")),
            *((stage.value, STAGES[stage]) for stage in Stage if stage not in CLOSED),
            (CLOSED_ONES, _("settled or written off")),
        ],
    )
    rests = forms.ChoiceField(label=_("Rests"), required=False, choices=[("", _("all")), ("yes", _("rests")), ("no", _("goes on"))])
    older = forms.TypedChoiceField(
        label=_("Overdue"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("all")), *((days, ngettext_lazy("over %d day", "over %d days", days) % days) for days in OLDER)],
    )


class PauseForm(forms.Form):
    """Rest by hand: until when, when somebody looks at it, and a number that says why."""

    until = fields.day(_("Until"), required=False, help_text=_("The last day of the pause. Blank: until somebody ends it."))
    review_on = fields.day(_("Look at it again on"), required=False, help_text=_("Blank: in 30 days."))
    reference = fields.text(_("Reference"), 80, required=False, help_text=_("A number; no names and nothing about callers."))


class PromiseForm(forms.Form):
    """Until when the customer wants to pay."""

    until = fields.day(_("The customer pays by"))
    reference = fields.text(_("Reference"), 80, required=False, help_text=_("A number; no names and nothing about callers."))


class InsolvencyForm(forms.Form):
    """The file number of the insolvency court."""

    reference = fields.text(_("File number of the court"), 80, required=False)
    review_on = fields.day(_("Look at it again on"), required=False, help_text=_("Blank: in 30 days."))


class ReviewForm(forms.Form):
    """When somebody looks at a pause again."""

    review_on = fields.day(_("Look at it again on"))


class GiveUpForm(forms.Form):
    """Why a claim is given up."""

    reason = fields.text(_("Why"), 200, help_text=_("Stays with the entry for good. No names and nothing about callers."))


class AgreedForm(forms.Form):
    """The day of payment that the contract names."""

    agreed_on = fields.day(
        _("Day of payment in the contract"),
        required=False,
        help_text=_("Only a day that both have agreed on. A day that only the invoice names is none. Blank: none."),
    )


class ReceiptForm(forms.Form):
    """When the invoice arrived, and how that is proved."""

    received_on = fields.day(
        _("Received on"), required=False, help_text=_("If it was posted: the day of posting. Blank: as the program knows it by itself.")
    )
    proof = forms.ChoiceField(
        label=_("How is that proved?"), choices=[(proof.value, PROOFS[proof]) for proof in Proof if proof is not Proof.UNKNOWN]
    )


class ProposalForm(forms.Form):
    """From when on and in how many instalments of a month is paid; the plan is proposed from that."""

    first_on = fields.day(_("First instalment on"))
    number = forms.IntegerField(label=_("Number of instalments"), min_value=2, max_value=MOST_RATES)

    def plan(self, cents: int) -> Plan | None:
        """Propose a plan about so many cents; None when what was entered makes none."""
        if not self.is_valid() or cents < self.cleaned_data["number"]:
            return None
        return instalments(cents, self.cleaned_data["first_on"], self.cleaned_data["number"])


class RateForm(forms.Form):
    """One instalment."""

    due_on = fields.day(_("Due on"))
    cents = euros(_("Amount in euros"))

    def instalment(self) -> Instalment:
        return Instalment(due_on=self.cleaned_data["due_on"], cents=int(self.cleaned_data["cents"] * 100))


def plan_of(rates: "forms.BaseFormSet[RateForm]") -> Plan:
    """Read the instalments; a line that is left blank is none."""
    return Plan(instalments=tuple(form.instalment() for form in rates.forms if form.cleaned_data))


def rates_from(data: Any, plan: Plan | None) -> "forms.BaseFormSet[RateForm]":
    """Give the lines of a plan: what was sent, or what is proposed."""
    lines = forms.formset_factory(RateForm, extra=0, max_num=MOST_RATES, validate_max=True)
    if data is not None:
        return lines(data, prefix="rate")
    initial = [{"due_on": each.due_on, "cents": _euros(each.cents)} for each in plan.instalments] if plan else []
    return lines(initial=initial, prefix="rate")


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}"

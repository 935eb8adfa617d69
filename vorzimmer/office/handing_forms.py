"""What the office fills in when a claim goes to somebody else, and afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.claims import policy
from vorzimmer.claims.actions.court import COURT_EVENTS, LONGEST_REFERENCE
from vorzimmer.claims.court_sheet import Entered
from vorzimmer.claims.handing_words import LEGAL_FORMS
from vorzimmer.claims.words import EVENTS
from vorzimmer.domain.court import CentralCourt
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.payment_orders import FOR_THEMSELVES, LegalForm
from vorzimmer.office import fields

LONG = 2000


class FindingForm(forms.Form):
    """What somebody found about a claim and a recipient. `alone_because` is asked of whom nobody can relieve of the second finding."""

    speaks_for = forms.ChoiceField(
        label=_("What do you find?"), choices=(("yes", _("Yes, it may go")), ("no", _("No, it must not go"))), widget=forms.RadioSelect
    )
    reason = fields.long_text(_("What you looked at, and what you think"), LONG, rows=4)
    alone_because = fields.long_text(_("Why you make both findings yourself"), LONG, rows=2, required=False)

    def __init__(self, *args: Any, is_second: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_second:
            del self.fields["alone_because"]


class HandOverForm(forms.Form):
    """The deed itself. `seen` is the fingerprint of what stood on the page; `reason` is asked when the claim is disputed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = fields.long_text(_("Why it is given away although it is disputed"), LONG, rows=3)

    def __init__(self, *args: Any, is_disputed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_disputed:
            del self.fields["reason"]


class ReceiptForm(forms.Form):
    """That the recipient has the file."""

    receipt = fields.text(_("Receipt or file number of the recipient"), 80)
    on = fields.day(_("Received on"))


class WithdrawForm(forms.Form):
    """Why a claim is taken back."""

    reason = fields.long_text(_("Why it is taken back"), LONG, rows=3)


class ProofForm(forms.Form):
    """What proves that the recipient was told."""

    proof = fields.text(_("Number of the receipt, or of the entry at the recipient"), 120)
    on = fields.day(_("Told on"))


class CourtForm(forms.Form):
    """What happened at the court. What can come next stands first; a late letter may tell of something else."""

    event = forms.ChoiceField(label=_("What happened"))
    on = fields.day(_("On which day"), help_text=_("The day that the court names, not the day of its letter."))
    reference = fields.text(_("File number of the court"), LONGEST_REFERENCE, required=False)

    def __init__(self, *args: Any, possible: tuple[Event, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [event for event in COURT_EVENTS if event not in possible]
        groups = ((_("Can come next"), possible), (_("Only if an earlier letter is still missing here"), others))
        choices: list[Any] = [("", _("please choose"))]
        choices += [(name, [(event.value, EVENTS[event]) for event in events]) for name, events in groups if events]
        self.fields["event"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


def _courts() -> list[CentralCourt]:
    return list(policy.court_policy().courts)


class SheetForm(forms.Form):
    """What the application asks for and nothing here knows. Nothing of it is kept."""

    court = forms.ChoiceField(label=_("Court of the payment order"), required=False)
    applicant_form = forms.ChoiceField(label=_("Our legal form"), required=False)
    applicant_role = fields.text(_("We are represented by, as"), 60, required=False, help_text=_("For example: managing director"))
    applicant_acts = fields.text(_("We are represented by"), 120, required=False)
    debtor_form = forms.ChoiceField(label=_("Legal form of the debtor"), required=False)
    debtor_name = fields.text(_("Name of the debtor"), 120, required=False, help_text=_("Of a natural person the surname."))
    debtor_first_name = fields.text(_("First name of the debtor"), 80, required=False)
    debtor_role = fields.text(_("The debtor is represented by, as"), 60, required=False)
    debtor_acts = fields.text(_("The debtor is represented by"), 120, required=False)
    town = fields.text(_("Court for the trial: its town"), 80, required=False, help_text=_("As a rule where the debtor has his seat."))
    trial = forms.ChoiceField(
        label=_("Does the case go on by itself after an objection?"),
        choices=(("yes", _("yes")), ("no", _("no"))),
        widget=forms.RadioSelect,
        required=False,
    )
    is_performed = fields.tick(_("Our own performance was rendered"))

    def __init__(self, data: Any = None, *, before: Entered) -> None:
        courts = _courts()
        initial = {
            "court": str(courts.index(before.court)) if before.court is not None else "",
            "applicant_form": before.applicant_form or "",
            "applicant_acts": before.applicant_acts,
            "debtor_name": before.debtor_name,
            "town": before.town,
        }
        super().__init__(data, initial=initial)
        blank: list[Any] = [("", _("please choose"))]
        forms_ = blank + [(form.value, LEGAL_FORMS[form]) for form in LegalForm]
        named = [(str(place), _named(court)) for place, court in enumerate(courts)]
        for name, choices in (("court", blank + named), ("applicant_form", forms_), ("debtor_form", forms_)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # they are ChoiceFields

    def entered(self) -> Entered:
        """Give what was entered; call it when the form is valid."""
        said = self.cleaned_data
        trial = {"yes": True, "no": False}.get(said["trial"])
        debtor = LegalForm(said["debtor_form"]) if said["debtor_form"] else None
        return Entered(
            court=_courts()[int(said["court"])] if said["court"] else None,
            applicant_form=LegalForm(said["applicant_form"]) if said["applicant_form"] else None,
            applicant_role=said["applicant_role"],
            applicant_acts=said["applicant_acts"],
            debtor_form=debtor,
            debtor_name=said["debtor_name"],
            debtor_first_name=said["debtor_first_name"] if debtor is LegalForm.PERSON else "",
            debtor_role="" if debtor in FOR_THEMSELVES else said["debtor_role"],
            debtor_acts="" if debtor in FOR_THEMSELVES else said["debtor_acts"],
            town=said["town"],
            is_performed=said["is_performed"],
            trial_on_objection=trial,
        )


def _named(court: CentralCourt) -> str:
    lands = ", ".join(court.laender)
    return f"{court.name} ({lands}{': ' + court.district if court.district else ''})"


class DutyFilter(forms.Form):
    """Which duties are listed."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=(("", pgettext_lazy("duties", "open")), ("done", pgettext_lazy("duties", "closed")), ("all", _("all"))),
        required=False,
    )

"""What the office fills in about requests of data subjects. A form only reads what was typed; the deeds say what is wrong with it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Customer
from vorzimmer.domain.requests import REFUSABLE, ExtendBecause, Identity, PersonKind, RefuseBecause, RequestKind, Way
from vorzimmer.office import fields
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.models.requests import IDENTITIES, PERSON_KINDS, REQUEST_KINDS, WAYS
from vorzimmer.privacy.request_deeds import LONGEST, RequestEntry
from vorzimmer.privacy.request_queries import DataRequestQuerySet
from vorzimmer.privacy.subjects import Wanted

CHOOSE = ("", _("please choose"))
STATES = (("open", _("open")), ("closed", _("closed")), ("all", _("all")))
LANGUAGES = (("de", _("German")), ("en", _("English")))
EXTENDED = {ExtendBecause.COMPLEX: _("the request is complex"), ExtendBecause.MANY: _("many requests at this time")}
REFUSED = {
    RefuseBecause.UNFOUNDED: _("manifestly unfounded (Art. 12(5))"),
    RefuseBecause.EXCESSIVE: _("excessive (Art. 12(5))"),
    RefuseBecause.NOT_IDENTIFIED: _("the person cannot be identified (Art. 11(2), 12(2))"),
    RefuseBecause.LEGAL_DUTY: _("a law demands that the data are kept (Art. 17(3)(b))"),
    RefuseBecause.CLAIMS: _("needed for legal claims (Art. 17(3)(e))"),
    RefuseBecause.NECESSARY: _("still needed for the contract (Art. 17(1)(a))"),
    RefuseBecause.OTHERS: _("would harm the rights of others (Art. 15(4))"),
    RefuseBecause.COMPELLING: _("compelling legitimate grounds (Art. 21(1))"),
}


def choices(names: Any) -> list[tuple[str, Any]]:
    return [(code.value, name) for code, name in names.items()]


class RequestFilter(forms.Form):
    """Which requests, as it stands in the address."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    kind = forms.ChoiceField(label=_("What is asked for"), required=False, choices=[("", _("all")), *choices(REQUEST_KINDS)])
    person = forms.ChoiceField(label=_("Who asks"), required=False, choices=[("", _("all")), *choices(PERSON_KINDS)])

    def found(self) -> DataRequestQuerySet:
        """Give those that fit, the most pressing first; what makes no sense is left out."""
        self.is_valid()
        wanted, found = self.cleaned_data, DataRequest.objects.order_by("due_on", "number")
        if wanted.get("state") == "closed":
            found = found.closed().order_by("-closed_on", "-number")
        elif wanted.get("state") != "all":
            found = found.open()
        if wanted.get("kind"):
            found = found.filter(kind=wanted["kind"])
        return found.filter(person_kind=wanted["person"]) if wanted.get("person") else found


class NewForm(fields.PartedForm):
    """A request that came by letter, e-mail, telephone or in person."""

    groups = (
        fields.Group(names=("kind", "person_kind", "way", "received_on"), title=_("What was asked")),
        fields.Group(names=("name", "email", "phone", "address", "customer", "language"), title=_("Who asks")),
        fields.Group(names=("text",)),
    )

    kind = forms.ChoiceField(label=_("What is asked for"), choices=[CHOOSE, *choices(REQUEST_KINDS)])
    person_kind = forms.ChoiceField(label=_("What the person is to us"), choices=[CHOOSE, *choices(PERSON_KINDS)])
    way = forms.ChoiceField(label=_("How it came"), choices=[each for each in choices(WAYS) if each[0] != Way.PORTAL])
    received_on = fields.day(_("Received on"), help_text=_("From this day the month is counted."))
    name = fields.text(_("Name"), 120)
    email = fields.email(_("E-mail address"), required=False, help_text=_("Where the answer goes. Without it you print the letters."))
    phone = fields.number(_("Telephone"), required=False, help_text=_("By it calls and messages are found."))
    address = fields.text(_("Address"), 200, required=False)
    customer = forms.ModelChoiceField(
        label=_("Customer whom a caller rang"),
        queryset=Customer.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Only for callers: this customer is responsible for the answer."),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=LANGUAGES)
    text = fields.long_text(_("What was said"), LONGEST, rows=4, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"received_on": today, "language": "de", "way": Way.LETTER.value}
        field: Any = self.fields["customer"]
        field.queryset = Customer.objects.order_by("number")
        field.label_from_instance = lambda customer: f"{customer.number} {customer.name}"

    def entry(self) -> RequestEntry:
        """Say what was typed."""
        typed = self.cleaned_data
        customer = typed["customer"] if typed["person_kind"] == PersonKind.CALLER else None
        names = ("kind", "person_kind", "way", "received_on", "name", "email", "phone", "address", "language", "text")
        return RequestEntry(**{name: typed[name] for name in names}, customer_ref=customer.pk if customer else None)


class TextForm(forms.Form):
    """What the person is told."""

    text = fields.long_text(_("What the person is told"), LONGEST, rows=6)


class IdentifyForm(forms.Form):
    """How it became certain who asks."""

    means = forms.ChoiceField(label=_("How it became certain"), choices=[])
    note = fields.text(
        _("Note"),
        200,
        required=False,
        help_text=_("No number of an identity card, no copy. The note is erased when the request is closed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["means"]
        field.choices = [CHOOSE, *(each for each in choices(IDENTITIES) if each[0] != Identity.SIGNED_IN)]


class ExtendForm(forms.Form):
    """Why more time is needed."""

    because = forms.ChoiceField(label=_("Why"), choices=[CHOOSE, *choices(EXTENDED)])
    text = fields.long_text(_("What the person is told"), LONGEST, rows=4, required=False)


class RefuseForm(forms.Form):
    """Why it is refused."""

    because = forms.ChoiceField(label=_("Why"), choices=[])
    text = fields.long_text(_("What the person is told"), LONGEST, rows=6)

    def __init__(self, *args: Any, kind: RequestKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["because"]
        field.choices = [CHOOSE, *((code.value, name) for code, name in REFUSED.items() if kind in REFUSABLE[code])]


class SearchForm(forms.Form):
    """By what the person is looked for."""

    name = fields.text(_("Name or customer number"), 120, required=False)
    email = fields.email(_("E-mail address"), required=False)
    phone = fields.number(_("Telephone"), required=False)

    def wanted(self, request: DataRequest) -> Wanted:
        """Say by what is looked for: what was typed, else what the person said of himself."""
        self.is_valid()
        typed = self.cleaned_data
        ref = request.customer_ref if request.person_kind == PersonKind.CALLER else None
        return Wanted(name=typed.get("name", ""), email=typed.get("email", ""), phone=typed.get("phone", ""), customer_ref=ref)


class CarryForm(forms.Form):
    """Whether the service goes on although data are restricted."""

    consents = fields.tick(
        _("The person wants the service to go on meanwhile"), help_text=_("Only with this consent may calls still be told (Art. 18(2)).")
    )


class ProofForm(forms.Form):
    """By what it can be proved that a recipient was told."""

    proof = fields.text(_("Proof"), 200, help_text=_("For example: letter of 26 November, no. 17."))


class SureForm(forms.Form):
    """Nothing is asked."""

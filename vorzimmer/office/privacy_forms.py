"""What the office fills in about recipients, and the filters of the two registers. The deeds say what is wrong with it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm
from vorzimmer.privacy.actions import RecipientEntry, named_bureaus
from vorzimmer.privacy.models import Disclosure, Recipient
from vorzimmer.privacy.models.recipients import RECIPIENT_KINDS
from vorzimmer.privacy.queries import DisclosureQuerySet, RecipientQuerySet

COLLECTOR_ONLY = ("rdg_number", "rdg_authority")
BUREAU_ONLY = ("bureau",)


class RecipientForm(PartedForm):
    """Somebody to whom data may be given. What he is (`kind`) is said once."""

    kind = forms.ChoiceField(
        label=_("Kind of recipient"),
        choices=[("", _("please choose")), *[(kind.value, name) for kind, name in RECIPIENT_KINDS.items()]],
        help_text=_("It decides which conditions have to hold, and cannot be changed later."),
    )
    name = fields.text(_("Name"), 120, help_text=_("In full, with the legal form."))
    street = fields.text(_("Street and number"), 120, required=False)
    postcode = fields.text(_("Postcode"), 10, required=False)
    city = fields.text(_("Town"), 80, required=False)
    country = fields.text(_("Country"), 2, help_text=_("Two letters: DE, AT, CH …"))
    email = fields.email(_("E-mail address"), required=False)
    rdg_number = fields.text(
        _("Number in the register of legal services"),
        60,
        required=False,
        help_text=_("As it stands in www.rechtsdienstleistungsregister.de. Without it no claim is given away (§10 RDG)."),
    )
    rdg_authority = fields.text(_("Registering authority"), 120, required=False)
    bureau = forms.ChoiceField(label=_("Bureau of the privacy notice"), required=False)
    partner_number = fields.text(_("Our number there"), 40, required=False)
    agreement_from = fields.day(_("Agreement from"), required=False)
    agreement_until = fields.day(_("Agreement until"), required=False, help_text=_("Blank: without an end."))
    checked_on = fields.day(_("Looked up on"), required=False, help_text=_("When somebody last read the register or the agreement."))
    age_key = fields.text(
        _("Key for encrypted files"),
        120,
        required=False,
        help_text=_("Begins with “age1”. The recipient makes it and keeps the secret part; files then open for nobody else."),
    )

    groups = (
        Group(names=("kind", "name")),
        Group(names=COLLECTOR_ONLY, title=_("Registration"), shown_for="collector"),
        Group(names=BUREAU_ONLY, title=_("Bureau"), shown_for="bureau"),
        Group(names=("street", "postcode", "city", "country", "email"), title=_("Address")),
        Group(names=("agreement_from", "agreement_until", "partner_number", "checked_on"), title=_("Agreement")),
        Group(names=("age_key",), title=_("Encryption")),
    )

    def __init__(self, *args: Any, day: date, recipient: Recipient | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"country": "DE"}
        if recipient is not None:
            kwargs["initial"] = {name: getattr(recipient, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        choices = [("", say("please choose")), *[(code, bureau.named) for code, bureau in named_bureaus(day).items()]]
        self.fields["bureau"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        if recipient is not None:
            self._only_for(RecipientKind(recipient.kind))

    def _only_for(self, kind: RecipientKind) -> None:
        """Leave out what is said once, and what means nothing for this kind."""
        needless = {"kind"}
        needless |= set() if kind is RecipientKind.COLLECTOR else set(COLLECTOR_ONLY)
        needless |= set() if kind is RecipientKind.BUREAU else set(BUREAU_ONLY)
        for name in needless:
            del self.fields[name]

    def entry(self) -> RecipientEntry:
        return RecipientEntry(**{name: value for name, value in self.cleaned_data.items() if name != "kind"})


class ConfirmForm(forms.Form):
    """From what it is known that a recipient is what became of a bureau of the notice."""

    source = fields.text(
        _("From what do you know it?"),
        200,
        help_text=_("For example: commercial register Wiesbaden, HRB 1234, read on 2 December 2026."),
    )


USES = (("", _("in use")), ("off", _("not in use")), ("all", _("all")))


class RecipientFilter(forms.Form):
    """Which recipients, as it stands in the address."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs=fields.plain(type="search")))
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *[(kind.value, name) for kind, name in RECIPIENT_KINDS.items()]]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=USES)

    def found(self) -> RecipientQuerySet:
        """Give those that fit; what makes no sense is left out."""
        self.is_valid()
        wanted, found = self.cleaned_data, Recipient.objects.all()
        if wanted.get("state") != "all":
            found = found.filter(active=wanted.get("state") != "off")
        if wanted.get("kind"):
            found = found.of_kind(RecipientKind(wanted["kind"]))
        if text := wanted.get("q"):
            found = found.filter(name__icontains=text) | found.filter(city__icontains=text)
        return found


class DisclosureFilter(forms.Form):
    """Which lines of the register, as it stands in the address."""

    recipient = forms.ModelChoiceField(label=_("Recipient"), queryset=Recipient.objects.none(), required=False, empty_label=_("all"))
    first = fields.day(_("From"), required=False)
    last = fields.day(_("Until"), required=False)
    q = fields.text(_("Customer number"), 20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = Recipient.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def found(self) -> DisclosureQuerySet:
        """Give those that fit; what makes no sense is left out."""
        self.is_valid()
        wanted = self.cleaned_data
        found = Disclosure.objects.within(wanted.get("first"), wanted.get("last"))
        if wanted.get("recipient"):
            found = found.filter(recipient=wanted["recipient"])
        if text := wanted.get("q"):
            found = found.filter(customer_number__iexact=text.strip())
        return found

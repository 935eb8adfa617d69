"""What is filled in for the registers of processors, consents and interests. The deeds say what is wrong with it."""

from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Customer
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.domain.processors import ConnectorKind, Standing
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.models import Access, Consent, LedgerEntry, Processor
from vorzimmer.privacy.models.consents import CONSENT_PURPOSES, WAYS
from vorzimmer.privacy.models.journal import PLACES
from vorzimmer.privacy.models.processors import CONNECTORS, ITEMS, STANDINGS, TRANSFERS
from vorzimmer.privacy.processors import AuditEntry, ProcessorEntry
from vorzimmer.privacy.queries import LedgerQuerySet, ProcessorQuerySet
from vorzimmer.privacy.register_words import DATA


def choices_of(names: Any, *, blank: Any = None) -> list[tuple[str, Any]]:
    """Make choices of a table of names; `blank` is the text of the empty one."""
    return [*([] if blank is None else [("", blank)]), *[(str(key.value), name) for key, name in names.items()]]


class ProcessorForm(PartedForm):
    """Somebody who processes data on behalf of the agency."""

    name = fields.text(_("Name"), 120, help_text=_("In full, with the legal form."))
    service = fields.text(_("What it does for us"), 200, help_text=_("For example: sends our e-mails."))
    categories = fields.ticks(_("Which data it processes"), choices_of(DATA))
    sees_secrets = fields.tick(
        _("It can get to know what is told to customers who are bound to secrecy (§203 StGB)"),
        initial=True,
        help_text=_("Then it has to be bound to secrecy, too."),
    )
    street = fields.text(_("Street and number"), 120, required=False)
    postcode = fields.text(_("Postcode"), 10, required=False)
    city = fields.text(_("Town"), 80, required=False)
    country = fields.text(_("Country"), 2, help_text=_("Two letters: DE, AT, CH …"))
    email = fields.email(_("E-mail address"), required=False)
    agreement = fields.text(_("Agreement"), 200, required=False, help_text=_("Which paper it is, and where it lies."))
    agreement_from = fields.day(_("Agreement from"), required=False)
    agreement_until = fields.day(_("Agreement until"), required=False, help_text=_("Blank: without an end."))
    items = fields.ticks(_("The agreement says that the processor … (Art. 28(3) GDPR)"), choices_of(ITEMS))
    is_bound_to_secrecy = fields.tick(_("It is bound to secrecy in text form (§203(4) StGB)"))
    sub_processors = fields.long_text(
        _("Sub-processors"), 2000, rows=3, required=False, help_text=_("One on each line: name, country, what it does.")
    )
    transfer = forms.ChoiceField(label=_("Ground for a transfer to a third country"), required=False, choices=choices_of(TRANSFERS))
    selection = fields.long_text(
        _("Why it was chosen"), 2000, rows=3, required=False, help_text=_("What was looked at: certificates, measures, places, references.")
    )
    selected_on = fields.day(_("Chosen on"), required=False, help_text=_("Counts as the first audit; the next one is due a year later."))

    groups = (
        Group(names=("name", "service", "categories", "sees_secrets")),
        Group(names=("agreement", "agreement_from", "agreement_until", "items", "is_bound_to_secrecy"), title=_("Agreement")),
        Group(names=("sub_processors", "transfer"), title=_("Others, and other countries")),
        Group(names=("selection", "selected_on"), title=_("Choice")),
        Group(names=("street", "postcode", "city", "country", "email"), title=_("Address")),
    )

    def __init__(self, *args: Any, processor: Processor | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"country": "DE", "sees_secrets": True}
        if processor is not None:
            kwargs["initial"] = {name: getattr(processor, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def entry(self) -> ProcessorEntry:
        return ProcessorEntry(**self.cleaned_data)


class AuditForm(forms.Form):
    """An audit of a processor."""

    on = fields.day(_("Audited on"))
    passed = forms.ChoiceField(
        label=_("Result"),
        choices=[("yes", _("passed")), ("no", _("not passed: something has to be put right"))],
        widget=forms.RadioSelect,
    )
    finding = fields.long_text(_("What was looked at, and what was found"), 2000, rows=4)
    evidence = fields.text(_("Proof"), 200, help_text=_("Which report or certificate, and where it lies."))
    file = forms.FileField(
        label=_("File of the proof"), required=False, help_text=_("Only its fingerprint (SHA-256) is kept, so that nobody can swap it.")
    )

    def entry(self) -> AuditEntry:
        typed = self.cleaned_data
        digest = sha256(typed["file"].read()).hexdigest() if typed["file"] else ""
        return AuditEntry(
            on=typed["on"], passed=typed["passed"] == "yes", finding=typed["finding"], evidence=typed["evidence"], sha256=digest
        )


class ConnectionForm(forms.Form):
    """Who stands at the other end of a connection."""

    kind = forms.ChoiceField(label=_("Connection"), choices=choices_of(CONNECTORS))
    host = fields.text(_("Host"), 253, help_text=_("As the settings name it: mail.example.org, or sipgate, placetel, cti."))
    standing = forms.ChoiceField(label=_("Who operates it"), choices=choices_of(STANDINGS), widget=forms.RadioSelect)
    processor = forms.ModelChoiceField(label=_("Processor"), queryset=Processor.objects.none(), required=False, empty_label=_("none"))
    reason = fields.text(
        _("From what you know it"),
        300,
        required=False,
        help_text=_("For a system of our own or a provider of telecommunications. Your name and the day are kept with it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["processor"].queryset = Processor.objects.active()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def values(self) -> dict[str, Any]:
        """Give what is declared."""
        typed = self.cleaned_data
        return {**typed, "kind": ConnectorKind(typed["kind"]), "standing": Standing(typed["standing"])}


class ProcessorFilter(forms.Form):
    """Which processors, as it stands in the address."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs=fields.plain(type="search")))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("in use")), ("off", _("not in use")), ("all", _("all"))])

    def found(self) -> ProcessorQuerySet:
        """Give those that fit; what makes no sense is left out."""
        self.is_valid()
        wanted, found = self.cleaned_data, Processor.objects.with_audits()
        if wanted.get("state") != "all":
            found = found.filter(ended_on__isnull=wanted.get("state") != "off")
        if text := wanted.get("q"):
            found = found.filter(name__icontains=text) | found.filter(service__icontains=text)
        return found


class CustomerNumberForm(forms.Form):
    """A form that names a customer by number."""

    number = fields.text(_("Customer number"), 20)

    def clean_number(self) -> Customer:
        found = Customer.objects.filter(number__iexact=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No customer has this number."))
        return found


class ConsentForm(CustomerNumberForm):
    """A consent, or its withdrawal, that came on paper, by e-mail or on the telephone."""

    purpose = forms.ChoiceField(label=_("For what"), choices=choices_of(CONSENT_PURPOSES))
    event = forms.ChoiceField(
        label=_("What was declared"),
        choices=[("given", _("The customer consents")), ("withdrawn", _("The customer withdraws"))],
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(label=_("How"), choices=[(way.value, WAYS[way]) for way in Way if way is not Way.PORTAL])
    language = forms.ChoiceField(label=_("In which language it was asked"), choices=[("de", _("German")), ("en", _("English"))])
    evidence = fields.text(_("Proof"), 200, help_text=_("Which letter or e-mail, or who heard it when."))


class ConsentFilter(forms.Form):
    """Which lines about consents, as it stands in the address."""

    q = fields.text(_("Customer number"), 20, required=False)
    purpose = forms.ChoiceField(label=_("For what"), required=False, choices=choices_of(CONSENT_PURPOSES, blank=_("all")))

    def found(self) -> Any:
        """Give those that fit, the newest first; what makes no sense is left out."""
        self.is_valid()
        wanted, found = self.cleaned_data, Consent.objects.select_related("by").order_by("-number")
        if wanted.get("purpose"):
            found = found.filter(purpose=ConsentPurpose(wanted["purpose"]))
        if text := wanted.get("q"):
            found = found.filter(customer_ref__in=Customer.objects.filter(number__iexact=text.strip()).values("pk"))
        return found


class AccessFilter(forms.Form):
    """Which accesses, as it stands in the address."""

    q = fields.text(_("Customer number"), 20, required=False)
    who = fields.text(_("Name"), 80, required=False)
    place = forms.ChoiceField(label=_("Where"), required=False, choices=choices_of(PLACES, blank=_("all")))
    first = fields.day(_("From"), required=False)

    def found(self) -> Any:
        """Give those that fit; what makes no sense is left out."""
        self.is_valid()
        wanted, found = self.cleaned_data, Access.objects.select_related("user")
        if wanted.get("place"):
            found = found.filter(place=wanted["place"])
        if wanted.get("who"):
            found = found.filter(user__name__icontains=wanted["who"].strip())
        if wanted.get("first"):
            found = found.filter(hour__date__gte=wanted["first"])
        if text := wanted.get("q"):
            found = found.filter(customer_ref__in=Customer.objects.filter(number__iexact=text.strip()).values("pk"))
        return found


class ReviewForm(forms.Form):
    """Somebody weighed the interests."""

    holds = forms.ChoiceField(
        label=_("Your finding"),
        choices=[("yes", _("Our interest prevails, with these safeguards")), ("no", _("The interests of the people prevail"))],
        widget=forms.RadioSelect,
    )
    remark = fields.long_text(_("Remark"), 2000, rows=3, required=False, help_text=_("Needed when the interests of the people prevail."))


class ReleaseForm(forms.Form):
    """Releasing a rule; who works alone writes why."""

    reason = fields.text(_("Why"), 300, required=False, help_text=_("Needed only if you work alone and release it a second time."))


class LedgerFilter(forms.Form):
    """Which lines of the ledger, as it stands in the address."""

    rule = forms.ChoiceField(label=_("Rule"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(rule, rule) for rule in sorted({clock.rule.value for clock in clocks()})]
        self.fields["rule"].choices = [("", say("all")), *rules]  # type: ignore[attr-defined]  # it is a ChoiceField

    def found(self) -> LedgerQuerySet:
        """Give those that fit, the newest first; what makes no sense is left out."""
        self.is_valid()
        found = LedgerEntry.objects.order_by("-number")
        return found.filter(rule=self.cleaned_data["rule"]) if self.cleaned_data.get("rule") else found

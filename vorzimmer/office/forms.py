"""What the office fills in. A form only reads what was typed; the deeds say what is wrong with it, and the error comes to its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import LANGUAGES, ROLE_NAMES, User
from vorzimmer.customers.actions import CustomerEntry, Existing, StaffEntry
from vorzimmer.customers.models import BANDS, Customer, Land, SenderAddress, Team, Trade
from vorzimmer.customers.moments import fulltime
from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.telephony.numbers import grouped


class CustomerForm(PartedForm):
    """The head of a customer's file."""

    name = fields.text(_("Name"), 120, help_text=_("In full, as it stands on the contract."))
    short_name = fields.text(_("Short name"), 40, help_text=_("For lists and the desk."))
    number = fields.text(_("Customer number"), 20, required=False, help_text=_("Left blank, it becomes the next free one."))
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=_("please choose"))
    trade = forms.ChoiceField(label=_("Trade"), choices=Trade.choices)
    language = forms.ChoiceField(label=_("Language on the telephone"), choices=LANGUAGES)
    pronunciation = fields.text(_("How to pronounce it"), 120, required=False)
    secrecy = fields.tick(
        _("Bound to secrecy (§203 StGB)"),
        help_text=_(
            "Physicians, lawyers, tax advisers … E-mails then carry only the hint that there is a message; whole notes must be confirmed."
        ),
    )
    reviews = fields.tick(
        _("The agency looks at changes first"), help_text=_("Instructions that the customer publishes in the portal wait for you.")
    )
    colour = forms.TypedChoiceField(
        label=_("Colour"),
        choices=[(number, number + 1) for number in range(BANDS)],
        coerce=int,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )
    contact_person = fields.text(_("Contact person"), 120, required=False)
    phone = fields.number(_("Telephone"), required=False)
    email = fields.email(_("E-mail address"), required=False)
    street = fields.text(_("Street and number"), 120, required=False)
    postcode = fields.text(_("Postcode"), 10, required=False)
    city = fields.text(_("Town"), 80, required=False)
    country = fields.text(_("Country"), 2, help_text=_("Two letters: DE, AT, CH …"))
    land = forms.ChoiceField(label=_("Land (for holidays)"), choices=Land.choices)
    is_consumer = fields.tick(_("Consumer (§13 BGB)"), help_text=_("No business: the rules for consumers hold."))
    vat_id = fields.text(_("VAT id"), 20, required=False, help_text=_("For example DE123456789."))

    groups = (
        Group(names=("name", "short_name", "number", "team")),
        Group(names=("trade", "language", "pronunciation", "secrecy", "reviews", "colour"), title=_("On the telephone")),
        Group(names=("contact_person", "phone", "email"), title=_("Contact")),
        Group(names=("street", "postcode", "city", "country", "land"), title=_("Address")),
        Group(names=("is_consumer", "vat_id"), title=_("For invoices"), folded=True),
    )

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"country": "DE", "land": Land.BE.value} | kwargs.get("initial", {})
        if customer is not None:
            kwargs["initial"] = {name: getattr(customer, name) for name in self.base_fields} | {"team": customer.team_id}
            kwargs["initial"]["phone"] = grouped(customer.phone)
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def entry(self) -> CustomerEntry:
        return CustomerEntry(**self.cleaned_data)


STAFF_FIELDS = ("name", "email", "role", "language", "extension", "secrecy_signed_on")


class StaffForm(forms.Form):
    """Somebody who works for the agency."""

    name = fields.text(_("Name"), 120)
    email = fields.email(_("E-mail address"), help_text=_("To sign in with."))
    role = forms.TypedChoiceField(
        label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role if role in STAFF], coerce=Role, initial=Role.OPERATOR
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    extension = fields.text(
        _("Extension"), 64, required=False, help_text=_("The operator’s own telephone: a number, or the user id of the telephone system.")
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For operators: whose calls they see."),
    )
    secrecy_signed_on = fields.day(
        _("Bound to secrecy on"),
        required=False,
        help_text=_("Day on which the undertaking of §203 StGB was signed. Without it no calls for physicians, lawyers … are offered."),
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in STAFF_FIELDS}
            kwargs["initial"]["teams"] = list(person.teams.all())
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField

    def entry(self) -> StaffEntry:
        return StaffEntry(**{**self.cleaned_data, "teams": tuple(self.cleaned_data["teams"])})


class TeamForm(forms.Form):
    """Operators who answer for the same customers."""

    name = fields.text(_("Name"), 80)
    members = forms.ModelMultipleChoiceField(
        label=_("Operators"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        if team is not None:
            kwargs["initial"] = {"name": team.name, "members": list(team.members.all())}
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = User.objects.active().filter(role=Role.OPERATOR)  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField


class AssignForm(forms.Form):
    """Say to which customer a number leads."""

    number = fields.number(_("Number called"))
    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none(), empty_label=_("please choose"))
    label = fields.text(_("Label"), 60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.filter(active=True)  # type: ignore[attr-defined]  # it is a ModelChoiceField


class FilterForm(forms.Form):
    """Which customers, as it stands in the address. Nobody filters by what he may not see: it would tell him."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs=fields.plain(type="search")))
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("all teams"))
    trade = forms.ChoiceField(label=_("Trade"), required=False, choices=[("", _("all trades")), *Trade.choices])
    land = forms.ChoiceField(label=_("Land"), required=False, choices=[("", _("all of Germany")), *Land.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("active")), ("closed", _("closed")), ("all", _("active and closed"))]
    )

    def __init__(self, *args: Any, role: Role | str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        for name in ("trade", "land"):
            if not may_see(role, f"customers.Customer.{name}"):
                del self.fields[name]


class ImportForm(forms.Form):
    """A CSV of customers, and what is done with those who are there already."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("From any spreadsheet: UTF-8 or Windows, with semicolons, commas or tabs. At most 5,000 customers."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={"empty": _("The file is empty. Its first line names the columns, each further line is a customer.")},
    )
    existing = forms.TypedChoiceField(
        label=_("Customers who are there already"),
        choices=[(Existing.UPDATE.value, _("change what the file says")), (Existing.SKIP.value, _("leave them as they are"))],
        coerce=Existing,
        widget=forms.RadioSelect,
        initial=Existing.UPDATE.value,
        help_text=_("They are found by the customer number. An empty cell changes nothing, and no number is taken away."),
    )


class AnswerForm(forms.Form):
    """The answer to a wish or a complaint."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs=fields.plain(rows=6)),
        help_text=_("The customer reads it in the portal. It cannot be changed afterwards."),
    )


class EnquiryAnswerForm(forms.Form):
    """The answer to an enquiry."""

    text = fields.long_text(
        _("Your answer"),
        4000,
        rows=8,
        help_text=_("Greeting and the agency's name are written around it. Replies come by e-mail to you."),
    )
    closes = fields.tick(
        _("With that it is settled"), initial=True, help_text=_("The enquiry is then erased at the end of the day, the answer goes out.")
    )


class SentForms(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes none when the program runs
    """Forms that were sent, by their kind and moment; from where is not said."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_form_display()}, {fulltime(obj.received_at)}"


class AbuseCaseForm(forms.Form):
    """What happened, and which forms belong to it."""

    reason = fields.long_text(_("What happened"), 1000, rows=3, help_text=_("For example: forty enquiries with advertising in one night."))
    senders = SentForms(label=_("Forms that belong to it"), queryset=SenderAddress.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, senders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["senders"].queryset = senders  # type: ignore[attr-defined]  # it is one for several

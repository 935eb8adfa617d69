"""What the office fills in. A form only reads what was typed; the deeds say what is wrong with it, and the error comes to its field."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import LANGUAGES, ROLE_NAMES, User
from vorzimmer.calls.models import Note
from vorzimmer.customers.actions import (
    AccessEntry,
    CallerEntry,
    ChannelEntry,
    CustomerEntry,
    DialInEntry,
    GreetingEntry,
    InstructionEntry,
    PersonEntry,
    StaffEntry,
)
from vorzimmer.customers.models import BANDS, Availability, Channel, Customer, DialIn, Greeting, Instruction, Person, Team, Trade
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role
from vorzimmer.telephony.numbers import grouped

MOMENT = "%Y-%m-%dT%H:%M"


def _plain(**attributes: Any) -> dict[str, Any]:
    """Attributes of a field that the browser does not fill in by itself: it is about somebody else than who types."""
    return {"autocomplete": "off", **attributes}


def _text(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=forms.TextInput(attrs=_plain()))


def _number(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=_plain(type="tel", inputmode="tel"))
    return forms.CharField(label=label, max_length=32, required=required, help_text=help_text, widget=widget)


def _moment(label: Any, *, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, help_text=help_text, widget=widget)


def _time(label: Any, *, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(label=label, required=False, help_text=help_text, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class CustomerForm(forms.Form):
    """The head of a customer's file."""

    name = _text(_("Name"), 120, help_text=_("In full, as it stands on the contract."))
    short_name = _text(_("Short name"), 40, help_text=_("For lists and the desk."))
    number = _text(_("Customer number"), 20, required=False, help_text=_("Left blank, it becomes the next free one."))
    pronunciation = _text(_("How to pronounce it"), 120, required=False)
    city = _text(_("Town"), 80, required=False)
    trade = forms.ChoiceField(label=_("Trade"), choices=Trade.choices)
    language = forms.ChoiceField(label=_("Language on the telephone"), choices=LANGUAGES)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=_("please choose"))
    secrecy = forms.BooleanField(
        label=_("Bound to secrecy (§203 StGB)"),
        required=False,
        help_text=_(
            "Physicians, lawyers, tax advisers … E-mails then carry only the hint that there is a message; whole notes must be confirmed."
        ),
    )
    colour = forms.TypedChoiceField(
        label=_("Colour"),
        choices=[(number, number + 1) for number in range(BANDS)],
        coerce=int,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        if customer is not None:
            kwargs["initial"] = {name: getattr(customer, name) for name in self.base_fields} | {"team": customer.team_id}
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def entry(self) -> CustomerEntry:
        return CustomerEntry(**self.cleaned_data)


class RecordForm(forms.Form):
    """A form for one record of a customer's file: `customer` it belongs to, `record` when one is changed."""

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        self.customer = customer
        if record is not None:
            kwargs["initial"] = self.written(record)
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            self.fields["person"].queryset = customer.people.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    @classmethod
    def written(cls, record: Any) -> dict[str, Any]:
        """Give what stands in the record now."""
        return {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}


class DialInForm(RecordForm):
    number = _number(
        _("Number"), help_text=_("The agency’s number for this customer, or the customer’s own from which calls are forwarded.")
    )
    label = _text(_("Label"), 60, required=False, help_text=_("For example: head office, emergency line."))

    @classmethod
    def written(cls, record: DialIn) -> dict[str, Any]:
        return {**super().written(record), "number": grouped(record.number)}

    def entry(self) -> DialInEntry:
        return DialInEntry(**self.cleaned_data)


class GreetingForm(RecordForm):
    text = forms.CharField(
        label=_("Greeting"),
        max_length=300,
        help_text=_("{operator} becomes the operator’s name, {time} becomes good morning, good day or good evening."),
        widget=forms.Textarea(attrs=_plain(rows=2)),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days"),
        choices=[(str(day), name) for day, name in WEEKDAYS_ABBR.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=list("0123456"),
    )
    start = _time(_("From"), help_text=_("Leave both times out for the whole day."))
    end = _time(_("Until"), help_text=_("An end before the start lies on the next day."))

    @classmethod
    def written(cls, record: Greeting) -> dict[str, Any]:
        return {**super().written(record), "weekdays": list(record.weekdays)}

    def entry(self) -> GreetingEntry:
        return GreetingEntry(**{**self.cleaned_data, "weekdays": "".join(sorted(self.cleaned_data["weekdays"]))})


class PersonForm(RecordForm):
    name = _text(_("Name"), 80)
    function = _text(_("Function"), 80, required=False)
    availability = forms.ChoiceField(label=_("Now"), choices=Availability.choices, initial=Availability.AVAILABLE)
    available_again_at = _moment(
        _("Until"), help_text=_("From then on the person counts as available again. Blank: until somebody changes it.")
    )
    pronunciation = _text(_("How to pronounce it"), 80, required=False)
    transfer_number = _number(_("Number for putting through"), required=False)
    may_transfer = forms.BooleanField(label=_("Calls may be put through"), required=False)

    @classmethod
    def written(cls, record: Person) -> dict[str, Any]:
        return {**super().written(record), "transfer_number": grouped(record.transfer_number)}

    def entry(self) -> PersonEntry:
        return PersonEntry(**self.cleaned_data)


class InstructionForm(RecordForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Instruction.KINDS, widget=forms.RadioSelect, initial=Instruction.KINDS[0][0])
    text = forms.CharField(label=_("Instruction"), max_length=600, widget=forms.Textarea(attrs=_plain(rows=3)))
    person = forms.ModelChoiceField(
        label=_("Only for calls for"), queryset=Person.objects.none(), required=False, empty_label=_("everybody")
    )
    set_by = _text(_("Ordered by"), 80, required=False, help_text=_("The operator sees who of the customer wanted it."))
    valid_from = _moment(_("From"))
    valid_until = _moment(_("Until"), help_text=_("Blank: until further notice."))

    def entry(self) -> InstructionEntry:
        return InstructionEntry(**self.cleaned_data)


class ChannelForm(RecordForm):
    kind = forms.ChoiceField(label=_("Way"), choices=Channel.Kind.choices, widget=forms.RadioSelect, initial=Channel.Kind.EMAIL)
    address = _text(_("E-mail address or mobile number"), 254)
    detail = forms.ChoiceField(label=_("Content"), choices=Channel.Detail.choices, widget=forms.RadioSelect, initial=Channel.Detail.HINT)
    full_confirmed = forms.BooleanField(
        label=_("Yes, whole notes may leave by e-mail although the customer is bound to secrecy"),
        required=False,
        help_text=_("The customer has agreed in writing. An e-mail can be read on its way."),
    )
    person = forms.ModelChoiceField(label=_("Only notes for"), queryset=Person.objects.none(), required=False, empty_label=_("everybody"))
    least_urgency = forms.TypedChoiceField(label=_("From urgency"), choices=Note.Urgency.choices, coerce=int, initial=1)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    active = forms.BooleanField(
        label=_("Send"), required=False, initial=True, help_text=_("Without the tick nothing is sent there for now.")
    )

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, record=record, **kwargs)
        if not customer.secrecy:
            del self.fields["full_confirmed"]

    @classmethod
    def written(cls, record: Channel) -> dict[str, Any]:
        address = grouped(record.address) if record.kind == Channel.Kind.SMS else record.address
        return {**super().written(record), "address": address, "full_confirmed": record.detail == Channel.Detail.FULL}

    def entry(self) -> ChannelEntry:
        return ChannelEntry(**self.cleaned_data)


class CallerForm(RecordForm):
    """Enter a known caller. What is known already is not shown here: it is nobody’s business in the office."""

    number = _number(_("Number"))
    name = _text(_("Name"), 120)
    company = _text(_("Company"), 120, required=False)
    hint = _text(_("Hint for the operator"), 200, required=False, help_text=_("For example: put through at once."))

    def entry(self) -> CallerEntry:
        return CallerEntry(**self.cleaned_data)


class ForgetCallerForm(RecordForm):
    number = _number(_("Number"))


class AccessForm(RecordForm):
    """Let somebody of the customer in."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("To sign in with."), widget=forms.EmailInput(attrs=_plain())
    )
    name = _text(_("Name"), 120)
    role = forms.TypedChoiceField(
        label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role if role in CUSTOMERS], coerce=Role
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def entry(self) -> AccessEntry:
        return AccessEntry(**self.cleaned_data)


class StaffForm(forms.Form):
    """Somebody who works for the agency."""

    name = _text(_("Name"), 120)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("To sign in with."), widget=forms.EmailInput(attrs=_plain())
    )
    role = forms.TypedChoiceField(
        label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role if role in STAFF], coerce=Role, initial=Role.OPERATOR
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    extension = _text(
        _("Extension"), 64, required=False, help_text=_("The operator’s own telephone: a number, or the user id of the telephone system.")
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For operators: whose calls they see."),
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in ("name", "email", "role", "language", "extension")}
            kwargs["initial"]["teams"] = list(person.teams.all())
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField

    def entry(self) -> StaffEntry:
        return StaffEntry(**{**self.cleaned_data, "teams": tuple(self.cleaned_data["teams"])})


class TeamForm(forms.Form):
    """Operators who answer for the same customers."""

    name = _text(_("Name"), 80)
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

    number = _number(_("Number called"))
    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none(), empty_label=_("please choose"))
    label = _text(_("Label"), 60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.filter(active=True)  # type: ignore[attr-defined]  # it is a ModelChoiceField


class FilterForm(forms.Form):
    """Which customers, as it stands in the address."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs=_plain(type="search")))
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("all teams"))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("active")), ("closed", _("closed")), ("all", _("active and closed"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField


class AnswerForm(forms.Form):
    """The answer to a wish or a complaint."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs=_plain(rows=6)),
        help_text=_("The customer reads it in the portal. It cannot be changed afterwards."),
    )

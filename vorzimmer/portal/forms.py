"""What customers fill in. A form only reads what was typed; the deeds say what is wrong with it, and the error comes to its field."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import LANGUAGES, ROLE_NAMES
from vorzimmer.calls.models import Note
from vorzimmer.customers.actions import AbsenceEntry, AccessEntry, CallerEntry, ChannelEntry, PersonEntry
from vorzimmer.customers.models import Absence, Availability, Channel, Customer, KnownCaller, Person, Wish
from vorzimmer.domain.availability import Until
from vorzimmer.domain.days import end_of_day, moment
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.telephony.numbers import grouped

UNTIL = (
    (Until.HALF_AN_HOUR.value, _("for 30 min")),
    (Until.AN_HOUR.value, _("for 1 hour")),
    (Until.TODAY.value, _("for today")),
    (Until.TOMORROW_MORNING.value, _("until tomorrow morning")),
)
TRANSFERS = [(value, label) for value, label in Availability.choices if value != Availability.ON_THE_PHONE]
"""Nobody who is on the telephone gets a second call, so that one cannot be ticked."""


def _text(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _long(label: Any, longest: int, *, rows: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"autocomplete": "off", "rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def _number(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "type": "tel", "inputmode": "tel"})
    return forms.CharField(label=label, max_length=32, required=required, help_text=help_text, widget=widget)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class StatusForm(forms.Form):
    """Where somebody is now, and until when: one of the short ways, or a moment."""

    availability = forms.ChoiceField(label=_("Status"), choices=Availability.choices)
    until = forms.TypedChoiceField(label=_("Until"), choices=UNTIL, required=False, coerce=Until, empty_value=None)
    available_again_at = forms.DateTimeField(
        label=_("Own time"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class RecordForm(forms.Form):
    """A form for one record: the `customer` to whom it belongs, and the `record` when one is changed."""

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        self.customer, self.record = customer, record
        if record is not None:
            kwargs["initial"] = self.written(record)
        super().__init__(*args, **kwargs)
        for name in {"person", "deputy", "put_through_to"} & self.fields.keys():
            self.fields[name].queryset = customer.people.all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    @classmethod
    def written(cls, record: Any) -> dict[str, Any]:
        """Give what stands in the record now."""
        return {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}


class PersonForm(RecordForm):
    """Somebody whom callers ask for. The status is not touched: it is chosen elsewhere."""

    name = _text(_("Name"), 80)
    function = _text(_("Function"), 80, required=False, help_text=_("For example: reception, managing director."))
    pronunciation = _text(_("How to pronounce it"), 80, required=False)
    may_transfer = forms.BooleanField(label=_("Calls may be put through"), required=False)
    transfer_number = _number(_("Number for putting through"), required=False)
    transfer_when = forms.MultipleChoiceField(
        label=_("Put through while"),
        choices=TRANSFERS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=[Availability.AVAILABLE.value],
        help_text=_("In every other status we take a message."),
    )

    @classmethod
    def written(cls, record: Person) -> dict[str, Any]:
        return {**super().written(record), "transfer_number": grouped(record.transfer_number)}

    def entry(self, at: datetime) -> PersonEntry:
        """Give what was typed, with the status as it stands; one whose time is over has become "available"."""
        status: dict[str, Any] = {}
        if self.record is not None and (self.record.available_again_at is None or self.record.available_again_at > at):
            status = {"availability": self.record.availability, "available_again_at": self.record.available_again_at}
        return PersonEntry(**{**self.cleaned_data, "transfer_when": tuple(self.cleaned_data["transfer_when"])}, **status)


class AbsenceForm(RecordForm):
    """When somebody is not there. Nobody asks why."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), empty_label=_("please choose"))
    start = _day(_("First day"))
    start_time = _clock(_("From"))
    end = _day(_("Last day"))
    end_time = _clock(_("Until"))
    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=Person.objects.none(), required=False, empty_label=_("nobody"))
    say = _text(
        _("What callers are told"),
        200,
        required=False,
        help_text=_("For example: back on Monday. Leave the reason out; we need not know it."),
    )

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, record=record, **kwargs)
        self.fields["start_time"].help_text = _("Leave both times out for whole days.")
        if record is not None:
            del self.fields["person"]

    @classmethod
    def written(cls, record: Absence) -> dict[str, Any]:
        said = {"start": record.first_day, "deputy": record.deputy, "say": record.say}
        if record.whole_days:
            return {**said, "end": record.last_day}
        start, end = localtime(record.start), localtime(record.end)
        return {**said, "start_time": start.time(), "end": end.date(), "end_time": end.time()}

    def entry(self) -> AbsenceEntry:
        typed = self.cleaned_data
        begins, ends = typed["start_time"], typed["end_time"]
        return AbsenceEntry(
            start=moment(typed["start"], begins or time()),
            end=moment(typed["end"], ends) if ends else end_of_day(typed["end"]),
            whole_days=not begins and not ends,
            deputy=typed["deputy"],
            say=typed["say"],
        )


class ChannelForm(RecordForm):
    """How somebody is told of messages."""

    kind = forms.ChoiceField(label=_("Way"), choices=Channel.Kind.choices, widget=forms.RadioSelect, initial=Channel.Kind.EMAIL)
    address = _text(_("E-mail address or mobile number"), 254)
    person = forms.ModelChoiceField(
        label=_("Only messages for"), queryset=Person.objects.none(), required=False, empty_label=_("everybody")
    )
    detail = forms.ChoiceField(label=_("Content"), choices=Channel.Detail.choices, widget=forms.RadioSelect, initial=Channel.Detail.HINT)
    full_confirmed = forms.BooleanField(
        label=_("Yes, whole messages may leave by e-mail although we are bound to secrecy"),
        required=False,
        help_text=_("An e-mail can be read on its way. You take the responsibility."),
    )
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
    """Somebody whom the customer knows."""

    number = _number(_("Number"))
    name = _text(_("Name"), 120)
    company = _text(_("Company"), 120, required=False)
    hint = _text(_("Hint for us"), 200, required=False, help_text=_("For example: the parts have arrived, please tell her."))
    treatment = forms.ChoiceField(
        label=_("When this number calls"),
        choices=KnownCaller.Treatment.choices,
        widget=forms.RadioSelect,
        initial=KnownCaller.Treatment.USUAL,
    )
    put_through_to = forms.ModelChoiceField(
        label=_("Put through to"), queryset=Person.objects.none(), required=False, empty_label=_("whom the caller asks for")
    )

    @classmethod
    def written(cls, record: KnownCaller) -> dict[str, Any]:
        return {**super().written(record), "number": grouped(record.number)}

    def entry(self) -> CallerEntry:
        return CallerEntry(**self.cleaned_data)


class AccessForm(forms.Form):
    """Let somebody in who works for the customer."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("To sign in with."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = _text(_("Name"), 120)
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[(role.value, ROLE_NAMES[role]) for role in Role if role in CUSTOMERS],
        coerce=Role,
        initial=Role.CUSTOMER_USER,
        widget=forms.RadioSelect,
        help_text=_("Staff read messages and choose a status. Who is responsible also changes people, instructions and accesses."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def entry(self) -> AccessEntry:
        return AccessEntry(**self.cleaned_data)


class WishForm(forms.Form):
    """Tell us something."""

    customer = forms.ModelChoiceField(label=_("For"), queryset=Customer.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Wish.Kind.choices, widget=forms.RadioSelect, initial=Wish.Kind.WISH)
    text = _long(_("What would you like to tell us?"), 2000, rows=5)

    def __init__(self, *args: Any, customers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]  # it is a ModelChoiceField
        found = list(customers)
        if len(found) == 1:
            self.fields["customer"].widget = forms.HiddenInput()
            self.initial["customer"] = found[0].pk


class CommentForm(forms.Form):
    """A word under a message."""

    text = _long(_("Comment"), 1000, rows=2, help_text=_("Read by everybody who signs in for you, and by the operators of your team."))


class SearchForm(forms.Form):
    """What to look for. It is sent as a form, so that no name stands in an address."""

    wanted = forms.CharField(
        label=_("Name, number or words"), max_length=80, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )


class LimitForm(forms.Form):
    """Beyond which amount a month somebody wants to be told; blank: never."""

    amount = forms.DecimalField(
        label=_("Tell me when the month costs more than … euros"),
        help_text=_("With tax. We write you one e-mail a month. Blank: no message."),
        min_value=1,
        max_value=100_000,
        decimal_places=2,
        required=False,
        localize=True,
    )

    def __init__(self, data: Any = None, *, cents: int | None) -> None:
        super().__init__(data, initial={"amount": None if cents is None else Decimal(cents) / 100})
        self.fields["amount"].widget.attrs.update(inputmode="decimal", autocomplete="off")

    def cents(self) -> int | None:
        """The amount in cents, None for never."""
        amount: Decimal | None = self.cleaned_data["amount"]
        return None if amount is None else int(amount * 100)


class PromiseForm(forms.Form):
    """By when somebody will pay."""

    until = _day(_("I pay by"))

    def __init__(self, data: Any = None, *, first: date, last: date) -> None:
        super().__init__(data, initial={"until": last})
        self.fields["until"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())


class InstalmentsForm(forms.Form):
    """What somebody could pay a month, and a word about it. `most` is what is open, in cents."""

    amount = forms.DecimalField(
        label=_("How many euros could you pay a month?"),
        min_value=1,
        max_digits=11,
        decimal_places=2,
        localize=True,
    )
    words = _long(_("What else we should know"), 500, rows=3, required=False, help_text=_("You need not give reasons."))

    def __init__(self, data: Any = None, *, most: int) -> None:
        super().__init__(data)
        self.most = most
        self.fields["amount"].widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean_amount(self) -> Decimal:
        """Refuse what is more than is open: that would be no instalment."""
        amount: Decimal = self.cleaned_data["amount"]
        if amount * 100 >= self.most:
            raise forms.ValidationError(_("That is as much as is open. You can pay it at once instead."))
        return amount

    def cents(self) -> int:
        """The amount in cents."""
        return int(self.cleaned_data["amount"] * 100)

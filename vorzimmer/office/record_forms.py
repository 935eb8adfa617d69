"""Forms for the records of a customer's file. They only read what was typed; the deeds say what is wrong with it."""

from datetime import datetime, time
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.accounts.models import LANGUAGES, ROLE_NAMES
from vorzimmer.calls.models import Note
from vorzimmer.customers.actions import (
    AbsenceEntry,
    AccessEntry,
    CallerEntry,
    CallTypeEntry,
    ChannelEntry,
    ClosureEntry,
    DialInEntry,
    FaqEntryEntry,
    GreetingEntry,
    InstructionEntry,
    LocationEntry,
    OpeningHourEntry,
    PersonEntry,
)
from vorzimmer.customers.models import (
    Absence,
    Availability,
    CallType,
    Channel,
    Closure,
    Customer,
    DialIn,
    Instruction,
    KnownCaller,
    Person,
    Rota,
)
from vorzimmer.domain.days import berlin, end_of_day, moment, start_of_day
from vorzimmer.domain.hours import HolidayRule
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.office import fields
from vorzimmer.office.fields import Group, PartedForm
from vorzimmer.telephony.numbers import grouped

OF_CUSTOMER = {"person": "people", "put_through_to": "people", "deputy": "people", "call_type": "call_types", "rota": "rotas"}
"""Fields that offer a choice among records of the customer."""
EXTENSIONS = [
    (0, _("none: this number alone")),
    (1, _("of one digit")),
    (2, _("of up to two digits")),
    (3, _("of up to three digits")),
    (4, _("of up to four digits")),
    (5, _("of up to five digits")),
]
WHOLE_DAY = _("Leave both times out for the whole day.")
NEXT_DAY = _("An end before the start lies on the next day.")


class RecordForm(PartedForm):
    """A form for one record of a customer's file: `customer` it belongs to, `record` when one is changed."""

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        self.customer, self.record = customer, record
        if record is not None:
            kwargs["initial"] = self.written(record)
        super().__init__(*args, **kwargs)
        for name, related in OF_CUSTOMER.items():
            if name in self.fields:
                self.fields[name].queryset = getattr(customer, related).all()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    @classmethod
    def written(cls, record: Any) -> dict[str, Any]:
        """Give what stands in the record now."""
        kept = {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}
        return kept | ({"weekdays": list(kept["weekdays"])} if "weekdays" in kept else {})

    @property
    def values(self) -> dict[str, Any]:
        """Give what was typed as the entries want it: weekdays as one word, choices of several as a tuple."""
        typed = {name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()}
        return typed | ({"weekdays": "".join(sorted(typed["weekdays"]))} if "weekdays" in typed else {})


def _one_of(label: Any, model: Any, *, none: Any, required: bool = False) -> Any:
    return forms.ModelChoiceField(label=label, queryset=model.objects.none(), required=required, empty_label=none)


# --- where and when ----------------------------------------------------------------------------------------------------


class DialInForm(RecordForm):
    number = fields.number(
        _("Number"), help_text=_("The agency’s number for this customer, or the customer’s own from which calls are forwarded.")
    )
    label = fields.text(_("Label"), 60, required=False, help_text=_("For example: head office, emergency line."))
    extensions = forms.TypedChoiceField(
        label=_("Extensions"),
        coerce=int,
        choices=EXTENSIONS,
        initial=0,
        required=False,
        empty_value=0,  # type: ignore[arg-type]  # the stubs know texts only
        help_text=_("For a telephone system with extensions enter the head number without one."),
    )

    @classmethod
    def written(cls, record: DialIn) -> dict[str, Any]:
        return {**super().written(record), "number": grouped(record.number)}

    def entry(self) -> DialInEntry:
        return DialInEntry(**self.values)


class LocationForm(RecordForm):
    name = fields.text(_("Name"), 80, help_text=_("For example: practice, workshop, branch in Linden."))
    address = fields.text(_("Address"), 200, required=False)
    directions = fields.long_text(_("How to get there"), 400, rows=2, required=False)

    def entry(self) -> LocationEntry:
        return LocationEntry(**self.values)


class OpeningHourForm(RecordForm):
    weekdays = fields.days_of_week("01234")
    start = fields.clock(_("From"), help_text=WHOLE_DAY)
    end = fields.clock(_("Until"), help_text=NEXT_DAY)
    on_holidays = fields.holidays(HolidayRule.NOT)

    def entry(self) -> OpeningHourEntry:
        return OpeningHourEntry(**self.values)


class ClosureForm(RecordForm):
    first_day = fields.day(_("First day"))
    last_day = fields.day(_("Last day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Closure.REASONS)

    def entry(self) -> ClosureEntry:
        return ClosureEntry(**self.values)


# --- what is said and done ---------------------------------------------------------------------------------------------


class GreetingForm(RecordForm):
    text = fields.long_text(
        _("Greeting"),
        300,
        rows=2,
        help_text=_("{operator} becomes the operator’s name, {time} becomes good morning, good day or good evening."),
    )
    weekdays = fields.days_of_week()
    start = fields.clock(_("From"), help_text=WHOLE_DAY)
    end = fields.clock(_("Until"), help_text=NEXT_DAY)
    on_holidays = fields.holidays()

    def entry(self) -> GreetingEntry:
        return GreetingEntry(**self.values)


class CallTypeForm(RecordForm):
    name = fields.text(_("Name"), 60, help_text=_("For example: new client, complaint, emergency."))
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Note.Urgency.choices, coerce=int, initial=2)
    measures = fields.ticks(pgettext_lazy("call type", "Measures"), CallType.Measure.choices)
    put_through_to = _one_of(_("Put through to"), Person, none=_("nobody"))
    rota = _one_of(_("Rota"), Rota, none=_("none"))

    def entry(self) -> CallTypeEntry:
        return CallTypeEntry(**self.values)


class InstructionForm(RecordForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Instruction.KINDS, widget=forms.RadioSelect, initial=Instruction.KINDS[0][0])
    text = fields.long_text(_("Instruction"), 600, rows=3, help_text=_("Of a question: what the operator asks."))
    answer_kind = forms.ChoiceField(label=_("Answer"), choices=Instruction.ANSWERS, initial=QuestionKind.TEXT.value)
    required = fields.tick(_("Must be answered"))
    choices = fields.long_text(_("Choices"), 600, rows=4, required=False, help_text=_("One on each line."))
    subject = fields.text(
        _("Subject"),
        60,
        required=False,
        help_text=_("For example: prices, appointments. Of what is ordered about one subject, the most specific counts."),
    )
    person = _one_of(_("Only for calls for"), Person, none=_("everybody"))
    call_type = _one_of(_("Only for the call type"), CallType, none=_("every call"))
    set_by = fields.text(_("Ordered by"), 80, required=False, help_text=_("The operator sees who of the customer wanted it."))
    valid_from = fields.moment(_("From"))
    valid_until = fields.moment(_("Until"), help_text=_("Blank: until further notice."))
    weekdays = fields.days_of_week()
    start = fields.clock(_("From"), help_text=WHOLE_DAY)
    end = fields.clock(_("Until"), help_text=NEXT_DAY)
    on_holidays = fields.holidays()

    groups = (
        Group(names=("kind", "text")),
        Group(names=("answer_kind", "required"), shown_for="ask"),
        Group(names=("choices",), shown_for="choice"),
        Group(names=("person", "call_type", "subject", "set_by"), title=_("What it is about")),
        Group(names=("valid_from", "valid_until"), title=_("Only for a time"), folded=True),
        Group(names=("weekdays", "start", "end", "on_holidays"), title=_("Only at certain times of the week"), folded=True),
    )

    @classmethod
    def written(cls, record: Instruction) -> dict[str, Any]:
        return {**super().written(record), "choices": "\n".join(record.choices)}

    def entry(self) -> InstructionEntry:
        """Read what was typed. Choices that no question asks for are left out: their field was not to be seen."""
        typed = self.values
        choices = tuple(typed["choices"].splitlines()) if typed["answer_kind"] == QuestionKind.CHOICE else ()
        return InstructionEntry(**{**typed, "choices": choices})


class FaqForm(RecordForm):
    question = fields.text(_("Question"), 200, help_text=_("What callers ask."))
    answer = fields.long_text(_("Answer"), 600, rows=3, help_text=_("What the operator may say."))

    def entry(self) -> FaqEntryEntry:
        return FaqEntryEntry(**self.values)


# --- people ------------------------------------------------------------------------------------------------------------


class PersonForm(RecordForm):
    name = fields.text(_("Name"), 80)
    function = fields.text(_("Function"), 80, required=False)
    availability = forms.ChoiceField(label=_("Now"), choices=Availability.choices, initial=Availability.AVAILABLE)
    available_again_at = fields.moment(
        _("Until"), help_text=_("From then on the person counts as available again. Blank: until somebody changes it.")
    )
    pronunciation = fields.text(_("How to pronounce it"), 80, required=False)
    transfer_number = fields.number(_("Number for putting through"), required=False)
    may_transfer = fields.tick(_("Calls may be put through"))
    transfer_when = fields.ticks(_("When the person is"), Availability.choices, initial=[Availability.AVAILABLE.value])

    groups = (
        Group(names=("name", "function", "availability", "available_again_at", "pronunciation", "transfer_number", "may_transfer")),
        Group(names=("transfer_when",), shown_for="transfer"),
    )

    @classmethod
    def written(cls, record: Person) -> dict[str, Any]:
        return {**super().written(record), "transfer_number": grouped(record.transfer_number)}

    def entry(self) -> PersonEntry:
        return PersonEntry(**self.values)


class PlannedAbsence(NamedTuple):
    """Whose absence it is, and what is planned."""

    person: Person
    entry: AbsenceEntry


class AbsenceForm(RecordForm):
    person = _one_of(_("Who"), Person, none=_("please choose"), required=True)
    start = fields.day(_("First day"))
    start_at = fields.clock(_("From"), help_text=_("Without times these are whole days."))
    end = fields.day(_("Last day"))
    end_at = fields.clock(_("Until"))
    deputy = _one_of(_("Deputy"), Person, none=_("nobody"))
    say = fields.text(_("What callers are told"), 200, required=False, help_text=_("No reason is needed, least of all an illness."))

    def __init__(self, *args: Any, customer: Customer, record: Absence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, record=record, **kwargs)
        if record is not None:
            del self.fields["person"]

    @classmethod
    def written(cls, record: Absence) -> dict[str, Any]:
        first, last = berlin(record.start), berlin(record.end)
        kept = {"deputy": record.deputy_id, "say": record.say, "start": first.date()}
        if record.whole_days:
            return kept | {"end": berlin(record.end - datetime.resolution).date()}
        return kept | {"end": last.date(), "start_at": first.time(), "end_at": last.time()}

    def entry(self) -> PlannedAbsence:
        typed = self.cleaned_data
        whole_days = typed["start_at"] is None and typed["end_at"] is None
        entry = AbsenceEntry(
            start=moment(typed["start"], typed["start_at"] or time()) if typed["start_at"] else start_of_day(typed["start"]),
            end=moment(typed["end"], typed["end_at"]) if typed["end_at"] else end_of_day(typed["end"]),
            whole_days=whole_days,
            deputy=typed["deputy"],
            say=typed["say"],
        )
        return PlannedAbsence(person=self.record.person if self.record else typed["person"], entry=entry)


# --- who is told, who calls, who signs in ------------------------------------------------------------------------------


class ChannelForm(RecordForm):
    kind = forms.ChoiceField(label=_("Way"), choices=Channel.Kind.choices, widget=forms.RadioSelect, initial=Channel.Kind.EMAIL)
    address = fields.text(_("E-mail address or mobile number"), 254)
    detail = forms.ChoiceField(label=_("Content"), choices=Channel.Detail.choices, widget=forms.RadioSelect, initial=Channel.Detail.HINT)
    full_confirmed = fields.tick(
        _("Yes, whole notes may leave by e-mail although the customer is bound to secrecy"),
        help_text=_("The customer has agreed in writing. An e-mail can be read on its way."),
    )
    person = _one_of(_("Only notes for"), Person, none=_("everybody"))
    least_urgency = forms.TypedChoiceField(label=_("From urgency"), choices=Note.Urgency.choices, coerce=int, initial=1)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    active = fields.tick(_("Send"), initial=True, help_text=_("Without the tick nothing is sent there for now."))

    def __init__(self, *args: Any, customer: Customer, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, record=record, **kwargs)
        if not customer.secrecy:
            del self.fields["full_confirmed"]

    @classmethod
    def written(cls, record: Channel) -> dict[str, Any]:
        address = grouped(record.address) if record.kind == Channel.Kind.SMS else record.address
        return {**super().written(record), "address": address, "full_confirmed": record.detail == Channel.Detail.FULL}

    def entry(self) -> ChannelEntry:
        return ChannelEntry(**self.values)


class CallerForm(RecordForm):
    """Enter a known caller. What is known already is not shown here: it is nobody’s business in the office."""

    number = fields.number(_("Number"))
    name = fields.text(_("Name"), 120)
    company = fields.text(_("Company"), 120, required=False)
    hint = fields.text(_("Hint for the operator"), 200, required=False, help_text=_("For example: the parts have arrived."))
    treatment = forms.ChoiceField(label=_("Treatment"), choices=KnownCaller.Treatment.choices, required=False)
    put_through_to = _one_of(_("Put through to"), Person, none=_("whom the caller asks for"))

    def entry(self) -> CallerEntry:
        return CallerEntry(**{**self.values, "treatment": self.values["treatment"] or KnownCaller.Treatment.USUAL.value})


class ForgetCallerForm(RecordForm):
    number = fields.number(_("Number"))


class AccessForm(RecordForm):
    """Let somebody of the customer in."""

    email = fields.email(_("E-mail address"), help_text=_("To sign in with."))
    name = fields.text(_("Name"), 120)
    role = forms.TypedChoiceField(
        label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role if role in CUSTOMERS], coerce=Role
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def entry(self) -> AccessEntry:
        return AccessEntry(**self.values)

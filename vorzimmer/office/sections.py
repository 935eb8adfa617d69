"""The sections of a customer's file that are lists of records: which form, which deeds, and which fields of the catalogue they show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.customers import actions
from vorzimmer.customers.models import Absence, Customer
from vorzimmer.domain import publishing
from vorzimmer.domain.roles import Role
from vorzimmer.office import losses, said
from vorzimmer.office import record_forms as forms
from vorzimmer.privacy.catalogue import may_see


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record, and what is said of it beside what stands in it."""

    record: Any
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list on the file. `slug` names it in addresses; `loses` says what will happen when a record is removed.

    `shown` are the fields of `model` that stand on the page. Who may not see the first one does not see the section.
    `orders` is the part of the published document that it edits: what is entered here is published at once.
    """

    slug: str
    title: Any
    add_title: Any
    change_title: Any
    remove_title: Any
    empty: Any
    model: str
    shown: tuple[str, ...]
    form: type[forms.RecordForm]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    records: Callable[[Customer], Any]
    loses: Callable[[Any], str] = losses.out_of_sight
    says: Callable[[Any], str] = lambda _record: ""
    ordered: bool = False
    orders: publishing.Section | None = None

    def shows(self, role: Role | str) -> frozenset[str]:
        """Give the fields that somebody of this role may see."""
        return frozenset(name for name in self.shown if may_see(role, f"customers.{self.model}.{name}"))

    def visible_for(self, role: Role | str) -> bool:
        """Whether somebody of this role sees the section."""
        return self.shown[0] in self.shows(role)

    def done(self, deed: Callable[..., Any], subject: Any, *rest: Any, by: User, at: datetime) -> None:
        """Do a deed of this section; what is published leaves the name of who did it."""
        if self.orders is None:
            deed(subject, *rest, at)
        else:
            deed(subject, *rest, at, by=by, published=True)

    def row(self, record: Any) -> Row:
        return Row(record=record, said=self.says(record))

    @property
    def template(self) -> str:
        return f"office/rows/{self.slug}.html"

    @property
    def add_name(self) -> str:
        return f"office:{self.slug}-add"

    @property
    def change_name(self) -> str:
        return f"office:{self.slug}-change"

    @property
    def remove_name(self) -> str:
        return f"office:{self.slug}-remove"

    @property
    def up_name(self) -> str:
        return f"office:{self.slug}-up"


def _absences(customer: Customer) -> Any:
    ahead = Absence.objects.filter(person__customer=customer, end__gt=timezone.now())
    return ahead.select_related("person", "deputy").order_by("start", "pk")


SECTIONS = (
    Section(
        slug="numbers",
        title=gettext_lazy("Numbers"),
        add_title=gettext_lazy("Add a number"),
        change_title=gettext_lazy("Change the number"),
        remove_title=gettext_lazy("Remove the number?"),
        empty=gettext_lazy("No number leads to this customer yet. Without one no call can be answered."),
        model="DialIn",
        shown=("number", "label"),
        form=forms.DialInForm,
        add=actions.add_dial_in,
        change=actions.change_dial_in,
        remove=actions.remove_dial_in,
        records=lambda customer: customer.dial_ins.all(),
        loses=losses.number,
    ),
    Section(
        slug="greetings",
        title=gettext_lazy("Greetings"),
        add_title=gettext_lazy("Add a greeting"),
        change_title=gettext_lazy("Change the greeting"),
        remove_title=gettext_lazy("Remove the greeting?"),
        empty=gettext_lazy("No greeting yet. Operators will say the customer’s name, the greeting of the day and their own name."),
        model="Greeting",
        shown=("text", "weekdays", "start", "end", "on_holidays"),
        form=forms.GreetingForm,
        add=actions.add_greeting,
        change=actions.change_greeting,
        remove=actions.remove_order,
        records=lambda customer: customer.greetings.all(),
        loses=losses.greeting,
        says=said.week,
        orders=publishing.Section.GREETINGS,
    ),
    Section(
        slug="instructions",
        title=gettext_lazy("Instructions"),
        add_title=gettext_lazy("Add an instruction"),
        change_title=gettext_lazy("Change the instruction"),
        remove_title=gettext_lazy("Remove the instruction?"),
        empty=gettext_lazy("No instructions yet. Operators take a message and ask for name, number and concern."),
        model="Instruction",
        shown=("text", "kind", "subject", "answer_kind", "required", "choices", "valid_from", "valid_until", "weekdays", "set_by"),
        form=forms.InstructionForm,
        add=actions.add_instruction,
        change=actions.change_instruction,
        remove=actions.remove_order,
        records=lambda customer: customer.instructions.all(),
        says=said.only_week,
        ordered=True,
        orders=publishing.Section.INSTRUCTIONS,
    ),
    Section(
        slug="call-types",
        title=gettext_lazy("Call types"),
        add_title=gettext_lazy("Add a call type"),
        change_title=gettext_lazy("Change the call type"),
        remove_title=gettext_lazy("Remove the call type?"),
        empty=gettext_lazy("No call types yet. With them, new clients, complaints or emergencies are handled each in its own way."),
        model="CallType",
        shown=("name", "urgency", "measures", "put_through_to", "rota"),
        form=forms.CallTypeForm,
        add=actions.add_call_type,
        change=actions.change_call_type,
        remove=actions.remove_order,
        records=lambda customer: customer.call_types.all(),
        loses=losses.call_type,
        says=said.measures,
        ordered=True,
        orders=publishing.Section.CALL_TYPES,
    ),
    Section(
        slug="faq",
        title=gettext_lazy("Answers to questions"),
        add_title=gettext_lazy("Add an answer"),
        change_title=gettext_lazy("Change the answer"),
        remove_title=gettext_lazy("Remove the answer?"),
        empty=gettext_lazy("No answers yet. Operators then say that somebody will call back."),
        model="FaqEntry",
        shown=("question", "answer"),
        form=forms.FaqForm,
        add=actions.add_faq,
        change=actions.change_faq,
        remove=actions.remove_order,
        records=lambda customer: customer.faq.all(),
        ordered=True,
        orders=publishing.Section.FAQ,
    ),
    Section(
        slug="hours",
        title=gettext_lazy("Opening hours"),
        add_title=gettext_lazy("Add hours"),
        change_title=gettext_lazy("Change the hours"),
        remove_title=gettext_lazy("Remove these hours?"),
        empty=gettext_lazy("No opening hours yet. Operators then do not know whether somebody is there."),
        model="OpeningHour",
        shown=("weekdays", "start", "end", "on_holidays"),
        form=forms.OpeningHourForm,
        add=actions.add_opening_hour,
        change=actions.change_opening_hour,
        remove=actions.remove_order,
        records=lambda customer: customer.opening_hours.all(),
        loses=losses.opening_hour,
        says=said.week,
        orders=publishing.Section.OPENING_HOURS,
    ),
    Section(
        slug="closures",
        title=gettext_lazy("Closed"),
        add_title=gettext_lazy("Add closed days"),
        change_title=gettext_lazy("Change the closed days"),
        remove_title=gettext_lazy("Remove the closed days?"),
        empty=gettext_lazy("No closed days are entered. Public holidays need no entry: they follow from the Land."),
        model="Closure",
        shown=("first_day", "last_day", "reason"),
        form=forms.ClosureForm,
        add=actions.add_closure,
        change=actions.change_closure,
        remove=actions.remove_order,
        records=lambda customer: customer.closures.all(),
        says=said.closed,
        orders=publishing.Section.CLOSURES,
    ),
    Section(
        slug="people",
        title=gettext_lazy("People"),
        add_title=gettext_lazy("Add somebody"),
        change_title=gettext_lazy("Change the entry"),
        remove_title=gettext_lazy("Remove this person?"),
        empty=gettext_lazy("Nobody is entered yet. Callers can then only be written down for the customer as a whole."),
        model="Person",
        shown=(
            "name",
            "function",
            "pronunciation",
            "availability",
            "available_again_at",
            "may_transfer",
            "transfer_number",
            "transfer_when",
        ),
        form=forms.PersonForm,
        add=actions.add_person,
        change=actions.change_person,
        remove=actions.remove_person,
        records=lambda customer: customer.people.all(),
        loses=losses.person,
        says=said.put_through_when,
        ordered=True,
    ),
    Section(
        slug="absences",
        title=gettext_lazy("Absences"),
        add_title=gettext_lazy("Plan an absence"),
        change_title=gettext_lazy("Change the absence"),
        remove_title=gettext_lazy("Remove the absence?"),
        empty=gettext_lazy("No absence is planned."),
        model="Absence",
        shown=("start", "end", "whole_days", "deputy", "say"),
        form=forms.AbsenceForm,
        add=lambda _customer, planned, at: actions.add_absence(planned.person, planned.entry, at),
        change=lambda absence, planned, at: actions.change_absence(absence, planned.entry, at),
        remove=actions.remove_absence,
        records=_absences,
        loses=losses.absence,
        says=said.away,
    ),
    Section(
        slug="locations",
        title=gettext_lazy("Places"),
        add_title=gettext_lazy("Add a place"),
        change_title=gettext_lazy("Change the place"),
        remove_title=gettext_lazy("Remove the place?"),
        empty=gettext_lazy("No places yet. Operators can then not tell callers the way."),
        model="Location",
        shown=("name", "address", "directions"),
        form=forms.LocationForm,
        add=actions.add_location,
        change=actions.change_location,
        remove=actions.remove_location,
        records=lambda customer: customer.locations.all(),
        ordered=True,
    ),
    Section(
        slug="channels",
        title=gettext_lazy("Notification"),
        add_title=gettext_lazy("Add a way"),
        change_title=gettext_lazy("Change the way"),
        remove_title=gettext_lazy("Remove this way?"),
        empty=gettext_lazy("No way yet. The customer hears of notes in the portal only."),
        model="Channel",
        shown=("address", "kind", "detail", "person", "least_urgency", "language", "active"),
        form=forms.ChannelForm,
        add=actions.add_channel,
        change=actions.change_channel,
        remove=actions.remove_channel,
        records=lambda customer: customer.channels.select_related("person"),
        loses=losses.channel,
    ),
)

"""The sections of a customer's file that are lists of records: which form, which deeds, and which entries of the catalogue they show."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.customers import actions
from vorzimmer.customers.models import Channel, Customer, DialIn, Greeting, Instruction, Person
from vorzimmer.domain.roles import Role
from vorzimmer.office.forms import ChannelForm, DialInForm, GreetingForm, InstructionForm, PersonForm, RecordForm
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.telephony.numbers import grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record, and what is said of it beside what stands in it."""

    record: Any
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list on the file. `slug` names it in addresses; `loses` says what will happen when a record is removed."""

    slug: str
    title: Any
    add_title: Any
    change_title: Any
    remove_title: Any
    empty: Any
    keys: tuple[str, ...]
    form: type[RecordForm]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    records: Callable[[Customer], Any]
    loses: Callable[[Any], str]
    says: Callable[[Any], str] = lambda _record: ""
    ordered: bool = False

    def visible_for(self, role: Role | str) -> bool:
        """Whether somebody of this role may see all that the section shows."""
        return all(may_see(role, key) for key in self.keys)

    def rows(self, customer: Customer) -> list[Row]:
        """Give the records in their order."""
        return [self.row(record) for record in self.records(customer)]

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


def week(greeting: Greeting) -> str:
    """Say when a greeting holds: "Mon–Fri, 08:00–18:00"."""
    days = sorted(int(day) for day in greeting.weekdays)
    spans = [list(span) for _key, span in groupby(days, key=lambda day: day - days.index(day))]
    names = [str(WEEKDAYS_ABBR[span[0]]) if len(span) == 1 else f"{WEEKDAYS_ABBR[span[0]]}–{WEEKDAYS_ABBR[span[-1]]}" for span in spans]
    said = _("every day") if len(days) == len(WEEKDAYS_ABBR) else ", ".join(names)
    if greeting.start is None or greeting.end is None:
        return said
    return f"{said}, {greeting.start:%H:%M}–{greeting.end:%H:%M}"


def _number_loses(dial_in: DialIn) -> str:
    return _("Calls to %(number)s will lead to nobody and appear under “Unknown numbers”. Past calls and notes stay.") % {
        "number": grouped(dial_in.number)
    }


def _greeting_loses(greeting: Greeting) -> str:
    if greeting.customer.greetings.count() == 1:
        return _("It is the only one: operators will then say the customer’s name, the greeting of the day and their own name.")
    return _("Operators will no longer say it.")


def _person_loses(person: Person) -> str:
    instructions, channels = person.instructions.count(), person.channels.count()
    said = []
    if instructions:
        said.append(ngettext("%(n)d instruction goes with it.", "%(n)d instructions go with it.", instructions) % {"n": instructions})
    if channels:
        said.append(
            ngettext("%(n)d way of notification goes with it.", "%(n)d ways of notification go with it.", channels) % {"n": channels}
        )
    return " ".join([*said, _("Callers can no longer be written down for this person. Notes stay.")])


def _instruction_loses(instruction: Instruction) -> str:  # noqa: ARG001  (all sections ask the same way)
    return _("Operators will no longer see it, also during calls that are going on.")


def _channel_loses(channel: Channel) -> str:
    others = Channel.objects.filter(customer=channel.customer, active=True).exclude(pk=channel.pk).count()
    if not others:
        return _("It is the only way: the customer will hear of notes in the portal only. What is on its way still goes out.")
    return _("New notes will no longer be sent there. What is on its way still goes out.")


SECTIONS = (
    Section(
        slug="numbers",
        title=gettext_lazy("Numbers"),
        add_title=gettext_lazy("Add a number"),
        change_title=gettext_lazy("Change the number"),
        remove_title=gettext_lazy("Remove the number?"),
        empty=gettext_lazy("No number leads to this customer yet. Without one no call can be answered."),
        keys=("customers.DialIn.number",),
        form=DialInForm,
        add=actions.add_dial_in,
        change=actions.change_dial_in,
        remove=actions.remove_dial_in,
        records=lambda customer: customer.dial_ins.all(),
        loses=_number_loses,
    ),
    Section(
        slug="greetings",
        title=gettext_lazy("Greetings"),
        add_title=gettext_lazy("Add a greeting"),
        change_title=gettext_lazy("Change the greeting"),
        remove_title=gettext_lazy("Remove the greeting?"),
        empty=gettext_lazy("No greeting yet. Operators will say the customer’s name, the greeting of the day and their own name."),
        keys=("customers.Greeting.text",),
        form=GreetingForm,
        add=actions.add_greeting,
        change=actions.change_greeting,
        remove=actions.remove_order,
        records=lambda customer: customer.greetings.all(),
        loses=_greeting_loses,
        says=week,
    ),
    Section(
        slug="instructions",
        title=gettext_lazy("Instructions"),
        add_title=gettext_lazy("Add an instruction"),
        change_title=gettext_lazy("Change the instruction"),
        remove_title=gettext_lazy("Remove the instruction?"),
        empty=gettext_lazy("No instructions yet. Operators take a message and ask for name, number and concern."),
        keys=("customers.Instruction.text", "customers.Instruction.valid_from"),
        form=InstructionForm,
        add=actions.add_instruction,
        change=actions.change_instruction,
        remove=actions.remove_order,
        records=lambda customer: customer.instructions.select_related("person"),
        loses=_instruction_loses,
        ordered=True,
    ),
    Section(
        slug="people",
        title=gettext_lazy("People"),
        add_title=gettext_lazy("Add somebody"),
        change_title=gettext_lazy("Change the entry"),
        remove_title=gettext_lazy("Remove this person?"),
        empty=gettext_lazy("Nobody is entered yet. Callers can then only be written down for the customer as a whole."),
        keys=("customers.Person.name", "customers.Person.availability", "customers.Person.transfer_number"),
        form=PersonForm,
        add=actions.add_person,
        change=actions.change_person,
        remove=actions.remove_person,
        records=lambda customer: customer.people.all(),
        loses=_person_loses,
        ordered=True,
    ),
    Section(
        slug="channels",
        title=gettext_lazy("Notification"),
        add_title=gettext_lazy("Add a way"),
        change_title=gettext_lazy("Change the way"),
        remove_title=gettext_lazy("Remove this way?"),
        empty=gettext_lazy("No way yet. The customer hears of notes in the portal only."),
        keys=("customers.Channel.address",),
        form=ChannelForm,
        add=actions.add_channel,
        change=actions.change_channel,
        remove=actions.remove_channel,
        records=lambda customer: customer.channels.select_related("person"),
        loses=_channel_loses,
    ),
)

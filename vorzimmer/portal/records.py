"""The kinds of records that customers keep themselves: which form, which deeds, who may, and what is lost when one is removed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.customers import actions
from vorzimmer.customers.models import Absence, Channel, Customer, KnownCaller, Person
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.portal.forms import AbsenceForm, CallerForm, ChannelForm, PersonForm

RESPONSIBLE = frozenset({Role.CUSTOMER_OWNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record. `slug` names it in addresses, `listed` the page that lists it; `loses` says what removing one will do."""

    slug: str
    listed: str
    add_title: Any
    change_title: Any
    remove_title: Any
    form: type[Any]
    add: Callable[[Customer, Any, datetime], Any]
    change: Callable[[Any, Any, datetime], Any]
    remove: Callable[[Any, datetime], None]
    records: Callable[[Any], Any]
    customer: Callable[[Any], Customer]
    loses: Callable[[Any], str]
    roles: frozenset[Role] = RESPONSIBLE

    @property
    def row(self) -> str:
        """Template that shows one record."""
        return f"portal/rows/{self.slug}.html"

    @property
    def add_name(self) -> str:
        return f"portal:{self.slug}-add"

    @property
    def change_name(self) -> str:
        return f"portal:{self.slug}-change"

    @property
    def remove_name(self) -> str:
        return f"portal:{self.slug}-remove"


def _person_loses(person: Person) -> str:
    instructions, channels = person.instructions.count(), person.channels.count()
    said = []
    if instructions:
        said.append(ngettext("%(n)d instruction goes with it.", "%(n)d instructions go with it.", instructions) % {"n": instructions})
    if channels:
        said.append(
            ngettext("%(n)d way of notification goes with it.", "%(n)d ways of notification go with it.", channels) % {"n": channels}
        )
    return " ".join([*said, _("We can no longer write down calls for this person. Messages stay.")])


def _absence_loses(absence: Absence) -> str:  # noqa: ARG001  (all kinds ask the same way)
    return _("From now on the chosen status counts again, also on our screens.")


def _channel_loses(channel: Channel) -> str:
    if not channel.customer.channels.filter(active=True).exclude(pk=channel.pk).exists():
        return _("It is the only way: you will hear of messages here in the portal only.")
    return _("New messages will no longer be sent there.")


def _caller_loses(caller: KnownCaller) -> str:  # noqa: ARG001  (all kinds ask the same way)
    return _("Operators will no longer see name and hint when this number calls. Messages about earlier calls stay.")


KINDS = (
    Kind(
        slug="people",
        listed="portal:people",
        add_title=gettext_lazy("Add somebody"),
        change_title=gettext_lazy("Change the entry"),
        remove_title=gettext_lazy("Remove this person?"),
        form=PersonForm,
        add=lambda customer, form, at: actions.add_person(customer, form.entry(at), at),
        change=lambda person, form, at: actions.change_person(person, form.entry(at), at),
        remove=actions.remove_person,
        records=lambda customers: Person.objects.filter(customer__in=customers).select_related("customer"),
        customer=lambda person: person.customer,
        loses=_person_loses,
    ),
    Kind(
        slug="absences",
        listed="portal:absences",
        add_title=gettext_lazy("Plan an absence"),
        change_title=gettext_lazy("Change the absence"),
        remove_title=gettext_lazy("Remove this absence?"),
        form=AbsenceForm,
        add=lambda _customer, form, at: actions.add_absence(form.cleaned_data["person"], form.entry(), at),
        change=lambda absence, form, at: actions.change_absence(absence, form.entry(), at),
        remove=actions.remove_absence,
        records=lambda customers: Absence.objects.filter(person__customer__in=customers).select_related("person__customer", "deputy"),
        customer=lambda absence: absence.person.customer,
        loses=_absence_loses,
        roles=CUSTOMERS,
    ),
    Kind(
        slug="channels",
        listed="portal:people",
        add_title=gettext_lazy("Add a way"),
        change_title=gettext_lazy("Change the way"),
        remove_title=gettext_lazy("Remove this way?"),
        form=ChannelForm,
        add=lambda customer, form, at: actions.add_channel(customer, form.entry(), at),
        change=lambda channel, form, at: actions.change_channel(channel, form.entry(), at),
        remove=actions.remove_channel,
        records=lambda customers: Channel.objects.filter(customer__in=customers).select_related("customer", "person"),
        customer=lambda channel: channel.customer,
        loses=_channel_loses,
    ),
    Kind(
        slug="callers",
        listed="portal:callers",
        add_title=gettext_lazy("Enter a known caller"),
        change_title=gettext_lazy("Change the known caller"),
        remove_title=gettext_lazy("Remove this known caller?"),
        form=CallerForm,
        add=lambda customer, form, at: actions.remember_caller(customer, form.entry(), at),
        change=lambda caller, form, at: actions.change_caller(caller, form.entry(), at),
        remove=actions.remove_caller,
        records=lambda customers: KnownCaller.objects.filter(customer__in=customers).select_related("customer", "put_through_to"),
        customer=lambda caller: caller.customer,
        loses=_caller_loses,
    ),
)

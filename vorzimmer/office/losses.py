"""What will happen when a record of a customer's file is removed, in a sentence and in numbers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.customers.models import CallType, Channel, DialIn, Greeting, OpeningHour, Person
from vorzimmer.telephony.numbers import grouped


def number(dial_in: DialIn) -> str:
    return _("Calls to %(number)s will lead to nobody and appear under “Unknown numbers”. Past calls and notes stay.") % {
        "number": grouped(dial_in.number)
    }


def greeting(greeting: Greeting) -> str:
    if greeting.customer.greetings.count() == 1:
        return _("It is the only one: operators will then say the customer’s name, the greeting of the day and their own name.")
    return _("Operators will no longer say it.")


def opening_hour(hour: OpeningHour) -> str:
    if hour.customer.opening_hours.count() == 1:
        return _("It is the only one: operators will then not know whether somebody is there.")
    return _("Operators will tell callers that nobody is there at this time.")


def call_type(call_type: CallType) -> str:
    said = _orders_go(call_type.instructions.count())
    return " ".join([*said, _("Operators can no longer choose it. Notes stay.")])


def person(person: Person) -> str:
    channels, absences = person.channels.count(), person.absences.count()
    said = _orders_go(person.instructions.count())
    if channels:
        said.append(
            ngettext("%(n)d way of notification goes with it.", "%(n)d ways of notification go with it.", channels) % {"n": channels}
        )
    if absences:
        said.append(ngettext("%(n)d absence goes with it.", "%(n)d absences go with it.", absences) % {"n": absences})
    return " ".join([*said, _("Callers can no longer be written down for this person. Notes stay.")])


def channel(channel: Channel) -> str:
    others = Channel.objects.filter(customer=channel.customer, active=True).exclude(pk=channel.pk).count()
    if not others:
        return _("It is the only way: the customer will hear of notes in the portal only. What is on its way still goes out.")
    return _("New notes will no longer be sent there. What is on its way still goes out.")


def out_of_sight(_record: Any) -> str:
    return _("Operators will no longer see it, also during calls that are going on.")


def absence(_record: Any) -> str:
    return _("From now on the person counts as there in this time.")


def _orders_go(count: int) -> list[str]:
    if not count:
        return []
    return [ngettext("%(n)d instruction goes with it.", "%(n)d instructions go with it.", count) % {"n": count}]

"""Whether a letter that was prepared still says the truth when it is to leave, and why not."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.claims import policy
from vorzimmer.claims.letters.content import arrives_on
from vorzimmer.claims.models import Claim, Reminder
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.claims.words import REASONS
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.dunning import DEMANDS, Event
from vorzimmer.domain.dunning_facts import Reason

_DAY = timedelta(days=1)


def refused_because(found: Reading, level: Event) -> Reason | None:
    """Say why a claim gets no letter of this level on the day of the reading; None: it may."""
    answer = next(option.answer for option in found.next.options if option.event is level)
    return answer.reason if isinstance(answer, Refused) else None


def why_outdated(reminder: Reminder, day: date) -> Any:
    """Say in words why a letter is not true any more: another amount, a dispute, too little time to pay; blank: it is true.

    Interest that grew by some days makes no letter untrue: it says until which day it is computed.
    """
    level = Event(reminder.level)
    lines = {line.claim_id: line for line in reminder.lines.all()}
    for each in readings(Claim.objects.filter(pk__in=list(lines)), day):
        refused = refused_because(each, level)
        if refused not in {None, Reason.NOT_A_WORKING_DAY}:
            return REASONS[refused]
        if each.open != lines[each.claim.pk].principal:
            return _("another amount is open by now")
    return _("too little time is left until the day to pay that it names") if is_late(reminder, day) else ""


def is_late(reminder: Reminder, day: date) -> bool:
    """Whether a letter that leaves on this day leaves too little time to pay: a demand as many days as lie between two letters."""
    least = policy.schedule(day).days_between if Event(reminder.level) in DEMANDS else 1
    return reminder.pay_by < arrives_on(reminder.channel, day) + least * _DAY

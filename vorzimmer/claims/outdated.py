"""Whether a letter that was prepared still says the truth when it is to leave, and why not."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from vorzimmer.claims import policy
from vorzimmer.claims.letters.content import arrives_on
from vorzimmer.claims.models import Claim, Reminder, ReminderLine
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
    """Say in words why a letter that has not left is not true any more; blank: it is. See `outdated`."""
    return outdated([reminder], day).get(reminder.pk, "")


def outdated(letters: Sequence[Reminder], day: date) -> dict[UUID, Any]:
    """Say of letters that have not left why they are not true any more: another amount, a dispute, too little time to pay.

    Those that are true are left out. Interest that grew by some days makes no letter untrue: it says until which day it is computed.
    As many queries for many letters as for one.
    """
    lines = list(ReminderLine.objects.filter(reminder__in=letters))
    found = {each.claim.pk: each for each in readings(Claim.objects.filter(pk__in={line.claim_id for line in lines}), day)}
    reasons: dict[UUID, Any] = {}
    for letter in letters:
        own = [(line, found[line.claim_id]) for line in lines if line.reminder_id == letter.pk and line.claim_id is not None]
        why = next(filter(None, (_why(line, each, Event(letter.level)) for line, each in own)), "")
        if not why and is_late(letter, day):
            why = _("too little time is left until the day to pay that it names")
        if why:
            reasons[letter.pk] = why
    return reasons


def _why(line: ReminderLine, found: Reading, level: Event) -> Any:
    refused = refused_because(found, level)
    if refused not in {None, Reason.NOT_A_WORKING_DAY}:
        return REASONS[refused]
    return "" if found.open == line.principal else _("another amount is open by now")


def is_late(reminder: Reminder, day: date) -> bool:
    """Whether a letter that leaves on this day leaves too little time to pay: a demand as many days as lie between two letters."""
    least = policy.schedule(day).days_between if Event(reminder.level) in DEMANDS else 1
    return reminder.pay_by < arrives_on(reminder.channel, day) + least * _DAY
